import {
  Model,
  type InferAttributes,
  type InferCreationAttributes,
  type ModelStatic,
  type Sequelize,
  type Transaction,
} from 'sequelize';
import { bigint, instant, integer, line, primary } from '../../database/columns.ts';

/** What a change is about; the evaluator of every instance learns from it what to look at again. */
export type ChangeKind = 'person' | 'rule' | 'role' | 'meta' | 'org' | 'franchise' | 'client' | 'policy';

/** One row whose number rises with every change of a fact that permissions follow from. */
export class AuthzEpoch extends Model<InferAttributes<AuthzEpoch>, InferCreationAttributes<AuthzEpoch>> {
  declare id: number;
  declare v: number;
}

/** What changed at each value of the epoch. */
export class AuthzChange extends Model<InferAttributes<AuthzChange>, InferCreationAttributes<AuthzChange>> {
  declare v: number;
  declare kind: ChangeKind;
  declare ref: string;
  declare at: Date;
}

const WRITES = [
  'beforeCreate',
  'beforeUpdate',
  'beforeUpsert',
  'beforeDestroy',
  'beforeBulkCreate',
  'beforeBulkUpdate',
  'beforeBulkDestroy',
] as const;

const announced = new WeakSet<Transaction>();

/** Notes that a transaction has recorded a change, so that it may write facts. */
export const announce = (transaction: Transaction): void => void announced.add(transaction);

/** Refuses every write of a model of facts in a transaction that has recorded no change: other instances would not hear of it. */
export function guardFacts(model: ModelStatic<Model>): void {
  const check = (...parameters: unknown[]): void => {
    const { transaction } = (parameters.at(-1) ?? {}) as { transaction?: Transaction | null };
    // A transaction made by hand inside another one shares its record.
    if (transaction && announced.has(transaction)) return;
    throw new Error(`${model.name}: permissions follow from it; record the change in the same transaction first`);
  };
  for (const hook of WRITES) model.addHook(hook, check);
}

/** Binds the models of the epoch to a database. */
export const defineAccess = (sequelize: Sequelize): void => {
  AuthzEpoch.init({ id: primary(integer()), v: bigint() }, { sequelize, tableName: 'authz_epoch' });
  AuthzChange.init(
    { v: primary(bigint()), kind: primary(line(12)), ref: primary(line(80)), at: instant() },
    { sequelize, tableName: 'authz_change' },
  );
};
