import { setImmediate } from 'node:timers';
import { SqliteFile, untilFree } from './sqlite-file.ts';
import { isBusy, sqliteFailure } from './sqlite-failures.ts';
import type { SqliteHandle, StatementResult, StatementValues } from './sqlite-handle.ts';

/** The `this` of a callback; Sequelize looks at the name of its class. */
class Statement {
  readonly changes: number;
  readonly lastID: number;

  constructor(changes = 0, lastID = 0) {
    this.changes = changes;
    this.lastID = lastID;
  }
}

type Callback = (this: Statement, error: Error | null, rows?: unknown[]) => void;

const BEGINS = /^\s*begin\b/i;
const ENDS = /^\s*(?:commit|end|rollback)\s*(?:transaction\s*)?;?\s*$/i;
const ROLLS_BACK = /^\s*rollback/i;
const TABLE_INFO = /^PRAGMA table_info\(/;
const FOREIGN_KEYS_ON = 'PRAGMA FOREIGN_KEYS=ON';
const CHANGES_SCHEMA = /^\s*(?:create|alter|drop)\b/i;
/** Statements are answered at once; a transaction that has gone on for so long lets others have their turn. */
const TURN_MS = 20;
const NOTHING: StatementResult = { rows: [], changes: 0, lastID: 0 };

/** One connection as Sequelize sees it: it takes a handle when it first needs one, which for a transaction is after queueing. */
class Connection {
  readonly filename: string;
  /** Set by Sequelize while the connection belongs to a transaction. */
  uuid?: string;
  readonly #file: SqliteFile;
  #handle: SqliteHandle | undefined;
  #holdsLock = false;
  #turnedAt = 0;

  constructor(filename: string, file: SqliteFile) {
    this.filename = filename;
    this.#file = file;
  }

  run(sql: string, values?: StatementValues | Callback, callback?: Callback): this {
    return this.#start(sql, values, callback);
  }

  all(sql: string, values?: StatementValues | Callback, callback?: Callback): this {
    return this.#start(sql, values, callback);
  }

  serialize(work: () => void): void {
    work();
  }

  close(callback?: (error: Error | null) => void): void {
    if (this.#handle) this.#file.giveBack(this.#handle);
    this.#handle = undefined;
    this.#unlock();
    callback?.(null);
  }

  #start(sql: string, values: StatementValues | Callback | undefined, callback: Callback | undefined): this {
    const done = typeof values === 'function' ? values : callback;
    const given = typeof values === 'function' || values === undefined ? [] : values;
    const succeed = (result: StatementResult): void =>
      done?.call(new Statement(result.changes, result.lastID), null, result.rows);
    const fail = (error: unknown): void => done?.call(new Statement(), sqliteFailure(error));
    let result: StatementResult | Promise<StatementResult>;
    try {
      result = this.#execute(sql, given);
    } catch (error) {
      fail(error);
      return this;
    }
    if (result instanceof Promise) result.then(succeed, fail);
    else this.#inTurn(result, succeed);
    return this;
  }

  /** A long transaction is nothing but answered statements: without a pause the process would hear of nothing else. */
  #inTurn(result: StatementResult, succeed: (result: StatementResult) => void): void {
    if (!this.#holdsLock || performance.now() - this.#turnedAt < TURN_MS) return succeed(result);
    setImmediate(() => {
      this.#turnedAt = performance.now();
      succeed(result);
    });
  }

  /** Answers at once where no lock can be in the way, which is every read and everything inside a transaction. */
  #execute(sql: string, values: StatementValues): StatementResult | Promise<StatementResult> {
    if (sql === FOREIGN_KEYS_ON) return NOTHING;
    if (ENDS.test(sql)) return this.#end(sql);
    if (BEGINS.test(sql)) return this.#begin(sql);
    if (this.#handle?.inTransaction) return this.#now(sql, values);
    try {
      if (TABLE_INFO.test(sql))
        return { ...NOTHING, rows: this.#file.tableInfo(sql, () => this.#now(sql, values).rows) };
      if (!this.#taken().writes(sql)) return this.#now(sql, values);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return untilFree(() => this.#now(sql, values));
    }
    return this.#autocommit(sql, values);
  }

  #taken(): SqliteHandle {
    this.#handle ??= this.#file.take();
    return this.#handle;
  }

  #now(sql: string, values: StatementValues): StatementResult {
    const result = this.#taken().execute(sql, values);
    if (CHANGES_SCHEMA.test(sql)) this.#file.forgetTypes();
    return result;
  }

  async #begin(sql: string): Promise<StatementResult> {
    await this.#file.startWriting();
    this.#holdsLock = true;
    this.#turnedAt = performance.now();
    try {
      return await untilFree(() => this.#now(sql, []));
    } catch (error) {
      this.#unlock();
      throw error;
    }
  }

  #end(sql: string): StatementResult {
    try {
      // Sequelize also rolls back when BEGIN itself failed, and SQLite when the disk was full: then nothing is open.
      return ROLLS_BACK.test(sql) && !this.#handle?.inTransaction ? NOTHING : this.#now(sql, []);
    } finally {
      // A COMMIT that failed must not keep the lock.
      this.#handle?.abandon();
      this.#unlock();
    }
  }

  async #autocommit(sql: string, values: StatementValues): Promise<StatementResult> {
    await this.#file.startWriting();
    try {
      return await untilFree(() => this.#now(sql, values));
    } finally {
      this.#file.stopWriting();
    }
  }

  #unlock(): void {
    if (!this.#holdsLock) return;
    this.#holdsLock = false;
    this.#file.stopWriting();
  }
}

/** What Sequelize 6 expects as `dialectModule` of its SQLite dialect, over Node's own SQLite. */
export interface SqliteModule {
  readonly Database: new (filename: string, mode: number, opened: (error: Error | null) => void) => Connection;
  readonly OPEN_READWRITE: number;
  readonly OPEN_CREATE: number;
  /** Closes the connections kept for the next transaction. */
  close(): void;
}

/** Makes the dialect module for one database file; each opened database has its own. @throws RangeError for `:memory:`. */
export function sqliteModule(path: string): SqliteModule {
  if (path === ':memory:' || path === '')
    throw new RangeError('the embedded database needs a file: transactions have their own connections');
  const file = new SqliteFile(path);
  class Database extends Connection {
    constructor(filename: string, _mode: number, opened: (error: Error | null) => void) {
      super(filename, file);
      queueMicrotask(() => opened(null));
    }
  }
  return { Database, OPEN_READWRITE: 2, OPEN_CREATE: 4, close: () => file.close() };
}
