import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { Store, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import type { Access, Scope } from '../../../http/context.ts';
import { statusesAfter, type Owner } from './store-life.policy.ts';

/** Permissions of the register by what they allow. */
export const may = {
  view: 'stores.store.view',
  create: 'stores.store.create',
  edit: 'stores.store.edit',
  changeStatus: 'stores.store.change-status',
  changeOwner: 'stores.store.change-owner',
} as const satisfies Record<string, MetaCode>;

/** True when a scope reaches a store. */
export const reaches = (scope: Scope, storeId: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && scope.storeIds.has(storeId));

/** True when a scope reaches a whole region: everything, or each of the stores it has (an empty region is nobody's). */
export const reachesRegion = (scope: Scope, storesOfRegion: readonly string[]): boolean =>
  scope.kind === 'all' || (storesOfRegion.length > 0 && storesOfRegion.every((storeId) => reaches(scope, storeId)));

/** What of a store the caller's permissions are judged by. */
export interface StoreFacts {
  readonly id: string;
  readonly status: StoreStatus;
  readonly statusAhead: boolean;
  readonly ownerAhead: boolean;
}

type Flags = Pick<Store, 'mayEdit' | 'mayChangeOwner' | 'nextStatuses'>;

/** What the caller may do with a store; a change that is scheduled already stands in the way of another of its kind. */
export const storeFlags = (access: Access, store: StoreFacts): Flags => {
  const reached = (meta: MetaCode) => reaches(access.scope(meta), store.id);
  return {
    mayEdit: reached(may.edit),
    mayChangeOwner: reached(may.changeOwner) && !store.ownerAhead,
    nextStatuses: reached(may.changeStatus) && !store.statusAhead ? [...statusesAfter(store.status)] : [],
  };
};

/** Permissions that taking back a change of this kind asks for. */
export const neededToTakeBack = (kind: 'status' | 'owner'): readonly MetaCode[] =>
  kind === 'owner' ? [may.changeStatus, may.changeOwner] : [may.changeStatus];

/** True when two owners are the same. */
export const sameOwner = (a: Owner, b: Owner): boolean =>
  a.ownerKind === b.ownerKind && a.franchiseeId === b.franchiseeId;

/** Why a value is refused although its form is right, in words a person can act on. */
export const refusedValues = {
  instant_past: { zh: '生效时间不能早于现在', en: 'The change cannot take effect in the past' },
  instant_too_far: { zh: '生效时间最多为一年之后', en: 'The change can be scheduled at most one year ahead' },
  franchisee_required: { zh: '加盟门店必须选择加盟商', en: 'A franchise store needs a franchisee' },
  franchisee_not_allowed: { zh: '直营门店没有加盟商', en: 'A directly owned store has no franchisee' },
  franchisee_unknown: { zh: '没有这个加盟商', en: 'There is no such franchisee' },
  franchisee_kind_differs: {
    zh: '加盟商的类型与门店归属不一致',
    en: 'The franchisee is of another kind than the store’s owner',
  },
  owner_unchanged: { zh: '门店当前就是这个归属', en: 'The store has this owner already' },
  region_unknown: { zh: '没有这个大区', en: 'There is no such region' },
} as const satisfies Record<string, Localized>;

/** Code of a value that is refused although its form is right. */
export type RefusedCode = keyof typeof refusedValues;
