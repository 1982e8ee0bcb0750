import fc from 'fast-check';
import { Op, type WhereOptions } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keysetPage, type SortColumn } from '../../src/database/keyset.ts';
import type { TestDatabase } from '../test-database.ts';
import { sampleDatabase } from './sample.ts';
import { Sample, sampleValues } from './sample-model.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await sampleDatabase();
});
afterAll(() => database.close());

const list = async (sort: SortColumn[], limit: number, cursor?: string, filters: WhereOptions = {}) => {
  const page = keysetPage(Sample, { sort, limit, cursor, binding: filters });
  return page.page(
    await Sample.findAll({ where: { [Op.and]: [filters, page.where] }, order: page.order, limit: page.limit }),
  );
};

const pages = async (sort: SortColumn[], limit: number): Promise<string[]> => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await list(sort, limit, cursor);
    if (next !== null) expect(items).toHaveLength(limit);
    seen.push(...items.map((row) => row.id));
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return seen;
};

const ranked = (value: unknown): number | string =>
  value instanceof Date ? value.getTime() : (value as number | string);

/** NULL first, then by value, bytes for text. */
const compare = (a: unknown, b: unknown): number => {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  const [left, right] = [ranked(a), ranked(b)];
  if (typeof left === 'string') return Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
  return left - (right as number);
};

const expected = (rows: ReturnType<typeof sampleValues>[], sort: SortColumn[]): string[] => {
  const columns = [...sort, { column: 'id', direction: sort.at(-1)?.direction ?? 'asc' }];
  const sorted = rows.toSorted((a, b) => {
    for (const { column, direction } of columns) {
      const order = compare(Reflect.get(a, column), Reflect.get(b, column));
      if (order !== 0) return direction === 'asc' ? order : -order;
    }
    return 0;
  });
  return sorted.map((row) => row.id);
};

const few = <T>(...values: T[]) => fc.constantFrom(...values);
const instants = few(0, 1, 2).map((ms) => new Date(Date.UTC(2026, 2, 11, 12, 30, 0, ms)));
const rowOf = fc.record({
  createdAt: instants,
  dueAt: fc.option(instants),
  stock: few(0, 1, 2),
  note: fc.option(few('', 'A', 'a', '网鱼', '𠮷', '\uffee')),
});
const sortOf = fc.uniqueArray(
  fc.record({ column: few('createdAt', 'dueAt', 'stock', 'note'), direction: few<'asc' | 'desc'>('asc', 'desc') }),
  { selector: (part) => part.column, maxLength: 3 },
);

describe('keyset pages', () => {
  it(
    'put together are the whole sorted list, with equal values and NULLs, in any order',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(rowOf, { maxLength: 12 }),
          sortOf,
          fc.integer({ min: 1, max: 5 }),
          async (drafts, sort, limit) => {
            await Sample.destroy({ where: {} });
            const rows = drafts.map((draft) => sampleValues({ ...draft, code: crypto.randomUUID().slice(0, 20) }));
            await Sample.bulkCreate(rows);
            expect(await pages(sort, limit)).toEqual(expected(rows, sort));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  it('neither skip nor repeat when a row goes and another comes', async () => {
    await Sample.destroy({ where: {} });
    const rows = [1, 2, 3, 4].map((stock) => sampleValues({ stock }));
    await Sample.bulkCreate(rows);
    const sort: SortColumn[] = [{ column: 'stock', direction: 'asc' }];
    const first = await list(sort, 2);
    await Sample.destroy({ where: { id: rows.slice(0, 2).map((row) => row.id) } });
    await Sample.create(sampleValues({ stock: 0 }));
    const second = await list(sort, 2, first.next ?? undefined);
    expect(second.items.map((row) => row.stock)).toEqual([3, 4]);
  });

  it('refuse a cursor that was changed, made up, or given by another list', async () => {
    await Sample.bulkCreate([sampleValues(), sampleValues(), sampleValues()]);
    const sort: SortColumn[] = [{ column: 'createdAt', direction: 'desc' }];
    const { next } = await list(sort, 1, undefined, { state: 'open' });
    expect(next).toMatch(/^[\w-]+\.[\w-]+$/);
    const cursor = next as string;
    const refused = (promise: Promise<unknown>) => expect(promise).rejects.toMatchObject({ code: 'invalid_cursor' });
    await list(sort, 1, cursor, { state: 'open' });
    await refused(list(sort, 1, cursor, { state: 'done' }));
    await refused(list([{ column: 'createdAt', direction: 'asc' }], 1, cursor, { state: 'open' }));
    await fc.assert(
      fc.asyncProperty(fc.nat(cursor.length - 1), fc.string({ minLength: 1, maxLength: 3 }), async (at, text) => {
        const damaged = cursor.slice(0, at) + text + cursor.slice(at + 1);
        fc.pre(damaged !== cursor);
        await refused(list(sort, 1, damaged, { state: 'open' }));
      }),
      { numRuns: 50 },
    );
    for (const text of ['', '.', 'x', '....', 'bnVsbA.AAAAAAAAAAAA', '\ud800', '𠮷'.repeat(500)])
      await refused(list(sort, 1, text, { state: 'open' }));
  });
});
