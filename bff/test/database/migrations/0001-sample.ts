import {
  bigint,
  boolean,
  day,
  fen,
  id,
  instant,
  integer,
  json,
  line,
  nullable,
  oneOf,
  paragraphs,
} from '../../../src/database/columns.ts';
import type { Migration } from '../../../src/database/migrate.ts';

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable(
    'sample',
    {
      id: id(),
      code: line(20),
      state: line(10),
      stock: integer(),
      price: fen(),
      counter: nullable(bigint()),
      active: boolean(),
      opened_on: nullable(day()),
      note: nullable(paragraphs()),
      detail: nullable(json()),
      store_id: nullable(id()),
      created_at: instant(),
      due_at: nullable(instant()),
    },
    {
      unique: [['code']],
      indexes: [
        ['created_at', 'id'],
        ['due_at', 'id'],
      ],
      checks: { state: oneOf('state', ['open', 'done']), stock: 'stock >= 0' },
    },
  );
  await createTable(
    'sample_line',
    { id: id(), sample_id: id() },
    { foreignKeys: [{ columns: ['sample_id'], table: 'sample' }] },
  );
};
