import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as grants from '@eoms/contracts/access/grants.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import { DAY, personId, roleId, unitId, type PersonCode, type RoleCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

const fields = (role: RoleCode, scope: { kind: 'OWN_STORE' | 'ORG_SET' | 'ALL'; unitIds: string[] }) => ({
  kind: 'SHORT' as const,
  items: [{ roleId: roleId(role), metaCode: null, scope }],
  reason: '代班',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: 480,
});
const ownStore = { kind: 'OWN_STORE' as const, unitIds: [] };

const ask = (as: PersonCode, role: RoleCode, scope: Parameters<typeof fields>[1] = ownStore) =>
  world.call(requests.createRequest, as, { body: { granteeId: null, ...fields(role, scope), submit: true } });

const decide = async (
  as: PersonCode,
  { id, revision, contentHash }: { id: string; revision: number; contentHash: string },
  verdict: 'APPROVE' | 'DENY' = 'APPROVE',
) => {
  const comment = verdict === 'DENY' ? '不需要' : null;
  const body = { decisions: [{ requestId: id, revision, contentHash, verdict, comment }] };
  const { items } = await world.call(requests.decideRequests, as, { body });
  return items[0]?.problem?.code ?? items[0]?.state;
};
const metasOf = async (who: PersonCode) =>
  [...(await world.access.accessOfPerson(personId(who), world.now())).metas()].filter(
    (meta) => !meta.startsWith('access.'),
  );

describe('a request', () => {
  test('goes to the nearest superior, who sees all of it and decides; then it works until its end and not a moment longer', async () => {
    const request = await ask('ann', 'keeper');
    expect(request).toMatchObject({ state: 'PENDING', number: 'Q20260311-0001', mayEdit: true, mayDecide: false });
    expect(request.steps.map(({ rule, deciders }) => [rule, deciders.map(({ name }) => name)])).toEqual([
      ['SUPERIOR', ['n1Head']],
    ]);
    const inbox = await world.call(requests.listInbox, 'n1Head', { query: { sort: 'dueAt', order: 'asc', limit: 50 } });
    expect(inbox.items.map((entry) => [entry.request.number, entry.as, entry.next])).toEqual([
      [request.number, 'SUPERIOR', null],
    ]);
    expect(
      (await world.call(requests.listInbox, 'northHead', { query: { sort: 'dueAt', order: 'asc', limit: 50 } })).total,
    ).toBe(0);
    expect(await metasOf('ann')).toEqual([]);
    expect(await decide('n1Head', request)).toBe('APPROVED');
    expect((await metasOf('ann')).sort()).toEqual(['stores.store.edit', 'stores.store.view']);
    world.turnClock(480 * 60_000 - 1);
    expect((await metasOf('ann')).length).toBe(2);
    world.turnClock(1);
    expect(await metasOf('ann')).toEqual([]);
  });

  test('is not for the applicant, a colleague, another region or somebody below to decide', async () => {
    const request = await ask('n1Head', 'viewer');
    for (const who of ['n1Head', 'ann', 'southHead', 's1Head', 'owner1'] as const)
      expect(await decide(who, request)).toBe('decision_not_yours');
    expect(await decide('boss', request)).toBe('APPROVED');
  });

  test('invariant 8: reaches no further than the superior manages at any instant of its window, as far as it is known', async () => {
    const inDays = (days: number): string => new Date(world.now().getTime() + days * DAY).toISOString();
    await world.move('ann', 's1', new Date(inDays(5)));
    const give = (wantedFrom: string | null, days: number) =>
      world.call(grants.giveGrant, 'northHead', {
        body: { granteeId: personId('ann'), ...fields('keeper', ownStore), wantedFrom, durationMinutes: days * 1440 },
      });
    expect((await give(null, 5)).state).toBe('APPROVED');
    for (const request of [await give(null, 6), await give(inDays(6), 1)]) {
      expect(request.state).toBe('PENDING');
      expect(request.steps.map(({ rule, because }) => [rule, because])).toEqual([
        ['SUPERIOR', 'SUPERIOR'],
        ['OWNER', 'SCOPE'],
      ]);
    }
  });

  test('of risk 2 needs an owner after the superior, of risk 3 two of them, and everything beyond his units an owner too', async () => {
    const two = await ask('ann', 'closer');
    expect(two.steps.map(({ rule, because, requiredCount }) => [rule, because, requiredCount])).toEqual([
      ['SUPERIOR', 'SUPERIOR', 1],
      ['OWNER', 'RISK', 1],
    ]);
    expect(await decide('owner1', two)).toBe('decision_not_yours');
    expect(await decide('n1Head', two)).toBe('PENDING');
    expect(await decide('n1Head', two)).toBe('decision_repeated');
    expect(await decide('owner1', two)).toBe('APPROVED');
    const three = await ask('ann', 'seller');
    expect(three.steps[1]).toMatchObject({ requiredCount: 2 });
    expect(await decide('northHead', three)).toBe('PENDING');
    expect(await decide('owner1', three)).toBe('PENDING');
    expect(await decide('owner1', three)).toBe('decision_repeated');
    expect(await decide('owner2', three)).toBe('APPROVED');
    const wide = await ask('ann', 'viewer', { kind: 'ORG_SET', unitIds: [unitId('s1')] });
    expect(wide.steps[1]).toMatchObject({ rule: 'OWNER', because: 'SCOPE' });
  });

  test('of the top person needs two permission owners', async () => {
    const request = await ask('boss', 'viewer', { kind: 'ALL', unitIds: [] });
    expect(request.steps).toMatchObject([{ rule: 'PERMISSION_OWNERS', because: 'NOBODY_ABOVE', requiredCount: 2 }]);
    expect(await decide('owner1', request)).toBe('PENDING');
    expect(await decide('owner2', request)).toBe('APPROVED');
  });

  test('of somebody outside goes to the unit that sponsors him', async () => {
    const body = {
      granteeId: personId('partner'),
      ...fields('viewer', { kind: 'ORG_SET', unitIds: [unitId('s1')] }),
      submit: true,
    };
    expect(await world.attempt(requests.createRequest, 'northHead', { body })).toBe('not_superior');
    const request = await world.call(requests.createRequest, 'southHead', { body });
    expect(request.steps[0]?.deciders.map(({ name }) => name)).toEqual(['boss']);
  });

  test('escalates: overdue it comes to the next superior, and where a head is gone the next level decides', async () => {
    const request = await ask('ann', 'viewer');
    world.turnClock(3 * DAY);
    const inbox = await world.call(requests.listInbox, 'northHead', {
      query: { sort: 'dueAt', order: 'asc', limit: 50 },
    });
    expect(inbox.items[0]).toMatchObject({ overdue: true, request: { number: request.number } });
    await world.leave('n1Head');
    await world.leave('northHead');
    const seen = await world.call(requests.getRequest, 'ann', { params: { requestId: request.id } });
    expect(seen.steps[0]?.deciders.map(({ name }) => name)).toEqual(['boss']);
    await world.leave('boss');
    expect(await decide('owner1', request)).toBe('PENDING');
    expect(await decide('owner2', request)).toBe('APPROVED');
  });

  test('expires by time alone', async () => {
    const request = await ask('ann', 'viewer');
    world.turnClock(14 * DAY - 1);
    expect((await world.call(requests.getRequest, 'ann', { params: { requestId: request.id } })).state).toBe('PENDING');
    world.turnClock(1);
    expect((await world.call(requests.getRequest, 'ann', { params: { requestId: request.id } })).state).toBe('EXPIRED');
    expect(await decide('n1Head', request)).toBe('request_not_open');
  });

  test('that was denied gives nothing, and says why', async () => {
    const request = await ask('ann', 'closer');
    expect(await decide('n1Head', request, 'DENY')).toBe('DENIED');
    expect(await decide('northHead', request)).toBe('request_not_open');
    const seen = await world.call(requests.getRequest, 'ann', { params: { requestId: request.id } });
    expect(seen.decisions).toMatchObject([{ verdict: 'DENY', comment: '不需要', actor: { name: 'n1Head' } }]);
  });

  test('invariant 4, mistake 18: an edit voids what was decided, and a decision on what it was before is refused', async () => {
    const before = await ask('ann', 'closer');
    await decide('n1Head', before);
    const edited = await world.call(requests.editRequest, 'ann', {
      params: { requestId: before.id },
      body: { durationMinutes: 600 },
      ifMatch: 2,
    });
    expect(edited).toMatchObject({ revision: 2, steps: [{ approvals: 0, state: 'CURRENT' }, { state: 'AHEAD' }] });
    expect(edited.decisions).toMatchObject([{ revision: 1, counts: false }]);
    expect(await decide('n1Head', before)).toBe('request_changed');
    expect(await decide('owner1', edited)).toBe('decision_not_yours');
    expect(await decide('n1Head', edited)).toBe('PENDING');
  });
});

describe('a direct grant', () => {
  const give = (as: PersonCode, to: PersonCode, role: RoleCode, scope: Parameters<typeof fields>[1] = ownStore) =>
    world.call(grants.giveGrant, as, { body: { granteeId: personId(to), ...fields(role, scope) } });

  test('of little risk within his units counts as the decision', async () => {
    expect(await give('n1Head', 'ann', 'keeper')).toMatchObject({ state: 'APPROVED', grantIds: [expect.any(String)] });
    expect((await metasOf('ann')).length).toBe(2);
  });

  test('mistake 17: of more risk, of long time or beyond his units waits for somebody else', async () => {
    const risky = await give('n1Head', 'ann', 'closer');
    expect(risky.steps.map(({ deciders }) => deciders[0]?.name)).toEqual(['northHead', expect.stringMatching(/owner/)]);
    expect(await decide('n1Head', risky)).toBe('decision_not_yours');
    const wide = await give('n1Head', 'ann', 'viewer', { kind: 'ORG_SET', unitIds: [unitId('n2')] });
    expect(wide).toMatchObject({ state: 'PENDING' });
    const body = {
      granteeId: personId('ann'),
      ...fields('viewer', ownStore),
      kind: 'LONG' as const,
      durationMinutes: null,
    };
    const long = await world.call(grants.giveGrant, 'n1Head', { body });
    expect(long).toMatchObject({ state: 'PENDING', wantedUntil: expect.any(String) });
    expect(await world.attempt(grants.giveGrant, 'n1Head', { body: { ...body, granteeId: personId('dan') } })).toBe(
      'not_superior',
    );
    expect(await metasOf('ann')).toEqual([]);
  });
});
