import type { BrowserContext, Page, Request } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { choose } from '../forms.ts';
import { unique } from '../records.ts';
import { pickPerson, signInAs, signOut } from '../sign-in.ts';

const TOKEN = /\/sso\/token$/;
const isSignInPage = (address: URL) => address.pathname.startsWith('/sso/interaction/');
const sentTicket = (request: Request) => request.method() === 'POST' && request.url().endsWith('/api/service/tickets');
const grantOf = (request: Request) => new URLSearchParams(request.postData() ?? '').get('grant_type');
const text = '昨晚 22 点包夜，今早结账多扣了 15 元。\n第二行，还没写完 𠮷';

/** Fills in a new ticket up to the last press. */
async function typeTicket(page: Page, subject: string): Promise<void> {
  await page.getByRole('textbox', { name: '会员称呼' }).fill('峡谷老六');
  await choose(page, page, '类型', '投诉');
  await choose(page, page, '分类', '计费争议');
  await page.getByRole('textbox', { name: '标题' }).fill(subject);
  await page.getByRole('textbox', { name: '内容' }).fill(text);
}

/** Presses the button of the dialog and signs in in the window that opens. */
async function signInInPlace(page: Page, account: string): Promise<void> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('dialog').getByRole('button', { name: '重新登录' }).click();
  const window = await opened;
  const closed = window.waitForEvent('close');
  await pickPerson(window, account);
  await closed;
}

async function ticketsCalled(page: Page, subject: string): Promise<void> {
  await page.goto(`/service/tickets?q=${encodeURIComponent(subject)}`);
  await expect(page.getByRole('table', { name: '工单' }).getByRole('rowheader')).toHaveCount(1);
}

test('a reload and a second tab need no visible sign-in', async ({ page, context }) => {
  await signInAs(page, 'heping', '/stores/stores?q=HZ');
  const shown: string[] = [];
  context.on('page', (tab) =>
    tab.on('framenavigated', (frame) => frame === tab.mainFrame() && shown.push(frame.url())),
  );
  page.on('framenavigated', (frame) => frame === page.mainFrame() && shown.push(frame.url()));
  await page.reload();
  await expect(page.getByRole('link', { name: '网鱼电竞(杭州西溪店)' })).toBeVisible();
  const tab = await context.newPage();
  await tab.goto('/stores/stores');
  await expect(tab.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first()).toBeVisible();
  expect(shown.map((address) => new URL(address)).filter(isSignInPage)).toEqual([]);
});

test('tokens are nowhere a script of another origin or a later person could find them', async ({ page }) => {
  await signInAs(page, 'heping', '/stores/stores');
  await expect(page.getByRole('table', { name: '门店档案' })).toBeVisible();
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  expect(kept).not.toMatch(/eyJ[\w-]+\.|access_token|refresh_token|id_token/);
});

test('signing out in one tab signs all tabs out', async ({ page, context }) => {
  await signInAs(page, 'heping', '/stores/stores');
  const other = await context.newPage();
  await other.goto('/stores/stores');
  await expect(other.getByRole('table', { name: '门店档案' })).toBeVisible();

  await signOut(page);
  for (const tab of [page, other]) {
    await expect(tab).toHaveURL('/signed-out');
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('你已退出登录');
    await expect(tab.getByText('何萍')).toHaveCount(0);
  }
  await test.step('nothing comes back by itself', async () => {
    await other.goto('/stores/stores');
    await other.waitForURL(isSignInPage);
  });
});

test('the session ends elsewhere while somebody types: he is told at once, what is typed survives and is sent once', async ({
  page,
  context,
  otherBrowser,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/);
  const subject = unique('会话结束时的工单');
  await signInAs(page, 'e1008', '/service/tickets/new');
  await typeTicket(page, subject);

  await test.step('the same session signs out in another window of the person’s devices', async () => {
    const twin = await otherBrowser();
    await twin.addCookies(await context.cookies());
    const tab = await twin.newPage();
    await tab.goto('/');
    await expect(tab.getByRole('banner')).toBeVisible();
    await signOut(tab);
    await expect(tab).toHaveURL('/signed-out');
  });

  const sent: Request[] = [];
  page.on('request', (request) => sentTicket(request) && sent.push(request));
  const dialog = page.getByRole('dialog', { name: '本次登录已结束' });
  await expect(dialog).toContainText('本页面和你填写的内容都会保留');
  await expect(page.getByLabel('标题')).toHaveValue(subject);
  await expect(page.getByLabel('内容')).toHaveValue(text);

  await signInInPlace(page, 'e1008');
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: '创建工单' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
  expect(
    new Set(sent.map((request) => request.headers()['idempotency-key'])).size,
    'one command, however often it was sent',
  ).toBe(1);
  await ticketsCalled(page, subject);
});

test('the token expires in the middle of a submit and nothing can renew it: the person signs in in place', async ({
  page,
  context,
  expectTrouble,
}) => {
  expectTrouble(/status of 40[01]/);
  const subject = unique('令牌过期时的工单');
  await signInAs(page, 'e1009', '/service/tickets/new');
  await typeTicket(page, subject);

  await context.clearCookies();
  let refreshes = 0;
  await page.route(TOKEN, (route) => {
    if (grantOf(route.request()) !== 'refresh_token') return route.continue();
    refreshes += 1;
    return route.fulfill({ status: 400, json: { error: 'invalid_grant' } });
  });
  let refused = 0;
  await page.route('**/api/service/tickets', (route) => {
    if (!sentTicket(route.request()) || refused > 0) return route.continue();
    refused += 1;
    const problem = {
      type: 'about:blank',
      title: '登录凭证无效',
      status: 401,
      code: 'invalid_token',
      requestId: 'test',
      messages: { zh: '登录凭证无效', en: 'Invalid' },
      next: { zh: '请重新登录', en: 'Sign in again' },
    };
    return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  await page.getByRole('button', { name: '创建工单' }).click();
  const dialog = page.getByRole('dialog', { name: '登录已过期' });
  await expect(dialog).toBeVisible();
  await expect(page.getByLabel('内容')).toHaveValue(text);
  await signInInPlace(page, 'e1009');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
  expect(refreshes, 'a refused refresh token is never tried twice').toBe(1);
  await ticketsCalled(page, subject);
});

test('mistake 37: five tabs at the hour of renewal ask for one new token', async ({ page, context, expectTrouble }) => {
  test.setTimeout(120_000);
  // While the browser's clock is ahead, its proofs come from the future; the stream asks at once because time seemed to pass in silence.
  expectTrouble(/status of 401.*\/api\/portal\/(?:events|bootstrap)/);
  await context.clock.install();
  await signInAs(page, 'e1010');
  const tabs: Page[] = [page];
  for (let n = 1; n < 5; n += 1) {
    const tab = await context.newPage();
    await tab.goto('/');
    await expect(tab.getByRole('heading', { level: 1 })).toContainText('你好');
    tabs.push(tab);
  }
  const asked = tokensAsked(context);
  // Beyond the renewal of the last tab, not beyond the end of the first: five minutes are a token's life.
  await context.clock.fastForward(270_000);
  await expect.poll(() => asked.length).toBe(1);
  await test.step('every tab goes on with it', async () => {
    await context.clock.setSystemTime(new Date());
    for (const tab of tabs) {
      await tab.getByRole('link', { name: '客服中心', exact: true }).click();
      await expect(tab.getByRole('table', { name: '工单' }).getByRole('rowheader').first()).toBeVisible();
      await expect(tab.getByRole('dialog')).toHaveCount(0);
    }
  });
  expect(asked).toEqual(['refresh_token']);
});

function tokensAsked(context: BrowserContext): string[] {
  const asked: string[] = [];
  context.on('request', (request) => TOKEN.test(request.url()) && asked.push(grantOf(request) ?? ''));
  return asked;
}

test('another person who signs in in the same browser sees nothing of the first', async ({
  page,
  context,
  expectTrouble,
}) => {
  expectTrouble(/status of 40[01]/);
  const subject = unique('前一位的草稿');
  await signInAs(page, 'e1006', '/service/tickets/new');
  await page.getByRole('textbox', { name: '标题' }).fill(subject);
  const tab = await context.newPage();
  await tab.goto('/service/tickets');
  await expect(tab.getByRole('table', { name: '工单' })).toBeVisible();

  await test.step('the first signs out in the other tab, the next signs in there', async () => {
    await signOut(tab);
    await expect(page).toHaveURL('/signed-out');
    await tab.getByRole('link', { name: '重新登录' }).click();
    await tab.waitForURL(isSignInPage);
    await pickPerson(tab, 'e1007');
    await expect(tab.getByRole('heading', { level: 1 })).toHaveText('你好，谭磊');
  });
  await test.step('the tab with the draft belongs to the next person now', async () => {
    await page.getByRole('link', { name: '重新登录' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('你好，谭磊');
    await page.goto('/service/tickets/new');
    await expect(page.getByRole('textbox', { name: '标题' })).toHaveValue('');
    await expect(page.getByText('江凯旋')).toHaveCount(0);
    const kept = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));
    expect(kept).not.toContain(subject);
  });
});

test('somebody else signs in in place of the person: the page is cleared instead of sent', async ({
  page,
  context,
  otherBrowser,
  expectTrouble,
}) => {
  expectTrouble(/status of 401/);
  const subject = unique('不能以别人的名义提交');
  await signInAs(page, 'e1018', '/service/tickets/new');
  await typeTicket(page, subject);
  const twin = await otherBrowser();
  await twin.addCookies(await context.cookies());
  const elsewhere = await twin.newPage();
  await elsewhere.goto('/');
  await signOut(elsewhere);
  await expect(elsewhere).toHaveURL('/signed-out');

  await signInInPlace(page, 'e1020');
  await expect(page).toHaveURL('/');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('你好，田璐');
  await page.goto(`/service/tickets?q=${encodeURIComponent(subject)}`);
  await expect(page.getByText('没有符合条件的工单')).toBeVisible();
});
