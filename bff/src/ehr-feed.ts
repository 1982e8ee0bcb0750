import type { Router } from 'express';
import { demoCompanyId } from './embedded/demo/company-people.ts';
import { embeddedEhr } from './embedded/ehr/feed.ts';
import { keptSecret } from './embedded/identity-provider/keys.ts';
import type { Env } from './env.ts';
import { SyncSource } from './portal/ehr/ehr.model.ts';
import { httpFeed, type FeedClient } from './portal/ehr/feed-client.ts';
import { OrgUnit } from './portal/people/people.model.ts';

/** Where the records of the HR system come from. */
export interface EhrFeed {
  readonly feed: FeedClient | null;
  /** The embedded HR system; null when it is another system, or none. */
  readonly router: Router | null;
}

/** The HR feed by the settings: the given one, in the demonstration the embedded one, else none. */
export async function createEhrFeed(env: Env, keysFolder: string, demo: boolean): Promise<EhrFeed> {
  if (env.ehrUrl !== null) return { feed: httpFeed({ url: env.ehrUrl, token: env.ehrToken }), router: null };
  if (!demo) return { feed: null, router: null };
  const token = (await keptSecret(keysFolder, 'ehr')).toString('base64url');
  const router = embeddedEhr({
    token,
    founded: async () => (await OrgUnit.findByPk(demoCompanyId))?.createdAt ?? new Date(0),
    fetchedUntil: async () => (await SyncSource.findByPk('ehr'))?.cursor ?? null,
  });
  return { feed: httpFeed({ url: `http://127.0.0.1:${env.port}/embedded/ehr`, token }), router };
}
