import type { CDPSession } from '@playwright/test';

/** What crossed the wire between two moments. */
export interface Traffic {
  /** Bytes of pages, scripts, stylesheets and fonts with their headers, compressed as they came. */
  readonly fileBytes: number;
  readonly files: number;
  /** Requests of all kinds, sign-in and API included; a redirect counts as one more. */
  readonly requests: number;
}

const FILES: ReadonlySet<string> = new Set(['Document', 'Script', 'Stylesheet', 'Font']);

interface Entry {
  readonly isFile: boolean;
  /** Milliseconds since 1970. */
  readonly begun: number;
  bytes: number;
  ended: boolean;
}

const QUIET_MS = 400;
const LOOK_MS = 25;

/** Counts what a page fetches, through the browser's own network events. */
export class TrafficCount {
  readonly #entries = new Map<string, Entry>();
  #lastEvent = performance.now();

  async follow(session: CDPSession): Promise<void> {
    session.on('Network.requestWillBeSent', ({ requestId, type, redirectResponse, request, wallTime }) => {
      this.#lastEvent = performance.now();
      if (!request.url.startsWith('http')) return;
      const before = redirectResponse ? this.#entries.get(requestId) : undefined;
      if (before) Object.assign(before, { bytes: redirectResponse?.encodedDataLength ?? 0, ended: true });
      if (before) this.#entries.set(`${requestId} before ${wallTime}`, before);
      this.#entries.set(requestId, { isFile: FILES.has(type ?? ''), begun: wallTime * 1000, bytes: 0, ended: false });
    });
    const ended = (requestId: string, bytes: number): void => {
      this.#lastEvent = performance.now();
      const entry = this.#entries.get(requestId);
      if (entry) Object.assign(entry, { bytes: entry.bytes + bytes, ended: true });
    };
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => ended(requestId, encodedDataLength));
    session.on('Network.loadingFailed', ({ requestId }) => ended(requestId, 0));
    await session.send('Network.enable');
  }

  /** Everything so far, or only what was asked for up to a moment in milliseconds since 1970. */
  sum(until = Infinity): Traffic {
    const entries = [...this.#entries.values()].filter(({ begun }) => begun <= until);
    const files = entries.filter(({ isFile }) => isFile);
    return {
      fileBytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      files: files.length,
      requests: entries.length,
    };
  }

  /** Resolves when nothing has been under way for a moment. */
  async quiet(): Promise<void> {
    const busy = (): boolean => [...this.#entries.values()].some(({ ended }) => !ended);
    while (busy() || performance.now() - this.#lastEvent < QUIET_MS)
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

/** What was added since an earlier sum. */
export const since = (earlier: Traffic, later: Traffic): Traffic => ({
  fileBytes: later.fileBytes - earlier.fileBytes,
  files: later.files - earlier.files,
  requests: later.requests - earlier.requests,
});
