import { BaseError, TimeoutError, UniqueConstraintError } from 'sequelize';
import { constraintName } from './create-table.ts';

/** Codes after which the same transaction may succeed when it is run again. */
const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_LOCK_WAIT_TIMEOUT',
  'ER_CHECKREAD', // MariaDB snapshot isolation: the row changed since this transaction's snapshot
  'ER_ERROR_DURING_COMMIT', // Galera certification conflict at commit
  'SQLITE_BUSY',
]);

/** Codes after which nobody knows whether a COMMIT took effect. */
const LOST_CODES: ReadonlySet<string> = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'ECONNRESET',
  'EPIPE',
  'ECONNREFUSED',
  'ETIMEDOUT',
]);

/** What the driver threw, below Sequelize's own error. */
const parentOf = (error: unknown): Error | undefined => {
  const parent: unknown = error instanceof BaseError ? Reflect.get(error, 'parent') : error;
  return parent instanceof Error ? parent : undefined;
};

const codeOf = (error: unknown): string | undefined => {
  const parent = parentOf(error);
  const code: unknown = parent && Reflect.get(parent, 'code');
  return typeof code === 'string' ? code : undefined;
};

/** True when the transaction lost against another one (deadlock, lock wait, busy file) and may be run again. */
export const isTransient = (error: unknown): boolean => {
  const code = codeOf(error);
  return error instanceof TimeoutError || (code !== undefined && TRANSIENT_CODES.has(code));
};

/** True when another transaction held a row for longer than anybody waits for it. */
export const isLockWait = (error: unknown): boolean => codeOf(error) === 'ER_LOCK_WAIT_TIMEOUT';

/** True when the connection to the database server broke. */
export const isConnectionLost = (error: unknown): boolean => {
  const code = codeOf(error);
  return code !== undefined && LOST_CODES.has(code);
};

/** True when exactly this rule (table and snake_case columns as in its migration) refused the row as a duplicate. */
export const isDuplicate = (
  error: unknown,
  table: string,
  columns: readonly string[],
  rule: 'unique' | 'primary' = 'unique',
): boolean => {
  if (!(error instanceof UniqueConstraintError)) return false;
  // SQLite names the columns, MySQL and MariaDB the rule, with or without its table.
  const fields: unknown = error.fields;
  if (Array.isArray(fields))
    return fields.length === columns.length && columns.every((column) => fields.includes(column));
  const name = rule === 'primary' ? 'PRIMARY' : constraintName('uq', table, columns);
  return Object.keys(fields ?? {}).some((named) => named === name || named === `${table}.${name}`);
};

/** MySQL's ER_CHECK_CONSTRAINT_VIOLATED and MariaDB's ER_CONSTRAINT_FAILED, to which the driver gives another name. */
const CHECK_NUMBERS: ReadonlySet<unknown> = new Set([3819, 4025]);

/** True when a CHECK of the schema refused the row: a rule the service should have refused earlier. */
export const isCheckViolation = (error: unknown): boolean => {
  const parent = parentOf(error);
  return (
    codeOf(error) === 'SQLITE_CONSTRAINT_CHECK' ||
    (parent !== undefined && CHECK_NUMBERS.has(Reflect.get(parent, 'errno')))
  );
};
