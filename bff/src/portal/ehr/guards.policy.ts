import type { GuardCode, GuardTrip } from '@eoms/contracts/access/sync-run.record';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import type { UnitKind } from '@eoms/contracts/access/shared.record';
import type { FeedUnit } from '../people/feed-reads.service.ts';
import { mainUnitAt, placesAfter, placesChange } from './changes.policy.ts';
import type { PlannedPerson } from './people.policy.ts';
import type { PlannedUnit } from './units.policy.ts';

/** How many units a run may close, and how many rows may be unreadable: a number, or a share where that is more. */
const rowLimits = {
  closures: { atLeast: 5, percent: 10 },
  broken: { atLeast: 10, percent: 10 },
} as const satisfies Record<string, { atLeast: number; percent: number }>;

/** How many people a run may end or move by itself. */
export interface PeopleLimits {
  readonly maxLeavers: number;
  /** Percent of the active people that may leave, move or lose their place; one person always may. */
  readonly maxShare: number;
}

/** What guards judge a run by. */
export interface Judged {
  readonly now: Date;
  readonly limits: PeopleLimits;
  readonly units: readonly PlannedUnit[];
  readonly people: readonly PlannedPerson[];
  /** All units as they are. */
  readonly allUnits: readonly FeedUnit[];
  /** Active people this source speaks for. */
  readonly activePeople: number;
  /** People who left lately through runs that nobody looked at. */
  readonly recentLeavers: number;
  /** Records read, those that could not be, and those among them that do not even say whom they speak of. */
  readonly rows: { readonly read: number; readonly broken: number; readonly nameless: number };
  /** For a complete read: known records by entity, how many of them came again, and how many are taken for gone. */
  readonly complete: Readonly<Record<EhrEntity, { known: number; present: number; absent: number }>> | null;
}

const trip = (
  code: GuardCode,
  count: number,
  of: number,
  limit: number,
  unitKind: UnitKind | null = null,
): GuardTrip => ({
  code,
  count,
  of,
  limit,
  unitKind,
});

const limitOf = ({ atLeast, percent }: { atLeast: number; percent: number }, of: number): number =>
  Math.max(atLeast, Math.floor((of * percent) / 100));

/** True for somebody who works and whom the run makes leave, at once or later. */
export const isLeaver = (person: PlannedPerson): boolean =>
  person.before?.status === 'ACTIVE' &&
  (person.after.status !== 'ACTIVE' || (person.leaveAt !== null && placesChange(person)));

const FAR = new Date(Date.UTC(9000, 0));

/** True for somebody who goes on working, mainly in another unit now or at last. */
export function isMover(person: PlannedPerson, now: Date): boolean {
  if (person.before?.status !== 'ACTIVE' || person.after.status !== 'ACTIVE') return false;
  const after = placesAfter(person, now);
  return [now, FAR].some((at) => {
    const [old, fresh] = [mainUnitAt(person.placesBefore, at), mainUnitAt(after, at)];
    return old !== null && fresh !== null && old !== fresh;
  });
}

/** True for somebody who goes on working but has no place any more. */
export const isUnplaced = (person: PlannedPerson, now: Date): boolean =>
  person.before?.status === 'ACTIVE' &&
  person.after.status === 'ACTIVE' &&
  mainUnitAt(person.placesBefore, now) !== null &&
  mainUnitAt(placesAfter(person, now), now) === null;

/** True for a unit that closes. */
export const isClosure = ({ before, after }: PlannedUnit): boolean =>
  before?.status === 'ACTIVE' && after.status === 'CLOSED';

function emptiedKinds({ allUnits, units }: Judged): GuardTrip[] {
  const after = new Map([...allUnits, ...units.map((unit) => unit.after)].map((unit) => [unit.id, unit]));
  const active = (all: Iterable<FeedUnit>, kind: UnitKind): number =>
    [...all].filter((unit) => unit.kind === kind && unit.status === 'ACTIVE').length;
  return [...new Set(allUnits.map(({ kind }) => kind))].flatMap((kind) => {
    const count = active(allUnits, kind);
    return count > 0 && active(after.values(), kind) === 0 ? [trip('emptied_kind', count, count, 0, kind)] : [];
  });
}

function rowGuards({ complete, rows }: Judged): GuardTrip[] {
  if (!complete) return [];
  const trips = Object.values(complete).flatMap(({ known, present }) => {
    if (known > 0 && present === 0) return [trip('no_rows', present, known, Math.ceil(known / 2))];
    return present * 2 < known ? [trip('half_rows', present, known, Math.ceil(known / 2))] : [];
  });
  const absent = complete.unit.absent + complete.person.absent;
  const limit = rows.nameless > 0 && absent > 0 ? 0 : limitOf(rowLimits.broken, rows.read);
  return rows.broken > limit ? [...trips, trip('broken_rows', rows.broken, rows.read, limit)] : trips;
}

const above = (code: GuardCode, count: number, of: number, limit: number): GuardTrip[] =>
  count > limit ? [trip(code, count, of, limit)] : [];

/** Guards that trip; a run with one of them waits as a whole until a person has looked. */
export function trippedGuards(judged: Judged): GuardTrip[] {
  const { people, units, allUnits, activePeople, recentLeavers, now, limits } = judged;
  const leavers = people.filter(isLeaver).length;
  const moves = people.filter((person) => isMover(person, now)).length;
  const unplaced = people.filter((person) => isUnplaced(person, now)).length;
  const activeUnits = allUnits.filter(({ status }) => status === 'ACTIVE').length;
  const share = Math.max(1, Math.floor((activePeople * limits.maxShare) / 100));
  return [
    // What left before this run counts only where this run adds to it.
    ...above('leavers', leavers === 0 ? 0 : leavers + recentLeavers, activePeople, Math.min(limits.maxLeavers, share)),
    ...above('moves', moves, activePeople, share),
    ...above('unplaced', unplaced, activePeople, share),
    ...above('closures', units.filter(isClosure).length, activeUnits, limitOf(rowLimits.closures, activeUnits)),
    ...emptiedKinds(judged),
    ...rowGuards(judged),
  ];
}
