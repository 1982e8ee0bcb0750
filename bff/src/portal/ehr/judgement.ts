import type { Transaction } from 'sequelize';
import type { FieldVault } from '../../database/field-vault.ts';
import { compareBatch, type Batch, type Compared } from './batch.ts';
import type { IngestContext, IngestDeps } from './ingest.service.ts';
import { keyOf, type Kept } from './kept.ts';
import { LOOKED_AT_AGAIN, openLetters, rawOf, type Letter, type OpenLetter } from './letters.ts';
import { changesOf, planRun, type Plan } from './plan.ts';
import { lockFacts } from './run-store.ts';
import { readWorld, type World } from './world.ts';

/** What a batch comes to. */
export interface Judgement {
  readonly compared: Compared;
  readonly world: World;
  readonly plan: Plan;
  readonly changes: ReturnType<typeof changesOf>;
  readonly open: readonly OpenLetter[];
}

/** The transaction records are taken in by. */
export function transactionOf({ transaction }: IngestContext): Transaction {
  if (!transaction) throw new Error('records of the HR system are only taken in inside a transaction');
  return transaction;
}

/** Sets a batch against what is kept and stored, and works out what it changes. */
export async function judge(
  deps: IngestDeps,
  context: IngestContext,
  batch: Batch,
  source: string,
): Promise<Judgement> {
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
export async function judgeLocked(
  deps: IngestDeps,
  context: IngestContext,
  batch: Batch,
  source: string,
): Promise<Judgement> {
  const transaction = transactionOf(context);
  const epoch = await deps.access.epoch(transaction);
  const first = await judge(deps, context, batch, source);
  if (isNothing(first)) return first;
  await lockFacts(transaction);
  return (await deps.access.epoch(transaction)) === epoch ? first : judge(deps, context, batch, source);
}

/** Records that are set aside. */
export function lettersOf({ compared, plan }: Judgement): Letter[] {
  return [
    ...compared.letters,
    ...plan.units.setbacks.map((one): Letter => ({ entity: 'unit', ...one })),
    ...plan.people.setbacks.map((one): Letter => ({ entity: 'person', ...one })),
  ];
}

/** Records set aside by this run; what waited before and still does belongs to the run it came with. */
export function ownLetters(judgement: Judgement, batch: Batch): Letter[] {
  const came = new Set(batch.incoming.map(keyOf));
  return lettersOf(judgement).filter(
    ({ entity, externalId, error }) =>
      !LOOKED_AT_AGAIN.includes(error) ||
      (entity !== null && externalId !== null && came.has(keyOf({ entity, externalId }))),
  );
}

/** People whose custom permissions end: those who leave, who had left in between, and who come back under another id. */
export function leaversOf({ changes, compared, plan }: Judgement): string[] {
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

/** Records as they are kept after the run: with what their people were given. */
export function keptAfter({ compared, plan }: Judgement): Kept[] {
  const kept = new Map(compared.changed);
  for (const { record } of plan.people.planned) {
    const known = compared.work.people.get(record.externalId);
    const given = known?.content.givenStatus !== record.content.givenStatus;
    if (given || kept.has(keyOf(record))) kept.set(keyOf(record), record);
  }
  return [...kept.values()];
}

/** A set-aside record is in order once it was looked at and nothing is wrong with it, or once a version came that replaces it. */
export function settledBy(vault: FieldVault, { compared }: Judgement): (letter: OpenLetter) => boolean {
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
