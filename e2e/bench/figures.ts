/** One measured number as `bench/results.json` holds it. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  /** The same of what it is compared with, measured in the same run; null when there is nothing to compare with. */
  readonly floor: number | null;
  /** What the project wants; null for figures that are told only. */
  readonly goal: number | null;
}

/** Middle of some numbers. @throws Error for none */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new Error('nothing was measured');
  return (upper + lower) / 2;
}

const rounded = (value: number): number => Number(value.toPrecision(value >= 1000 ? 4 : 3));

type Rest = Pick<Figure, 'better'> & { readonly floor?: number; readonly goal?: number };

/** A figure with three significant digits (four from 1000 up). */
export const figure = (name: string, value: number, unit: string, { better, floor, goal }: Rest): Figure => ({
  name,
  value: rounded(value),
  unit,
  better,
  floor: floor === undefined ? null : rounded(floor),
  goal: goal ?? null,
});

const reaches = ({ value, goal, better }: Figure): boolean | null =>
  goal === null ? null : better === 'lower' ? value <= goal : value >= goal;

const markOf = (reached: boolean | null): string => (reached === null ? ' ' : reached ? '✓' : '✗');

const cell = (value: number | null): string => (value === null ? '' : String(value));

/** Lines of a table, one a figure; ✓ and ✗ say whether a goal is met. */
export function table(figures: readonly Figure[]): string {
  const rows = [
    ['', 'figure', 'value', 'unit', 'floor', 'goal'],
    ...figures.map((each) => [
      markOf(reaches(each)),
      each.name,
      cell(each.value),
      each.unit,
      cell(each.floor),
      each.goal === null ? '' : `${each.better === 'lower' ? '≤' : '≥'} ${each.goal}`,
    ]),
  ];
  const widths = (rows[0] ?? []).map((_title, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const aligned = (text: string, column: number): string =>
    [2, 4, 5].includes(column) ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0);
  return rows.map((row) => row.map(aligned).join('  ').trimEnd()).join('\n');
}
