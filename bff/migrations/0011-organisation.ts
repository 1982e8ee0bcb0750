import { boolean, bigint, id, instant, integer, line, nullable, oneOf, paragraphs } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const SOURCES = oneOf('source', ['EHR', 'EOMS']);
const PERIOD = 'ends_at is null or ends_at > starts_at';
const UNIT_KINDS = ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'];

/** Tables whose shape changes; each refers only to those before it. */
const REBUILT = ['org_unit', 'person', 'assignment', 'sign_out'] as const;

// A CHECK cannot be changed on SQLite, so these tables are made anew beside the old ones, filled, and put in their place.
async function units({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'org_unit_2',
    {
      id: id(),
      ehr_id: nullable(line(80)),
      kind: line(20),
      code: nullable(line(40)),
      name_zh: line(120),
      name_en: line(120),
      status: line(10),
      created_at: instant(),
    },
    {
      unique: [['code'], ['ehr_id']],
      indexes: [['kind', 'id']],
      checks: { kind: oneOf('kind', UNIT_KINDS), status: oneOf('status', ['ACTIVE', 'CLOSED']) },
    },
  );
}

async function people({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'person_2',
    {
      id: id(),
      subject: line(255),
      account: nullable(line(60)),
      name: line(120),
      kind: line(20),
      status: line(20),
      status_seq: bigint(),
      employee_no: nullable(line(20)),
      employment: nullable(line(20)),
      ehr_id: nullable(line(80)),
      franchisee_id: nullable(id()),
      sponsor_unit_id: nullable(id()),
      phone_sealed: nullable(line(200)),
      phone_masked: nullable(line(40)),
      id_number_sealed: nullable(line(200)),
      id_number_masked: nullable(line(40)),
      search_text: paragraphs(),
      created_at: instant(),
    },
    {
      unique: [['subject'], ['account'], ['employee_no'], ['ehr_id']],
      indexes: [['status', 'name', 'id'], ['name', 'id'], ['franchisee_id']],
      checks: {
        kind: oneOf('kind', ['EMPLOYEE', 'FRANCHISEE', 'EXTERNAL']),
        status: oneOf('status', ['PREBOARD', 'ACTIVE', 'SUSPENDED', 'LEFT']),
        employment: `employment is null or ${oneOf('employment', ['REGULAR', 'CONTRACT'])}`,
      },
      foreignKeys: [{ columns: ['sponsor_unit_id'], table: 'org_unit_2' }],
    },
  );
}

async function places({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'assignment_2',
    {
      id: id(),
      person_id: id(),
      unit_id: id(),
      position: line(40),
      level: integer(),
      is_primary: boolean(),
      line_manager_id: nullable(id()),
      dotted_manager_id: nullable(id()),
      starts_at: instant(),
      ends_at: nullable(instant()),
      seq: bigint(),
      source: line(10),
    },
    {
      indexes: [['person_id', 'starts_at'], ['unit_id']],
      checks: { level: 'level between 1 and 9', period: PERIOD, source: SOURCES },
      foreignKeys: [
        { columns: ['person_id'], table: 'person_2' },
        { columns: ['unit_id'], table: 'org_unit_2' },
        { columns: ['position'], table: 'position', references: ['code'] },
      ],
    },
  );
}

async function signOuts({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'sign_out_2',
    { person_id: id(), before_at: instant() },
    { primaryKey: ['person_id'], foreignKeys: [{ columns: ['person_id'], table: 'person_2' }] },
  );
}

/** What each new table takes over from its old one. */
const TAKEN_OVER: Readonly<Record<(typeof REBUILT)[number], string>> = {
  org_unit: `SELECT id, NULL, CASE kind WHEN 'HEADQUARTERS' THEN 'HQ' WHEN 'DEPARTMENT' THEN 'CENTRE' ELSE kind END, code, name_zh, name_en,
    'ACTIVE', created_at FROM org_unit`,
  person: `SELECT id, subject, account, name, kind, status, 0, employee_no, employment, NULL, franchisee_id, sponsor_unit_id, NULL, NULL, NULL,
    NULL, name, created_at FROM person`,
  assignment: `SELECT id, person_id, unit_id, \`position\`, level, CASE WHEN EXISTS (SELECT 1 FROM assignment o WHERE
    o.person_id = a.person_id AND o.starts_at < a.starts_at AND (o.ends_at IS NULL OR o.ends_at > a.starts_at)) THEN 0 ELSE 1 END, NULL, NULL,
    starts_at, ends_at, 0, 'EHR' FROM assignment a`,
  sign_out: 'SELECT person_id, before_at FROM sign_out',
};

async function edges({ createTable, run }: MigrationContext): Promise<void> {
  await createTable(
    'org_edge',
    {
      id: id(),
      child_id: id(),
      parent_id: id(),
      starts_at: instant(),
      ends_at: nullable(instant()),
      seq: bigint(),
      source: line(10),
    },
    {
      indexes: [['child_id', 'starts_at'], ['parent_id']],
      checks: { period: PERIOD, source: SOURCES, itself: 'child_id <> parent_id' },
      foreignKeys: [
        { columns: ['child_id'], table: 'org_unit_2' },
        { columns: ['parent_id'], table: 'org_unit_2' },
      ],
    },
  );
  // A unit has one parent so far, so its own id may name the edge to it.
  await run(`INSERT INTO org_edge (id, child_id, parent_id, starts_at, ends_at, seq, source)
    SELECT id, id, parent_id, created_at, NULL, 0, 'EHR' FROM org_unit
    WHERE parent_id IS NOT NULL AND id NOT IN (SELECT child_id FROM org_edge)`);
}

async function heads({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'org_head',
    {
      id: id(),
      unit_id: id(),
      person_id: id(),
      kind: line(10),
      starts_at: instant(),
      ends_at: nullable(instant()),
      seq: bigint(),
      source: line(10),
    },
    {
      indexes: [['unit_id', 'starts_at'], ['person_id']],
      checks: { kind: oneOf('kind', ['HEAD', 'ACTING', 'DEPUTY']), period: PERIOD, source: SOURCES },
      foreignKeys: [
        { columns: ['unit_id'], table: 'org_unit' },
        { columns: ['person_id'], table: 'person' },
      ],
    },
  );
}

const exists = async ({ sequelize, transaction }: MigrationContext, table: string): Promise<boolean> =>
  sequelize.query(`SELECT 1 FROM ${table} LIMIT 1`, { transaction: transaction ?? null }).then(
    () => true,
    () => false,
  );

/** Roles and rules of the first form refer to the old tables; 0012 makes them anew from these copies. */
async function keepOldRules(context: MigrationContext): Promise<void> {
  for (const table of ['base_rule', 'role_meta', 'role'] as const) {
    if (!(await exists(context, table))) continue;
    await context.run(`DROP TABLE IF EXISTS old_${table}`);
    await context.run(`CREATE TABLE old_${table} AS SELECT * FROM ${table}`);
    await context.run(`DROP TABLE ${table}`);
  }
}

/** Fills the new tables; after an interruption on MySQL, which cannot roll DDL back, only while the old ones are all there. */
async function fill(context: MigrationContext): Promise<void> {
  for (const table of REBUILT) if (!(await exists(context, table))) return;
  for (const make of [units, people, places, signOuts]) await make(context);
  if (await exists(context, 'org_edge')) await context.run('DELETE FROM org_edge');
  for (const table of REBUILT.toReversed()) await context.run(`DELETE FROM ${table}_2`);
  for (const table of REBUILT) await context.run(`INSERT INTO ${table}_2 ${TAKEN_OVER[table]}`);
  await edges(context);
}

async function putInPlace(context: MigrationContext): Promise<void> {
  const made: string[] = [];
  for (const table of REBUILT) if (await exists(context, `${table}_2`)) made.push(table);
  // SQLite deletes the rows of a table it drops, and a unit refuses to go before the units below it.
  if (context.dialect === 'sqlite') await context.run('UPDATE org_unit SET parent_id = NULL');
  for (const table of made.toReversed()) await context.run(`DROP TABLE IF EXISTS ${table}`);
  for (const table of made) await context.run(`ALTER TABLE ${table}_2 RENAME TO ${table}`);
}

export const up: Migration = async ({ context }) => {
  await keepOldRules(context);
  if (!(await exists(context, 'org_head'))) {
    await fill(context);
    await putInPlace(context);
  }
  await heads(context);
};
