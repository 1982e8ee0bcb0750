import type { Page } from '@playwright/test';
import { expect } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';
import { test } from './own-portal.ts';
import { releaseEdition, untilServed } from './releases.ts';
import { openSystem, sameDocument } from './same-document.ts';

const late = (page: Page) => page.getByRole('status', { name: '展开的内容' });
const versionsIn = (files: readonly string[]) =>
  new Set(files.map((url) => /\/remotes\/stores\/([^/]+)\//.exec(url)?.[1]).filter(Boolean));

function filesOf(page: Page): string[] {
  const files: string[] = [];
  page.on('response', (answer) => files.push(answer.url()));
  return files;
}

test('a remote is released anew under open tabs: they go on with their files, new tabs get the new ones', async ({
  page,
  context,
  portal,
  api,
}) => {
  test.setTimeout(120_000);
  const first = await releaseEdition(portal.folder, '第一版');
  await untilServed(api, 'stores', first);
  await signInAs(page, 'jixiang', '/stores/stores');
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('第一版');
  await page.getByLabel('备注').fill('还没写完 𠮷');
  const files = filesOf(page);
  const unchanged = await sameDocument(page);
  const waiting = await context.newPage();
  const filesOfWaiting = filesOf(waiting);
  await waiting.goto('/');
  await expect(waiting.getByRole('region', { name: '我的系统' })).toBeVisible();

  const second = await releaseEdition(portal.folder, '第二版');
  expect(second).not.toBe(first);
  await untilServed(api, 'stores', second);

  await test.step('a tab in the middle of work loads what it still lacks from its own release', async () => {
    await page.getByRole('button', { name: '展开' }).click();
    await expect(late(page)).toHaveText('第一版的后半');
    await expect(page.getByLabel('备注')).toHaveValue('还没写完 𠮷');
    await page.getByRole('button', { name: /^切换系统/ }).click();
    await page.getByRole('navigation', { name: '切换系统' }).getByRole('link', { name: '客服中心' }).click();
    await expect(page.getByRole('table', { name: '工单' }).getByRole('rowheader').first()).toBeVisible();
    await page.goBack();
    await expect(heading).toHaveText('第一版');
    await unchanged();
    expect(versionsIn(files)).toEqual(new Set([first]));
  });
  await test.step('a tab that had not opened the system yet gets one release as a whole', async () => {
    await openSystem(waiting, '门店管理');
    await expect(waiting.getByRole('heading', { level: 1 })).toHaveText('第一版');
    await waiting.getByRole('button', { name: '展开' }).click();
    await expect(late(waiting)).toHaveText('第一版的后半');
    expect(versionsIn(filesOfWaiting)).toEqual(new Set([first]));
  });
  await test.step('a new tab gets the new release, with nothing restarted', async () => {
    const tab = await context.newPage();
    const filesOfNew = filesOf(tab);
    await tab.goto('/stores/stores');
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('第二版');
    await tab.getByRole('button', { name: '展开' }).click();
    await expect(late(tab)).toHaveText('第二版的后半');
    expect(versionsIn(filesOfNew)).toEqual(new Set([second]));
  });
});
