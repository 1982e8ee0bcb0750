import { QueryTypes } from 'sequelize';
import { bigint, boolean, id, instant, integer, json, line, nullable, oneOf } from '../src/database/columns.ts';
import { instantText } from '../src/database/instant-text.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';
import { newId } from '../src/database/new-id.ts';

const SCOPE_KINDS = ['SELF', 'OWN_STORE', 'OWN_SUBTREE', 'MANAGED', 'OWN_FRANCHISE', 'ORG_SET', 'ALL'];
const PERIOD = 'ends_at is null or ends_at > starts_at';

async function metas({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'system_entry',
    { code: line(40), status: line(10), owner_id: nullable(id()), meta_version: integer() },
    {
      primaryKey: ['code'],
      checks: { status: oneOf('status', ['DRAFT', 'LIVE', 'RETIRED']) },
      foreignKeys: [{ columns: ['owner_id'], table: 'person' }],
    },
  );
  await createTable(
    'meta',
    {
      id: id(),
      bit_no: integer(),
      system_code: line(40),
      code: line(120),
      // The code while the Meta lives, null once it is retired: a code lives once, and a retired Meta never comes back as another.
      live_code: nullable(line(120)),
      kind: line(10),
      parent_code: nullable(line(120)),
      title_zh: line(120),
      title_en: line(120),
      sort: integer(),
      status: line(12),
      risk_tier: integer(),
      requestable: boolean(),
      max_short_minutes: integer(),
      max_long_days: integer(),
      scope_kinds: json(),
      declared_by: line(60),
      // True once the business changed limits or risk: a later declaration leaves them as they are.
      tuned: boolean(),
      version: integer(),
      created_at: instant(),
      retired_at: nullable(instant()),
    },
    {
      unique: [['bit_no'], ['live_code']],
      indexes: [['system_code', 'sort', 'id'], ['code']],
      checks: {
        kind: oneOf('kind', ['DIR', 'PAGE', 'ACTION', 'FIELD']),
        status: oneOf('status', ['ACTIVE', 'DEPRECATED', 'RETIRED']),
        live: "(status = 'RETIRED' and live_code is null) or (status <> 'RETIRED' and live_code = code)",
        risk: 'risk_tier between 0 and 3',
      },
      foreignKeys: [{ columns: ['system_code'], table: 'system_entry', references: ['code'] }],
    },
  );
}

async function roles({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'role',
    {
      id: id(),
      system_code: line(40),
      code: line(60),
      name_zh: line(60),
      name_en: line(60),
      status: line(10),
      version: integer(),
    },
    {
      unique: [['system_code', 'code']],
      checks: { status: oneOf('status', ['ACTIVE', 'RETIRED']) },
      foreignKeys: [{ columns: ['system_code'], table: 'system_entry', references: ['code'] }],
    },
  );
}

async function roleMetas({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'role_meta',
    { role_id: id(), meta_id: id() },
    {
      primaryKey: ['role_id', 'meta_id'],
      indexes: [['meta_id']],
      foreignKeys: [
        { columns: ['role_id'], table: 'role' },
        { columns: ['meta_id'], table: 'meta' },
      ],
    },
  );
}

async function rules({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'base_rule',
    {
      id: id(),
      unit_id: nullable(id()),
      include_subtree: boolean(),
      position: nullable(line(40)),
      level_min: nullable(integer()),
      level_max: nullable(integer()),
      person_kind: nullable(line(20)),
      role_id: id(),
      scope_kind: line(20),
      scope_unit_ids: json(),
      starts_at: instant(),
      ends_at: nullable(instant()),
      change_id: nullable(id()),
      seq: bigint(),
    },
    {
      indexes: [['role_id']],
      checks: {
        scope: oneOf('scope_kind', SCOPE_KINDS),
        kind: `person_kind is null or ${oneOf('person_kind', ['EMPLOYEE', 'FRANCHISEE', 'EXTERNAL'])}`,
        levels: 'level_min is null or level_max is null or level_min <= level_max',
        period: PERIOD,
      },
      foreignKeys: [
        { columns: ['unit_id'], table: 'org_unit' },
        { columns: ['role_id'], table: 'role' },
        { columns: ['position'], table: 'position', references: ['code'] },
      ],
    },
  );
}

async function policies({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'sod_rule',
    {
      id: id(),
      code: line(60),
      name_zh: line(120),
      name_en: line(120),
      left_metas: json(),
      right_metas: json(),
      mode: line(12),
      scope_sensitive: boolean(),
      status: line(10),
      version: integer(),
      seq: bigint(),
    },
    {
      unique: [['code']],
      checks: {
        mode: oneOf('mode', ['BLOCK', 'EXTRA_STAGE', 'REPORT']),
        status: oneOf('status', ['ACTIVE', 'RETIRED']),
      },
    },
  );
  await createTable('access_policy', { id: integer(), settings: json(), version: integer(), changed_at: instant() });
  await createTable(
    'authz_change',
    { v: bigint(), kind: line(12), ref: line(80), at: instant() },
    { primaryKey: ['v', 'kind', 'ref'] },
  );
  await createTable(
    'access_use',
    { person_id: id(), meta_id: id(), last_used_on: line(10) },
    { primaryKey: ['person_id', 'meta_id'] },
  );
}

/** Brings over roles and rules of the first form; Metas get their names from the contracts at the next start. */
async function bringOver(context: MigrationContext): Promise<void> {
  const { sequelize, run } = context;
  const options = { type: QueryTypes.SELECT, transaction: context.transaction ?? null } as const;
  const read = async <T extends object>(table: string): Promise<T[]> =>
    (await sequelize.query<T>(`SELECT * FROM ${table}`, options)) as T[];
  for (const table of ['base_rule', 'role_meta', 'role', 'meta', 'system_entry']) await run(`DELETE FROM ${table}`);

  const oldRoles = await read<{ id: string; system_code: string; code: string; name_zh: string; name_en: string }>(
    'old_role',
  );
  const oldMetas = await read<{ role_id: string; meta: string }>('old_role_meta');
  const oldRules = await read<{ id: string }>('old_base_rule');
  const codes = [...new Set(oldMetas.map(({ meta }) => meta))].sort();
  const systemOf = (code: string): string => code.split('.')[0] ?? code;
  for (const code of new Set([...oldRoles.map((role) => role.system_code), ...codes.map(systemOf)]))
    await run("INSERT INTO system_entry (code, status, owner_id, meta_version) VALUES (:code, 'LIVE', NULL, 1)", {
      code,
    });
  const ids = new Map(codes.map((code) => [code, newId()]));
  for (const [bit, code] of codes.entries())
    await run(
      `INSERT INTO meta (id, bit_no, system_code, code, live_code, kind, parent_code, title_zh, title_en, sort, status, risk_tier, requestable,
        max_short_minutes, max_long_days, scope_kinds, declared_by, tuned, version, created_at, retired_at)
       VALUES (:id, :bit, :system, :code, :code, 'ACTION', NULL, :code, :code, 0, 'ACTIVE', 0, 1, 43200, 365, '[]', 'contracts', 0, 1, :at, NULL)`,
      { id: ids.get(code), bit, system: systemOf(code), code, at: instantText(sequelize, new Date()) },
    );
  for (const role of oldRoles)
    await run(
      `INSERT INTO role (id, system_code, code, name_zh, name_en, status, version)
       VALUES (:id, :system_code, :code, :name_zh, :name_en, 'ACTIVE', 1)`,
      { ...role },
    );
  for (const { role_id, meta } of oldMetas)
    await run('INSERT INTO role_meta (role_id, meta_id) VALUES (:role, :meta)', { role: role_id, meta: ids.get(meta) });
  // MANAGED used to mean the unit of the assignment and all below it.
  for (const rule of oldRules)
    await run(
      `INSERT INTO base_rule (id, unit_id, include_subtree, \`position\`, level_min, level_max, person_kind, role_id, scope_kind, scope_unit_ids,
        starts_at, ends_at, change_id, seq) SELECT id, unit_id, include_subtree, \`position\`, level_min, level_max, person_kind, role_id,
        CASE scope_kind WHEN 'MANAGED' THEN 'OWN_SUBTREE' ELSE scope_kind END, '[]', starts_at, ends_at, NULL, 0 FROM old_base_rule WHERE id = :id`,
      { id: rule.id },
    );
  for (const table of ['old_base_rule', 'old_role_meta', 'old_role']) await run(`DROP TABLE ${table}`);
}

const exists = async ({ sequelize, transaction }: MigrationContext, table: string): Promise<boolean> =>
  sequelize.query(`SELECT 1 FROM ${table} LIMIT 1`, { transaction: transaction ?? null }).then(
    () => true,
    () => false,
  );

/** Catalogue of permissions: systems, Metas, roles, base rules, separation of duties, policy, log of changes. */
export const up: Migration = async ({ context }) => {
  await metas(context);
  await roles(context);
  await roleMetas(context);
  await rules(context);
  await policies(context);
  if (await exists(context, 'old_role')) await bringOver(context);
};
