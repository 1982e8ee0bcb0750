import { Op } from 'sequelize';
import { inTransaction, updateWhere } from '../../database/transaction.ts';
import { DeadLetter, StagedChange, SyncRun, SyncSource } from './ehr.model.ts';
import { failAbandoned, FEED_SOURCE, fetchRun, type FetchDeps, type Reader } from './fetching.ts';
import { runBatch, type IngestedRun } from './ingest.service.ts';
import { LOOKED_AT_AGAIN } from './letters.ts';
import { knownSource, openRun } from './run-store.ts';

/** Milliseconds between two looks at the feed. */
export const EVERY_MS = 5 * 60_000;

const reader: Reader = { caller: { kind: 'system', id: 'sweep:ehr' }, requestId: 'sweep:ehr' };

/** One instance wins the turn: the row says when the last one was taken. */
async function takeTurn(source: string, now: Date): Promise<boolean> {
  await knownSource(source, null);
  const due = { [Op.or]: [null, { [Op.lte]: new Date(now.getTime() - EVERY_MS) }] };
  const won = await updateWhere(
    SyncSource,
    { lastSeenAt: now },
    { code: source, lastSeenAt: due },
    { transaction: null },
  );
  return won > 0;
}

/** A look that found nothing is not worth a line in the list. */
async function forget({ id, state, counts }: IngestedRun): Promise<boolean> {
  const { records, added, changed, ended } = counts;
  if (state !== 'APPLIED' || records + added + changed + ended > 0) return false;
  return (await SyncRun.destroy({ where: { id, decidedBy: null }, transaction: null })) > 0;
}

const isWaiting = async (source: string): Promise<boolean> =>
  (await SyncRun.count({ where: { source, state: 'STAGED' }, transaction: null })) > 0;

/** What comes true by itself, such as a leave dated ahead, for sources that are not read. */
async function settle(deps: FetchDeps, source: string, now: Date): Promise<void> {
  const run = await inTransaction(
    deps.sequelize,
    ({ transaction }) =>
      runBatch(
        deps,
        { ...reader, now, transaction },
        { incoming: [], unreadable: [], complete: false, staged: null },
        {
          run: null,
          source,
          mode: 'PUSH',
          approved: false,
          held: [],
          cursors: null,
        },
      ),
    { now },
  );
  await forget(run);
}

async function waitingSources(): Promise<string[]> {
  const letters = await DeadLetter.findAll({
    attributes: ['source'],
    where: { resolvedAt: null, error: [...LOOKED_AT_AGAIN] },
    group: ['source'],
    raw: true,
    transaction: null,
  });
  return letters.map(({ source }) => source);
}

/**
 * Looks for what is new, at most every five minutes over all instances: reads the feed, and tries again what waits. A run that
 * waits for a person holds the next ones up.
 */
export async function sweepSync(deps: FetchDeps, now: Date): Promise<number> {
  const failed = await failAbandoned(now);
  const read = deps.feed !== null;
  let runs = 0;
  if (read && (await takeTurn(FEED_SOURCE, now)) && !(await isWaiting(FEED_SOURCE))) {
    const head = await openRun(
      { ...reader, now, transaction: undefined },
      { source: FEED_SOURCE, mode: 'DELTA', state: 'FETCHING' },
    );
    const run = await fetchRun(deps, reader, head, false, () => now);
    if (run && !(await forget(run))) runs += 1;
  }
  for (const source of await waitingSources()) {
    if ((read && source === FEED_SOURCE) || !(await takeTurn(source, now)) || (await isWaiting(source))) continue;
    await settle(deps, source, now);
    runs += 1;
  }
  return failed + runs;
}

const KEPT_MS = 180 * 24 * 3600_000;
const AT_ONCE = 20;

/** Forgets the lines of runs of half a year ago; what they changed stays. Returns how many lines went. */
export async function sweepSyncLines(now: Date): Promise<number> {
  const old = await StagedChange.findAll({
    attributes: ['runId'],
    where: { appliedAt: { [Op.lte]: new Date(now.getTime() - KEPT_MS) } },
    group: ['runId'],
    limit: AT_ONCE,
    raw: true,
  });
  if (old.length === 0) return 0;
  return StagedChange.destroy({ where: { runId: old.map(({ runId }) => runId) } });
}

const TICK_MS = 60_000;

/** Looks for what is new as long as the process runs; the returned function waits for the look under way. */
export function startSchedule(
  sweep: (now: Date) => Promise<number>,
  clock: () => Date,
  log: FetchDeps['log'],
): () => Promise<void> {
  let underWay: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    try {
      await sweep(clock());
    } catch (error) {
      log.warn({ sweep: 'ehr', kind: error instanceof Error ? error.name : typeof error }, 'a sweep failed');
    }
  };
  const timer = setInterval(() => {
    underWay = underWay.then(look);
  }, TICK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return underWay;
  };
}
