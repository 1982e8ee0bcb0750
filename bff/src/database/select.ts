import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';

/** The database a model is bound to. @throws Error when it is bound to none. */
export function databaseOf({ name, sequelize }: { readonly name: string; readonly sequelize?: Sequelize }): Sequelize {
  if (!sequelize) throw new Error(`the model ${name} is bound to no database`);
  return sequelize;
}

/** Reads rows of one statement, inside a transaction when one is given. */
export type Select = <T extends object>(sql: string, replacements?: Record<string, unknown>) => Promise<T[]>;

/** A reader of raw rows: models would cost five times as much for a hundred thousand people. */
export const selectOn =
  (sequelize: Sequelize, transaction?: Transaction | null): Select =>
  async <T extends object>(sql: string, replacements: Record<string, unknown> = {}) =>
    (await sequelize.query<T>(sql, { type: QueryTypes.SELECT, replacements, transaction: transaction ?? null })) as T[];
