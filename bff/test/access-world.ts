import type { Sequelize, Transaction } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { instantText } from '../src/database/instant-text.ts';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { defineIdentity } from '../src/identity.ts';
import {
  createAccessService,
  recordChanges,
  type AccessDeps,
  type AccessService,
  type Change,
  type Facts,
  type FranchiseFact,
} from '../src/portal/access/access.service.ts';
import { loadFacts } from '../src/portal/access/load-facts.ts';
import { metaCodes, shape, T0 } from './access-facts.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** When the organisation of these worlds was founded. */
export const FOUNDED = new Date(T0 - 500 * 24 * 3600_000);

/** Writes of one step: statements by hand, so that the tests share no code with the features. */
export interface Writer {
  insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void>;
  run(sql: string, values?: Readonly<Record<string, unknown>>): Promise<void>;
}

export function writerOn(sequelize: Sequelize, transaction: Transaction): Writer {
  const exact = (value: unknown): unknown => (value instanceof Date ? instantText(sequelize, value) : value);
  const run: Writer['run'] = async (sql, values = {}) => {
    const replacements = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, exact(value)]));
    await sequelize.query(sql, { transaction, replacements });
  };
  return {
    run,
    insert(table, row) {
      const names = Object.keys(row);
      const columns = names.map((name) => `\`${name}\``).join(', ');
      return run(`INSERT INTO ${table} (${columns}) VALUES (${names.map((name) => `:${name}`).join(', ')})`, row);
    },
  };
}

/** Row of a permission. */
export const metaRow = (id: string, code: MetaCode, bit: number) => ({
  id,
  bit_no: bit,
  system_code: code.split('.')[0],
  code,
  live_code: code,
  kind: 'ACTION',
  title_zh: code,
  title_en: code,
  sort: bit,
  status: 'ACTIVE',
  risk_tier: 1,
  requestable: true,
  max_short_minutes: 60,
  max_long_days: 365,
  scope_kinds: '[]',
  declared_by: 'contracts',
  tuned: false,
  version: 1,
  created_at: FOUNDED,
});

const personKinds = ['EMPLOYEE', 'EMPLOYEE', 'EMPLOYEE', 'FRANCHISEE', 'EXTERNAL'];

/** A small organisation on a real database: nine units, five people, two systems with four roles; no rule and no grant yet. */
export class AccessWorld {
  readonly database: TestDatabase;
  readonly units: readonly string[] = shape.map(newId);
  readonly people: readonly string[] = personKinds.map(newId);
  readonly roles: readonly string[] = Array.from({ length: 4 }, newId);
  readonly metas: string[] = metaCodes.map(newId);
  readonly franchisee = newId();
  readonly requestId = newId();
  franchises: readonly FranchiseFact[] = [];
  /** Next number that no permission ever had. */
  nextBit = 1000;
  readonly rules: string[] = [];
  readonly grants: { readonly id: string; readonly personId: string }[] = [];
  readonly emergencies: { readonly id: string; readonly personId: string }[] = [];

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  /** Makes a world on a database of its own. */
  static async make(): Promise<AccessWorld> {
    const database = await testDatabase();
    defineIdentity(database.sequelize);
    const world = new AccessWorld(database);
    await world.commit([{ kind: 'org', ref: world.unit('company') }], async (writer) => {
      await world.#organisation(writer);
      await world.#people(writer);
      await world.#catalogue(writer);
    });
    return world;
  }

  unit(name: (typeof shape)[number][0]): string {
    return this.units[shape.findIndex(([id]) => id === name)] ?? '';
  }

  /** Another instance over the same database, with a memory of its own. */
  instance(deps: Partial<AccessDeps> = {}): AccessService {
    const { sequelize } = this.database;
    return createAccessService({ sequelize, loadFranchises: async () => this.franchises, ...deps });
  }

  /** The raw facts as the database has them now. */
  facts(transaction?: Transaction): Promise<Facts> {
    return loadFacts(this.database.sequelize, async () => this.franchises, transaction);
  }

  /** Runs writes in one transaction that says what they change. */
  commit(
    changes: readonly Change[],
    write: (writer: Writer, v: number, transaction: Transaction) => Promise<void>,
  ): Promise<void> {
    const { sequelize } = this.database;
    return inTransaction(sequelize, async ({ transaction, now }) => {
      const v = await recordChanges(transaction, changes, now);
      await write(writerOn(sequelize, transaction), v, transaction);
    });
  }

  close(): Promise<void> {
    return this.database.close();
  }

  async #organisation(writer: Writer): Promise<void> {
    for (const [index, [, , kind]] of shape.entries()) {
      const unit = { id: this.units[index], kind, name_zh: kind, name_en: kind, status: 'ACTIVE' };
      await writer.insert('org_unit', { ...unit, created_at: FOUNDED });
    }
    for (const [index, [, parent]] of shape.entries()) {
      if (parent === null) continue;
      const edge = { id: newId(), child_id: this.units[index], parent_id: this.unit(parent) };
      await writer.insert('org_edge', { ...edge, starts_at: FOUNDED, seq: 1, source: 'EHR' });
    }
    for (const code of ['agent', 'manager']) await writer.insert('position', { code, name_zh: code, name_en: code });
  }

  async #people(writer: Writer): Promise<void> {
    for (const [index, id] of this.people.entries()) {
      const kind = personKinds[index];
      const person = { id, subject: id, name: '王敏', kind, status: 'ACTIVE', status_seq: 1, search_text: '' };
      const franchisee = kind === 'FRANCHISEE' ? this.franchisee : null;
      await writer.insert('person', { ...person, franchisee_id: franchisee, created_at: FOUNDED });
    }
    const request = { id: this.requestId, number: 'R1', grantee_id: this.people[0], requester_id: this.people[0] };
    const what = { origin: 'SELF', kind: 'LONG', reason: '', content_hash: '', revision: 1, state: 'APPROVED' };
    await writer.insert('access_request', { ...request, ...what, created_at: FOUNDED, version: 1, seq: 1 });
  }

  async #catalogue(writer: Writer): Promise<void> {
    for (const code of ['a', 'b']) await writer.insert('system_entry', { code, status: 'LIVE', meta_version: 1 });
    for (const [index, code] of metaCodes.entries())
      await writer.insert('meta', metaRow(this.metas[index] ?? '', code, index * 31 + 1));
    for (const [index, id] of this.roles.entries()) {
      const role = { id, system_code: index < 3 ? 'a' : 'b', code: `r${index}`, name_zh: 'r', name_en: 'r' };
      await writer.insert('role', { ...role, status: 'ACTIVE', version: 1 });
      await writer.insert('role_meta', { role_id: id, meta_id: this.metas[index] });
    }
  }
}
