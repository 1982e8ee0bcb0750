import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';
import { test } from './own-portal.ts';
import { currentVersion, makeCurrent, placeByHand, servedVersion, untilServed } from './releases.ts';

const BAD = '9.0.0-bad0bad0';
const register = (page: Page) => page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first();

const badReleases: { what: string; place: (folder: string) => void }[] = [
  {
    what: 'a route by a permission nobody knows',
    place: (folder) =>
      placeByHand(folder, 'stores', BAD, (release) => ({
        ...release,
        manifest: {
          ...release.manifest,
          routes: [...release.manifest.routes, { path: '/flights', meta: 'stores.store.fly' }],
        },
      })),
  },
  {
    what: 'a menu page without a permission',
    place: (folder) =>
      placeByHand(folder, 'stores', BAD, (release) => ({
        ...release,
        manifest: {
          ...release.manifest,
          menu: [...release.manifest.menu, { id: 'open', title: { zh: '敞开', en: 'Open' }, path: '/stores' }],
        },
      })),
  },
  {
    what: 'the base path of another system',
    place: (folder) =>
      placeByHand(folder, 'stores', BAD, (release) => ({
        ...release,
        manifest: { ...release.manifest, basePath: '/service' },
      })),
  },
  {
    what: 'files other than the listed ones',
    place: (folder) => {
      placeByHand(folder, 'stores', BAD, (release) => release);
      const entry = join(folder, 'releases', 'stores', BAD, 'remoteEntry.js');
      rmSync(entry);
      writeFileSync(entry, 'globalThis.tampered = true;');
    },
  },
  { what: 'a version that is not there', place: (folder) => makeCurrent(folder, 'stores', '9.0.0-0bad0bad') },
  {
    what: 'half a file',
    place: (folder) => writeFileSync(join(folder, 'releases', 'stores', 'current.json'), '{"version": "9.'),
  },
];

// Each is put in place while the portal runs and tabs are open; a good release of the other system proves that the portal has looked.
test('releases that may not be served are refused at run time, and the last good one stays', async ({
  page,
  context,
  portal,
  api,
}) => {
  test.setTimeout(120_000);
  const good = currentVersion(portal.folder, 'stores');
  await signInAs(page, 'jixiang', '/stores/stores');
  await expect(register(page)).toBeVisible();
  for (const [n, { what, place }] of badReleases.entries()) {
    await test.step(what, async () => {
      place(portal.folder);
      const looked = `1.0.${n + 1}-00000000`;
      placeByHand(portal.folder, 'service', looked, (release) => release);
      await untilServed(api, 'service', looked);
      expect(await servedVersion(api, 'stores')).toBe(good);
      const tab = await context.newPage();
      await tab.goto('/stores/stores');
      await expect(register(tab)).toBeVisible();
      await expect(tab.getByRole('navigation', { name: '门店管理', exact: true }).getByRole('link')).toHaveText([
        '门店档案',
      ]);
      await tab.close();
      makeCurrent(portal.folder, 'stores', good);
    });
  }
  await test.step('the next good one is taken', async () => {
    const next = '1.0.9-00000000';
    placeByHand(portal.folder, 'stores', next, (release) => release);
    await untilServed(api, 'stores', next);
    const tab = await context.newPage();
    await tab.goto('/stores/stores');
    await expect(register(tab)).toBeVisible();
  });
  await page.getByRole('searchbox', { name: /^搜索编码/ }).fill('杭州');
  await expect(page).toHaveURL(/[?&]q=/);
});
