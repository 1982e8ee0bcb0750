import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import { useSyncExternalStore } from 'react';

/** One step that waits to be proposed, with the name of what it is about. */
export interface BasketEntry {
  /** What it is about: a second step about the same thing takes the place of the first. */
  readonly key: string;
  readonly op: CatalogueOp;
  readonly subject: { readonly zh: string; readonly en: string };
}

let entries: readonly BasketEntry[] = [];
const listeners = new Set<() => void>();

function set(next: readonly BasketEntry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

/** Steps collected on the pages of the catalogue until they are proposed together; they live as long as the tab. */
export const changeBasket = {
  put: (entry: BasketEntry): void =>
    set(
      entries.some(({ key }) => key === entry.key)
        ? entries.map((known) => (known.key === entry.key ? entry : known))
        : [...entries, entry],
    ),
  drop: (key: string): void => set(entries.filter((entry) => entry.key !== key)),
  clear: (): void => set([]),
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** What the basket holds. */
export const useChangeBasket = (): readonly BasketEntry[] => useSyncExternalStore(subscribe, () => entries);

/** The step about one thing, when the basket holds one of the given kind. */
export function useBasketOp<Name extends CatalogueOp['op']>(
  key: string,
  name: Name,
): Extract<CatalogueOp, { op: Name }> | null {
  const op = useChangeBasket().find((entry) => entry.key === key)?.op;
  return op?.op === name ? (op as Extract<CatalogueOp, { op: Name }>) : null;
}

/** Form of the code that a new role or rule gets; the contract checks it again. */
export const CODE_PATTERN = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Id for what a change creates. */
export const freshId = (): string => crypto.randomUUID();
