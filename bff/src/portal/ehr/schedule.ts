import { Op } from 'sequelize';
import { inTransaction, updateWhere } from '../../database/transaction.ts';
import { DeadLetter, StagedChange, SyncRun, SyncSource } from './ehr.model.ts';
import { ABOUT_OTHERS } from './at-once.ts';
import { failAbandoned, FEED_SOURCE, fetchRun, triedOrHeld, type FetchDeps, type Reader } from './fetching.ts';
import { runBatch, type IngestedRun } from './ingest.service.ts';
import { LOOKED_AT_AGAIN } from './letters.ts';
import type { RecordKey } from './record-store.ts';
import { knownSource, openRun } from './run-store.ts';
import { guardsOfWaiting, notHeldUp } from './waiting.ts';

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

/** What comes true by itself, such as a leave dated ahead, for sources that are not read. */
async function settle(
  deps: FetchDeps,
  { source, keys }: { readonly source: string; readonly keys: readonly RecordKey[] },
  now: Date,
): Promise<void> {
  const batch = { incoming: [], unreadable: [], complete: false, staged: null, again: keys };
  const options = { run: null, source, mode: 'PUSH' as const, approved: false, cursors: null };
  const run = await triedOrHeld((held) =>
    inTransaction(
      deps.sequelize,
      ({ transaction }) => runBatch(deps, { ...reader, now, transaction }, batch, { ...options, held }),
      { now },
    ),
  );
  await forget(run);
}

/** Records that are to be looked at again, by the source that told of them. */
async function waitingRecords(): Promise<Map<string, RecordKey[]>> {
  const letters = await DeadLetter.findAll({
    attributes: ['source', 'entity', 'externalId'],
    where: { resolvedAt: null, error: [...LOOKED_AT_AGAIN] },
    raw: true,
    transaction: null,
  });
  const keyOf = ({ entity, externalId }: DeadLetter): RecordKey[] =>
    entity === 'unknown' || externalId === null ? [] : [{ entity, externalId }];
  const bySource = Map.groupBy(letters, ({ source }) => source);
  return new Map([...bySource].map(([source, all]) => [source, all.flatMap(keyOf)]));
}

/**
 * Looks for what is new, at most every five minutes over all instances: reads the feed, and tries again what waits. A run of the
 * feed that waits for a person holds its next ones up, though not those who left where it is not about them; a file that waits
 * does not. What was told for a day ahead comes true on
 * that day, whether or not the feed can be read by then.
 */
export async function sweepSync(deps: FetchDeps, now: Date): Promise<number> {
  const failed = await failAbandoned(now);
  const read = deps.feed !== null;
  const turn = read && (await takeTurn(FEED_SOURCE, now));
  let [runs, told] = [0, false];
  const behind = turn ? await guardsOfWaiting(FEED_SOURCE) : [];
  if (turn && behind.every(({ code }) => ABOUT_OTHERS.has(code))) {
    const head = await openRun(
      { ...reader, now, transaction: undefined },
      { source: FEED_SOURCE, mode: 'DELTA', state: 'FETCHING' },
    );
    const run = await fetchRun(deps, reader, head, { full: false, behind }, () => now);
    told = run !== null && behind.length === 0;
    if (run && !(await forget(run))) runs += 1;
  }
  for (const [source, keys] of await waitingRecords()) {
    const isDue = read && source === FEED_SOURCE ? turn && !told : await takeTurn(source, now);
    const free = isDue ? await notHeldUp(source, keys) : [];
    if (free.length === 0) continue;
    await settle(deps, { source, keys: free }, now);
    runs += 1;
  }
  return failed + runs;
}

const KEPT_MS = 180 * 24 * 3600_000;
const AT_ONCE = 20;

/** Forgets the lines of runs of half a year ago; what they changed stays. Returns how many lines went. */
export async function sweepSyncLines(now: Date): Promise<number> {
  const over = { appliedAt: { [Op.lte]: new Date(now.getTime() - KEPT_MS) } };
  const old = await StagedChange.findAll({
    attributes: ['runId'],
    where: over,
    group: ['runId'],
    limit: AT_ONCE,
    raw: true,
  });
  if (old.length === 0) return 0;
  return StagedChange.destroy({ where: { ...over, runId: old.map(({ runId }) => runId) } });
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
