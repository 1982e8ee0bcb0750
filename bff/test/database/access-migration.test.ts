import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { QueryTypes, type Sequelize } from 'sequelize';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { openDatabase } from '../../src/database/connect.ts';
import { instantText } from '../../src/database/instant-text.ts';
import { migrate } from '../../src/database/migrate.ts';
import { newId } from '../../src/database/new-id.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { defineIdentity } from '../../src/identity.ts';
import { createAccessService, type AccessService } from '../../src/portal/access/access.service.ts';
import { declareMetas } from '../../src/portal/catalogue/declare.service.ts';
import { emptyDatabase } from '../test-database.ts';

const LAST_BEFORE = '0010';
const AT = new Date('2026-03-11T12:30:00.000Z');
const inDays = (days: number): Date => new Date(AT.getTime() + days * 24 * 3600_000);

const unit = {
  company: newId(),
  hq: newId(),
  service: newId(),
  north: newId(),
  south: newId(),
  n1: newId(),
  n2: newId(),
  s1: newId(),
};
const role = { agent: newId(), keeper: newId(), viewer: newId(), requester: newId() };
const person = {
  agent: newId(),
  manager: newId(),
  keeper: newId(),
  mover: newId(),
  gone: newId(),
  owner: newId(),
  placeless: newId(),
};
const franchisee = newId();

let sequelize: Sequelize;
let access: AccessService;

/** Insertion of one row, columns by name. */
const insert = async (table: string, row: Readonly<Record<string, unknown>>): Promise<void> => {
  const names = Object.keys(row);
  const columns = names.map((name) => `\`${name}\``).join(', ');
  await sequelize.query(`INSERT INTO ${table} (${columns}) VALUES (${names.map((name) => `:${name}`).join(', ')})`, {
    replacements: Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value instanceof Date ? instantText(sequelize, value) : value]),
    ),
  });
};

async function writeOrganisation(): Promise<void> {
  const add = (id: string, kind: string, parent: string | null): Promise<void> =>
    insert('org_unit', { id, kind, code: null, name_zh: kind, name_en: kind, parent_id: parent, created_at: AT });
  await add(unit.company, 'COMPANY', null);
  await add(unit.hq, 'HEADQUARTERS', unit.company);
  await add(unit.service, 'DEPARTMENT', unit.hq);
  await add(unit.north, 'REGION', unit.company);
  await add(unit.south, 'REGION', unit.company);
  await add(unit.n1, 'STORE', unit.north);
  await add(unit.n2, 'STORE', unit.north);
  await add(unit.s1, 'STORE', unit.south);
}

async function writePeople(): Promise<void> {
  for (const code of ['agent', 'regional-manager', 'store-manager'])
    await insert('position', { code, name_zh: code, name_en: code });
  const add = (id: string, kind: string, status: string, franchiseeId: string | null = null): Promise<void> =>
    insert('person', {
      id,
      subject: id,
      account: null,
      name: '王敏',
      kind,
      status,
      employee_no: null,
      employment: null,
      franchisee_id: franchiseeId,
      sponsor_unit_id: kind === 'FRANCHISEE' ? unit.north : null,
      created_at: AT,
    });
  for (const id of [person.agent, person.manager, person.keeper, person.mover, person.placeless])
    await add(id, 'EMPLOYEE', 'ACTIVE');
  await add(person.gone, 'EMPLOYEE', 'LEFT');
  await add(person.owner, 'FRANCHISEE', 'ACTIVE', franchisee);
  const place = (personId: string, unitId: string, position: string, level: number, from: number, to?: number) =>
    insert('assignment', {
      id: newId(),
      person_id: personId,
      unit_id: unitId,
      position,
      level,
      starts_at: inDays(from),
      ends_at: to === undefined ? null : inDays(to),
    });
  await place(person.agent, unit.service, 'agent', 3, -100);
  await place(person.manager, unit.north, 'regional-manager', 7, -100);
  // Two places at a time, as old data may have.
  await place(person.keeper, unit.n1, 'store-manager', 5, -100);
  await place(person.keeper, unit.s1, 'store-manager', 5, -50);
  await place(person.mover, unit.n2, 'store-manager', 5, -100, 8);
  await place(person.mover, unit.s1, 'store-manager', 5, 8);
  await place(person.gone, unit.service, 'agent', 3, -100);
  await insert('sign_out', { person_id: person.gone, before_at: inDays(-1) });
}

async function writePermissions(): Promise<void> {
  const metas: Record<keyof typeof role, MetaCode[]> = {
    agent: ['service.ticket.view', 'service.ticket.reply'],
    keeper: ['stores.store.view', 'stores.store.edit'],
    viewer: ['stores.store.view'],
    requester: ['service.ticket.create'],
  };
  for (const [code, id] of Object.entries(role)) {
    const given = metas[code as keyof typeof role];
    const system = given[0]?.split('.')[0] ?? '';
    await insert('role', { id, system_code: system, code, name_zh: code, name_en: code });
    for (const meta of given) await insert('role_meta', { role_id: id, meta });
  }
  const rule = (given: Record<string, unknown>): Promise<void> =>
    insert('base_rule', {
      id: newId(),
      unit_id: null,
      include_subtree: true,
      position: null,
      level_min: null,
      level_max: null,
      person_kind: 'EMPLOYEE',
      starts_at: inDays(-1000),
      ends_at: null,
      ...given,
    });
  await rule({ unit_id: unit.service, role_id: role.agent, scope_kind: 'ALL' });
  await rule({ unit_id: unit.service, level_min: 4, role_id: role.viewer, scope_kind: 'ALL' });
  await rule({ position: 'regional-manager', role_id: role.keeper, scope_kind: 'MANAGED' });
  await rule({ unit_id: unit.company, position: 'store-manager', role_id: role.viewer, scope_kind: 'OWN_STORE' });
  await rule({ unit_id: unit.company, position: 'store-manager', role_id: role.agent, scope_kind: 'ALL', ends_at: AT });
  await rule({ unit_id: unit.hq, include_subtree: false, role_id: role.keeper, scope_kind: 'ALL' });
  await rule({ role_id: role.requester, scope_kind: 'OWN_STORE' });
  await rule({ person_kind: 'FRANCHISEE', role_id: role.viewer, scope_kind: 'OWN_FRANCHISE' });
}

/** Migrates to the last schema of the first form of permissions. */
async function migrateToFirstForm(): Promise<void> {
  const source = fileURLToPath(new URL('../../migrations', import.meta.url));
  const folder = join(inject('testServer').folder, newId());
  mkdirSync(folder);
  for (const file of readdirSync(source).filter((name) => name <= `${LAST_BEFORE}~`))
    writeFileSync(
      join(folder, file),
      `export { up } from '${new URL(`../../migrations/${file}`, import.meta.url).href}';\n`,
    );
  await migrate(sequelize, folder);
}

beforeAll(async () => {
  sequelize = await openDatabase(await emptyDatabase());
  await migrateToFirstForm();
  await writeOrganisation();
  await writePeople();
  await writePermissions();
  await migrate(sequelize);
  defineIdentity(sequelize);
  access = createAccessService({
    sequelize,
    loadFranchises: async () => [
      { storeId: unit.s1, franchiseeId: franchisee, from: inDays(-10), to: null },
      { storeId: unit.n2, franchiseeId: newId(), from: inDays(-10), to: null },
    ],
  });
});
afterAll(() => sequelize.close());

const stores = (...ids: string[]): string[] => ids.toSorted();

/** What everybody held before, by person and permission; what is not named he did not hold. */
const held: Readonly<Record<keyof typeof person, Readonly<Record<string, 'all' | string[]>>>> = {
  agent: { 'service.ticket.view': 'all', 'service.ticket.reply': 'all', 'service.ticket.create': [] },
  manager: {
    'stores.store.view': stores(unit.n1, unit.n2),
    'stores.store.edit': stores(unit.n1, unit.n2),
    'service.ticket.create': [],
  },
  keeper: { 'stores.store.view': stores(unit.n1, unit.s1), 'service.ticket.create': stores(unit.n1, unit.s1) },
  mover: { 'stores.store.view': [unit.n2], 'service.ticket.create': [unit.n2] },
  gone: {},
  owner: { 'stores.store.view': [unit.s1] },
  placeless: { 'service.ticket.create': [] },
};

const holdings = async (personId: string, at: Date): Promise<Record<string, unknown>> => {
  const found = await access.accessOfPerson(personId, at);
  return Object.fromEntries(
    [...found.metas()].map((meta) => {
      const scope = found.scope(meta);
      return [meta, scope.kind === 'units' ? [...scope.storeIds].toSorted() : scope.kind];
    }),
  );
};

const count = async (table: string): Promise<number> => {
  const [row] = await sequelize.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`, { type: QueryTypes.SELECT });
  return Number(row?.n);
};

describe('a database with permissions of the first form', () => {
  it.each(Object.keys(person) as (keyof typeof person)[])('leaves %s what he held before', async (name) => {
    expect(await holdings(person[name], AT)).toEqual(held[name]);
  });

  it('leaves them moves that were planned', async () => {
    expect(await holdings(person.mover, inDays(8))).toEqual({
      'stores.store.view': [unit.s1],
      'service.ticket.create': [unit.s1],
    });
  });

  it('leaves them the same once the contracts have named the permissions', async () => {
    await inTransaction(sequelize, ({ transaction }) => declareMetas(transaction, AT));
    for (const name of Object.keys(person) as (keyof typeof person)[])
      expect(await holdings(person[name], AT), name).toEqual(held[name]);
  });

  it('keeps every row and every reference, and needs no second run', async () => {
    expect(await Promise.all(['org_unit', 'org_edge', 'person', 'assignment', 'sign_out'].map(count))).toEqual([
      8, 7, 7, 7, 1,
    ]);
    expect(await migrate(sequelize)).toEqual([]);
    const stray = { id: newId(), child_id: newId(), parent_id: unit.company, starts_at: AT, ends_at: null };
    await expect(insert('org_edge', { ...stray, seq: 0, source: 'EHR' })).rejects.toThrow(/foreign key/i);
    await expect(insert('sign_out', { person_id: newId(), before_at: AT })).rejects.toThrow(/foreign key/i);
  });
});
