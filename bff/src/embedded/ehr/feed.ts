import { createHash, timingSafeEqual } from 'node:crypto';
import { Router, type Request, type RequestHandler } from 'express';
import type { EhrPage } from '@eoms/contracts/access/sync.record';
import { daysFrom, demoCompanyFeed } from './company-feed.ts';
import { demoDeltas } from './deltas.ts';

/** What the demo's HR system is told by composition. */
export interface EmbeddedEhrSettings {
  readonly token: string;
  /** When the demo company was founded: all its days count from there. */
  founded(): Promise<Date>;
  /** Place up to which the news was fetched; a full read tells what was news until then. */
  fetchedUntil(): Promise<string | null>;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const PLACE = /^(delta|full)-(\d{1,6})$/;
const MOST_ROWS = 1000;

const placeOf = (text: unknown, kind: string): number => {
  const [, named, number] = PLACE.exec(String(text ?? '')) ?? [];
  return named === kind ? Number(number) : 0;
};

/** One page of news for each request: asking again brings the next one. */
function deltaPage(cursor: unknown, dayOf: ReturnType<typeof daysFrom>): EhrPage {
  const at = placeOf(cursor, 'delta');
  const news = demoDeltas[at];
  return { records: news?.(dayOf) ?? [], next: `delta-${news ? at + 1 : at}`, more: false };
}

interface Versioned {
  readonly entity: string;
  readonly externalId: string;
  readonly version: number;
}

/** A full read tells each record once, as it is now. */
function newest(records: readonly unknown[]): unknown[] {
  const byKey = new Map<string, Versioned>();
  for (const record of records as readonly Versioned[]) {
    const key = `${record.entity} ${record.externalId}`;
    if ((byKey.get(key)?.version ?? 0) < record.version) byKey.set(key, record);
  }
  return [...byKey.values()];
}

function fullPage({ query }: Request, until: number, dayOf: ReturnType<typeof daysFrom>): EhrPage {
  const all = newest([...demoCompanyFeed(dayOf), ...demoDeltas.slice(0, until).flatMap((news) => news(dayOf))]);
  const from = placeOf(query['cursor'], 'full');
  const rows = Math.min(MOST_ROWS, Number(query['limit']) || MOST_ROWS);
  const more = from + rows < all.length;
  return {
    records: all.slice(from, from + rows),
    next: more ? `full-${from + rows}` : `delta-${until}`,
    more,
    ...(more ? {} : { complete: true }),
  };
}

const answer =
  (settings: EmbeddedEhrSettings): RequestHandler =>
  async (request, response) => {
    response.set('Cache-Control', 'no-store');
    const given = digest(request.headers.authorization ?? '');
    if (!timingSafeEqual(given, digest(`Bearer ${settings.token}`))) {
      response.status(401).set('WWW-Authenticate', 'Bearer').end();
      return;
    }
    const dayOf = daysFrom(await settings.founded());
    const page =
      request.query['full'] === '1'
        ? fullPage(request, placeOf(await settings.fetchedUntil(), 'delta'), dayOf)
        : deltaPage(request.query['cursor'], dayOf);
    response.json(page);
  };

/** The HR system of the demonstration: the feed of docs/ehr-feed.md for the demo company, at `/embedded/ehr/feed`. */
export function embeddedEhr(settings: EmbeddedEhrSettings): Router {
  const router = Router();
  router.get('/embedded/ehr/feed', answer(settings));
  return router;
}
