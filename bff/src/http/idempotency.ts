import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Op, type Transaction } from 'sequelize';
import { isDuplicate, isLockWait } from '../database/failures.ts';
import { StoredAnswer } from '../database/idempotency.model.ts';
import { inTransaction, type Attempt } from '../database/transaction.ts';
import { AppError } from '../errors.ts';
import type { HttpRuntime } from './scope.ts';

/** Answer of an endpoint as it goes onto the wire. */
export interface Answer {
  readonly status: number;
  /** JSON text, or null for an answer without content. */
  readonly body: string | null;
  readonly etag: string | null;
}

/** A command a caller wants to happen once. */
export interface OnceCommand {
  readonly caller: string;
  readonly key: string;
  /** Digest of what the command says; see {@link contentHash}. */
  readonly hash: string;
  readonly now: Date;
  /** True when the answer must not be kept: a repetition is refused instead of answered. */
  readonly secret?: boolean;
}

/** Hours for which an answer is kept and a key must not be used for anything else. */
export const KEPT_HOURS = 24;

const WAIT_MS = 10_000;
const KEY = /^[\x21-\x7e]{8,100}$/;

/** The caller's `Idempotency-Key`. @throws AppError `idempotency_key_required` when missing or not 8 … 100 visible ASCII characters. */
export function commandKey(header: string | string[] | undefined): string {
  if (typeof header !== 'string' || !KEY.test(header)) throw new AppError('idempotency_key_required');
  return header;
}

const sorted = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1)))
    : value;

/** Digest of endpoint and parsed input, independent of the order of keys. */
export const contentHash = (endpointId: string, input: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify([endpointId, input], sorted))
    .digest('hex');

const stillRunning = (): AppError => new AppError('request_in_progress', { retryAfter: 1 });

/** The key was claimed by somebody else before this transaction could. */
class AlreadyClaimed extends Error {}

interface Outcome {
  readonly answer: Answer;
  readonly replayed: boolean;
}

const replay = (stored: Answer & { readonly contentHash: string }, command: OnceCommand): Outcome => {
  if (stored.contentHash !== command.hash) throw new AppError('request_id_reused');
  if (command.secret) throw new AppError('answer_given_once');
  return { answer: { status: stored.status, body: stored.body, etag: stored.etag }, replayed: true };
};

const claimOf = ({ caller, key }: OnceCommand) => ({ caller, requestKey: key });

/** The claim comes first: on every instance but one the same key waits here for the other's commit, then finds it taken. */
async function claim(command: OnceCommand, transaction: Transaction): Promise<void> {
  const { hash, now } = command;
  const expiresAt = new Date(now.getTime() + KEPT_HOURS * 3600_000);
  try {
    await StoredAnswer.create(
      { ...claimOf(command), contentHash: hash, status: 0, body: null, etag: null, createdAt: now, expiresAt },
      { transaction },
    );
  } catch (error) {
    if (isDuplicate(error, 'stored_answer', ['caller', 'request_key'], 'primary')) throw new AlreadyClaimed();
    // The other instance has been at it for as long as the database lets anybody wait: waiting again would not end.
    if (isLockWait(error)) throw stillRunning();
    throw error;
  }
}

const execute = (
  runtime: HttpRuntime,
  command: OnceCommand,
  work: (attempt: Attempt) => Promise<Answer>,
): Promise<Answer> =>
  inTransaction(
    runtime.sequelize,
    async (attempt) => {
      const { transaction } = attempt;
      await claim(command, transaction);
      const answer = await work(attempt);
      const kept = command.secret ? { ...answer, body: null } : answer;
      await StoredAnswer.update({ ...kept }, { where: claimOf(command), transaction });
      return answer;
    },
    {
      now: command.now,
      onEffectFailure: (error) =>
        runtime.log.error(
          { kind: error instanceof Error ? error.name : typeof error },
          'an effect after the commit failed',
        ),
    },
  );

/** Reads what is stored under the key; what has expired is removed, so that only time and never a sweep decides. */
async function lookUp(command: OnceCommand): Promise<(Answer & { contentHash: string }) | null> {
  const stored = await StoredAnswer.findOne({ where: claimOf(command), raw: true });
  if (!stored) return null;
  if (new Date(stored.expiresAt) > command.now) return stored;
  await StoredAnswer.destroy({ where: { ...claimOf(command), expiresAt: { [Op.lte]: command.now } } });
  return null;
}

async function executeOrReplay(
  runtime: HttpRuntime,
  command: OnceCommand,
  work: (attempt: Attempt) => Promise<Answer>,
): Promise<Outcome> {
  // Twice: between a refused claim and the look the first claim may have been rolled back or have expired.
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      return { answer: await execute(runtime, command, work), replayed: false };
    } catch (error) {
      if (!(error instanceof AlreadyClaimed)) throw error;
      const stored = await lookUp(command);
      if (stored) return replay(stored, command);
    }
  }
  throw stillRunning();
}

type Running = Promise<(Answer & { contentHash: string }) | null>;

const running = new WeakMap<HttpRuntime, Map<string, Running>>();

const runningIn = (runtime: HttpRuntime): Map<string, Running> => {
  const known = running.get(runtime) ?? new Map<string, Running>();
  running.set(runtime, known);
  return known;
};

/** Waits until nobody in this process runs the same key; answers what that run stored, or null when it stored nothing. */
async function waitFor(earlier: Running, until: number): Promise<(Answer & { contentHash: string }) | null> {
  const stop = new AbortController();
  const late = wait(Math.max(0, until - Date.now()), 'late' as const, { signal: stop.signal });
  const first = await Promise.race([earlier, late]);
  if (first === 'late') throw stillRunning();
  stop.abort();
  late.catch(() => undefined);
  return first;
}

/**
 * Runs a command once per caller and key: a repetition gets the stored answer, another content `request_id_reused`,
 * one that is still running after ten seconds `request_in_progress`. A command that fails leaves nothing behind.
 */
export async function runOnce(
  runtime: HttpRuntime,
  command: OnceCommand,
  work: (attempt: Attempt) => Promise<Answer>,
): Promise<Outcome> {
  const known = runningIn(runtime);
  const slot = `${command.caller} ${command.key}`;
  const until = Date.now() + WAIT_MS;
  for (let earlier = known.get(slot); earlier; earlier = known.get(slot)) {
    const stored = await waitFor(earlier, until);
    if (stored) return replay(stored, command);
  }
  const outcome = executeOrReplay(runtime, command, work);
  const settled: Running = outcome.then(
    ({ answer, replayed }) => (replayed ? null : { ...answer, contentHash: command.hash }),
    () => null,
  );
  known.set(slot, settled);
  try {
    return await outcome;
  } finally {
    known.delete(slot);
  }
}

/** Removes answers that have expired; safe on every instance at once. Returns how many went. */
export const sweepStoredAnswers = (now: Date): Promise<number> =>
  StoredAnswer.destroy({ where: { expiresAt: { [Op.lte]: now } } });
