import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import * as grants from '@eoms/contracts/access/grants.contract';
import type { Grant } from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { AccessRequest, RequestRow } from '@eoms/contracts/access/requests.record';
import type { Endpoint } from '@eoms/contracts/endpoint';
import { recordChange } from '../access/access.service.ts';
import { inTransaction } from '../../database/transaction.ts';
import { newId } from '../../database/new-id.ts';
import { OrgHead, Person } from '../people/people.model.ts';
import { AccessGrant, Decision } from './grants.model.ts';
import { demoPeople, storeUnitId } from '../../embedded/demo/company-people.ts';
import { personId } from '../../../test/people-world.ts';
import { startTestApp, type Answered, type Sending, type TestApp } from '../../../test/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const send = (account: string, endpoint: Endpoint, sending: Sending = {}): Promise<Answered> =>
  app.client({ personId: personId(account) }).send(endpoint, sending);
const body = <T>({ body: answer }: Answered): T => answer as T;

const wish = (metaCode = 'stores.store.view') => ({
  granteeId: null,
  kind: 'SHORT',
  items: [{ roleId: null, metaCode, scope: { kind: 'OWN_STORE', unitIds: [] } }],
  reason: '代班盘点',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: 480,
  submit: true,
});
const ask = async (account: string, metaCode?: string): Promise<AccessRequest> =>
  body(await send(account, requests.createRequest, { body: wish(metaCode) }));
const decision = ({ id, revision, contentHash }: AccessRequest) => ({
  decisions: [{ requestId: id, revision, contentHash, verdict: 'APPROVE', comment: null }],
});
interface Row {
  readonly ok: boolean;
  readonly state: string | null;
  readonly problem: { readonly code: string } | null;
}
const decide = async (account: string, request: AccessRequest, key?: string): Promise<Row> => {
  const answer = await send(account, requests.decideRequests, { body: decision(request), ...(key && { key }) });
  return body<{ items: Row[] }>(answer).items[0]!;
};
const grantsOf = (requestId: string): Promise<number> => AccessGrant.count({ where: { requestId } });

describe('one decision', () => {
  it('invariant 9: the same command again changes nothing and answers the same', async () => {
    const request = await ask('lijie');
    const first = await send('liqiang', requests.decideRequests, { body: decision(request), key: 'decide-once-0001' });
    const again = await send('liqiang', requests.decideRequests, { body: decision(request), key: 'decide-once-0001' });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await grantsOf(request.id)).toBe(1);
    expect(await Decision.count({ where: { requestId: request.id } })).toBe(1);
    expect(await decide('liqiang', request)).toMatchObject({ ok: false, problem: { code: 'request_not_open' } });
  });

  it('invariant 9, mistake 20: of many at once exactly one decides, and the grants are made once', async () => {
    const request = await ask('lijie');
    const superiors = ['liqiang', 'huangwei', 'chenhai'];
    const rows = await Promise.all(
      Array.from({ length: 24 }, (_none, index) => decide(superiors[index % 3]!, request)),
    );
    expect(rows.filter(({ ok }) => ok)).toEqual([expect.objectContaining({ state: 'APPROVED' })]);
    for (const { ok, problem } of rows) if (!ok) expect(problem?.code).toBe('request_not_open');
    expect(await grantsOf(request.id)).toBe(1);
    const shown = body<AccessRequest>(await send('lijie', requests.getRequest, { params: { requestId: request.id } }));
    expect(shown).toMatchObject({ state: 'APPROVED', grantIds: [expect.any(String)] });
  });

  test('a batch decides each row for itself', async () => {
    const [mine, other] = [await ask('lijie'), await ask('denghua')];
    const decisions = [
      ...decision(mine).decisions,
      ...decision(other).decisions,
      { ...decision(mine).decisions[0], requestId: newId() },
    ];
    const { items } = body<{ items: Row[] }>(await send('liqiang', requests.decideRequests, { body: { decisions } }));
    expect(items.map(({ ok, state, problem }) => [ok, state, problem?.code])).toEqual([
      [true, 'APPROVED', undefined],
      [false, null, 'decision_not_yours'],
      [false, null, 'not_found'],
    ]);
  });

  test('a denial says why', async () => {
    const request = await ask('lijie');
    const decisions = [{ ...decision(request).decisions[0], verdict: 'DENY' }];
    const answer = await send('liqiang', requests.decideRequests, { body: { decisions } });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      errors: [{ pointer: '#/body/decisions/0/comment', code: 'comment_required' }],
    });
  });
});

describe('authority is judged when the button is pressed', () => {
  const change = (kind: 'org' | 'person', ref: string, work: Parameters<typeof inTransaction>[1]) =>
    inTransaction(app.database.sequelize, async (attempt) => {
      await recordChange(attempt.transaction, kind, ref, attempt.now);
      await work(attempt);
    });

  test('mistake 19: who was superior when he opened the page and is no more decides nothing', async () => {
    const request = await ask('caiwen');
    const unitId = storeUnitId('HZ001');
    const acting = newId();
    const [luoyang, startsAt] = [personId('luoyang'), new Date(Date.now() - 1000)];
    const fact = { id: acting, unitId, personId: luoyang, kind: 'ACTING' as const, startsAt, endsAt: null };
    await change('org', unitId, async ({ transaction }) => {
      await OrgHead.create({ ...fact, seq: 1, source: 'EOMS' }, { transaction });
    });
    const read = { params: { requestId: request.id } };
    expect(body<AccessRequest>(await send('luoyang', requests.getRequest, read)).mayDecide).toBe(true);
    await change('org', unitId, async ({ transaction, now }) => {
      await OrgHead.update({ endsAt: now }, { where: { id: acting }, transaction });
    });
    expect(await decide('luoyang', request)).toMatchObject({ ok: false, problem: { code: 'decision_not_yours' } });
    const suspended = (status: 'SUSPENDED' | 'ACTIVE') =>
      change('person', personId('caiwen'), async ({ transaction }) => {
        await Person.update({ status }, { where: { id: personId('caiwen') }, transaction });
      });
    await suspended('SUSPENDED');
    expect(await decide('huangwei', request)).toMatchObject({ problem: { code: 'grantee_inactive' } });
    await suspended('ACTIVE');
    expect(await decide('huangwei', request)).toMatchObject({ ok: true });
  });

  test('mistake 16: two who lead each other’s units do not approve each other', async () => {
    // The general manager works in a department of the headquarters, whose head is below him in the company.
    const request = await ask('chenhai');
    expect(request.steps).toMatchObject([{ rule: 'PERMISSION_OWNERS', requiredCount: 2 }]);
    expect(await decide('linyue', request)).toMatchObject({ problem: { code: 'decision_not_yours' } });
  });
});

describe('who sees what', () => {
  const list = async (account: string, query: Record<string, unknown> = {}): Promise<Grant[]> => {
    const found: Grant[] = [];
    let cursor: string | null = null;
    do {
      const page: Answered = await send(account, grants.listGrants, {
        query: { ...query, limit: 2, ...(cursor && { cursor }) },
      });
      const { items, next } = body<{ items: Grant[]; next: string | null }>(page);
      found.push(...items);
      cursor = next;
    } while (cursor !== null);
    return found;
  };

  test('mistake 41: a superior lists and opens grants and requests of his own people only', async () => {
    const south = await ask('denghua');
    const granted = await ask('lijie');
    await decide('liqiang', granted);
    expect(await decide('xujing', south)).toMatchObject({ ok: true });
    const everything = await list('luoyang');
    expect(new Set(everything.map(({ person }) => person.name)).size).toBeGreaterThan(1);
    for (const account of ['liqiang', 'huangwei', 'xujing', 'chenhai']) {
      const scope = (await app.services.identity.access.accessOfPerson(personId(account), new Date())).scope(
        'access.grant.view',
      );
      const units = scope.kind === 'units' ? scope.unitIds : new Set<string>();
      const home = (id: string): string | undefined =>
        demoPeople.find((one) => one.id === id)?.assignments.at(-1)?.unitId;
      const expected = everything.filter(({ person }) => scope.kind === 'all' || units.has(home(person.id) ?? ''));
      expect((await list(account)).map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
    }
    const read = { params: { requestId: south.id } };
    expect((await send('liqiang', requests.getRequest, read)).status).toBe(404);
    expect((await send('xujing', requests.getRequest, read)).status).toBe(200);
    expect((await send('lijie', requests.getRequest, read)).status).toBe(404);
    const foreign = everything.find(({ person }) => person.name === '邓华');
    const revoke = { params: { grantId: foreign?.id }, body: { reason: '越权' } };
    expect((await send('liqiang', grants.revokeGrant, revoke)).status).toBe(403);
    const mine = body<{ items: RequestRow[] }>(await send('lijie', requests.listMyRequests, { query: { limit: 100 } }));
    for (const { grantee, requester } of mine.items) expect([grantee?.name, requester.name]).toContain('李㛃');
  });

  test('mistake 1: others’ requests are neither edited nor withdrawn, their grants neither returned nor extended', async () => {
    const request = await ask('lijie');
    const change = { params: { requestId: request.id }, ifMatch: 1 };
    expect((await send('denghua', requests.editRequest, { ...change, body: { durationMinutes: 60 } })).status).toBe(
      404,
    );
    expect((await send('liqiang', requests.withdrawRequest, { ...change, body: {} })).status).toBe(404);
    await decide('liqiang', request);
    const [grant] = body<{ items: Grant[] }>(
      await send('lijie', grants.listMyGrants, { query: { state: ['ACTIVE'] } }),
    ).items;
    const params = { grantId: grant?.id };
    expect((await send('denghua', grants.returnGrant, { params, body: {} })).status).toBe(404);
    const more = { wantedUntil: null, durationMinutes: 60, reason: '延长', ticketRef: null };
    expect((await send('denghua', grants.extendGrant, { params, body: more })).status).toBe(404);
    const given = body<Grant>(await send('lijie', grants.returnGrant, { params, body: {} }));
    expect(given).toMatchObject({ state: 'REVOKED', revokedBy: { name: '李㛃' } });
    expect((await send('lijie', grants.returnGrant, { params, body: {} })).status).toBe(409);
  });

  test('a version that is not the present one is refused with what it is now', async () => {
    const request = await ask('lijie');
    const change = { params: { requestId: request.id }, ifMatch: 7, body: { durationMinutes: 60 } };
    const answer = await send('lijie', requests.editRequest, change);
    expect(answer.status).toBe(412);
    expect(answer.body).toMatchObject({ code: 'stale_version', current: { id: request.id, version: 1 } });
  });
});
