import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { Release } from '@eoms/contracts/portal/remotes.contract';
import type { Api } from '../api.ts';
import { inRepository, release } from '../portal.ts';

const app = (edition: string): string => `
import { createElement as h, useState } from 'react';

export default function App() {
  const [late, setLate] = useState('');
  const read = () => void import('./late.ts').then(({ text }) => setLate(text));
  return h('section', null,
    h('h1', null, '${edition}'),
    h('label', null, '备注', h('input')),
    h('button', { onClick: read }, '展开'),
    h('output', { 'aria-label': '展开的内容' }, late));
}
`;

const manifest = `
export const manifest = {
  name: 'stores', basePath: '/stores', icon: 'store', intents: {},
  menu: [{ id: 'register', title: { zh: '门店档案', en: 'Store register' }, path: '/stores', meta: 'stores.store.view' }],
  routes: [{ path: '/stores', meta: 'stores.store.view' }],
};
`;

const config = `
import { remoteConfig } from '@eoms/kit/build';

export default remoteConfig({ dir: import.meta.dirname, name: 'stores' });
`;

function webpack(folder: string): Promise<void> {
  const args = [inRepository('node_modules', 'webpack', 'bin', 'webpack.js'), '--config', 'webpack.config.ts'];
  const build = spawn(process.execPath, args, {
    cwd: folder,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  return new Promise((resolve, reject) => {
    build.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`webpack ended with ${code}`))));
  });
}

/** Builds a small remote of the stores system, with a part that is loaded late, as a department team does, and releases it; answers the version. */
export async function releaseEdition(portalFolder: string, edition: string): Promise<string> {
  const folder = join(portalFolder, 'team');
  mkdirSync(join(folder, 'src'), { recursive: true });
  const files = {
    'package.json': '{ "name": "stores-team", "version": "2.0.0", "type": "module" }',
    'webpack.config.ts': config,
    'src/remote.ts': manifest,
    'src/app.tsx': app(edition),
    'src/late.ts': `export const text = '${edition}的后半';`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  await webpack(folder);
  return release(join(folder, 'dist'), portalFolder, join(folder, 'package.json'));
}

const releasesOf = (portalFolder: string, remote: string): string => join(portalFolder, 'releases', remote);

/** Version that is current in a portal's folder of releases. */
export const currentVersion = (portalFolder: string, remote: string): string =>
  (JSON.parse(readFileSync(join(releasesOf(portalFolder, remote), 'current.json'), 'utf8')) as { version: string })
    .version;

/** Makes a version current, whatever it is worth, as a hand on the server would. */
export function makeCurrent(portalFolder: string, remote: string, version: string): void {
  writeFileSync(join(releasesOf(portalFolder, remote), 'current.json'), JSON.stringify({ version }));
}

/** Puts a changed copy of the current release beside it without any check and makes it current. */
export function placeByHand(
  portalFolder: string,
  remote: string,
  version: string,
  change: (release: Release) => unknown,
): void {
  const from = join(releasesOf(portalFolder, remote), currentVersion(portalFolder, remote));
  const to = join(releasesOf(portalFolder, remote), version);
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  const copy = { ...Release.parse(JSON.parse(readFileSync(join(from, 'release.json'), 'utf8'))), version };
  writeFileSync(join(to, 'release.json'), JSON.stringify(change(copy)));
  makeCurrent(portalFolder, remote, version);
}

/** Version of a remote that a tab opened now would get. */
export async function servedVersion(api: Api, remote: string): Promise<string | undefined> {
  const answer = await (await api('jixiang')).get('/api/portal/bootstrap');
  const { systems } = (await answer.json()) as { systems: { remote: { name: string; version: string } }[] };
  return systems.find(({ remote: { name } }) => name === remote)?.remote.version;
}

/** Waits until tabs opened from now on get a version. */
export const untilServed = (api: Api, remote: string, version: string): Promise<void> =>
  expect.poll(() => servedVersion(api, remote), `${remote} ${version} is served`).toBe(version);
