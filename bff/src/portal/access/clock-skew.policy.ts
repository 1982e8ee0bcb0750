/** Permissions begin and end by the clock of the process: further than this from the database's clock it must not decide. */
export const MOST_SKEW_MS = 2_000;

/** Instants of the process around a reading of the database's clock, in milliseconds. */
export interface ClockReading {
  readonly before: number;
  readonly database: number;
  readonly after: number;
}

/** How far the process is certainly off: the database's instant lies somewhere between asking and hearing. */
export function skewOf({ before, database, after }: ClockReading): number {
  if (database < before) return before - database;
  return database > after ? database - after : 0;
}
