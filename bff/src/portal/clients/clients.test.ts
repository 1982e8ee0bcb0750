import { exportJWK, generateKeyPair, type JWK } from 'jose';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '@eoms/contracts/access/clients.contract';
import type { ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import { allMetas } from '@eoms/contracts/catalogue';
import { listTickets } from '@eoms/contracts/service/tickets.contract';
import { demoId } from '../../embedded/demo/plan.ts';
import { refused } from '../../../test/business-day.ts';
import { bodyOf } from '../../../test/catalogue-desk.ts';
import { ClientsDesk, stores, type Changed } from '../../../test/clients-desk.ts';
import type { PeopleWorld } from '../../../test/people-world.ts';
import type { TestClient } from '../../../test/test-app.ts';
import { changesSince } from '../access/access.service.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { ServiceClient } from './clients.model.ts';

let desk: ClientsDesk;
let world: PeopleWorld;
let owner: TestClient;
let publicKey: JWK;
let privateKey: JWK;

beforeAll(async () => {
  desk = await ClientsDesk.open();
  ({ world, owner, publicKey, privateKey } = desk);
});
afterAll(() => world.close());

const body = (over?: Record<string, unknown>) => desk.body(over);
const create = (over?: Record<string, unknown>) => desk.create(over);
const change = (client: ServiceClientRecord, changes: Record<string, unknown>) => desk.change(client, changes);
const changed = (client: ServiceClientRecord, changes: Record<string, unknown>) => desk.changed(client, changes);
const storesSeen = (clientId: string) => desk.storesSeen(clientId);

describe('a service client', () => {
  test('is registered with its public key and calls with what it was given', async () => {
    const client = await create({ storeIds: stores(1, 2) });
    expect(client).toMatchObject({ version: 1, mayChange: true, metas: [{ code: 'stores.store.view' }] });
    expect(client.keys).toMatchObject([{ kind: 'EC P-256' }]);
    expect(client.stores?.map(({ id }) => id).toSorted()).toEqual(stores(1, 2).toSorted());
    expect(await storesSeen(client.clientId)).toBe(2);
    const kept = (await ServiceClient.findByPk(client.id))?.jwks?.keys[0];
    expect(Object.keys(kept ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  test('mistake 4: what is changed or withdrawn counts at its next request', async () => {
    const client = await create();
    expect(await storesSeen(client.clientId)).toBe(1);
    const wider = await changed(client, { storeIds: null });
    expect([wider.stores, await storesSeen(client.clientId)]).toEqual([null, 24]);
    const other = await changed(wider, { metas: ['service.ticket.view', 'stores.store.view'] });
    const { client: narrow, proposal } = bodyOf<Changed>(await change(other, { metas: ['service.ticket.view'] }));
    expect(proposal).toBeNull();
    expect(await storesSeen(client.clientId)).toBe(403);
    expect((await world.app.client({ serviceId: client.clientId }).send(listTickets)).status).toBe(200);
    const [seen] = (await changesSince(0)).toReversed();
    expect(seen).toMatchObject({ kind: 'client', ref: client.id });
    const params = { id: client.id };
    const gone = await owner.send(contract.withdrawClient, {
      params,
      ifMatch: narrow.version,
      body: { reason: '更换供应商' },
    });
    expect(gone.body).toMatchObject({ status: 'WITHDRAWN', mayChange: false });
    expect((await world.app.client({ serviceId: client.clientId }).send(listTickets)).status).toBe(401);
    refused(await change(gone.body as ServiceClientRecord, { name: '复活' }), 409, 'client_withdrawn');
    refused(
      await owner.send(contract.createClient, { body: body({ clientId: client.clientId }) }),
      409,
      'client_id_taken',
    );
    const events = await AuditEvent.findAll({ where: { objectId: client.id }, order: [['at', 'ASC']] });
    expect(events.map(({ action }) => action)).toEqual([
      'applyChange',
      'applyChange',
      'applyChange',
      'changeClient',
      'withdrawClient',
    ]);
  });

  test('pushes from HR for the whole company or not at all', async () => {
    const metas = ['access.scim.sync'];
    const errors = [{ pointer: '#/body/storeIds', code: 'push_needs_all' }];
    const limited = await owner.send(contract.createClient, { body: body({ metas }) });
    expect(refused(limited, 422, 'validation_failed').errors).toMatchObject(errors);
    const pos = await create();
    expect(refused(await change(pos, { metas }), 422, 'validation_failed').errors).toMatchObject(errors);
    expect(await changed(pos, { metas, storeIds: null })).toMatchObject({ stores: null, metas: [{ code: metas[0] }] });
    const hr = await create({ metas, storeIds: null });
    expect(refused(await change(hr, { storeIds: stores(1) }), 422, 'validation_failed').errors).toMatchObject(errors);
  });

  test('never holds a permission of the permission centre, except pushing from HR', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(allMetas)), async (meta) => {
        const wanted = { metas: ['stores.store.view', meta], storeIds: null };
        const answer = await owner.send(contract.createClient, { body: body(wanted) });
        const isAllowed = !meta.startsWith('access.') || meta === 'access.scim.sync';
        if (isAllowed) expect({ meta, status: answer.status }).toEqual({ meta, status: 201 });
        else
          expect(refused(answer, 422, 'validation_failed').errors).toMatchObject([
            { pointer: '#/body/metas/1', code: 'client_meta_forbidden' },
          ]);
      }),
      { numRuns: 30 },
    );
    const { items } = (await owner.send(contract.listClientMetas)).body as { items: { code: string }[] };
    expect(items.filter(({ code }) => code.startsWith('access.'))).toMatchObject([{ code: 'access.scim.sync' }]);
    refused(
      await owner.send(contract.createClient, { body: body({ metas: ['stores.store.invent'] }) }),
      422,
      'validation_failed',
    );
  });

  test('brings a public key of the right kind, never a private one', async () => {
    const { privateKey: rsa } = await generateKeyPair('RS256', { extractable: true });
    const { n, e, kty } = await exportJWK(rsa);
    const other = await exportJWK((await generateKeyPair('ES256', { extractable: true })).publicKey);
    const code = async (keys: unknown) =>
      refused(
        await owner.send(contract.createClient, {
          body: body({ keys: typeof keys === 'string' ? keys : JSON.stringify(keys) }),
        }),
        422,
        'validation_failed',
      ).errors?.map((error) => error.code);
    expect(await code(privateKey)).toEqual(['key_private']);
    expect(await code({ keys: [publicKey, privateKey] })).toEqual(['key_private']);
    expect(await code({ n, e, kty })).toEqual(['key_kind']);
    expect(await code({ kty: 'oct', k: 'c2VjcmV0' })).toEqual(['key_private']);
    expect(await code({ ...publicKey, x: publicKey.y })).toEqual(['key_broken']);
    expect(await code({ keys: [] })).toEqual(['key_count']);
    expect(await code({ keys: [publicKey, publicKey] })).toEqual(['key_twice']);
    expect(
      await code({
        keys: [
          { ...publicKey, kid: 'a' },
          { ...other, kid: 'a' },
        ],
      }),
    ).toEqual(['key_twice']);
    for (const text of ['no json', '[]', '"x"', 'null', '{"keys":3}'])
      expect(await code(text), text).toEqual(['key_json']);
    const two = await create({
      keys: JSON.stringify({
        keys: [
          { ...publicKey, kid: 'a' },
          { ...other, kid: 'b' },
        ],
      }),
    });
    expect(two.keys.map(({ kid }) => kid)).toEqual(['a', 'b']);
  });

  test('edited by two at once: the second sees what is there', async () => {
    const client = await create();
    const answers = await Promise.all(['一', '二'].map((name) => change(client, { name })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const stale = answers.find(({ status }) => status === 412)?.body as {
      current: ServiceClientRecord;
      changed: string[];
    };
    expect(stale).toMatchObject({ current: { version: 2 }, changed: ['name'] });
  });

  test('is found by id and name, page by page', async () => {
    await create({ clientId: 'hr-push', name: '人事系统推送', storeIds: null, metas: ['access.scim.sync'] });
    const find = async (query: Record<string, unknown>) =>
      (await owner.send(contract.listClients, { query })).body as { items: ServiceClientRecord[]; next: string | null };
    expect((await find({ q: 'HR-P' })).items.map(({ clientId }) => clientId)).toEqual(['hr-push']);
    expect((await find({ q: '推送' })).items).toHaveLength(1);
    expect((await find({ q: '%' })).items).toEqual([]);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, next } = await find({ limit: 3, ...(cursor ? { cursor } : {}) });
      seen.push(...items.map(({ id }) => id));
      cursor = next;
    }
    expect([seen.length, new Set(seen).size]).toEqual([await ServiceClient.count(), await ServiceClient.count()]);
  });
});

test('mistake 1 and mistake 41: a regional manager sees and changes clients of his own stores only', async () => {
  await world.give('access.client.view', 'regional-manager', 'MANAGED');
  await world.give('access.client.manage', 'regional-manager', 'MANAGED');
  const [own, mixed, all] = [
    await create({ storeIds: stores(10, 11) }),
    await create({ storeIds: stores(1, 10) }),
    await create({ storeIds: null }),
  ];
  const manager = world.as('xujing');
  const listed = (await manager.send(contract.listClients, { query: { limit: 200 } })).body as {
    items: ServiceClientRecord[];
  };
  expect(listed.items.map(({ id }) => id)).toEqual([own.id]);
  for (const { id, version } of [mixed, all]) {
    const params = { id };
    refused(await manager.send(contract.getClient, { params }), 404, 'not_found');
    refused(
      await manager.send(contract.changeClient, { params, ifMatch: version, body: { name: '越权', reason: '越权' } }),
      404,
      'not_found',
    );
    const ending = { params, ifMatch: version, body: { reason: '越权停用' } };
    refused(await manager.send(contract.withdrawClient, ending), 404, 'not_found');
  }
  const params = { id: own.id };
  expect((await manager.send(contract.getClient, { params })).status).toBe(200);
  for (const storeIds of [null, stores(1), stores(10, 1), [demoId('region', 2)]]) {
    const sending = { params, ifMatch: own.version, body: { storeIds, reason: '越权' } };
    refused(await manager.send(contract.changeClient, sending), 422, 'validation_failed');
    refused(await manager.send(contract.createClient, { body: body({ storeIds }) }), 422, 'validation_failed');
  }
});
