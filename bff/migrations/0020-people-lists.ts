import { QueryTypes } from 'sequelize';
import { constraintName, quote } from '../src/database/create-table.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

/** What lists of people are sorted and narrowed by: without these each page reads everybody. */
const INDEXES = [
  ['person', ['created_at', 'id']],
  ['person', ['kind', 'name', 'id']],
  ['person', ['sponsor_unit_id']],
  ['assignment', ['unit_id', 'ends_at', 'person_id']],
] as const;

/** Only MariaDB and SQLite know IF NOT EXISTS here, so an interrupted run on MySQL looks for itself. */
async function isThere({ dialect, sequelize }: MigrationContext, table: string, name: string): Promise<boolean> {
  if (dialect === 'sqlite') return false;
  const found = await sequelize.query(
    `SELECT 1 FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = :table AND INDEX_NAME = :name LIMIT 1`,
    { type: QueryTypes.SELECT, replacements: { table, name } },
  );
  return found.length > 0;
}

/** Indexes for the list of people of a large company. */
export const up: Migration = async ({ context }) => {
  for (const [table, columns] of INDEXES) {
    const name = constraintName('ix', table, columns);
    if (await isThere(context, table, name)) continue;
    await context.run(`CREATE INDEX ${quote(name)} ON ${quote(table)} (${columns.map(quote).join(', ')})`);
  }
};
