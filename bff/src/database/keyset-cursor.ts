import { createHash } from 'node:crypto';
import { AppError } from '../errors.ts';

/** One sort value of the last row of a page. */
export type KeyValue = string | number | boolean | Date | null;

/** Kind of a sort column's values. */
export type KeyKind = 'text' | 'number' | 'boolean' | 'instant';

const DIGEST_LENGTH = 12;

type Wire = string | number | boolean | null;

const toWire = (value: KeyValue): Wire => (value instanceof Date ? value.getTime() : value);

const fits: Readonly<Record<KeyKind, (value: Wire) => boolean>> = {
  text: (value) => typeof value === 'string',
  // 64-bit numbers beyond 2^53 travel as decimal strings.
  number: (value) =>
    (typeof value === 'number' && Number.isFinite(value)) || (typeof value === 'string' && /^-?\d{1,19}$/.test(value)),
  boolean: (value) => typeof value === 'boolean',
  instant: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 8.64e15,
};

/**
 * A cursor is a position, not a permission: scope and filters are applied to every page anew. So the digest needs no
 * secret; it tells a damaged cursor and one of another list, sort or filter from the right one on every instance.
 */
const digest = (payload: string, binding: string): string =>
  createHash('sha256').update(`keyset 1\n${binding}\n${payload}`).digest('base64url').slice(0, DIGEST_LENGTH);

/** Writes the position after a row. */
export function writeCursor(values: readonly KeyValue[], binding: string): string {
  const payload = Buffer.from(JSON.stringify(values.map(toWire))).toString('base64url');
  return `${payload}.${digest(payload, binding)}`;
}

const parseValues = (payload: string): unknown => {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Reads a position. @throws AppError `invalid_cursor` when it is damaged, made up, or belongs to another list. */
export function readCursor(
  cursor: string,
  binding: string,
  columns: readonly { kind: KeyKind; nullable: boolean }[],
): KeyValue[] {
  const [payload = '', mark, ...rest] = cursor.split('.');
  if (rest.length > 0 || mark !== digest(payload, binding)) throw new AppError('invalid_cursor');
  const values = parseValues(payload);
  if (!Array.isArray(values) || values.length !== columns.length) throw new AppError('invalid_cursor');
  return columns.map((column, index) => {
    const value = values[index] as Wire;
    if (value === null ? !column.nullable : !fits[column.kind](value)) throw new AppError('invalid_cursor');
    return column.kind === 'instant' && value !== null ? new Date(value as number) : value;
  });
}

/** The same text for the same filters, whatever the order of their names or of repeated words; undefined counts as absent. */
export function canonical(value: unknown): string {
  if (value instanceof Date) return JSON.stringify(value);
  if (value instanceof Set) return canonical([...(value as Set<unknown>)]);
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${entries
    .map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`)
    .sort()
    .join(',')}}`;
}
