/** An instant as drivers read it. */
export type Text = string | Date;

/** Period of a row. */
export interface Span {
  readonly starts_at: Text;
  readonly ends_at: Text | null;
}

/** Raw rows carry instants as text on SQLite and as dates on MySQL. */
export const instantOf = (value: Text): Date =>
  value instanceof Date
    ? value
    : new Date(value.includes('T') ? value : `${value.replace(' ', 'T').replace(' +00:00', '')}Z`);

/** Period of a row as a fact. */
export const span = ({ starts_at, ends_at }: Span) => ({
  from: instantOf(starts_at),
  to: ends_at === null ? null : instantOf(ends_at),
});

// MariaDB tells which columns hold JSON, and its driver parses them.
/** Ids of a column that holds a list of them. */
export const ids = (value: string | string[]): string[] =>
  typeof value === 'string' ? (JSON.parse(value) as string[]) : value;

/** Which rows to read: those of some ids, those from one id to another, or all. */
export type Among = { readonly ids: readonly string[] } | { readonly first: string; readonly last: string } | null;

/** Condition for some rows, whatever the statement joins. */
export const within = (column: string, among: Among, word: 'WHERE' | 'AND' = 'WHERE'): string => {
  if (among === null) return '';
  return 'ids' in among ? ` ${word} ${column} IN (:ids)` : ` ${word} ${column} BETWEEN :first AND :last`;
};
/** Values that {@link within} names. */
export const given = (among: Among): Record<string, unknown> => ({ ...among });
/** True when no row at all is asked for. */
export const isEmpty = (among: Among): boolean => among !== null && 'ids' in among && among.ids.length === 0;
