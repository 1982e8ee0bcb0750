import {
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import { bigint, boolean, id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';

/** A business system as the catalogue knows it. */
export class SystemEntry extends Model<InferAttributes<SystemEntry>, InferCreationAttributes<SystemEntry>> {
  declare code: SystemCode;
  declare status: 'DRAFT' | 'LIVE' | 'RETIRED';
  declare ownerId: string | null;
  declare metaVersion: number;
}

/** One permission; a retired one stays for history and never becomes another. */
export class Meta extends Model<InferAttributes<Meta>, InferCreationAttributes<Meta>> {
  declare id: string;
  declare bitNo: number;
  declare systemCode: SystemCode;
  declare code: MetaCode;
  declare liveCode: MetaCode | null;
  declare kind: 'DIR' | 'PAGE' | 'ACTION' | 'FIELD';
  declare parentCode: string | null;
  declare titleZh: string;
  declare titleEn: string;
  declare sort: number;
  declare status: 'ACTIVE' | 'DEPRECATED' | 'RETIRED';
  declare riskTier: number;
  declare requestable: boolean;
  declare maxShortMinutes: number;
  declare maxLongDays: number;
  /** Scope kinds a grant of it may have; empty means any. */
  declare scopeKinds: string[];
  /** `contracts`, or `remote:<system>`. */
  declare declaredBy: string;
  /** True once the business set its own limits: later declarations keep them. */
  declare tuned: boolean;
  declare version: number;
  declare createdAt: Date;
  declare retiredAt: Date | null;
}

/** A named set of permissions of one system. */
export class Role extends Model<InferAttributes<Role>, InferCreationAttributes<Role>> {
  declare id: string;
  declare systemCode: SystemCode;
  declare code: string;
  declare nameZh: string;
  declare nameEn: string;
  declare status: 'ACTIVE' | 'RETIRED';
  declare version: number;
}

/** One permission of a role. */
export class RoleMeta extends Model<InferAttributes<RoleMeta>, InferCreationAttributes<RoleMeta>> {
  declare roleId: string;
  declare metaId: string;
}

/** Who gets a role without asking; see RuleFact for what the conditions mean. */
export class BaseRule extends Model<InferAttributes<BaseRule>, InferCreationAttributes<BaseRule>> {
  declare id: string;
  declare unitId: string | null;
  declare includeSubtree: boolean;
  declare position: string | null;
  declare levelMin: number | null;
  declare levelMax: number | null;
  declare personKind: 'EMPLOYEE' | 'FRANCHISEE' | 'EXTERNAL' | null;
  declare roleId: string;
  declare scopeKind: string;
  declare scopeUnitIds: string[];
  declare startsAt: Date;
  declare endsAt: Date | null;
  /** Request that approved it; null for what was there from the beginning. */
  declare changeId: CreationOptional<string | null>;
  declare seq: number;
}

/** Two sets of permissions that one person should not hold together; the order does not matter. */
export class SodRule extends Model<InferAttributes<SodRule>, InferCreationAttributes<SodRule>> {
  declare id: string;
  declare code: string;
  declare nameZh: string;
  declare nameEn: string;
  declare leftMetas: MetaCode[];
  declare rightMetas: MetaCode[];
  declare mode: 'BLOCK' | 'EXTRA_STAGE' | 'REPORT';
  /** True when holding both is only forbidden for the same unit. */
  declare scopeSensitive: boolean;
  declare status: 'ACTIVE' | 'RETIRED';
  declare version: number;
  declare seq: number;
}

/** One row of settings of the permission centre. */
export class AccessPolicy extends Model<InferAttributes<AccessPolicy>, InferCreationAttributes<AccessPolicy>> {
  declare id: number;
  declare settings: Record<string, unknown>;
  declare version: number;
  declare changedAt: Date;
}

const defineMeta = (sequelize: Sequelize): void => {
  SystemEntry.init(
    { code: primary(line(40)), status: line(10), ownerId: nullable(id()), metaVersion: integer() },
    { sequelize, tableName: 'system_entry' },
  );
  Meta.init(
    {
      id: primary(id()),
      bitNo: integer(),
      systemCode: line(40),
      code: line(120),
      liveCode: nullable(line(120)),
      kind: line(10),
      parentCode: nullable(line(120)),
      titleZh: line(120),
      titleEn: line(120),
      sort: integer(),
      status: line(12),
      riskTier: integer(),
      requestable: boolean(),
      maxShortMinutes: integer(),
      maxLongDays: integer(),
      scopeKinds: json(),
      declaredBy: line(60),
      tuned: boolean(),
      version: integer(),
      createdAt: instant(),
      retiredAt: nullable(instant()),
    },
    { sequelize, tableName: 'meta' },
  );
};

const defineRoles = (sequelize: Sequelize): void => {
  Role.init(
    {
      id: primary(id()),
      systemCode: line(40),
      code: line(60),
      nameZh: line(60),
      nameEn: line(60),
      status: line(10),
      version: integer(),
    },
    { sequelize, tableName: 'role' },
  );
  RoleMeta.init({ roleId: primary(id()), metaId: primary(id()) }, { sequelize, tableName: 'role_meta' });
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
      scopeUnitIds: json(),
      startsAt: instant(),
      endsAt: nullable(instant()),
      changeId: nullable(id()),
      seq: bigint(),
    },
    { sequelize, tableName: 'base_rule' },
  );
};

/** Binds the models of the catalogue to a database. */
export const defineCatalogue = (sequelize: Sequelize): void => {
  defineMeta(sequelize);
  defineRoles(sequelize);
  SodRule.init(
    {
      id: primary(id()),
      code: line(60),
      nameZh: line(120),
      nameEn: line(120),
      leftMetas: json(),
      rightMetas: json(),
      mode: line(12),
      scopeSensitive: boolean(),
      status: line(10),
      version: integer(),
      seq: bigint(),
    },
    { sequelize, tableName: 'sod_rule' },
  );
  AccessPolicy.init(
    { id: primary(integer()), settings: json(), version: integer(), changedAt: instant() },
    { sequelize, tableName: 'access_policy' },
  );
};
