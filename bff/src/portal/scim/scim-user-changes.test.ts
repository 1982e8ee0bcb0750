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
import { AuditEvent } from '../audit/audit.model.ts';
import { Person } from '../people/people.model.ts';

let world: ScimWorld;
let scim: ScimClient;
const users = userMaker(() => scim);
beforeAll(async () => {
  world = await scimWorld();
  ({ scim } = world);
});
afterAll(() => world.close());

describe('change', () => {
  test('a department moves the main place: the old one ends, the new one begins', async () => {
    const { id } = await users.create({ [scimUrns.assignment]: { position: 'agent', level: 4 } });
    const path = `${scimUrns.enterprise}:department`;
    const { body } = await scim.patch(`/Users/${String(id)}`, [{ op: 'replace', path, value: 'finance' }]);
    expect(placeOf(body)).toMatchObject({ position: 'agent', level: 4 });
    const [old, fresh, ...more] = await placesOf(id);
    expect(more).toEqual([]);
    expect(old?.endsAt?.getTime()).toBe(fresh?.startsAt.getTime());
    expect(fresh).toMatchObject({ endsAt: null, isPrimary: true, level: 4 });
  });

  test('a move ahead begins then; until then the old place holds', async () => {
    const { id } = await users.create();
    const startsAt = new Date(Date.now() + 7 * 24 * 3600_000).toISOString();
    const { body } = await scim.patch(`/Users/${String(id)}`, [
      {
        op: 'replace',
        value: { [scimUrns.enterprise]: { department: 'finance' }, [scimUrns.assignment]: { startsAt } },
      },
    ]);
    expect(enterpriseOf(body)['department']).toBe('U-service');
    const dates = async () => (await placesOf(id)).map(({ startsAt: from, endsAt }) => [from.toISOString(), endsAt]);
    const scheduled = await dates();
    expect(scheduled.map(([from]) => from).at(-1)).toBe(startsAt);
    expect(scheduled.map(([, until]) => until)).toEqual([new Date(startsAt), null]);
    // A product that reads, compares and pushes again brings nothing forward.
    await scim.patch(`/Users/${String(id)}`, [
      { op: 'replace', path: `${scimUrns.enterprise}:department`, value: 'finance' },
    ]);
    expect(await dates()).toEqual(scheduled);
  });

  test('level and manager change in place; another position is another place', async () => {
    const boss = await users.create();
    const { id } = await users.create();
    const manager = { op: 'add', path: `${scimUrns.enterprise}:manager`, value: { value: boss['id'] } };
    const level = { op: 'replace', path: `${scimUrns.assignment}:level`, value: '6' };
    const { body } = await scim.patch(`/Users/${String(id)}`, [manager, level]);
    expect(enterpriseOf(body)['manager']).toMatchObject({ value: boss['id'], displayName: boss['displayName'] });
    expect(await placesOf(id)).toMatchObject([{ level: 6, lineManagerId: boss['id'], endsAt: null }]);
    await scim.patch(`/Users/${String(id)}`, [
      { op: 'replace', path: `${scimUrns.assignment}:position`, value: 'lead' },
    ]);
    expect((await placesOf(id)).map(({ position }) => position)).toEqual(['staff', 'lead']);
  });

  test('PUT clears what it does not name of the user himself, and takes no place away', async () => {
    const created = await users.create({ title: 'T', nickName: 'N', phoneNumbers: [{ value: '13900002222' }] });
    const body = { schemas: [scimUrns.user], userName: created['userName'], displayName: '改名' };
    const answer = await scim.put(`/Users/${idOf(created)}`, body);
    expect(answer.body).toMatchObject({ displayName: '改名', active: true, externalId: created['externalId'] });
    for (const name of ['title', 'nickName']) expect(answer.body).not.toHaveProperty(name);
    expect(enterpriseOf(answer.body)).toEqual(enterpriseOf(created));
    expect(await placesOf(created['id'])).toHaveLength(1);
    expect((await Person.findByPk(idOf(created)))?.phoneMasked).toBe('139****2222');
    refusedWith(await scim.put(`/Users/${idOf(created)}`, { ...body, id: 'other' }), 400, 'mutability');
  });

  test('a change of what EOMS has no place for asks nothing of the HR pipeline', async () => {
    const { id } = await users.create();
    const runs = async () =>
      (await world.app.database.sequelize.query('SELECT COUNT(*) AS n FROM sync_run'))[0] as { n: number }[];
    const before = await runs();
    const { body } = await scim.patch(`/Users/${String(id)}`, [
      { op: 'add', path: 'emails', value: [{ value: 'a@b' }] },
    ]);
    expect(body['emails']).toEqual([{ value: 'a@b' }]);
    expect(await runs()).toEqual(before);
  });

  test('If-Match of another version is refused; of many changes at once none is lost', async () => {
    const { id, meta } = await users.create();
    const path = `/Users/${String(id)}`;
    const tag = String((meta as Json)['version']);
    const rename = (value: string) => [{ op: 'replace', path: 'nickName', value }];
    expect((await scim.patch(path, rename('a'), { 'if-match': tag })).status).toBe(200);
    refusedWith(await scim.patch(path, rename('b'), { 'if-match': tag }), 412, undefined);
    refusedWith(await scim.delete(path, { 'if-match': tag }), 412, undefined);
    expect((await scim.patch(path, rename('c'), { 'if-match': '*' })).status).toBe(200);
    const mails = ['1', '2', '3', '4', '5'];
    await Promise.all(mails.map((value) => scim.patch(path, [{ op: 'add', path: 'emails', value: [{ value }] }])));
    const now = (await scim.get(path)).body['emails'] as Json[];
    expect(now.map(({ value }) => value).toSorted()).toEqual(mails);
  });

  test('a PATCH is applied as a whole or not at all', async () => {
    const created = await users.create();
    const path = `/Users/${idOf(created)}`;
    const fine = { op: 'replace', path: 'nickName', value: 'half' };
    refusedWith(await scim.patch(path, [fine, { op: 'replace', path: 'userName', value: null }]), 400, 'invalidValue');
    refusedWith(await scim.patch(path, [fine, { op: 'replace', path: 'colour', value: 'x' }]), 400, 'invalidPath');
    expect((await scim.get(path)).body).toEqual(created);
  });

  test('a client leaves its name in the audit log', async () => {
    const { id } = await users.create();
    await scim.patch(`/Users/${String(id)}`, [{ op: 'replace', path: 'nickName', value: 'A' }]);
    const events = await AuditEvent.findAll({ where: { objectKind: 'person', objectId: String(id) } });
    expect(events.map(({ action, actorKind }) => `${action} ${actorKind}`).toSorted()).toEqual([
      'scimCreateUser service',
      'scimPatchUser service',
    ]);
  });
});

describe('leave', () => {
  test('active false makes a leaver who is still there to be read, and true a rehire', async () => {
    const { id } = await users.create();
    const path = `/Users/${String(id)}`;
    const { body } = await scim.patch(path, [{ op: 'replace', path: 'active', value: false }]);
    expect(body).toMatchObject({ active: false, [scimUrns.assignment]: { status: 'LEFT' } });
    expect((await Person.findByPk(String(id)))?.status).toBe('LEFT');
    const back = await scim.patch(path, [{ op: 'replace', path: 'active', value: true }]);
    expect(back.body).toMatchObject({ active: true });
  });

  test('a status that is named wins: suspended is not left', async () => {
    const { id } = await users.create();
    const status = { op: 'replace', path: `${scimUrns.assignment}:status`, value: 'suspended' };
    const { body } = await scim.patch(`/Users/${String(id)}`, [status]);
    expect(body).toMatchObject({ active: false, [scimUrns.assignment]: { status: 'SUSPENDED' } });
    const { body: later } = await scim.patch(`/Users/${String(id)}`, [{ op: 'replace', path: 'nickName', value: 'N' }]);
    expect(placeOf(later)['status']).toBe('SUSPENDED');
  });

  test('who begins in the future is expected until then', async () => {
    const startsAt = new Date(Date.now() + 30 * 24 * 3600_000).toISOString();
    const body = await users.create({ [scimUrns.assignment]: { startsAt } });
    expect(body).toMatchObject({ active: false, [scimUrns.assignment]: { status: 'PREBOARD', startsAt } });
    const { body: renamed } = await scim.patch(`/Users/${idOf(body)}`, [
      { op: 'replace', path: 'displayName', value: 'N' },
    ]);
    expect(renamed).toMatchObject({ displayName: 'N', [scimUrns.assignment]: { status: 'PREBOARD', startsAt } });
  });

  test('DELETE makes a leaver and hides him; the same externalId brings him back as the same person', async () => {
    const created = await users.create();
    const path = `/Users/${idOf(created)}`;
    const gone = await scim.delete(path);
    expect([gone.status, gone.body]).toEqual([204, {}]);
    expect((await Person.findByPk(idOf(created)))?.status).toBe('LEFT');
    refusedWith(await scim.get(path), 404, undefined);
    refusedWith(await scim.delete(path), 404, undefined);
    const filter = encodeURIComponent(`userName eq "${String(created['userName'])}"`);
    expect((await scim.get(`/Users?filter=${filter}`)).body['totalResults']).toBe(0);
    const { externalId, userName } = created;
    const again = await scim.post('/Users', users.body({ externalId, userName }));
    expect([again.status, again.body['id']]).toEqual([201, created['id']]);
  });
});
