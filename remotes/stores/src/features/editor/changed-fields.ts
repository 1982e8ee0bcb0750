/** Values of a form or of a record by field. */
export type Values = Readonly<Record<string, unknown>>;

/** An emptied control holds '' or undefined where the record holds null. */
const stored = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

const same = (a: unknown, b: unknown): boolean => JSON.stringify(stored(a)) === JSON.stringify(stored(b));

/** What differs from the record before, and only that. */
export const changedFields = (values: Values, before: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => !same(value, before[name])));

/** The named fields of a record. */
export const pick = (record: Values, names: readonly string[]): Values =>
  Object.fromEntries(names.filter((name) => name in record).map((name) => [name, record[name]]));
