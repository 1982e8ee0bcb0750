import { canonical, readCursor, writeCursor, type KeyValue } from '../../database/keyset-cursor.ts';

/** Which page of a list that is computed rather than read from one table. */
export interface MemoryRequest<Row> {
  /** Value a row is sorted by; null counts as the smallest. */
  readonly key: (row: Row) => string | number | null;
  /** Tells rows with equal values apart. */
  readonly id: (row: Row) => string;
  readonly order?: 'asc' | 'desc';
  readonly cursor?: string | undefined;
  readonly limit: number;
  /** Name and filters of the list: a cursor only continues the list it came from. */
  readonly binding: unknown;
}

const compare = (a: KeyValue, b: KeyValue): number => {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
};

/**
 * Keyset paging over computed rows, so that no page is skipped or repeated when rows come and go.
 * @throws AppError `invalid_cursor` when the cursor is damaged or belongs to another list.
 */
export function memoryPage<Row>(
  rows: readonly Row[],
  { key, id, order = 'asc', cursor, limit, binding }: MemoryRequest<Row>,
): { items: Row[]; next: string | null } {
  const sign = order === 'asc' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, at: [key(row), id(row)] as const }));
  const numeric = keyed.some(({ at }) => typeof at[0] === 'number');
  const bound = `memory\n${order}\n${numeric ? 'number' : 'text'}\n${canonical(binding)}`;
  const position = (a: readonly KeyValue[], b: readonly KeyValue[]): number =>
    sign * (compare(a[0] ?? null, b[0] ?? null) || compare(a[1] ?? null, b[1] ?? null));
  const sorted = keyed.toSorted((a, b) => position(a.at, b.at));
  const columns = [
    { kind: numeric ? ('number' as const) : ('text' as const), nullable: true },
    { kind: 'text' as const, nullable: false },
  ];
  // An empty list has nothing to go on with, whatever its cursor was.
  const start = cursor === undefined || rows.length === 0 ? null : readCursor(cursor, bound, columns);
  const rest = start === null ? sorted : sorted.filter(({ at }) => position(at, start) > 0);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return {
    items: items.map(({ row }) => row),
    next: rest.length > limit && last ? writeCursor(last.at, bound) : null,
  };
}
