import type { Transaction } from 'sequelize';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scimUrns } from '@eoms/contracts/access/scim.contract';
import {
  enterpriseOf,
  idOf,
  placeOf,
  placesOf,
  refusedWith,
  scimWorld,
  userMaker,
  type Json,
  type ScimClient,
  type ScimWorld,
} from '../../../test/scim-world.ts';
import { newId } from '../../database/new-id.ts';
import { inTransaction } from '../../database/transaction.ts';
import { recordChange } from '../access/access.service.ts';
import { OrgEdge, OrgUnit, Person, Position } from '../people/people.model.ts';

let world: ScimWorld;
let scim: ScimClient;
const users = userMaker(() => scim);
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
});
afterAll(() => world.close());

/** Writes facts that were there before any HR product pushed. */
async function written(work: (transaction: Transaction, now: Date) => Promise<unknown>): Promise<void> {
  await inTransaction(world.app.database.sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, 'org', 'test', now);
    await work(transaction, now);
  });
}

async function fromBefore(): Promise<string> {
  const id = newId();
  const person = {
    id,
    subject: 'from-before',
    account: null,
    name: '老员工',
    kind: 'EMPLOYEE',
    status: 'ACTIVE',
  } as const;
  const rest = { employeeNo: 'B0001', employment: null, franchiseeId: null, sponsorUnitId: null, searchText: '' };
  await written((transaction, createdAt) => Person.create({ ...person, ...rest, createdAt }, { transaction }));
  return id;
}

async function unitFromBefore(code: string): Promise<string> {
  const id = newId();
  const unit = { id, ehrId: null, kind: 'CENTRE', code, nameZh: '实验室', nameEn: 'Lab', status: 'ACTIVE' } as const;
  const parent = (await OrgUnit.findOne({ where: { kind: 'HQ' } })) as OrgUnit;
  await written(async (transaction, now) => {
    await OrgUnit.create({ ...unit, createdAt: now }, { transaction });
    const edge = { id: newId(), childId: id, parentId: parent.id, startsAt: now, endsAt: null, seq: 1 };
    await OrgEdge.create({ ...edge, source: 'EOMS' }, { transaction });
  });
  return id;
}

describe('create', () => {
  test('a user is a person with an account, a place and what EOMS has no place for', async () => {
    const answer = await scim.post(
      '/Users',
      users.body({
        name: { familyName: '周', givenName: '婷' },
        title: '店长',
        emails: [{ value: 'a@wywk.cn', type: 'work', primary: true }],
        phoneNumbers: [{ value: 'tel:13900001111', type: 'mobile' }],
      }),
    );
    expect(answer.status).toBe(201);
    const { body, headers } = answer;
    expect(headers.get('location')).toBe((body['meta'] as Json)['location']);
    expect(headers.get('etag')).toBe((body['meta'] as Json)['version']);
    expect(body).toMatchObject({
      title: '店长',
      active: true,
      emails: [{ value: 'a@wywk.cn', type: 'work', primary: true }],
      groups: [{ display: '客服部', type: 'direct' }],
      [scimUrns.assignment]: { position: 'store-manager', positionName: '店长', level: 1, status: 'ACTIVE' },
    });
    expect(body).not.toHaveProperty('phoneNumbers');
    const person = (await Person.findByPk(idOf(body))) as Person;
    expect(person).toMatchObject({
      status: 'ACTIVE',
      account: body['userName'],
      subject: body['userName'],
      ehrId: body['externalId'],
      phoneMasked: '139****1111',
    });
    const withPhone = await scim.get(`/Users/${person.id}?attributes=phoneNumbers`);
    expect(withPhone.body['phoneNumbers']).toEqual([{ value: '13900001111', type: 'mobile', primary: true }]);
  });

  test('without an extension he has no place, and without a title the plain position', async () => {
    const { externalId: _none, ...rest } = users.body({ [scimUrns.enterprise]: {} });
    const bare = await scim.post('/Users', rest);
    expect(bare.status).toBe(201);
    expect(bare.body).not.toHaveProperty('externalId');
    expect(await placesOf(bare.body['id'])).toEqual([]);
    expect(placeOf(await users.create())).toMatchObject({ position: 'staff', level: 1 });
    expect((await Position.findByPk('staff'))?.nameZh).toBe('员工');
  });

  test('a position that EOMS knows keeps its name, whatever a client calls it', async () => {
    const body = await users.create({ [scimUrns.assignment]: { position: 'agent', positionName: '改名的客服' } });
    expect(placeOf(body)['positionName']).toBe('客服专员');
    expect((await Position.findByPk('agent'))?.nameZh).toBe('客服专员');
  });

  test('names, URNs and flags in any case; what nobody knows is left out', async () => {
    const body = await users.create({
      USERNAME: undefined,
      Title: 'Lead',
      ACTIVE: undefined,
      active: 'True',
      colour: 'red',
    });
    expect(body).toMatchObject({ title: 'Lead', active: true });
    expect(body).not.toHaveProperty('colour');
    const urn = scimUrns.enterprise.toUpperCase();
    const other = users.body({ [scimUrns.enterprise]: undefined, [urn]: { DEPARTMENT: 'finance' } });
    const answer = await scim.post('/Users', other, { 'content-type': 'application/json' });
    expect(enterpriseOf(answer.body)['department']).toBe('finance');
  });

  test('a userName, an employee number and an externalId are taken once, whatever the case', async () => {
    const first = await users.create();
    const taken = async (change: Json) => refusedWith(await scim.post('/Users', users.body(change)), 409, 'uniqueness');
    await taken({ userName: String(first['userName']).toUpperCase() });
    await taken({ externalId: first['externalId'] });
    await taken({ [scimUrns.enterprise]: { employeeNumber: enterpriseOf(first)['employeeNumber'] } });
  });

  test('two requests at once for one user make one', async () => {
    const body = users.body();
    const answers = await Promise.all([1, 2, 3].map(() => scim.post('/Users', body)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    expect(await Person.count({ where: { ehrId: String(body['externalId']) } })).toBe(1);
  });

  test('an employee from before the first push is taken over by his number, and keeps his id', async () => {
    const id = await fromBefore();
    const body = await users.create({ [scimUrns.enterprise]: { employeeNumber: 'B0001', department: 'service' } });
    expect(body['id']).toBe(id);
    expect(await Person.findByPk(id)).toMatchObject({ ehrId: body['externalId'], account: body['userName'] });
  });

  test('a unit from before the first push is known by its code, and gets its id with it', async () => {
    const id = await unitFromBefore('lab');
    const body = await users.create({ [scimUrns.enterprise]: { department: 'lab' } });
    expect(body['groups']).toMatchObject([{ value: id }]);
    expect((await OrgUnit.findByPk(id))?.ehrId).toBe('lab');
    expect(await OrgUnit.count({ where: { code: 'lab' } })).toBe(1);
  });

  test.each<[string, number, string | undefined, Json]>([
    ['no userName', 400, 'invalidValue', { userName: undefined }],
    ['a blank userName', 400, 'invalidValue', { userName: ' ' }],
    ['a userName of 61 characters', 400, 'invalidValue', { userName: 'x'.repeat(61) }],
    ['an unknown department', 400, 'invalidValue', { [scimUrns.enterprise]: { department: 'nowhere' } }],
    [
      'an unknown manager',
      400,
      'invalidValue',
      { [scimUrns.enterprise]: { department: 'service', manager: { value: 'nobody' } } },
    ],
    ['a level of 10', 400, 'invalidValue', { [scimUrns.assignment]: { level: 10 } }],
    ['a status nobody has', 400, 'invalidValue', { [scimUrns.assignment]: { status: 'RETIRED' } }],
    ['a phone that is none', 400, 'invalidValue', { phoneNumbers: [{ value: 'call me' }] }],
    ['an extension that is a text', 400, 'invalidValue', { [scimUrns.enterprise]: 'service' }],
    [
      'an end before the beginning',
      400,
      'invalidValue',
      { [scimUrns.assignment]: { startsAt: '2026-03-02T00:00:00Z', endsAt: '2026-03-01T00:00:00Z' } },
    ],
  ])('%s is refused and leaves nothing', async (_what, status, scimType, change) => {
    const body = users.body(change);
    refusedWith(await scim.post('/Users', body), status, scimType);
    expect(await Person.count({ where: { ehrId: String(body['externalId']) } })).toBe(0);
  });
});

describe('read', () => {
  test('attributes and excludedAttributes choose what is shown; id and schemas always are', async () => {
    const path = `/Users/${idOf(await users.create({ name: { familyName: '王', givenName: '敏' } }))}`;
    const some = await scim.get(`${path}?attributes=userName,name.familyName,${scimUrns.enterprise}:department`);
    expect(Object.keys(some.body).toSorted()).toEqual(
      ['id', 'name', 'schemas', scimUrns.enterprise, 'userName'].toSorted(),
    );
    expect([some.body['name'], some.body[scimUrns.enterprise]]).toEqual([
      { familyName: '王' },
      { department: 'service' },
    ]);
    const rest = await scim.get(`${path}?excludedAttributes=name,groups,${scimUrns.assignment},id`);
    expect(rest.body).toHaveProperty('id');
    for (const name of ['name', 'groups', scimUrns.assignment]) expect(rest.body).not.toHaveProperty([name]);
  });

  test('an entity tag that still holds is answered by 304, and a changed user by another tag', async () => {
    const { id, meta } = await users.create();
    const tag = String((meta as Json)['version']);
    expect((await scim.get(`/Users/${String(id)}`, { 'if-none-match': tag })).status).toBe(304);
    await scim.patch(`/Users/${String(id)}`, [{ op: 'replace', path: 'nickName', value: 'N' }]);
    expect((await scim.get(`/Users/${String(id)}`, { 'if-none-match': tag })).status).toBe(200);
  });

  test('nobody of that id, and people HR does not keep, are not found', async () => {
    const franchisee = (await Person.findOne({ where: { kind: 'FRANCHISEE' } })) as Person;
    for (const id of ['nobody', franchisee.id, '.search', '%27'])
      refusedWith(await scim.get(`/Users/${id}`), 404, undefined);
  });
});
