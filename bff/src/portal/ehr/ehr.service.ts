import { Op, type Transaction } from 'sequelize';
import type * as contract from '@eoms/contracts/access/sync.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { checkBatch } from './batch.ts';
import { readDocuments } from './csv-reading.ts';
import { DeadLetter, SyncRun } from './ehr.model.ts';
import { FEED_SOURCE, fetchRun, type FetchDeps } from './fetching.ts';
import { createIngest, runBatch, type RunOptions } from './ingest.service.ts';
import { countTry, openLettersById, rawOf } from './letters.ts';
import { openRun, type RunHead } from './run-store.ts';
import { sweepSync } from './schedule.ts';
import { carriedBy } from './staging.ts';
import { getSyncSource } from './sync-sources.ts';
import { mayDecide, presentRun } from './sync-views.ts';
import { assertApart, FEED_MODES, waitingRuns } from './waiting.ts';
import { assertWhole, findRun, getSyncRun, listDeadLetters, listStagedChanges, listSyncRuns } from './sync-reads.ts';

/** What the HR synchronisation is built on. */
export interface EhrDeps extends FetchDeps {
  /** True for the HR system of the demonstration. */
  readonly demo: boolean;
}

type RunAnswer = HandlerOutput<typeof contract.getSyncRun>;

const RUN = 'access.sync.run';
const UNDER_WAY_MS = 15 * 60_000;

function transactionOf({ transaction }: Context): Transaction {
  if (!transaction) throw new Error('the HR synchronisation is only changed inside a transaction');
  return transaction;
}

const present = async (context: Context, runId: string): Promise<RunAnswer> =>
  presentRun(context, await findRun(context, runId));

/** What the feed told and a person has to decide about comes first: the next read would tell it again. */
async function assertFeedFree(context: Context): Promise<void> {
  const waiting = await waitingRuns(FEED_SOURCE, transactionOf(context), FEED_MODES);
  if (waiting.length > 0) throw new AppError('sync_decision_pending');
}

async function assertNoneUnderWay(context: Context): Promise<void> {
  const running = await SyncRun.count({
    where: {
      source: FEED_SOURCE,
      state: ['FETCHING', 'FETCHED'],
      startedAt: { [Op.gt]: new Date(context.now.getTime() - UNDER_WAY_MS) },
    },
    transaction: transactionOf(context),
  });
  if (running > 0) throw new AppError('sync_under_way');
}

/** Runs that go on after their answer; a stop waits for them. */
type UnderWay = Set<Promise<unknown>>;

async function startSync(
  deps: EhrDeps,
  underWay: UnderWay,
  context: Context,
  { body }: HandlerInput<typeof contract.startSync>,
): Promise<RunAnswer> {
  assertWhole(context, RUN);
  if (!deps.feed) throw new AppError('sync_not_configured');
  await assertFeedFree(context);
  await assertNoneUnderWay(context);
  const full = body.mode === 'full';
  const begun = {
    source: FEED_SOURCE,
    mode: full ? ('FULL' as const) : ('DELTA' as const),
    state: 'FETCHING' as const,
  };
  const run = await openRun(context, begun);
  await recordAudit(context, {
    action: 'startSync',
    objectKind: 'sync-run',
    objectId: run.id,
    detail: { mode: body.mode },
  });
  const { caller, requestId } = context;
  context.afterCommit(() => {
    const reading = fetchRun(deps, { caller, requestId }, run, { full, behind: [] });
    underWay.add(reading);
    void reading.finally(() => underWay.delete(reading));
  });
  return present(context, run.id);
}

const byHand = (mode: RunOptions['mode'], run: RunHead): RunOptions => ({
  run,
  source: FEED_SOURCE,
  mode,
  approved: false,
  held: [],
  cursors: null,
});

async function importCsv(
  deps: EhrDeps,
  context: Context,
  { body: { units, people, complete } }: HandlerInput<typeof contract.importCsv>,
): Promise<RunAnswer> {
  assertWhole(context, RUN);
  const records = await readDocuments({ unit: units, person: people });
  const batch = await checkBatch(deps.vault, records, { complete, mayLackVersion: true });
  await assertApart(FEED_SOURCE, batch, transactionOf(context));
  const run = await openRun(context, { source: FEED_SOURCE, mode: 'CSV' });
  const { state, counts } = await runBatch(deps, context, batch, byHand('CSV', run));
  const detail = { records: records.length, complete, state, counts };
  await recordAudit(context, { action: 'importCsv', objectKind: 'sync-run', objectId: run.id, detail });
  return present(context, run.id);
}

/** The run as the caller saw it and while it waits. @throws AppError `sync_run_not_staged`, `stale_version`. */
async function waitingRun(context: Context, runId: string, version: number): Promise<SyncRun> {
  const run = await findRun(context, runId);
  if (run.state !== 'STAGED') throw new AppError('sync_run_not_staged');
  if (run.version !== version) throw new AppError('stale_version', { current: await presentRun(context, run) });
  return run;
}

async function applyRun(
  deps: EhrDeps,
  context: Context,
  { params, body: { reason }, ifMatch }: HandlerInput<typeof contract.applyRun>,
): Promise<RunAnswer> {
  assertWhole(context, RUN);
  const transaction = transactionOf(context);
  const run = await waitingRun(context, params.runId, ifMatch);
  if (!mayDecide(run, context).mayApply) throw new AppError('sync_second_person');
  const { incoming, absent } = await carriedBy(run.id, transaction);
  const { complete } = run.guards;
  const staged = { absent, at: run.startedAt };
  const { id, version, state, source, mode, cursorBefore, cursorAfter } = run;
  const cursors = cursorAfter ? { before: cursorBefore ?? null, after: cursorAfter } : null;
  const done = await runBatch(
    deps,
    context,
    { incoming, unreadable: [], complete, staged },
    {
      run: { id, version, state },
      source,
      mode,
      approved: true,
      held: [],
      cursors,
    },
  );
  const decided = { decidedBy: context.caller.id, decidedAt: context.now, decideReason: reason };
  await SyncRun.update(decided, { where: { id }, transaction });
  const detail = { state: done.state, counts: done.counts };
  await recordAudit(context, { action: 'applyRun', objectKind: 'sync-run', objectId: id, detail, reason });
  return present(context, id);
}

async function rejectRun(
  context: Context,
  { params, body: { reason }, ifMatch }: HandlerInput<typeof contract.rejectRun>,
): Promise<RunAnswer> {
  assertWhole(context, RUN);
  const transaction = transactionOf(context);
  const { id } = await waitingRun(context, params.runId, ifMatch);
  const [won] = await SyncRun.update(
    {
      state: 'REJECTED',
      decidedBy: context.caller.id,
      decidedAt: context.now,
      decideReason: reason,
      version: ifMatch + 1,
    },
    { where: { id, state: 'STAGED', version: ifMatch }, transaction },
  );
  if (won === 0) throw new AppError('sync_run_not_staged');
  await recordAudit(context, { action: 'rejectRun', objectKind: 'sync-run', objectId: id, reason });
  return present(context, id);
}

async function retryDeadLetters(
  deps: EhrDeps,
  context: Context,
  { body: { ids } }: HandlerInput<typeof contract.retryDeadLetters>,
): Promise<RunAnswer> {
  assertWhole(context, RUN);
  const transaction = transactionOf(context);
  const letters = await openLettersById(ids, transaction);
  const [first] = letters;
  if (!first || letters.length < new Set(ids).size || letters.some(({ source }) => source !== first.source))
    throw new AppError('not_found');
  const { source } = first;
  await countTry(ids, transaction);
  // Records that wait are looked at by every run; those that could not be read come again as they were.
  const raws = letters.filter(({ error }) => error === 'record_malformed').map((letter) => rawOf(deps.vault, letter));
  const batch = await checkBatch(deps.vault, raws, { complete: false, mayLackVersion: true });
  await assertApart(source, batch, transaction);
  const run = await openRun(context, { source, mode: 'PUSH' });
  const { state, counts } = await runBatch(deps, context, batch, { ...byHand('PUSH', run), source });
  const detail = { letters: ids, state, counts };
  await recordAudit(context, { action: 'retryDeadLetters', objectKind: 'sync-run', objectId: run.id, detail });
  return present(context, run.id);
}

async function dismissDeadLetter(
  context: Context,
  { params: { letterId }, body: { reason } }: HandlerInput<typeof contract.dismissDeadLetter>,
): Promise<void> {
  assertWhole(context, RUN);
  const transaction = transactionOf(context);
  const [dismissed] = await DeadLetter.update(
    { resolvedAt: context.now },
    { where: { id: letterId, resolvedAt: null }, transaction },
  );
  if (dismissed === 0) throw new AppError('not_found');
  await recordAudit(context, { action: 'dismissDeadLetter', objectKind: 'dead-letter', objectId: letterId, reason });
}

/** The HR synchronisation: its operations by name, the way in for pushed records, and its schedule. */
export function createEhrService(deps: EhrDeps) {
  const underWay: UnderWay = new Set();
  return {
    getSyncSource: (context: Context) => getSyncSource(deps, context),
    listSyncRuns,
    getSyncRun,
    listStagedChanges,
    startSync: (context: Context, input: HandlerInput<typeof contract.startSync>) =>
      startSync(deps, underWay, context, input),
    importCsv: (context: Context, input: HandlerInput<typeof contract.importCsv>) => importCsv(deps, context, input),
    applyRun: (context: Context, input: HandlerInput<typeof contract.applyRun>) => applyRun(deps, context, input),
    rejectRun,
    listDeadLetters: (context: Context, input: HandlerInput<typeof contract.listDeadLetters>) =>
      listDeadLetters(deps, context, input),
    retryDeadLetters: (context: Context, input: HandlerInput<typeof contract.retryDeadLetters>) =>
      retryDeadLetters(deps, context, input),
    dismissDeadLetter,
    /** Takes records in that a system pushes. */
    ingest: createIngest(deps),
    /** Looks for what is new, at most every five minutes over all instances. */
    sweep: (now: Date) => sweepSync(deps, now),
    /** Resolves when no run is under way in this process. */
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
  };
}

/** The HR synchronisation. */
export type EhrService = ReturnType<typeof createEhrService>;
