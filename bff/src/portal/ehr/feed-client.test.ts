import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FeedServer, page } from '../../../test/feed-server.ts';
import { FeedError, httpFeed, type FeedClient } from './feed-client.ts';

let server: FeedServer;
let feed: FeedClient;
beforeAll(async () => {
  server = await FeedServer.start();
  feed = httpFeed({ url: server.url, token: 'secret-token', timeoutMs: 2000, pauseMs: 1 });
});
afterAll(() => server.close());
beforeEach(() => void server.asked.splice(0));

const delta = (cursor: string | null = 'c0') => feed.read({ cursor, full: false });
const failure = async (read: Promise<unknown>): Promise<string> => {
  const error = await read.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof FeedError ? error.failure : `not refused: ${String(error)}`;
};
const one = { entity: 'unit', externalId: 'a', version: 1 };
const two = { entity: 'unit', externalId: 'b', version: 1 };

describe('reading the feed', () => {
  it('reads page by page from the kept place, with its token', async () => {
    server.script(page([one], 'c1', { more: true }), page([two], 'c2'));
    expect(await delta()).toEqual({ records: [one, two], next: 'c2', complete: false });
    expect(server.asked.map(({ query }) => query.get('cursor'))).toEqual(['c0', 'c1']);
    expect(new Set(server.asked.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer secret-token']));
    expect(server.asked.every(({ query }) => query.get('full') === null && query.get('limit') === '1000')).toBe(true);
  });

  it('mistake 11: a full read begins at the beginning, and is complete only when the last page says so', async () => {
    server.script(page([one], 'f1', { more: true, complete: true }), page([two], 'd0', { complete: true }));
    expect(await feed.read({ cursor: 'c9', full: true })).toEqual({ records: [one, two], next: 'd0', complete: true });
    expect(server.asked.map(({ query }) => [query.get('full'), query.get('cursor')])).toEqual([
      ['1', null],
      ['1', 'f1'],
    ]);
    server.script(page([one], 'd0'));
    expect(await feed.read({ cursor: null, full: true })).toMatchObject({ complete: false });
    // A delta is never everything, whatever it says.
    server.script(page([one], 'd0', { complete: true }));
    expect(await delta()).toMatchObject({ complete: false });
  });

  it('asks again when the HR system stumbles, and gives up after four times', async () => {
    server.script({ status: 503, body: '' }, { status: 429, body: '' }, page([one], 'c1'));
    expect(await delta()).toMatchObject({ records: [one] });
    expect(server.asked).toHaveLength(3);
    server.asked.splice(0);
    server.answer = () => ({ status: 500, body: '' });
    expect(await failure(delta())).toBe('feed_unreachable');
    expect(server.asked).toHaveLength(4);
  });

  it('a refusal is not repeated', async () => {
    server.answer = () => ({ status: 401, body: '' });
    expect(await failure(delta())).toBe('feed_refused');
    expect(server.asked).toHaveLength(1);
  });

  it('one that hangs is given up', async () => {
    server.answer = () => ({ body: null, hang: true });
    const hasty = httpFeed({ url: server.url, token: null, timeoutMs: 20, pauseMs: 1 });
    expect(await failure(hasty.read({ cursor: null, full: false }))).toBe('feed_unreachable');
  });

  it('a redirect is not followed: the token would go with it', async () => {
    server.answer = () => ({ status: 302, body: '' });
    expect(['feed_unreachable', 'feed_refused']).toContain(await failure(delta()));
  });

  it.each([
    ['no JSON', '<html>sign in</html>'],
    ['no page', { rows: [] }],
    ['too many rows', { records: Array.from({ length: 5001 }, () => null), next: 'x', more: false }],
  ])('%s is malformed', async (_name, body) => {
    server.answer = () => ({ body });
    expect(await failure(delta())).toBe('feed_malformed');
  });

  it('mistake 10: a page that comes again fails the read, and never loops', async () => {
    server.answer = (query) => ({ body: { records: [one], next: `${query.get('cursor')}x`, more: true } });
    expect(await failure(delta())).toBe('page_repeated');
    expect(server.asked).toHaveLength(2);
  });

  it.each([
    ['stands still', () => 'c0'],
    ['is missing', () => null],
    ['goes back', (cursor: string | null) => (cursor === 'c0' ? 'c1' : 'c0')],
  ])('mistake 10: a place that %s fails the read, and never loops', async (_name, next) => {
    let count = 0;
    server.answer = (query) => ({
      body: { records: [{ ...one, version: (count += 1) }], next: next(query.get('cursor')), more: true },
    });
    expect(await failure(delta())).toBe('cursor_stuck');
    expect(server.asked.length).toBeLessThan(4);
  });
});
