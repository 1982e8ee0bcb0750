import type { Logger } from 'pino';
import type { Sequelize, Transaction } from 'sequelize';
import { AppError } from '../../errors.ts';
import { LogGap, readForward, readWhole, type AccessState, type Forward } from './access-state.ts';
import { MOST_SKEW_MS, skewOf } from './clock-skew.policy.ts';
import { FactReader, type LoggedChange } from './fact-reader.ts';
import type { LoadFranchises } from './load-facts.ts';

/** What the evaluator needs from composition. */
export interface AccessDeps {
  readonly sequelize: Sequelize;
  /** Owners of franchised stores; the stores system knows. */
  readonly loadFranchises: LoadFranchises;
  /** Clock by which this process decides; default its own. */
  readonly clock?: () => Date;
  readonly log?: Logger | undefined;
}

/** Hears what changed; `org` with ref `*` when it may have been anything. */
export type ChangeListener = (changes: readonly LoggedChange[]) => void;

const EVERY_MS = 250;
const ANYTHING = { kind: 'org', ref: '*' } as const;

const unavailable = (cause: unknown): AppError =>
  cause instanceof AppError ? cause : new AppError('unavailable', { retryAfter: 1, cause });

const kindOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);

/**
 * The facts of this process: loaded once, then brought forward from the log of changes. What cannot be brought forward is
 * refused with `unavailable`, never answered from the past.
 */
export class AccessIndex {
  readonly #deps: AccessDeps;
  readonly #reader: FactReader;
  readonly #clock: () => Date;
  readonly #listeners = new Set<ChangeListener>();
  #state: AccessState | undefined;
  #underWay: Promise<void> | undefined;
  #skew = 0;

  constructor(deps: AccessDeps) {
    this.#deps = deps;
    this.#clock = deps.clock ?? (() => new Date());
    this.#reader = new FactReader(deps.sequelize, deps.loadFranchises);
  }

  /** Value of the epoch now. */
  epoch(transaction?: Transaction): Promise<number> {
    return transaction ? this.#readerIn(transaction).epoch() : this.#reader.epoch();
  }

  /** Facts not older than a value of the epoch, or than this moment. @throws AppError `unavailable` when they cannot be had. */
  async state(atLeast?: number): Promise<AccessState> {
    try {
      if (this.#skew > MOST_SKEW_MS) await this.#checkClock();
      const wanted = atLeast ?? (await this.#reader.epoch());
      // The first turn may find a reading under way that began too early.
      for (let turn = 0; turn < 3; turn += 1) {
        if (this.#state && this.#state.v >= wanted) return this.#state;
        this.#underWay ??= this.#catchUp().finally(() => (this.#underWay = undefined));
        await this.#underWay;
      }
    } catch (error) {
      throw unavailable(error);
    }
    throw unavailable(new Error('the log of changes does not reach the epoch'));
  }

  /** Facts as a transaction sees them, its own changes included. */
  async stateIn(transaction: Transaction): Promise<AccessState> {
    const known = this.#state ?? (await this.state(0));
    const reader = this.#readerIn(transaction);
    try {
      return (await readForward(reader, known)).state;
    } catch (error) {
      if (!(error instanceof LogGap)) throw error;
      return (await readForward(reader, await readWhole(reader))).state;
    }
  }

  /** Calls a listener after every change that this process has heard of; answers how to stop that. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Looks for changes and at the clock by itself from now on; the returned function ends that. */
  follow(everyMs = EVERY_MS): () => Promise<void> {
    let silent = false;
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    const turn = async (): Promise<void> => {
      try {
        await this.#beat();
        silent = false;
      } catch (error) {
        if (!silent) this.#deps.log?.warn({ kind: kindOf(error) }, 'the log of changes cannot be read');
        silent = true;
      }
      if (!ended) timer = setTimeout(next, everyMs).unref();
    };
    let underWay = Promise.resolve();
    const next = (): void => void (underWay = turn());
    next();
    return () => {
      ended = true;
      clearTimeout(timer);
      return underWay;
    };
  }

  #readerIn(transaction: Transaction): FactReader {
    return new FactReader(this.#deps.sequelize, this.#deps.loadFranchises, transaction);
  }

  async #beat(): Promise<void> {
    const v = await this.#checkClock();
    // A database that was put back to an earlier state.
    if (this.#state && v < this.#state.v) this.#state = undefined;
    await this.state(v);
  }

  /** Compares the clocks and answers the epoch. @throws AppError `unavailable` when they differ by too much. */
  async #checkClock(): Promise<number> {
    const before = this.#clock().getTime();
    const { v, at } = await this.#reader.pulse();
    const skew = skewOf({ before, database: at.getTime(), after: this.#clock().getTime() });
    if (skew > MOST_SKEW_MS !== this.#skew > MOST_SKEW_MS)
      this.#deps.log?.error({ skewMs: skew }, 'the clock of this process and that of the database differ');
    this.#skew = skew;
    if (skew > MOST_SKEW_MS) throw unavailable(new Error(`the clocks differ by ${skew} ms`));
    return v;
  }

  async #catchUp(): Promise<void> {
    if (!this.#state) {
      await this.#checkClock();
      return this.#install(await this.#readAll(), false);
    }
    try {
      return this.#install(await readForward(this.#reader, this.#state), false);
    } catch (error) {
      if (!(error instanceof LogGap)) throw error;
      return this.#install(await this.#readAll(), true);
    }
  }

  async #readAll(): Promise<Forward> {
    return readForward(this.#reader, await readWhole(this.#reader));
  }

  #install({ state, changes }: Forward, anything: boolean): void {
    const first = this.#state === undefined;
    this.#state = state;
    const heard = anything ? [{ ...ANYTHING, v: state.v }] : changes;
    if (first || heard.length === 0) return;
    for (const listener of this.#listeners) {
      try {
        listener(heard);
      } catch (error) {
        this.#deps.log?.error({ kind: kindOf(error) }, 'a listener of changes failed');
      }
    }
  }
}
