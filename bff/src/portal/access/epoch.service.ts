import { QueryTypes, type Transaction } from 'sequelize';
import { databaseOf } from '../../database/select.ts';
import { announce, AuthzChange, AuthzEpoch, type ChangeKind } from './access.model.ts';

/** One thing that changed: what, and which one. */
export interface Change {
  readonly kind: ChangeKind;
  readonly ref: string;
}

/** Value of the epoch; one primary-key read. */
export async function readEpoch(transaction?: Transaction): Promise<number> {
  const [row] = await databaseOf(AuthzEpoch).query<{ v: number | string }>('SELECT v FROM authz_epoch WHERE id = 1', {
    type: QueryTypes.SELECT,
    transaction: transaction ?? null,
  });
  return Number(row?.v ?? 0);
}

/**
 * Raises the epoch inside the transaction of a change and says what changed; call it before writing the facts. The row stays
 * locked until the commit, so values appear in the order of the commits and none is missed. Returns the new value: the `seq`
 * of the facts written with it. Each line names one thing by its id (`meta`: its system); what is named is read again by everybody.
 */
export async function recordChanges(transaction: Transaction, changes: readonly Change[], now: Date): Promise<number> {
  // A value without a line would look like a log that lost one.
  if (changes.length === 0) return readEpoch(transaction);
  const raised = await databaseOf(AuthzEpoch).query('UPDATE authz_epoch SET v = v + 1 WHERE id = 1', {
    type: QueryTypes.BULKUPDATE,
    transaction,
  });
  if (raised === 0) await AuthzEpoch.create({ id: 1, v: 1 }, { transaction });
  const v = await readEpoch(transaction);
  const distinct = new Map(changes.map((change) => [`${change.kind} ${change.ref}`, change]));
  await AuthzChange.bulkCreate(
    [...distinct.values()].map(({ kind, ref }) => ({ v, kind, ref, at: now })),
    { transaction },
  );
  announce(transaction);
  return v;
}

/** {@link recordChanges} for one thing. */
export const recordChange = (transaction: Transaction, kind: ChangeKind, ref: string, now: Date): Promise<number> =>
  recordChanges(transaction, [{ kind, ref }], now);

/** Changes after a value of the epoch, in order. */
export async function changesSince(v: number): Promise<readonly { v: number; kind: ChangeKind; ref: string }[]> {
  const rows = await databaseOf(AuthzEpoch).query<{ v: number | string; kind: ChangeKind; ref: string }>(
    'SELECT v, kind, ref FROM authz_change WHERE v > :v ORDER BY v',
    { type: QueryTypes.SELECT, replacements: { v } },
  );
  return rows.map((row) => ({ ...row, v: Number(row.v) }));
}
