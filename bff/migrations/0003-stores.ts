import { day, id, instant, integer, json, line, nullable, oneOf, paragraphs } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const STATUSES = ['preparing', 'trial', 'open', 'suspended', 'closed'];
const OWNER_KINDS = ['direct', 'wangyu', 'mvp'];

const ownerIsWhole =
  "(owner_kind = 'direct' and franchisee_id is null) or (owner_kind <> 'direct' and franchisee_id is not null)";
const saysItsKind = [
  "(kind = 'status' and status is not null and owner_kind is null and franchisee_id is null and region_id is null)",
  "(kind = 'owner' and status is null and owner_kind is not null and region_id is null)",
  "(kind = 'region' and status is null and owner_kind is null and franchisee_id is null and region_id is not null)",
].join(' or ');

async function franchisees({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'franchisee',
    { id: id(), name: line(100), kind: line(10), search_text: paragraphs(), created_at: instant() },
    { indexes: [['name', 'id']], checks: { kind: oneOf('kind', OWNER_KINDS.slice(1)) } },
  );
}

async function stores({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'store',
    {
      id: id(),
      code: line(6),
      name: line(60),
      brand: line(20),
      city: line(30),
      address: line(200),
      zone: line(40),
      region_id: id(),
      hosts: integer(),
      phone: line(16),
      hours_from: line(5),
      hours_until: line(5),
      opened_on: nullable(day()),
      note: nullable(paragraphs()),
      search_text: paragraphs(),
      version: integer(),
      created_at: instant(),
      updated_at: instant(),
    },
    {
      unique: [['code']],
      indexes: [
        ['region_id', 'code'],
        ['name', 'id'],
        ['city', 'id'],
        ['hosts', 'id'],
        ['opened_on', 'id'],
        ['updated_at', 'id'],
      ],
      checks: { version: 'version >= 1', hosts: 'hosts >= 0' },
    },
  );
}

async function periods({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'store_period',
    {
      id: id(),
      store_id: id(),
      kind: line(10),
      status: nullable(line(10)),
      owner_kind: nullable(line(10)),
      franchisee_id: nullable(id()),
      region_id: nullable(id()),
      from_at: instant(),
      until_at: nullable(instant()),
      reason: line(200),
      by_id: nullable(id()),
      by_name: line(100),
      created_at: instant(),
    },
    {
      unique: [['store_id', 'kind', 'from_at']],
      indexes: [
        ['kind', 'from_at'],
        ['franchisee_id', 'kind', 'from_at'],
      ],
      checks: {
        kind: saysItsKind,
        status: `status is null or ${oneOf('status', STATUSES)}`,
        owner: `owner_kind is null or ${ownerIsWhole}`,
        length: 'until_at is null or until_at > from_at',
      },
      foreignKeys: [
        { columns: ['store_id'], table: 'store' },
        { columns: ['franchisee_id'], table: 'franchisee' },
      ],
    },
  );
}

async function revisions({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'store_revision',
    { store_id: id(), version: integer(), fields: json(), at: instant() },
    { primaryKey: ['store_id', 'version'], foreignKeys: [{ columns: ['store_id'], table: 'store' }] },
  );
}

export const up: Migration = async ({ context }) => {
  await franchisees(context);
  await stores(context);
  await periods(context);
  await revisions(context);
};
