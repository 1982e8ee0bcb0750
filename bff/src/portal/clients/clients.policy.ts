import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Scope } from '../../http/context.ts';

const PUSH = 'access.scim.sync';

/** True when a program may hold a permission at all: deciding about permissions is for people. */
export const mayBeGiven = (meta: string): meta is MetaCode => !meta.startsWith('access.') || meta === PUSH;

/** Stores a client reaches; null means every store. */
export type Reach = readonly string[] | null;

/** True when a scope reaches a client: every one of its stores lies inside. */
export const reachesClient = (scope: Scope, stores: Reach): boolean =>
  scope.kind === 'all' ||
  (scope.kind === 'units' && stores !== null && stores.length > 0 && stores.every((id) => scope.storeIds.has(id)));
