import { bigint, id, instant, integer, json, line, nullable, oneOf, paragraphs } from '../src/database/columns.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const ONE_TARGET = '(role_id is null) <> (meta_id is null)';
const person = (column: string) => ({ columns: [column], table: 'person' });

async function breakGlass({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'break_glass',
    {
      id: id(),
      person_id: id(),
      role_id: nullable(id()),
      meta_id: nullable(id()),
      scope_kind: line(20),
      scope_unit_ids: json(),
      reason: line(500),
      starts_at: instant(),
      ends_at: instant(),
      ended_at: nullable(instant()),
      reviewed_by: nullable(id()),
      reviewed_at: nullable(instant()),
      review_verdict: nullable(line(12)),
      review_note: nullable(line(500)),
      version: integer(),
      seq: bigint(),
    },
    {
      indexes: [
        ['person_id', 'starts_at'],
        ['reviewed_at', 'starts_at'],
      ],
      checks: {
        target: ONE_TARGET,
        period: 'ends_at > starts_at',
        verdict: `review_verdict is null or ${oneOf('review_verdict', ['JUSTIFIED', 'MISUSED'])}`,
        other: 'reviewed_by is null or reviewed_by <> person_id',
      },
      foreignKeys: [
        person('person_id'),
        { columns: ['role_id'], table: 'role' },
        { columns: ['meta_id'], table: 'meta' },
      ],
    },
  );
}

async function alarms({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'alarm',
    {
      id: id(),
      kind: line(40),
      object_kind: line(40),
      object_id: line(80),
      detail: json(),
      raised_at: instant(),
      seen_by: nullable(id()),
      seen_at: nullable(instant()),
    },
    {
      indexes: [
        ['seen_at', 'raised_at'],
        ['object_kind', 'object_id'],
      ],
    },
  );
}

async function campaigns({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'review_campaign',
    {
      id: id(),
      name: line(120),
      started_by: id(),
      started_at: instant(),
      due_at: instant(),
      on_no_answer: line(10),
      selection: json(),
      closed_at: nullable(instant()),
      version: integer(),
    },
    {
      indexes: [['started_at', 'id']],
      checks: { on_no_answer: oneOf('on_no_answer', ['KEEP', 'REVOKE']) },
      foreignKeys: [person('started_by')],
    },
  );
}

async function reviewItems({ createTable }: MigrationContext): Promise<void> {
  await createTable(
    'review_item',
    {
      id: id(),
      campaign_id: id(),
      grant_id: id(),
      reviewer_id: nullable(id()),
      verdict: nullable(line(10)),
      comment: nullable(paragraphs()),
      decided_by: nullable(id()),
      decided_at: nullable(instant()),
      due_at: instant(),
    },
    {
      unique: [['campaign_id', 'grant_id']],
      indexes: [['reviewer_id', 'decided_at'], ['grant_id'], ['due_at', 'id']],
      checks: { verdict: `verdict is null or ${oneOf('verdict', ['KEEP', 'REVOKE'])}` },
      foreignKeys: [
        { columns: ['campaign_id'], table: 'review_campaign' },
        { columns: ['grant_id'], table: 'access_grant' },
      ],
    },
  );
}

/** Break-glass, alarms and reviews. */
export const up: Migration = async ({ context }) => {
  await breakGlass(context);
  await alarms(context);
  await campaigns(context);
  await reviewItems(context);
};
