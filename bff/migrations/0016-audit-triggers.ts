import { line, nullable } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const FIXED_TABLES = ['audit_event', 'audit_seal', 'audit_anchor'] as const;
const WRITES = ['update', 'delete'] as const;
const MESSAGE = 'what is recorded for audit is never changed or deleted';

const createTrigger = {
  sqlite: (name: string, write: string, table: string): string =>
    `CREATE TRIGGER ${name} BEFORE ${write} ON ${table} BEGIN SELECT RAISE(ABORT, '${MESSAGE}'); END`,
  mysql: (name: string, write: string, table: string): string =>
    `CREATE TRIGGER ${name} BEFORE ${write} ON ${table} FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '${MESSAGE}'`,
} as const;

/** Codes of a server that lets only its administrator make triggers. */
const NOT_ALLOWED = new Set([
  'ER_TABLEACCESS_DENIED_ERROR',
  'ER_BINLOG_CREATE_ROUTINE_NEED_SUPER',
  'ER_SPECIFIC_ACCESS_DENIED_ERROR',
]);

const isNotAllowed = (error: unknown): boolean => {
  const parent: unknown = error instanceof Error ? Reflect.get(error, 'parent') : undefined;
  return parent instanceof Error && NOT_ALLOWED.has(String(Reflect.get(parent, 'code')));
};

async function refuseWrites({ run, dialect }: MigrationContext): Promise<void> {
  for (const table of FIXED_TABLES) {
    for (const write of WRITES) {
      const name = `${table}_no_${write}`;
      await run(`DROP TRIGGER IF EXISTS ${name}`);
      await run(createTrigger[dialect](name, write.toUpperCase(), table));
    }
  }
}

const INDEXES = {
  audit_event_action_at_id_ix: '`action`, `at`, `id`',
  audit_event_on_behalf_of_at_id_ix: '`on_behalf_of`, `at`, `id`',
  audit_event_request_id_at_id_ix: '`request_id`, `at`, `id`',
} as const;

async function index({ run, dialect }: MigrationContext): Promise<void> {
  const entries = Object.entries(INDEXES);
  if (dialect === 'mysql') {
    const parts = entries.map(([name, columns]) => `ADD INDEX ${name} (${columns})`);
    return run(`ALTER TABLE audit_event ${parts.join(', ')}`);
  }
  for (const [name, columns] of entries) await run(`CREATE INDEX ${name} ON audit_event (${columns})`);
}

/** What is recorded stays: the database itself refuses to change or delete it. The chain remembers the last day it anchored. */
export const up: Migration = async ({ context }) => {
  await context.addColumn('audit_chain', 'anchored_day', nullable(line(10)));
  try {
    await refuseWrites(context);
  } catch (error) {
    // The chain shows every change all the same; `npm run audit-verify` says that the triggers are not there.
    if (!isNotAllowed(error)) throw error;
  }
  await index(context);
};
