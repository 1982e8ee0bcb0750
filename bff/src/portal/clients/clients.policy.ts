import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Scope } from '../../http/context.ts';

const PUSH = 'access.scim.sync';

/** True when a program may hold a permission at all: deciding about permissions is for people. */
export const mayBeGiven = (meta: string): meta is MetaCode => !meta.startsWith('access.') || meta === PUSH;

/** Stores a client reaches; null means every store. */
export type Reach = readonly string[] | null;

/** True when a client's stores suffice for its permissions: a push from HR is about the whole company. */
export const reachesEnough = (metas: readonly string[], stores: Reach): boolean =>
  stores === null || !metas.includes(PUSH);

/** True when a scope reaches a client: every one of its stores lies inside. */
export const reachesClient = (scope: Scope, stores: Reach): boolean =>
  scope.kind === 'all' ||
  (scope.kind === 'units' && stores !== null && stores.length > 0 && stores.every((id) => scope.storeIds.has(id)));

/** What a client may do, and who may act as it. */
export interface Power {
  readonly metas: readonly string[];
  readonly stores: Reach;
  /** What tells its public keys apart, the bits of each with its name. */
  readonly keys: readonly string[];
}

const within = (some: readonly string[], all: readonly string[]): boolean => some.every((one) => all.includes(one));

/**
 * True when somebody could do more after a change than before: through another permission, another store, or a key that was not
 * there. Whoever brings the key acts as the client, so nobody decides about that alone.
 */
export const widens = (before: Power, after: Power): boolean =>
  !within(after.metas, before.metas) ||
  (before.stores !== null && (after.stores === null || !within(after.stores, before.stores))) ||
  !within(after.keys, before.keys);
