import { randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sequelize } from 'sequelize';
import { inject } from 'vitest';
import { openDatabase } from '../src/database/connect.ts';

/** Where a test's database is, in the words of `openDatabase`: other processes can open it too. */
export interface TestAddress {
  readonly url: string | undefined;
  readonly file: string;
}

/** A database of one test file. */
export interface TestDatabase extends TestAddress {
  readonly sequelize: Sequelize;
  close(): Promise<void>;
}

/** Makes a new database without any table. */
export async function emptyDatabase(): Promise<TestAddress> {
  const { url, folder } = inject('testServer');
  const name = `t_${randomBytes(8).toString('hex')}`;
  const file = join(folder, `${name}.sqlite`);
  if (url === null) return { url: undefined, file };
  const server = await openDatabase({ url, file, poolSize: 1 });
  await server.query(`CREATE DATABASE ${name}`);
  await server.close();
  return { url: url.replace(/\/\w+$/, `/${name}`), file };
}

/** Makes a new migrated database and opens it; the models a test uses are registered by the test. */
export async function testDatabase(options: { readonly poolSize?: number } = {}): Promise<TestDatabase> {
  const { template, schema } = inject('testServer');
  const address = await emptyDatabase();
  if (template !== null) copyFileSync(template, address.file);
  const sequelize = await openDatabase({ ...address, poolSize: options.poolSize });
  if (schema.length > 0) {
    // One connection, because switching the check of references off holds for the session; tables come in any order.
    await sequelize.transaction(async (transaction) => {
      await sequelize.query('SET foreign_key_checks = 0', { transaction });
      for (const statement of schema) await sequelize.query(statement, { transaction });
      await sequelize.query('SET foreign_key_checks = 1', { transaction });
    });
  }
  return { ...address, sequelize, close: () => sequelize.close() };
}
