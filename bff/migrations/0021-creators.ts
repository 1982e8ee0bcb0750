import { QueryTypes } from 'sequelize';
import { id, nullable } from '../src/database/columns.ts';
import { constraintName, quote } from '../src/database/create-table.ts';
import type { Migration, MigrationContext } from '../src/database/migrate.ts';

const INDEX = constraintName('ix', 'person', ['created_by']);

/** On MySQL each statement commits by itself, so an interrupted run finds out how far it came. */
async function isThere({ dialect, sequelize }: MigrationContext, what: 'COLUMNS' | 'STATISTICS'): Promise<boolean> {
  if (dialect === 'sqlite') return false;
  const named = what === 'COLUMNS' ? "COLUMN_NAME = 'created_by'" : 'INDEX_NAME = :index';
  const found = await sequelize.query(
    `SELECT 1 FROM information_schema.${what}
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'person' AND ${named} LIMIT 1`,
    { type: QueryTypes.SELECT, replacements: { index: INDEX } },
  );
  return found.length > 0;
}

/** Who entered a person outside the EHR: he never decides what that person may do. */
export const up: Migration = async ({ context }) => {
  if (!(await isThere(context, 'COLUMNS'))) await context.addColumn('person', 'created_by', nullable(id()));
  if (!(await isThere(context, 'STATISTICS')))
    await context.run(`CREATE INDEX ${quote(INDEX)} ON ${quote('person')} (${quote('created_by')})`);
  await context.run(
    `UPDATE person SET created_by = (
       SELECT MIN(actor_id) FROM audit_event WHERE object_kind = 'person' AND object_id = person.id
         AND action = 'createExternalPerson' AND actor_kind = 'person'
     ) WHERE kind = 'EXTERNAL' AND created_by IS NULL`,
  );
};
