import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes, Model, ModelStatic, Sequelize, Transaction, UpdateOptions, WhereOptions } from 'sequelize';
import { AppError } from '../errors.ts';
import { isConnectionLost, isTransient } from './failures.ts';

/** What runs outside the database once the change is certain: mail, a cache, another instance. */
export type Effect = () => void | Promise<void>;

/** One attempt of a change. */
export interface Attempt {
  readonly transaction: Transaction;
  /** The one instant of the change, the same in every attempt. */
  readonly now: Date;
  /** Collects an effect; those of an attempt that was rolled back are forgotten. */
  afterCommit(effect: Effect): void;
}

/** How a change is run. */
export interface TransactionOptions {
  readonly now?: Date;
  /** Attempts in all when the database says that another transaction won; default 6. */
  readonly attempts?: number;
  /** Told when an effect failed: the change is committed and stays. Default: the failure is rethrown to the process. */
  readonly onEffectFailure?: (error: unknown) => void;
}

const FIRST_PAUSE_MS = 8;
const inside = new AsyncLocalStorage<Sequelize>();

/** Half of the pause is random, so that those who collided do not collide again. */
const pauseAfter = (attempt: number): Promise<void> => {
  const limit = FIRST_PAUSE_MS * 2 ** attempt;
  return new Promise((resolve) => setTimeout(resolve, limit / 2 + (Math.random() * limit) / 2));
};

async function runEffects(effects: readonly Effect[], options: TransactionOptions): Promise<void> {
  for (const effect of effects) {
    try {
      await effect();
    } catch (error) {
      if (options.onEffectFailure) options.onEffectFailure(error);
      else queueMicrotask(() => Promise.reject(error));
    }
  }
}

/**
 * Runs one change in one transaction. `work` may run several times (deadlock, lock wait, busy file), so it only touches
 * the database; everything else goes to `afterCommit` and runs once, in order, after the commit.
 * @throws AppError `unavailable` when every attempt lost or the connection broke.
 */
export async function inTransaction<T>(
  sequelize: Sequelize,
  work: (attempt: Attempt) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  const now = options.now ?? new Date();
  const attempts = options.attempts ?? 6;
  for (let attempt = 1; ; attempt += 1) {
    // Not Sequelize's own afterCommit: that runs its hooks even when the COMMIT failed.
    const effects: Effect[] = [];
    const afterCommit = (effect: Effect): void => void effects.push(effect);
    try {
      const result = await sequelize.transaction((transaction) =>
        inside.run(sequelize, () => work({ transaction, now, afterCommit })),
      );
      await runEffects(effects, options);
      return result;
    } catch (error) {
      if (isConnectionLost(error)) throw new AppError('unavailable', { retryAfter: 1, cause: error });
      if (!isTransient(error)) throw error;
      if (attempt >= attempts) throw new AppError('unavailable', { retryAfter: 1, cause: error });
    }
    await pauseAfter(attempt);
  }
}

/**
 * Refuses statements that forgot the transaction they run in: they would survive its rollback, and on SQLite wait for
 * it forever. `transaction: null` says aloud that a statement stands apart.
 */
export function guardTransactions(sequelize: Sequelize): void {
  const query = sequelize.query.bind(sequelize) as (...args: unknown[]) => Promise<unknown>;
  const guarded = (sql: unknown, options?: { transaction?: unknown }): Promise<unknown> => {
    if (options?.transaction === undefined && inside.getStore() === sequelize) {
      return Promise.reject(new Error('a statement inside inTransaction() must be given its transaction'));
    }
    return query(sql, options);
  };
  sequelize.query = guarded as typeof sequelize.query;
}

/** Values of a conditional UPDATE. */
export type Changes<M extends Model> = Parameters<ModelStatic<M>['update']>[0];

/**
 * Conditional UPDATE: answers how many rows matched, the same on every database. 0 means that the state asked for in
 * `where` is gone: somebody else was first.
 */
export async function updateWhere<M extends Model>(
  model: ModelStatic<M>,
  values: Changes<M>,
  where: WhereOptions<Attributes<M>>,
  options: Omit<UpdateOptions<Attributes<M>>, 'where' | 'returning'>,
): Promise<number> {
  const [matched] = await model.update(values, { ...options, where });
  return matched;
}
