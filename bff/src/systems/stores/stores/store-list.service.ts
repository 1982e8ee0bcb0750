import { Op, type WhereOptions } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/stores/stores.contract';
import { keysetPage } from '../../../database/keyset.ts';
import { scopedWhere } from '../../../database/scoped.ts';
import type { Context } from '../../../http/context.ts';
import { listUnits } from '../../../portal/people/people.service.ts';
import { containsWords, inForceAt, within, type StoreRegister } from './store-reads.service.ts';
import { type PeriodRecord, type StoreModels, type StoreRecord } from './stores.model.ts';
import { may } from './stores.policy.ts';

type Query = HandlerInput<typeof contract.listStores>['query'];

// Texts of up to thousands of characters stay where they are.
const LISTED = ['id', 'code', 'name', 'brand', 'city', 'regionId', 'hosts', 'openedOn', 'updatedAt'] as const;

type Found = Pick<StoreRecord, (typeof LISTED)[number]> & {
  readonly statusNow: Pick<PeriodRecord, 'status'>;
  readonly ownerNow: Pick<PeriodRecord, 'ownerKind'> & { readonly franchisee: { readonly name: string } | null };
};

const oneOf = (column: string, values: readonly string[] | undefined): WhereOptions =>
  values ? { [column]: { [Op.in]: values } } : {};

/** The stretches that hold at `at`, joined: a store has exactly one of each kind. */
const presentAt = (
  { Period, Franchisee }: StoreModels,
  at: Date,
  { status, ownerKind }: Pick<Query, 'status' | 'ownerKind'>,
) => [
  {
    model: Period,
    as: 'statusNow',
    required: true,
    attributes: ['status'],
    where: { kind: 'status', ...inForceAt(at), ...oneOf('status', status) },
    unscoped: 'joined to the store',
  },
  {
    model: Period,
    as: 'ownerNow',
    required: true,
    attributes: ['ownerKind'],
    where: { kind: 'owner', ...inForceAt(at), ...oneOf('ownerKind', ownerKind) },
    include: [{ model: Franchisee, as: 'franchisee', attributes: ['name'] }],
    unscoped: 'joined to the store',
  },
];

const rowOf = ({ statusNow, ownerNow, ...record }: Found, regionName: string): contract.StoreRow => {
  const { id, code, name, brand, city, regionId, hosts, openedOn } = record;
  if (!statusNow.status || !ownerNow.ownerKind) throw new RangeError('a store without status or owner');
  const now = {
    status: statusNow.status,
    ownerKind: ownerNow.ownerKind,
    franchiseeName: ownerNow.franchisee?.name ?? null,
  };
  return {
    id,
    code,
    name,
    brand,
    city,
    regionId,
    regionName,
    hosts,
    openedOn,
    ...now,
    updatedAt: record.updatedAt.toISOString(),
  };
};

/** Stores the caller may see. */
export async function listStores(
  { models }: StoreRegister,
  context: Context,
  { query }: HandlerInput<typeof contract.listStores>,
): Promise<HandlerOutput<typeof contract.listStores>> {
  const { cursor, limit, sort, order, ...filters } = query;
  const keyset = keysetPage(models.Store, {
    sort: [{ column: sort, direction: order }],
    cursor,
    limit,
    binding: filters,
  });
  const words = containsWords(filters.q, ['store.search_text', 'ownerNow->franchisee.search_text']);
  const rows = await models.Store.findAll({
    attributes: [...LISTED],
    where: { [Op.and]: [oneOf('regionId', filters.regionId), ...words, keyset.where] },
    include: presentAt(models, context.now, filters),
    order: keyset.order,
    limit: keyset.limit,
    scopeBy: scopedWhere(context.caller.access.scope(may.view), 'id'),
    ...within(context),
  });
  const { items, next } = keyset.page(rows);
  const regions = new Map((await listUnits(context, 'REGION')).map(({ id, name }) => [id, name[context.locale]]));
  const found = items.map((row) => row.get({ plain: true }) as unknown as Found);
  return { items: found.map((row) => rowOf(row, regions.get(row.regionId) ?? '')), next };
}

/** Regions a store may lie in. */
export async function listRegions(
  _register: StoreRegister,
  context: Context,
): Promise<HandlerOutput<typeof contract.listRegions>> {
  const regions = await listUnits(context, 'REGION');
  return { items: regions.map(({ id, name }) => ({ id, name: name[context.locale], title: name })) };
}

/** Present owners of the stores the caller may see, each with their number. */
async function visibleStoresByOwner({ models }: StoreRegister, context: Context): Promise<Map<string, number>> {
  const rows = await models.Period.findAll({
    attributes: ['franchiseeId'],
    where: { kind: 'owner', franchiseeId: { [Op.not]: null }, ...inForceAt(context.now) },
    scopeBy: scopedWhere(context.caller.access.scope(may.view), 'storeId'),
    ...within(context),
  });
  const counts = new Map<string, number>();
  for (const row of rows) {
    const owner = row.get('franchiseeId') as string;
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
  }
  return counts;
}

/** Franchisees, each with the number of his stores the caller may see. */
export async function listFranchisees(
  register: StoreRegister,
  context: Context,
  { query: { cursor, limit, q } }: HandlerInput<typeof contract.listFranchisees>,
): Promise<HandlerOutput<typeof contract.listFranchisees>> {
  const { Franchisee } = register.models;
  const { access } = context.caller;
  const stores = await visibleStoresByOwner(register, context);
  // Whoever gives stores to owners chooses among all; others know the owners of the stores they see.
  const choosesAmongAll =
    access.has(may.create) || access.has(may.changeOwner) || access.scope(may.view).kind === 'all';
  const known = choosesAmongAll ? {} : oneOf('id', [...stores.keys()]);
  const keyset = keysetPage(Franchisee, {
    sort: [{ column: 'name', direction: 'asc' }],
    cursor,
    limit,
    binding: { q },
  });
  const rows = await Franchisee.findAll({
    where: { [Op.and]: [known, ...containsWords(q, ['franchisee.search_text']), keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
    ...within(context),
  });
  const { items, next } = keyset.page(rows.map((row) => row.get({ plain: true })));
  return { items: items.map(({ id, name, kind }) => ({ id, name, kind, stores: stores.get(id) ?? 0 })), next };
}
