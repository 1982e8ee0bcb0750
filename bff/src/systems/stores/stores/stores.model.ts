import type { Model, ModelStatic, Sequelize } from 'sequelize';
import type { z } from 'zod';
import type { Brand, OwnerKind, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { day, id, instant, integer, json, line, nullable, paragraphs, primary } from '../../../database/columns.ts';
import { scopedModel } from '../../../database/scoped.ts';
import type { LifeKind } from './store-life.policy.ts';

/** A row of the store table; what changes by date (status, owner, history of regions) lies in its periods. */
export interface StoreRecord {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly brand: z.infer<typeof Brand>;
  readonly city: string;
  readonly address: string;
  readonly zone: string;
  readonly regionId: string;
  readonly hosts: number;
  readonly phone: string;
  readonly hoursFrom: string;
  readonly hoursUntil: string;
  readonly openedOn: string | null;
  readonly note: string | null;
  readonly searchText: string;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** One stretch of a store's life; which of the values is set follows from `kind`. */
export interface PeriodRecord {
  readonly id: string;
  readonly storeId: string;
  readonly kind: LifeKind;
  readonly status: StoreStatus | null;
  readonly ownerKind: OwnerKind | null;
  readonly franchiseeId: string | null;
  readonly regionId: string | null;
  readonly fromAt: Date;
  readonly untilAt: Date | null;
  readonly reason: string;
  readonly byId: string | null;
  readonly byName: string;
  readonly createdAt: Date;
}

/** A company that owns franchise stores of one kind. */
export interface FranchiseeRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: Exclude<OwnerKind, 'direct'>;
  readonly searchText: string;
  readonly createdAt: Date;
}

/** Which fields the command that led to a version changed. */
export interface RevisionRecord {
  readonly storeId: string;
  readonly version: number;
  readonly fields: readonly string[];
  readonly at: Date;
}

/** The models of the store register on one connection. */
export interface StoreModels {
  readonly Store: ModelStatic<Model<StoreRecord, StoreRecord>>;
  readonly Period: ModelStatic<Model<PeriodRecord, PeriodRecord>>;
  readonly Franchisee: ModelStatic<Model<FranchiseeRecord, FranchiseeRecord>>;
  readonly Revision: ModelStatic<Model<RevisionRecord, RevisionRecord>>;
}

const storeColumns = {
  id: primary(id()),
  code: line(6),
  name: line(60),
  brand: line(20),
  city: line(30),
  address: line(200),
  zone: line(40),
  regionId: id(),
  hosts: integer(),
  phone: line(16),
  hoursFrom: line(5),
  hoursUntil: line(5),
  openedOn: nullable(day()),
  note: nullable(paragraphs()),
  searchText: paragraphs(),
  version: integer(),
  createdAt: instant(),
  updatedAt: instant(),
};

const periodColumns = {
  id: primary(id()),
  storeId: id(),
  kind: line(10),
  status: nullable(line(10)),
  ownerKind: nullable(line(10)),
  franchiseeId: nullable(id()),
  regionId: nullable(id()),
  fromAt: instant(),
  untilAt: nullable(instant()),
  reason: line(200),
  byId: nullable(id()),
  byName: line(100),
  createdAt: instant(),
};

const franchiseeColumns = {
  id: primary(id()),
  name: line(100),
  kind: line(10),
  searchText: paragraphs(),
  createdAt: instant(),
};
const revisionColumns = { storeId: primary(id()), version: primary(integer()), fields: json(), at: instant() };

/** Text in the form in which it is searched: full width folded, lower case, one blank between words. */
export const searchable = (...texts: readonly string[]): string =>
  texts.map((text) => text.normalize('NFKC').toLowerCase().replaceAll(/\s+/gu, ' ')).join('\n');

/** Declares the tables of the store register on one connection. */
export function initStoreModels(sequelize: Sequelize): StoreModels {
  const options = { timestamps: false, underscored: true, freezeTableName: true } as const;
  const Store: StoreModels['Store'] = sequelize.define('store', storeColumns, { ...options, tableName: 'store' });
  const Period: StoreModels['Period'] = sequelize.define('store_period', periodColumns, {
    ...options,
    tableName: 'store_period',
  });
  const Franchisee: StoreModels['Franchisee'] = sequelize.define('franchisee', franchiseeColumns, {
    ...options,
    tableName: 'franchisee',
  });
  const Revision: StoreModels['Revision'] = sequelize.define('store_revision', revisionColumns, {
    ...options,
    tableName: 'store_revision',
  });
  Store.hasOne(Period, { as: 'statusNow', foreignKey: 'storeId', constraints: false });
  Store.hasOne(Period, { as: 'ownerNow', foreignKey: 'storeId', constraints: false });
  Period.belongsTo(Franchisee, { as: 'franchisee', foreignKey: 'franchiseeId', constraints: false });
  Period.belongsTo(Store, { as: 'store', foreignKey: 'storeId', constraints: false });
  scopedModel(Store);
  scopedModel(Period);
  return { Store, Period, Franchisee, Revision };
}
