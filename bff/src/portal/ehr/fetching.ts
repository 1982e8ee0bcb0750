import { Op, type Sequelize } from 'sequelize';
import type { Logger } from 'pino';
import type { GuardTrip } from '@eoms/contracts/access/sync-run.record';
import { inTransaction, updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { AuditedContext } from '../audit/audit.service.ts';
import { checkBatch } from './batch.ts';
import { SyncRun, SyncSource } from './ehr.model.ts';
import { FeedError, type FeedClient, type FetchedFeed } from './feed-client.ts';
import { runBatch, type IngestDeps, type IngestedRun } from './ingest.service.ts';
import { failRun, type RunHead } from './run-store.ts';

/** Code of the HR system's feed; files imported by hand correct the same records. */
export const FEED_SOURCE = 'ehr';

/** What reading the feed needs. */
export interface FetchDeps extends IngestDeps {
  readonly sequelize: Sequelize;
  readonly log: Logger;
  readonly clock: () => Date;
  /** Feed of the HR system; null when none is set up. */
  readonly feed: FeedClient | null;
}

/** Who reads: a person, or the schedule. */
export type Reader = Pick<AuditedContext, 'caller' | 'requestId'>;

/** What a run may not do even when a person says so: it waits until HR or the rules are put right. */
function forbidden(error: unknown): GuardTrip | null {
  if (!(error instanceof AppError)) return null;
  const { code, details } = error;
  if (code === 'last_administrators') return { code: 'administrators', count: 0, of: 0, limit: 2, unitKind: null };
  if (code !== 'duties_conflict') return null;
  const count = (details.blockers ?? []).reduce((sum, blocker) => sum + blocker.count, 0);
  return { code: 'duties', count, of: 0, limit: 0, unitKind: null };
}

/** Tries a run; where nobody may apply it as it is, it waits. */
export async function triedOrHeld(attempt: (held: readonly GuardTrip[]) => Promise<IngestedRun>): Promise<IngestedRun> {
  try {
    return await attempt([]);
  } catch (error) {
    const guard = forbidden(error);
    if (guard) return attempt([guard]);
    throw error;
  }
}

/** What is read, and behind what. */
export interface Reading {
  readonly full: boolean;
  /** Guards of the runs that wait: then only those who left are taken in; nothing when none waits. */
  readonly behind: readonly GuardTrip[];
}

async function applied(
  deps: FetchDeps,
  reader: Reader,
  run: RunHead,
  { full, behind, cursor, fetched, now }: Reading & { cursor: string | null; fetched: FetchedFeed; now: Date },
): Promise<IngestedRun> {
  const checked = await checkBatch(deps.vault, fetched.records, { complete: fetched.complete, mayLackVersion: false });
  const mode = full ? ('FULL' as const) : ('DELTA' as const);
  const cursors = { before: cursor, after: fetched.next };
  const leaversOnly = behind.length > 0;
  // What was told before may have been told otherwise by the run that waits.
  const batch = leaversOnly ? { ...checked, again: [] } : checked;
  return triedOrHeld((held) =>
    inTransaction(
      deps.sequelize,
      ({ transaction }) =>
        runBatch(deps, { ...reader, now, transaction }, batch, {
          run,
          source: FEED_SOURCE,
          mode,
          approved: false,
          held: [...behind, ...held],
          cursors,
          leaversOnly,
        }),
      { now },
    ),
  );
}

/** Reads the feed for a run that was begun and applies what it brought; never rejects, because nobody waits for it. */
export async function fetchRun(
  deps: FetchDeps,
  reader: Reader,
  run: RunHead,
  reading: Reading,
  clock: () => Date = deps.clock,
): Promise<IngestedRun | null> {
  const { feed, log } = deps;
  if (!feed) return null;
  let head = run;
  try {
    const source = await SyncSource.findByPk(FEED_SOURCE, { transaction: null });
    const cursor = source?.cursor ?? null;
    const fetched = await feed.read({ cursor, full: reading.full });
    const fetchedRun = { state: 'FETCHED' as const, version: run.version + 1 };
    const won = await updateWhere(
      SyncRun,
      fetchedRun,
      { id: run.id, state: run.state, version: run.version },
      { transaction: null },
    );
    if (won === 0) return null;
    head = { ...run, ...fetchedRun };
    return await applied(deps, reader, head, { ...reading, cursor, fetched, now: clock() });
  } catch (error) {
    const failure = error instanceof FeedError ? error.failure : 'internal';
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.name : undefined;
    log.warn(
      { run: run.id, failure, kind: error instanceof Error ? error.name : typeof error, cause },
      'a synchronisation failed',
    );
    await failRun(head, failure).catch(() => undefined);
    return null;
  }
}

const ABANDONED_MS = 15 * 60_000;

/** Runs whose process ended before they did. */
export async function failAbandoned(now: Date): Promise<number> {
  const abandoned = await SyncRun.findAll({
    attributes: ['id', 'state', 'version'],
    where: { state: ['FETCHING', 'FETCHED'], startedAt: { [Op.lte]: new Date(now.getTime() - ABANDONED_MS) } },
    transaction: null,
  });
  for (const { id, state, version } of abandoned) await failRun({ id, state, version }, 'interrupted');
  return abandoned.length;
}
