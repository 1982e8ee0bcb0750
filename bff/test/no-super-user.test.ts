import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints } from '@eoms/contracts/catalogue';
import { exampleRequest } from '@eoms/contracts/fake';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { demoPeople } from '../src/embedded/demo/company-people.ts';
import { recordChanges } from '../src/portal/access/access.service.ts';
import { BaseRule } from '../src/portal/catalogue/catalogue.model.ts';
import { Person } from '../src/portal/people/people.model.ts';
import { startTestApp, type TestApp } from './test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const privileged = ['admin', 'administrator', 'root', 'superadmin', 'superuser'];

/** Somebody under a name that other products trust, with the first id there can be. */
async function addNamed(account: string, index: number): Promise<string> {
  const id = index === 0 ? '00000000-0000-7000-8000-000000000001' : newId();
  const person = { id, subject: id, account, name: account, kind: 'EXTERNAL', status: 'ACTIVE' } as const;
  const none = { employeeNo: null, employment: null, franchiseeId: null, sponsorUnitId: null };
  await inTransaction(app.database.sequelize, async ({ transaction, now }) => {
    await recordChanges(transaction, [{ kind: 'person', ref: id }], now);
    await Person.create({ ...person, ...none, searchText: account, createdAt: now }, { transaction });
  });
  return id;
}

describe('mistake 32: a super user', () => {
  test('is nobody: without rule and grant the whole company may do nothing, whatever somebody is called', async () => {
    const named = await Promise.all(privileged.map(addNamed));
    const nobody = await addNamed('wangxiaoming', 1);
    const people = [...demoPeople.map(({ id }) => id), ...named];
    const { access } = app.services.identity;
    const held = async (): Promise<number> => {
      const all = await Promise.all(people.map((id) => access.accessOfPerson(id, new Date())));
      return all.reduce((sum, one) => sum + one.metas().size, 0);
    };
    expect(await held()).toBeGreaterThan(1000);
    const metasOf = async (id: string) => [...(await access.accessOfPerson(id, new Date())).metas()].toSorted();
    for (const id of named) expect(await metasOf(id)).toEqual(await metasOf(nobody));
    const rules = await BaseRule.findAll();
    const changes = rules.map(({ id }) => ({ kind: 'rule', ref: id }) as const);
    await inTransaction(app.database.sequelize, async ({ transaction, now }) => {
      await recordChanges(transaction, changes, now);
      await BaseRule.update({ endsAt: now }, { where: {}, transaction });
    });
    expect(await held()).toBe(0);
    const guarded = allEndpoints.filter(({ meta }) => meta !== null);
    const callers = [...named, ...demoPeople.slice(0, 30).map(({ id }) => id)];
    for (const [index, endpoint] of guarded.entries()) {
      const client = app.client({ personId: callers[index % callers.length] ?? '' });
      const { params, query, body } = exampleRequest(endpoint);
      const sending = { params, query, body, ...(endpoint.ifMatch ? { ifMatch: 1 } : {}) };
      expect([endpoint.id, (await client.send(endpoint, sending)).status]).toEqual([endpoint.id, 403]);
    }
  });

  test('has no name in the source: no person, account or id of the demonstration outside of it', () => {
    const folder = fileURLToPath(new URL('../src', import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('embedded'),
    );
    expect(files.length).toBeGreaterThan(200);
    const accounts = demoPeople.flatMap(({ account }) => (account === null ? [] : [account]));
    const named = new RegExp(`['"\`](?:${[...privileged, ...accounts].join('|')})['"\`]`);
    const fixedId = /['"`][0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}['"`]/;
    const found = files.flatMap((name) => {
      const lines = readFileSync(join(folder, name), 'utf8').split('\n');
      return lines.filter((line) => named.test(line) || fixedId.test(line)).map((line) => `${name}: ${line.trim()}`);
    });
    expect(found).toEqual([]);
  });
});
