import type { PortalEvent } from '@eoms/contracts/portal/events.contract';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StreamRefusedError, type FollowOptions } from './event-source.ts';
import { Live } from './live.ts';

/** Lets what has been promised happen. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const seconds = (count: number) => vi.advanceTimersByTimeAsync(count * 1000);
const access = (accessVersion: string): PortalEvent => ({ kind: 'access', accessVersion });

/** What the person may do, as the server would say it. */
let truth: string;
let streams: Stream[];

interface Stream {
  readonly tab: string;
  readonly options: FollowOptions;
  end(retry: number | null): void;
  fail(error: unknown): void;
}

/** Locks of one browser: one holder, the others wait in turn. */
function locksOfBrowser(): Pick<LockManager, 'request'> {
  let last: Promise<unknown> = Promise.resolve();
  const request = (_name: string, { signal }: LockOptions, work: () => Promise<void>): Promise<void> => {
    const turn = last.then(() => (signal?.aborted ? Promise.reject(signal.reason as Error) : work()));
    const aborted = new Promise<never>((_resolve, reject) =>
      signal?.addEventListener('abort', () => reject(signal.reason as Error)),
    );
    last = turn.catch(() => undefined);
    return Promise.race([turn, aborted]);
  };
  return { request } as unknown as Pick<LockManager, 'request'>;
}

class Tab extends EventTarget {
  visibilityState: DocumentVisibilityState = 'visible';
  version = 'one';
  refreshes = 0;
  over = false;
  readonly channel: BroadcastChannel;

  constructor(name: string, channel: string, locks: Pick<LockManager, 'request'>) {
    super();
    this.channel = new BroadcastChannel(channel);
    new Live({
      follow: (options) => {
        const { promise, resolve, reject } = Promise.withResolvers<number | null>();
        options.signal.addEventListener('abort', () => reject(options.signal.reason as Error));
        streams.push({ tab: name, options, end: resolve, fail: reject });
        return promise;
      },
      refresh: async () => {
        this.refreshes += 1;
        this.version = truth;
      },
      isOver: () => this.over,
      version: () => this.version,
      locks,
      lock: channel,
      channel: this.channel,
      page: this as unknown as Document,
      window: this as unknown as Window,
      random: () => 1,
    }).start();
  }

  turn(state: DocumentVisibilityState): void {
    this.visibilityState = state;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

let tabs: Tab[];
let number = 0;
function browser(...names: string[]): Tab[] {
  const locks = locksOfBrowser();
  const channel = `live test ${(number += 1)}`;
  tabs = names.map((name) => new Tab(name, channel, locks));
  return tabs;
}
const stream = (): Stream => streams.at(-1) as Stream;
const tell = (event: PortalEvent, id = '1') => stream().options.onEvent({ id, event });

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  truth = 'one';
  streams = [];
  tabs = [];
});
afterEach(() => {
  for (const tab of tabs) tab.channel.close();
  vi.useRealTimers();
});

describe('one stream a browser', () => {
  test('every tab hears what the leading one is told, and reads again only what is new', async () => {
    const [first, second] = browser('first', 'second') as [Tab, Tab];
    await settle();
    expect(streams.map(({ tab }) => tab)).toEqual(['first']);
    tell(access('one'));
    await settle();
    expect([first.refreshes, second.refreshes]).toEqual([0, 0]);
    truth = 'two';
    tell(access('two'));
    await vi.waitFor(() => expect([first.version, second.version]).toEqual(['two', 'two']));
  });

  test('the end of the session makes every tab ask, so that the person is told', async () => {
    const [first, second] = browser('first', 'second') as [Tab, Tab];
    await settle();
    tell({ kind: 'session', ended: true });
    await vi.waitFor(() => expect([first.refreshes, second.refreshes]).toEqual([1, 1]));
  });

  test('a kind of event this shell does not know is passed over', async () => {
    const [first] = browser('first') as [Tab];
    await settle();
    tell({ kind: 'notice' } as unknown as PortalEvent);
    await settle();
    expect(first.refreshes).toBe(0);
  });

  test('a person who is signing out is not told that his session ended', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    tab.over = true;
    tell({ kind: 'session', ended: true });
    await settle();
    expect(tab.refreshes).toBe(0);
  });

  test('when the leading tab goes, another goes on from the last event', async () => {
    const [first, second] = browser('first', 'second') as [Tab, Tab];
    await settle();
    tell(access('one'), 'x-7');
    await vi.waitFor(() => expect(second.refreshes).toBe(0));
    await new Promise((resolve) => setImmediate(resolve));
    first.dispatchEvent(new Event('pagehide'));
    await settle();
    expect(stream().tab).toBe('second');
    expect(stream().options.lastEventId).toBe('x-7');
  });
});

describe('a stream that ends', () => {
  test('is opened again when the server says, without asking meanwhile', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    stream().end(1500);
    await seconds(1);
    expect(streams).toHaveLength(1);
    await seconds(1);
    expect(streams).toHaveLength(2);
    expect(tab.refreshes).toBe(0);
  });

  test('is tried again ever more rarely, and the tab asks every four seconds until it holds', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    const tried: number[] = [];
    for (let failed = 0; failed < 7; failed += 1) {
      const [begun, count] = [Date.now(), streams.length];
      stream().fail(new TypeError('no network'));
      while (streams.length === count) await seconds(1);
      tried.push(Math.round((Date.now() - begun) / 1000));
    }
    expect(tried).toEqual([1, 2, 4, 8, 16, 30, 30]);
    // Of 91 seconds without a stream none of the longer ones passed without asking.
    expect(tab.refreshes).toBe(1 + 2 + 4 + 7 + 7);
    truth = 'two';
    stream().fail(new TypeError('no network'));
    await seconds(4);
    expect(tab.version).toBe('two');
  });

  test('begins with a short pause again after it held', async () => {
    browser('first');
    await settle();
    for (let failed = 0; failed < 3; failed += 1) {
      stream().fail(new TypeError('no network'));
      await seconds(5);
    }
    const count = streams.length;
    await seconds(60);
    stream().end(null);
    await seconds(1);
    expect(streams).toHaveLength(count + 1);
  });

  test('what the leading tab finds out by asking, the others hear too', async () => {
    const [first, second] = browser('first', 'second') as [Tab, Tab];
    await settle();
    stream().end(20_000);
    truth = 'two';
    await seconds(5);
    expect(first.version).toBe('two');
    await vi.waitFor(() => expect(second.version).toBe('two'));
  });

  test('the network coming back cuts the pause short', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    stream().end(60_000);
    await settle();
    tab.dispatchEvent(new Event('online'));
    await settle();
    expect(streams).toHaveLength(2);
  });

  test('a refusal makes the tab ask first, so that the person can sign in; nothing is tried once it is over', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    stream().fail(new StreamRefusedError(401));
    await settle();
    expect(tab.refreshes).toBe(1);
    await seconds(1);
    tab.over = true;
    stream().fail(new StreamRefusedError(403));
    await seconds(120);
    expect(streams).toHaveLength(2);
  });
});

describe('a tab nobody looks at', () => {
  test('lets go after five minutes and catches up when somebody looks again', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    tab.turn('hidden');
    await seconds(299);
    expect(stream().options.signal.aborted).toBe(false);
    await seconds(1);
    expect(stream().options.signal.aborted).toBe(true);
    await seconds(600);
    expect(streams).toHaveLength(1);
    tab.turn('visible');
    await settle();
    expect([streams.length, tab.refreshes]).toEqual([2, 1]);
  });

  test('hands over to a tab that is looked at', async () => {
    const [first, second] = browser('first', 'second') as [Tab, Tab];
    await settle();
    first.turn('hidden');
    await seconds(300);
    expect(stream().tab).toBe('second');
    expect(second.refreshes).toBe(0);
  });

  test('a short look elsewhere changes nothing', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    tab.turn('hidden');
    await seconds(200);
    tab.turn('visible');
    await seconds(400);
    expect([streams.length, tab.refreshes]).toEqual([1, 0]);
  });

  test('a page taken out of the browser’s store for the way back goes on', async () => {
    const [tab] = browser('first') as [Tab];
    await settle();
    tab.dispatchEvent(new Event('pagehide'));
    expect(stream().options.signal.aborted).toBe(true);
    tab.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await settle();
    expect([streams.length, tab.refreshes]).toEqual([2, 1]);
  });
});
