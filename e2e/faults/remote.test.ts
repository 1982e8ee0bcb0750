import type { Page } from '@playwright/test';
import { inject, releaseBadEntry } from '../fault-injection.ts';
import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

const ENTRY = /\/remotes\/stores\/[^/]+\/remoteEntry\.js/;
const CHUNK = /\/remotes\/stores\/[^/]+\/js\//;
const STYLE = /\/remotes\/stores\/[^/]+\/css\//;
const ours = /Federation Runtime|remoteEntry|remotes\/stores|eoms_stores/;

/** Goes to the stores system by its card on the home page. */
async function openStores(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('region', { name: '我的系统' }).getByRole('link', { name: '门店管理' }).click();
}

const failed = (page: Page) => page.getByRole('heading', { level: 1, name: '「门店管理」暂时打不开' });
const register = (page: Page) => page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first();

/** What must hold with the stores system down: its page says so, menu and everything else go on, and a retry helps once it is back. */
async function survives(page: Page, lift: () => void): Promise<void> {
  const mark = await page.evaluate(() => ((globalThis as { sameTab?: number }).sameTab = Date.now()));
  await expect(failed(page)).toBeVisible({ timeout: 12_000 });
  await expect(page.getByRole('main')).toContainText('其他系统不受影响');
  await expect(page.getByRole('navigation', { name: '门店管理', exact: true }).getByRole('link')).toHaveText([
    '门店档案',
  ]);

  await test.step('the other system works', async () => {
    await page.getByRole('button', { name: '切换系统' }).click();
    await page.getByRole('navigation', { name: '切换系统' }).getByRole('link', { name: '客服中心' }).click();
    await expect(page.getByRole('table', { name: '工单' }).getByRole('rowheader').first()).toBeVisible();
    await page.goBack();
    await page.goBack();
    await page.getByRole('region', { name: '我的系统' }).getByRole('link', { name: '门店管理' }).click();
    await expect(failed(page)).toBeVisible({ timeout: 12_000 });
  });
  await test.step('the failure can be reported', async () => {
    await page.getByRole('button', { name: '报告问题' }).click();
    await expect(page.getByRole('main')).toContainText(/已报告，事件编号 INC-/);
  });
  await test.step('a retry in the same tab works once the fault is gone', async () => {
    lift();
    await page.getByRole('button', { name: '重试' }).click();
    await expect(register(page)).toBeVisible();
    expect(await page.evaluate(() => (globalThis as { sameTab?: number }).sameTab)).toBe(mark);
  });
}

test.describe.configure({ timeout: 90_000 });

test('the file is missing', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /status of 404/);
  await signInAs(page, 'e1071');
  const fault = await inject(page, ENTRY, (route) =>
    route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{}' }),
  );
  await openStores(page);
  await survives(page, fault.lift);
});

test('the file is answered with a page of HTML', async ({ page, expectTrouble }) => {
  expectTrouble(ours);
  await signInAs(page, 'e1071');
  const fault = await inject(page, ENTRY, (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>proxy</p>' }),
  );
  await openStores(page);
  await survives(page, fault.lift);
});

test('the network is cut on the way to the file', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /ERR_CONNECTION_RESET/);
  await signInAs(page, 'e1071');
  const fault = await inject(page, ENTRY, (route) => route.abort('connectionreset'));
  await openStores(page);
  await survives(page, fault.lift);
});

test('the file hangs: the page says so within its deadline and is not blank before', async ({
  page,
  expectTrouble,
}) => {
  expectTrouble(ours);
  await signInAs(page, 'e1071');
  const hanging: (() => void)[] = [];
  const fault = await inject(page, ENTRY, () => new Promise<void>((resolve) => hanging.push(resolve)));
  await openStores(page);
  const since = Date.now();
  await expect(page.getByRole('main').getByText('仍在加载，网络可能较慢，请稍候…')).toBeVisible({ timeout: 5000 });
  await expect(failed(page)).toBeVisible({ timeout: 12_000 });
  expect(Date.now() - since, 'milliseconds until the page admits it').toBeLessThan(9500);
  await survives(page, fault.lift);
  for (const release of hanging) release();
});

test('a chunk behind the entry is missing', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /status of 404/);
  await signInAs(page, 'e1071');
  const fault = await inject(page, CHUNK, (route) => route.fulfill({ status: 404, body: '' }));
  await openStores(page);
  await survives(page, fault.lift);
});

test('a chunk behind the entry hangs', async ({ page, expectTrouble }) => {
  expectTrouble(ours);
  await signInAs(page, 'e1071');
  const hanging: (() => void)[] = [];
  const fault = await inject(page, CHUNK, () => new Promise<void>((resolve) => hanging.push(resolve)));
  await openStores(page);
  await survives(page, fault.lift);
  for (const release of hanging) release();
});

for (const [what, address] of [
  ['entry', ENTRY],
  ['chunk', CHUNK],
  ['stylesheet', STYLE],
] as const) {
  test(`one byte of the ${what} is not as released: nothing of it is used`, async ({ page, expectTrouble }) => {
    expectTrouble(ours, /integrity|digest/);
    await signInAs(page, 'e1071');
    const fault = await inject(page, address, async (route) => {
      const answer = await route.fetch();
      const tampered = `${await answer.text()}${what === 'stylesheet' ? '/* */' : ';globalThis.tampered = true'}`;
      await route.fulfill({ response: answer, body: tampered });
    });
    await openStores(page);
    await survives(page, fault.lift);
    expect(await page.evaluate(() => 'tampered' in globalThis)).toBe(false);
    expect(fault.met()).toBeGreaterThan(0);
  });
}

test('the released code throws while it is evaluated', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /bad release/);
  await signInAs(page, 'e1071');
  const fault = await releaseBadEntry(page, 'stores', 'throw new Error("bad release")');
  await openStores(page);
  await survives(page, fault.lift);
});

const containerOf = (body: string): string =>
  `var eoms_stores = { init() {}, get: () => Promise.resolve(() => (${body})) };`;

test('the released code exposes no component', async ({ page, expectTrouble }) => {
  expectTrouble(ours);
  await signInAs(page, 'e1071');
  const fault = await releaseBadEntry(page, 'stores', containerOf('{}'));
  await openStores(page);
  await survives(page, fault.lift);
});

test('the page throws while it is drawn', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /bad release/, /error occurred in the <App>|React/);
  await signInAs(page, 'e1071');
  const fault = await releaseBadEntry(
    page,
    'stores',
    containerOf('{ default: function App() { throw new Error("bad release"); } }'),
  );
  await openStores(page);
  await survives(page, fault.lift);
});

test('one page of a remote fails: the menu leads on to its other pages', async ({ page, expectTrouble }) => {
  expectTrouble(ours, /bad page/, /error occurred in the/);
  await signInAs(page, 'zhouting');
  const code = containerOf(
    `{ default: function App() { if (location.pathname.endsWith('/new')) throw new Error('bad page'); return 'a page that works'; } }`,
  );
  await releaseBadEntry(page, 'stores', code);
  await page.goto('/stores/stores');
  await expect(page.getByText('a page that works')).toBeVisible();
  const menu = page.getByRole('navigation', { name: '门店管理', exact: true });
  await menu.getByRole('link', { name: '新建门店' }).click();
  await expect(failed(page)).toBeVisible();
  await menu.getByRole('link', { name: '门店档案' }).click();
  await expect(page.getByText('a page that works')).toBeVisible();
});

test('the portal itself does not answer at the start: says so and starts at a press', async ({
  page,
  expectTrouble,
}) => {
  expectTrouble(/status of 503/);
  await signInAs(page, 'e1071');
  const problem = {
    type: 'about:blank',
    title: '系统繁忙或正在更新',
    status: 503,
    code: 'unavailable',
    requestId: 'request-of-the-test',
    messages: { zh: '系统繁忙或正在更新', en: 'Busy' },
    next: { zh: '请稍后重试', en: 'Retry shortly' },
  };
  const fault = await inject(page, /\/api\/portal\/bootstrap$/, (route) =>
    route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
  );
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1, name: '系统繁忙或正在更新' })).toBeVisible();
  await expect(page.getByText('request-of-the-test')).toBeVisible();
  expect(fault.met(), 'reads are repeated before anybody is bothered').toBeGreaterThan(1);
  fault.lift();
  await page.getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('你好');
});

test('the home page names a system that does not answer, and asks it again', async ({ page }) => {
  await signInAs(page, 'e1071');
  const fault = await inject(page, /\/api\/portal\/work$/, (route) =>
    route.fulfill({ json: { items: [], unanswered: ['service'] } }),
  );
  await page.goto('/');
  const work = page.getByRole('region', { name: '待办工作' });
  await expect(work.getByRole('alert')).toContainText('客服中心');
  fault.lift();
  await work.getByRole('button', { name: '重试' }).click();
  await expect(work.getByRole('alert')).toHaveCount(0);
});
