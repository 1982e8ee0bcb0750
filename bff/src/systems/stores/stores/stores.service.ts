import { Op, type Transaction } from 'sequelize';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { getStore, Store } from '@eoms/contracts/stores/stores.contract';
import { scopedWhere } from '../../../database/scoped.ts';
import type { Context, Scope } from '../../../http/context.ts';
import { createStore, updateStore } from './store-data.service.ts';
import { searchStores, type StoreChoiceQuery } from './store-choices.service.ts';
import { listFranchisees, listRegions, listStores } from './store-list.service.ts';
import { cancelStoreChange, changeStoreOwner, changeStoreStatus, listStorePeriods } from './store-periods.service.ts';
import {
  findVisible,
  inForceAt,
  presentStore,
  within,
  type Statement,
  type StoreRegister,
} from './store-reads.service.ts';
import { may } from './stores.policy.ts';

const WEEK_MS = 7 * 24 * 3600_000;

async function readStore(
  register: StoreRegister,
  context: Context,
  { params }: HandlerInput<typeof getStore>,
): Promise<Store> {
  return presentStore(register, context, await findVisible(register, context, params.storeId));
}

async function storeNames(
  { models }: StoreRegister,
  context: Statement,
  storeIds: readonly string[],
): Promise<Map<string, string>> {
  if (storeIds.length === 0) return new Map();
  const where = { id: { [Op.in]: [...new Set(storeIds)] } };
  const unscoped = 'names of ids that another system found in its own scope';
  const rows = await models.Store.findAll({ attributes: ['id', 'name'], where, unscoped, ...within(context) });
  return new Map(rows.map((row) => [row.get('id') as string, row.get('name') as string]));
}

async function storeZone({ models }: StoreRegister, context: Statement, storeId: string): Promise<string | null> {
  const unscoped = 'the clock of a place is no secret';
  const row = await models.Store.findOne({
    attributes: ['zone'],
    where: { id: storeId },
    unscoped,
    ...within(context),
  });
  return row ? (row.get('zone') as string) : null;
}

/** A stretch in which a franchisee owns a store. */
export interface Ownership {
  readonly storeId: string;
  readonly franchiseeId: string;
  readonly from: Date;
  readonly to: Date | null;
}

async function ownerships({ models }: StoreRegister, transaction?: Transaction): Promise<Ownership[]> {
  const rows = await models.Period.findAll({
    attributes: ['storeId', 'franchiseeId', 'fromAt', 'untilAt'],
    where: { kind: 'owner', franchiseeId: { [Op.ne]: null } },
    order: [
      ['fromAt', 'ASC'],
      ['storeId', 'ASC'],
    ],
    unscoped: 'what it finds is the scope',
    transaction: transaction ?? null,
  });
  return rows.map((row) => {
    const { storeId, franchiseeId, fromAt, untilAt } = row.get({ plain: true });
    return { storeId, franchiseeId: franchiseeId ?? '', from: fromAt, to: untilAt };
  });
}

/** Open work of those who may change a store's status. */
async function provideWork({ models }: StoreRegister, context: Context) {
  const options = {
    scopeBy: scopedWhere(context.caller.access.scope(may.changeStatus), 'storeId'),
    ...within(context),
  };
  const soon = { [Op.gt]: context.now, [Op.lte]: new Date(context.now.getTime() + WEEK_MS) };
  const suspended = await models.Period.count({
    where: { kind: 'status', status: 'suspended', ...inForceAt(context.now) },
    ...options,
  });
  const ahead = await models.Period.count({
    where: { kind: { [Op.in]: ['status', 'owner'] }, fromAt: soon },
    ...options,
  });
  const common = { more: false, tone: 'attention' as const };
  return [
    {
      ...common,
      key: 'stores.suspended',
      title: { zh: '停业整改中的门店', en: 'Suspended stores' },
      count: suspended,
      path: '/stores?status=suspended',
    },
    {
      ...common,
      key: 'stores.scheduled',
      title: { zh: '7 天内生效的门店变更', en: 'Store changes due within 7 days' },
      count: ahead,
      path: '/stores',
    },
  ].filter(({ count }) => count > 0);
}

/** The store register: its operations by name, and what other systems may ask of it. */
export const createStoresService = (register: StoreRegister) => {
  const bound =
    <Input, Output>(operation: (register: StoreRegister, context: Context, input: Input) => Promise<Output>) =>
    (context: Context, input: Input): Promise<Output> =>
      operation(register, context, input);
  return {
    listStores: bound(listStores),
    getStore: bound(readStore),
    createStore: bound(createStore),
    updateStore: bound(updateStore),
    listStorePeriods: bound(listStorePeriods),
    changeStoreStatus: bound(changeStoreStatus),
    changeStoreOwner: bound(changeStoreOwner),
    cancelStoreChange: bound(cancelStoreChange),
    listRegions: bound(listRegions),
    listFranchisees: bound(listFranchisees),
    /** Names of stores by id; unknown ids are left out. */
    storeNames: (context: Statement, storeIds: readonly string[]) => storeNames(register, context, storeIds),
    /** Zone of a store's clock; null for an id that is no store. */
    storeZone: (context: Statement, storeId: string) => storeZone(register, context, storeId),
    /** Stores inside a scope, for systems that let people choose one. */
    searchStores: (context: Context, scope: Scope, query: StoreChoiceQuery) =>
      searchStores(register, context, scope, query),
    /** How many stores a scope reaches. */
    countStores: (context: Statement, scope: Scope) =>
      register.models.Store.count({ scopeBy: scopedWhere(scope, 'id'), ...within(context) }),
    /** Who owns franchised stores, in all time. */
    ownerships: (transaction?: Transaction) => ownerships(register, transaction),
    /** @throws AppError `not_found` when the caller may not see the store or there is none. */
    assertVisible: async (context: Context, storeId: string): Promise<void> =>
      void (await findVisible(register, context, storeId)),
    /** For the home page; registered with the portal's work service at composition. */
    workProvider: {
      system: 'stores',
      meta: may.changeStatus,
      provide: (context: Context) => provideWork(register, context),
    } as const,
  };
};

/** The store register. */
export type StoresService = ReturnType<typeof createStoresService>;
