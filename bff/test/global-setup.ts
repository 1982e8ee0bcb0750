import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { QueryTypes, type Sequelize } from 'sequelize';
import type { TestProject } from 'vitest/node';
import { startMariadb } from '../../scripts/mariadb.ts';
import { openDatabase } from '../src/database/connect.ts';
import { migrate } from '../src/database/migrate.ts';

/** What every test file needs to make its own database. */
export interface TestServer {
  /** Server of EOMS_TEST_DB=mariadb; null for SQLite files. */
  readonly url: string | null;
  /** Folder of this run's files. */
  readonly folder: string;
  /** Migrated SQLite file to copy; null on MariaDB. */
  readonly template: string | null;
  /** Statements that make a migrated MariaDB database; empty on SQLite. */
  readonly schema: readonly string[];
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer;
  }
}

/** Statements of a migrated database: replaying them is cheaper than the migrations' questions and locks. */
async function schemaOf(sequelize: Sequelize): Promise<string[]> {
  const tables = await sequelize.query<{ name: string }>(
    'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY CREATE_TIME, TABLE_NAME',
    { type: QueryTypes.SELECT },
  );
  const creates: string[] = [];
  for (const { name } of tables) {
    const [row] = await sequelize.query<Record<string, string>>(`SHOW CREATE TABLE \`${name}\``, {
      type: QueryTypes.SELECT,
    });
    creates.push(row?.['Create Table'] ?? '');
  }
  const done = await sequelize.query<{ name: string; at: string }>(
    "SELECT name, DATE_FORMAT(applied_at, '%Y-%m-%d %T') AS at FROM schema_migration",
    {
      type: QueryTypes.SELECT,
    },
  );
  return [
    ...creates,
    ...done.map(({ name, at }) => `INSERT INTO schema_migration (name, applied_at) VALUES ('${name}', '${at}')`),
  ];
}

async function prepare(url: string | null, folder: string): Promise<TestServer> {
  const template = join(folder, 'template.sqlite');
  const sequelize = await openDatabase({ url: url ?? undefined, file: template });
  try {
    await migrate(sequelize);
    return {
      url,
      folder,
      template: url === null ? template : null,
      schema: url === null ? [] : await schemaOf(sequelize),
    };
  } finally {
    await sequelize.close();
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const kind = process.env['EOMS_TEST_DB'] ?? 'sqlite';
  if (kind !== 'sqlite' && kind !== 'mariadb') throw new Error('EOMS_TEST_DB must be sqlite or mariadb');
  const folder = mkdtempSync(join(tmpdir(), 'eoms-test-'));
  const server = kind === 'mariadb' ? await startMariadb() : undefined;
  const end = async (): Promise<void> => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    project.provide('testServer', await prepare(server?.url ?? null, folder));
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}
