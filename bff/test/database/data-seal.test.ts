import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkDataSecret, defineDataSeal } from '../../src/database/data-seal.ts';
import { testDatabase } from '../test-database.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
const now = new Date('2026-03-11T12:30:00.000Z');

beforeEach(async () => {
  database = await testDatabase();
  defineDataSeal(database.sequelize);
});
afterEach(() => database.close());

test('the same secret passes on every instance, also when they start at once', async () => {
  await Promise.all([1, 2, 3, 4, 5].map(() => checkDataSecret('one secret', now)));
  await expect(checkDataSecret('one secret', now)).resolves.toBeUndefined();
});

test('an instance with another secret does not start', async () => {
  await checkDataSecret('one secret', now);
  await expect(checkDataSecret('another', now)).rejects.toThrow('EOMS_DATA_SECRET');
});
