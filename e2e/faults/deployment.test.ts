import type { Page } from '@playwright/test';
import { appendFileSync, chmodSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createApi } from '../api.ts';
import { expect, test } from '../fixtures.ts';
import { freePort, freshFolder, inRepository, release, startPortal, type OwnPortal } from '../portal.ts';
import { makeTicket, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';
import { startSwitch } from '../switch.ts';

test.describe.configure({ timeout: 120_000 });

const conversation = (page: Page) => page.getByRole('list', { name: '沟通记录' });

/** Copies the built files of a remote and changes them, as a team's next build would. */
function nextBuild(remote: string, folder: string): string {
  const dist = join(folder, 'next', remote);
  cpSync(inRepository('remotes', remote, 'dist'), dist, { recursive: true });
  for (const path of readdirSync(dist, { recursive: true }).map(String)) {
    if (/\.(?:br|gz)$/.test(path)) rmSync(join(dist, path));
    if (!path.endsWith('.js')) continue;
    chmodSync(join(dist, path), 0o644);
    appendFileSync(join(dist, path), '\n/* the next build */\n');
  }
  return dist;
}

function filesOf(page: Page, remote: string): Set<string> {
  const versions = new Set<string>();
  page.on('request', (request) => {
    const version = new RegExp(`/remotes/${remote}/([^/]+)/`).exec(request.url())?.[1];
    if (version) versions.add(version);
  });
  return versions;
}

test('a release under an open tab: the old tab goes on with its files, the next tab gets the new ones, nothing restarts', async ({ page, context }) => {
  const folder = freshFolder('release-under-open-tab');
  const portal = await startPortal({ port: await freePort(), folder });
  try {
    await signInAs(page, 'wangmin', `${portal.url}/service/tickets/new`);
    const old = filesOf(page, 'stores');
    const subject = page.getByRole('textbox', { name: '标题' });
    await subject.fill('写到一半');

    const versions = {
      stores: await release(nextBuild('stores', folder), folder, inRepository('remotes/stores/package.json')),
      service: await release(nextBuild('service', folder), folder, inRepository('remotes/service/package.json')),
    };
    const next = await context.newPage();
    const fresh = filesOf(next, 'stores');
    const freshService = filesOf(next, 'service');
    await test.step('a new tab gets the new releases', async () => {
      await expect(async () => {
        fresh.clear();
        await next.goto(`${portal.url}/stores/stores`);
        await expect(next.getByRole('table', { name: '门店档案' })).toBeVisible();
        expect([...fresh]).toEqual([versions.stores]);
      }).toPass();
      await next.goto(`${portal.url}/service/tickets`);
      await expect(next.getByRole('table', { name: '工单' })).toBeVisible();
      expect([...freshService]).toEqual([versions.service]);
    });
    await test.step('the old tab has lost nothing and opens what it had not opened yet', async () => {
      await expect(subject).toHaveValue('写到一半');
      await page.getByRole('button', { name: '切换系统' }).click();
      await page.getByRole('navigation', { name: '切换系统' }).getByRole('link', { name: '门店管理' }).click();
      await page.getByRole('button', { name: '放弃并离开' }).click();
      await expect(page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first()).toBeVisible();
      expect(old.size).toBe(1);
      expect([...old]).not.toContain(versions.stores);
    });
  } finally {
    await portal.stop();
  }
});

test('the portal restarts while somebody writes: what is typed stays, and is sent once when it is back', async ({ page, playwright, expectTrouble }) => {
  expectTrouble(/ERR_CONNECTION_REFUSED/);
  const place = { port: await freePort(), folder: freshFolder('restart') };
  let portal: OwnPortal = await startPortal(place);
  try {
    const request = await playwright.request.newContext({ baseURL: portal.url });
    const ticket = await makeTicket(await createApi(request)('wangmin'), unique('重启期间'), null);
    await request.dispose();
    await signInAs(page, 'wangmin', `${portal.url}/service/tickets/${ticket.id}`);
    const composer = page.getByRole('textbox', { name: '回复发起人' });
    await composer.fill('重启前写好的回复');

    await test.step('while it is down', async () => {
      await portal.stop();
      await page.getByRole('button', { name: '发送给发起人' }).click();
      await expect(page.getByRole('alert').first()).toContainText('网络');
      await expect(composer).toHaveValue('重启前写好的回复');
    });
    await test.step('when it is back, without a reload and without signing in', async () => {
      portal = await startPortal(place);
      await page.getByRole('alert').getByRole('button', { name: '重试' }).click();
      await expect(conversation(page).getByText('重启前写好的回复')).toHaveCount(1);
      await expect(composer).toHaveValue('');
      await page.reload();
      await expect(conversation(page).getByText('重启前写好的回复')).toHaveCount(1);
    });
  } finally {
    await portal.stop();
  }
});

test('a rolling restart behind a balancer: nobody notices anything', async ({ page, playwright }) => {
  const folder = freshFolder('rolling');
  const balancer = await startSwitch();
  const instance = async () => startPortal({ port: await freePort(), folder, publicUrl: balancer.url });
  let current = await instance();
  balancer.sendTo(current.url);
  try {
    const request = await playwright.request.newContext({ baseURL: balancer.url });
    const ticket = await makeTicket(await createApi(request)('wangmin'), unique('滚动重启期间'), null);
    await request.dispose();
    await signInAs(page, 'wangmin', `${balancer.url}/service/tickets/${ticket.id}`);
    const composer = page.getByRole('textbox', { name: '回复发起人' });
    const texts: string[] = [];
    for (let round = 1; round <= 3; round += 1) {
      await test.step(`restart ${round}`, async () => {
        const next = await instance();
        balancer.sendTo(next.url);
        const leaving = current.stop();
        current = next;
        for (const part of ['甲', '乙']) {
          const text = `第 ${round} 次重启时的回复${part}`;
          texts.push(text);
          await composer.fill(text);
          await page.getByRole('button', { name: '发送给发起人' }).click();
          await expect(conversation(page).getByText(text)).toBeVisible();
        }
        await leaving;
      });
    }
    await page.reload();
    for (const text of texts) await expect(conversation(page).getByText(text)).toHaveCount(1);
  } finally {
    await current.stop();
    balancer.stop();
  }
});
