import { id, instant, json, line, nullable, oneOf } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable(
    'person_preference',
    { person_id: id(), locale: line(10), theme: line(10), updated_at: instant() },
    {
      primaryKey: ['person_id'],
      checks: { locale: oneOf('locale', ['zh-CN', 'en']), theme: oneOf('theme', ['system', 'light', 'dark']) },
    },
  );
  await createTable(
    'client_error',
    {
      id: id(),
      incident: line(20),
      reporter_id: id(),
      kind: line(10),
      remote: nullable(line(40)),
      message: line(600),
      path: line(500),
      releases: json(),
      seen_at: instant(),
      created_at: instant(),
    },
    {
      indexes: [['incident'], ['reporter_id', 'created_at'], ['created_at']],
      checks: { kind: oneOf('kind', ['load', 'render', 'unhandled', 'report']) },
    },
  );
};
