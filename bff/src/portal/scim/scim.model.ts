import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, integer, json, line, nullable, primary } from '../../database/columns.ts';

/** What SCIM clients say of a person or a unit and EOMS has no place for; also the lock under which one is changed. */
export class ScimResource extends Model<InferAttributes<ScimResource>, InferCreationAttributes<ScimResource>> {
  declare type: 'User' | 'Group';
  /** Id of the person or the unit. */
  declare id: string;
  /** Id the client gave; null where it is the one in the HR system. */
  declare externalId: string | null;
  /** Folded userName: no two users share one, whatever its case. */
  declare nameKey: string | null;
  /** Attributes by their SCIM names. */
  declare extras: Record<string, unknown>;
  declare version: number;
  declare createdAt: Date;
  declare modifiedAt: Date;
  /** When a client deleted it; a person who comes back is there again. */
  declare deletedAt: Date | null;
}

/** Binds the model of SCIM resources to a database. */
export const defineScim = (sequelize: Sequelize): void => {
  ScimResource.init(
    {
      type: primary(line(10)),
      id: primary(id()),
      externalId: nullable(line(200)),
      nameKey: nullable(line(200)),
      extras: json(),
      version: integer(),
      createdAt: instant(),
      modifiedAt: instant(),
      deletedAt: nullable(instant()),
    },
    { sequelize, tableName: 'scim_resource' },
  );
};
