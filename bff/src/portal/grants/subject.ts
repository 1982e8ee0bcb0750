import type { SystemCode } from '@eoms/contracts/systems';
import { momentOf, primaryAt, sourcesAt, withGrantAlone, type Source } from '../access/access.service.ts';
import { conflictsDuring, factsOf, type Conflict } from '../governance/sod.service.ts';
import type { Target } from './catalogue-limits.ts';
import { windowAt, type Content, type ContentItem } from './content.policy.ts';
import type { StoredChange } from './grants.model.ts';
import type { Situation } from './situation.ts';
import { changeNeeds, countsAsDecision, needsOf, type Need, type Weight } from './steps.policy.ts';

/** How far an item reaches for its grantee at an instant. */
export interface Reach {
  readonly all: boolean;
  readonly self: boolean;
  readonly unitIds: ReadonlySet<string>;
}

/** Who asks for what for whom: enough to say who decides. */
export interface Subject extends Content {
  readonly requesterId: string;
  readonly origin: string;
  readonly change: StoredChange | null;
}

/** What a subject asks for, weighed against the situation. */
export interface Weighed {
  readonly targets: readonly (Target | undefined)[];
  readonly systems: readonly SystemCode[];
  readonly tier: number;
  readonly reaches: readonly Reach[];
  /** How far the items will reach where the grantee is known to work or lead elsewhere before they end. */
  readonly later: readonly Reach[];
  readonly conflicts: readonly Conflict[];
}

const nowhere: Reach = { all: false, self: false, unitIds: new Set() };

/** How far a role or permission would reach for a person, at the instant of the situation or a later one. */
export function reachOf(situation: Situation, personId: string, item: ContentItem, at = situation.at): Reach {
  const metaId = situation.targets.of(item)?.metas[0]?.id;
  if (metaId === undefined) return nowhere;
  const moment = at === situation.at ? situation.moment() : momentOf(factsOf(situation.facts, personId, at), at);
  const grant = {
    id: 'asked for',
    personId,
    roleId: null,
    metaId,
    scopeKind: item.scopeKind,
    scopeUnitIds: item.scopeUnitIds,
    kind: 'SHORT' as const,
    basisUnitId: null,
    approvedAt: at,
    confirmations: [],
    from: at,
    to: null,
  };
  const [source] = sourcesAt(withGrantAlone(moment, grant), personId);
  if (!source) return nowhere;
  const all = source.reach === 'all';
  return { all, self: source.self, unitIds: source.reach === 'all' ? new Set() : source.reach };
}

/** True when sources of one permission reach at least as far. */
function holds(sources: readonly Source[], { all, self, unitIds }: Reach): boolean {
  if (sources.length === 0) return false;
  if (sources.some(({ reach }) => reach === 'all')) return true;
  if (all || (self && !sources.some((source) => source.self))) return false;
  const held = new Set(sources.flatMap(({ reach }) => (reach === 'all' ? [] : [...reach])));
  return [...unitIds].every((id) => held.has(id));
}

/** True when a person holds everything of a target at least as far already. */
export const isHeld = (sources: readonly Source[], target: Target, reach: Reach): boolean =>
  target.metas.every(({ id }) =>
    holds(
      sources.filter(({ metaId }) => metaId === id),
      reach,
    ),
  );

/** Systems and risk of what is asked for; of a change what its proposal said. */
export function outlineOf(situation: Pick<Situation, 'targets'>, subject: Pick<Subject, 'items' | 'change'>) {
  const targets = subject.items.map((item) => situation.targets.of(item));
  const found = targets.flatMap((target) => target ?? []);
  return {
    targets,
    systems: [...new Set([...found.map(({ system }) => system), ...(subject.change ? (['access'] as const) : [])])],
    tier: Math.max(subject.change?.tier ?? 0, ...found.map(({ limits }) => limits.tier)),
  };
}

/** Instants of a window at which, as far as is known, somebody begins to work or to lead elsewhere while what he got goes on. */
function movesIn(
  situation: Situation,
  personId: string,
  kind: Content['kind'],
  from: Date,
  until: Date | null,
): Date[] {
  const { at, facts } = situation;
  const places = situation.assignmentsOf(personId);
  const begins = [...places, ...facts.heads.filter((head) => head.personId === personId)].map((one) => one.from);
  const times = new Set([from, ...begins].map((begin) => begin.getTime()));
  const mainUnit = (then: Date): string | undefined => primaryAt(places, then)?.unitId;
  return (
    [...times]
      .map((time) => new Date(time))
      .filter((then) => then > at && then >= from && (until === null || then < until))
      // A LONG grant rests after a move, until the new superior has confirmed it.
      .filter((then) => kind === 'SHORT' || mainUnit(then) === mainUnit(at))
  );
}

/** Weighs what is asked for: risk, reach, and rules of separation of duties at any instant of its window. */
export function weigh(situation: Situation, subject: Subject): Weighed {
  const { granteeId, items } = subject;
  const outline = outlineOf(situation, subject);
  if (granteeId === null) return { ...outline, reaches: [], later: [], conflicts: [] };
  const reaches = items.map((item) => reachOf(situation, granteeId, item));
  const { from, until } = windowAt(subject, situation.at);
  const additions = items.map((item, index) => ({
    metaIds: outline.targets[index]?.metas.map(({ id }) => id) ?? [],
    scope: { kind: item.scopeKind, unitIds: item.scopeUnitIds },
  }));
  const question = { personId: granteeId, additions, from, to: until };
  const moves = movesIn(situation, granteeId, subject.kind, from, until);
  const later = moves.flatMap((then) => items.map((item) => reachOf(situation, granteeId, item, then)));
  return { ...outline, reaches, later, conflicts: conflictsDuring(situation.duties, situation.facts, question) };
}

/** True when somebody manages every unit that would be reached. */
export function isCovered(
  { managedBy }: Situation,
  { reaches, later }: Weighed,
  superiorIds: readonly string[],
): boolean {
  return superiorIds.some((id) => {
    const managed = managedBy(id);
    return [...reaches, ...later].every(({ all, unitIds }) => !all && [...unitIds].every((unit) => managed.has(unit)));
  });
}

/** The weight of a subject for the steps, if these superiors decided. */
export const weightOf = (situation: Situation, weighed: Weighed, superiorIds: readonly string[]): Weight => ({
  tier: weighed.tier,
  reachesAll: weighed.reaches.some(({ all }) => all),
  covered: isCovered(situation, weighed, superiorIds),
  extraStage: weighed.conflicts.some(({ mode }) => mode === 'EXTRA_STAGE'),
});

/** Somebody and who entered him: whoever made up an account must not be the one who lets it do things. */
const withCreator = ({ creators }: Pick<Situation, 'creators'>, personId: string): string[] => {
  const creator = creators.get(personId);
  return creator === undefined ? [personId] : [personId, creator];
};

/** People who never decide about a subject. */
export const partiesOf = (
  situation: Pick<Situation, 'creators'>,
  { granteeId, requesterId }: Pick<Subject, 'granteeId' | 'requesterId'>,
): Set<string> => new Set([requesterId, ...(granteeId === null ? [] : withCreator(situation, granteeId))]);

/** True when the giver's own word is decision enough (A1): he must be able to decide about the person at all. */
export function ownWordSuffices(situation: Situation, subject: Subject, weighed: Weighed): boolean {
  const { granteeId, requesterId } = subject;
  const above = situation.superiorsOf(granteeId ?? '', new Set(withCreator(situation, granteeId ?? '')));
  if (!above.some(({ personIds }) => personIds.includes(requesterId))) return false;
  return countsAsDecision(subject, weightOf(situation, weighed, [requesterId]), situation.settings.superiorShortCounts);
}

/** Steps a subject needs as things are. */
export function needsFor(situation: Situation, subject: Subject, weighed: Weighed): Need[] {
  if (subject.granteeId === null) return changeNeeds(weighed.tier);
  const [nearest] = situation.superiorsOf(subject.granteeId, partiesOf(situation, subject));
  return needsOf(nearest !== undefined, weightOf(situation, weighed, nearest?.personIds ?? []));
}
