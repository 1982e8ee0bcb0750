import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrate.ts';
import { emptyDatabase, type TestDatabase } from '../test-database.ts';
import { defineSample, SAMPLE_MIGRATIONS } from './sample-model.ts';

/** A new database with the sample tables. */
export async function sampleDatabase(): Promise<TestDatabase> {
  const address = await emptyDatabase();
  const sequelize = await openDatabase({ ...address, poolSize: 20 });
  await migrate(sequelize, SAMPLE_MIGRATIONS);
  defineSample(sequelize);
  return { ...address, sequelize, close: () => sequelize.close() };
}
