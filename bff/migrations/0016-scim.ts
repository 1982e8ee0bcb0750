import { id, instant, integer, json, line, nullable, oneOf } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

/** What SCIM clients say of a user or a group and EOMS has no place for. */
export const up: Migration = async ({ context: { createTable } }) => {
  await createTable(
    'scim_resource',
    {
      type: line(10),
      id: id(),
      external_id: nullable(line(200)),
      name_key: nullable(line(200)),
      extras: json(),
      version: integer(),
      created_at: instant(),
      modified_at: instant(),
      deleted_at: nullable(instant()),
    },
    {
      primaryKey: ['type', 'id'],
      unique: [['type', 'name_key']],
      indexes: [['external_id']],
      checks: { type: oneOf('type', ['User', 'Group']) },
    },
  );
};
