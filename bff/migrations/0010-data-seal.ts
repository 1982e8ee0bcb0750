import { instant, line } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

export const up: Migration = async ({ context: { createTable } }) => {
  await createTable('data_seal', { id: line(20), fingerprint: line(64), created_at: instant() });
};
