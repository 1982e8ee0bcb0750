const partsFormat = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds a zone's clock is ahead of UTC at an instant (milliseconds since 1970). */
function offsetAt(at: number, zone: string): number {
  const known =
    partsFormat.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  partsFormat.set(zone, known);
  const part = Object.fromEntries(known.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** What the clock of a zone shows at an instant, as `YYYY-MM-DDTHH:mm`. */
export const wallClock = (iso: string, zone: string): string => {
  const at = Date.parse(iso);
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
};

/**
 * Instant (UTC, with milliseconds) at which a zone's clock shows `YYYY-MM-DDTHH:mm`; null for no valid date.
 * A time shown twice is the earlier one; a time that is skipped moves on by the length of the gap.
 */
export function instantOfWall(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall.slice(0, 16)}:00.000Z`);
  if (Number.isNaN(asUtc)) return null;
  const before = offsetAt(asUtc - 86_400_000, zone);
  const after = offsetAt(asUtc + 86_400_000, zone);
  const shown = [before, after].map((offset) => asUtc - offset).filter((at) => at + offsetAt(at, zone) === asUtc);
  return new Date(shown.length > 0 ? Math.min(...shown) : asUtc - before).toISOString();
}
