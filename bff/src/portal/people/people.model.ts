import {
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type Sequelize,
} from 'sequelize';
import { bigint, boolean, id, instant, integer, line, nullable, paragraphs, primary } from '../../database/columns.ts';

/** Kinds of units, from the whole company down to a store. */
export const unitKinds = ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'] as const;
/** Kind of a unit. */
export type UnitKind = (typeof unitKinds)[number];

/** Where a fact about the organisation comes from. */
export type FactSource = 'EHR' | 'EOMS';

/** A unit of the organisation; that of a store has the store's id. Its parent is an {@link OrgEdge}. */
export class OrgUnit extends Model<InferAttributes<OrgUnit>, InferCreationAttributes<OrgUnit>> {
  declare id: string;
  declare ehrId: string | null;
  declare kind: UnitKind;
  declare code: string | null;
  declare nameZh: string;
  declare nameEn: string;
  declare status: 'ACTIVE' | 'CLOSED';
  declare createdAt: Date;
}

/** Parent of a unit during [startsAt, endsAt). */
export class OrgEdge extends Model<InferAttributes<OrgEdge>, InferCreationAttributes<OrgEdge>> {
  declare id: string;
  declare childId: string;
  declare parentId: string;
  declare startsAt: Date;
  declare endsAt: Date | null;
  declare seq: number;
  declare source: FactSource;
}

/** Who leads a unit during [startsAt, endsAt). */
export class OrgHead extends Model<InferAttributes<OrgHead>, InferCreationAttributes<OrgHead>> {
  declare id: string;
  declare unitId: string;
  declare personId: string;
  declare kind: 'HEAD' | 'ACTING' | 'DEPUTY';
  declare startsAt: Date;
  declare endsAt: Date | null;
  declare seq: number;
  declare source: FactSource;
}

/** A position such as 店长, with its name in both languages. */
export class Position extends Model<InferAttributes<Position>, InferCreationAttributes<Position>> {
  declare code: string;
  declare nameZh: string;
  declare nameEn: string;
}

/** A person the organisation knows; `subject` is his name at the OpenID provider. */
export class Person extends Model<InferAttributes<Person>, InferCreationAttributes<Person>> {
  declare id: string;
  declare subject: string;
  declare account: string | null;
  declare name: string;
  declare kind: 'EMPLOYEE' | 'FRANCHISEE' | 'EXTERNAL';
  declare status: 'PREBOARD' | 'ACTIVE' | 'SUSPENDED' | 'LEFT';
  declare statusSeq: CreationOptional<number>;
  declare employeeNo: string | null;
  declare employment: 'REGULAR' | 'CONTRACT' | null;
  declare ehrId: CreationOptional<string | null>;
  declare franchiseeId: string | null;
  declare sponsorUnitId: string | null;
  declare phoneSealed: CreationOptional<string | null>;
  declare phoneMasked: CreationOptional<string | null>;
  declare idNumberSealed: CreationOptional<string | null>;
  declare idNumberMasked: CreationOptional<string | null>;
  /** Who entered somebody the EHR does not know; never decides what that person may do. */
  declare createdBy: CreationOptional<string | null>;
  /** Folded name, account and number, for search. */
  declare searchText: string;
  declare createdAt: Date;
}

/** Place of a person during [startsAt, endsAt). */
export class Assignment extends Model<InferAttributes<Assignment>, InferCreationAttributes<Assignment>> {
  declare id: string;
  declare personId: string;
  declare unitId: string;
  declare position: string;
  declare level: number;
  declare isPrimary: CreationOptional<boolean>;
  declare lineManagerId: CreationOptional<string | null>;
  declare dottedManagerId: CreationOptional<string | null>;
  declare startsAt: Date;
  declare endsAt: Date | null;
  declare seq: CreationOptional<number>;
  declare source: CreationOptional<FactSource>;
}

const defineOrganisation = (sequelize: Sequelize): void => {
  OrgUnit.init(
    {
      id: primary(id()),
      ehrId: nullable(line(80)),
      kind: line(20),
      code: nullable(line(40)),
      nameZh: line(120),
      nameEn: line(120),
      status: line(10),
      createdAt: instant(),
    },
    { sequelize, tableName: 'org_unit' },
  );
  OrgEdge.init(
    {
      id: primary(id()),
      childId: id(),
      parentId: id(),
      startsAt: instant(),
      endsAt: nullable(instant()),
      seq: bigint(),
      source: line(10),
    },
    { sequelize, tableName: 'org_edge' },
  );
  OrgHead.init(
    {
      id: primary(id()),
      unitId: id(),
      personId: id(),
      kind: line(10),
      startsAt: instant(),
      endsAt: nullable(instant()),
      seq: bigint(),
      source: line(10),
    },
    { sequelize, tableName: 'org_head' },
  );
};

/** Binds the models of people and organisation to a database. */
export const definePeople = (sequelize: Sequelize): void => {
  defineOrganisation(sequelize);
  Position.init({ code: primary(line(40)), nameZh: line(60), nameEn: line(60) }, { sequelize, tableName: 'position' });
  Person.init(
    {
      id: primary(id()),
      subject: line(255),
      account: nullable(line(60)),
      name: line(120),
      kind: line(20),
      status: line(20),
      statusSeq: { ...bigint(), defaultValue: 0 },
      employeeNo: nullable(line(20)),
      employment: nullable(line(20)),
      ehrId: nullable(line(80)),
      franchiseeId: nullable(id()),
      sponsorUnitId: nullable(id()),
      phoneSealed: nullable(line(200)),
      phoneMasked: nullable(line(40)),
      idNumberSealed: nullable(line(200)),
      idNumberMasked: nullable(line(40)),
      createdBy: nullable(id()),
      searchText: paragraphs(),
      createdAt: instant(),
    },
    { sequelize, tableName: 'person' },
  );
  Assignment.init(
    {
      id: primary(id()),
      personId: id(),
      unitId: id(),
      position: line(40),
      level: integer(),
      isPrimary: { ...boolean(), defaultValue: true },
      lineManagerId: nullable(id()),
      dottedManagerId: nullable(id()),
      startsAt: instant(),
      endsAt: nullable(instant()),
      seq: { ...bigint(), defaultValue: 0 },
      source: { ...line(10), defaultValue: 'EHR' },
    },
    { sequelize, tableName: 'assignment' },
  );
};
