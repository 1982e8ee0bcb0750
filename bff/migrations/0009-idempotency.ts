import { instant, integer, line, nullable, paragraphs } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable(
    'stored_answer',
    {
      caller: line(80),
      request_key: line(100),
      content_hash: line(64),
      status: integer(),
      body: nullable(paragraphs()),
      etag: nullable(line(100)),
      created_at: instant(),
      expires_at: instant(),
    },
    { primaryKey: ['caller', 'request_key'], indexes: [['expires_at']] },
  );
};
