import type { GuardTrip, SyncCounts, SyncMode, SyncState } from '@eoms/contracts/access/sync-run.record';
import type { Transaction } from 'sequelize';
import type { FieldVault } from '../../database/field-vault.ts';
import type { Context } from '../../http/context.ts';
import type { AccessService } from '../access/access.service.ts';
import { recordAudit, type AuditedContext } from '../audit/audit.service.ts';
import { endSessionsOfPerson } from '../sessions/sessions.service.ts';
import { applyPlan } from './apply.ts';
import { checkBatch, compareBatch, type Batch, type Compared } from './batch.ts';
import { isLeaver, isMover, trippedGuards } from './guards.policy.ts';
import { keyOf, type Kept } from './kept.ts';
import { LOOKED_AT_AGAIN, openLetters, rawOf, WAITING, writeLetters, type Letter, type OpenLetter } from './letters.ts';
import { changesOf, planRun, type Plan } from './plan.ts';
import { saveKept } from './record-store.ts';
import { activePeople, closeRun, lockSource, lockFacts, openRun, recentLeavers, type RunHead } from './run-store.ts';
import { effectsOf } from './effects.ts';
import { writeLines } from './staging.ts';
import type { StoredEffects } from './stored-effects.ts';
import { readWorld, type World } from './world.ts';

/** What taking records in needs of the process and of other features. */
export interface IngestDeps {
  readonly vault: FieldVault;
  readonly access: Pick<AccessService, 'facts' | 'epoch'>;
  /** Ends everything custom of somebody who leaves: requests, grants, delegations. */
  endForLeaver(context: AuditedContext, personId: string): Promise<void>;
  /** Ends grants that conflict with what people's new places give them. */
  endConflicting(context: AuditedContext, personIds: readonly string[]): Promise<unknown>;
  /** @throws AppError `last_administrators` when too few people could still administer permissions. */
  assertAdministratorsRemain(context: Pick<Context, 'transaction' | 'now'>): Promise<void>;
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
}

interface Judgement {
  readonly compared: Compared;
  readonly world: World;
  readonly plan: Plan;
  readonly changes: ReturnType<typeof changesOf>;
  readonly open: readonly OpenLetter[];
}

function transactionOf({ transaction }: IngestContext): Transaction {
  if (!transaction) throw new Error('records of the HR system are only taken in inside a transaction');
  return transaction;
}

async function judge(deps: IngestDeps, context: IngestContext, batch: Batch, source: string): Promise<Judgement> {
  const transaction = transactionOf(context);
  const { now } = context;
  const open = await openLetters(source, transaction);
  const compared = await compareBatch(source, batch, open, now, transaction);
  const world = await readWorld(compared.work, transaction);
  const { heldBack, leftBetween } = compared;
  const plan = planRun(compared.work, world, { vault: deps.vault, now, heldBack, leftBetween });
  return { compared, world, plan, changes: changesOf(plan), open };
}

const isNothing = ({ changes, plan, compared }: Judgement): boolean =>
  changes.units.length + changes.people.length + plan.positions.length + compared.changed.size === 0;

/** Plans without holding anybody up; only when there is something to write the facts are locked, and looked at again if they moved. */
async function judgeLocked(deps: IngestDeps, context: IngestContext, batch: Batch, source: string): Promise<Judgement> {
  const transaction = transactionOf(context);
  const epoch = await deps.access.epoch(transaction);
  const first = await judge(deps, context, batch, source);
  if (isNothing(first)) return first;
  await lockFacts(transaction);
  return (await deps.access.epoch(transaction)) === epoch ? first : judge(deps, context, batch, source);
}

function lettersOf({ compared, plan }: Judgement): Letter[] {
  return [
    ...compared.letters,
    ...plan.units.setbacks.map((one): Letter => ({ entity: 'unit', ...one })),
    ...plan.people.setbacks.map((one): Letter => ({ entity: 'person', ...one })),
  ];
}

/** Records set aside by this run; what waited before and still does belongs to the run it came with. */
function ownLetters(judgement: Judgement, batch: Batch): Letter[] {
  const came = new Set(batch.incoming.map(keyOf));
  return lettersOf(judgement).filter(
    ({ entity, externalId, error }) =>
      !LOOKED_AT_AGAIN.includes(error) ||
      (entity !== null && externalId !== null && came.has(keyOf({ entity, externalId }))),
  );
}

/** People whose custom permissions end: those who leave, who had left in between, and who come back under another id. */
function leaversOf({ changes, compared, plan }: Judgement): string[] {
  const between = plan.people.planned.filter(
    ({ before, record }) =>
      before !== null &&
      before.status !== 'LEFT' &&
      (compared.leftBetween.has(record.externalId) || (before.ehrId !== null && before.ehrId !== record.externalId)),
  );
  const leaving = changes.people.filter(
    ({ before, after }) => before !== null && before.status !== 'LEFT' && after.status === 'LEFT',
  );
  return [...new Set([...between, ...leaving].map(({ id }) => id))];
}

function countsOf(judgement: Judgement, batch: Batch, now: Date): SyncCounts {
  const { changes, compared } = judgement;
  const { units, people } = changes;
  const letters = ownLetters(judgement, batch);
  const ended =
    units.filter(({ before, after }) => before?.status === 'ACTIVE' && after.status === 'CLOSED').length +
    people.filter(({ before, after }) => before !== null && before.status !== 'LEFT' && after.status === 'LEFT').length;
  const added = [...units, ...people].filter(({ before }) => before === null).length;
  const records = batch.incoming.length + batch.unreadable.length;
  const broken = letters.filter(({ error }) => !WAITING.includes(error)).length;
  const changed = units.length + people.length - added - ended;
  return {
    records,
    added,
    changed,
    ended,
    unchanged: Math.max(0, records - added - changed - compared.outdated - batch.unreadable.length),
    outdated: compared.outdated,
    waiting: letters.length - broken,
    broken,
    leavers: people.filter(isLeaver).length,
    moves: people.filter((person) => isMover(person, now)).length,
  };
}

async function guardsOf(judgement: Judgement, batch: Batch, options: RunOptions, context: IngestContext) {
  const { changes, world, compared } = judgement;
  const transaction = transactionOf(context);
  const { now } = context;
  if (options.approved) return [];
  return [
    ...options.held,
    ...trippedGuards({
      now,
      ...changes,
      allUnits: world.units,
      activePeople: await activePeople(options.source, transaction),
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

/** Records as they are kept after the run: with what their people were given. */
function keptAfter({ compared, plan }: Judgement): Kept[] {
  const kept = new Map(compared.changed);
  for (const { record } of plan.people.planned) {
    const known = compared.work.people.get(record.externalId);
    const given = known?.content.givenStatus !== record.content.givenStatus;
    if (given || kept.has(keyOf(record))) kept.set(keyOf(record), record);
  }
  return [...kept.values()];
}

/** A set-aside record is in order once it was looked at and nothing is wrong with it, or once a version came that replaces it. */
function settledBy(vault: FieldVault, { compared }: Judgement): (letter: OpenLetter) => boolean {
  const looked = new Set([...compared.work.units.values(), ...compared.work.people.values()].map(keyOf));
  return (letter) => {
    if (letter.entity === 'unknown' || letter.externalId === null) return false;
    const key = keyOf({ entity: letter.entity, externalId: letter.externalId });
    if (LOOKED_AT_AGAIN.includes(letter.error)) return looked.has(key);
    const version = compared.taken.get(key);
    if (version === undefined) return false;
    const raw = rawOf(vault, letter);
    const bad: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'version') : null;
    return typeof bad !== 'number' || version > bad || (version === bad && letter.error === 'record_malformed');
  };
}

async function writeRun(deps: IngestDeps, context: IngestContext, judgement: Judgement): Promise<void> {
  const transaction = transactionOf(context);
  const { changes, plan } = judgement;
  await applyPlan(plan, changes, context.now, transaction);
  const leavers = leaversOf(judgement);
  for (const personId of leavers) {
    await endSessionsOfPerson(personId, context.now, transaction);
    await deps.endForLeaver(context, personId);
  }
  const gone = new Set(leavers);
  const others = changes.people.map(({ id }) => id).filter((id) => !gone.has(id));
  if (others.length > 0) await deps.endConflicting(context, others);
  if (changes.units.length + changes.people.length > 0) await deps.assertAdministratorsRemain(context);
}

const stateOf = (letters: readonly Letter[], tripped: readonly GuardTrip[]): SyncState => {
  if (tripped.length > 0) return 'STAGED';
  return letters.some(({ error }) => !WAITING.includes(error)) ? 'PARTIAL' : 'APPLIED';
};

async function effectsFor(deps: IngestDeps, { changes }: Judgement, context: IngestContext, wanted: boolean) {
  if (!wanted || changes.units.length + changes.people.length === 0) return null;
  return effectsOf(await deps.access.facts(transactionOf(context)), changes, context.now);
}

/** Runs a batch within its transaction: compares it, and applies it or leaves it waiting as a whole. */
export async function runBatch(
  deps: IngestDeps,
  context: IngestContext,
  batch: Batch,
  options: RunOptions,
): Promise<IngestedRun> {
  const transaction = transactionOf(context);
  const { source, mode } = options;
  await lockSource(source, transaction);
  const judgement = await judgeLocked(deps, context, batch, source);
  const guards = await guardsOf(judgement, batch, options, context);
  const letters = ownLetters(judgement, batch);
  const state = stateOf(letters, guards);
  const effects: StoredEffects | null = await effectsFor(
    deps,
    judgement,
    context,
    mode !== 'PUSH' || state === 'STAGED',
  );
  const run = options.run ?? (await openRun(context, { source, mode }));
  const letterContext = { vault: deps.vault, source, runId: run.id, now: context.now, transaction };
  await writeLines(run.id, judgement, context.now, state === 'STAGED', transaction);
  if (state === 'STAGED') await writeLetters(letterContext, judgement.compared.letters, () => false);
  else {
    await writeRun(deps, context, judgement);
    await saveKept(source, keptAfter(judgement), context.now, transaction);
    await writeLetters(letterContext, lettersOf(judgement), settledBy(deps.vault, judgement));
  }
  const counts = countsOf(judgement, batch, context.now);
  const outcome = { state, counts, guards, effects, complete: batch.complete, cursors: options.cursors };
  await closeRun(context, run, { source, mode, ...outcome });
  return { id: run.id, state, counts, guards, letters };
}

/** Takes records in: newer ones are applied in the caller's transaction, or wait when a guard trips. */
export type Ingest = (context: IngestContext, input: IngestInput) => Promise<IngestedRun>;

/** Makes the way in for records that come by themselves, such as pushed ones. */
export const createIngest =
  (deps: IngestDeps): Ingest =>
  async (context, { source, mode, records, complete = false }) => {
    const mayLackVersion = mode === 'CSV' || mode === 'PUSH';
    const batch = checkBatch(deps.vault, records, { complete, mayLackVersion });
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
