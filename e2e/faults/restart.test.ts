import type { Page, Request } from '@playwright/test';
import { expect } from '../fixtures.ts';
import { choose } from '../forms.ts';
import { unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';
import { test } from './own-portal.ts';
import { openSystem, sameDocument } from './same-document.ts';

// A portal starts two or three times in each of them.
test.describe.configure({ timeout: 120_000 });

const sentTicket = (request: Request) => request.method() === 'POST' && request.url().endsWith('/api/service/tickets');
const text = '包夜被多扣 15 元，\n账单在前台 𠮷。';

async function typeTicket(page: Page, subject: string): Promise<void> {
  await page.getByRole('textbox', { name: '会员称呼' }).fill('夜猫子');
  await choose(page, page, '类型', '投诉');
  await choose(page, page, '分类', '计费争议');
  await page.getByRole('textbox', { name: '标题' }).fill(subject);
  await page.getByRole('textbox', { name: '内容' }).fill(text);
}

test('the BFF restarts while somebody types: what is typed survives, and the submit goes through once', async ({
  page,
  portal,
  api,
  expectTrouble,
}) => {
  expectTrouble(/ERR_CONNECTION_REFUSED/);
  const subject = unique('重启期间的工单');
  await signInAs(page, 'jixiang', '/service/tickets/new');
  const unchanged = await sameDocument(page);
  const sent: Request[] = [];
  page.on('request', (request) => sentTicket(request) && sent.push(request));
  await typeTicket(page, subject);

  await test.step('it is away: the page says so and keeps everything', async () => {
    await portal.stop();
    await page.getByRole('button', { name: '创建工单' }).click();
    await expect(page.getByRole('alert')).toContainText('网络连接不上，请检查网络后重试；你填写的内容不会丢失');
    await expect(page.getByRole('textbox', { name: '标题' })).toHaveValue(subject);
    await expect(page.getByRole('textbox', { name: '内容' })).toHaveValue(text);
  });
  await test.step('it is back: the same press goes through, without a visible sign-in', async () => {
    await portal.start();
    await page.getByRole('button', { name: '创建工单' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
  });
  await unchanged();
  expect(new Set(sent.map((request) => request.headers()['idempotency-key'])).size, 'one command, sent twice').toBe(1);
  expect(sent.length).toBeGreaterThan(1);
  const found = await (await api('jixiang')).get(`/api/service/tickets?q=${encodeURIComponent(subject)}`);
  expect(((await found.json()) as { items: unknown[] }).items).toHaveLength(1);
});

test('a restart between typing and submitting is not even noticed', async ({ page, portal, expectTrouble }) => {
  // Only the browser's console says that the stream of events looked for its server.
  expectTrouble(
    /portal\/(?:events|bootstrap) net::ERR_CONNECTION_REFUSED|ERR_CONNECTION_REFUSED .*portal\/(?:events|bootstrap)/,
  );
  const subject = unique('重启之后的工单');
  await signInAs(page, 'jixiang', '/service/tickets/new');
  const unchanged = await sameDocument(page);
  await typeTicket(page, subject);
  await portal.stop();
  await portal.start();
  await page.getByRole('button', { name: '创建工单' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
  await expect(page.getByRole('main')).toContainText('账单在前台 𠮷。');
  await unchanged();
});

test('a system that is first opened while the BFF is away opens by a retry in the same tab', async ({
  page,
  portal,
  expectTrouble,
}) => {
  expectTrouble(/ERR_CONNECTION_REFUSED/, /The remote "eoms_stores" is already registered/);
  await signInAs(page, 'jixiang');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('你好');
  const unchanged = await sameDocument(page);
  await portal.stop();
  await openSystem(page, '门店管理');
  await expect(page.getByRole('heading', { level: 1, name: '「门店管理」暂时打不开' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('网络连接不上');
  await test.step('a report that cannot be sent says so', async () => {
    await page.getByRole('button', { name: '报告问题' }).click();
    await expect(page.getByRole('main')).toContainText('报告没有发送成功，请稍后再试');
  });
  await portal.start();
  await page.getByRole('main').getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first()).toBeVisible();
  await unchanged();
});
