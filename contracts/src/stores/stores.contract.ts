import { z } from 'zod';
import { defineEndpoint, defineMetas } from '../endpoint.ts';
import { Id, Instant, Line, LocalizedText, SearchText, manyOf, pageOf, pageQuery } from '../fields.ts';
import { OwnerKind, Store, StoreCode, StorePeriod, StoreRow, StoreStatus, storeFields } from './stores.record.ts';

export * from './stores.record.ts';

/** Permissions of the store register. */
export const storeMetas = defineMetas({
  'stores.store.view': { zh: '查看门店', en: 'See stores', risk: 0, kind: 'page' },
  'stores.store.create': { zh: '新建门店', en: 'Create stores', risk: 2 },
  'stores.store.edit': { zh: '编辑门店资料', en: 'Edit store data', risk: 1 },
  'stores.store.change-status': { zh: '变更营业状态', en: 'Change a store’s status', risk: 2 },
  'stores.store.change-owner': { zh: '变更归属', en: 'Change a store’s owner', risk: 3 },
});

const storeParams = z.strictObject({ storeId: Id });
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const regionId = '0195844e-2d00-7000-8000-0000000000b1';
const periodId = '0195844e-2d00-7000-8000-0000000000c1';
const franchiseeId = '0195844e-2d00-7000-8000-0000000000d1';
const at = '2026-03-11T12:30:00.000Z';
const rowExample = {
  id: storeId,
  code: 'SH001',
  name: '网鱼电竞(上海松江大学城店)',
  brand: '网鱼电竞',
  city: '上海',
  regionId,
  regionName: '华东大区',
  hosts: 120,
  status: 'open',
  ownerKind: 'direct',
  franchiseeName: null,
  openedOn: '2015-06-01',
  updatedAt: at,
};
const fieldsExample = {
  name: rowExample.name,
  brand: '网鱼电竞',
  city: '上海',
  address: '松江区文汇路 928 号',
  zone: 'Asia/Shanghai',
  regionId,
  hosts: 120,
  phone: '02110000001',
  hours: { from: '00:00', until: '00:00' },
  openedOn: '2015-06-01',
  note: null,
};
const storeExample = {
  ...rowExample,
  ...fieldsExample,
  franchiseeId: null,
  managerName: '李强',
  scheduled: null,
  version: 1,
  createdAt: at,
  mayEdit: true,
  mayChangeOwner: false,
  nextStatuses: ['suspended'],
};
const periodExample = {
  id: periodId,
  kind: 'status',
  status: 'open',
  ownerKind: null,
  franchiseeId: null,
  franchiseeName: null,
  from: at,
  until: null,
  reason: '试营业结束',
  byName: '李强',
  mayCancel: false,
};

/** Stores the caller may see. */
export const listStores = defineEndpoint({
  id: 'listStores',
  method: 'get',
  path: '/api/stores/stores',
  summary: 'List stores',
  tags: ['stores'],
  meta: 'stores.store.view',
  query: z.strictObject({
    q: SearchText.optional(),
    status: manyOf(StoreStatus),
    ownerKind: manyOf(OwnerKind),
    regionId: manyOf(Id),
    sort: z.enum(['code', 'name', 'city', 'hosts', 'openedOn', 'updatedAt']).default('code'),
    order: z.enum(['asc', 'desc']).default('asc'),
    ...pageQuery,
  }),
  response: pageOf(StoreRow),
  errors: ['invalid_cursor'],
  examples: { query: { q: '松江', status: ['open'] }, response: { items: [rowExample], next: null } },
});

/** One store. */
export const getStore = defineEndpoint({
  id: 'getStore',
  method: 'get',
  path: '/api/stores/stores/:storeId',
  summary: 'Read a store',
  tags: ['stores'],
  meta: 'stores.store.view',
  etag: true,
  params: storeParams,
  response: Store,
  errors: ['not_found'],
  examples: { params: { storeId }, response: storeExample },
});

/** Registers a store in status 筹备. */
export const createStore = defineEndpoint({
  id: 'createStore',
  method: 'post',
  path: '/api/stores/stores',
  summary: 'Register a store',
  tags: ['stores'],
  meta: 'stores.store.create',
  status: 201,
  body: z.strictObject({ code: StoreCode, ...storeFields, ownerKind: OwnerKind, franchiseeId: Id.nullable() }),
  response: Store,
  errors: ['store_code_taken', 'duties_conflict'],
  examples: {
    body: { code: 'SH009', ...fieldsExample, ownerKind: 'direct', franchiseeId: null },
    response: { ...storeExample, code: 'SH009', status: 'preparing', nextStatuses: ['trial'] },
  },
});

/** Changes data of a store; two people at once: the second gets 412. */
export const updateStore = defineEndpoint({
  id: 'updateStore',
  method: 'patch',
  path: '/api/stores/stores/:storeId',
  summary: 'Edit a store',
  tags: ['stores'],
  meta: 'stores.store.edit',
  ifMatch: true,
  params: storeParams,
  body: z.strictObject(storeFields).partial(),
  response: Store,
  errors: ['not_found', 'precondition_required', 'stale_version'],
  examples: { params: { storeId }, body: { hosts: 132 }, response: { ...storeExample, hosts: 132, version: 2 } },
});

/** Life of a store: all stretches of status and owner, newest first. */
export const listStorePeriods = defineEndpoint({
  id: 'listStorePeriods',
  method: 'get',
  path: '/api/stores/stores/:storeId/periods',
  summary: 'History and schedule of a store',
  tags: ['stores'],
  meta: 'stores.store.view',
  params: storeParams,
  query: z.strictObject(pageQuery),
  response: pageOf(StorePeriod),
  errors: ['not_found', 'invalid_cursor'],
  examples: { params: { storeId }, response: { items: [periodExample], next: null } },
});

/** Moves a store along its life cycle, now or at a later instant. */
export const changeStoreStatus = defineEndpoint({
  id: 'changeStoreStatus',
  method: 'post',
  path: '/api/stores/stores/:storeId/status-changes',
  summary: 'Change or schedule a store’s status',
  tags: ['stores'],
  meta: 'stores.store.change-status',
  ifMatch: true,
  params: storeParams,
  body: z.strictObject({
    to: StoreStatus,
    effectiveFrom: Instant.nullable().meta({ description: 'null means now; otherwise at most a year ahead' }),
    reason: Line(200),
  }),
  response: Store,
  errors: [
    'not_found',
    'precondition_required',
    'stale_version',
    'store_status_unreachable',
    'store_change_pending',
    'store_closing_blocked',
  ],
  examples: {
    params: { storeId },
    body: { to: 'suspended', effectiveFrom: null, reason: '消防整改' },
    response: { ...storeExample, status: 'suspended', version: 2, nextStatuses: ['open', 'closed'] },
  },
});

/** Gives a store to another owner, now or at a later instant. */
export const changeStoreOwner = defineEndpoint({
  id: 'changeStoreOwner',
  method: 'post',
  path: '/api/stores/stores/:storeId/owner-changes',
  summary: 'Change or schedule a store’s owner',
  tags: ['stores'],
  meta: 'stores.store.change-owner',
  ifMatch: true,
  params: storeParams,
  body: z.strictObject({
    ownerKind: OwnerKind,
    franchiseeId: Id.nullable(),
    effectiveFrom: Instant.nullable(),
    reason: Line(200),
  }),
  response: Store,
  errors: ['not_found', 'precondition_required', 'stale_version', 'store_change_pending', 'duties_conflict'],
  examples: {
    params: { storeId },
    body: { ownerKind: 'wangyu', franchiseeId, effectiveFrom: null, reason: '转加盟' },
    response: {
      ...storeExample,
      ownerKind: 'wangyu',
      franchiseeId,
      franchiseeName: '杭州西岸电竞文化有限公司',
      version: 2,
    },
  },
});

/** Takes back a change that has not begun. */
export const cancelStoreChange = defineEndpoint({
  id: 'cancelStoreChange',
  method: 'post',
  path: '/api/stores/stores/:storeId/periods/:periodId/cancel',
  summary: 'Cancel a scheduled change',
  tags: ['stores'],
  meta: 'stores.store.change-status',
  ifMatch: true,
  params: z.strictObject({ storeId: Id, periodId: Id }),
  body: z.strictObject({}),
  response: Store,
  errors: ['not_found', 'precondition_required', 'stale_version', 'conflict', 'duties_conflict'],
  examples: { params: { storeId, periodId }, body: {}, response: { ...storeExample, version: 2 } },
});

/** Regions a store may lie in. */
export const listRegions = defineEndpoint({
  id: 'listRegions',
  method: 'get',
  path: '/api/stores/regions',
  summary: 'List regions',
  tags: ['stores'],
  meta: 'stores.store.view',
  response: z.object({ items: z.array(z.object({ id: Id, name: z.string(), title: LocalizedText })) }),
  errors: [],
  examples: { response: { items: [{ id: regionId, name: '华东大区', title: { zh: '华东大区', en: 'East China' } }] } },
});

/** Franchisees, for choosing a store's owner. */
export const listFranchisees = defineEndpoint({
  id: 'listFranchisees',
  method: 'get',
  path: '/api/stores/franchisees',
  summary: 'Find franchisees',
  tags: ['stores'],
  meta: 'stores.store.view',
  query: z.strictObject({ q: SearchText.optional(), ...pageQuery }),
  response: pageOf(z.object({ id: Id, name: z.string(), kind: z.enum(['wangyu', 'mvp']), stores: z.int() })),
  errors: ['invalid_cursor'],
  examples: {
    query: { q: '西岸' },
    response: {
      items: [{ id: franchiseeId, name: '杭州西岸电竞文化有限公司', kind: 'wangyu', stores: 3 }],
      next: null,
    },
  },
});
