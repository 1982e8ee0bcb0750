import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as discovery from '@eoms/contracts/access/scim-service.contract';
import * as contract from '@eoms/contracts/access/scim.contract';
import { SCIM_BASE, ScimError, scimUrns } from '@eoms/contracts/access/scim.contract';
import { allEndpoints } from '@eoms/contracts/catalogue';
import { fillPath, isCommand, successStatus, type Endpoint } from '@eoms/contracts/endpoint';
import { exampleRequest } from '@eoms/contracts/fake';
import { refusedWith, scimWorld, type Json, type ScimClient, type ScimWorld } from '../../../test/scim-world.ts';
import type { TestClient } from '../../../test/test-app.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { resourceTypes } from './resource-types.policy.ts';
import type { Attribute } from './attributes.policy.ts';

let world: ScimWorld;
let scim: ScimClient;
let userId: string;
let groupId: string;
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
  userId = await newUser();
  groupId = await newGroup();
});
afterAll(() => world.close());

let made = 0;
const userBody = (): Json => ({ userName: `walk${(made += 1)}`, displayName: '走查' });
const groupBody = (): Json => ({ displayName: `走查${(made += 1)}` });
const newUser = async (): Promise<string> => String((await scim.post('/Users', userBody())).body['id']);
const newGroup = async (): Promise<string> => String((await scim.post('/Groups', groupBody())).body['id']);

const ours = allEndpoints.filter(({ media }) => media === 'scim');
const nick = { Operations: [{ op: 'replace', path: 'nickName', value: 'N' }] };
const rename = () => ({ Operations: [{ op: 'replace', path: 'displayName', value: `改${(made += 1)}` }] });

interface Scenario {
  readonly id?: string;
  readonly body?: Json;
  /** True for a command that changes nothing and so leaves no audit event. */
  readonly harmless?: true;
}

/** A valid request of every endpoint; one without a line here fails the first test. */
const scenarios: Record<string, () => Promise<Scenario>> = {
  scimListUsers: async () => ({}),
  scimGetUser: async () => ({ id: userId }),
  scimCreateUser: async () => ({ body: userBody() }),
  scimReplaceUser: async () => ({ id: await newUser(), body: userBody() }),
  scimPatchUser: async () => ({ id: await newUser(), body: nick }),
  scimDeleteUser: async () => ({ id: await newUser() }),
  scimSearchUsers: async () => ({ body: {}, harmless: true }),
  scimListGroups: async () => ({}),
  scimGetGroup: async () => ({ id: groupId }),
  scimCreateGroup: async () => ({ body: groupBody() }),
  scimReplaceGroup: async () => ({ id: await newGroup(), body: groupBody() }),
  scimPatchGroup: async () => ({ id: await newGroup(), body: rename() }),
  scimDeleteGroup: async () => ({ id: await newGroup() }),
  scimSearchGroups: async () => ({ body: {}, harmless: true }),
  scimSearch: async () => ({ body: { filter: 'displayName sw "走查"' }, harmless: true }),
  scimBulk: async () => ({ body: { Operations: [{ method: 'POST', path: '/Users', bulkId: 'b', data: userBody() }] } }),
  scimGetConfig: async () => ({}),
  scimListResourceTypes: async () => ({}),
  scimGetResourceType: async () => ({ id: 'User' }),
  scimListSchemas: async () => ({}),
  scimGetSchema: async () => ({ id: scimUrns.enterprise }),
};

test('every endpoint has a scenario', () => {
  const served = [contract, discovery].flatMap((module) =>
    Object.keys(module).filter((name) => /^scim[A-Z][a-z]+/.test(name)),
  );
  expect(ours.map(({ id }) => id).toSorted()).toEqual(served.filter((name) => name !== 'scimUrns').toSorted());
  expect(Object.keys(scenarios).toSorted()).toEqual(ours.map(({ id }) => id).toSorted());
});

async function asked(client: TestClient, endpoint: Endpoint, path: string, body: unknown, headers = {}) {
  const response = await client.fetch(path, {
    method: endpoint.method.toUpperCase(),
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const found = text === '' ? {} : (JSON.parse(text) as Json);
  return { status: response.status, headers: response.headers, body: found };
}

describe.each(ours.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (id, endpoint) => {
  const { params, body } = exampleRequest(endpoint);
  const path = fillPath(endpoint.path, params);
  const example = isCommand(endpoint) && endpoint.method !== 'delete' ? body : undefined;

  test('401 for nobody, in the words of SCIM', async () => {
    const answer = await asked(world.app.client(null), endpoint, path, example);
    refusedWith(answer, 401, undefined);
    expect(answer.headers.get('content-type')).toContain('application/scim+json');
    expect(answer.headers.get('www-authenticate')).toContain('Bearer');
  });

  test('403 for a person, and for a client of other permissions or of some stores only', async () => {
    const person = world.app.client({ personId: world.app.outsider });
    refusedWith(await asked(person, endpoint, path, example), 403, undefined);
    expect(await refusedOther(endpoint, path, example)).toEqual([403, 403]);
  });

  test('400 for a parameter nobody knows', async () => {
    refusedWith(await asked(world.client, endpoint, `${path}?nobody=1`, example), 400, 'invalidValue');
  });

  test('the success answer is what the contract says, without a key, and is in the audit log', async () => {
    const { id: target, body: sent, harmless } = await (scenarios[id] as () => Promise<Scenario>)();
    const address = fillPath(endpoint.path, target === undefined ? {} : { id: target });
    const answer = await asked(world.client, endpoint, address, sent);
    expect({ status: answer.status, body: answer.status < 400 ? undefined : answer.body }).toEqual({
      status: successStatus(endpoint),
      body: undefined,
    });
    if (endpoint.response !== null) {
      expect(endpoint.response.parse(answer.body)).toEqual(answer.body);
      expect(answer.headers.get('content-type')).toContain('application/scim+json');
    }
    const requestId = answer.headers.get('x-request-id') ?? '';
    const events = await AuditEvent.findAll({ where: { requestId } });
    const expected = isCommand(endpoint) && !harmless;
    expect(events.length > 0).toBe(expected);
    if (expected && id !== 'scimBulk') expect(events.map(({ action }) => action)).toContain(id);
  });
});

async function refusedOther(endpoint: Endpoint, path: string, body: unknown): Promise<number[]> {
  const clients = [
    await world.registered({ metas: ['stores.store.view'] }),
    await world.registered({ storeIds: [groupId] }),
  ];
  const answers = await Promise.all(
    clients.map((serviceId) => asked(world.app.client({ serviceId }), endpoint, path, body)),
  );
  return answers.map(({ status }) => status);
}

describe('what is no SCIM request', () => {
  const createUser = ours.find(({ id }) => id === 'scimCreateUser') as Endpoint;
  const post = (body: string, headers = {}) => asked(world.client, createUser, `${SCIM_BASE}/Users`, body, headers);

  test.each<[string, number, string | undefined, string, Record<string, string>]>([
    ['an open brace', 400, 'invalidSyntax', '{', {}],
    ['a list', 400, 'invalidSyntax', '[1]', {}],
    ['a form', 415, undefined, 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['more than 1 MB', 413, undefined, JSON.stringify({ userName: 'x'.repeat(1_100_000) }), {}],
    ['a broken character', 400, 'invalidSyntax', String.raw`{"userName":"\ud800"}`, {}],
  ])('%s', async (_what, status, scimType, body, headers) => {
    refusedWith(await post(body, headers), status, scimType);
  });

  test('an address or a method nobody serves', async () => {
    refusedWith(await scim.get('/Colours'), 404, undefined);
    refusedWith(await scim.put('/Users', {}), 405, undefined);
    refusedWith(await scim.get('/Users/.search'), 404, undefined);
  });

  test('a body that names no prototype and no place of EOMS', async () => {
    const answer = await post(`{"userName":"proto${made}","__proto__":{"active":false},"constructor":1,"id":"mine"}`);
    expect([answer.status, answer.body['active']]).toEqual([201, true]);
    expect(answer.body['id']).not.toBe('mine');
    expect(({} as Json)['active']).toBeUndefined();
  });
});

describe('discovery', () => {
  test('the config promises what the server does', async () => {
    const { body } = await scim.get('/ServiceProviderConfig');
    for (const name of ['patch', 'bulk', 'filter', 'sort', 'etag'])
      expect(body[name]).toMatchObject({ supported: true });
    expect(body['changePassword']).toEqual({ supported: false });
  });

  test('schemas describe every attribute that an answer can hold', async () => {
    const { body } = await scim.get('/Schemas');
    const described = new Map(
      (body['Resources'] as { id: string; attributes: Attribute[] }[]).map((one) => [one.id, one]),
    );
    expect([...described.keys()].toSorted()).toEqual(
      resourceTypes.flatMap(({ core, extensions }) => [core.id, ...extensions.map(({ id }) => id)]).toSorted(),
    );
    const user = Object.keys(contract.ScimUser.shape).filter((name) => !name.startsWith('urn:'));
    const common = new Set(['schemas', 'id', 'externalId', 'meta']);
    const core = described.get(scimUrns.user)?.attributes.map(({ name }) => name) ?? [];
    expect(core.toSorted()).toEqual(user.filter((name) => !common.has(name)).toSorted());
    const one = await scim.get(`/Schemas/${scimUrns.unit.toUpperCase()}`);
    expect(one.body['id']).toBe(scimUrns.unit);
    refusedWith(await scim.get('/Schemas/urn:nobody'), 404, undefined);
  });

  test('refusals are the error message of RFC 7644', async () => {
    const { body } = await scim.get('/Users/nobody');
    expect(ScimError.parse(body)).toEqual(body);
    expect(body['schemas']).toEqual([scimUrns.error]);
  });
});
