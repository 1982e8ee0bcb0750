import { StreamRefusedError, type FollowOptions, type LiveEvent } from './event-source.ts';

/** What following the permissions of a person needs; everything of the browser is passed in. */
export interface LiveParts {
  /** Follows the stream until it ends; answers when to come back. */
  readonly follow: (options: FollowOptions) => Promise<number | null>;
  /** Reads again what the person may do; resolves when it is in force in this tab. Never rejects. */
  readonly refresh: () => Promise<void>;
  /** True once nothing is to be followed any more: signed out, or no longer admitted. */
  readonly isOver: () => boolean;
  /** Version of the permissions in force in this tab. */
  readonly version: () => string;
  readonly locks: Pick<LockManager, 'request'>;
  /** Name under which the tabs of this person in this browser agree who leads. */
  readonly lock: string;
  /** Tabs of the same person in this browser. */
  readonly channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;
  readonly page: Pick<Document, 'visibilityState' | 'addEventListener'>;
  readonly window: Pick<Window, 'addEventListener'>;
  readonly random?: () => number;
}

const HIDDEN_MS = 5 * 60_000;
const POLL_MS = 4_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A stream that held so long was no failure. */
const HELD_MS = 10_000;

/**
 * Keeps a tab up to date with what the person may do. One tab of the browser holds the stream and tells the others; when it
 * closes, another takes over by the lock. While the stream cannot be held the leading tab asks every four seconds instead.
 */
export class Live {
  readonly #parts: LiveParts;
  #lastEventId: string | null = null;
  /** Ends this tab's part; undefined while the tab sleeps. */
  #awake: AbortController | undefined;
  #hidden: ReturnType<typeof setTimeout> | undefined;
  #hurry: () => void = () => undefined;

  constructor(parts: LiveParts) {
    this.#parts = parts;
    parts.channel.addEventListener('message', ({ data }) => void this.#take(data as LiveEvent));
    parts.page.addEventListener('visibilitychange', () => this.#attend());
    parts.window.addEventListener('online', () => this.#hurry());
    // A page that the browser keeps for the way back must hold neither lock nor connection.
    parts.window.addEventListener('pagehide', () => this.#sleep());
    parts.window.addEventListener('pageshow', (event) => (event as PageTransitionEvent).persisted && this.#wake());
  }

  /** Begins; the first event tells whether anything changed since the tab was drawn. */
  start(): void {
    this.#join();
    this.#attend();
  }

  #attend(): void {
    clearTimeout(this.#hidden);
    if (this.#parts.page.visibilityState === 'visible') this.#wake();
    else this.#hidden = setTimeout(() => this.#sleep(), HIDDEN_MS);
  }

  #sleep(): void {
    this.#awake?.abort();
    this.#awake = undefined;
  }

  #wake(): void {
    if (this.#awake) return;
    this.#join();
    void this.#parts.refresh();
  }

  #join(): void {
    const awake = new AbortController();
    this.#awake = awake;
    const lead = (): Promise<void> => this.#lead(awake.signal);
    // Rejects when the tab falls asleep before it was its turn.
    this.#parts.locks.request(this.#parts.lock, { signal: awake.signal }, lead).catch(() => undefined);
  }

  async #lead(signal: AbortSignal): Promise<void> {
    for (let failures = 0; !signal.aborted && !this.#parts.isOver();) {
      const begun = Date.now();
      const retry = await this.#followOnce(signal);
      failures = Date.now() - begun > HELD_MS ? 0 : failures + 1;
      if (!signal.aborted) await this.#pause(retry ?? this.#backoff(failures), signal);
    }
  }

  async #followOnce(signal: AbortSignal): Promise<number | null> {
    try {
      return await this.#parts.follow({
        lastEventId: this.#lastEventId,
        signal,
        onEvent: (event) => {
          this.#parts.channel.postMessage(event);
          void this.#take(event);
        },
      });
    } catch (error) {
      // A refused person is asked to sign in by the next ordinary request, and only then is the stream worth another try.
      if (error instanceof StreamRefusedError && error.status < 500) await this.#ask();
      return null;
    }
  }

  /** Waits before the stream is opened again, and asks meanwhile. */
  async #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    const until = Date.now() + milliseconds;
    while (!signal.aborted) {
      const left = until - Date.now();
      if (left <= 0) return;
      const hurried = await this.#wait(Math.min(left, POLL_MS), signal);
      if (hurried) return;
      if (left >= POLL_MS && !signal.aborted) await this.#ask();
    }
  }

  /** Waits; answers true when the network came back before the time was over. */
  #wait(milliseconds: number, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cut = (): void => resolve(true);
    const timer = setTimeout(() => resolve(false), milliseconds);
    this.#hurry = cut;
    signal.addEventListener('abort', cut);
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cut);
    });
  }

  async #ask(): Promise<void> {
    const { version, refresh, channel } = this.#parts;
    const before = version();
    await refresh();
    if (version() === before) return;
    const event: LiveEvent = { id: this.#lastEventId ?? '', event: { kind: 'access', accessVersion: version() } };
    channel.postMessage(event);
  }

  async #take({ id, event }: LiveEvent): Promise<void> {
    if (this.#parts.isOver()) return;
    if (id) this.#lastEventId = id;
    const isNews = event.kind === 'access' ? event.accessVersion !== this.#parts.version() : event.kind === 'session';
    if (isNews) await this.#parts.refresh();
  }

  #backoff(failures: number): number {
    const { random = Math.random } = this.#parts;
    const longest = Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
    return longest * (0.5 + random() / 2);
  }
}
