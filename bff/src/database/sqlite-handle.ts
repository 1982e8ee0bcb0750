import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** What a statement left behind: rows it returned, rows it changed. */
export interface StatementResult {
  readonly rows: Record<string, unknown>[];
  readonly changes: number;
  readonly lastID: number;
}

/** Values of a statement, by position or by name with its prefix (`$1`, `$code`). */
export type StatementValues = readonly unknown[] | Readonly<Record<string, unknown>>;

interface Prepared {
  readonly statement: StatementSync;
  readonly returnsRows: boolean;
  readonly writes: boolean;
}

const STATEMENTS_KEPT = 300;
const SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const READS = /^\s*(?:select|pragma|explain)\b/i;
const CHANGES_SCHEMA = /^\s*(?:create|alter|drop)\b/i;

const toSqlite = (value: unknown): SQLInputValue => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return `${value.toISOString().replace('T', ' ').replace('Z', '')} +00:00`;
  return value as SQLInputValue;
};

const toArguments = (values: StatementValues): SQLInputValue[] => {
  if (Array.isArray(values)) return values.map(toSqlite);
  const named: Record<string, SQLInputValue> = {};
  for (const [name, value] of Object.entries(values)) named[name] = toSqlite(value);
  return [named] as unknown as SQLInputValue[];
};

/** Whole numbers become numbers where that is exact, else decimal strings: what mysql2 answers too. */
const fromBigInts = (rows: Record<string, unknown>[]): Record<string, unknown>[] => {
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === 'bigint') row[name] = value <= SAFE && value >= -SAFE ? Number(value) : String(value);
    }
  }
  return rows;
};

/** One open connection to the file, with its prepared statements. Every call is synchronous and never waits for a lock. */
export class SqliteHandle {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, Prepared>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 0, enableForeignKeyConstraints: true });
    try {
      // FULL: an acknowledged commit is on the disk, so neither kill -9 nor a power cut takes it back (0.25 ms a commit).
      this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** True when the statement may need the file's one write lock. @throws when the statement is not valid SQL. */
  writes(sql: string): boolean {
    return this.#prepare(sql).writes;
  }

  execute(sql: string, values: StatementValues): StatementResult {
    const { statement, returnsRows, writes } = this.#prepare(sql);
    const bound = toArguments(values);
    if (!returnsRows) {
      const done = statement.run(...bound);
      if (CHANGES_SCHEMA.test(sql)) this.#prepared.clear();
      return { rows: [], changes: Number(done.changes), lastID: Number(done.lastInsertRowid) };
    }
    const rows = writes ? this.#allExact(statement, bound) : this.#allRows(statement, bound);
    return { rows, changes: writes ? rows.length : 0, lastID: 0 };
  }

  /** Ends whatever transaction is open. */
  abandon(): void {
    if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
  }

  close(): void {
    this.#prepared.clear();
    this.#database.close();
  }

  #prepare(sql: string): Prepared {
    const known = this.#prepared.get(sql);
    if (known) {
      this.#prepared.delete(sql);
      this.#prepared.set(sql, known);
      return known;
    }
    const statement = this.#database.prepare(sql);
    statement.setAllowUnknownNamedParameters(true);
    const returnsRows = statement.columns().length > 0;
    const prepared = { statement, returnsRows, writes: !READS.test(sql) };
    this.#prepared.set(sql, prepared);
    if (this.#prepared.size > STATEMENTS_KEPT) this.#prepared.delete(this.#prepared.keys().next().value as string);
    return prepared;
  }

  /** Reading is repeated with 64-bit numbers only where a value needs them: converting each row costs more than the read. */
  #allRows(statement: StatementSync, bound: SQLInputValue[]): Record<string, unknown>[] {
    try {
      return statement.all(...bound);
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ERR_OUT_OF_RANGE') throw error;
      return this.#allExact(statement, bound);
    }
  }

  #allExact(statement: StatementSync, bound: SQLInputValue[]): Record<string, unknown>[] {
    statement.setReadBigInts(true);
    return fromBigInts(statement.all(...bound));
  }
}
