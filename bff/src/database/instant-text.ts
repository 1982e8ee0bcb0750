import type { Sequelize } from 'sequelize';

/** An instant for a statement written by hand: a `Date` would lose its milliseconds on MySQL. */
export const instantText = (sequelize: Sequelize, at: Date): string =>
  at
    .toISOString()
    .replace('T', ' ')
    .replace('Z', sequelize.getDialect() === 'sqlite' ? ' +00:00' : '');

const holdsInstant = (value: unknown): boolean =>
  value instanceof Date || (Array.isArray(value) && value.some(holdsInstant));

/** Refuses statements by hand that were given a `Date`: MySQL would compare it without its milliseconds, and only there. */
export function guardInstants(sequelize: Sequelize): void {
  const query = sequelize.query.bind(sequelize) as (...args: unknown[]) => Promise<unknown>;
  const guarded = (
    sql: unknown,
    options?: { replacements?: Record<string, unknown> | unknown[] },
  ): Promise<unknown> => {
    if (Object.values(options?.replacements ?? {}).some(holdsInstant))
      return Promise.reject(new TypeError('an instant in a statement by hand goes through instantText()'));
    return query(sql, options);
  };
  sequelize.query = guarded as typeof sequelize.query;
}
