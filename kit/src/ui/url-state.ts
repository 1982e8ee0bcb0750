import { useCallback, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';

/** How one value is kept in the URL. */
export interface UrlField<T> {
  readonly initial: T;
  read(values: readonly string[]): T;
  write(value: T): readonly string[];
  /** Text that is typed: its later keystrokes replace the history entry of the first. */
  readonly typed?: true;
}

/** Free text. */
export const urlText = (initial = ''): UrlField<string> => ({
  initial,
  typed: true,
  read: ([value]) => value ?? initial,
  write: (value) => (value ? [value] : []),
});

/** One of a closed set; anything else in the URL counts as not given. */
export const urlOneOf = <const T extends string, const D extends T | undefined>(
  options: readonly T[],
  initial: D,
): UrlField<T | D> => ({
  initial,
  read: ([value]) => options.find((option) => option === value) ?? initial,
  write: (value) => (value === undefined ? [] : [value]),
});

/** Some of a closed set, as repeated parameters; anything else in the URL is dropped. */
export const urlSomeOf = <const T extends string>(options: readonly T[]): UrlField<readonly T[]> => ({
  initial: [],
  read: (values) => options.filter((option) => values.includes(option)),
  write: (value) => value,
});

/** Any texts, as repeated parameters, such as ids. */
export const urlList = (): UrlField<readonly string[]> => ({
  initial: [],
  read: (values) => [...new Set(values)],
  write: (value) => value,
});

/** A flag, written as `1`. */
export const urlFlag = (): UrlField<boolean> => ({
  initial: false,
  read: ([value]) => value === '1',
  write: (value) => (value ? ['1'] : []),
});

/** Fields by the name of their URL parameter. */
// oxlint-disable-next-line typescript/no-explicit-any -- a record of fields of any value type; each keeps its own below
export type UrlSpec = Readonly<Record<string, UrlField<any>>>;

/** Values of a spec. */
export type UrlValues<S extends UrlSpec> = {
  readonly [Name in keyof S]: S[Name] extends UrlField<infer T> ? T : never;
};

/** Changes some values; adds a history entry unless `replace` or typing goes on. */
export type SetUrlState<S extends UrlSpec> = (patch: Partial<UrlValues<S>>, options?: { replace?: boolean }) => void;

/** Parameter that holds the cursor of a paged list; any change of filter or order goes back to the first page. */
export const CURSOR = 'cursor';

/**
 * Keeps filters in the URL, so that reload, back, bookmark and a shared link show the same list. Give a constant spec.
 * Changing a value goes back to the first page.
 */
export function useUrlState<const S extends UrlSpec>(spec: S): readonly [values: UrlValues<S>, set: SetUrlState<S>] {
  const [params, setParams] = useSearchParams();
  const typing = useRef<string | null>(null);
  const search = params.toString();
  const values = useMemo(() => {
    const current = new URLSearchParams(search);
    return Object.fromEntries(
      Object.entries(spec).map(([name, field]) => [name, field.read(current.getAll(name))]),
    ) as UrlValues<S>;
    // oxlint-disable-next-line react/exhaustive-deps -- the spec is constant by contract; callers may write it inline
  }, [search]);
  const set = useCallback<SetUrlState<S>>(
    (patch, options) => {
      const names = Object.keys(patch);
      const typed = names.length === 1 && spec[names[0] ?? '']?.typed ? (names[0] ?? null) : null;
      const goesOn = typed !== null && typing.current === typed;
      typing.current = typed;
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          next.delete(CURSOR);
          for (const [name, value] of Object.entries(patch)) {
            next.delete(name);
            const field = spec[name];
            const texts = field && value !== undefined ? field.write(value) : [];
            const asInitial = field && value !== undefined && String(field.write(field.initial)) === String(texts);
            if (!asInitial) for (const text of texts) next.append(name, text);
          }
          return next;
        },
        { replace: options?.replace ?? goesOn },
      );
    },
    // oxlint-disable-next-line react/exhaustive-deps -- as above
    [setParams],
  );
  return [values, set];
}

/** Order of a list, kept in the URL. */
export interface UrlSort<F extends string = string> {
  readonly sort: F;
  readonly order: 'asc' | 'desc';
  readonly fields: readonly F[];
  /** Orders by the field; a second time in the other direction. */
  toggle(field: F): void;
}

/** Keeps the order of a list in the URL (`sort`, `order`); other values in the URL count as the initial order. */
export function useUrlSort<const F extends string>(
  fields: readonly F[],
  initial: { readonly sort: NoInfer<F>; readonly order: 'asc' | 'desc' },
): UrlSort<F> {
  const [{ sort, order }, set] = useUrlState({
    sort: urlOneOf(fields, initial.sort),
    order: urlOneOf(['asc', 'desc'], undefined),
  });
  const inForce = order ?? (sort === initial.sort ? initial.order : 'asc');
  const toggle = (field: F) => {
    const next = field === sort ? (inForce === 'asc' ? 'desc' : 'asc') : 'asc';
    set({ sort: field, order: next });
  };
  return { sort: sort as F, order: inForce, fields, toggle };
}
