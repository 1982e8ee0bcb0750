import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import { refusedWith, scimWorld, type Json, type ScimClient, type ScimWorld } from '../../../test/scim-world.ts';

let world: ScimWorld;
let scim: ScimClient;

const people = [
  { userName: 'anna', displayName: '安娜', title: 'Lead', department: 'service' },
  { userName: 'Boris', displayName: '鲍里斯', title: 'Agent', department: 'service' },
  { userName: 'chen', displayName: '陈晨', department: 'finance' },
  { userName: 'dora', displayName: '朵拉', title: 'Agent', department: 'finance' },
];

/** Only the users of this file; the demo company has others. */
const OURS = 'externalId sw "SEARCH-"';

beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
  for (const { department, ...person } of people) {
    const answer = await scim.post('/Users', {
      ...person,
      externalId: `SEARCH-${person.userName}`,
      emails: [{ value: `${person.userName}@wywk.cn`, type: 'work' }],
      [scimUrns.enterprise]: { department },
    });
    expect(answer.status).toBe(201);
  }
});
afterAll(() => world.close());

const listed = async (query: Record<string, string | number>, path = '/Users'): Promise<Json> => {
  const text = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const answer = await scim.get(`${path}?${text.toString()}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const names = ({ Resources }: Json): unknown[] => (Resources as Json[]).map(({ userName }) => userName);

describe('filter', () => {
  test.each([
    ['userName eq "ANNA"', ['anna']],
    ['userName eq "nobody"', []],
    ['externalId eq "SEARCH-chen"', ['chen']],
    ['emails[type eq "work" and value sw "boris@"]', ['Boris']],
    ['emails.value co "dora"', ['dora']],
    [`${scimUrns.enterprise}:department eq "finance" and userName ne "dora" and ${OURS}`, ['chen']],
    [`title eq "agent" and not (userName eq "dora") and ${OURS}`, ['Boris']],
    [`${OURS} and (displayName eq "安娜" or displayName eq "陈晨")`, ['anna', 'chen']],
    [`groups.display eq "客服部" and ${OURS}`, ['anna', 'Boris']],
    [`active eq false and ${OURS}`, []],
    [`meta.lastModified gt "2020-01-01T00:00:00Z" and title pr and ${OURS}`, ['anna', 'Boris', 'dora']],
  ])('%s', async (filter, expected) => {
    const body = await listed({ filter });
    expect(names(body).toSorted()).toEqual(expected.toSorted());
    expect(body).toMatchObject({ schemas: [scimUrns.list], totalResults: expected.length });
  });

  test('what the database looks up first is found as when everybody is read', async () => {
    for (const { userName } of people) {
      const quick = await listed({ filter: `userName eq "${userName.toUpperCase()}"` });
      const slow = await listed({ filter: `not (userName ne "${userName.toUpperCase()}")` });
      expect(quick).toEqual(slow);
    }
  });

  test.each(['userName', 'colour eq "red"', 'userName eq "x', 'active gt true'])('%s is refused', async (filter) => {
    const answer = await scim.get(`/Users?filter=${encodeURIComponent(filter)}`);
    refusedWith(answer, 400, 'invalidFilter');
  });
});

describe('order and pages', () => {
  test('sortBy orders in both directions; who has no value comes last, or first', async () => {
    expect(names(await listed({ filter: OURS, sortBy: 'userName' }))).toEqual(['anna', 'Boris', 'chen', 'dora']);
    expect(names(await listed({ filter: OURS, sortBy: 'emails.value', sortOrder: 'descending' }))).toEqual([
      'dora',
      'chen',
      'Boris',
      'anna',
    ]);
    expect(names(await listed({ filter: OURS, sortBy: 'title' })).at(-1)).toBe('chen');
    expect(names(await listed({ filter: OURS, sortBy: 'title', sortOrder: 'descending' }))[0]).toBe('chen');
    refusedWith(await scim.get('/Users?sortBy=name'), 400, 'invalidPath');
    refusedWith(await scim.get('/Users?sortBy=colour'), 400, 'invalidPath');
  });

  test('mistake 27: pages make up the whole, each one says how many there are', async () => {
    const whole = await listed({ count: 200 });
    const total = Number(whole['totalResults']);
    expect(whole['Resources']).toHaveLength(Math.min(200, total));
    const size = 37;
    const seen: unknown[] = [];
    for (let startIndex = 1; startIndex <= total; startIndex += size) {
      const page = await listed({ startIndex, count: size, attributes: 'userName' });
      expect(page).toMatchObject({ totalResults: total, startIndex });
      seen.push(...(page['Resources'] as Json[]).map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(total);
    expect(seen).toHaveLength(total);
  });

  test('a count of none answers the total only; what lies below the least value is taken for it', async () => {
    expect(await listed({ filter: OURS, count: 0 })).toMatchObject({ totalResults: 4, itemsPerPage: 0, Resources: [] });
    expect(await listed({ filter: OURS, count: -5 })).toMatchObject({ totalResults: 4, Resources: [] });
    expect(await listed({ filter: OURS, startIndex: -3, count: 1 })).toMatchObject({ startIndex: 1, itemsPerPage: 1 });
    expect(await listed({ filter: OURS, startIndex: 5 })).toMatchObject({ totalResults: 4, itemsPerPage: 0 });
    expect((await listed({ count: 5000 }))['itemsPerPage']).toBeLessThanOrEqual(200);
  });
});

describe('.search', () => {
  const search = (path: string, body: Json) => scim.post(path, { schemas: [scimUrns.search], ...body });

  test('says in a body what a query says in an address', async () => {
    const { body } = await search('/Users/.search', {
      filter: OURS,
      sortBy: 'userName',
      sortOrder: 'descending',
      startIndex: 2,
      count: 2,
      attributes: ['userName'],
    });
    expect(names(body)).toEqual(['chen', 'Boris']);
    expect(Object.keys((body['Resources'] as Json[])[0] ?? {}).toSorted()).toEqual(['id', 'schemas', 'userName']);
    const groups = await search('/Groups/.search', { filter: 'displayName eq "客服部"' });
    expect(groups.body).toMatchObject({ totalResults: 1, Resources: [{ displayName: '客服部' }] });
  });

  test('at the root finds users and groups; what only one kind knows concerns that kind', async () => {
    const both = await search('/.search', { filter: 'displayName eq "安娜" or displayName eq "客服部"' });
    expect((both.body['Resources'] as Json[]).map(({ displayName }) => displayName).toSorted()).toEqual(
      ['安娜', '客服部'].toSorted(),
    );
    expect((await search('/.search', { filter: 'userName eq "anna"' })).body['totalResults']).toBe(1);
    refusedWith(await search('/.search', { filter: 'colour eq "red"' }), 400, 'invalidFilter');
  });

  test.each<[string, Json]>([
    ['invalidValue', { startIndex: 'first' }],
    ['invalidValue', { filter: 7 }],
    ['invalidValue', { sortOrder: 'sideways' }],
    ['invalidSyntax', { attributes: 'userName' }],
  ])('%s: %j', async (scimType, body) => {
    refusedWith(await search('/Users/.search', body), 400, scimType);
  });
});

describe('groups', () => {
  test('are listed without members when a product leaves them out, and found by one', async () => {
    const group = await listed({ filter: 'displayName eq "财务部"' }, '/Groups');
    const [finance] = group['Resources'] as [Json];
    const lean = await listed({ filter: 'displayName eq "财务部"', excludedAttributes: 'members' }, '/Groups');
    expect((lean['Resources'] as Json[])[0]).not.toHaveProperty('members');
    expect((lean['Resources'] as Json[])[0]?.['meta']).toEqual(finance['meta']);
    const [chen] = (await listed({ filter: 'userName eq "chen"' }))['Resources'] as [Json];
    const byMember = await listed({ filter: `members[value eq "${String(chen['id'])}"]` }, '/Groups');
    expect((byMember['Resources'] as Json[]).map(({ id }) => id)).toEqual([finance['id']]);
  });
});
