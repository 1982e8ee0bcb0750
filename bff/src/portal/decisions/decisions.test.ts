import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/decisions.contract';
import type { Explanation, MyPermissions } from '@eoms/contracts/access/decisions.record';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { Problem } from '@eoms/contracts/errors';
import { departmentId, storeUnitId } from '../../embedded/demo/company-people.ts';
import { demoRoles } from '../../embedded/demo/company-rules.ts';
import { demoId } from '../../embedded/demo/plan.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { Assignment, Person } from '../people/people.model.ts';
import { newId } from '../../database/new-id.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';

const DAY = 24 * 3600_000;

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const roleId = (code: keyof typeof demoRoles): string => demoId('role', Object.keys(demoRoles).indexOf(code) + 1);
const mine = async (account: string): Promise<MyPermissions> =>
  (await world.as(account).send(contract.getMyPermissions)).body as MyPermissions;
const explain = (account: string, query: Record<string, unknown>) =>
  world.as(account).send(contract.explainDecision, { query });
const explained = async (account: string, query: Record<string, unknown>): Promise<Explanation> => {
  const answer = await explain(account, query);
  expect({ status: answer.status, body: answer.status === 200 ? null : answer.body }).toEqual({
    status: 200,
    body: null,
  });
  return answer.body as Explanation;
};
const refusal = ({ status, body }: { status: number; body: unknown }) => [status, (body as Problem).code];

async function grantDispatcher(account: string, superior: string, change: object = {}): Promise<string> {
  const item = {
    roleId: roleId('service-dispatcher'),
    metaCode: null,
    scope: { kind: 'ORG_SET', unitIds: [storeUnitId('SH001')] },
  };
  const times = { ticketRef: null, wantedFrom: null, wantedUntil: null, durationMinutes: 600 };
  const body = {
    granteeId: null,
    kind: 'SHORT',
    items: [item],
    reason: '代班分派工单',
    ...times,
    ...change,
    submit: true,
  };
  const made = (await world.as(account).send(requests.createRequest, { body })).body as requests.AccessRequest;
  for (const decider of [superior, 'luoyang']) {
    const { body: seen } = await world.as(decider).send(requests.getRequest, { params: { requestId: made.id } });
    const { revision, contentHash, state } = seen as requests.AccessRequest;
    if (state !== 'PENDING') break;
    const decision = { requestId: made.id, revision, contentHash, verdict: 'APPROVE', comment: null };
    await world.as(decider).send(requests.decideRequests, { body: { decisions: [decision] } });
  }
  return made.id;
}

describe('what I may do', () => {
  test('stands by system, each with the rule it comes from', async () => {
    const { person, systems } = await mine('wangmin');
    expect(person).toMatchObject({ name: '王敏', active: true });
    expect(systems.map(({ system }) => system)).toEqual(['service', 'stores', 'access']);
    const agent = systems[0]?.items.find(({ role }) => role?.code === 'service-agent');
    expect(agent).toMatchObject({
      state: 'ACTIVE',
      source: { via: 'rule', grant: null, scope: { kind: 'ALL' }, until: null },
    });
    expect(agent?.source.rule).toMatchObject({
      unit: { name: { zh: '客服部' } },
      includeSubtree: true,
      position: null,
    });
    expect(agent?.metas.map(({ code }) => code).sort()).toEqual([...demoRoles['service-agent'].metas].sort());
  });

  test('is exactly what the menus of the same person know', async () => {
    for (const account of ['wangmin', 'sunli', 'luoyang']) {
      const { systems } = await mine(account);
      const access = await world.app.services.identity.access.accessOfPerson(personId(account), new Date());
      const told = new Set(systems.flatMap(({ items }) => items.flatMap(({ metas }) => metas.map(({ code }) => code))));
      expect([...told].sort()).toEqual([...access.metas()].sort());
    }
  });

  test('names who approved a grant, by which request and until when', async () => {
    const requestId = await grantDispatcher('zhaolei', 'sunli');
    const { systems } = await mine('zhaolei');
    const grant = systems.flatMap(({ items }) => items).find(({ source }) => source.via === 'grant');
    expect(grant).toMatchObject({ role: { code: 'service-dispatcher' }, state: 'ACTIVE' });
    expect(grant?.source.grant).toMatchObject({ kind: 'SHORT', requestId });
    expect(grant?.source.grant?.approvers.map(({ person }) => person.name)).toContain('孙丽');
    expect(grant?.source.scope).toMatchObject({ kind: 'ORG_SET', units: [{ id: storeUnitId('SH001') }] });
    expect(grant?.source.until).not.toBeNull();
  });
});

/** Moves a demo person to another unit now, or back. */
async function move(account: string, unitId: string): Promise<string> {
  const who = personId(account);
  const place = await Assignment.findOne({ where: { personId: who, endsAt: null } });
  await world.change([{ kind: 'person', ref: who }], async (transaction) => {
    await Assignment.update({ endsAt: new Date() }, { where: { id: place?.id ?? '' }, transaction });
    const next = { personId: who, unitId, position: place?.position ?? '', level: place?.level ?? 1 };
    await Assignment.create({ id: newId(), ...next, startsAt: new Date(), endsAt: null }, { transaction });
  });
  return place?.unitId ?? '';
}

test('a long-term grant that rests since a move says until when it must be confirmed, and so does its explanation', async () => {
  const wantedUntil = new Date(Date.now() + 60 * DAY).toISOString();
  await grantDispatcher('jixiang', 'sunli', { kind: 'LONG', wantedUntil, durationMinutes: null });
  const before = await move('jixiang', departmentId('finance'));
  const { systems } = await mine('jixiang');
  const resting = systems.flatMap(({ items }) => items).find(({ source }) => source.via === 'grant');
  expect(resting).toMatchObject({ state: 'SUSPENDED', role: { code: 'service-dispatcher' } });
  expect(Date.parse(resting?.confirmBy ?? '')).toBeGreaterThan(Date.now() + 13 * DAY);
  const answer = await explained('jixiang', { meta: 'service.ticket.assign' });
  expect(answer).toMatchObject({
    verdict: 'not_held',
    sources: [],
    idle: [{ state: 'SUSPENDED', confirmBy: resting?.confirmBy }],
  });
  await move('jixiang', before);
});

describe('why not', () => {
  test('names the smallest thing that helps, who decides, and takes no more than is needed', async () => {
    const answer = await explained('wangmin', { meta: 'service.ticket.assign' });
    expect(answer).toMatchObject({ allowed: false, verdict: 'not_held', sources: [], reach: { kind: 'none' } });
    const [best, second] = answer.remedies;
    expect(best).toMatchObject({
      meta: { code: 'service.ticket.assign' },
      role: null,
      others: [],
      scope: { kind: 'ALL' },
    });
    expect(best?.steps[0]).toMatchObject({ rule: 'SUPERIOR', deciders: [{ name: '孙丽' }] });
    // What she holds anyway is no price.
    expect(second).toMatchObject({ role: { code: 'service-dispatcher' } });
    expect(second?.others.map(({ code }) => code)).toEqual(['service.ticket.view-phone']);
  });

  test('what may not be requested has no remedy', async () => {
    expect(await explained('wangmin', { meta: 'access.scim.sync' })).toMatchObject({
      verdict: 'not_held',
      remedies: [],
    });
  });

  test('a page is asked about by its address, with the record in it', async () => {
    const path = `/stores/stores/${storeUnitId('SH001')}`;
    const answer = await explained('wangmin', { path });
    expect(answer).toMatchObject({ allowed: true, meta: { code: 'stores.store.view' }, verdict: 'allowed' });
    expect(answer.page).toMatchObject({ system: 'stores', path: '/stores/stores/:storeId' });
    expect(refusal(await explain('wangmin', { path: '/nowhere' }))).toEqual([404, 'not_found']);
    expect(refusal(await explain('wangmin', { path: '/stores', meta: 'stores.store.view' }))).toEqual([
      400,
      'invalid_parameter',
    ]);
    expect(refusal(await explain('wangmin', { meta: 'stores.store.nonsense' }))).toEqual([404, 'not_found']);
  });

  test('somebody who left or is suspended has nothing, and asking for more would not help', async () => {
    const suspended = personId('zhaolei');
    await world.change([{ kind: 'person', ref: suspended }], async (transaction) => {
      await Person.update({ status: 'SUSPENDED' }, { where: { id: suspended }, transaction });
    });
    const answer = await explained('luoyang', { personId: suspended, meta: 'service.ticket.view' });
    expect(answer).toMatchObject({ allowed: false, verdict: 'person_inactive', sources: [], remedies: [] });
    await world.change([{ kind: 'person', ref: suspended }], async (transaction) => {
      await Person.update({ status: 'ACTIVE' }, { where: { id: suspended }, transaction });
    });
  });
});

describe('about others', () => {
  test('mistake 41: a manager asks about those below, and of nobody else he learns that they exist', async () => {
    expect((await explained('sunli', { personId: personId('wangmin'), meta: 'service.ticket.view' })).allowed).toBe(
      true,
    );
    const outside = await explain('sunli', { personId: personId('luoyang'), meta: 'service.ticket.view' });
    const nobody = await explain('sunli', { personId: demoId('person', 9999), meta: 'service.ticket.view' });
    expect(refusal(outside)).toEqual([404, 'not_found']);
    const { requestId: _a, ...one } = outside.body as Problem;
    const { requestId: _b, ...other } = nobody.body as Problem;
    expect(one).toEqual(other);
  });

  test('needs the permission to ask about others, and leaves a trace', async () => {
    const refused = await explain('wangmin', { personId: personId('sunli'), meta: 'service.ticket.view' });
    expect(refusal(refused)).toEqual([403, 'permission_missing']);
    expect((refused.body as Problem).meta?.code).toBe('access.decision.explain');
    const where = { action: 'explainDecision', objectId: personId('wangmin') };
    const before = await AuditEvent.count({ where });
    await explained('sunli', { personId: personId('wangmin'), meta: 'service.ticket.view' });
    expect(await AuditEvent.count({ where })).toBe(before + 1);
    await explained('wangmin', { meta: 'service.ticket.view' });
    expect(await AuditEvent.count({ where })).toBe(before + 1);
  });

  test('a record outside the view of the one who asks looks like none', async () => {
    const manager = 'liqiang';
    const about = { personId: personId(manager), meta: 'stores.store.view', objectKind: 'store' };
    const hidden = await explained(manager, { ...about, objectId: storeUnitId('SH002') });
    const none = await explained(manager, { ...about, objectId: demoId('store', 9999) });
    expect(hidden).toMatchObject({
      allowed: false,
      verdict: 'record_unknown',
      record: { name: null, unit: null },
      remedies: [],
    });
    expect({ ...hidden, record: null, at: '' }).toEqual({ ...none, record: null, at: '' });
  });

  test('a record the person does not reach is told to whoever sees it, with a reach that would do', async () => {
    const query = {
      personId: personId('liqiang'),
      meta: 'stores.store.view',
      objectKind: 'store',
      objectId: storeUnitId('SH002'),
    };
    const answer = await explained('luoyang', query);
    expect(answer).toMatchObject({
      allowed: false,
      verdict: 'out_of_scope',
      record: { unit: { id: storeUnitId('SH002') } },
    });
    expect(answer.sources.map(({ reaches }) => reaches)).toEqual(answer.sources.map(() => false));
    expect(answer.remedies[0]?.scope).toEqual({ kind: 'ORG_SET', unitIds: [storeUnitId('SH002')] });
  });

  test('tickets and people are records too', async () => {
    const person = { meta: 'access.person.view', objectKind: 'person', objectId: personId('wangmin') };
    expect((await explained('sunli', person)).allowed).toBe(true);
    const ticket = { meta: 'service.ticket.view', objectKind: 'ticket', objectId: demoId('store', 1) };
    expect((await explained('wangmin', ticket)).verdict).toBe('record_unknown');
  });
});

test('pages and permissions are found by their names in both languages', async () => {
  const { body } = await world.as('wangmin').send(contract.listQuestions, { query: { q: 'assign' } });
  const { pages, metas } = body as { pages: { path: string }[]; metas: { code: string }[] };
  expect(metas.map(({ code }) => code)).toContain('service.ticket.assign');
  expect(pages.map(({ path }) => path)).toContain('/service/assign');
  const all = (await world.as('wangmin').send(contract.listQuestions)).body as typeof body & { metas: unknown[] };
  expect(all.metas.length).toBeGreaterThan(20);
});
