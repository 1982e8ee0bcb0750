import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allEndpoints, allMetas, catalogueFaults } from '@eoms/contracts/catalogue';
import type { Endpoint, MetaCode } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import { exampleRequest } from '@eoms/contracts/fake';
import { getBootstrap, getSystemMenu, savePreferences, type SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { createStore, listStores } from '@eoms/contracts/stores/stores.contract';
import { listen, whoAmI, type Listening } from '../../../test/identity-world.ts';
import { startTestApp, type TestApp, type TestClient } from '../../../test/test-app.ts';
import { storeBody } from '../../../test/store-commands.ts';
import { demoAccounts } from '../../embedded/demo/company-accounts.ts';
import { demoPeople } from '../../embedded/demo/company-people.ts';
import { inTransaction } from '../../database/transaction.ts';
import { createIdentity } from '../../identity.ts';
import { BaseRule } from '../catalogue/catalogue.model.ts';
import { Person } from '../people/people.model.ts';
import { recordChange, type AccessService } from './access.service.ts';

let app: TestApp;
let access: AccessService;
/** Another instance over the same database, with its own memory. */
let other: Listening;
const clients = new Map<string, TestClient>();

beforeAll(async () => {
  app = await startTestApp();
  access = app.services.identity.access;
  const { sequelize } = app.database;
  const loadFranchises = () => app.services.stores.ownerships();
  other = await listen(whoAmI(createIdentity({ ...app.issuer, sequelize, developmentClientId: null, loadFranchises })));
});
afterAll(async () => {
  await other.close();
  await app.close();
});

const idOf = (account: string): string => demoPeople.find((person) => person.account === account)?.id ?? '';
const clientOf = (personId: string): TestClient => {
  const client = clients.get(personId) ?? app.client({ personId });
  clients.set(personId, client);
  return client;
};
const codeOf = (body: unknown): string | undefined => (body as Problem | undefined)?.code;

const change = (kind: 'person' | 'rule', ref: string, write: (transaction: never) => Promise<unknown>): Promise<void> =>
  inTransaction(app.database.sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, kind, ref, now);
    await write(transaction as never);
  });
const setStatus = (id: string, status: Person['status']): Promise<void> =>
  change('person', id, (transaction) => Person.update({ status }, { where: { id }, transaction }));

describe('somebody who leaves', () => {
  it.each(['LEFT', 'SUSPENDED'] as const)(
    'invariant 15: has nothing at his next request on every instance once he is %s (mistake 14)',
    async (status) => {
      const id = idOf('zhouting');
      const whole = clientOf(id);
      const elsewhere = app.issuer.personFetch(id);
      const ask = () => elsewhere(`${other.url}/api/who`);
      expect([(await whole.send(listStores)).status, (await ask()).status]).toEqual([200, 200]);
      await setStatus(id, status);
      for (const [endpoint, sending] of [
        [listStores, {}],
        [getBootstrap, {}],
        [getSystemMenu, { params: { system: 'stores' } }],
      ] as [Endpoint, object][]) {
        const answer = await whole.send(endpoint, sending);
        expect([answer.status, codeOf(answer.body)]).toEqual([403, 'person_inactive']);
      }
      expect((await ask()).status).toBe(403);
      expect((await access.accessOfPerson(id, new Date())).metas().size).toBe(0);
      expect(await access.holdersOf('stores.store.view', new Date())).not.toContain(id);
      await setStatus(id, 'ACTIVE');
      expect((await whole.send(listStores)).status).toBe(200);
    },
  );
});

describe('a permission taken away', () => {
  it('mistake 4: is gone at the next call of the same session', async () => {
    const id = idOf('heping');
    const client = clientOf(id);
    const rules = (await access.sourcesOf(id, new Date())).filter(({ metaCode }) => metaCode === 'stores.store.view');
    expect((await client.send(listStores)).status).toBe(200);
    const ends = async (endsAt: Date | null) => {
      for (const { refId } of rules)
        await change('rule', refId, (transaction) =>
          BaseRule.update({ endsAt }, { where: { id: refId }, transaction }),
        );
    };
    await ends(new Date(Date.now() - 1));
    expect(codeOf((await client.send(listStores)).body)).toBe('permission_missing');
    await ends(null);
    expect((await client.send(listStores)).status).toBe(200);
  });
});

describe('every endpoint', () => {
  const guarded = allEndpoints.filter(({ meta }) => meta !== null);

  it('invariant 28: lets in exactly who holds its Meta, and buttons say the same', async () => {
    const anyone = fc.constantFrom(...demoAccounts.map(({ personId }) => personId), app.outsider);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...guarded), anyone, async (endpoint, personId) => {
        const meta = endpoint.meta as MetaCode;
        const holds = (await access.accessOfPerson(personId, new Date())).has(meta);
        const { params, body } = exampleRequest(endpoint);
        // An unknown parameter is refused before anything is done, but after the permission was looked at.
        const sending = { params, body, query: { nobody: '1' }, ...(endpoint.ifMatch ? { ifMatch: 1 } : {}) };
        const answer = await clientOf(personId).send(endpoint, sending);
        expect([endpoint.id, answer.status === 403]).toEqual([endpoint.id, !holds]);
        // SCIM refuses in words of its own.
        const code = codeOf(answer.body);
        if (code !== undefined) expect(code).toBe(holds ? 'invalid_parameter' : 'permission_missing');
        const system = meta.split('.')[0];
        const menu = await clientOf(personId).send(getSystemMenu, { params: { system } });
        if (menu.status === 200) expect((menu.body as SystemMenu).metas.includes(meta)).toBe(holds);
      }),
      { numRuns: 120 },
    );
  });

  it('invariant 28: names one Meta of the catalogue, or says aloud that it needs none', () => {
    expect(catalogueFaults()).toEqual([]);
    for (const { meta } of guarded) expect(Object.keys(allMetas)).toContain(meta);
  });

  it('mistake 3: that names no Meta, or one nobody knows, ends the start', () => {
    const { meta: _none, ...silent } = listStores;
    const unknown = { ...listStores, id: 'other', path: '/api/stores/other', meta: 'stores.store.invent' } as const;
    expect(catalogueFaults([silent as unknown as Endpoint])).toEqual(['listStores: names no Meta']);
    expect(catalogueFaults([unknown])).toEqual(['other: Meta stores.store.invent is not in the catalogue']);
  });
});

describe('many at once', () => {
  it('mistake 8: 200 requests of 50 people are each answered in the own scope', async () => {
    const holders = await access.holdersOf('stores.store.view', new Date());
    const people = holders.filter((_id, index) => index % Math.ceil(holders.length / 50) === 0);
    const read = async (personId: string): Promise<string> => {
      const { status, body } = await clientOf(personId).send(listStores, { query: { limit: 100 } });
      expect(status).toBe(200);
      return (body as { items: { id: string }[] }).items.map(({ id }) => id).join();
    };
    const alone = new Map<string, string>();
    for (const id of people) alone.set(id, await read(id));
    expect(new Set(alone.values()).size).toBeGreaterThan(5);
    const asked = Array.from({ length: 200 }, (_none, index) => people[index % people.length]!);
    const answers = await Promise.all(asked.map(read));
    expect(answers).toEqual(asked.map((id) => alone.get(id)));
  });
});

describe('Authz-Version', () => {
  const versionOf = ({ headers }: { headers: Headers }) => Number(headers.get('authz-version'));
  const who = (version: string) =>
    app.issuer.personFetch(idOf('wangmin'))(`${other.url}/api/who`, { headers: { 'authz-version': version } });

  it('invariant 33: a command tells the version it made, or the present one where it changed nothing', async () => {
    const before = await access.epoch();
    const made = await clientOf(idOf('wujian')).send(createStore, { body: storeBody({ code: 'SH990' }) });
    expect(made.status).toBe(201);
    expect(versionOf(made)).toBeGreaterThan(before);
    expect(versionOf(made)).toBe(await access.epoch());
    const sending = { body: { locale: 'zh-CN', theme: 'dark' }, key: 'same-key-again' };
    for (const _time of ['done', 'replayed'])
      expect(versionOf(await clientOf(idOf('wangmin')).send(savePreferences, sending))).toBe(await access.epoch());
  });

  it('invariant 33: a request waits for the version its client has seen, and is refused where that does not come', async () => {
    const seen = await access.epoch();
    expect((await who(String(seen))).status).toBe(200);
    const waiting = who(String(seen + 1));
    const id = idOf('gaofeng');
    const arrives = change('person', id, (transaction) =>
      Person.update({ status: 'ACTIVE' }, { where: { id }, transaction }),
    );
    expect((await waiting).status).toBe(200);
    await arrives;
    expect((await who('999999999')).status).toBe(503);
    for (const version of ['', '-1', 'x', '1e9', '9'.repeat(16)]) expect((await who(version)).status).toBe(400);
  });
});

describe('what is sent to browsers', () => {
  it('mistake 42: is at most 10 KB at the start and 50 KB for a system, and names permissions of that system only', async () => {
    for (const { personId } of demoAccounts) {
      const start = await clientOf(personId).send(getBootstrap);
      expect(JSON.stringify(start.body).length).toBeLessThan(10_000);
      expect(JSON.stringify(start.body)).not.toContain('"metas"');
      for (const { code } of (start.body as { systems: { code: string }[] }).systems) {
        const menu = await clientOf(personId).send(getSystemMenu, { params: { system: code } });
        expect(JSON.stringify(menu.body).length).toBeLessThan(50_000);
        expect((menu.body as SystemMenu).metas.filter((meta) => !meta.startsWith(`${code}.`))).toEqual([]);
      }
    }
  });
});
