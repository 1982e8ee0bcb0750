import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ReleaseFolder, serviceManifest } from '../../test/release-folder.ts';
import { serveForTest, testLog, type TestServer } from '../../test/portal-world.ts';
import { createRegistryService } from '../portal/registry/registry.service.ts';
import { securityHeaders } from './csp.ts';
import { staticFiles } from './static-files.ts';

const releases = new ReleaseFolder();
const root = mkdtempSync(join(tmpdir(), 'eoms-shell-'));
const shell = join(root, 'dist');
const script = `self.shell = ${JSON.stringify('s'.repeat(2000))};`;
let server: TestServer;
let version = '';

interface Raw {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Unlike fetch, sends a path as it is and leaves the body as it came. */
async function raw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  const { hostname, port } = new URL(server.url);
  const sent = httpRequest({ hostname, port, path, method, headers });
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

const notFound = [404, 'application/problem+json; charset=utf-8', 'no-store', 'not_found'];
const refusalOf = ({ status, headers, body }: Raw): unknown[] => [
  status,
  headers['content-type'],
  headers['cache-control'],
  (JSON.parse(body.toString()) as { code: string }).code,
];

beforeAll(async () => {
  version = releases.release(serviceManifest, { 'remoteEntry.js': 'self.entry = 1;', 'img/logo.png': 'png' });
  mkdirSync(join(shell, 'js'), { recursive: true });
  writeFileSync(join(shell, 'js/main.1a2b3c4d.js'), script);
  writeFileSync(join(shell, 'js/main.1a2b3c4d.js.br'), brotliCompressSync(script));
  writeFileSync(join(shell, 'js/main.1a2b3c4d.js.gz'), gzipSync(script));
  writeFileSync(join(shell, 'plain.css'), 'a{}');
  writeFileSync(join(shell, 'index.html'), 'page');
  writeFileSync(join(shell, '.env'), 'secret');
  writeFileSync(join(root, 'outside.js'), 'secret');
  symlinkSync(join(root, 'outside.js'), join(shell, 'link.js'));
  const registry = createRegistryService({ folder: releases.path, log: testLog().log });
  server = await serveForTest(() => [
    securityHeaders({ production: false }),
    staticFiles({ shellFolder: shell, remoteFile: registry.file, cacheBytes: 4096 }),
  ]);
});
afterAll(async () => {
  await server.close();
  releases[Symbol.dispose]();
  rmSync(root, { recursive: true, force: true });
});

const main = '/assets/js/main.1a2b3c4d.js';

describe('a file of the shell', () => {
  it.each([
    ['br, gzip', 'br'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['', undefined],
    ['BR', 'br'],
    ['zstd', undefined],
    ['br;q=0,*', 'gzip'],
  ])('is sent precompressed for Accept-Encoding %j', async (accepted, coding) => {
    const { status, headers, body } = await raw(main, { 'Accept-Encoding': accepted });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
      'content-length': String(body.length),
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers['content-encoding']).toBe(coding);
    const plain = coding === 'br' ? brotliDecompressSync(body) : coding === 'gzip' ? gunzipSync(body) : body;
    expect(plain.toString()).toBe(script);
  });

  it('has a strong tag of its own for each coding, and is not sent again while it is the same', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (accepted) => (await raw(main, { 'Accept-Encoding': accepted })).headers.etag ?? '',
      ),
    );
    expect(new Set(tags).size).toBe(3);
    expect(tags.every((tag) => /^"[\w-]{22}"$/.test(tag))).toBe(true);
    const again = await raw(main, { 'Accept-Encoding': 'br', 'If-None-Match': `"x", ${tags[0]}` });
    expect([again.status, again.body.length, again.headers['cache-control']]).toEqual([
      304,
      0,
      'public, max-age=31536000, immutable',
    ]);
    expect((await raw(main, { 'Accept-Encoding': 'gzip', 'If-None-Match': tags[0] ?? '' })).status).toBe(200);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const get = await raw(main, { 'Accept-Encoding': 'br' });
    const head = await raw(main, { 'Accept-Encoding': 'br' }, 'HEAD');
    expect([head.status, head.body.length, head.headers['content-length'], head.headers.etag]).toEqual([
      200,
      0,
      get.headers['content-length'],
      get.headers.etag,
    ]);
  });

  it('is sent as it is where nothing is precompressed, and afresh once it changed', async () => {
    const first = await raw('/assets/plain.css', { 'Accept-Encoding': 'br, gzip' });
    expect([first.headers['content-encoding'], first.headers['content-type'], first.body.toString()]).toEqual([
      undefined,
      'text/css; charset=utf-8',
      'a{}',
    ]);
    writeFileSync(join(shell, 'plain.css'), 'a{color:red}');
    expect((await raw('/assets/plain.css')).body.toString()).toBe('a{color:red}');
  });

  it('is sent whole though it is larger than what is kept in memory', async () => {
    const big = 'x'.repeat(50_000);
    writeFileSync(join(shell, 'big.css'), big);
    for (let time = 0; time < 2; time += 1) expect((await raw('/assets/big.css')).body.toString()).toBe(big);
  });
});

describe('a file of a remote', () => {
  it('is sent when its release lists it', async () => {
    const { status, headers, body } = await raw(`/remotes/service/${version}/remoteEntry.js`, {
      'Accept-Encoding': 'br',
    });
    expect([status, headers['content-encoding'], brotliDecompressSync(body).toString()]).toEqual([
      200,
      'br',
      'self.entry = 1;',
    ]);
    expect((await raw(`/remotes/service/${version}/img/logo.png`)).headers['content-type']).toBe('image/png');
  });

  it('is not found when its release does not list it, or no such release is stored', async () => {
    for (const path of [
      `/remotes/service/${version}/release.json`,
      `/remotes/service/${version}/remoteEntry.js.br`,
      `/remotes/service/${version}/js/gone.js`,
      `/remotes/service/${version}/`,
      `/remotes/service/${version}`,
      '/remotes/service/current.json',
      '/remotes/service/1.0.0-ffffffff/remoteEntry.js',
      `/remotes/stores/${version}/remoteEntry.js`,
      '/remotes/',
      '/remotes',
      `/remotes/service/${version}/../current.json`,
    ])
      expect([path, ...refusalOf(await raw(path))]).toEqual([path, ...notFound]);
  });
});

describe('what is not a file', () => {
  const traversals = [
    '/assets/../outside.js',
    '/assets/%2e%2e/outside.js',
    '/assets/..%2foutside.js',
    '/assets/..%5coutside.js',
    '/assets/..\\outside.js',
    '/assets/js/..%2f..%2foutside.js',
    '/assets/%252e%252e/outside.js',
    '/assets//outside.js',
    '/assets/js//main.1a2b3c4d.js',
    '/assets/./js/main.1a2b3c4d.js',
    `${main}%00`,
    '/assets/js/main.1a2b3c4d%00.js',
    `${main}/`,
    '/assets/%c0%ae%c0%ae/outside.js',
    '/assets/.env',
    '/assets/link.js',
    `/assets/${'a'.repeat(600)}.js`,
    `/assets/${'a/'.repeat(200)}a.js`,
    '/assets/constructor.js',
    `/assets/${'b'.repeat(300)}.js`,
  ];
  it.each([
    ...traversals,
    '/assets',
    '/assets/',
    '/assets/js',
    '/assets/js/',
    '/assets/index.html',
    `${main}.br`,
    `${main}.map`,
    '/assets/gone.js',
  ])('answers 404 without HTML for %s', async (path) => {
    expect(refusalOf(await raw(path, { Accept: 'text/html' }))).toEqual(notFound);
  });

  it('allows reading only', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      const { status, headers } = await raw(main, {}, method);
      expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD']);
    }
  });

  it('ignores the query', async () => {
    expect((await raw(`${main}?retry=1`)).status).toBe(200);
  });
});
