import { once } from 'node:events';
import { openDatabase } from '../../src/database/connect.ts';
import { migrate } from '../../src/database/migrate.ts';
import { inTransaction, updateWhere } from '../../src/database/transaction.ts';
import { Op, literal } from 'sequelize';
import { defineSample, Sample, SAMPLE_MIGRATIONS, sampleValues } from './sample-model.ts';

const [task, address, argument] = process.argv.slice(2);
const { url, file } = JSON.parse(address ?? '{}') as { url?: string; file: string };
const sequelize = await openDatabase({ url, file });
defineSample(sequelize);

const tell = (message: unknown): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/** No attempt is repeated: waiting for the other process's lock must be enough. */
async function take(id: string, times: number): Promise<number> {
  const takeOne = (): Promise<number> =>
    inTransaction(
      sequelize,
      ({ transaction }) =>
        updateWhere(Sample, { stock: literal('stock - 1') as never }, { id, stock: { [Op.gt]: 0 } }, { transaction }),
      { attempts: 1 },
    );
  const won = await Promise.all(Array.from({ length: times }, takeOne));
  return won.reduce((sum, matched) => sum + matched, 0);
}

async function writeUntilKilled(): Promise<never> {
  for (;;) {
    const values = sampleValues();
    await inTransaction(sequelize, ({ transaction }) => Sample.create(values, { transaction }));
    tell(values.id);
  }
}

if (task === 'migrate') tell(await migrate(sequelize, argument ?? SAMPLE_MIGRATIONS));
else if (task === 'take') {
  tell('ready');
  await once(process.stdin, 'data');
  tell(await take(String(argument), 200));
  process.stdin.destroy();
} else if (task === 'write') await writeUntilKilled();
await sequelize.close();
