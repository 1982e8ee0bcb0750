import type { Page } from '@playwright/test';
import { createHash } from 'node:crypto';

/** A fault that can be lifted while the page stays open. */
export interface Fault {
  /** Requests that met the fault. */
  readonly met: () => number;
  lift(): void;
}

type Meet = Parameters<Parameters<Page['route']>[1]>[0];

/** Lets requests for an address meet a fault until it is lifted. */
export async function inject(page: Page, address: RegExp, meet: (route: Meet) => unknown): Promise<Fault> {
  let lifted = false;
  let met = 0;
  await page.route(address, async (route) => {
    if (lifted) return route.continue();
    met += 1;
    await meet(route);
  });
  return { met: () => met, lift: () => (lifted = true) };
}

const hashOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;

/**
 * Serves other code in a remote's entry, signed as if its team had released it: the bootstrap answer lists the hash of the bad
 * code beside the true one.
 */
export async function releaseBadEntry(page: Page, remote: string, code: string): Promise<Fault> {
  await page.route('**/api/portal/bootstrap', async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as {
      systems: { remote: { name: string; entry: string; integrity: Record<string, string> } }[];
    };
    for (const { remote: one } of body.systems) {
      if (one.name === remote) one.integrity[one.entry] = `${one.integrity[one.entry]} ${hashOf(code)}`;
    }
    await route.fulfill({ response: answer, json: body });
  });
  return inject(page, new RegExp(`/remotes/${remote}/[^/]+/remoteEntry`), (route) =>
    route.fulfill({ contentType: 'text/javascript; charset=utf-8', body: code }),
  );
}
