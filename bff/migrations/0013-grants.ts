import { bigint, id, instant, integer, json, line, nullable, oneOf } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const SCOPE_KINDS = ['SELF', 'OWN_STORE', 'OWN_SUBTREE', 'MANAGED', 'OWN_FRANCHISE', 'ORG_SET', 'ALL'];
const ONE_TARGET = '(role_id is null) <> (meta_id is null)';
const person = (column: string) => ({ columns: [column], table: 'person' });

async function requests({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'access_request',
    {
      id: id(),
      number: line(20),
      // Null for a change of the catalogue, which is about nobody in particular.
      grantee_id: nullable(id()),
      requester_id: id(),
      origin: line(12),
      kind: line(10),
      reason: line(500),
      ticket_ref: nullable(line(60)),
      wanted_from: nullable(instant()),
      wanted_until: nullable(instant()),
      duration_minutes: nullable(integer()),
      change: nullable(json()),
      content_hash: line(64),
      revision: integer(),
      state: line(10),
      extends_grant_id: nullable(id()),
      created_at: instant(),
      submitted_at: nullable(instant()),
      expires_at: nullable(instant()),
      decided_at: nullable(instant()),
      version: integer(),
      seq: bigint(),
    },
    {
      unique: [['number']],
      indexes: [
        ['grantee_id', 'created_at', 'id'],
        ['requester_id', 'created_at', 'id'],
        ['state', 'created_at', 'id'],
      ],
      checks: {
        origin: oneOf('origin', ['SELF', 'SUPERIOR', 'EXTENSION', 'HANDOVER', 'REVIEW', 'BREAK_GLASS']),
        kind: oneOf('kind', ['LONG', 'SHORT', 'CHANGE']),
        state: oneOf('state', ['DRAFT', 'PENDING', 'APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN']),
        about: "(kind = 'CHANGE') = (grantee_id is null)",
      },
      foreignKeys: [person('grantee_id'), person('requester_id')],
    },
  );
}

async function requestItems({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'access_request_item',
    {
      id: id(),
      request_id: id(),
      no: integer(),
      role_id: nullable(id()),
      meta_id: nullable(id()),
      scope_kind: line(20),
      scope_unit_ids: json(),
    },
    {
      unique: [['request_id', 'no']],
      checks: { target: ONE_TARGET, scope: oneOf('scope_kind', SCOPE_KINDS) },
      foreignKeys: [
        { columns: ['request_id'], table: 'access_request' },
        { columns: ['role_id'], table: 'role' },
        { columns: ['meta_id'], table: 'meta' },
      ],
    },
  );
}

async function steps({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'approval_step',
    {
      id: id(),
      request_id: id(),
      revision: integer(),
      no: integer(),
      rule: line(20),
      required_count: integer(),
      due_at: instant(),
      created_at: instant(),
    },
    {
      unique: [['request_id', 'revision', 'no']],
      checks: {
        rule: oneOf('rule', ['SUPERIOR', 'OWNER', 'PERMISSION_OWNERS']),
        count: 'required_count between 1 and 2',
      },
      foreignKeys: [{ columns: ['request_id'], table: 'access_request' }],
    },
  );
}

async function delegations({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'delegation',
    {
      id: id(),
      owner_id: id(),
      delegate_id: id(),
      starts_at: instant(),
      ends_at: instant(),
      system_codes: json(),
      reason: line(200),
      created_by: id(),
      created_at: instant(),
      ended_at: nullable(instant()),
      seq: bigint(),
    },
    {
      indexes: [
        ['owner_id', 'ends_at'],
        ['delegate_id', 'ends_at'],
      ],
      checks: { period: 'ends_at > starts_at', itself: 'owner_id <> delegate_id' },
      foreignKeys: [person('owner_id'), person('delegate_id')],
    },
  );
}

async function decisions({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'decision',
    {
      id: id(),
      request_id: id(),
      step_id: id(),
      revision: integer(),
      content_hash: line(64),
      actor_id: id(),
      on_behalf_of_id: nullable(id()),
      delegation_id: nullable(id()),
      verdict: line(10),
      comment: nullable(line(500)),
      at: instant(),
      seq: bigint(),
    },
    {
      // One voice a step and revision, however often the button is pressed.
      unique: [['step_id', 'actor_id']],
      indexes: [
        ['request_id', 'at', 'id'],
        ['actor_id', 'at', 'id'],
      ],
      checks: { verdict: oneOf('verdict', ['APPROVE', 'DENY']) },
      foreignKeys: [
        { columns: ['request_id'], table: 'access_request' },
        { columns: ['step_id'], table: 'approval_step' },
        { columns: ['delegation_id'], table: 'delegation' },
        person('actor_id'),
      ],
    },
  );
}

async function grants({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'access_grant',
    {
      id: id(),
      request_id: id(),
      item_no: integer(),
      grantee_id: id(),
      role_id: nullable(id()),
      meta_id: nullable(id()),
      scope_kind: line(20),
      scope_unit_ids: json(),
      kind: line(10),
      // Primary unit of the grantee at the approval: a LONG grant rests while he works elsewhere.
      basis_unit_id: nullable(id()),
      starts_at: instant(),
      ends_at: nullable(instant()),
      revoked_at: nullable(instant()),
      revoked_by: nullable(id()),
      revoke_reason: nullable(line(200)),
      created_at: instant(),
      version: integer(),
      seq: bigint(),
    },
    {
      unique: [['request_id', 'item_no']],
      indexes: [
        ['grantee_id', 'starts_at', 'id'],
        ['ends_at', 'id'],
        ['created_at', 'id'],
      ],
      checks: {
        target: ONE_TARGET,
        scope: oneOf('scope_kind', SCOPE_KINDS),
        kind: oneOf('kind', ['LONG', 'SHORT']),
        short: "kind <> 'SHORT' or ends_at is not null",
        period: 'ends_at is null or ends_at > starts_at',
      },
      foreignKeys: [
        { columns: ['request_id'], table: 'access_request' },
        { columns: ['role_id'], table: 'role' },
        { columns: ['meta_id'], table: 'meta' },
        person('grantee_id'),
      ],
    },
  );
  await createTable(
    'grant_confirmation',
    { id: id(), grant_id: id(), unit_id: id(), confirmed_by: id(), at: instant(), seq: bigint() },
    {
      unique: [['grant_id', 'unit_id', 'at']],
      foreignKeys: [
        { columns: ['grant_id'], table: 'access_grant' },
        { columns: ['unit_id'], table: 'org_unit' },
        person('confirmed_by'),
      ],
    },
  );
}

/** Requests, decisions, delegations and grants. */
export const up: Migration = async ({ context }) => {
  await requests(context);
  await requestItems(context);
  await steps(context);
  await delegations(context);
  await decisions(context);
  await grants(context);
};
