import { literal, Op, QueryTypes, type Transaction } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dialectOf, openDatabase } from '../../src/database/connect.ts';
import { inTransaction, updateWhere, type Attempt } from '../../src/database/transaction.ts';
import type { TestDatabase } from '../test-database.ts';
import { otherProcess } from './processes.ts';
import { sampleDatabase } from './sample.ts';
import { Sample, sampleValues } from './sample-model.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await sampleDatabase();
});
afterAll(() => database.close());

const oneLess = { stock: literal('stock - 1') as never };
const take = (id: string, transaction: Transaction): Promise<number> =>
  updateWhere(Sample, oneLess, { id, stock: { [Op.gt]: 0 } }, { transaction });

const create = async (over: Parameters<typeof sampleValues>[0] = {}): Promise<string> => {
  const values = sampleValues(over);
  await Sample.create(values);
  return values.id;
};
const stockOf = async (id: string): Promise<number> => (await Sample.findByPk(id, { rejectOnEmpty: true })).stock;

/** Two parties that wait for each other, once. */
const meeting = (): (() => Promise<void>) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let present = 0;
  return () => {
    present += 1;
    if (present >= 2) resolve();
    return promise;
  };
};

describe('many at once', () => {
  it('gives a stock of 5 to exactly 5 of 50, in transactions and without', async () => {
    for (const run of [
      (id: string) => inTransaction(database.sequelize, ({ transaction }) => take(id, transaction)),
      (id: string) => updateWhere(Sample, oneLess, { id, stock: { [Op.gt]: 0 } }, {}),
    ]) {
      const id = await create();
      const won = await Promise.all(Array.from({ length: 50 }, () => run(id)));
      expect(won.filter((count) => count === 1)).toHaveLength(5);
      expect(await stockOf(id)).toBe(0);
    }
  });

  it('gives a stock of 300 to exactly 300 of 400 from two processes', async () => {
    const id = await create({ stock: 300 });
    const others = [otherProcess('take', database, id), otherProcess('take', database, id)];
    await Promise.all(others.map((other) => other.said(1)));
    for (const other of others) other.child.stdin?.write('go\n');
    expect(await Promise.all(others.map((other) => other.ended))).toEqual([0, 0]);
    const won = others.map((other) => Number(other.lines[1]));
    expect(won.reduce((sum, count) => sum + count, 0)).toBe(300);
    expect(await stockOf(id)).toBe(0);
  });

  it('lets another instance wait for the open transaction of this one, without an error', async () => {
    const id = await create();
    const other = await openDatabase(database);
    const sql = 'UPDATE sample SET stock = stock - 1 WHERE id = :id AND stock > 0';
    const takeThere = () =>
      inTransaction(other, ({ transaction }) => other.query(sql, { replacements: { id }, transaction }), {
        attempts: 1,
      });
    const { promise: taken } = await inTransaction(database.sequelize, async ({ transaction }) => {
      await take(id, transaction);
      const promise = takeThere();
      // A wrapper keeps the transaction from waiting for it; the turns let the other instance run into the lock.
      for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return { promise };
    });
    await taken;
    await other.close();
    expect(await stockOf(id)).toBe(3);
  });

  it('keeps answering reads and timers while a transaction is open', async () => {
    const id = await create();
    await inTransaction(database.sequelize, async ({ transaction }) => {
      await take(id, transaction);
      const seen = await Sample.findByPk(id, { transaction: null, rejectOnEmpty: true });
      expect(seen.stock).toBe(5);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(await stockOf(id)).toBe(4);
  });
});

describe('inTransaction', () => {
  it('leaves nothing of a failed change behind, and runs none of its effects', async () => {
    const id = await create();
    const effects: string[] = [];
    const failing = inTransaction(database.sequelize, async ({ transaction, afterCommit }) => {
      await take(id, transaction);
      afterCommit(() => void effects.push('sent'));
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await stockOf(id)).toBe(5);
    expect(effects).toEqual([]);
  });

  it('runs effects in order after the commit; one that fails undoes nothing', async () => {
    const id = await create();
    const seen: unknown[] = [];
    const result = await inTransaction(
      database.sequelize,
      async ({ transaction, afterCommit }) => {
        afterCommit(async () => void seen.push(await stockOf(id)));
        afterCommit(() => Promise.reject(new Error('mail')));
        afterCommit(() => void seen.push('last'));
        return take(id, transaction);
      },
      { onEffectFailure: (error) => seen.push((error as Error).message) },
    );
    expect(result).toBe(1);
    expect(seen).toEqual([4, 'mail', 'last']);
  });

  it('refuses a statement that forgot its transaction', async () => {
    const id = await create();
    const forgetful = inTransaction(database.sequelize, () => Sample.update({ stock: 0 }, { where: { id } }));
    await expect(forgetful).rejects.toThrow('must be given its transaction');
    expect(await stockOf(id)).toBe(5);
  });

  it('ends with unavailable when every attempt lost', async () => {
    let attempts = 0;
    const losing = inTransaction(
      database.sequelize,
      () => {
        attempts += 1;
        return Promise.reject(Object.assign(new Error('deadlock'), { code: 'ER_LOCK_DEADLOCK' }));
      },
      { attempts: 3 },
    );
    await expect(losing).rejects.toMatchObject({ code: 'unavailable' });
    expect(attempts).toBe(3);
  });
});

describe('two transactions that want the same rows in opposite order', () => {
  it('both succeed, one of them at its second attempt where they can deadlock', async () => {
    const [a, b] = [await create(), await create()];
    const meet = meeting();
    let attempts = 0;
    const effects: string[] = [];
    const both =
      (first: string, second: string) =>
      async ({ transaction, afterCommit }: Attempt) => {
        attempts += 1;
        afterCommit(() => void effects.push(first));
        await take(first, transaction);
        // SQLite admits one writer at a time, so the second one is not there to be met.
        if (dialectOf(database.sequelize) === 'mysql') await meet();
        await take(second, transaction);
      };
    await Promise.all([inTransaction(database.sequelize, both(a, b)), inTransaction(database.sequelize, both(b, a))]);
    expect([await stockOf(a), await stockOf(b)]).toEqual([3, 3]);
    expect(effects.toSorted()).toEqual([a, b].toSorted());
    expect(attempts).toBe(dialectOf(database.sequelize) === 'mysql' ? 3 : 2);
  });
});

describe('a process that is killed', () => {
  it('loses no row that it acknowledged, and blocks nobody afterwards', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round += 1) {
      const other = otherProcess('write', database);
      await other.said(40);
      other.child.kill('SIGKILL');
      await other.ended;
      const ids = other.lines as string[];
      const kept = await database.sequelize.query<{ n: number }>(
        'SELECT count(*) AS n FROM sample WHERE id IN (:ids)',
        {
          replacements: { ids },
          type: QueryTypes.SELECT,
        },
      );
      expect(kept[0]?.n).toBe(ids.length);
      await create();
    }
  });
});
