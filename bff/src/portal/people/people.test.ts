import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/people.contract';
import type { Person as PersonRecord, PersonRow } from '@eoms/contracts/access/people.record';
import { listMyGrants } from '@eoms/contracts/access/grants.contract';
import { listMyRequests, listRequestable } from '@eoms/contracts/access/requests.contract';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { StoredAnswer } from '../../database/idempotency.model.ts';
import { departmentId } from '../../embedded/demo/company-people.ts';
import { demoIdNumber, demoPhone } from '../../embedded/demo/personal-data.ts';
import { demoId } from '../../embedded/demo/plan.ts';
import { refused } from '../../../test/business-day.ts';
import { openPeopleWorld, personId, personIndex, type PeopleWorld } from '../../../test/people-world.ts';
import { teamOf } from '../../../test/sync-desk.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { BaseRule, Meta, RoleMeta } from '../catalogue/catalogue.model.ts';
import { describePerson } from './describe-person.service.ts';
import { Assignment, Person } from './people.model.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const list = async (account: string, query: Record<string, unknown> = {}): Promise<PersonRow[]> => {
  const answer = await world.as(account).send(contract.listPeople, { query: { limit: 200, ...query } });
  expect(answer.status).toBe(200);
  return (answer.body as { items: PersonRow[] }).items;
};
const names = async (account: string, query: Record<string, unknown> = {}) =>
  (await list(account, query)).map(({ name }) => name);
const read = (account: string, id: string) => world.as(account).send(contract.getPerson, { params: { personId: id } });
const detail = async (account: string, id: string) => (await read(account, id)).body as PersonRecord;

/** Somebody of the HR department who is not its head. */
const KEEPER = teamOf('tangna').find(({ account }) => account !== 'tangna')?.account ?? '';

let externals = 0;
const external = async (over: Record<string, unknown> = {}): Promise<PersonRecord> => {
  externals += 1;
  const body = {
    name: `驻场工程师${externals}`,
    account: `partner-${externals}`,
    subject: null,
    sponsorUnitId: departmentId('it-ops'),
    phone: '１００ 0000 9001',
    idNumber: '00000019000101900x',
    reason: '系统实施',
    ...over,
  };
  const answer = await world.as('tangna').send(contract.createExternalPerson, { body });
  expect(answer.body).toMatchObject({ status: 'ACTIVE' });
  return answer.body as PersonRecord;
};

describe('the list', () => {
  test('finds by name, account and number, in any width, and takes no sign of SQL for anything else', async () => {
    expect(await names('tangna', { q: '𠮷' })).toEqual(['𠮷祥']);
    expect(await names('tangna', { q: 'WangM' })).toEqual(['王敏']);
    expect(await names('tangna', { q: 'ｅ1004' })).toEqual(['王敏']);
    expect(await names('tangna', { q: 'e1004 敏' })).toEqual(['王敏']);
    for (const q of ['%', '_', "' OR 1=1 --", '\\']) expect(await names('tangna', { q }), q).toEqual([]);
  });

  test('is narrowed by unit, with and without those below, by status and kind', async () => {
    const region = demoId('region', 1);
    const alone = await names('tangna', { unitId: region, only: 'unit' });
    expect(alone).toContain('黄伟');
    expect(alone).not.toContain('李强');
    expect(await names('tangna', { unitId: region })).toEqual(expect.arrayContaining(['黄伟', '李强', '李㛃']));
    expect((await list('tangna', { status: 'LEFT' })).every(({ status }) => status === 'LEFT')).toBe(true);
    expect(await list('tangna', { kind: 'FRANCHISEE' })).toHaveLength(13);
    expect(await list('tangna', { unitId: demoId('nothing', 1) })).toEqual([]);
  });

  test('shows who worked in a unit at an instant', async () => {
    const mover = await Assignment.findOne({
      where: { unitId: departmentId('product-ops'), position: 'specialist' },
      order: [['startsAt', 'DESC']],
    });
    const before = new Date((mover?.startsAt.getTime() ?? 0) - 1).toISOString();
    const query = { unitId: departmentId('product-ops') };
    const idsAt = async (at: string) => (await list('tangna', { ...query, at })).map(({ id }) => id);
    expect(await idsAt(mover?.startsAt.toISOString() ?? '')).toContain(mover?.personId);
    expect(await idsAt(before)).not.toContain(mover?.personId);
  });

  test.each(['name', 'employeeNo', 'createdAt'])('goes page by page by %s without gap or repetition', async (sort) => {
    for (const order of ['asc', 'desc']) {
      const seen: string[] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const query = { sort, order, limit: 37, ...(cursor ? { cursor } : {}) };
        const { items, next }: { items: PersonRow[]; next: string | null } = (
          await world.as('tangna').send(contract.listPeople, { query })
        ).body as never;
        seen.push(...items.map(({ id }) => id));
        cursor = next;
      }
      expect([seen.length, new Set(seen).size]).toEqual([await Person.count(), await Person.count()]);
    }
  });
});

describe('a person', () => {
  test('shows places, heads, superiors and what the caller may do', async () => {
    const wangmin = await detail('tangna', personId('wangmin'));
    expect(wangmin).toMatchObject({ name: '王敏', unit: { id: departmentId('service') }, source: 'EHR' });
    expect(wangmin.places).toMatchObject([{ phase: 'NOW', isPrimary: true, level: 3 }]);
    expect(wangmin.superiors.map(({ people }) => people.map(({ name }) => name))).toEqual([
      ['孙丽'],
      ['林悦'],
      ['陈海'],
    ]);
    expect(wangmin).toMatchObject({ mayRevealPhone: true, mayRevealIdNumber: true, maySuspend: false, mayEnd: false });
    expect(await detail(KEEPER, personId('wangmin'))).toMatchObject({ mayRevealPhone: true, mayRevealIdNumber: false });
    expect((await detail('tangna', personId('huangwei'))).heads).toMatchObject([{ kind: 'HEAD', phase: 'NOW' }]);
  });

  test('of a franchisee shows his stores, as far as the caller reaches', async () => {
    const franchisee = personId('shenguodong');
    const codes = (await detail('tangna', franchisee)).stores.map(({ unit }) => unit.id);
    expect(codes).toEqual(expect.arrayContaining([4, 5, 6].map((n) => demoId('store', n))));
    await world.give('access.person.view', 'regional-manager', 'ORG_SET', [
      departmentId('store-ops'),
      demoId('store', 4),
    ]);
    expect((await detail('guolin', franchisee)).stores.map(({ unit }) => unit.id)).toEqual([demoId('store', 4)]);
  });

  test('is described by the place he has at the very millisecond', async () => {
    const [mover] = (
      await Assignment.findAll({ where: { unitId: departmentId('product-ops'), position: 'specialist' } })
    ).toSorted((a, b) => +b.startsAt - +a.startsAt);
    const turn = new Date((mover?.startsAt.getTime() ?? 0) + 123);
    await world.change([{ kind: 'person', ref: mover?.personId ?? '' }], async (transaction) => {
      await Assignment.update(
        { endsAt: turn },
        { where: { personId: mover?.personId ?? '', endsAt: mover?.startsAt ?? null }, transaction },
      );
      await mover?.update({ startsAt: turn }, { transaction });
    });
    const unitAt = async (at: Date) =>
      (await describePerson({ transaction: undefined, now: at }, mover?.personId ?? '')).department.zh;
    expect([await unitAt(new Date(+turn - 1)), await unitAt(turn)].map((name) => name === '产品运营部')).toEqual([
      false,
      true,
    ]);
  });

  test('counts sessions that are open', async () => {
    const before = (await detail('tangna', personId('heping'))).openSessions;
    await world.as('heping').send(getBootstrap);
    expect((await detail('tangna', personId('heping'))).openSessions).toBe(before + 1);
  });
});

describe('people outside the EHR', () => {
  test('are registered with a sponsor, found, and taken for whom they are', async () => {
    const made = await external();
    expect(made).toMatchObject({ kind: 'EXTERNAL', source: 'EOMS', sponsorUnit: { id: departmentId('it-ops') } });
    expect(made).toMatchObject({ phoneMasked: '100****9001', idNumberMasked: '0****************X', maySuspend: true });
    expect(made.superiors[0]?.unit.id).toBe(departmentId('it-ops'));
    expect(await names('tangna', { q: made.account ?? '', kind: 'EXTERNAL' })).toEqual([made.name]);
    const event = await AuditEvent.findOne({ where: { action: 'createExternalPerson', objectId: made.id } });
    expect(event?.reason).toBe('系统实施');
    expect(JSON.stringify(event)).not.toMatch(/9001|900X/i);
  });

  test('see the portal, their own permissions and requests, and the unit that answers for them', async () => {
    const client = world.app.client({ personId: (await external()).id });
    const { person } = (await client.send(getBootstrap)).body as {
      person: { department: { zh: string }; position: { zh: string } };
    };
    expect([person.department.zh, person.position.zh]).toEqual(['运维部', '外部人员']);
    for (const endpoint of [listMyGrants, listRequestable, listMyRequests])
      expect((await client.send(endpoint)).status, endpoint.id).toBe(200);
    refused(await client.send(contract.listPeople), 403, 'permission_missing');
  });

  test('have an account of their own and a unit that answers for them', async () => {
    const body = { name: '重名', account: 'wangmin', subject: null, sponsorUnitId: departmentId('hr'), phone: null };
    const send = (over: Record<string, unknown>) =>
      world.as('tangna').send(contract.createExternalPerson, {
        body: { ...body, idNumber: null, reason: '测试', ...over },
      });
    refused(await send({}), 409, 'account_taken');
    refused(await send({ account: 'partner-x', subject: personId('wangmin') }), 409, 'account_taken');
    const unknown = refused(
      await send({ account: 'partner-y', sponsorUnitId: demoId('x', 1) }),
      422,
      'validation_failed',
    );
    expect(unknown.errors?.map(({ pointer }) => pointer)).toEqual(['#/body/sponsorUnitId']);
    const shape = refused(await send({ account: 'Partner Y', phone: '12', idNumber: '1' }), 422, 'validation_failed');
    expect(shape.errors?.map(({ code }) => code)).toEqual(['account_format', 'phone_format', 'id_number_format']);
  });

  test('invariant 15: suspended or ended they have nothing at the next request, and their sessions are over', async () => {
    const { id } = await external();
    const client = world.app.client({ personId: id });
    const params = { personId: id };
    const step = async (endpoint: (typeof steps)[number]) =>
      world.as('tangna').send(endpoint, { params, body: { reason: '测试状态' } });
    const steps = [contract.suspendPerson, contract.resumePerson, contract.endExternalPerson] as const;
    expect((await client.send(getBootstrap)).status).toBe(200);
    expect((await step(contract.suspendPerson)).body).toMatchObject({
      status: 'SUSPENDED',
      openSessions: 0,
      mayResume: true,
    });
    refused(await client.send(getBootstrap), 403, 'person_inactive');
    refused(await step(contract.suspendPerson), 409, 'person_status_unreachable');
    expect((await step(contract.resumePerson)).body).toMatchObject({ status: 'ACTIVE' });
    refused(await client.send(getBootstrap), 401, 'session_ended');
    expect((await step(contract.endExternalPerson)).body).toMatchObject({ status: 'LEFT', mayResume: false });
    refused(await step(contract.resumePerson), 409, 'person_status_unreachable');
    expect((await Person.findByPk(id))?.statusSeq).toBeGreaterThan(0);
  });

  test('suspended twice at once, one command does it', async () => {
    const params = { personId: (await external()).id };
    const answers = await Promise.all(
      [1, 2, 3].map(() => world.as('tangna').send(contract.suspendPerson, { params, body: { reason: '并发停用' } })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect(await AuditEvent.count({ where: { action: 'suspendPerson', objectId: params.personId } })).toBe(1);
  });

  test('only: those of the EHR are changed there', async () => {
    const params = { personId: personId('wangmin') };
    for (const endpoint of [contract.suspendPerson, contract.resumePerson, contract.endExternalPerson])
      refused(await world.as('tangna').send(endpoint, { params, body: { reason: '测试' } }), 409, 'person_from_ehr');
  });
});

describe('masked fields', () => {
  const reveal = (account: string, id: string, body: Record<string, unknown>, key?: string) =>
    world.as(account).send(contract.revealPersonField, {
      params: { personId: id },
      body: { reason: '核对入职资料', ...body },
      ...(key ? { key } : {}),
    });
  const whole = demoPhone(personIndex('wangmin'));

  test('are answered once, to whoever may, with the reason on record and the value nowhere', async () => {
    const key = 'reveal-once-0001';
    const answer = await reveal('tangna', personId('wangmin'), { field: 'phone' }, key);
    expect([answer.status, answer.body]).toEqual([200, { value: whole }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    refused(await reveal('tangna', personId('wangmin'), { field: 'phone' }, key), 409, 'answer_given_once');
    const events = await AuditEvent.findAll({ where: { action: 'revealPersonField', objectId: personId('wangmin') } });
    expect(events).toMatchObject([{ reason: '核对入职资料', detail: { field: 'phone' }, actorId: personId('tangna') }]);
    const kept = JSON.stringify([await StoredAnswer.findAll(), await AuditEvent.findAll(), world.app.lines]);
    expect(kept).not.toContain(whole);
  });

  test('need the permission of the field with the person in its scope, a reason, and a value', async () => {
    refused(await reveal(KEEPER, personId('wangmin'), { field: 'id-number' }), 403, 'permission_missing');
    expect((await reveal('tangna', personId('heping'), { field: 'id-number' })).body).toEqual({
      value: demoIdNumber(personIndex('heping')),
    });
    refused(await reveal('sunli', personId('wangmin'), { field: 'phone' }), 403, 'permission_missing');
    refused(await reveal('sunli', personId('heping'), { field: 'phone' }), 404, 'not_found');
    for (const reason of ['', '看看吧', 'x'.repeat(201)])
      refused(await reveal('tangna', personId('wangmin'), { field: 'phone', reason }), 422, 'validation_failed');
    const { id } = await external({ phone: null });
    refused(await reveal('tangna', id, { field: 'phone' }), 409, 'field_empty');
    await world.give('access.person.view-id-number', 'manager', 'OWN_SUBTREE');
    const number = await reveal('sunli', personId('wangmin'), { field: 'id-number' });
    expect(number.body).toEqual({ value: demoIdNumber(personIndex('wangmin')) });
  });
});

test('mistake 33: the last two who administer permissions cannot be suspended or ended', async () => {
  const metas = await Meta.findAll({ where: { liveCode: ['access.catalogue.approve', 'access.approval.decide'] } });
  const holders = await RoleMeta.findAll({ where: { metaId: metas.map(({ id }) => id) } });
  const roleIds = holders.map(({ roleId }) => roleId);
  const rules = await BaseRule.findAll({ where: { roleId: roleIds } });
  const changes = rules.map(({ id }) => ({ kind: 'rule' as const, ref: id }));
  await world.change(changes, async (transaction) => {
    await BaseRule.update(
      { personKind: 'EXTERNAL', unitId: null, levelMin: null },
      { where: { roleId: roleIds }, transaction },
    );
  });
  for (const _each of [1, 2]) await external();
  const query = { kind: 'EXTERNAL', status: 'ACTIVE' };
  const act = (endpoint: typeof contract.suspendPerson | typeof contract.endExternalPerson, id: string) =>
    world.as('tangna').send(endpoint, { params: { personId: id }, body: { reason: '精简人员' } });
  const [first, second, ...others] = await list('tangna', query);
  for (const { id } of others) expect((await act(contract.suspendPerson, id)).status).toBe(200);
  refused(await act(contract.suspendPerson, first?.id ?? ''), 409, 'last_administrators');
  refused(await act(contract.endExternalPerson, second?.id ?? ''), 409, 'last_administrators');
  expect((await list('tangna', query)).map(({ id }) => id)).toEqual([first?.id, second?.id]);
  expect((await world.app.client({ personId: first?.id ?? '' }).send(getBootstrap)).status).toBe(200);
});
