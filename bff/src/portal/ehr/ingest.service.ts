import type { GuardTrip, SyncCounts, SyncMode, SyncState } from '@eoms/contracts/access/sync-run.record';
import type { Transaction } from 'sequelize';
import type { FieldVault } from '../../database/field-vault.ts';
import type { Context } from '../../http/context.ts';
import type { AccessService, Facts } from '../access/access.service.ts';
import { recordAudit, type AuditedContext } from '../audit/audit.service.ts';
import { readAccessPolicy } from '../catalogue/access-policy.service.ts';
import { leaveAtOnce, type AtOnce } from './at-once.ts';
import { checkBatch, type Batch } from './batch.ts';
import { guardsByHand } from './by-hand.ts';
import { countsOf } from './counts.ts';
import { trippedGuards } from './guards.policy.ts';
import { judge, judgeLocked, ownLetters, transactionOf, type Judgement } from './judgement.ts';
import { WAITING, writeLetters, type Letter } from './letters.ts';
import { activePeople, closeRun, lockSource, openRun, recentLeavers, type RunHead } from './run-store.ts';
import { effectsOf } from './effects.ts';
import { writeLines } from './staging.ts';
import { writeRun } from './write-run.ts';

/** What taking records in needs of the process and of other features. */
export interface IngestDeps {
  readonly vault: FieldVault;
  readonly access: Pick<AccessService, 'facts' | 'epoch'>;
  /** Ends everything custom of somebody who leaves: requests, grants, delegations. */
  endForLeaver(context: AuditedContext, personId: string): Promise<void>;
  /**
   * Ends grants that conflict with what people's new places give them.
   * @throws AppError `duties_conflict` when their places alone would give somebody what must be kept apart.
   */
  keepDuties(context: AuditedContext, concerned: readonly string[] | 'everybody'): Promise<void>;
  /**
   * Asks it after the writes, or before them with what they will do to the facts.
   * @throws AppError `last_administrators` when too few people could still administer permissions.
   */
  assertAdministratorsRemain(
    context: Pick<Context, 'transaction' | 'now'>,
    change?: (facts: Facts) => Facts,
  ): Promise<void>;
}

/** Who takes records in, in which transaction; the schedule acts as `{ kind: 'system', id: 'sweep:ehr' }`. */
export type IngestContext = AuditedContext & Pick<Context, 'now'> & { readonly transaction: Transaction | undefined };

/** Records to take in. */
export interface IngestInput {
  /** Code of the system that tells them, such as `ehr` or `scim`; a record belongs to the source that told of it first. */
  readonly source: string;
  readonly mode: SyncMode;
  /** Records as in docs/ehr-feed.md; with CSV and PUSH `version` may be null, which means newer than what is known. */
  readonly records: readonly unknown[];
  /** True when these are all records there are: whoever is missing is taken for gone, under guards. */
  readonly complete?: boolean;
}

/** What came of records. */
export interface IngestedRun {
  readonly id: string;
  readonly state: SyncState;
  readonly counts: SyncCounts;
  readonly guards: readonly GuardTrip[];
  /** Records set aside, and those that wait. */
  readonly letters: readonly Letter[];
}

/** How a batch is run. */
export interface RunOptions {
  /** The run it belongs to, when that was begun before; otherwise it is made. */
  readonly run: RunHead | null;
  readonly source: string;
  readonly mode: SyncMode;
  /** True when a person has looked at the run: guards no longer hold it. */
  readonly approved: boolean;
  /** Guards that tripped elsewhere. */
  readonly held: readonly GuardTrip[];
  readonly cursors: { readonly before: string | null; readonly after: string | null } | null;
  /** True when a waiting run comes first: only those who left go, and the rest will be told again. */
  readonly leaversOnly?: boolean;
}

type Judging = Readonly<{ batch: Batch; options: RunOptions; context: IngestContext }>;

async function guardsOf(deps: IngestDeps, judgement: Judgement, { batch, options, context }: Judging) {
  const { changes, world, compared } = judgement;
  const transaction = transactionOf(context);
  const { now } = context;
  if (options.approved) return [];
  const { settings } = await readAccessPolicy(context);
  return [
    ...options.held,
    ...(await guardsByHand(deps, changes, options.mode, context)),
    ...trippedGuards({
      now,
      limits: { maxLeavers: settings.syncMaxLeavers, maxShare: settings.syncMaxShare },
      ...changes,
      allUnits: world.units,
      activePeople: changes.people.length > 0 ? await activePeople(options.source, transaction) : 0,
      recentLeavers: await recentLeavers(options.source, now, transaction),
      rows: {
        read: batch.incoming.length + batch.unreadable.length,
        broken: batch.unreadable.length,
        nameless: batch.unreadable.filter(({ entity, externalId }) => entity === null || externalId === null).length,
      },
      complete: batch.complete ? compared.presence : null,
    }),
  ];
}

const stateOf = (letters: readonly Letter[], tripped: readonly GuardTrip[]): SyncState => {
  if (tripped.length > 0) return 'STAGED';
  return letters.some(({ error }) => !WAITING.includes(error)) ? 'PARTIAL' : 'APPLIED';
};

async function effectsFor(deps: IngestDeps, { changes }: Judgement, context: IngestContext, wanted: boolean) {
  if (!wanted || changes.units.length + changes.people.length === 0) return null;
  return effectsOf(await deps.access.facts(transactionOf(context)), changes, context.now);
}

/** A run of those who left alone: nothing else of what was read is kept. */
async function closeLeavers(
  context: IngestContext,
  run: RunHead,
  { source, mode }: RunOptions,
  { part }: AtOnce,
): Promise<IngestedRun> {
  const state = 'APPLIED' as const;
  const batch = part?.batch ?? { incoming: [], unreadable: [] };
  const come = part?.judgement ?? { changes: { units: [], people: [] }, compared: { outdated: [] } };
  const counts = countsOf(come, { batch, letters: [], now: context.now });
  const rest = { guards: [], effects: null, complete: false, leftAtOnce: 0, cursors: null };
  await closeRun(context, run, { source, mode, state, counts, ...rest });
  return { id: run.id, state, counts, guards: [], letters: [] };
}

/**
 * Runs a batch within its transaction: compares it, and applies it or leaves it waiting as a whole; only those who left do not
 * wait for what is not about removals.
 */
export async function runBatch(
  deps: IngestDeps,
  context: IngestContext,
  batch: Batch,
  options: RunOptions,
): Promise<IngestedRun> {
  const transaction = transactionOf(context);
  const { source, mode } = options;
  await lockSource(source, transaction);
  const whole = await judgeLocked(deps, context, batch, source);
  const tripped = await guardsOf(deps, whole, { batch, options, context });
  const run = options.run ?? (await openRun(context, { source, mode }));
  const left = await leaveAtOnce(deps, context, { runId: run.id, source, batch, judgement: whole, tripped });
  if (options.leaversOnly) return closeLeavers(context, run, options, left);
  const { guards } = left;
  const judgement = left.count > 0 ? await judge(deps, context, batch, source) : whole;
  const letters = ownLetters(whole, batch);
  const state = stateOf(letters, guards);
  const effects = await effectsFor(deps, judgement, context, mode !== 'PUSH' || state === 'STAGED');
  const letterContext = { vault: deps.vault, source, runId: run.id, now: context.now, transaction };
  await writeLines(run.id, judgement, context.now, state === 'STAGED', transaction);
  if (state === 'STAGED') await writeLetters(letterContext, judgement.compared.letters, () => false);
  else await writeRun(deps, context, judgement, { runId: run.id, source });
  const counts = countsOf(whole, { batch, letters, now: context.now });
  const outcome = { state, counts, guards, effects, complete: batch.complete, cursors: options.cursors };
  await closeRun(context, run, { source, mode, ...outcome, leftAtOnce: left.count });
  return { id: run.id, state, counts, guards, letters };
}

/** Takes records in: newer ones are applied in the caller's transaction, or wait when a guard trips. */
export type Ingest = (context: IngestContext, input: IngestInput) => Promise<IngestedRun>;

/** Makes the way in for records that come by themselves, such as pushed ones. */
export const createIngest =
  (deps: IngestDeps): Ingest =>
  async (context, { source, mode, records, complete = false }) => {
    const mayLackVersion = mode === 'CSV' || mode === 'PUSH';
    const batch = await checkBatch(deps.vault, records, { complete, mayLackVersion });
    const options = { run: null, source, mode, approved: false, held: [], cursors: null };
    const run = await runBatch(deps, context, batch, options);
    await recordAudit(context, {
      action: 'ingestRecords',
      objectKind: 'sync-run',
      objectId: run.id,
      detail: { source, mode, state: run.state, counts: run.counts },
    });
    return run;
  };
