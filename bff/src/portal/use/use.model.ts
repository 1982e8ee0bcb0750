import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, line, primary } from '../../database/columns.ts';

/** The last day (UTC) on which a person used a permission. */
export class AccessUse extends Model<InferAttributes<AccessUse>, InferCreationAttributes<AccessUse>> {
  declare personId: string;
  declare metaId: string;
  declare lastUsedOn: string;
}

/** Binds the model of use to a database. */
export const defineUse = (sequelize: Sequelize): void => {
  AccessUse.init(
    { personId: primary(id()), metaId: primary(id()), lastUsedOn: line(10) },
    { sequelize, tableName: 'access_use' },
  );
};
