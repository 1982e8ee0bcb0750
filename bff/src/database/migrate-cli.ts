import { join } from 'node:path';
import { readEnv } from '../env.ts';
import { openDatabase } from './connect.ts';
import { migrate } from './migrate.ts';

try {
  const env = readEnv(process.env);
  const sequelize = await openDatabase({ url: env.databaseUrl ?? undefined, file: join(env.varFolder, 'eoms.sqlite') });
  try {
    const applied = await migrate(sequelize);
    process.stdout.write(applied.length === 0 ? 'the database is up to date\n' : `applied ${applied.join(', ')}\n`);
  } finally {
    await sequelize.close();
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
