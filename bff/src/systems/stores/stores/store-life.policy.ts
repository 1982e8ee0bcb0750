import type { OwnerKind, StoreStatus } from '@eoms/contracts/stores/stores.contract';

/** What may change over a store's life; each kind has its own unbroken line of stretches. */
export type LifeKind = 'status' | 'owner' | 'region';

/** One stretch [from, until) of a store's life; `until: null` is open ended. */
export interface Stretch {
  readonly id: string;
  readonly from: Date;
  readonly until: Date | null;
}

/** A stretch in which one status holds. */
export interface StatusStretch extends Stretch {
  readonly status: StoreStatus;
}

/** Who owns a store; `franchiseeId` is null exactly for 直营. */
export interface Owner {
  readonly ownerKind: OwnerKind;
  readonly franchiseeId: string | null;
}

/** What a change does to a line of stretches: ends one, begins the next at the same instant. */
export interface Turn {
  readonly endId: string;
  readonly at: Date;
}

/** What taking back a change does: the scheduled stretch goes, the one before it is open ended again. */
export interface TakeBack {
  readonly removeId: string;
  readonly reopenId: string;
}

/** Why a change cannot be planned. */
export type LifeRefusal = 'store_change_pending' | 'store_status_unreachable';

/** Requests that say an instant up to this long ago mean now: clocks differ and people type. */
export const PAST_TOLERANCE_MS = 60_000;

/** A stretch that begins within this counts as begun: the clocks of instances differ, and changes may follow within one millisecond. */
export const SKEW_MS = 1_000;

const NEXT: Readonly<Record<StoreStatus, readonly StoreStatus[]>> = {
  preparing: ['trial'],
  trial: ['open'],
  open: ['suspended'],
  suspended: ['open', 'closed'],
  closed: [],
};

/** Statuses that may follow a status (筹备 → 试营业 → 营业 ⇄ 停业整改 → 闭店). */
export const statusesAfter = (status: StoreStatus): readonly StoreStatus[] => NEXT[status];

/** The stretch in force at an instant. */
export const inForce = <S extends Stretch>(life: readonly S[], at: Date): S | undefined =>
  life.find((stretch) => stretch.from <= at && (stretch.until === null || at < stretch.until));

/** True while a stretch lies ahead. */
export const liesAhead = (stretch: Pick<Stretch, 'from'>, now: Date): boolean =>
  stretch.from.getTime() > now.getTime() + SKEW_MS;

/** The stretch that lies ahead, if a change is scheduled; a line holds at most one. */
export const scheduledAfter = <S extends Stretch>(life: readonly S[], now: Date): S | undefined =>
  life.find((stretch) => liesAhead(stretch, now));

/** Instant at which a change takes effect, or why the wished instant is refused. */
export function effectiveInstant(wished: Date | null, now: Date): Date | 'instant_past' | 'instant_too_far' {
  if (wished === null) return now;
  if (wished.getTime() < now.getTime() - PAST_TOLERANCE_MS) return 'instant_past';
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() + 1);
  if (wished > limit) return 'instant_too_far';
  return wished < now ? now : wished;
}

/** Plans the next turn of a line at `at`; a line with a change ahead takes no other. */
export function planTurn(life: readonly Stretch[], at: Date, now: Date): Turn | 'store_change_pending' {
  if (scheduledAfter(life, now)) return 'store_change_pending';
  const current = life.find(({ until }) => until === null);
  if (!current) throw new RangeError('a line without an open end');
  // Two changes within one millisecond would leave a stretch of no length; the later one begins a millisecond after.
  return { endId: current.id, at: new Date(Math.max(at.getTime(), current.from.getTime() + 1)) };
}

/** Plans a change of status; judged by the status in force when it takes effect. */
export function planStatusChange(
  life: readonly StatusStretch[],
  to: StoreStatus,
  at: Date,
  now: Date,
): Turn | LifeRefusal {
  const turn = planTurn(life, at, now);
  if (typeof turn === 'string') return turn;
  const before = life.find(({ id }) => id === turn.endId);
  return before && statusesAfter(before.status).includes(to) ? turn : 'store_status_unreachable';
}

/** Plans taking back the stretch `id`; null when it has begun or is the only one. */
export function planTakeBack(life: readonly Stretch[], id: string, now: Date): TakeBack | null {
  const gone = life.find((stretch) => stretch.id === id);
  const before = gone && life.find((stretch) => stretch.until?.getTime() === gone.from.getTime());
  return gone && before && liesAhead(gone, now) ? { removeId: gone.id, reopenId: before.id } : null;
}

/** What makes an owner unacceptable, for the field `franchiseeId`; null when it is sound. */
export function ownerFault(owner: Owner, franchisee: { readonly kind: OwnerKind } | null) {
  if (owner.ownerKind === 'direct') return owner.franchiseeId === null ? null : ('franchisee_not_allowed' as const);
  if (owner.franchiseeId === null) return 'franchisee_required' as const;
  if (!franchisee) return 'franchisee_unknown' as const;
  return franchisee.kind === owner.ownerKind ? null : ('franchisee_kind_differs' as const);
}

/** Names of the fields that changed by a run of commands, each once, in the order in which they changed first. */
export const changedBy = (commands: readonly { readonly fields: readonly string[] }[]): string[] => [
  ...new Set(commands.flatMap((command) => command.fields)),
];
