import { id, instant, json, line, nullable, oneOf } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable(
    'audit_event',
    {
      id: id(),
      at: instant(),
      actor_kind: line(10),
      actor_id: line(80),
      action: line(80),
      object_kind: line(40),
      object_id: line(80),
      request_id: line(100),
      detail: nullable(json()),
    },
    {
      indexes: [
        ['at', 'id'],
        ['object_kind', 'object_id', 'at', 'id'],
        ['actor_id', 'at', 'id'],
      ],
      checks: { actor_kind: oneOf('actor_kind', ['person', 'service', 'system']) },
    },
  );
};
