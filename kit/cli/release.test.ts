// @vitest-environment node
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gzipSync } from 'node:zlib';
import { Release, type RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { releaseCommand, releaseRemote } from './release.ts';

const manifest: RemoteManifest = {
  name: 'stores',
  basePath: '/stores',
  icon: 'shop',
  menu: [{ id: 'stores', title: { zh: '门店', en: 'Stores' }, path: '/stores', meta: 'stores.store.view' }],
  routes: [{ path: '/stores', meta: 'stores.store.view' }],
  intents: {},
};

let root = '';
let dist = '';
let to = '';

const put = (path: string, content: string | Buffer): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
};
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const current = (): string => (json(join(to, 'stores/current.json')) as { version: string }).version;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'eoms-release-'));
  dist = join(root, 'dist');
  to = join(root, 'releases');
  put('package.json', '{"version":"1.2.3"}');
  put('dist/remoteEntry.js', 'entry');
  put('dist/js/app.1234.js', 'app');
  put('dist/js/app.1234.js.br', brotliCompressSync('app'));
  put('dist/remote.json', JSON.stringify(manifest));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('stores files with integrity, keeps precompressed siblings, switches current.json', async () => {
  const released = await releaseRemote({ dist, to });
  expect(released).toEqual({ name: 'stores', version: expect.stringMatching(/^1\.2\.3-[0-9a-f]{8}$/), added: true });
  const folder = join(to, 'stores', released.version);
  const release = Release.parse(json(join(folder, 'release.json')));
  expect(release).toMatchObject({ manifest, version: released.version, shellApi: 1, entry: 'remoteEntry.js' });
  expect(Object.keys(release.files)).toEqual(['js/app.1234.js', 'remoteEntry.js']);
  expect(release.files['remoteEntry.js']).toEqual({
    bytes: 5,
    integrity: 'sha384-62uBgnG6+YTGQNMl+obi6qVkdGZnlhGcgfthFhDiF516gWydfNbHtTpyulxi7Aeh',
  });
  expect(brotliDecompressSync(readFileSync(join(folder, 'js/app.1234.js.br'))).toString()).toBe('app');
  expect(statSync(join(folder, 'remoteEntry.js')).mode & 0o222).toBe(0);
  expect(current()).toBe(released.version);
  expect(readdirSync(join(to, 'stores')).sort()).toEqual([released.version, 'current.json']);
});

it('changes nothing when the same files are released again, also fifty times at once', async () => {
  const first = await releaseRemote({ dist, to });
  expect(await releaseRemote({ dist, to })).toEqual({ ...first, added: false });
  rmSync(to, { recursive: true });
  const together = await Promise.all(Array.from({ length: 50 }, () => releaseRemote({ dist, to })));
  expect(together.filter(({ added }) => added)).toHaveLength(1);
  expect(new Set(together.map(({ version }) => version))).toEqual(new Set([first.version]));
  expect(readdirSync(join(to, 'stores')).sort()).toEqual([first.version, 'current.json']);
});

it('gives another version to other files or another manifest, and goes back to an earlier one', async () => {
  const first = await releaseRemote({ dist, to });
  put('dist/remoteEntry.js', 'changed');
  const second = await releaseRemote({ dist, to });
  put('dist/remote.json', JSON.stringify({ ...manifest, icon: 'home' }));
  const third = await releaseRemote({ dist, to });
  expect(new Set([first, second, third].map(({ version }) => version)).size).toBe(3);
  put('dist/remoteEntry.js', 'entry');
  put('dist/remote.json', JSON.stringify(manifest));
  expect(await releaseRemote({ dist, to })).toEqual({ ...first, added: false });
  expect(current()).toBe(first.version);
});

it('keeps five releases before the newest and every one an open tab may still use', async () => {
  const versions: string[] = [];
  for (let n = 0; n < 8; n += 1) {
    put('dist/remoteEntry.js', `app ${n}`);
    versions.push((await releaseRemote({ dist, to })).version);
    const days = new Date(Date.now() - (10 - n) * 24 * 3600_000);
    utimesSync(join(to, 'stores', versions[n]!, 'release.json'), days, days);
  }
  expect(versions.map((version) => existsSync(join(to, 'stores', version)))).toEqual([
    false,
    false,
    true,
    true,
    true,
    true,
    true,
    true,
  ]);
  const recent = new Date(Date.now() - 3600_000);
  for (const version of versions.slice(2)) utimesSync(join(to, 'stores', version, 'release.json'), recent, recent);
  put('dist/remoteEntry.js', 'last');
  await releaseRemote({ dist, to });
  expect(versions.slice(2).every((version) => existsSync(join(to, 'stores', version)))).toBe(true);
});

it('reads the manifest from a TypeScript module', async () => {
  put('src/remote.ts', `interface M { name: string }\nexport const manifest: M = ${JSON.stringify(manifest)};`);
  rmSync(join(dist, 'remote.json'));
  expect((await releaseRemote({ dist, to, manifest: join(root, 'src/remote.ts') })).name).toBe('stores');
});

it.each<[string, () => void, RegExp]>([
  ['nothing was built', () => rmSync(dist, { recursive: true }), /build the remote first/],
  ['the entry is missing', () => rmSync(join(dist, 'remoteEntry.js')), /one remoteEntry\.js is needed, found 0/],
  ['the manifest is missing', () => rmSync(join(dist, 'remote.json')), /remote\.json is missing/],
  [
    'a menu page names no Meta',
    () =>
      put(
        'dist/remote.json',
        JSON.stringify({ ...manifest, menu: [{ id: 'x', title: manifest.menu[0]!.title, path: '/stores' }] }),
      ),
    /menu\.0: a menu page needs/,
  ],
  [
    'the version is not plain',
    () => put('package.json', '{"version":"1.0.0-beta"}'),
    /needs a version such as 1\.2\.3/,
  ],
  ['the files hold a link', () => symlinkSync('/etc/hostname', join(dist, 'link.js')), /is a link/],
])('refuses when %s, and leaves the current release alone', async (_what, spoil, reason) => {
  const { version } = await releaseRemote({ dist, to });
  spoil();
  await expect(releaseRemote({ dist, to })).rejects.toThrow(reason);
  expect(current()).toBe(version);
  expect(readdirSync(join(to, 'stores')).sort()).toEqual([version, 'current.json']);
});

it('is a command that says in one line what went wrong', async () => {
  const said: string[] = [];
  const command = releaseCommand()
    .exitOverride()
    .configureOutput({ writeErr: (text) => void said.push(text) });
  await expect(command.parseAsync(['--dist', join(root, 'nowhere'), '--to', to], { from: 'user' })).rejects.toThrow(
    'nowhere is missing',
  );
  expect(said.join('')).toMatch(/^release: .*nowhere is missing: build the remote first\n?$/);
});

it.each([
  ['js/app.1234.js.br', brotliCompressSync('an older app')],
  ['js/app.1234.js.gz', gzipSync('an older app')],
  ['js/app.1234.js.gz', 'not gzip at all'],
  ['js/gone.js.br', brotliCompressSync('app')],
])('refuses %s that is not the compressed form of its file', async (path, content) => {
  put(`dist/${path}`, content);
  await expect(releaseRemote({ dist, to })).rejects.toThrow(`${path} is not the compressed form of its file`);
  expect(existsSync(join(to, 'stores', 'current.json'))).toBe(false);
});
