import { setTimeout as wait } from 'node:timers/promises';
import { EhrPage } from '@eoms/contracts/access/sync.record';
import type { SyncFailure } from '@eoms/contracts/access/sync-run.record';

/** Where the HR system answers and how it is asked. */
export interface FeedSettings {
  /** Address below which `/feed` lies, without a trailing slash. */
  readonly url: string;
  readonly token: string | null;
  /** Milliseconds for one page; default 30,000. */
  readonly timeoutMs?: number;
  /** Milliseconds before a page is asked for again, doubled each time; default 500. */
  readonly pauseMs?: number;
}

/** What a read of the feed brought. */
export interface FetchedFeed {
  readonly records: readonly unknown[];
  /** Where the next delta begins; null when the feed named no place. */
  readonly next: string | null;
  /** True when the feed says that these were all records. */
  readonly complete: boolean;
}

/** Reads the feed of the HR system. */
export interface FeedClient {
  /** Every record from a place on; with `full` all there are. @throws FeedError */
  read(from: { readonly cursor: string | null; readonly full: boolean }): Promise<FetchedFeed>;
}

/** A feed that cannot be read whole: nothing of it is used. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly failure: SyncFailure;

  constructor(failure: SyncFailure, cause?: unknown) {
    super(failure, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

const PAGE_ROWS = 1000;
const MOST_PAGES = 2000;
const MOST_RECORDS = 1_000_000;
const MOST_BYTES = 32 * 1024 * 1024;
const TRIES = 4;

/** The body as text, given up as soon as it is too large; a declared length is not believed. */
async function textOf(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.byteLength;
    if (size > MOST_BYTES) throw new FeedError('feed_too_large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function pageOf(text: string): EhrPage {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    throw new FeedError('feed_malformed', error);
  }
  const page = EhrPage.safeParse(body);
  if (!page.success) throw new FeedError('feed_malformed', page.error);
  return page.data;
}

/** One page, once. Answers null when it is worth asking again. */
async function ask({ token, timeoutMs = 30_000 }: FeedSettings, url: URL): Promise<EhrPage | null> {
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    const headers = { accept: 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    // A redirect would carry the token to wherever it points.
    const response = await fetch(url, { headers, signal, redirect: 'error' });
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      return null;
    }
    if (!response.ok) {
      await response.body?.cancel();
      throw new FeedError('feed_refused');
    }
    text = await textOf(response);
  } catch (error) {
    if (error instanceof FeedError) throw error;
    return null;
  }
  return pageOf(text);
}

async function persistently(settings: FeedSettings, url: URL): Promise<EhrPage> {
  const pause = settings.pauseMs ?? 500;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (attempt > 0) await wait(pause * 2 ** (attempt - 1));
    const page = await ask(settings, url);
    if (page) return page;
  }
  throw new FeedError('feed_unreachable');
}

/** A page that comes again under another cursor hides the one that should have come: its records tell it. */
const mark = ({ records }: EhrPage): string => JSON.stringify(records);

async function readPages(settings: FeedSettings, { cursor, full }: { cursor: string | null; full: boolean }) {
  const records: unknown[] = [];
  let place = full ? null : cursor;
  const places = new Set(place === null ? [] : [place]);
  let last = '';
  for (let count = 0; count < MOST_PAGES; count += 1) {
    const url = new URL(`${settings.url}/feed`);
    if (full) url.searchParams.set('full', '1');
    if (place !== null) url.searchParams.set('cursor', place);
    url.searchParams.set('limit', String(PAGE_ROWS));
    const page = await persistently(settings, url);
    const shown = mark(page);
    if (page.records.length > 0 && shown === last) throw new FeedError('page_repeated');
    last = shown;
    records.push(...page.records);
    if (records.length > MOST_RECORDS) throw new FeedError('feed_too_large');
    if (!page.more) return { records, next: page.next, complete: full && page.complete === true };
    // A place that was visited, or none at all, would never end.
    if (page.next === null || places.has(page.next)) throw new FeedError('cursor_stuck');
    places.add(page.next);
    place = page.next;
  }
  throw new FeedError('feed_too_large');
}

/** Reads the feed over HTTP, page by page. */
export const httpFeed = (settings: FeedSettings): FeedClient => ({ read: (from) => readPages(settings, from) });
