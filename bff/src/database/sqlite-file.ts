import { isBusy } from './sqlite-failures.ts';
import { SqliteHandle } from './sqlite-handle.ts';

/** How long one statement waits for a lock before it fails with SQLITE_BUSY. */
export const LOCK_WAIT_MS = 10_000;

const IDLE_HANDLES_KEPT = 2;

/**
 * One database file in this process. SQLite has one writer at a time: within the process the writers queue here in
 * order, between processes a busy file is asked again after a moment, and the event loop is never blocked by waiting.
 */
export class SqliteFile {
  readonly #path: string;
  readonly #idle: SqliteHandle[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #types = new Map<string, Record<string, unknown>[]>();
  #writing = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** A connection that nobody else uses until it is given back. */
  take(): SqliteHandle {
    return this.#idle.pop() ?? new SqliteHandle(this.#path);
  }

  giveBack(handle: SqliteHandle): void {
    handle.abandon();
    if (this.#idle.length < IDLE_HANDLES_KEPT) this.#idle.push(handle);
    else handle.close();
  }

  /** Resolves when this process's other writers ahead of it are done. @throws the busy failure after the wait. */
  async startWriting(): Promise<void> {
    if (!this.#writing) {
      this.#writing = true;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const admitted = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(admitted), 1);
        reject(Object.assign(new Error('database is locked by another transaction of this process'), { errcode: 5 }));
      }, LOCK_WAIT_MS);
      this.#waiting.push(admitted);
    });
  }

  stopWriting(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#writing = false;
  }

  /** Declared column types, which Sequelize asks for before every SELECT. */
  tableInfo(sql: string, read: () => Record<string, unknown>[]): Record<string, unknown>[] {
    const known = this.#types.get(sql);
    if (known) return known;
    const rows = read();
    if (rows.length > 0) this.#types.set(sql, rows);
    return rows;
  }

  forgetTypes(): void {
    this.#types.clear();
  }

  close(): void {
    for (const handle of this.#idle.splice(0)) handle.close();
  }
}

/** Repeats what found the file locked by another process, until the wait is over. */
export async function untilFree<T>(attempt: () => T): Promise<T> {
  const deadline = Date.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || Date.now() >= deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 1 + Math.random() * 5));
  }
}
