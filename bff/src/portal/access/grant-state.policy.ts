import { holdsAt, type AssignmentFact, type GrantFact } from './facts.policy.ts';
import { CONFIRM_DAYS, primaryAt } from './organisation.policy.ts';

const DAY = 24 * 3600_000;

/** How a grant stands at an instant, computed from its columns, the grantee's places and the time; never stored. */
export type GrantStanding =
  | { readonly state: 'scheduled' | 'active' | 'ended' }
  /** Rests since a move until the new superior confirms it, at the latest at `confirmBy`. */
  | { readonly state: 'suspended'; readonly since: Date; readonly confirmBy: Date; readonly unitId: string | null };

interface Stretch {
  readonly unitId: string | null;
  readonly from: Date;
  readonly to: Date;
}

/** Where the grantee mainly worked from the approval until now, stretch by stretch. */
function stretchesOf(grant: GrantFact, assignments: readonly AssignmentFact[], at: Date): Stretch[] {
  const turns = assignments
    .flatMap(({ from, to }) => (to ? [from, to] : [from]))
    .filter((instant) => instant > grant.approvedAt && instant <= at);
  const instants = [...new Set([grant.approvedAt, ...turns].map((instant) => instant.getTime()))].sort((a, b) => a - b);
  const stretches: Stretch[] = [];
  for (const [index, time] of instants.entries()) {
    const from = new Date(time);
    const unitId = primaryAt(assignments, from)?.unitId ?? null;
    const to = new Date(instants[index + 1] ?? at.getTime() + 1);
    const last = stretches.at(-1);
    if (last && last.unitId === unitId) stretches[stretches.length - 1] = { ...last, to };
    else stretches.push({ unitId, from, to });
  }
  return stretches;
}

const confirmedAt = (grant: GrantFact, { unitId, from }: Stretch): Date | undefined => {
  const latest = from.getTime() + CONFIRM_DAYS * DAY;
  return grant.confirmations
    .filter((one) => one.unitId === unitId && one.at >= from && one.at.getTime() < latest)
    .map(({ at }) => at)
    .sort((a, b) => a.getTime() - b.getTime())[0];
};

function afterMoves(grant: GrantFact, assignments: readonly AssignmentFact[], at: Date): GrantStanding {
  const stretches = stretchesOf(grant, assignments, at);
  for (const [index, stretch] of stretches.entries()) {
    if (index === 0 && stretch.unitId === grant.basisUnitId) continue;
    const confirmBy = new Date(stretch.from.getTime() + CONFIRM_DAYS * DAY);
    const confirmed = confirmedAt(grant, stretch);
    if (confirmed && confirmed <= at) continue;
    // Whoever moves on before the time is up is asked again by the next superior.
    if (stretch.to < confirmBy && index < stretches.length - 1) continue;
    return at < confirmBy
      ? { state: 'suspended', since: stretch.from, confirmBy, unitId: stretch.unitId }
      : { state: 'ended' };
  }
  return { state: 'active' };
}

/** How a grant stands at an instant. `assignments` are those of its grantee, past and to come. */
export function standingOf(grant: GrantFact, assignments: readonly AssignmentFact[], at: Date): GrantStanding {
  if (grant.to !== null && at >= grant.to) return { state: 'ended' };
  if (at < grant.from) return { state: 'scheduled' };
  if (grant.kind === 'SHORT' || grant.basisUnitId === null) return { state: 'active' };
  return afterMoves(grant, assignments, at);
}

/** True when a grant gives something at an instant. */
export const isEffective = (grant: GrantFact, assignments: readonly AssignmentFact[], at: Date): boolean =>
  holdsAt(grant, at) && standingOf(grant, assignments, at).state === 'active';
