import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import { refusedWith, scimWorld, type Json, type ScimClient, type ScimWorld } from '../../../test/scim-world.ts';

let world: ScimWorld;
let scim: ScimClient;
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
});
afterAll(() => world.close());

interface Outcome {
  readonly method: string;
  readonly bulkId?: string;
  readonly status: string;
  readonly location?: string;
  readonly response?: Json;
}

const bulk = (operations: readonly Json[], more: Json = {}) =>
  scim.post('/Bulk', { schemas: [scimUrns.bulkRequest], Operations: operations, ...more });
const outcomes = async (operations: readonly Json[], more: Json = {}): Promise<Outcome[]> => {
  const { status, body } = await bulk(operations, more);
  expect([status, body['schemas']]).toEqual([200, [scimUrns.bulkResponse]]);
  return body['Operations'] as Outcome[];
};
const statuses = (found: readonly Outcome[]) => found.map(({ status }) => status);
const idOf = ({ location }: Outcome) => location?.split('/').at(-1) ?? '';
const user = (bulkId: string, data: Json = {}): Json => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { userName: bulkId, displayName: bulkId, ...data },
});

describe('bulk', () => {
  test('operations refer to resources that others make, before or after them', async () => {
    const found = await outcomes([
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g1',
        data: { displayName: '新组', members: [{ value: 'bulkId:u1' }, { value: 'bulkId:u2' }] },
      },
      user('u1'),
      user('u2', { [scimUrns.enterprise]: { department: 'service', manager: { value: 'bulkId:u1' } } }),
      {
        method: 'PATCH',
        path: '/Users/bulkId:u1',
        data: { Operations: [{ op: 'add', path: 'nickName', value: 'N' }] },
      },
    ]);
    expect(statuses(found)).toEqual(['201', '201', '201', '200']);
    const [group, one, two] = found as [Outcome, Outcome, Outcome];
    const members = ((await scim.get(`/Groups/${idOf(group)}`)).body['members'] as Json[]).map(({ value }) => value);
    expect(members.toSorted()).toEqual([idOf(one), idOf(two)].toSorted());
    expect((await scim.get(`/Users/${idOf(two)}`)).body[scimUrns.enterprise]).toMatchObject({
      manager: { value: idOf(one) },
    });
    expect((await scim.get(`/Users/${idOf(one)}`)).body['nickName']).toBe('N');
  });

  test('one that fails leaves the others as they are, and says why', async () => {
    const found = await outcomes([
      user('f1'),
      user('f1x', { userName: 'F1' }),
      { method: 'DELETE', path: '/Users/nobody' },
      { method: 'PUT', path: '/Colours/1', data: {} },
      user('f2'),
    ]);
    expect(statuses(found)).toEqual(['201', '409', '404', '404', '201']);
    expect(found[1]?.response).toMatchObject({ schemas: [scimUrns.error], status: '409', scimType: 'uniqueness' });
    expect((await scim.get(`/Users/${idOf(found[4] as Outcome)}`)).status).toBe(200);
  });

  test('failOnErrors leaves the rest undone', async () => {
    const wrong = { method: 'DELETE', path: '/Users/nobody' };
    const found = await outcomes([wrong, user('s1'), wrong, user('s2')], { failOnErrors: 2 });
    expect(statuses(found)).toEqual(['404', '201', '404']);
    expect((await scim.get('/Users?filter=userName%20eq%20%22s2%22')).body['totalResults']).toBe(0);
  });

  test('a circle of references and one to nobody are refused, what refers to them too', async () => {
    const found = await outcomes([
      user('c1', { [scimUrns.enterprise]: { department: 'service', manager: { value: 'bulkId:c2' } } }),
      user('c2', { [scimUrns.enterprise]: { department: 'service', manager: { value: 'bulkId:c1' } } }),
      user('c3', { [scimUrns.enterprise]: { department: 'service', manager: { value: 'bulkId:nobody' } } }),
    ]);
    expect(statuses(found)).toEqual(['400', '400', '400']);
  });

  test('versions are checked, a deletion is done', async () => {
    const [made] = (await outcomes([user('v1')])) as [Outcome];
    const path = `/Users/${idOf(made)}`;
    const stale = { method: 'DELETE', path, version: 'W/"0000000000000000"' };
    expect(statuses(await outcomes([stale, { method: 'DELETE', path }]))).toEqual(['412', '204']);
    refusedWith(await scim.get(path), 404, undefined);
  });

  test.each<[number, string | undefined, Json]>([
    [400, 'invalidSyntax', { Operations: {} }],
    [400, 'invalidSyntax', { Operations: [7] }],
    [400, 'invalidSyntax', { Operations: [{ method: 'GET', path: '/Users' }] }],
    [400, 'invalidSyntax', { Operations: [{ method: 'POST', path: '/Users' }] }],
    [400, 'invalidSyntax', { Operations: [user('a'), user('a')] }],
    [400, 'invalidSyntax', { Operations: [], failOnErrors: 0 }],
    [413, undefined, { Operations: Array.from({ length: 201 }, (_each, n) => user(`m${n}`)) }],
  ])('%i %s for a request that is none', async (status, scimType, body) => {
    refusedWith(await scim.post('/Bulk', body), status, scimType);
  });
});
