import type { CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import { portal } from '@eoms/kit';
import { useSyncExternalStore } from 'react';

/** One step that waits to be proposed, with the name of what it is about. */
export interface BasketEntry {
  /** What it is about: a second step about the same thing takes the place of the first. */
  readonly key: string;
  readonly op: CatalogueOp;
  readonly subject: { readonly zh: string; readonly en: string };
}

/** Under which name a person's steps are kept in this browser. */
const storeKey = (personId: string): string => `eoms.access.change.${personId}`;

const isEntry = (value: unknown): value is BasketEntry => {
  const { key, op, subject } = (value ?? {}) as Partial<BasketEntry>;
  return typeof key === 'string' && typeof op?.op === 'string' && typeof subject?.zh === 'string';
};

/** What was kept; what is damaged counts for nothing, and what no longer fits is refused by the preview. */
function keptFor(personId: string): readonly BasketEntry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(storeKey(personId)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isEntry) : [];
  } catch {
    return [];
  }
}

const nobodys: readonly BasketEntry[] = [];
let owner: string | null = null;
let entries = nobodys;
const listeners = new Set<() => void>();

/** Steps of the person who is signed in: nobody finds what another one collected in the same browser. */
function current(): readonly BasketEntry[] {
  const personId = portal.getState().person?.id ?? null;
  if (personId !== owner) {
    owner = personId;
    entries = personId === null ? nobodys : keptFor(personId);
  }
  return entries;
}

function tell(): void {
  for (const listener of listeners) listener();
}

function set(next: readonly BasketEntry[]): void {
  entries = next;
  // A browser that keeps nothing still collects as long as the tab lives.
  try {
    if (owner !== null && next.length > 0) localStorage.setItem(storeKey(owner), JSON.stringify(next));
    else if (owner !== null) localStorage.removeItem(storeKey(owner));
  } catch {}
  tell();
}

/** Another tab of the same person collected something, or proposed it. */
function follow({ key }: StorageEvent): void {
  if (owner === null || key !== storeKey(owner)) return;
  entries = keptFor(owner);
  tell();
}

/** Steps collected on the pages of the catalogue until they are proposed together; kept per person in this browser. */
export const changeBasket = {
  put: (entry: BasketEntry): void =>
    set(
      current().some(({ key }) => key === entry.key)
        ? current().map((known) => (known.key === entry.key ? entry : known))
        : [...current(), entry],
    ),
  drop: (key: string): void => set(current().filter((entry) => entry.key !== key)),
  clear: (): void => {
    current();
    set([]);
  },
};

const subscribe = (listener: () => void): (() => void) => {
  if (listeners.size === 0) addEventListener('storage', follow);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) removeEventListener('storage', follow);
  };
};

/** What the basket holds. */
export const useChangeBasket = (): readonly BasketEntry[] => useSyncExternalStore(subscribe, current);

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
