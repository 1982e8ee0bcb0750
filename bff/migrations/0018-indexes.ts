import { QueryTypes } from 'sequelize';
import { constraintName, quote } from '../src/database/create-table.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

/** Tables that 0011 made beside their old ones. */
const REBUILT = ['org_unit', 'person', 'assignment', 'sign_out'] as const;

interface IndexRow {
  readonly tableName: string;
  readonly indexName: string;
}

/** Names of the indexes of some tables; MySQL only. */
const indexesOf = ({ sequelize }: MigrationContext, tables: readonly string[]): Promise<IndexRow[]> =>
  sequelize.query<IndexRow>(
    `SELECT DISTINCT TABLE_NAME AS tableName, INDEX_NAME AS indexName FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME IN (:tables)`,
    { type: QueryTypes.SELECT, replacements: { tables: [...tables] } },
  );

/**
 * Names the indexes of the tables that 0011 rebuilt after their table: MySQL tells by its index which rule a duplicate broke.
 * SQLite tells by its columns and keeps the names it has.
 */
async function nameAfterTables(context: MigrationContext): Promise<void> {
  if (context.dialect !== 'mysql') return;
  for (const { tableName, indexName } of await indexesOf(context, REBUILT)) {
    const made = `${tableName}_2_`;
    if (!indexName.startsWith(made)) continue;
    const name = `${tableName}_${indexName.slice(made.length)}`;
    await context.run(`ALTER TABLE ${quote(tableName)} RENAME INDEX ${quote(indexName)} TO ${quote(name)}`);
  }
}

/** Records are also looked for whatever source told of them; the primary key begins with the source. */
async function findWithoutSource(context: MigrationContext): Promise<void> {
  const [table, columns] = ['ehr_record', ['entity', 'external_id']] as const;
  const name = constraintName('ix', table, columns);
  const known = context.dialect === 'mysql' ? await indexesOf(context, [table]) : [];
  if (known.some(({ indexName }) => indexName === name)) return;
  await context.run(`CREATE INDEX ${quote(name)} ON ${quote(table)} (${columns.map(quote).join(', ')})`);
}

export const up: Migration = async ({ context }) => {
  await nameAfterTables(context);
  await findWithoutSource(context);
};
