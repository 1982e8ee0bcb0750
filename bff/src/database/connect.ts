import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { ConnectionError, QueryTypes, Sequelize, Transaction, type Options } from 'sequelize';
import type { Dialect } from './create-table.ts';
import { guardInstants } from './instant-text.ts';
import { guardScopes } from './scoped.ts';
import { sqliteModule } from './sqlite-dialect.ts';
import { guardTransactions } from './transaction.ts';

/** Where the database is; a server's URL wins over the embedded file. */
export interface DatabaseSettings {
  /** `mysql://user:password@host:3306/database` (or `mariadb://`); `?ssl=true` asks for a verified TLS connection. */
  readonly url?: string | undefined;
  /** File of the embedded database. */
  readonly file: string;
  readonly logger?: Logger | undefined;
  /** Connections to the server at most; default 10. */
  readonly poolSize?: number | undefined;
}

const SLOW_MS = 500;
const SQL_MODE = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE';

// Compared byte by byte without padding, so that equality and uniqueness see what SQLite sees: MariaDB, MySQL 8, others.
const COLLATIONS = ['utf8mb4_nopad_bin', 'utf8mb4_0900_bin', 'utf8mb4_bin'];

const collations = new WeakMap<Sequelize, string>();

/** Family of an opened database. */
export const dialectOf = (sequelize: Sequelize): Dialect => (sequelize.getDialect() === 'sqlite' ? 'sqlite' : 'mysql');

/** Collation of every text column; unused on SQLite. */
export const collationOf = (sequelize: Sequelize): string => collations.get(sequelize) ?? 'utf8mb4_bin';

/** Values are personal data: what is logged is the shape of the statement. */
const shapeOf = (sql: string): string =>
  sql
    .replace(/^Executed \([^)]*\): /, '')
    .replace(/'(?:[^'\\]|\\.|'')*'/gs, '?')
    .replace(/\b\d+\b/g, '?')
    .slice(0, 300);

const common = (logger: Logger | undefined): Options => ({
  define: { timestamps: false, underscored: true, freezeTableName: true },
  // Waiting for locks has its own bounds; Sequelize would repeat a busy statement five times on top.
  retry: { max: 1 },
  ...(logger && { benchmark: true }),
  logging: logger
    ? (sql, ms) => void (Number(ms) >= SLOW_MS && logger.warn({ ms, statement: shapeOf(sql) }, 'slow statement'))
    : false,
});

interface Server {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  readonly database: string;
  readonly ssl: boolean;
}

const parseUrl = (text: string): Server => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (!url || !/^(?:mysql|mariadb):$/.test(url.protocol) || !url.hostname || !/^[\w$-]+$/.test(database)) {
    throw new Error('DATABASE_URL must look like mysql://user:password@host:3306/database');
  }
  return {
    host: url.hostname,
    port: Number(url.port || 3306),
    username: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
    ssl: url.searchParams.get('ssl') === 'true',
  };
};

interface ServerConnection {
  promise(): { query(sql: string): Promise<unknown> };
}

async function bestCollation(sequelize: Sequelize): Promise<string> {
  const rows = await sequelize.query<{ name: string }>(
    'SELECT COLLATION_NAME AS name FROM information_schema.COLLATIONS WHERE COLLATION_NAME IN (:names)',
    { type: QueryTypes.SELECT, replacements: { names: COLLATIONS } },
  );
  return COLLATIONS.find((name) => rows.some((row) => row.name === name)) ?? 'utf8mb4_bin';
}

async function openServer(settings: DatabaseSettings, server: Server): Promise<Sequelize> {
  const { ssl, ...address } = server;
  const sequelize = new Sequelize({
    ...common(settings.logger),
    ...address,
    dialect: 'mysql',
    timezone: '+00:00',
    pool: { max: settings.poolSize ?? 10, min: 0, idle: 60_000, acquire: 10_000 },
    dialectOptions: {
      charset: 'utf8mb4',
      connectTimeout: 10_000,
      // Affected rows are matched rows, as on SQLite: a conditional UPDATE that sets what is there already has still won.
      flags: ['FOUND_ROWS'],
      ...(ssl && { ssl: { rejectUnauthorized: true } }),
    },
  });
  // READ COMMITTED: every decision is a conditional UPDATE, which always sees the latest row; snapshots would only add
  // gap locks and with them deadlocks. Waiting is bounded so that a stuck transaction is answered by a retry.
  sequelize.addHook('afterConnect', async (connection) => {
    const client = (connection as ServerConnection).promise();
    await client.query(`SET SESSION sql_mode = '${SQL_MODE}', innodb_lock_wait_timeout = 10`);
    await client.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
  });
  try {
    collations.set(sequelize, await bestCollation(sequelize));
  } catch (error) {
    await sequelize.close();
    if (!(error instanceof ConnectionError)) throw error;
    const why = `the database at ${server.host}:${server.port} cannot be used (${error.message})`;
    throw new Error(`${why}: start it or correct DATABASE_URL`, { cause: error });
  }
  return sequelize;
}

async function openFile(settings: DatabaseSettings): Promise<Sequelize> {
  mkdirSync(dirname(settings.file), { recursive: true });
  const dialectModule = sqliteModule(settings.file);
  const sequelize = new Sequelize({
    ...common(settings.logger),
    dialect: 'sqlite',
    storage: settings.file,
    dialectModule,
    transactionType: Transaction.TYPES.IMMEDIATE,
  });
  const close = sequelize.close.bind(sequelize);
  sequelize.close = async () => {
    await close();
    dialectModule.close();
  };
  await sequelize.authenticate();
  return sequelize;
}

/**
 * Opens the database and proves that it answers. Instants are UTC; text is compared byte by byte; affected rows are
 * matched rows; models of features are registered afterwards. @throws Error with one line when it cannot be reached.
 */
export async function openDatabase(settings: DatabaseSettings): Promise<Sequelize> {
  const sequelize = settings.url ? await openServer(settings, parseUrl(settings.url)) : await openFile(settings);
  guardScopes(sequelize);
  guardInstants(sequelize);
  guardTransactions(sequelize);
  return sequelize;
}
