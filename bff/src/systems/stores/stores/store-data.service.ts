import { isDeepStrictEqual } from 'node:util';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import type {
  createStore as createStoreEndpoint,
  Store,
  updateStore as updateStoreEndpoint,
} from '@eoms/contracts/stores/stores.contract';
import { isDuplicate } from '../../../database/failures.ts';
import { newId } from '../../../database/new-id.ts';
import { AppError } from '../../../errors.ts';
import { storeScope, type Access, type Context } from '../../../http/context.ts';
import { recordAudit } from '../../../portal/audit/audit.service.ts';
import { listUnits, moveStoreUnit, registerStoreUnit, renameStoreUnit } from '../../../portal/people/people.service.ts';
import {
  assertOwner,
  beginPeriod,
  findClaimed,
  raiseVersion,
  settleOwners,
  turnLife,
} from './store-changes.service.ts';
import { planTurn } from './store-life.policy.ts';
import { lifeOf, presentStore, refuseValue, within, type StoreRegister } from './store-reads.service.ts';
import { searchable, type StoreRecord } from './stores.model.ts';
import { may, reachesRegion } from './stores.policy.ts';

type Creation = HandlerInput<typeof createStoreEndpoint>;
type Update = HandlerInput<typeof updateStoreEndpoint>;
type Data = Omit<Creation['body'], 'code' | 'ownerKind' | 'franchiseeId'>;

const FIRST_REASON = '门店建档';
const MOVE_REASON = '调整大区';

const dataOf = (record: StoreRecord): Data => {
  const {
    name,
    brand,
    city,
    address,
    regionId,
    hosts,
    phone,
    openedOn,
    note,
    hoursFrom: from,
    hoursUntil: until,
  } = record;
  const zone = record.zone as Data['zone'];
  return { name, brand, city, address, zone, regionId, hosts, phone, openedOn, note, hours: { from, until } };
};

const columnsOf = (code: string, { hours, ...data }: Data) => ({
  ...data,
  hoursFrom: hours.from,
  hoursUntil: hours.until,
  searchText: searchable(code, data.name, data.city, data.address),
});

/** Access as it will be once the store belongs to its region: whoever reaches the whole region reaches the new store too. */
const withNewStore = (access: Access, storeId: string, storesOfRegion: readonly string[]): Access => ({
  has: (meta) => access.has(meta),
  metas: () => access.metas(),
  scope(meta) {
    const scope = access.scope(meta);
    const grows = scope.kind === 'units' && reachesRegion(scope, storesOfRegion);
    return grows ? storeScope([...scope.storeIds, storeId]) : scope;
  },
});

/** Stores of a region the caller may put a store into. @throws AppError for an unknown region or one beyond his scope */
async function assertRegion(
  { models }: StoreRegister,
  context: Context,
  regionId: string,
  meta: typeof may.create | typeof may.edit,
): Promise<string[]> {
  const regions = await listUnits(context, 'REGION');
  if (!regions.some((region) => region.id === regionId)) throw refuseValue('regionId', 'region_unknown');
  const unscoped = 'judges whether a scope covers the region';
  const rows = await models.Store.findAll({ attributes: ['id'], where: { regionId }, unscoped, ...within(context) });
  const stores = rows.map((row) => row.get('id') as string);
  if (!reachesRegion(context.caller.access.scope(meta), stores)) throw new AppError('permission_missing', { meta });
  return stores;
}

async function insertStore({ models }: StoreRegister, context: Context, record: StoreRecord): Promise<void> {
  try {
    await models.Store.create(record, within(context));
  } catch (error) {
    throw isDuplicate(error, 'store', ['code']) ? new AppError('store_code_taken') : error;
  }
}

/** Registers a store in status 筹备. */
export async function createStore(register: StoreRegister, context: Context, { body }: Creation): Promise<Store> {
  const { code, ownerKind, franchiseeId, ...data } = body;
  const { regionId } = data;
  const siblings = await assertRegion(register, context, regionId, may.create);
  await assertOwner(register, context, { ownerKind, franchiseeId });
  const id = newId();
  const record: StoreRecord = {
    id,
    code,
    ...columnsOf(code, data),
    version: 1,
    createdAt: context.now,
    updatedAt: context.now,
  };
  await insertStore(register, context, record);
  const first = { storeId: id, at: context.now, reason: FIRST_REASON };
  await beginPeriod(register, context, { ...first, kind: 'status', value: { status: 'preparing' } });
  await beginPeriod(register, context, { ...first, kind: 'owner', value: { ownerKind, franchiseeId } });
  await beginPeriod(register, context, { ...first, kind: 'region', value: { regionId } });
  await registerStoreUnit(context, { id, name: data.name, regionId });
  await settleOwners(register, context, id);
  await recordAudit(context, {
    action: 'createStore',
    objectKind: 'store',
    objectId: id,
    detail: { code, ownerKind, franchiseeId, regionId },
  });
  return presentStore(register, context, record, { access: withNewStore(context.caller.access, id, siblings) });
}

async function moveToRegion(
  register: StoreRegister,
  context: Context,
  storeId: string,
  regionId: string,
): Promise<void> {
  const turn = planTurn(await lifeOf(register, context, storeId, 'region'), context.now, context.now);
  // Two instances whose clocks differ can meet a move that lies a moment ahead of this one's clock.
  if (typeof turn === 'string') throw new AppError('unavailable', { retryAfter: 1 });
  await turnLife(register, context, turn, { storeId, kind: 'region', value: { regionId }, reason: MOVE_REASON });
  await moveStoreUnit(context, { id: storeId, regionId });
}

/** The audit says that a note changed, not what it said: it is free text of persons. */
const toldChange = (field: keyof Data, before: Data, after: Data) =>
  field === 'note' ? { field } : { field, from: before[field], to: after[field] };

/** Changes data of a store; values that are the same already change nothing. */
export async function updateStore(
  register: StoreRegister,
  context: Context,
  { params: { storeId }, body, ifMatch }: Update,
): Promise<Store> {
  const claim = { storeId, seenVersion: ifMatch, meta: may.edit };
  const record = await findClaimed(register, context, claim);
  const before = dataOf(record);
  const after = { ...before, ...body } as Data;
  const fields = (Object.keys(before) as (keyof Data)[]).filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
  if (fields.length === 0) return presentStore(register, context, record);
  if (fields.includes('regionId')) await assertRegion(register, context, after.regionId, may.edit);
  const columns = columnsOf(record.code, after);
  await raiseVersion(register, context, claim, fields, columns);
  if (fields.includes('regionId')) await moveToRegion(register, context, storeId, after.regionId);
  if (fields.includes('name')) await renameStoreUnit(context, { id: storeId, name: after.name });
  const version = ifMatch + 1;
  const detail = { version, changes: fields.map((field) => toldChange(field, before, after)) };
  await recordAudit(context, { action: 'updateStore', objectKind: 'store', objectId: storeId, detail });
  return presentStore(register, context, { ...record, ...columns, version, updatedAt: context.now });
}
