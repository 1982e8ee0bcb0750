/** One field of a record before and after a change. */
export interface ChangedValue {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Fields that differ, in the order of the record; a value that is no record counts as one field without a name. */
export function changedValues(before: unknown, after: unknown): ChangedValue[] {
  const [left, right] = [before, after].map((value) => value ?? {});
  if (!isFields(left) || !isFields(right)) return same(before, after) ? [] : [{ field: '', before, after }];
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return fields
    .map((field) => ({ field, before: left[field], after: right[field] }))
    .filter((one) => !same(one.before, one.after));
}

/** A value for people: a text as it is, everything else as JSON; undefined for what is not there. */
export const valueText = (value: unknown): string | undefined => {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
};
