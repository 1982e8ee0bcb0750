import type { Localized } from '@eoms/contracts/endpoint';

type Fields = Readonly<Record<string, unknown>>;
type Path = readonly (string | number)[];

/** A value somewhere in a record before and after a change; what was not there is undefined. */
export interface ChangedValue {
  /** Names of fields from outside in, and places in lists. */
  readonly path: Path;
  readonly before: unknown;
  readonly after: unknown;
}

/** Marks of the machinery: they stand in the raw data only. */
const TECHNICAL = new Set(['seq', 'contentHash']);
/** Of a part of a record it goes without saying to which record it belongs, and which part it is. */
const OF_PARTS = new Set(['id', 'requestId', 'stepId', 'createdAt', 'version', 'revision', 'no']);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** True for a text in both languages. */
export const isLocalized = (value: unknown): value is Localized =>
  isFields(value) && typeof value.zh === 'string' && typeof value.en === 'string' && Object.keys(value).length === 2;

/** True for a value that says nothing. */
export const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right);

/** Values of a record down to single ones and lists of single ones. */
function* leavesOf(value: unknown, path: Path = []): Generator<readonly [path: Path, value: unknown]> {
  const parts = Array.isArray(value)
    ? value.some(isFields) && [...value.entries()]
    : isFields(value) && Object.entries(value);
  if (!parts || isLocalized(value)) return void (yield [path, value]);
  for (const [key, inner] of parts) {
    if (TECHNICAL.has(String(key)) || (path.length > 0 && OF_PARTS.has(String(key)))) continue;
    yield* leavesOf(inner, [...path, key]);
  }
}

const keyOf = (path: Path): string => path.join('\u0000');

/** Values that differ, in the order of the record; a record that is new or gone shows what it says. */
export function changedValues(before: unknown, after: unknown): ChangedValue[] {
  const [left, right] = [before, after].map(
    (value) => new Map([...leavesOf(value ?? {})].map(([path, leaf]) => [keyOf(path), { path, leaf }])),
  ) as [Map<string, { path: Path; leaf: unknown }>, Map<string, { path: Path; leaf: unknown }>];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((key) => {
      const path = (left.get(key) ?? right.get(key))?.path ?? [];
      return { path, before: left.get(key)?.leaf, after: right.get(key)?.leaf };
    })
    .filter((one) => !same(one.before, one.after) && !(isEmpty(one.before) && isEmpty(one.after)));
}

/** Changes as some commands tell them: field by field, without values where those are nobody's business. */
export const toldChanges = (told: unknown): ChangedValue[] =>
  (Array.isArray(told) ? told : []).filter(isFields).flatMap(({ field, from, to }) => {
    const name = String(field);
    const inside = changedValues({ [name]: from }, { [name]: to });
    return inside.length > 0 ? inside : [{ path: [name], before: undefined, after: undefined }];
  });

/** Values that say something, one below the other. */
export const recordedValues = (record: Fields): { path: Path; value: unknown }[] =>
  [...leavesOf(record)].map(([path, value]) => ({ path, value })).filter(({ value }) => !isEmpty(value));
