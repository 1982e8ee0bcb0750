import { pino } from 'pino';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as delegations from '@eoms/contracts/access/delegations.contract';
import * as requests from '@eoms/contracts/access/requests.contract';
import type { AccessRequest } from '@eoms/contracts/access/requests.record';
import { DAY, everybody, personId, roleId, type PersonCode, type RoleCode } from '../../../test/grants-company.ts';
import { openGrantsWorld, type GrantsWorld } from '../../../test/grants-world.ts';
import type { Context } from '../../http/context.ts';
import { noAccess } from '../access/access.policy.ts';
import { inboxWork, waitingFor } from './inbox.ts';
import { loadSituation } from './situation.ts';

let world: GrantsWorld;
beforeEach(async () => {
  world = await openGrantsWorld();
});
afterEach(() => world.close());

const ask = (as: PersonCode, role: RoleCode) =>
  world.call(requests.createRequest, as, {
    body: {
      granteeId: null,
      kind: 'SHORT',
      items: [{ roleId: roleId(role), metaCode: null, scope: { kind: 'OWN_STORE', unitIds: [] } }],
      reason: '代班',
      ticketRef: null,
      wantedFrom: null,
      wantedUntil: null,
      durationMinutes: 480,
      submit: true,
    },
  });
const approve = (as: PersonCode, { id, revision, contentHash }: AccessRequest) =>
  world.call(requests.decideRequests, as, {
    body: { decisions: [{ requestId: id, revision, contentHash, verdict: 'APPROVE', comment: null }] },
  });
const entrust = (owner: PersonCode, delegate: PersonCode) =>
  world.call(delegations.createDelegation, owner, {
    body: {
      delegateId: personId(delegate),
      from: null,
      until: new Date(world.now().getTime() + 30 * DAY).toISOString(),
      systems: [],
      reason: '年休假',
    },
  });

const contextOf = (who: PersonCode): Context => ({
  requestId: 'test',
  locale: 'zh',
  caller: { kind: 'person', id: personId(who), name: who, clientId: 'test', sid: null, access: noAccess },
  now: world.now(),
  log: pino({ level: 'silent' }),
  transaction: undefined,
  afterCommit: () => undefined,
});

const inboxOf = async (who: PersonCode, limit = 50): Promise<string[]> => {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { sort: 'dueAt' as const, order: 'asc' as const, limit, ...(cursor && { cursor }) };
    const page = await world.call(requests.listInbox, who, { query });
    ids.push(...page.items.map(({ request }) => request.id));
    cursor = page.next ?? undefined;
  } while (cursor);
  return ids.toSorted();
};

/** What the home page says of somebody's inbox, read without the limits of what nobody asks for. */
const countFor = async (who: PersonCode): Promise<number> => {
  const [line] = await world.service.workProvider.provide(contextOf(who));
  return line?.count ?? 0;
};

/** The same from the other side: requests whose present step names the person among those who decide it. */
async function decidedBy(all: readonly (readonly [PersonCode, string])[], who: PersonCode): Promise<string[]> {
  const mine: string[] = [];
  for (const [requester, requestId] of all) {
    const { steps } = await world.call(requests.getRequest, requester, { params: { requestId } });
    const current = steps.find(({ state }) => state === 'CURRENT');
    if (current?.deciders.some(({ id }) => id === personId(who))) mine.push(requestId);
  }
  return mine.toSorted();
}

test('the inbox of everybody holds exactly the requests whose present step names him', async () => {
  const asked: [PersonCode, AccessRequest][] = [];
  for (const who of ['ann', 'cai', 'dan', 'eve', 'n1Head', 'northHead', 'boss'] as const)
    for (const role of ['viewer', 'closer'] as const) asked.push([who, await ask(who, role)]);
  const all = asked.map(([who, { id }]) => [who, id] as const);
  const gone = new Set<PersonCode>(['partner']);
  const same = async () => {
    for (const who of everybody.filter((one) => !gone.has(one))) {
      const inbox = await inboxOf(who);
      expect([who, inbox]).toEqual([who, await decidedBy(all, who)]);
      expect([who, await countFor(who)]).toEqual([who, inbox.length]);
    }
  };
  await same();
  await approve('n1Head', asked.find(([who, { riskTier }]) => who === 'ann' && riskTier === 2)![1]);
  await entrust('southHead', 'n2Head');
  await world.leave('s1Head');
  gone.add('s1Head');
  await world.move('cai', 's1');
  await same();
  world.turnClock(3 * DAY);
  await same();
});

test('small pages and small portions of reading leave nothing out and show nothing twice', async () => {
  for (const who of ['ann', 'bob', 'cai', 'dan'] as const)
    for (const role of ['viewer', 'keeper'] as const) await ask(who, role);
  const whole = await inboxOf('n1Head');
  expect(whole).toHaveLength(4);
  expect(await inboxOf('n1Head', 1)).toEqual(whole);
  const situation = await loadSituation(
    { sequelize: world.database.sequelize, access: world.access },
    { now: world.now(), transaction: undefined },
  );
  const reading = { now: world.now(), transaction: undefined };
  const portions = await waitingFor(situation, reading, personId('n1Head'), { batch: 1, most: 4 });
  expect(portions.waiting.map(({ dossier }) => dossier.request.id).toSorted()).toEqual(whole);
  expect(portions.more).toBe(false);
  const cut = await waitingFor(situation, reading, personId('n1Head'), { batch: 3, most: 3 });
  expect([cut.waiting.length, cut.more]).toEqual([3, true]);
});

test('the counter of the home page asks for no facts while nothing is pending', async () => {
  const facts = vi.fn(() => world.access.facts());
  const deps = { sequelize: world.database.sequelize, access: { facts } };
  expect(await inboxWork(deps, contextOf('n1Head'))).toEqual([]);
  expect(facts).not.toHaveBeenCalled();
  await ask('ann', 'viewer');
  expect(await inboxWork(deps, contextOf('n1Head'))).toMatchObject([{ key: 'access.inbox', count: 1 }]);
  expect(await inboxWork(deps, contextOf('bob'))).toEqual([]);
});

test('who administers permissions is answered alike for one and for all, by the facts and by the evaluator', async () => {
  const situation = await loadSituation(
    { sequelize: world.database.sequelize, access: world.access },
    { now: world.now(), transaction: undefined },
  );
  const owners = situation.permissionOwners();
  expect(owners.length).toBeGreaterThan(1);
  expect(everybody.map(personId).filter(situation.isPermissionOwner).toSorted()).toEqual(owners.toSorted());
  const holders = await world.access.holdersOf('access.catalogue.approve', world.now());
  expect(holders.filter(situation.mayDecide)).toEqual(owners);
});
