import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import { refusedWith, scimWorld, type Json, type ScimClient, type ScimWorld } from '../../../test/scim-world.ts';
import { Assignment, OrgEdge, OrgUnit, Person } from '../people/people.model.ts';

let world: ScimWorld;
let scim: ScimClient;
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
});
afterAll(() => world.close());

let made = 0;
async function newGroup(change: Json = {}): Promise<Json> {
  made += 1;
  const body = { schemas: [scimUrns.group], externalId: `G${made}`, displayName: `部门${made}`, ...change };
  const answer = await scim.post('/Groups', body);
  expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
  return answer.body;
}

async function newUser(department: string | null = null): Promise<string> {
  made += 1;
  const answer = await scim.post('/Users', {
    userName: `member${made}`,
    displayName: `成员${made}`,
    ...(department === null ? {} : { [scimUrns.enterprise]: { department } }),
  });
  expect(answer.status).toBe(201);
  return String(answer.body['id']);
}

const unitOf = (body: Json) => body[scimUrns.unit] as Json;
const memberIds = (body: Json): unknown[] => ((body['members'] ?? []) as Json[]).map(({ value }) => value).toSorted();
const held = (personId: string) => Assignment.findAll({ where: { personId, endsAt: null } });

describe('groups are units', () => {
  test('a new one is a centre below the company; its kind, code and parent can be told', async () => {
    const plain = await newGroup();
    const company = (await OrgUnit.findOne({ where: { kind: 'COMPANY' } })) as OrgUnit;
    expect(unitOf(plain)).toMatchObject({ kind: 'CENTRE', parent: { value: company.id } });
    const told = await newGroup({
      [scimUrns.unit]: { kind: 'region', code: 'north', nameEn: 'North', parent: { value: plain['id'] } },
    });
    expect(unitOf(told)).toMatchObject({
      kind: 'REGION',
      code: 'north',
      nameEn: 'North',
      parent: { value: plain['id'] },
    });
    expect(await OrgUnit.findByPk(String(told['id']))).toMatchObject({
      ehrId: told['externalId'],
      nameZh: told['displayName'],
    });
  });

  test('one is renamed and put elsewhere, its kind stays', async () => {
    const [home, away] = [await newGroup(), await newGroup()];
    const group = await newGroup({ [scimUrns.unit]: { parent: { value: home['id'] } } });
    const path = `/Groups/${String(group['id'])}`;
    const moved = await scim.patch(path, [
      { op: 'replace', path: 'displayName', value: '新名' },
      { op: 'replace', path: `${scimUrns.unit}:parent`, value: { value: away['id'] } },
    ]);
    expect(moved.body).toMatchObject({ displayName: '新名', [scimUrns.unit]: { parent: { value: away['id'] } } });
    const edges = await OrgEdge.findAll({ where: { childId: String(group['id']) }, order: [['startsAt', 'ASC']] });
    expect(edges.map(({ parentId, endsAt }) => [parentId, endsAt === null])).toEqual([
      [home['id'], false],
      [away['id'], true],
    ]);
    refusedWith(
      await scim.patch(path, [{ op: 'replace', path: `${scimUrns.unit}:kind`, value: 'HQ' }]),
      400,
      'mutability',
    );
    const renamed = await scim.put(path, { displayName: '再改' });
    expect(renamed.body).toMatchObject({ displayName: '再改', [scimUrns.unit]: { parent: { value: away['id'] } } });
  });

  test('invariant 23: no circle comes into the tree', async () => {
    const top = await newGroup();
    const below = await newGroup({ [scimUrns.unit]: { parent: { value: top['id'] } } });
    const under = (value: unknown) => [{ op: 'replace', path: `${scimUrns.unit}:parent.value`, value }];
    for (const parent of [below['id'], top['id'], 'nobody'])
      refusedWith(await scim.patch(`/Groups/${String(top['id'])}`, under(parent)), 400, 'invalidValue');
  });

  test('a store is kept by the stores system, but its people come from HR', async () => {
    const store = (await OrgUnit.findOne({ where: { kind: 'STORE' } })) as OrgUnit;
    const path = `/Groups/${store.id}`;
    refusedWith(await scim.patch(path, [{ op: 'replace', path: 'displayName', value: 'x' }]), 400, 'mutability');
    refusedWith(await scim.delete(path), 400, 'mutability');
    refusedWith(
      await scim.post('/Groups', { displayName: 'S', [scimUrns.unit]: { kind: 'STORE', code: 'ZZ9' } }),
      400,
      'mutability',
    );
    const user = await newUser();
    const { body } = await scim.patch(path, [{ op: 'add', path: 'members', value: [{ value: user }] }]);
    expect(memberIds(body)).toContain(user);
  });

  test('a closed one is gone, and its externalId may come back', async () => {
    const group = await newGroup();
    const path = `/Groups/${String(group['id'])}`;
    expect((await scim.delete(path)).status).toBe(204);
    expect((await OrgUnit.findByPk(String(group['id'])))?.status).toBe('CLOSED');
    refusedWith(await scim.get(path), 404, undefined);
    const again = await newGroup({ externalId: group['externalId'] });
    expect(again['id']).toBe(group['id']);
  });

  test.each<[string, number, string, Json]>([
    ['no name', 400, 'invalidValue', { displayName: '' }],
    ['a kind nobody has', 400, 'invalidValue', { [scimUrns.unit]: { kind: 'TEAM' } }],
    ['a code with blanks', 400, 'invalidValue', { [scimUrns.unit]: { code: 'a b' } }],
    ['an unknown member', 400, 'invalidValue', { members: [{ value: 'nobody' }] }],
    ['a group as a member', 400, 'invalidValue', { members: [{ value: 'x', type: 'Group' }] }],
    ['an id of another unit', 409, 'uniqueness', { externalId: 'U-service' }],
    ['a code of another unit', 409, 'uniqueness', { [scimUrns.unit]: { code: 'service' } }],
  ])('%s is refused', async (_what, status, scimType, change) => {
    const before = await OrgUnit.count();
    refusedWith(await scim.post('/Groups', { displayName: 'D', ...change }), status, scimType);
    expect(await OrgUnit.count()).toBe(before);
  });
});

describe('members have their places there', () => {
  test('the first group is the main place, the next one a second place, and both go with the membership', async () => {
    const user = await newUser();
    const [one, two] = [await newGroup({ members: [{ value: user }] }), await newGroup()];
    expect(memberIds(one)).toEqual([user]);
    const join = await scim.patch(`/Groups/${String(two['id'])}`, [
      { op: 'add', path: 'members', value: [{ value: user }] },
    ]);
    expect(join.body['members']).toMatchObject([{ value: user, type: 'User' }]);
    const primary = async () => new Map((await held(user)).map(({ unitId, isPrimary }) => [unitId, isPrimary]));
    expect(await primary()).toEqual(
      new Map([
        [one['id'], true],
        [two['id'], false],
      ]),
    );
    const { body } = await scim.get(`/Users/${user}`);
    expect(((body['groups'] ?? []) as Json[]).map(({ value }) => value).toSorted()).toEqual(
      [one['id'], two['id']].toSorted(),
    );
    await scim.patch(`/Groups/${String(one['id'])}`, [{ op: 'remove', path: `members[value eq "${user}"]` }]);
    expect([...(await primary()).keys()]).toEqual([two['id']]);
  });

  test('a list of members replaces the old one; PUT without members leaves them', async () => {
    const users = [await newUser(), await newUser(), await newUser()];
    const group = await newGroup({ members: users.slice(0, 2).map((value) => ({ value })) });
    const path = `/Groups/${String(group['id'])}`;
    const members = users.slice(1).map((value) => ({ value }));
    const { body } = await scim.patch(path, [{ op: 'replace', path: 'members', value: members }]);
    expect(memberIds(body)).toEqual(users.slice(1).toSorted());
    expect(memberIds((await scim.put(path, { displayName: 'D' })).body)).toEqual(users.slice(1).toSorted());
    expect(memberIds((await scim.put(path, { displayName: 'D', members: [] })).body)).toEqual([]);
    expect(await held(users[1] ?? '')).toEqual([]);
  });

  test('two products that change one group at once both get their way', async () => {
    const users = [await newUser(), await newUser(), await newUser(), await newUser()];
    const path = `/Groups/${String((await newGroup())['id'])}`;
    const join = (value: string) => scim.patch(path, [{ op: 'add', path: 'members', value: [{ value }] }]);
    const answers = await Promise.all(users.map(join));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(memberIds((await scim.get(path)).body)).toEqual(users.toSorted());
  });

  test('who has left is no member and cannot become one', async () => {
    const user = await newUser();
    const group = await newGroup({ members: [{ value: user }] });
    await scim.patch(`/Users/${user}`, [{ op: 'replace', path: 'active', value: false }]);
    const path = `/Groups/${String(group['id'])}`;
    expect(memberIds((await scim.get(path)).body)).toEqual([]);
    refusedWith(
      await scim.patch(path, [{ op: 'add', path: 'members', value: [{ value: user }] }]),
      400,
      'invalidValue',
    );
    expect((await Person.findByPk(user))?.status).toBe('LEFT');
  });
});
