import { line, nullable } from '../../../src/database/columns.ts';
import type { Migration } from '../../../src/database/migrate.ts';

export const up: Migration = async ({ context: { addColumn, run } }) => {
  await addColumn('sample', 'label', nullable(line(40)));
  await run('UPDATE sample SET label = :label', { label: 'x' });
};
