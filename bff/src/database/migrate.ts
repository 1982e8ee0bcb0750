import { readdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { Umzug, type RunnableMigration, type UmzugStorage } from 'umzug';
import type { Column } from './columns.ts';
import { collationOf, dialectOf } from './connect.ts';
import { instantText } from './instant-text.ts';
import { addColumnSql, createTableSql, type Dialect, type TableOptions } from './create-table.ts';

/**
 * What a migration works with. Migrations only go forward, in the order of their file names:
 *
 *     export const up: Migration = async ({ context: { createTable } }) => {
 *       await createTable('store', { id: id(), code: line(20), created_at: instant() }, { unique: [['code']] });
 *     };
 */
export interface MigrationContext {
  readonly sequelize: Sequelize;
  readonly dialect: Dialect;
  /** Set on SQLite, where all pending migrations are one transaction; MySQL commits each DDL statement by itself. */
  readonly transaction: Transaction | undefined;
  createTable(table: string, columns: Readonly<Record<string, Column>>, options?: TableOptions): Promise<void>;
  /** Adds a nullable column. */
  addColumn(table: string, name: string, column: Column): Promise<void>;
  /** Runs one statement, `:name` replaced by the escaped value of that name. */
  run(sql: string, replacements?: Readonly<Record<string, unknown>>): Promise<void>;
}

/** One step of the schema's history. */
export type Migration = (params: { readonly context: MigrationContext }) => Promise<void>;

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));
const FILE_NAME = /^\d{4}-[a-z0-9-]+\.ts$/;
const LOCK_SECONDS = 120;

const contextOf = (sequelize: Sequelize, transaction: Transaction | undefined): MigrationContext => {
  const dialect = dialectOf(sequelize);
  const run: MigrationContext['run'] = async (sql, replacements) => {
    await sequelize.query(sql, {
      ...(replacements && { replacements: { ...replacements } }),
      transaction: transaction ?? null,
    });
  };
  return {
    sequelize,
    dialect,
    transaction,
    run,
    async createTable(table, columns, options) {
      for (const sql of createTableSql(dialect, collationOf(sequelize), table, columns, options)) await run(sql);
    },
    addColumn: (table, name, column) => run(addColumnSql(dialect, table, name, column)),
  };
};

const storage: UmzugStorage<MigrationContext> = {
  async logMigration({ name, context }) {
    await context.run('INSERT INTO `schema_migration` (`name`, `applied_at`) VALUES (:name, :at)', {
      name,
      at: instantText(context.sequelize, new Date()),
    });
  },
  unlogMigration: () => Promise.reject(new Error('migrations only go forward')),
  async executed({ context }) {
    const rows = await context.sequelize.query<{ name: string }>(
      'SELECT `name` FROM `schema_migration` ORDER BY `name`',
      {
        type: QueryTypes.SELECT,
        transaction: context.transaction ?? null,
      },
    );
    return rows.map((row) => row.name);
  },
};

const load = async (folder: string): Promise<RunnableMigration<MigrationContext>[]> => {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
  return names.map((file) => ({
    name: file.replace(/\.ts$/, ''),
    async up({ context }) {
      const module = (await import(/* @vite-ignore */ pathToFileURL(`${folder}/${file}`).href)) as { up: Migration };
      await module.up({ context });
    },
  }));
};

const runPending = async (context: MigrationContext, folder: string): Promise<string[]> => {
  const size = context.dialect === 'mysql' ? '(191)' : '';
  await context.run(
    `CREATE TABLE IF NOT EXISTS \`schema_migration\` (\`name\` VARCHAR${size} NOT NULL PRIMARY KEY, \`applied_at\` DATETIME NOT NULL)`,
  );
  const umzug = new Umzug({ migrations: await load(folder), context, storage, logger: undefined });
  return (await umzug.up()).map((done) => done.name);
};

/** Holds a named server lock while `work` runs: it ends with its connection, so a killed instance leaves none behind. */
const underServerLock = (sequelize: Sequelize, work: () => Promise<string[]>): Promise<string[]> =>
  sequelize.transaction(async (holder) => {
    const name = `eoms-migrate-${sequelize.getDatabaseName()}`.slice(0, 64);
    const options = {
      type: QueryTypes.SELECT,
      replacements: { name, seconds: LOCK_SECONDS },
      transaction: holder,
    } as const;
    const [row] = await sequelize.query<{ taken: number | null }>('SELECT GET_LOCK(:name, :seconds) AS taken', options);
    if (row?.taken !== 1) throw new Error(`another instance has been migrating the database for ${LOCK_SECONDS} s`);
    try {
      return await work();
    } finally {
      await sequelize.query('SELECT RELEASE_LOCK(:name)', options);
    }
  });

/** Applies every pending migration in order; several instances may call it at once. Returns the names it applied. */
export function migrate(sequelize: Sequelize, folder: string = FOLDER): Promise<string[]> {
  if (dialectOf(sequelize) === 'sqlite') {
    return sequelize.transaction((transaction) => runPending(contextOf(sequelize, transaction), folder));
  }
  return underServerLock(sequelize, () => runPending(contextOf(sequelize, undefined), folder));
}
