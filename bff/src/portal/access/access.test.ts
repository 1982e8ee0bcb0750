import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allMetas } from '@eoms/contracts/catalogue';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { testDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { seedCompany } from '../../embedded/demo/company.ts';
import { demoPeople, storeUnitId } from '../../embedded/demo/company-people.ts';
import { DEMO_NOW, demoId, demoStores } from '../../embedded/demo/plan.ts';
import { inTransaction } from '../../database/transaction.ts';
import type { Access, Scope } from '../../http/context.ts';
import { defineIdentity } from '../../identity.ts';
import { newId } from '../../database/new-id.ts';
import { moveStoreUnit, registerStoreUnit } from '../people/people.service.ts';
import { Assignment } from '../people/people.model.ts';
import { BaseRule, RoleMeta } from './access.model.ts';
import { createAccessService, type AccessService } from './access.service.ts';

const metas = Object.keys(allMetas) as MetaCode[];
const plain = (scope: Scope) => (scope.kind === 'stores' ? [...scope.storeIds].sort() : scope.kind);
const picture = (access: Access) =>
  Object.fromEntries(metas.map((meta) => [meta, access.has(meta) ? plain(access.scope(meta)) : 'none']));

const storesOfFranchisee = async (id: string): Promise<string[]> =>
  id === demoId('franchisee', 1) ? [storeUnitId('HZ001')] : [];

let database: TestDatabase;
let service: AccessService;

beforeAll(async () => {
  database = await testDatabase();
  defineIdentity(database.sequelize);
  await inTransaction(database.sequelize, ({ transaction }) => seedCompany({ transaction, anchor: DEMO_NOW }));
  service = createAccessService({ sequelize: database.sequelize, resolveFranchiseStores: storesOfFranchisee });
});
afterAll(() => database.close());

const of = async (account: string) =>
  service.accessOfPerson(demoPeople.find((person) => person.account === account)?.id ?? '', DEMO_NOW);
const storesOfRegion = (region: number) =>
  demoStores
    .filter((store) => store.region === region)
    .map(({ code }) => storeUnitId(code))
    .sort();

describe('the demo company', () => {
  const cases: readonly (readonly [string, MetaCode, unknown])[] = [
    ['wangmin', 'service.ticket.reply', 'all'],
    ['wangmin', 'service.ticket.note', 'all'],
    ['wangmin', 'service.ticket.assign', 'none'],
    ['wangmin', 'stores.store.view', 'all'],
    ['wangmin', 'stores.store.edit', 'none'],
    ['zhaolei', 'service.ticket.assign', 'all'],
    ['sunli', 'stores.store.view', 'all'],
    ['sunli', 'stores.store.edit', 'none'],
    ['zhouting', 'stores.store.create', 'all'],
    ['zhouting', 'stores.store.change-owner', 'none'],
    ['wujian', 'stores.store.change-owner', 'all'],
    ['wujian', 'service.ticket.reply', 'none'],
    ['huangwei', 'stores.store.edit', storesOfRegion(1)],
    ['huangwei', 'stores.store.create', 'none'],
    ['huangwei', 'service.ticket.reply', storesOfRegion(1)],
    ['liqiang', 'stores.store.view', [storeUnitId('SH001')]],
    ['liqiang', 'service.ticket.note', 'none'],
    ['liqiang', 'service.ticket.create', [storeUnitId('SH001')]],
    ['lijie', 'service.ticket.create', [storeUnitId('SH001')]],
    ['lijie', 'stores.store.view', 'none'],
    ['shenguodong', 'stores.store.view', [storeUnitId('HZ001')]],
    ['nanshan', 'stores.store.view', []],
    ['shenguodong', 'service.ticket.reply', 'none'],
    ['heping', 'stores.store.view', 'all'],
    ['heping', 'service.ticket.view', 'none'],
    ['chenhai', 'service.ticket.view', 'all'],
    ['chenhai', 'stores.store.edit', 'none'],
  ];
  test.each(cases)('%s, %s: %j', async (account, meta, expected) => {
    const access = await of(account);
    expect(plain(access.scope(meta))).toEqual(expected);
    expect(access.has(meta)).toBe(expected !== 'none');
  });

  test('gives nothing to departments without a system, to people who left, and to strangers', async () => {
    const left = demoPeople.find(({ status }) => status === 'LEFT')?.account ?? '';
    for (const account of ['gaofeng', 'tangna', 'pengfei', left, 'nobody'])
      expect((await of(account)).metas().size).toBe(0);
  });

  test('knows who may take a ticket', async () => {
    const holders = await service.holdersOf('service.ticket.reply', DEMO_NOW);
    expect(holders).toContain(demoPeople.find(({ account }) => account === 'wangmin')?.id);
    expect(holders).not.toContain(demoPeople.find(({ account }) => account === 'gaofeng')?.id);
  });
});

/** Commands that change facts, each in its own transaction as in the product. */
const commands = {
  moveStore: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      moveStoreUnit({ transaction }, { id: demoId('store', 1 + (n % 24)), regionId: demoId('region', 1 + (n % 4)) }),
    ),
  newStore: (n: number) =>
    inTransaction(database.sequelize, ({ transaction, now }) =>
      registerStoreUnit({ transaction, now }, { id: newId(), name: '新店', regionId: demoId('region', 1 + (n % 4)) }),
    ),
  dropRule: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      BaseRule.update(
        { endsAt: new Date(DEMO_NOW.getTime() - 1) },
        { where: { id: demoId('base-rule', 1 + (n % 20)) }, transaction },
      ),
    ),
  reviveRule: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      BaseRule.update({ endsAt: null }, { where: { id: demoId('base-rule', 1 + (n % 20)) }, transaction }),
    ),
  dropMeta: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      RoleMeta.destroy({ where: { meta: metas[n % metas.length] ?? '' }, transaction }),
    ),
  giveMeta: (n: number) =>
    inTransaction(database.sequelize, async ({ transaction }) => {
      const [roleId, meta] = [demoId('role', 1 + (n % 9)), metas[n % metas.length]];
      if (meta && !(await RoleMeta.findOne({ where: { roleId, meta }, transaction })))
        await RoleMeta.create({ roleId, meta }, { transaction });
    }),
  promote: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      Assignment.update({ level: 1 + (n % 9) }, { where: { personId: demoPeople[n % 186]?.id ?? '' }, transaction }),
    ),
  transfer: (n: number) =>
    inTransaction(database.sequelize, ({ transaction }) =>
      Assignment.update(
        { unitId: demoId('region', 1 + (n % 4)) },
        { where: { personId: demoPeople[n % 186]?.id ?? '' }, transaction },
      ),
    ),
};

/** Runs a history of commands against remembered answers; says where a remembered answer differs from one by a fresh process. */
async function differences(
  subject: AccessService,
  history: readonly (readonly [keyof typeof commands, number])[],
): Promise<string[]> {
  const watched = ['wangmin', 'zhaolei', 'huangwei', 'liqiang', 'wujian', 'shenguodong', 'e1100'].map(
    (account) => demoPeople.find((person) => person.account === account)?.id ?? '',
  );
  const found: string[] = [];
  for (const [name, n] of history) {
    await commands[name](n);
    const fresh = createAccessService({ sequelize: database.sequelize, resolveFranchiseStores: storesOfFranchisee });
    for (const id of watched) {
      const [remembered, recomputed] = [
        picture(await subject.accessOfPerson(id, DEMO_NOW)),
        picture(await fresh.accessOfPerson(id, DEMO_NOW)),
      ];
      if (JSON.stringify(remembered) !== JSON.stringify(recomputed)) found.push(`${name}(${n}) for ${id}`);
    }
  }
  return found;
}

describe('remembered permissions', () => {
  const step = fc.tuple(
    fc.constantFrom(...(Object.keys(commands) as (keyof typeof commands)[])),
    fc.integer({ min: 0, max: 400 }),
  );
  const histories = fc.array(step, { minLength: 1, maxLength: 6 });

  test('equal those computed afresh after every command', async () => {
    const checked = fc.assert(
      fc.asyncProperty(histories, async (history) => {
        expect(await differences(service, history)).toEqual([]);
      }),
      { numRuns: 25 },
    );
    await expect(checked).resolves.toBeUndefined();
  });

  test('that property finds a process that does not look at the epoch', async () => {
    const inner = createAccessService({ sequelize: database.sequelize, resolveFranchiseStores: storesOfFranchisee });
    const people = new Map(demoPeople.map(({ id, kind, franchiseeId }) => [id, { id, kind, franchiseeId }]));
    const stale: AccessService = {
      ...inner,
      accessOfPerson: async (id, at) =>
        inner.accessAt(people.get(id) ?? { id, kind: 'EMPLOYEE', franchiseeId: null }, 1, at),
    };
    await expect(
      fc.assert(
        fc.asyncProperty(histories, async (history) => {
          expect(await differences(stale, history)).toEqual([]);
        }),
        { numRuns: 25 },
      ),
    ).rejects.toThrow('Property failed');
  });

  test('refuse to be changed outside a transaction, where the order would be unknown', async () => {
    await expect(RoleMeta.create({ roleId: demoId('role', 1), meta: 'x.y.z' })).rejects.toThrow('inside a transaction');
  });
});
