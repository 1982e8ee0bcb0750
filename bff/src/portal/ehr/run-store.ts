import { Op, QueryTypes, type Transaction } from 'sequelize';
import type { GuardTrip, SyncCounts, SyncFailure, SyncMode, SyncState } from '@eoms/contracts/access/sync-run.record';
import { isDuplicate } from '../../database/failures.ts';
import { newId } from '../../database/new-id.ts';
import { databaseOf } from '../../database/select.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import { SyncRun, SyncSource } from './ehr.model.ts';
import type { IngestContext } from './ingest.service.ts';
import type { StoredEffects } from './stored-effects.ts';

/** A run as those who work on it know it. */
export interface RunHead {
  readonly id: string;
  readonly version: number;
  /** State it must still have when it is closed. */
  readonly state: SyncState;
}

/** The source's row, made when it is missing; two instances may meet here. */
export async function knownSource(code: string, transaction: Transaction | null): Promise<SyncSource> {
  const known = await SyncSource.findByPk(code, { transaction });
  if (known) return known;
  try {
    return await SyncSource.create({ code, cursor: null, lastFullAt: null, lastSeenAt: null }, { transaction });
  } catch (error) {
    if (!isDuplicate(error, 'sync_source', ['code'], 'primary')) throw error;
    return SyncSource.findByPk(code, { transaction, rejectOnEmpty: true });
  }
}

/** Runs of one source are applied one after another: the row stays locked until the commit. */
export async function lockSource(code: string, transaction: Transaction): Promise<void> {
  await knownSource(code, transaction);
  await SyncSource.update({ code }, { where: { code }, transaction });
}

/** Nobody else changes facts until the commit: everybody who does raises this number first. */
export async function lockFacts(transaction: Transaction): Promise<void> {
  await databaseOf(SyncRun).query('UPDATE authz_epoch SET v = v WHERE id = 1', {
    type: QueryTypes.BULKUPDATE,
    transaction,
  });
}

/** Begins a run. */
export async function openRun(
  { caller, now, transaction }: Pick<IngestContext, 'caller' | 'now' | 'transaction'>,
  { source, mode, state = 'FETCHED' }: { source: string; mode: SyncMode; state?: SyncState },
): Promise<RunHead> {
  const id = newId();
  await SyncRun.create(
    {
      id,
      source,
      mode,
      state,
      counts: {},
      guards: { tripped: [], failure: null, complete: false },
      effects: { of: null },
      startedBy: caller.kind === 'person' ? caller.id : null,
      startedAt: now,
      version: 1,
    },
    { transaction: transaction ?? null },
  );
  return { id, version: 1, state };
}

/** What came of a run. */
export interface Outcome {
  readonly source: string;
  readonly mode: SyncMode;
  readonly state: SyncState;
  readonly counts: SyncCounts;
  readonly guards: readonly GuardTrip[];
  readonly effects: StoredEffects | null;
  readonly complete: boolean;
  /** People who left from it though it waits. */
  readonly leftAtOnce: number;
  readonly cursors: { readonly before: string | null; readonly after: string | null } | null;
}

/** Writes what came of a run, unless somebody else was faster; a run that waits does not move the cursor. */
export async function closeRun(
  { now, transaction }: Pick<IngestContext, 'now' | 'transaction'>,
  run: RunHead,
  outcome: Outcome,
): Promise<void> {
  const { source, mode, state, counts, guards, effects, complete, leftAtOnce, cursors } = outcome;
  const options = { transaction: transaction ?? null };
  const values = {
    state,
    counts,
    // What a person let pass stays to be seen.
    ...(run.state === 'STAGED' ? {} : { guards: { tripped: guards, failure: null, complete, leftAtOnce } }),
    effects: { of: effects },
    ...(cursors ? { cursorBefore: cursors.before, cursorAfter: cursors.after } : {}),
    version: run.version + 1,
  };
  const won = await updateWhere(SyncRun, values, { id: run.id, version: run.version, state: run.state }, options);
  if (won === 0) throw new AppError('sync_run_not_staged');
  if (state === 'STAGED') return;
  const full = mode === 'FULL' ? { lastFullAt: now } : {};
  await SyncSource.update({ lastSeenAt: now, ...full }, { where: { code: source }, ...options });
  // Another run may have read further meanwhile: the cursor never goes back.
  if (cursors && cursors.after !== null)
    await SyncSource.update({ cursor: cursors.after }, { where: { code: source, cursor: cursors.before }, ...options });
}

/** Marks a run that came to nothing. */
export async function failRun(run: RunHead, failure: SyncFailure): Promise<void> {
  await updateWhere(
    SyncRun,
    { state: 'FAILED', guards: { tripped: [], failure, complete: false }, version: run.version + 1 },
    { id: run.id, state: run.state, version: run.version },
    { transaction: null },
  );
}

/** Active people a source speaks for: those it told of, and those from before any source. */
export async function activePeople(source: string, transaction: Transaction): Promise<number> {
  const [row] = await databaseOf(SyncRun).query<{ people: number }>(
    `SELECT COUNT(*) AS people FROM person p LEFT JOIN ehr_record r ON r.entity = 'person' AND r.external_id = p.ehr_id
     WHERE p.status = 'ACTIVE' AND p.ehr_id IS NOT NULL AND (r.source IS NULL OR r.source = :source)`,
    { type: QueryTypes.SELECT, replacements: { source }, transaction },
  );
  return Number(row?.people ?? 0);
}

const RECENT_MS = 60 * 60_000;

/** People who left within the last hour through runs of the source that nobody looked at: many small runs are one big one. */
export async function recentLeavers(source: string, now: Date, transaction: Transaction): Promise<number> {
  const runs = await SyncRun.findAll({
    attributes: ['counts', 'guards', 'state', 'decidedBy'],
    where: {
      source,
      mode: ['DELTA', 'PUSH', 'CSV'],
      state: ['APPLIED', 'PARTIAL', 'STAGED', 'REJECTED'],
      startedAt: { [Op.gt]: new Date(now.getTime() - RECENT_MS) },
    },
    transaction,
  });
  return runs.reduce((sum, { counts, guards, state, decidedBy }) => {
    const unseen = (state === 'APPLIED' || state === 'PARTIAL') && !decidedBy;
    return sum + (unseen ? (counts.leavers ?? 0) : (guards.leftAtOnce ?? 0));
  }, 0);
}
