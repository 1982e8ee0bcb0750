import {
  bigint,
  boolean,
  id,
  instant,
  integer,
  json,
  line,
  nullable,
  oneOf,
  paragraphs,
} from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

async function units({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'org_unit',
    {
      id: id(),
      kind: line(20),
      code: nullable(line(40)),
      name_zh: line(120),
      name_en: line(120),
      parent_id: nullable(id()),
      created_at: instant(),
    },
    {
      unique: [['code']],
      indexes: [['parent_id'], ['kind', 'id']],
      checks: { kind: oneOf('kind', ['COMPANY', 'HEADQUARTERS', 'DEPARTMENT', 'REGION', 'STORE']) },
      foreignKeys: [{ columns: ['parent_id'], table: 'org_unit' }],
    },
  );
  await createTable('position', { code: line(40), name_zh: line(60), name_en: line(60) }, { primaryKey: ['code'] });
}

async function people({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'person',
    {
      id: id(),
      subject: line(255),
      account: nullable(line(60)),
      name: line(120),
      kind: line(20),
      status: line(20),
      employee_no: nullable(line(20)),
      employment: nullable(line(20)),
      franchisee_id: nullable(id()),
      sponsor_unit_id: nullable(id()),
      created_at: instant(),
    },
    {
      unique: [['subject'], ['account'], ['employee_no']],
      indexes: [['status', 'name', 'id'], ['franchisee_id']],
      checks: {
        kind: oneOf('kind', ['EMPLOYEE', 'FRANCHISEE']),
        status: oneOf('status', ['PREBOARD', 'ACTIVE', 'SUSPENDED', 'LEFT']),
        employment: `employment is null or ${oneOf('employment', ['REGULAR', 'CONTRACT'])}`,
      },
      foreignKeys: [{ columns: ['sponsor_unit_id'], table: 'org_unit' }],
    },
  );
  await createTable(
    'assignment',
    {
      id: id(),
      person_id: id(),
      unit_id: id(),
      position: line(40),
      level: integer(),
      starts_at: instant(),
      ends_at: nullable(instant()),
    },
    {
      indexes: [['person_id', 'starts_at'], ['unit_id']],
      checks: { level: 'level between 1 and 9', period: 'ends_at is null or ends_at > starts_at' },
      foreignKeys: [
        { columns: ['person_id'], table: 'person' },
        { columns: ['unit_id'], table: 'org_unit' },
        { columns: ['position'], table: 'position', references: ['code'] },
      ],
    },
  );
}

async function permissions({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'role',
    { id: id(), system_code: line(40), code: line(60), name_zh: line(60), name_en: line(60) },
    { unique: [['system_code', 'code']] },
  );
  await createTable(
    'role_meta',
    { role_id: id(), meta: line(120) },
    { primaryKey: ['role_id', 'meta'], foreignKeys: [{ columns: ['role_id'], table: 'role' }] },
  );
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
      starts_at: instant(),
      ends_at: nullable(instant()),
    },
    {
      checks: {
        scope: oneOf('scope_kind', ['ALL', 'OWN_STORE', 'MANAGED', 'OWN_FRANCHISE']),
        kind: `person_kind is null or ${oneOf('person_kind', ['EMPLOYEE', 'FRANCHISEE'])}`,
        levels: 'level_min is null or level_max is null or level_min <= level_max',
      },
      foreignKeys: [
        { columns: ['unit_id'], table: 'org_unit' },
        { columns: ['role_id'], table: 'role' },
        { columns: ['position'], table: 'position', references: ['code'] },
      ],
    },
  );
  await createTable('authz_epoch', { id: integer(), v: bigint() });
  await createTable(
    'service_client',
    {
      id: id(),
      client_id: line(100),
      name: line(120),
      status: line(20),
      metas: json(),
      scope_kind: line(20),
      store_ids: json(),
      jwks: nullable(json()),
      created_at: instant(),
    },
    {
      unique: [['client_id']],
      checks: { status: oneOf('status', ['ACTIVE', 'WITHDRAWN']), scope: oneOf('scope_kind', ['ALL', 'STORES']) },
    },
  );
}

async function sessions({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'session',
    {
      id: line(43),
      person_id: nullable(id()),
      client_id: line(255),
      opened_at: instant(),
      ended_at: nullable(instant()),
    },
    { indexes: [['person_id', 'ended_at'], ['opened_at']] },
  );
  await createTable(
    'sign_out',
    { person_id: id(), before_at: instant() },
    { primaryKey: ['person_id'], foreignKeys: [{ columns: ['person_id'], table: 'person' }] },
  );
  await createTable('dpop_proof', { id: line(43), expires_at: instant() }, { indexes: [['expires_at']] });
  await createTable('logout_token', { id: line(43), expires_at: instant() }, { indexes: [['expires_at']] });
}

async function provider({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'oidc_payload',
    {
      model: line(40),
      id: line(255),
      payload: paragraphs(),
      grant_id: nullable(line(255)),
      uid: nullable(line(255)),
      expires_at: nullable(instant()),
      consumed_at: nullable(instant()),
    },
    { primaryKey: ['model', 'id'], indexes: [['grant_id'], ['model', 'uid'], ['expires_at']] },
  );
}

/** Organisation, permissions, sessions and the artefacts of the embedded OpenID provider. */
export const up: Migration = async ({ context }) => {
  await units(context);
  await people(context);
  await permissions(context);
  await sessions(context);
  await provider(context);
};
