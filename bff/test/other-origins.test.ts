import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints } from '@eoms/contracts/catalogue';
import { fillPath, isCommand } from '@eoms/contracts/endpoint';
import { exampleRequest } from '@eoms/contracts/fake';
import { AuditEvent } from '../src/portal/audit/audit.model.ts';
import { Browser, portalClient, providerWorld, signIn, type ProviderWorld } from './provider-world.ts';
import { startTestApp, type TestApp } from './test-app.ts';

// A stranger's page, and one that shares the registrable domain: a browser calls the second "same-site".
const origins = ['https://elsewhere.test', 'http://other.portal.test', 'http://portal.test:8080', 'null'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const addressOf = (endpoint: (typeof allEndpoints)[number]): string =>
  app.url + fillPath(endpoint.path, exampleRequest(endpoint).params);

/** Headers by which an answer would let a page of another origin read it, or send more than a form can. */
const opened = (headers: Headers): string[] =>
  [...headers.keys()].filter((name) => name.startsWith('access-control-')).toSorted();

describe('mistake 39: a page of another origin', () => {
  test.each(origins)('%s gets leave for no request of the API', async (origin) => {
    for (const endpoint of allEndpoints) {
      const method = endpoint.method.toUpperCase();
      const asking = {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'authorization',
      };
      const answer = await fetch(addressOf(endpoint), { method: 'OPTIONS', headers: asking });
      expect([endpoint.id, opened(answer.headers)]).toEqual([endpoint.id, []]);
      await answer.arrayBuffer();
    }
  });

  test('reads no answer, not even one whose request was signed in', async () => {
    const client = app.client({ personId: await app.holder('stores.store.view') });
    for (const origin of origins) {
      const answer = await client.fetch('/api/stores/stores', { headers: { origin } });
      expect(answer.status).toBe(200);
      expect(opened(answer.headers)).toEqual([]);
      await answer.arrayBuffer();
    }
  });

  test('sends no command by what a form can send', async () => {
    const before = await AuditEvent.count();
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];
    for (const endpoint of allEndpoints.filter(isCommand)) {
      const body = JSON.stringify(exampleRequest(endpoint).body ?? {});
      for (const type of types) {
        const headers = {
          'content-type': type,
          origin: origins[0] ?? '',
          'sec-fetch-site': 'cross-site',
          cookie: 'sid=1',
        };
        const answer = await fetch(addressOf(endpoint), { method: endpoint.method.toUpperCase(), headers, body });
        expect([endpoint.id, answer.status]).toEqual([endpoint.id, 401]);
        await answer.arrayBuffer();
      }
    }
    expect(await AuditEvent.count()).toBe(before);
  });
});

describe('mistake 39: cookies', () => {
  let world: ProviderWorld;
  beforeAll(async () => {
    world = await providerWorld();
  });
  afterAll(() => world.close());

  test('of a browser that is signed in open nothing of the API', async () => {
    const [browser, portal] = [new Browser(), await portalClient(world)];
    const tokens = await portal.finish(await signIn(world, browser, portal, 'wangmin'));
    expect((await portal.call(tokens.access_token)).status).toBe(200);
    // The provider still knows who it is; the API does not.
    const silent = await browser.go(await portal.begin({ prompt: 'none' }));
    expect(silent.headers.get('location')).toContain('code=');
    for (const method of ['GET', 'POST'])
      expect((await browser.go(`${world.url}/api/who`, { method })).status).toBe(401);
    for (const cookie of [`token=${tokens.access_token}`, `access_token=${tokens.access_token}`, 'sid=1'])
      expect((await fetch(`${world.url}/api/who`, { headers: { cookie } })).status).toBe(401);
  });

  test('of the provider are for its own paths, not for scripts, and not sent from other sites', async () => {
    const [browser, portal] = [new Browser(), await portalClient(world)];
    const seen: string[] = [];
    const go = browser.go.bind(browser);
    browser.go = async (address, init) => {
      const answer = await go(address, init);
      seen.push(...answer.headers.getSetCookie());
      return answer;
    };
    await portal.finish(await signIn(world, browser, portal, 'wangmin'));
    expect(seen.length).toBeGreaterThan(0);
    for (const line of seen) {
      expect(line).toMatch(/; path=\/(?:sso|signin)/i);
      expect(line).toMatch(/; httponly/i);
      expect(line).toMatch(/; samesite=(?:lax|strict)/i);
    }
  });
});
