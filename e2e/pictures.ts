import { chromium, type Page } from '@playwright/test';
import { mkdirSync, statSync } from 'node:fs';
import config from './playwright.config.ts';
import { freePort, freshFolder, inRepository, startPortal } from './portal.ts';
import { pickPerson } from './sign-in.ts';

// Takes the pictures of docs/employees.md from a portal with fresh demo data: npm run pictures -w e2e
const MAX_BYTES = 200_000;
const folder = inRepository('docs', 'pictures');

async function take(page: Page, name: string): Promise<void> {
  await page.locator('[aria-busy="true"], .skeleton-lines, .ant-skeleton').first().waitFor({ state: 'detached' });
  await page.mouse.move(0, 0);
  const file = `${folder}/${name}.png`;
  await page.screenshot({ path: file, scale: 'css', animations: 'disabled', caret: 'hide' });
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${name}.png has ${size} bytes, at most ${MAX_BYTES}`);
  console.log(`${name}.png ${Math.round(size / 1000)} KB`);
}

/** Opens an address in a browser of somebody's own. */
type Open = (account: string, path: string) => Promise<Page>;

/** The request that a refusal leads to, who decides it, and what the person holds. */
async function takePermissions(open: Open): Promise<void> {
  const page = await open('liqiang', '/stores/stores');
  const store = await page.getByRole('table').getByRole('rowheader').first().getByRole('link').getAttribute('href');
  await page.goto(`${store}/edit`);
  await page.getByRole('main').getByRole('link', { name: '申请权限' }).click();
  const draft = page.getByRole('complementary', { name: '申请单' });
  await draft.getByRole('textbox', { name: '申请理由' }).fill('门店电话变更，需要修改门店资料');
  await draft.getByRole('region', { name: '由谁审批' }).getByText('黄伟').waitFor();
  const send = draft.getByRole('button', { name: '提交申请' });
  await send.scrollIntoViewIfNeeded();
  await take(page, 'request');
  await send.click();
  await page.waitForURL(/\/access\/requests\/[\da-f-]{36}$/);

  const inbox = await open('huangwei', '/access/inbox');
  await inbox.getByRole('list', { name: '待审批的申请' }).getByRole('listitem').first().waitFor();
  await take(inbox, 'inbox');

  await page.goto('/access/my');
  await page.getByText('审批中的申请').waitFor();
  await take(page, 'my-permissions');
}

async function takeAll(page: Page): Promise<void> {
  await page.goto('/');
  await page.waitForURL(/\/sso\/interaction\//);
  await take(page, 'sign-in');
  await pickPerson(page, 'zhaolei');
  await page.locator('.work-item').first().waitFor();
  await take(page, 'home');
  await page.goto('/stores/stores');
  await page.getByRole('table').getByRole('rowheader').first().waitFor();
  await take(page, 'stores');
  await page.goto('/service/tickets?state=open');
  await page.getByRole('table').getByRole('rowheader').first().getByRole('link').click();
  await page.getByRole('list', { name: '沟通记录' }).getByRole('listitem').first().waitFor();
  await take(page, 'ticket');
}

mkdirSync(folder, { recursive: true });
const portal = await startPortal({ port: await freePort(), folder: freshFolder('pictures') });
const browser = await chromium.launch(config.use?.launchOptions ?? {});
try {
  const { locale, timezoneId, viewport } = config.use ?? {};
  const newPage = async (): Promise<Page> => {
    const context = await browser.newContext({
      baseURL: portal.url,
      ...(locale ? { locale } : {}),
      ...(timezoneId ? { timezoneId } : {}),
      viewport: viewport ?? { width: 1440, height: 900 },
      reducedMotion: 'reduce',
      colorScheme: 'light',
    });
    return context.newPage();
  };
  await takeAll(await newPage());
  await takePermissions(async (account, path) => {
    const page = await newPage();
    await page.goto(path);
    await page.waitForURL(/\/sso\/interaction\//);
    await pickPerson(page, account);
    await page.getByRole('banner').waitFor();
    return page;
  });
} finally {
  await browser.close();
  await portal.stop();
}
