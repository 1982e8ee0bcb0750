import type { MetaCode } from '@eoms/contracts/endpoint';
import { inTransaction } from '../src/database/transaction.ts';
import { newId } from '../src/database/new-id.ts';
import { demoPeople } from '../src/embedded/demo/company-people.ts';
import { recordChanges, type Change } from '../src/portal/access/access.service.ts';
import { BaseRule, Meta, Role, RoleMeta } from '../src/portal/catalogue/catalogue.model.ts';
import type { Transaction } from 'sequelize';
import { startTestApp, type TestApp, type TestClient } from './test-app.ts';

/** Id of a demo person by his account. @throws RangeError when there is none. */
export function personId(account: string): string {
  const person = demoPeople.find((one) => one.account === account);
  if (!person) throw new RangeError(`nobody has the account ${account}`);
  return person.id;
}

/** Place of a demo person in the list of all, from 0. */
export const personIndex = (account: string): number => demoPeople.findIndex((one) => one.account === account);

/** The demo company with clients of its people by account, and changes of facts that need no command. */
export interface PeopleWorld {
  readonly app: TestApp;
  as(account: string): TestClient;
  /** Writes facts in one transaction that says what changed. */
  change(changes: readonly Change[], work: (transaction: Transaction, seq: number) => Promise<void>): Promise<void>;
  /** Gives a permission to everybody of a position, with a reach. */
  give(meta: MetaCode, position: string, scopeKind: string, scopeUnitIds?: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens a {@link PeopleWorld}. */
export async function openPeopleWorld(): Promise<PeopleWorld> {
  const app = await startTestApp();
  const clients = new Map<string, TestClient>();
  const change: PeopleWorld['change'] = (changes, work) =>
    inTransaction(app.database.sequelize, async ({ transaction, now }) => {
      await work(transaction, await recordChanges(transaction, changes, now));
    });
  return {
    app,
    change,
    as(account) {
      const client = clients.get(account) ?? app.client({ personId: personId(account) });
      clients.set(account, client);
      return client;
    },
    give(meta, position, scopeKind, scopeUnitIds = []) {
      const role = { id: newId(), code: `test-${newId().slice(-8)}`, nameZh: '测试', nameEn: 'Test' };
      const rule = newId();
      const changes: Change[] = [
        { kind: 'role', ref: role.id },
        { kind: 'rule', ref: rule },
      ];
      return change(changes, async (transaction, seq) => {
        const found = await Meta.findOne({ where: { liveCode: meta }, transaction });
        if (!found) throw new RangeError(`no Meta ${meta}`);
        await Role.create({ ...role, systemCode: found.systemCode, status: 'ACTIVE', version: 1 }, { transaction });
        await RoleMeta.create({ roleId: role.id, metaId: found.id }, { transaction });
        await BaseRule.create(
          {
            id: rule,
            unitId: null,
            includeSubtree: true,
            position,
            levelMin: null,
            levelMax: null,
            personKind: null,
            roleId: role.id,
            scopeKind,
            scopeUnitIds: [...scopeUnitIds],
            startsAt: new Date(0),
            endsAt: null,
            seq,
          },
          { transaction },
        );
      });
    },
    /** Closes it and throws when anybody was answered with our fault. */
    async close() {
      const faults = app.lines.filter((line) => ((JSON.parse(line) as { status?: number }).status ?? 0) >= 500);
      await app.close();
      if (faults.length > 0) throw new Error(faults.join('\n'));
    },
  };
}
