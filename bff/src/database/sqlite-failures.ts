/** SQLite's extended result codes (sqlite.org/rescode.html) that decide what is answered. */
const NAMES: Readonly<Record<number, string>> = {
  275: 'SQLITE_CONSTRAINT_CHECK',
  787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
  2579: 'SQLITE_CONSTRAINT_UNIQUE', // row id taken
};

const PRIMARY_NAMES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_BUSY', // a table lock held by another statement: wait as for the file
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT_OTHER', // never plain SQLITE_CONSTRAINT: Sequelize takes that for a duplicate
  26: 'SQLITE_NOTADB',
};

/** Failure of a statement with the code that Sequelize's SQLite dialect turns into its error classes. */
export class SqliteFailure extends Error {
  readonly code: string;
  readonly errno: number;

  constructor(code: string, errno: number, cause: Error) {
    super(`${code}: ${cause.message}`, { cause });
    this.name = 'SqliteFailure';
    this.code = code;
    this.errno = errno;
  }
}

/** Names a failure of node:sqlite by its extended result code. */
export function sqliteFailure(thrown: unknown): SqliteFailure {
  if (thrown instanceof SqliteFailure) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const extended = Number(Reflect.get(error, 'errcode') ?? 1);
  return new SqliteFailure(NAMES[extended] ?? PRIMARY_NAMES[extended & 255] ?? 'SQLITE_ERROR', extended, error);
}

/** True when somebody else holds the lock and the same statement may succeed later. */
export const isBusy = (thrown: unknown): boolean => sqliteFailure(thrown).code === 'SQLITE_BUSY';
