import { bigint, id, instant, integer, json, line, nullable, oneOf, paragraphs } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

async function sources({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'sync_source',
    {
      code: line(40),
      cursor: nullable(line(400)),
      last_full_at: nullable(instant()),
      last_seen_at: nullable(instant()),
    },
    { primaryKey: ['code'] },
  );
}

async function runs({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'sync_run',
    {
      id: id(),
      source: line(40),
      mode: line(10),
      state: line(10),
      cursor_before: nullable(line(400)),
      cursor_after: nullable(line(400)),
      counts: json(),
      guards: json(),
      effects: json(),
      started_by: nullable(id()),
      started_at: instant(),
      decided_by: nullable(id()),
      decided_at: nullable(instant()),
      decide_reason: nullable(line(500)),
      version: integer(),
    },
    {
      indexes: [['started_at', 'id']],
      checks: {
        mode: oneOf('mode', ['FULL', 'DELTA', 'CSV', 'PUSH']),
        state: oneOf('state', ['FETCHING', 'FETCHED', 'DIFFED', 'STAGED', 'APPLIED', 'REJECTED', 'PARTIAL', 'FAILED']),
      },
    },
  );
}

async function changes({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'staged_change',
    {
      id: id(),
      run_id: id(),
      no: integer(),
      entity: line(20),
      external_id: line(80),
      local_id: nullable(id()),
      action: line(10),
      removal: integer(),
      before_value: nullable(json()),
      after_value: nullable(json()),
      effective_at: nullable(instant()),
      applied_at: nullable(instant()),
    },
    {
      unique: [['run_id', 'no']],
      checks: {
        entity: oneOf('entity', ['unit', 'person']),
        action: oneOf('action', ['ADD', 'CHANGE', 'END']),
        removal: 'removal in (0, 1)',
      },
      foreignKeys: [{ columns: ['run_id'], table: 'sync_run' }],
    },
  );
}

async function letters({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'dead_letter',
    {
      id: id(),
      run_id: id(),
      source: line(40),
      entity: line(20),
      external_id: nullable(line(80)),
      record: paragraphs(),
      error: line(80),
      detail: line(500),
      retries: integer(),
      created_at: instant(),
      resolved_at: nullable(instant()),
    },
    {
      indexes: [
        ['resolved_at', 'created_at', 'id'],
        ['source', 'external_id'],
      ],
    },
  );
}

async function records({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'ehr_record',
    {
      source: line(40),
      entity: line(20),
      external_id: line(80),
      version: bigint(),
      content: json(),
      content_hash: line(64),
      seen_at: instant(),
      deleted_at: nullable(instant()),
    },
    { primaryKey: ['source', 'entity', 'external_id'], checks: { entity: oneOf('entity', ['unit', 'person']) } },
  );
}

async function audit({ createTable, addColumn }: MigrationContext): Promise<void> {
  await createTable(
    'audit_seal',
    { seq: bigint(), event_id: id(), day: line(10), hash: line(64), prev_hash: line(64), sealed_at: instant() },
    {
      primaryKey: ['seq'],
      unique: [['event_id']],
      indexes: [['day', 'seq']],
      foreignKeys: [{ columns: ['event_id'], table: 'audit_event' }],
    },
  );
  await createTable('audit_chain', { id: integer(), seq: bigint(), hash: line(64) });
  await createTable(
    'audit_anchor',
    { day: line(10), last_seq: bigint(), hash: line(64), anchored_at: instant() },
    { primaryKey: ['day'] },
  );
  await addColumn('audit_event', 'on_behalf_of', nullable(line(80)));
  await addColumn('audit_event', 'before_hash', nullable(line(64)));
  await addColumn('audit_event', 'after_hash', nullable(line(64)));
  await addColumn('audit_event', 'reason', nullable(line(500)));
}

/** HR synchronisation, and the chain that seals the audit log. */
export const up: Migration = async ({ context }) => {
  await sources(context);
  await runs(context);
  await changes(context);
  await letters(context);
  await records(context);
  await audit(context);
};
