import type {
  ApprovalStep as ShownStep,
  HeldPermission,
  RequestItem,
  SodConflict,
} from '@eoms/contracts/access/requests.record';
import type { PersonRef, ScopeShown, UnitRef } from '@eoms/contracts/access/shared.record';
import type { Context } from '../../http/context.ts';
import { sourcesAt, type Source } from '../access/access.service.ts';
import type { Conflict } from '../governance/sod.service.ts';
import { personRefs, unitRefs } from '../people/references.service.ts';
import { decidersOf, standInsOf, type Question } from './authority.ts';
import type { ContentItem } from './content.policy.ts';
import { currentStep } from './routing.ts';
import { isPending, progress, subjectOf, type Dossier } from './request-store.ts';
import type { Situation } from './situation.ts';
import type { Because, Need } from './steps.policy.ts';
import { isHeld, weigh, type Reach, type Subject, type Weighed } from './subject.ts';

const NAMED = 20;

/** Names of people and units, read once for everything that is shown. */
export interface Names {
  person(id: string): PersonRef;
  people(ids: readonly string[]): PersonRef[];
  units(ids: readonly string[]): UnitRef[];
}

/** Reads names. Ids that are unknown show as nobody rather than break a page. */
export async function namesFor(
  context: Pick<Context, 'transaction' | 'now'>,
  personIds: readonly (string | null)[],
  unitIds: readonly string[],
): Promise<Names> {
  const [people, units] = [await personRefs(context, personIds), await unitRefs(context, unitIds)];
  const person = (id: string): PersonRef =>
    people.get(id) ?? { id, name: '—', employeeNo: null, unit: null, position: null, active: false };
  return {
    person,
    people: (ids) => ids.map(person),
    units: (ids) => ids.flatMap((id) => units.get(id) ?? []),
  };
}

/** A step as it would be shown, with ids in place of names. */
export interface StepView extends Omit<ShownStep, 'deciders' | 'dueAt'> {
  readonly deciderIds: readonly string[];
  readonly dueAt: Date | null;
}

/** Everything of a dossier that is computed, with ids in place of names. */
export interface DossierView {
  readonly dossier: Dossier;
  readonly subject: Subject;
  readonly weighed: Weighed;
  readonly steps: readonly StepView[];
  readonly held: readonly Source[];
}

const question = (subject: Subject, weighed: Pick<Weighed, 'systems'>): Question => ({
  granteeId: subject.granteeId,
  requesterId: subject.requesterId,
  systems: weighed.systems,
});

/** Who decides a step now: the nearest level, the next one too once it is overdue, and those who stand in for them. */
export function decidersNow(
  situation: Situation,
  asked: Question,
  rule: ShownStep['rule'],
  { overdue, spoken }: { readonly overdue: boolean; readonly spoken: ReadonlySet<string> },
): string[] {
  const levels = decidersOf(situation, asked, rule);
  const ids = levels.slice(0, overdue ? 2 : 1).flat();
  const standIns = standInsOf(situation, asked, rule)
    .filter(({ ownerId }) => ids.includes(ownerId) && !spoken.has(ownerId))
    .map(({ delegateId }) => delegateId);
  return [...new Set([...ids, ...standIns])].filter((id) => !spoken.has(id));
}

/** Steps that are not stored yet, for a preview. */
export function plannedSteps(
  situation: Situation,
  subject: Subject,
  weighed: Weighed,
  needs: readonly Need[],
): StepView[] {
  const dueAt = new Date(situation.at.getTime() + situation.settings.stepDueDays * 24 * 3600_000);
  return needs.map(({ rule, because, requiredCount }, index) => {
    const ids = decidersNow(situation, question(subject, weighed), rule, { overdue: false, spoken: new Set() });
    return {
      no: index + 1,
      rule,
      because,
      requiredCount,
      approvals: 0,
      state: index === 0 ? 'CURRENT' : 'AHEAD',
      deciderIds: ids.slice(0, NAMED),
      moreDeciders: Math.max(0, ids.length - NAMED),
      dueAt: index === 0 ? dueAt : null,
      escalated: false,
    };
  });
}

function reasonOf(rule: ShownStep['rule'], subject: Subject, weighed: Weighed): Because {
  if (rule === 'SUPERIOR') return 'SUPERIOR';
  if (subject.granteeId === null) return 'CHANGE';
  if (rule === 'PERMISSION_OWNERS') return 'NOBODY_ABOVE';
  if (weighed.tier >= 2) return 'RISK';
  return weighed.conflicts.some(({ mode }) => mode === 'EXTRA_STAGE') && !weighed.reaches.some(({ all }) => all)
    ? 'SEPARATION'
    : 'SCOPE';
}

function stepViews(situation: Situation, dossier: Dossier, subject: Subject, weighed: Weighed): StepView[] {
  const { all, spoken } = progress(dossier);
  const open = isPending(dossier.request, situation.at);
  const routed = open ? currentStep(situation, dossier, subject, weighed) : null;
  return all.flatMap(({ step, approvals, state }): StepView[] => {
    const here = routed?.step.id === step.id ? routed : null;
    // A step that the rerouting of an earlier one makes needless is not shown.
    if (routed?.dropped.includes(step.id)) return [];
    const rule = here?.rule ?? step.rule;
    const overdue = here !== null && situation.at >= step.dueAt;
    const waits = open && (state === 'CURRENT' || state === 'AHEAD');
    const ids = waits ? decidersNow(situation, question(subject, weighed), rule, { overdue, spoken }) : [];
    return [
      {
        no: step.no,
        rule,
        because: reasonOf(rule, subject, weighed),
        requiredCount: here?.requiredCount ?? step.requiredCount,
        approvals,
        state,
        deciderIds: ids.slice(0, NAMED),
        moreDeciders: Math.max(0, ids.length - NAMED),
        dueAt: here ? step.dueAt : null,
        escalated: overdue,
      },
    ];
  });
}

/** What somebody holds already in some systems. */
export function heldIn(situation: Situation, personId: string | null, systems: readonly string[]): Source[] {
  if (personId === null) return [];
  const metas = situation.moment().metas;
  const seen = new Set<string>();
  return sourcesAt(situation.moment(), personId).filter(({ metaId, via, refId }) => {
    const key = `${via} ${refId}`;
    if (seen.has(key) || !systems.includes(metas.get(metaId)?.systemCode ?? '')) return false;
    seen.add(key);
    return true;
  });
}

/** Computes what is shown of a dossier. */
export function viewOf(situation: Situation, dossier: Dossier): DossierView {
  const subject = subjectOf(dossier);
  const weighed = weigh(situation, subject);
  return {
    dossier,
    subject,
    weighed,
    steps: stepViews(situation, dossier, subject, weighed),
    held: heldIn(situation, subject.granteeId, weighed.systems),
  };
}

const shownScope = (names: Names, kind: ScopeShown['kind'], unitIds: readonly string[]): ScopeShown => ({
  kind,
  units: names.units(unitIds),
});

const idsOfReach = ({ unitIds }: Reach): string[] => [...unitIds].sort().slice(0, NAMED);

/** Items in words. */
export function shownItems(
  situation: Situation,
  names: Names,
  { granteeId, items }: { readonly granteeId: string | null; readonly items: readonly ContentItem[] },
  weighed: Weighed,
): RequestItem[] {
  const stores = new Set(situation.facts.units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
  const sources = granteeId === null ? [] : sourcesAt(situation.moment(), granteeId);
  return items.flatMap((item, index) => {
    const [target, reach] = [weighed.targets[index], weighed.reaches[index]];
    if (!target || !reach) return [];
    return [
      {
        no: index + 1,
        role: target.role,
        meta: target.meta,
        metas: target.metas.map(({ ref }) => ref),
        riskTier: target.limits.tier,
        scope: shownScope(names, item.scopeKind, item.scopeUnitIds),
        reaches: reach.all
          ? null
          : {
              total: reach.unitIds.size,
              stores: [...reach.unitIds].filter((id) => stores.has(id)).length,
              units: names.units(idsOfReach(reach)),
            },
        held: isHeld(sources, target, reach),
      },
    ];
  });
}

/** Ids of units that showing something needs the names of. */
export const unitIdsOf = (items: readonly ContentItem[], weighed: Weighed, held: readonly Source[]): string[] => [
  ...items.flatMap(({ scopeUnitIds }) => scopeUnitIds),
  ...weighed.reaches.flatMap(idsOfReach),
  ...weighed.conflicts.flatMap(({ unitIds }) => unitIds.slice(0, NAMED)),
  ...held.flatMap(({ scopeUnitIds }) => scopeUnitIds),
];

/** Conflicts in words. */
export const shownConflicts = (names: Names, conflicts: readonly Conflict[]): SodConflict[] =>
  conflicts.map(({ unitIds, ...rest }) => ({ ...rest, units: names.units(unitIds.slice(0, NAMED)) }));

/** What somebody holds, in words. */
export const shownHeld = (situation: Situation, names: Names, held: readonly Source[]): HeldPermission[] =>
  held.map(({ via, roleId, metaId, scopeKind, scopeUnitIds, from, to }) => ({
    via,
    role: situation.targets.role(roleId ?? '')?.role ?? null,
    meta: roleId === null ? (situation.targets.meta(metaId)?.meta ?? null) : null,
    scope: shownScope(names, scopeKind, scopeUnitIds),
    from: from.toISOString(),
    until: to?.toISOString() ?? null,
  }));

/** Steps in words. */
export const shownSteps = (names: Names, steps: readonly StepView[]): ShownStep[] =>
  steps.map(({ deciderIds, dueAt, ...step }) => ({
    ...step,
    deciders: names.people(deciderIds),
    dueAt: dueAt?.toISOString() ?? null,
  }));
