import fc from 'fast-check';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/clients.contract';
import type { ClientProposal } from '@eoms/contracts/access/clients.record';
import { withdrawRequest } from '@eoms/contracts/access/requests.contract';
import { refused } from '../../../test/business-day.ts';
import { bodyOf } from '../../../test/catalogue-desk.ts';
import { ClientsDesk, KEEPER, stores, type Changed } from '../../../test/clients-desk.ts';
import { personId } from '../../../test/people-world.ts';

const permission = 'service.ticket.view';

let desk: ClientsDesk;
beforeAll(async () => {
  desk = await ClientsDesk.open();
});
afterAll(() => desk.world.close());

const proposals = async (client = desk.owner): Promise<ClientProposal[]> =>
  bodyOf<{ items: ClientProposal[] }>(await client.send(contract.listClientProposals)).items;
const freshKey = async () => exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);

test('invariant 2: nobody registers a client alone', async () => {
  const { clientId, request, serviceId } = await desk.propose();
  expect(serviceId).toBeNull();
  expect(await desk.storesSeen(clientId)).toBe(401);
  expect(await desk.decide(request, desk.owner)).toMatchObject({ ok: false, problem: { code: 'decision_not_yours' } });
  expect([await desk.storesSeen(clientId), await desk.found(clientId)]).toEqual([401, undefined]);
  const shown = (await proposals()).find((one) => one.clientId === clientId);
  expect(shown?.request).toMatchObject({
    requester: { name: '罗洋' },
    mayDecide: false,
    mayWithdraw: true,
    changeNow: { hindrance: null },
  });
  const [decider] = shown?.request.steps[0]?.deciders ?? [];
  expect(decider?.id).not.toBe(personId(KEEPER));
  await desk.agree(request);
  expect(await desk.storesSeen(clientId)).toBe(1);
  expect((await proposals()).map((one) => one.clientId)).not.toContain(clientId);
});

test('invariant 2: nor pushes from HR or risky permissions without two', async () => {
  const { clientId, request } = await desk.propose({ metas: ['access.scim.sync'], storeIds: null });
  expect(request.steps).toMatchObject([{ requiredCount: 2 }]);
  expect(await desk.decide(request, desk.others[0])).toMatchObject({ ok: true, state: 'PENDING' });
  expect(await desk.storesSeen(clientId)).toBe(401);
  expect(await desk.decide(request, desk.others[1])).toMatchObject({ ok: true, state: 'APPROVED' });
  expect(await desk.storesSeen(clientId)).toBe(403);
});

test('invariant 2: what would give more waits, what takes away does not', async () => {
  const another = JSON.stringify({
    keys: [
      { ...desk.publicKey, kid: 'a' },
      { ...(await freshKey()), kid: 'b' },
    ],
  });
  const client = await desk.create({ storeIds: stores(1, 2), metas: ['stores.store.view', permission], keys: another });
  const keys = JSON.stringify({ ...desk.publicKey, kid: 'a' });
  const wide: Record<string, unknown>[] = [
    { metas: ['stores.store.view', permission, 'service.ticket.create'] },
    { metas: ['service.ticket.create'] },
    { storeIds: null },
    { storeIds: stores(1, 2, 3) },
    { storeIds: stores(3) },
    { keys: JSON.stringify(await freshKey()) },
    // Another name for a key that is there is another key.
    { keys: JSON.stringify({ ...desk.publicKey, kid: 'c' }) },
    { name: '改名', storeIds: null, metas: [permission] },
  ];
  for (const changes of wide) {
    const { client: now, proposal } = bodyOf<Changed>(await desk.change(client, changes));
    expect([proposal?.serviceId, now], JSON.stringify(changes)).toEqual([client.id, client]);
  }
  let current = client;
  for (const changes of [{ name: '改名' }, { keys }, { storeIds: stores(2) }, { metas: [permission] }]) {
    const { client: now, proposal } = bodyOf<Changed>(await desk.change(current, changes));
    expect([proposal, now.version]).toEqual([null, current.version + 1]);
    current = now;
  }
  expect(current).toMatchObject({ name: '改名', stores: [{ id: stores(2)[0] }], metas: [{ code: permission }] });
  expect(current.keys.map(({ kid }) => kid)).toEqual(['a']);
});

test('invariant 2: whatever one person does, a client never does more than others agreed to', async () => {
  const choices = ['stores.store.view', permission, 'service.ticket.create'];
  const metas = fc.subarray(choices, { minLength: 1 });
  const reach = fc.option(fc.subarray(stores(1, 2, 3), { minLength: 1 }), { nil: null });
  const client = await desk.create({ metas: choices.slice(0, 2), storeIds: stores(1, 2) });
  let current = client;
  let agreed = { metas: new Set(choices.slice(0, 2)), stores: new Set<string>(stores(1, 2)) };
  await fc.assert(
    fc.asyncProperty(metas, reach, async (wantedMetas, storeIds) => {
      current = bodyOf<Changed>(await desk.change(current, { metas: wantedMetas, storeIds })).client;
      const now = await desk.found(client.clientId);
      expect(now).toEqual(current);
      const held = current.metas.map(({ code }) => code);
      const reached = current.stores?.map(({ id }) => id);
      expect([held.every((code) => agreed.metas.has(code)), reached?.every((id) => agreed.stores.has(id))]).toEqual([
        true,
        true,
      ]);
      agreed = { metas: new Set(held), stores: new Set(reached) };
    }),
    { numRuns: 12 },
  );
});

test('a proposal that no longer fits says so and cannot be agreed to', async () => {
  const client = await desk.create({ storeIds: stores(1, 2) });
  const { proposal } = bodyOf<Changed>(await desk.change(client, { storeIds: null }));
  bodyOf<Changed>(await desk.change(client, { storeIds: stores(1) }));
  const waiting = (await proposals()).find(({ serviceId }) => serviceId === client.id);
  expect(waiting?.request.changeNow?.hindrance?.zh).toContain('不再适用');
  expect(await desk.decide(proposal!.request, desk.others[0])).toMatchObject({
    ok: false,
    problem: { code: 'change_not_applicable' },
  });
  expect(await desk.storesSeen(client.clientId)).toBe(1);
  refused(await desk.change(client, { storeIds: null }), 412, 'stale_version');

  const [one, two] = [await desk.propose(), await desk.propose()];
  const twin = await desk.propose({ clientId: one.clientId });
  await desk.agree(one.request);
  const gone = (await proposals()).find(({ request }) => request.id === twin.request.id);
  expect(gone?.request.changeNow?.hindrance?.zh).toContain('标识已被使用');
  expect(await desk.decide(twin.request, desk.others[0])).toMatchObject({ problem: { code: 'client_id_taken' } });
  const params = { requestId: two.request.id };
  bodyOf(await desk.owner.send(withdrawRequest, { params, body: {}, ifMatch: two.request.version }));
  expect((await proposals()).map(({ clientId }) => clientId)).not.toContain(two.clientId);
});

test('are denied, and shown inside the scope only', async () => {
  await desk.world.give('access.client.view', 'regional-manager', 'MANAGED');
  const client = await desk.create({ storeIds: stores(10) });
  const { proposal } = bodyOf<Changed>(await desk.change(client, { storeIds: stores(10, 11) }));
  const outside = bodyOf<Changed>(await desk.change(client, { storeIds: stores(1, 10) })).proposal;
  const seen = (await proposals(desk.world.as('xujing'))).map(({ request }) => request.id);
  expect(seen).toContain(proposal?.request.id);
  expect(seen).not.toContain(outside?.request.id);
  const denied = await desk.decide(proposal!.request, desk.others[0], 'DENY');
  expect(denied).toMatchObject({ ok: true, state: 'DENIED' });
  expect((await desk.found(client.clientId))?.version).toBe(client.version);
});
