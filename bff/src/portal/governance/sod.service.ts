import type { Localized } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import {
  grantsIn,
  momentOf,
  personIn,
  placesIn,
  sourcesAt,
  type Facts,
  type GrantFact,
  type Period,
  type ScopeKind,
  type Source,
} from '../access/access.service.ts';
import { brokenDuties, readDutyRules, type DutyRule } from '../catalogue/sod.service.ts';

/** Permissions somebody would get, with their reach. */
export interface Addition {
  readonly metaIds: readonly string[];
  readonly scope: { readonly kind: ScopeKind; readonly unitIds: readonly string[] };
}

/** A rule that somebody would touch, and the units in which both sides would meet; no units means everywhere or whatever the unit. */
export interface Conflict {
  readonly ruleId: string;
  readonly name: Localized;
  readonly mode: DutyRule['mode'];
  readonly unitIds: readonly string[];
}

const added = (personId: string, at: Date, additions: readonly Addition[]): GrantFact[] =>
  additions.flatMap(({ metaIds, scope }, index) =>
    metaIds.map((metaId) => ({
      id: `added ${index}`,
      personId,
      roleId: null,
      metaId,
      scopeKind: scope.kind,
      scopeUnitIds: scope.unitIds,
      kind: 'SHORT',
      basisUnitId: null,
      approvedAt: at,
      confirmations: [],
      from: at,
      to: null,
    })),
  );

/** The facts of one person, with what he would get; everything about others that does not reach him is left out. */
export const factsOf = (facts: Facts, personId: string, at: Date, additions: readonly Addition[] = []): Facts => ({
  ...facts,
  people: [personIn(facts.people, personId) ?? []].flat(),
  assignments: placesIn(facts.assignments, personId),
  grants: [...grantsIn(facts.grants, personId), ...added(personId, at, additions)],
  breakGlass: facts.breakGlass.filter((one) => one.personId === personId),
});

type Reach = Source['reach'];

/** Units that both reach; null when both reach everything. */
function shared(a: Reach, b: Reach): readonly string[] | null {
  if (a === 'all') return b === 'all' ? null : [...b];
  return b === 'all' ? [...a] : [...a].filter((id) => b.has(id));
}

function meetingUnits(rule: DutyRule, sources: readonly Source[]): string[] {
  if (!rule.scopeSensitive) return [];
  const of = (codes: DutyRule['left']): Source[] => sources.filter(({ metaCode }) => codes.includes(metaCode));
  const right = of(rule.right);
  const meetings = of(rule.left).flatMap((one) => right.map((other) => shared(one.reach, other.reach)));
  return meetings.includes(null) ? [] : [...new Set(meetings.flatMap((units) => units ?? []))].sort();
}

/** Rules that name a permission somebody would get. */
function speakingOf(rules: readonly DutyRule[], facts: Facts, additions: readonly Addition[]): DutyRule[] {
  const ids = new Set(additions.flatMap(({ metaIds }) => metaIds));
  const codes = new Set(facts.metas.filter(({ id }) => ids.has(id)).map(({ code }) => code));
  return rules.filter(({ left, right }) => [...left, ...right].some((code) => codes.has(code)));
}

/**
 * Rules of separation of duties that a person touches at an instant, of those that speak of the added permissions; of all when
 * nothing is added. Base permissions, grants, emergencies and what he reaches as acting head count alike, and which side came
 * first plays no part.
 */
export function conflictsAt(
  rules: readonly DutyRule[],
  facts: Facts,
  { personId, additions = [], at }: { personId: string; additions?: readonly Addition[]; at: Date },
): Conflict[] {
  const asked = additions.length === 0 ? rules : speakingOf(rules, facts, additions);
  const sources = sourcesAt(momentOf(factsOf(facts, personId, at, additions), at), personId);
  return brokenDuties(asked, sources).map((rule) => ({
    ruleId: rule.id,
    name: rule.name,
    mode: rule.mode,
    unitIds: meetingUnits(rule, sources),
  }));
}

/** Instants after `from` and before `to` at which what somebody holds or reaches may change by time alone. */
export function turningPoints(facts: Facts, personId: string, from: Date, to: Date | null): Date[] {
  const own = factsOf(facts, personId, from);
  const periods: Period[] = [
    ...own.assignments,
    ...own.grants,
    ...own.breakGlass,
    ...facts.heads.filter((head) => head.personId === personId),
    ...facts.rules,
    ...facts.edges,
    ...facts.franchises,
  ];
  const times = new Set(periods.flatMap((period) => [period.from.getTime(), period.to?.getTime() ?? Infinity]));
  return [...times]
    .filter((time) => time > from.getTime() && time < (to?.getTime() ?? Infinity))
    .sort((a, b) => a - b)
    .map((time) => new Date(time));
}

const STRENGTH = { REPORT: 0, EXTRA_STAGE: 1, BLOCK: 2 } as const;

/** Conflicts of further permissions at any instant of their window, each rule once. */
export function conflictsDuring(
  rules: readonly DutyRule[],
  facts: Facts,
  question: { personId: string; additions: readonly Addition[]; from: Date; to: Date | null },
): Conflict[] {
  const { personId, additions, from, to } = question;
  const found = new Map<string, Conflict>();
  const asked = speakingOf(rules, facts, additions);
  if (asked.length === 0) return [];
  for (const at of [from, ...turningPoints(facts, personId, from, to)])
    for (const conflict of conflictsAt(asked, facts, { personId, additions, at })) {
      const known = found.get(conflict.ruleId);
      const unitIds = [...new Set([...(known?.unitIds ?? []), ...conflict.unitIds])].sort();
      found.set(conflict.ruleId, { ...conflict, unitIds });
    }
  return [...found.values()].sort((a, b) => STRENGTH[b.mode] - STRENGTH[a.mode]);
}

/** Conflicts that one more permission or role would bring about until it ends, for emergencies. A command passes its transaction. */
export async function conflictsOf(
  context: Pick<Context, 'transaction' | 'now'>,
  facts: Facts,
  { personId, metaIds, scope, until }: { readonly personId: string; readonly until: Date } & Addition,
): Promise<Conflict[]> {
  return conflictsDuring(await readDutyRules(context), facts, {
    personId,
    additions: [{ metaIds, scope }],
    from: context.now,
    to: until,
  });
}
