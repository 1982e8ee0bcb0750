import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, integer, line, nullable, primary } from '../../database/columns.ts';

/** Kinds of units, from the whole company down to a store. */
export const unitKinds = ['COMPANY', 'HEADQUARTERS', 'DEPARTMENT', 'REGION', 'STORE'] as const;
/** Kind of a unit. */
export type UnitKind = (typeof unitKinds)[number];

/** A unit of the organisation tree; that of a store has the store's id. */
export class OrgUnit extends Model<InferAttributes<OrgUnit>, InferCreationAttributes<OrgUnit>> {
  declare id: string;
  declare kind: UnitKind;
  declare code: string | null;
  declare nameZh: string;
  declare nameEn: string;
  declare parentId: string | null;
  declare createdAt: Date;
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
  declare kind: 'EMPLOYEE' | 'FRANCHISEE';
  declare status: 'PREBOARD' | 'ACTIVE' | 'SUSPENDED' | 'LEFT';
  declare employeeNo: string | null;
  declare employment: 'REGULAR' | 'CONTRACT' | null;
  declare franchiseeId: string | null;
  declare sponsorUnitId: string | null;
  declare createdAt: Date;
}

/** Place of a person during [startsAt, endsAt); the first that holds is his primary one. */
export class Assignment extends Model<InferAttributes<Assignment>, InferCreationAttributes<Assignment>> {
  declare id: string;
  declare personId: string;
  declare unitId: string;
  declare position: string;
  declare level: number;
  declare startsAt: Date;
  declare endsAt: Date | null;
}

/** Binds the models of people and organisation to a database. */
export const definePeople = (sequelize: Sequelize): void => {
  OrgUnit.init(
    {
      id: primary(id()),
      kind: line(20),
      code: nullable(line(40)),
      nameZh: line(120),
      nameEn: line(120),
      parentId: nullable(id()),
      createdAt: instant(),
    },
    { sequelize, tableName: 'org_unit' },
  );
  Position.init({ code: primary(line(40)), nameZh: line(60), nameEn: line(60) }, { sequelize, tableName: 'position' });
  Person.init(
    {
      id: primary(id()),
      subject: line(255),
      account: nullable(line(60)),
      name: line(120),
      kind: line(20),
      status: line(20),
      employeeNo: nullable(line(20)),
      employment: nullable(line(20)),
      franchiseeId: nullable(id()),
      sponsorUnitId: nullable(id()),
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
      startsAt: instant(),
      endsAt: nullable(instant()),
    },
    { sequelize, tableName: 'assignment' },
  );
};
