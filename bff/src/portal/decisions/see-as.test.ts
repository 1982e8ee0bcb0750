import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import * as contract from '@eoms/contracts/access/decisions.contract';
import type { Explanation, SeenAs } from '@eoms/contracts/access/decisions.record';
import type { Problem } from '@eoms/contracts/errors';
import { getBootstrap, getSystemMenu, type Bootstrap, type SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { listStores } from '@eoms/contracts/stores/stores.contract';
import { demoAccounts } from '../../embedded/demo/company-accounts.ts';
import { storeUnitId } from '../../embedded/demo/company-people.ts';
import { demoRoles } from '../../embedded/demo/company-rules.ts';
import { demoId, demoStores } from '../../embedded/demo/plan.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { openPeopleWorld, personId, type PeopleWorld } from '../../../test/people-world.ts';

let world: PeopleWorld;
beforeAll(async () => {
  world = await openPeopleWorld();
});
afterAll(() => world.close());

const accounts = demoAccounts.map(({ account }) => account);
const seenBy = async (account: string, query: Record<string, unknown>): Promise<SeenAs> =>
  (await world.as(account).send(contract.previewAs, { query })).body as SeenAs;

/** What a person finds when he signs in. */
async function signedIn(account: string) {
  const client = world.as(account);
  const { systems } = (await client.send(getBootstrap)).body as Bootstrap;
  const menus: SystemMenu[] = [];
  for (const { code } of systems)
    menus.push((await client.send(getSystemMenu, { params: { system: code } })).body as SystemMenu);
  return {
    systems: systems.map(({ code, title, icon }, at) => ({ code, title, icon, menu: menus[at]?.items })),
    menus,
  };
}

test('a preview is what the person finds: systems, menus and permissions of every demo account', async () => {
  for (const account of accounts) {
    const seen = await seenBy('luoyang', { personId: personId(account) });
    const own = await signedIn(account);
    expect({ account, systems: seen.systems }).toEqual({ account, systems: own.systems });
    for (const { system, metas } of own.menus)
      expect(seen.metas.map(({ meta }) => meta.code).filter((code) => code.startsWith(`${system}.`))).toEqual(metas);
  }
});

test('the stores counted are the stores he finds', async () => {
  for (const account of ['wangmin', 'liqiang', 'heping']) {
    const seen = await seenBy('luoyang', { personId: personId(account) });
    const { items } = (await world.as(account).send(listStores, { query: { limit: 200 } })).body as {
      items: unknown[];
    };
    expect({ account, stores: seen.visibleStores }).toEqual({ account, stores: items.length });
  }
});

const listed = new Map<string, ReadonlySet<string>>();
async function storesOf(account: string): Promise<ReadonlySet<string>> {
  const known = listed.get(account);
  if (known) return known;
  const { status, body } = await world.as(account).send(listStores, { query: { limit: 200 } });
  const ids = status === 403 ? [] : (body as { items: { id: string }[] }).items.map(({ id }) => id);
  listed.set(account, new Set(ids));
  return new Set(ids);
}

test('invariant 25: a store is explained as visible exactly if the list of the person has it', async () => {
  const stores = demoStores.map(({ code }) => storeUnitId(code));
  const property = fc.asyncProperty(
    fc.constantFrom(...accounts),
    fc.constantFrom(...stores),
    async (account, objectId) => {
      const query = { personId: personId(account), meta: 'stores.store.view', objectKind: 'store', objectId };
      const { body } = await world.as('luoyang').send(contract.explainDecision, { query });
      expect((body as Explanation).allowed).toBe((await storesOf(account)).has(objectId));
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('a remedy gives what is missing, and no requestable role or permission would give less besides', async () => {
  const metas = Object.values(demoRoles).flatMap((role) => role.metas as readonly string[]);
  const property = fc.asyncProperty(fc.constantFrom(...accounts), fc.constantFrom(...metas), async (account, meta) => {
    const { body } = await world
      .as('luoyang')
      .send(contract.explainDecision, { query: { personId: personId(account), meta } });
    const { verdict, remedies } = body as Explanation;
    if (verdict !== 'not_held') {
      expect(remedies).toEqual([]);
      return;
    }
    const access = await world.app.services.identity.access.accessOfPerson(personId(account), new Date());
    const sizes = Object.values(demoRoles)
      .map((role) => role.metas as readonly string[])
      .filter((held) => held.includes(meta))
      .map((held) => held.filter((code) => code !== meta && !access.has(code as never)).length);
    const [best] = remedies;
    expect(best?.role ? demoRoles[best.role.code as keyof typeof demoRoles].metas : [best?.meta?.code]).toContain(meta);
    expect(best?.others.length).toBeLessThanOrEqual(Math.min(...sizes));
    for (const [index, { others }] of remedies.entries())
      expect(others.length).toBeGreaterThanOrEqual(remedies[index - 1]?.others.length ?? 0);
  });
  await fc.assert(property, { numRuns: 40 });
});

test('a role is seen alone: its pages and permissions, reaching nothing by itself', async () => {
  const roleId = demoId('role', Object.keys(demoRoles).indexOf('stores-keeper') + 1);
  const seen = await seenBy('luoyang', { roleId });
  expect(seen).toMatchObject({ person: null, role: { code: 'stores-keeper' }, visibleStores: null });
  expect(seen.systems.map(({ code }) => code)).toEqual(['stores']);
  expect(seen.metas.map(({ meta, reach }) => [meta.code, reach])).toEqual(
    [...demoRoles['stores-keeper'].metas].sort().map((code) => [code, null]),
  );
});

test('every look is on record; without the permission, and for nobody, there is none', async () => {
  const where = { action: 'previewAs', objectId: personId('wangmin') };
  const before = await AuditEvent.count({ where });
  await seenBy('luoyang', { personId: personId('wangmin') });
  expect(await AuditEvent.count({ where })).toBe(before + 1);
  const refused = await world.as('sunli').send(contract.previewAs, { query: { personId: personId('wangmin') } });
  expect([refused.status, (refused.body as Problem).code]).toEqual([403, 'permission_missing']);
  const nobody = await world.as('luoyang').send(contract.previewAs, { query: { personId: demoId('person', 9999) } });
  expect(nobody.status).toBe(404);
  expect(await AuditEvent.count({ where })).toBe(before + 1);
});
