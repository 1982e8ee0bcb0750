import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoreRow } from '@eoms/contracts/stores/stores.contract';
import { DEMO_NOW, demoId, demoStores } from '../../../embedded/demo/plan.ts';
import { callerWith, storeId, storesFixture, type StoresFixture } from '../../../../test/stores-fixture.ts';

interface Page {
  readonly items: StoreRow[];
  readonly next: string | null;
}

/** How a test reads one page; the faulty readers show that the properties bite. */
type ReadPage = (query: URLSearchParams, storeIds: readonly string[] | null) => Promise<Page>;

const SORTS = ['code', 'name', 'city', 'hosts', 'openedOn', 'updatedAt'] as const;
const STATUSES = ['preparing', 'trial', 'open', 'suspended', 'closed'] as const;
const OWNERS = ['direct', 'wangyu', 'mvp'] as const;
const everyId = demoStores.map((_, index) => demoId('store', index + 1));

let fixture: StoresFixture;
beforeAll(async () => {
  fixture = await storesFixture();
});
afterAll(() => fixture.close());

const overHttp: ReadPage = async (query, storeIds) => {
  const { status, body } = await fixture.get<Page>(`/stores?${query}`, callerWith(['stores.store.view'], storeIds));
  expect(status).toBe(200);
  return body;
};

async function readAll(
  readPage: ReadPage,
  query: URLSearchParams,
  storeIds: readonly string[] | null,
): Promise<StoreRow[]> {
  const rows: StoreRow[] = [];
  for (let cursor: string | null = ''; cursor !== null && rows.length <= everyId.length;) {
    const page = await readPage(new URLSearchParams(`${query}${cursor && `&cursor=${cursor}`}`), storeIds);
    rows.push(...page.items);
    cursor = page.next;
  }
  return rows;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const compareValues = (a: string | number | null, b: string | number | null): number => {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : byBytes(String(a), String(b));
};

interface Question {
  readonly sort: (typeof SORTS)[number];
  readonly order: 'asc' | 'desc';
  readonly limit: number;
  readonly status: readonly (typeof STATUSES)[number][];
  readonly ownerKind: readonly (typeof OWNERS)[number][];
  readonly regions: readonly number[];
  readonly storeIds: readonly string[] | null;
}

const question: fc.Arbitrary<Question> = fc.record({
  sort: fc.constantFrom(...SORTS),
  order: fc.constantFrom('asc', 'desc'),
  limit: fc.integer({ min: 1, max: 9 }),
  status: fc.subarray([...STATUSES]),
  ownerKind: fc.subarray([...OWNERS]),
  regions: fc.subarray([1, 2, 3, 4]),
  storeIds: fc.option(fc.subarray(everyId)),
});

const queryOf = ({ sort, order, limit, status, ownerKind, regions }: Question): URLSearchParams =>
  new URLSearchParams([
    ['sort', sort],
    ['order', order],
    ['limit', String(limit)],
    ...status.map((each): [string, string] => ['status', each]),
    ...ownerKind.map((each): [string, string] => ['ownerKind', each]),
    ...regions.map((each): [string, string] => ['regionId', demoId('region', each)]),
  ]);

/** What the list must be: every visible store that passes the filters, once, in order. */
const expectedRows = (all: readonly StoreRow[], asked: Question): string[] => {
  const sign = asked.order === 'asc' ? 1 : -1;
  const passes = (list: readonly string[], value: string) => list.length === 0 || list.includes(value);
  return all
    .filter(({ id }) => asked.storeIds === null || asked.storeIds.includes(id))
    .filter((row) => passes(asked.status, row.status) && passes(asked.ownerKind, row.ownerKind))
    .filter((row) =>
      passes(
        asked.regions.map((n) => demoId('region', n)),
        row.regionId,
      ),
    )
    .toSorted((a, b) => sign * (compareValues(a[asked.sort], b[asked.sort]) || byBytes(a.id, b.id)))
    .map(({ id }) => id);
};

const listIsWhole = (readPage: ReadPage, all: readonly StoreRow[]) =>
  fc.asyncProperty(question, async (asked) => {
    const rows = await readAll(readPage, queryOf(asked), asked.storeIds);
    expect(rows.map(({ id }) => id)).toEqual(expectedRows(all, asked));
  });

const seed = 20191115;

describe('listStores', () => {
  it('gives every visible store that passes the filters once and in order, page by page', async () => {
    const { items } = await overHttp(new URLSearchParams({ limit: '200' }), null);
    expect(items).toHaveLength(demoStores.length);
    await fc.assert(listIsWhole(overHttp, items), { seed, numRuns: 60 });
  });

  it.each<[string, ReadPage]>([
    [
      'loses the last row of a page',
      async (query, ids) => ({
        ...(await overHttp(query, ids)),
        items: (await overHttp(query, ids)).items.slice(0, -1),
      }),
    ],
    ['ignores the scope', (query) => overHttp(query, null)],
    [
      'ignores a filter',
      (query, ids) => overHttp(new URLSearchParams([...query].filter(([name]) => name !== 'status')), ids),
    ],
    [
      'forgets that equal values need an order',
      async (query, ids) => {
        const page = await overHttp(query, ids);
        return query.get('sort') === 'updatedAt' ? { ...page, items: page.items.toReversed() } : page;
      },
    ],
  ])('the property catches a list that %s', async (_fault, faulty) => {
    const { items } = await overHttp(new URLSearchParams({ limit: '200' }), null);
    const { failed } = await fc.check(listIsWhole(faulty, items), { seed, numRuns: 60, endOnFailure: true });
    expect(failed).toBe(true);
  });

  const search = async (q: string) =>
    (await overHttp(new URLSearchParams({ q, limit: '200' }), null)).items.map(({ code }) => code);

  it.each([
    ['a code in lower case', 'sh001', ['SH001']],
    ['full-width letters and digits', 'ＳＨ００１', ['SH001']],
    ['a part of the name', '松江大学城', ['SH001']],
    ['the city', '杭州', ['HZ001', 'HZ002', 'HZ003']],
    ['the address', '文汇路', ['SH001']],
    ['the franchisee', '翠湖网娱', ['CQ001', 'KM001']],
    ['two words in any order', '五角场 上海', ['SH002']],
    ['a word that occurs nowhere beside one that does', '上海 火星', []],
    ['quotes and markup', `"江汉路"<体验>&'旗舰'`, ['WH002']],
    ['wildcards taken literally', '%', []],
    ['an underscore taken literally', 'SH_01', []],
    ['a backslash', '\\', []],
    ['a statement', `') OR 1=1 --`, []],
    ['a rare character', '𠮷😀', []],
  ])('finds by %s', async (_case, q, codes) => {
    expect(await search(q)).toEqual(codes);
  });

  it.each([
    ['sort=phone', 'invalid_parameter'],
    ['limit=0', 'invalid_parameter'],
    ['limit=201', 'invalid_parameter'],
    ['status=gone', 'invalid_parameter'],
    ['regionId=1', 'invalid_parameter'],
    ['offset=5', 'invalid_parameter'],
    ['cursor=abc', 'invalid_cursor'],
    [`q=${'x'.repeat(101)}`, 'invalid_parameter'],
  ])('refuses %s', async (query, code) => {
    expect(await fixture.get(`/stores?${query}`)).toMatchObject({ status: 400, body: { code } });
  });

  it('continues a cursor only in the list it came from', async () => {
    const { next } = await overHttp(new URLSearchParams({ limit: '2', sort: 'hosts' }), null);
    for (const query of [
      `sort=name&cursor=${next}`,
      `sort=hosts&order=desc&cursor=${next}`,
      `sort=hosts&status=open&cursor=${next}`,
    ]) {
      expect(await fixture.get(`/stores?${query}`)).toMatchObject({ status: 400, body: { code: 'invalid_cursor' } });
    }
  });

  it('shows what holds now, not what held', async () => {
    fixture.setNow(new Date(DEMO_NOW.getTime() - 500 * 24 * 3600_000));
    const { items } = await overHttp(new URLSearchParams({ q: 'NJ001' }), null);
    expect(items).toMatchObject([{ id: storeId('NJ001'), ownerKind: 'direct', franchiseeName: null }]);
    fixture.setNow(DEMO_NOW);
  });
});
