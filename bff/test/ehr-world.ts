import { QueryTypes } from 'sequelize';
import { DEFAULT_ACCESS_POLICY, type AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { GuardTrip, SyncMode } from '@eoms/contracts/access/sync-run.record';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { defineModels } from '../src/associations.ts';
import { createFieldVault } from '../src/database/field-vault.ts';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { createAccessService, recordChange, type AccessService } from '../src/portal/access/access.service.ts';
import { POLICY_ID } from '../src/portal/catalogue/access-policy.service.ts';
import { AccessPolicy } from '../src/portal/catalogue/catalogue.model.ts';
import { checkBatch } from '../src/portal/ehr/batch.ts';
import { carriedBy } from '../src/portal/ehr/staging.ts';
import { runBatch, type IngestDeps, type IngestedRun, type RunOptions } from '../src/portal/ehr/ingest.service.ts';
import { SyncRun } from '../src/portal/ehr/ehr.model.ts';
import { endForLeaver } from '../src/portal/grants/grants.service.ts';
import { writerOn, type Writer } from './access-world.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** Source all records of these worlds come from. */
export const SOURCE = 'ehr';

/** How a batch is delivered. */
export interface Delivery {
  readonly mode?: SyncMode;
  readonly complete?: boolean;
  /** Past all guards, as if a person had looked; true when left out. */
  readonly approved?: boolean;
  readonly now?: Date;
  /** Guards that tripped elsewhere. */
  readonly held?: readonly GuardTrip[];
}

const TABLES = [
  'staged_change',
  'sync_run',
  'dead_letter',
  'ehr_record',
  'sync_source',
  'access_grant',
  'access_request',
  'org_head',
  'assignment',
  'org_edge',
  'session',
  'sign_out',
  'base_rule',
  'role_meta',
  'role',
  'meta',
  'system_entry',
  'person',
  'org_unit',
  'position',
  'access_policy',
];

/** A database that knows nothing until records of an HR system come in; the same clock for all deliveries unless said otherwise. */
export class EhrWorld {
  readonly database: TestDatabase;
  readonly access: AccessService;
  readonly deps: IngestDeps;
  readonly now = new Date('2026-03-11T12:30:00.000Z');

  private constructor(database: TestDatabase) {
    this.database = database;
    this.access = this.instance();
    this.deps = {
      vault: createFieldVault(Buffer.alloc(32, 5)),
      access: this.access,
      endForLeaver,
      keepDuties: async () => undefined,
      assertAdministratorsRemain: async () => undefined,
    };
  }

  static async make(): Promise<EhrWorld> {
    const database = await testDatabase();
    defineModels(database.sequelize);
    return new EhrWorld(database);
  }

  /** Another evaluator over the same database, with a memory of its own. */
  instance(): AccessService {
    return createAccessService({ sequelize: this.database.sequelize, loadFranchises: async () => [] });
  }

  close(): Promise<void> {
    return this.database.close();
  }

  /** Empties the world. */
  async reset(): Promise<void> {
    await this.write(async (writer) => {
      for (const table of TABLES) await writer.run(`DELETE FROM ${table}`);
    });
  }

  /** Sets what one run may change by itself; anything else keeps its default. */
  async limit(settings: Partial<AccessPolicySettings>): Promise<void> {
    await AccessPolicy.destroy({ where: {} });
    const row = { settings: { ...DEFAULT_ACCESS_POLICY, ...settings }, version: 1, changedAt: this.now };
    await AccessPolicy.create({ id: POLICY_ID, ...row });
  }

  /** Statements by hand, announced as a change of anything. */
  async write<T>(work: (writer: Writer) => Promise<T>): Promise<T> {
    return inTransaction(this.database.sequelize, async ({ transaction }) => {
      await recordChange(transaction, 'org', '*', this.now);
      await recordChange(transaction, 'rule', newId(), this.now);
      return work(writerOn(this.database.sequelize, transaction));
    });
  }

  async rows<T extends object>(sql: string, replacements: Record<string, unknown> = {}): Promise<T[]> {
    return (await this.database.sequelize.query<T>(sql, { type: QueryTypes.SELECT, replacements })) as T[];
  }

  /** Takes records in as one run. */
  async deliver(records: readonly unknown[], delivery: Delivery = {}): Promise<IngestedRun> {
    const { mode = 'DELTA', complete = false, approved = true, now = this.now, held = [] } = delivery;
    const batch = await checkBatch(this.deps.vault, records, {
      complete,
      mayLackVersion: mode === 'CSV' || mode === 'PUSH',
    });
    return this.#run(batch, { run: null, source: SOURCE, mode, approved, held, cursors: null }, now);
  }

  /** Applies a run that waits, as a person would who has looked at it. */
  async apply(run: IngestedRun, now = this.now): Promise<IngestedRun> {
    const row = await SyncRun.findByPk(run.id, { rejectOnEmpty: true });
    const carried = await inTransaction(this.database.sequelize, ({ transaction }) => carriedBy(run.id, transaction));
    const { id, version, state, source, mode } = row;
    const staged = { absent: carried.absent, at: row.startedAt };
    const batch = { incoming: carried.incoming, unreadable: [], complete: row.guards.complete, staged };
    const head = { id, version, state };
    return this.#run(batch, { run: head, source, mode, approved: true, held: [], cursors: null }, now);
  }

  #run(batch: Parameters<typeof runBatch>[2], options: RunOptions, now: Date): Promise<IngestedRun> {
    const reader = { caller: { kind: 'system' as const, id: 'test' }, requestId: 'test' };
    return inTransaction(
      this.database.sequelize,
      ({ transaction }) => runBatch(this.deps, { ...reader, now, transaction }, batch, options),
      { now },
    );
  }
}

const HOUR = 3600_000;

/** Instant some hours from the worlds' now. */
export const hours = (count: number): string => new Date(Date.UTC(2026, 2, 11, 12, 30) + count * HOUR).toISOString();

/** A unit's record. */
export const unitRecord = (
  externalId: string,
  version: number,
  parent: string | null,
  more: { from?: string; kind?: string; status?: string; name?: string; code?: string | null } = {},
): EhrRecordInput =>
  ({
    entity: 'unit',
    externalId,
    version,
    data: {
      kind: more.kind ?? (parent === null ? 'COMPANY' : 'CENTRE'),
      code: more.code ?? null,
      nameZh: more.name ?? externalId,
      parentExternalId: parent,
      effectiveFrom: more.from ?? hours(-10_000),
      status: more.status ?? 'ACTIVE',
    },
  }) as EhrRecordInput;

/** A place in a person's record. */
export const place = (unit: string, more: Record<string, unknown> = {}) => ({
  unitExternalId: unit,
  position: { code: 'clerk', nameZh: '专员', nameEn: 'Clerk' },
  level: 3,
  from: hours(-1000),
  ...more,
});

/** A person's record; his name is his id unless said otherwise. */
export const personRecord = (
  externalId: string,
  version: number,
  places: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
): EhrRecordInput =>
  ({
    entity: 'person',
    externalId,
    version,
    data: {
      employeeNo: externalId,
      name: externalId,
      account: externalId.toLowerCase(),
      status: 'ACTIVE',
      subject: `sub-${externalId}`,
      assignments: places,
      ...more,
    },
  }) as EhrRecordInput;
