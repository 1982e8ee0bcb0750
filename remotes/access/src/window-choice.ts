import type { GrantKind } from '@eoms/contracts/access/shared.record';
import { OFFICE_CLOSES, storeShifts, type Shift } from '@eoms/contracts/access/shifts';
import { HOME_ZONE } from '@eoms/kit';
import { instantOfWall, wallClock } from '@eoms/kit/ui';

/** How long somebody wants a permission: a quick choice, or an end of his own. */
export type WindowChoice = 'shift' | 'next' | 'today' | 'd1' | 'd3' | 'd7' | 'd30' | 'd90' | 'd180' | 'd365' | 'custom';

/** What is entered about the time of a permission. */
export interface WindowValue {
  readonly choice: WindowChoice;
  /** Own end; only with `custom`. */
  readonly until: string | null;
  /** Later start; null begins with the approval. */
  readonly from: string | null;
}

/** The times as the commands take them. */
export interface WindowBody {
  readonly wantedFrom: string | null;
  readonly wantedUntil: string | null;
  readonly durationMinutes: number | null;
}

/** By which clock the person works for whom it is. */
export interface WorkClock {
  readonly zone: string;
  /** True in a store; false where an office closes. */
  readonly inShifts: boolean;
}

/** The clock of the head office, until it is known that somebody works by another. */
export const officeClock: WorkClock = { zone: HOME_ZONE, inShifts: false };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

const choices: Readonly<Record<GrantKind, readonly WindowChoice[]>> = {
  SHORT: ['shift', 'next', 'today', 'd1', 'd3', 'd7', 'd30', 'custom'],
  LONG: ['d90', 'd180', 'd365', 'custom'],
};

const daysOf = (choice: WindowChoice): number | null => (choice.startsWith('d') ? Number(choice.slice(1)) : null);

/** What the clock shows at an instant, as day and time. */
function wallAt(at: number, zone: string): readonly [day: string, time: string] {
  const wall = wallClock(new Date(at).toISOString(), zone);
  return [wall.slice(0, 10), wall.slice(11)];
}

/** Instant at which the clock shows a time of a day; `24:00` is the beginning of the next one. */
function instantAt(day: string, time: string, zone: string): string | null {
  if (time !== '24:00') return instantOfWall(`${day}T${time}`, zone);
  const next = new Date(Date.parse(`${day}T00:00:00.000Z`) + DAY_MINUTES * MINUTE_MS).toISOString();
  return instantOfWall(next.slice(0, 16), zone);
}

/** The shift of a store that runs at an instant; null where no shifts are worked. */
export function shiftAt(at: number, { zone, inShifts }: WorkClock): Shift | null {
  const [, time] = wallAt(at, zone);
  return (inShifts && storeShifts.find(({ from, until }) => from <= time && time < until)) || null;
}

function endOfShift(at: number, clock: WorkClock): string | null {
  const [day] = wallAt(at, clock.zone);
  return instantAt(day, shiftAt(at, clock)?.until ?? OFFICE_CLOSES, clock.zone);
}

/** End of a quick choice that begins at an instant, by the clock of whom it is for; null for a number of days and an own end. */
export function endOfChoice(choice: WindowChoice, start: number, clock: WorkClock): string | null {
  if (choice === 'shift') return endOfShift(start, clock);
  if (choice === 'today') return instantAt(wallAt(start, clock.zone)[0], '24:00', clock.zone);
  if (choice !== 'next' || !clock.inShifts) return null;
  const first = endOfShift(start, clock);
  return first && endOfShift(Date.parse(first), clock);
}

/** Instant from which a choice counts: now, or a later beginning. */
export const startOf = ({ from }: Pick<WindowValue, 'from'>, now: number): number =>
  from === null ? now : Math.max(now, Date.parse(from));

/** Limits of everything that is asked for together. */
export interface WindowLimits {
  readonly maxShortMinutes: number;
  readonly maxLongDays: number;
}

/** Longest time in minutes. */
export const longest = (kind: GrantKind, { maxShortMinutes, maxLongDays }: WindowLimits): number =>
  kind === 'SHORT' ? maxShortMinutes : maxLongDays * DAY_MINUTES;

/** Quick choices that are still possible from an instant on: within the limits, and not over already. */
export function choicesFor(kind: GrantKind, limits: WindowLimits, start: number, clock: WorkClock): WindowChoice[] {
  return choices[kind].filter((choice) => {
    if (choice === 'custom') return true;
    const days = daysOf(choice);
    if (days !== null) return days * DAY_MINUTES <= longest(kind, limits);
    const end = endOfChoice(choice, start, clock);
    return end !== null && Date.parse(end) > start && Date.parse(end) - start <= longest(kind, limits) * MINUTE_MS;
  });
}

/** The times of a choice as the commands take them: days of a short one count from its start, whenever that will be. */
export function windowBody(kind: GrantKind, value: WindowValue, now: number, clock: WorkClock): WindowBody {
  const { choice, until, from } = value;
  const days = daysOf(choice);
  const start = startOf(value, now);
  if (days === null)
    return {
      wantedFrom: from,
      wantedUntil: choice === 'custom' ? until : endOfChoice(choice, start, clock),
      durationMinutes: null,
    };
  if (kind === 'SHORT') return { wantedFrom: from, wantedUntil: null, durationMinutes: days * DAY_MINUTES };
  const end = new Date(start + days * DAY_MINUTES * MINUTE_MS).toISOString();
  return { wantedFrom: from, wantedUntil: end, durationMinutes: null };
}

/** The choice that says what a request says, for editing it. */
export function choiceOf({ wantedFrom, wantedUntil, durationMinutes }: WindowBody): WindowValue {
  const days = durationMinutes === null ? null : durationMinutes / DAY_MINUTES;
  const choice = choices.SHORT.find((one) => daysOf(one) !== null && daysOf(one) === days);
  if (choice) return { choice, until: null, from: wantedFrom };
  const start = wantedFrom === null ? Date.now() : Date.parse(wantedFrom);
  const until = durationMinutes === null ? wantedUntil : new Date(start + durationMinutes * MINUTE_MS).toISOString();
  return { choice: 'custom', until, from: wantedFrom };
}
