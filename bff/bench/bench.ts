import { performance } from 'node:perf_hooks';

/** One line of the results. */
export interface Figure {
  readonly what: string;
  /** Whose figure it is: `eoms`, or what it is compared with. */
  readonly of: string;
  /** In microseconds, milliseconds, megabytes …, as `unit` says. */
  readonly value: number;
  readonly unit: 'µs' | 'ms' | 'MB' | '×' | '';
  readonly p50?: number;
  readonly p99?: number;
  /** What was asked for; empty where nothing was. */
  readonly goal: string;
  /** Whether the value is within the goal; null where there is none. */
  readonly met: boolean | null;
}

/** What a value may be at most. */
export interface Goal {
  readonly most: number;
  readonly text: string;
}

/** At most so much, in the unit of the figure. */
export const atMost = (most: number, text = ''): Goal => ({ most, text: text || `≤ ${most}` });

/** How much to measure. */
export interface Size {
  readonly people: number;
  readonly metas: number;
  readonly systems: number;
  readonly rules: number;
  readonly stores: number;
  readonly rows: number;
  readonly rounds: number;
}

/** What issue 3 asks for, and a hundredth of it to see that the bench runs. */
export const sizes = {
  full: { people: 100_000, metas: 10_000, systems: 50, rules: 3_000, stores: 6_000, rows: 1_000_000, rounds: 20_000 },
  small: { people: 1_000, metas: 1_000, systems: 10, rules: 200, stores: 300, rows: 20_000, rounds: 2_000 },
} as const satisfies Record<string, Size>;

/** A part of the bench; files `*.bench.ts` of this folder export one as `part`. */
export interface Part {
  readonly name: string;
  /** Parts run in the order of their numbers. */
  readonly order: number;
  measure(size: Size): Promise<Figure[]>;
}

/** Value at a share of a sorted list. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Times of many calls in microseconds, rising; the clock is read around batches where one call is too short to see. */
export function timesOf(rounds: number, call: (round: number) => void, batch = 1): number[] {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += batch) {
    const before = performance.now();
    for (let each = 0; each < batch; each += 1) call(round + each);
    times.push(((performance.now() - before) * 1000) / batch);
  }
  return times.sort((a, b) => a - b);
}

/** The same for calls that take a while; in milliseconds. */
export async function waitsOf(rounds: number, call: (round: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now();
    await call(round);
    times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b);
}

const rounded = (value: number): number => Number(value.toPrecision(3));

const judged = (value: number, goal: Goal | null) => ({
  goal: goal?.text ?? '',
  met: goal && value <= goal.most,
});

/** Figure of sorted times: its value is the 99th percentile. */
export const figure = (
  what: string,
  of: string,
  times: readonly number[],
  unit: 'µs' | 'ms',
  goal: Goal | null = null,
): Figure => ({
  what,
  of,
  value: rounded(quantile(times, 0.99)),
  unit,
  p50: rounded(quantile(times, 0.5)),
  p99: rounded(quantile(times, 0.99)),
  ...judged(quantile(times, 0.99), goal),
});

/** Figure of one value. */
export const single = (
  what: string,
  of: string,
  value: number,
  unit: Figure['unit'],
  goal: Goal | null = null,
): Figure => ({ what, of, value: rounded(value), unit, ...judged(value, goal) });

/** Heap in use after a collection, in megabytes; run with --expose-gc. */
export function heapMegabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Milliseconds of processor time that some work takes. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
