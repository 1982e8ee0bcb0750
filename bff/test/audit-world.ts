import type { Sequelize } from 'sequelize';
import { bigint, id, instant, line } from '../src/database/columns.ts';
import { collationOf, dialectOf } from '../src/database/connect.ts';
import { createTableSql } from '../src/database/create-table.ts';
import type { Sealing } from '../src/portal/audit/seal.service.ts';

const TABLES = ['audit_anchor', 'audit_seal', 'audit_chain', 'audit_event'] as const;

const columns = {
  seq: bigint(),
  event_id: id(),
  day: line(10),
  hash: line(64),
  prev_hash: line(64),
  sealed_at: instant(),
};
const options = { primaryKey: ['seq'], unique: [['event_id']] };

/** Takes the guards of the audit tables away, as somebody who owns the database could: triggers and references. */
export async function unguard(sequelize: Sequelize): Promise<void> {
  for (const table of TABLES)
    for (const write of ['update', 'delete']) await sequelize.query(`DROP TRIGGER IF EXISTS ${table}_no_${write}`);
  await sequelize.query('DROP TABLE audit_seal');
  for (const sql of createTableSql(dialectOf(sequelize), collationOf(sequelize), 'audit_seal', columns, options))
    await sequelize.query(sql);
}

/** Empties the audit tables; {@link unguard} comes first. */
export async function forgetEverything(sequelize: Sequelize): Promise<void> {
  for (const table of TABLES) await sequelize.query(`DELETE FROM ${table}`);
}

/** A clock that a test moves, and a log whose lines it reads. */
export function testSealing(start = new Date('2026-03-11T08:00:00.000Z')): Omit<Sealing, 'sequelize'> & {
  move(ms: number): void;
  logged(): readonly unknown[];
} {
  let now = start;
  const lines: unknown[] = [];
  const keep = (line: unknown): void => void lines.push(line);
  return {
    clock: () => now,
    log: { info: keep, warn: keep } as Sealing['log'],
    move: (ms) => void (now = new Date(now.getTime() + ms)),
    logged: () => lines,
  };
}
