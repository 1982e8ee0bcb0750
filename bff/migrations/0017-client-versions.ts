import { integer, nullable } from '../src/database/columns.ts';
import type { Migration } from '../src/database/migrate.ts';

/** Service clients are edited by several people: each change raises a version. */
export const up: Migration = async ({ context: { addColumn, run } }) => {
  await addColumn('service_client', 'version', nullable(integer()));
  await run('UPDATE service_client SET version = 1 WHERE version IS NULL');
};
