const HOUR = 3600_000;
const DAY = 24 * HOUR;
/** The business keeps one zone without summer time. */
const ZONE_HOURS = 8;
const FIRST_HOUR = 10;
const LAST_HOUR = 17;
/** Part of the longest time over which default ends are spread. */
const SPREAD = 0.25;

/** Ends of LONG grants that one superior should have to renew on one day, at most. */
export const ENDS_A_DAY = 15;

const dayOf = (time: number): number => Math.floor((time + ZONE_HOURS * HOUR) / DAY);
const startOf = (day: number): number => day * DAY - ZONE_HOURS * HOUR;

/** Day of an instant in the business zone, counted from 1970. */
export const businessDayOf = (at: Date): number => dayOf(at.getTime());

// 1970-01-01 was a Thursday.
const isWorkday = (day: number): boolean => ![2, 3].includes(((day % 7) + 7) % 7);

/** A number that only follows from a text (FNV-1a), so that the same request gets the same end wherever it is computed. */
function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}

/**
 * Default end of a LONG grant: a working hour of a working day in the last quarter of the longest time, chosen by the key and
 * shifted where the superior has many ends already, so that what was granted on one day does not end on one day.
 */
export function spreadEnd(
  from: Date,
  longestMs: number,
  key: string,
  /** Grants of the same superior that end on a business day. */
  endsOn: (day: number) => number,
): Date {
  const last = from.getTime() + longestMs;
  const first = last - longestMs * SPREAD;
  const days: number[] = [];
  for (let day = dayOf(first); startOf(day) + LAST_HOUR * HOUR <= last; day += 1)
    if (isWorkday(day) && startOf(day) + FIRST_HOUR * HOUR > first) days.push(day);
  const number = numberOf(key);
  if (days.length === 0) return new Date(last);
  const turned = days.map((_day, index) => days[(number + index) % days.length] as number);
  const free = turned.find((day) => endsOn(day) < ENDS_A_DAY);
  const day = free ?? turned.toSorted((a, b) => endsOn(a) - endsOn(b))[0] ?? turned[0] ?? dayOf(last);
  const minutes = (LAST_HOUR - FIRST_HOUR) * 60;
  return new Date(startOf(day) + FIRST_HOUR * HOUR + (Math.floor(number / 7) % minutes) * 60_000);
}
