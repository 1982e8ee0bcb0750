import type { GrantKind } from '@eoms/contracts/access/shared.record';
import { HOME_ZONE } from '@eoms/kit';
import { instantOfWall, wallClock } from '@eoms/kit/ui';

/** How long somebody wants a permission: a quick choice, or an end of his own. */
export type WindowChoice = 'shift' | 'today' | 'd1' | 'd3' | 'd7' | 'd30' | 'd90' | 'd180' | 'd365' | 'custom';

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

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const SHIFT_END = '18:00';

const choices: Readonly<Record<GrantKind, readonly WindowChoice[]>> = {
  SHORT: ['shift', 'today', 'd1', 'd3', 'd7', 'd30', 'custom'],
  LONG: ['d90', 'd180', 'd365', 'custom'],
};

const daysOf = (choice: WindowChoice): number | null => (choice.startsWith('d') ? Number(choice.slice(1)) : null);

/** End of a quick choice by the clock of the head office; null for a number of days and an own end. */
export function endOfChoice(choice: WindowChoice, now: number): string | null {
  const today = wallClock(new Date(now).toISOString(), HOME_ZONE).slice(0, 10);
  if (choice === 'shift') return instantOfWall(`${today}T${SHIFT_END}`, HOME_ZONE);
  if (choice !== 'today') return null;
  const tomorrow = new Date(Date.parse(`${today}T00:00:00.000Z`) + DAY_MINUTES * MINUTE_MS).toISOString();
  return instantOfWall(tomorrow.slice(0, 16), HOME_ZONE);
}

/** Limits of everything that is asked for together. */
export interface WindowLimits {
  readonly maxShortMinutes: number;
  readonly maxLongDays: number;
}

/** Longest time in minutes. */
export const longest = (kind: GrantKind, { maxShortMinutes, maxLongDays }: WindowLimits): number =>
  kind === 'SHORT' ? maxShortMinutes : maxLongDays * DAY_MINUTES;

/** Quick choices that are still possible: within the limits, and not over already. */
export function choicesFor(kind: GrantKind, limits: WindowLimits, from: string | null, now: number): WindowChoice[] {
  const start = from === null ? now : Math.max(now, Date.parse(from));
  return choices[kind].filter((choice) => {
    const days = daysOf(choice);
    if (days !== null) return days * DAY_MINUTES <= longest(kind, limits);
    const end = endOfChoice(choice, now);
    return end === null || (Date.parse(end) > start && Date.parse(end) - start <= longest(kind, limits) * MINUTE_MS);
  });
}

/** The times of a choice as the commands take them: days of a short one count from its start, whenever that will be. */
export function windowBody(kind: GrantKind, { choice, until, from }: WindowValue, now: number): WindowBody {
  const days = daysOf(choice);
  if (days === null)
    return {
      wantedFrom: from,
      wantedUntil: choice === 'custom' ? until : endOfChoice(choice, now),
      durationMinutes: null,
    };
  if (kind === 'SHORT') return { wantedFrom: from, wantedUntil: null, durationMinutes: days * DAY_MINUTES };
  const start = from === null ? now : Math.max(now, Date.parse(from));
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
