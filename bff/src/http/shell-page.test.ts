import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ShellConfig } from '@eoms/contracts/portal/shell-config';
import { serveForTest, type TestServer } from '../../test/portal-world.ts';
import { securityHeaders } from './csp.ts';
import { shellPage } from './shell-page.ts';

const shellFolder = mkdtempSync(join(tmpdir(), 'eoms-page-'));
const html =
  '<!doctype html><meta name="eoms-config" content="__CONFIG__"><style nonce="__NONCE__"></style><script nonce="__NONCE__"></script>';
const silent = '<!doctype html><script nonce="__NONCE__">parent.postMessage(1, location.origin)</script>';
const config: ShellConfig = {
  issuer: 'https://sso.example.com',
  clientId: `portal'"><&$&`,
  scope: 'openid',
  resource: 'https://portal.example.com/api',
  endpoints: {
    authorization: 'https://login.example.com/auth',
    token: 'https://token.example.com/token',
    endSession: null,
  },
};
let server: TestServer;

beforeAll(async () => {
  server = await serveForTest(() => [securityHeaders({ production: true }), shellPage({ shellFolder, config })]);
});
beforeEach(() => {
  writeFileSync(join(shellFolder, 'index.html'), html);
  writeFileSync(join(shellFolder, 'signin-silent.html'), silent);
});
afterAll(async () => {
  await server.close();
  rmSync(shellFolder, { recursive: true, force: true });
});

const page = (path: string, headers = {}) =>
  server.get(path, { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', ...headers });
const policyOf = (headers: Headers): Record<string, string> =>
  Object.fromEntries(
    (headers.get('content-security-policy') ?? '')
      .split('; ')
      .map((part) => [part.split(' ', 1)[0] ?? '', part.slice(part.indexOf(' ') + 1)]),
  );
const unescape = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

describe('the page of the shell', () => {
  it.each([
    '/',
    '/service/tickets',
    '/stores/stores/1?tab=history',
    '/signin/callback?code=1&state=2',
    '/signed-out',
    '/nowhere/at/all',
  ])('is answered at %s, never cached', async (path) => {
    const { status, headers, text } = await page(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toContain('eoms-config');
  });

  it('carries the settings unharmed and a fresh nonce that the policy names', async () => {
    const [one, other] = [await page('/'), await page('/')];
    expect(JSON.parse(unescape(/content="([^"]*)"/.exec(one.text)?.[1] ?? ''))).toEqual(config);
    const nonces = [one, other].map(({ text, headers }) => {
      const found = [...text.matchAll(/nonce="([\w-]{24})"/g)].map((match) => match[1]);
      expect(new Set(found).size).toBe(1);
      expect(found).toHaveLength(2);
      expect(policyOf(headers)['script-src']).toBe(`'self' 'nonce-${found[0]}'`);
      expect(policyOf(headers)['style-src']).toBe(`'self' 'nonce-${found[0]}'`);
      return found[0];
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    expect(one.text).not.toContain('__');
  });

  it('has an enforced policy without unsafe words, which names the OpenID provider where it is needed', async () => {
    const { headers } = await page('/');
    expect(policyOf(headers)).toMatchObject({
      'default-src': "'none'",
      'base-uri': "'none'",
      'object-src': "'none'",
      'frame-ancestors': "'none'",
      'connect-src': "'self' https://sso.example.com https://token.example.com",
      'frame-src': "'self' https://sso.example.com https://login.example.com",
      'form-action': "'self' https://sso.example.com https://login.example.com",
      'img-src': "'self' data:",
      'font-src': "'self'",
      'require-trusted-types-for': "'script'",
      'trusted-types': "eoms-federation eoms#webpack default 'allow-duplicates'",
    });
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*|report-only/);
    expect(headers.get('content-security-policy-report-only')).toBeNull();
  });

  it('has the other security headers', async () => {
    const { headers } = await page('/');
    expect(Object.fromEntries(headers)).toMatchObject({
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'cross-origin-resource-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'same-origin',
    });
    expect(headers.get('permissions-policy')).toContain('camera=()');
    const local = await serveForTest(() => [
      securityHeaders({ production: false }),
      shellPage({ shellFolder, config }),
    ]);
    expect((await local.get('/')).headers.get('strict-transport-security')).toBeNull();
    await local.close();
  });

  it('is compressed, read again after a build, and unavailable during one', async () => {
    for (const coding of ['br', 'gzip']) {
      const { headers, text } = await page('/', { 'Accept-Encoding': coding });
      expect([headers.get('content-encoding'), headers.get('vary'), text.startsWith('<!doctype html>')]).toEqual([
        coding,
        'Accept-Encoding',
        true,
      ]);
    }
    writeFileSync(join(shellFolder, 'index.html'), '<p>another build</p>');
    expect((await page('/')).text).toBe('<p>another build</p>');
    rmSync(join(shellFolder, 'index.html'));
    const missing = await page('/');
    expect([missing.status, missing.body.code, missing.headers.get('retry-after')]).toEqual([503, 'unavailable', '5']);
  });
});

describe('the frame of a silent sign-in', () => {
  it('runs one script with a nonce, may be framed by the portal alone and loads nothing', async () => {
    const { status, headers, text } = await page('/signin/silent?code=1&state=2');
    const nonce = /nonce="([\w-]{24})"/.exec(text)?.[1];
    expect([status, headers.get('x-frame-options'), headers.get('cache-control')]).toEqual([
      200,
      'SAMEORIGIN',
      'no-store',
    ]);
    expect(policyOf(headers)).toEqual({
      'default-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'self'",
      'script-src': `'nonce-${nonce}'`,
      'require-trusted-types-for': "'script'",
      'trusted-types': "'none'",
    });
    expect(text).not.toContain('code=1');
  });
});

describe('what is not a page', () => {
  it.each([
    '/api/portal/nothing',
    '/api',
    '/sso/auth',
    '/docs/x',
    '/assets/x.js',
    '/remotes/x',
    '/healthz',
    '/readyz',
    '/metrics',
    '/openapi.json',
  ])('leaves %s to others', async (path) => {
    const { status, body, headers } = await page(path);
    expect([status, body.code]).toEqual([404, 'not_found']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  });

  it('answers no page to scripts, images and commands', async () => {
    expect((await server.get('/service/tickets', { Accept: '*/*' })).status).toBe(404);
    expect((await server.get('/favicon.ico', { Accept: 'image/avif,image/webp,*/*;q=0.8' })).status).toBe(404);
    expect((await server.send('POST', '/service/tickets', {}, { Accept: 'text/html' })).status).toBe(404);
  });
});
