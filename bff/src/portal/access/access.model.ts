import {
  Model,
  QueryTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type ModelStatic,
  type Sequelize,
  type Transaction,
} from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { bigint, boolean, id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';
import type { PersonKind, ScopeKind } from './access.policy.ts';

/** A set of permissions of one business system. */
export class Role extends Model<InferAttributes<Role>, InferCreationAttributes<Role>> {
  declare id: string;
  declare systemCode: string;
  declare code: string;
  declare nameZh: string;
  declare nameEn: string;
}

/** One permission of a role. */
export class RoleMeta extends Model<InferAttributes<RoleMeta>, InferCreationAttributes<RoleMeta>> {
  declare roleId: string;
  declare meta: MetaCode;
}

/** Who gets a role without asking; see RuleFact for what the conditions mean. */
export class BaseRule extends Model<InferAttributes<BaseRule>, InferCreationAttributes<BaseRule>> {
  declare id: string;
  declare unitId: string | null;
  declare includeSubtree: boolean;
  declare position: string | null;
  declare levelMin: number | null;
  declare levelMax: number | null;
  declare personKind: PersonKind | null;
  declare roleId: string;
  declare scopeKind: ScopeKind;
  declare startsAt: Date;
  declare endsAt: Date | null;
}

/** One row whose number rises with every change of a fact that permissions follow from. */
export class AuthzEpoch extends Model<InferAttributes<AuthzEpoch>, InferCreationAttributes<AuthzEpoch>> {
  declare id: number;
  declare v: number;
}

/** A program that may call: POS, mini-program back end. */
export class ServiceClient extends Model<InferAttributes<ServiceClient>, InferCreationAttributes<ServiceClient>> {
  declare id: string;
  declare clientId: string;
  declare name: string;
  declare status: 'ACTIVE' | 'WITHDRAWN';
  declare metas: MetaCode[];
  declare scopeKind: 'ALL' | 'STORES';
  declare storeIds: string[];
  declare jwks: { keys: Record<string, unknown>[] } | null;
  declare createdAt: Date;
}

const CHANGES = [
  'afterCreate',
  'afterUpdate',
  'afterUpsert',
  'afterDestroy',
  'afterBulkCreate',
  'afterBulkUpdate',
  'afterBulkDestroy',
] as const;

/** Raises the epoch inside the transaction of a change, so that it becomes visible together with the change and in its order. */
export async function raiseEpoch(transaction: Transaction): Promise<void> {
  const sequelize = AuthzEpoch.sequelize;
  if (!sequelize) throw new Error('the models of permissions are not bound to a database');
  const raised = await sequelize.query('UPDATE authz_epoch SET v = v + 1 WHERE id = 1', {
    type: QueryTypes.BULKUPDATE,
    transaction,
  });
  if (raised === 0) await AuthzEpoch.create({ id: 1, v: 1 }, { transaction });
}

/** Makes every write of a model raise the epoch; a write outside a transaction is refused, because its order would be unknown. */
export function raisesEpoch(model: ModelStatic<Model>): void {
  const raise = async (options: { transaction?: Transaction | null } | undefined): Promise<void> => {
    if (!options?.transaction)
      throw new Error(`${model.name}: permissions follow from it, so it is only written inside a transaction`);
    await raiseEpoch(options.transaction);
  };
  for (const hook of CHANGES)
    model.addHook(hook, (...parameters: unknown[]) => raise(parameters.at(-1) as { transaction?: Transaction }));
}

/** Binds the models of permissions to a database. */
export const defineAccess = (sequelize: Sequelize): void => {
  Role.init(
    { id: primary(id()), systemCode: line(40), code: line(60), nameZh: line(60), nameEn: line(60) },
    { sequelize, tableName: 'role' },
  );
  RoleMeta.init({ roleId: primary(id()), meta: primary(line(120)) }, { sequelize, tableName: 'role_meta' });
  BaseRule.init(
    {
      id: primary(id()),
      unitId: nullable(id()),
      includeSubtree: boolean(),
      position: nullable(line(40)),
      levelMin: nullable(integer()),
      levelMax: nullable(integer()),
      personKind: nullable(line(20)),
      roleId: id(),
      scopeKind: line(20),
      startsAt: instant(),
      endsAt: nullable(instant()),
    },
    { sequelize, tableName: 'base_rule' },
  );
  AuthzEpoch.init({ id: primary(integer()), v: bigint() }, { sequelize, tableName: 'authz_epoch' });
  ServiceClient.init(
    {
      id: primary(id()),
      clientId: line(100),
      name: line(120),
      status: line(20),
      metas: json(),
      scopeKind: line(20),
      storeIds: json(),
      jwks: nullable(json()),
      createdAt: instant(),
    },
    { sequelize, tableName: 'service_client' },
  );
  for (const model of [Role, RoleMeta, BaseRule]) raisesEpoch(model);
};
