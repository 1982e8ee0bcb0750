import { Model, type InferAttributes, type InferCreationAttributes, type Sequelize } from 'sequelize';
import { id, instant, line, primary } from '../../database/columns.ts';

/** How one caller wants the portal to look. */
export class PersonPreference extends Model<
  InferAttributes<PersonPreference>,
  InferCreationAttributes<PersonPreference>
> {
  declare personId: string;
  declare locale: 'zh-CN' | 'en';
  declare theme: 'system' | 'light' | 'dark';
  declare updatedAt: Date;
}

/** Binds the model of preferences to a database. */
export const definePreference = (sequelize: Sequelize): void => {
  PersonPreference.init(
    { personId: primary(id()), locale: line(10), theme: line(10), updatedAt: instant() },
    { sequelize, tableName: 'person_preference' },
  );
};
