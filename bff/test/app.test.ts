import { createConfig, lintFromString } from '@redocly/openapi-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listStores } from '@eoms/contracts/stores/stores.contract';
import { getBootstrap, listWork, savePreferences } from '@eoms/contracts/portal/portal.contract';
import { Problem } from '@eoms/contracts/errors';
import { createApp } from '../src/app.ts';
import { startTestApp, type TestApp, type TestClient } from './test-app.ts';

const TOKEN = 'metrics-token-0123456789';
let app: TestApp;
let person: TestClient;
beforeAll(async () => {
  app = await startTestApp({ metricsToken: TOKEN });
  person = app.client({ personId: await app.holder('stores.store.view') });
});
afterAll(() => app.close());

const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(app.url + path, { headers });

describe('/openapi.json', () => {
  test('is linted without an error', async () => {
    const source = await (await get('/openapi.json')).text();
    // `security-defined` and all others of the recommended set stay on; none is switched off.
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
    expect(
      problems.map(({ ruleId, severity, message, location }) => ({
        ruleId,
        severity,
        message,
        at: location[0]?.pointer,
      })),
    ).toEqual([]);
  });

  test('is not sent again when it did not change', async () => {
    const first = await get('/openapi.json');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('/openapi.json', { 'if-none-match': etag })).status).toBe(304);
    expect(((await first.json()) as { servers: { url: string }[] }).servers).toEqual([{ url: app.issuer.publicUrl }]);
  });
});

describe('/docs', () => {
  test('is a page of this server only, with a policy without inline scripts', async () => {
    const page = await get('/docs');
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'self' 'sha256-[^']+';/);
    expect(policy).not.toContain('unsafe');
    for (const [, address] of html.matchAll(/(?:src|href)="([^"]+)"/g)) expect(address).toMatch(/^(?:\/|data:)/);
    for (const file of ['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js'])
      expect((await get(file)).status).toBe(200);
    expect((await get('/docs/package.json')).status).toBe(404);
  });
});

describe('operations', () => {
  test('alive and ready', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ok' });
  });

  test('metrics count by path pattern, only for this machine or the token', async () => {
    await person.send(listStores);
    const text = await (await get('/metrics')).text();
    expect(text).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/stores\/stores",status="200"\} [1-9]/,
    );
    const proxied = { 'x-forwarded-for': '203.0.113.9' };
    expect((await get('/metrics', proxied)).status).toBe(404);
    expect((await get('/metrics', { ...proxied, authorization: `Bearer ${TOKEN}x` })).status).toBe(404);
    expect((await get('/metrics', { ...proxied, authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });

  test('every answer of the API says how many requests are left and carries the security headers', async () => {
    const { headers } = await person.send(getBootstrap);
    expect(headers.get('ratelimit')).toContain('"requests"; r=');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a service client signs in with its own token and holds only what it was given', async () => {
    const pos = app.client({ serviceId: 'pos-demo' });
    const answers = await Promise.all([pos.send(listStores), pos.send(getBootstrap)]);
    for (const { status } of answers) expect([200, 403]).toContain(status);
  });

  test('nobody outside is told more than he may know', async () => {
    const problem = Problem.parse(await (await get('/api/service/tickets')).json());
    expect(problem.code).toBe('signed_out');
    expect((await get('/nothing', { accept: 'application/json' })).status).toBe(404);
  });
});

test('open work of every system leads to its own pages', async () => {
  const agent = app.client({ personId: await app.holder('service.ticket.assign') });
  // A system has 300 ms to answer, which a busy machine may miss; the page asks again, and so does this test.
  const items = await vi.waitFor(async () => {
    const work = (await agent.send(listWork)).body as {
      items: { system: string; path: string }[];
      unanswered: string[];
    };
    expect(work.unanswered).toEqual([]);
    return work.items;
  });
  expect(items.length).toBeGreaterThan(0);
  for (const { system, path } of items) expect(path).toMatch(new RegExp(`^/${system}/(?:tickets|stores)(?:\\?|$)`));
});

describe('rate limit', () => {
  test('commands have the stricter one; the refusal says when to come back', async () => {
    const small = await startTestApp({ limits: { requestsPerMinute: 6, commandsPerMinute: 2 } });
    try {
      const [first, other] = [
        small.client({ personId: await small.holder(null) }),
        small.client({ personId: await small.holder('stores.store.create') }),
      ];
      const save = () => first.send(savePreferences, { body: { locale: 'en', theme: 'dark' } });
      expect([(await save()).status, (await save()).status]).toEqual([200, 200]);
      const refused = await save();
      expect(refused.status).toBe(429);
      expect(Problem.parse(refused.body).code).toBe('rate_limited');
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      const reads = [];
      for (let index = 0; index < 5; index += 1) reads.push((await first.send(getBootstrap)).status);
      expect(reads).toEqual([200, 200, 200, 429, 429]);
      expect((await other.send(getBootstrap)).status).toBe(200);
    } finally {
      await small.close();
    }
  });
});

describe('a start', () => {
  test('fails when an endpoint has no handler', () => {
    const { stores, ...rest } = app.services;
    const identity = { ...rest.identity, sessionsRoutes: { stack: [] } };
    expect(() => createApp({ services: { ...rest, stores, identity } } as never)).toThrow(
      'contracts and routes do not match: endSession: no handler is mounted',
    );
  });
});
