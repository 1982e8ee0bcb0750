import type { Page } from '@playwright/test';
import { axeClean } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { chooseLook, looks, type Look } from '../look.ts';
import { makeStore, makeTicket, storeByCode, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

const named = ({ locale, theme }: Look, what: string) => `${what} (${locale}, ${theme})`;

/** Opens a page, waits until nothing on it is loading, and checks it in both languages and themes; `more` checks what can be opened on it. */
async function inAllLooks(
  page: Page,
  path: string,
  what: string,
  more?: (what: string) => Promise<void>,
): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"], .eoms-skeleton, .ant-skeleton, .skeleton-lines')).toHaveCount(0);
  for (const look of looks) {
    await chooseLook(page, look);
    await axeClean(page, named(look, what));
    await more?.(named(look, what));
  }
}

async function dialogClean(page: Page, what: string): Promise<void> {
  await expect(page.getByRole('dialog')).toBeVisible();
  await axeClean(page, what, '[role=dialog]');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

test('signing in and out', async ({ page }) => {
  await page.goto('/');
  await page.waitForURL(/\/sso\/interaction\//);
  const [address] = page.url().split('?');
  for (const { locale, theme } of looks) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`${address}?lang=${locale === 'en' ? 'en' : 'zh'}`);
    await axeClean(page, named({ locale, theme }, 'sign-in'));
    await page.goto(`${address}?lang=${locale === 'en' ? 'en' : 'zh'}&q=nobody-of-this-name`);
    await axeClean(page, named({ locale, theme }, 'sign-in, nobody found'));
  }
  await page.goto('/signed-out');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axeClean(page, 'signed out');
});

test('the portal’s own pages', async ({ page }) => {
  test.setTimeout(120_000);
  await signInAs(page, 'e1014');
  await inAllLooks(page, '/', 'home', async (what) => {
    for (const menu of [/^(切换系统|Switch system)/, /^(语言|Language)/, /^(个人菜单|Personal menu)/]) {
      await page.getByRole('banner').getByRole('button', { name: menu }).click();
      await axeClean(page, `${what}, bar with ${menu.source}`, 'header');
      await page.keyboard.press('Escape');
    }
  });
  await inAllLooks(page, '/nowhere', 'not found');
  await inAllLooks(page, '/stores/stores/new', 'denied');
});

test('nobody’s home page', async ({ page }) => {
  await signInAs(page, 'e1067');
  await inAllLooks(page, '/', 'home without systems');
});

test('lists and pages of the store system', async ({ page, api }) => {
  test.setTimeout(180_000);
  const store = await storeByCode(await api('zhouting'), 'WH002');
  await signInAs(page, 'e1040');
  await inAllLooks(page, '/stores/stores', 'register', async (what) => {
    await page.getByRole('combobox').first().click();
    await axeClean(page, `${what}, open filter`, 'main');
    await page.keyboard.press('Escape');
  });
  await inAllLooks(page, '/stores/stores?q=nothing-is-called-so', 'register, nothing found');
  for (const tab of ['facts', 'life', 'tickets'])
    await inAllLooks(page, `/stores/stores/${store.id}?tab=${tab}`, `store, ${tab}`);
});

test('forms and dialogs of the store system', async ({ page, api }) => {
  test.setTimeout(180_000);
  const own = await makeStore(await api('zhouting'), unique('无障碍检查店'));
  await signInAs(page, 'wujian');
  await inAllLooks(page, `/stores/stores/${own.id}`, 'own store', async (what) => {
    for (const button of [/^(变更状态|Change status)$/, /^(变更归属|Change owner)$/]) {
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').getByRole('radio').last().check();
      await page.getByRole('dialog').locator('.ant-btn-primary').click();
      await dialogClean(page, `${what}, dialog ${button.source}`);
    }
  });
  await inAllLooks(page, `/stores/stores/${own.id}/edit`, 'editor');
  await inAllLooks(page, '/stores/stores/new', 'new store', async (what) => {
    await page.getByRole('main').locator('button[type=submit]').click();
    await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
    await axeClean(page, `${what}, with faults`, 'main');
  });
});

test('lists and forms of the service system', async ({ page, api }) => {
  test.setTimeout(180_000);
  const store = await storeByCode(await api('zhouting'), 'SH001');
  await signInAs(page, 'e1013');
  await inAllLooks(page, '/service/tickets', 'queue');
  await inAllLooks(page, `/service/tickets?storeId=${store.id}&state=open`, 'queue with filters');
  await inAllLooks(page, '/service/tickets/new', 'new ticket', async (what) => {
    await page.getByRole('main').locator('button[type=submit]').click();
    await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
    await axeClean(page, `${what}, with faults`, 'main');
  });
});

test('a ticket with its composer and dialogs', async ({ page, api }) => {
  test.setTimeout(180_000);
  const store = await storeByCode(await api('zhouting'), 'SH001');
  const ticket = await makeTicket(await api('sunli'), unique('无障碍检查工单'), store.id);
  await signInAs(page, 'sunli');
  await inAllLooks(page, `/service/tickets/${ticket.id}`, 'ticket', async (what) => {
    for (const audience of await page
      .getByRole('radiogroup', { name: /^(谁能看到|Who can see it)$/ })
      .locator('label')
      .all()) {
      await audience.click();
      await axeClean(page, `${what}, composer ${await audience.textContent()}`, 'section.service-composer');
    }
    for (const button of [/^(分派|Assign)$/, /^(编辑|Edit)$/]) {
      await page.getByRole('main').getByRole('button', { name: button }).click();
      await expect(page.locator('.ant-skeleton')).toHaveCount(0);
      await dialogClean(page, `${what}, dialog ${button.source}`);
    }
  });
  await page.getByRole('main').getByRole('button', { name: 'Start work' }).click();
  for (const look of looks) {
    await chooseLook(page, look);
    await page
      .getByRole('main')
      .getByRole('button', { name: /^(转为等待|Set waiting)$/ })
      .click();
    await page.getByRole('dialog').locator('.ant-btn-primary').click();
    await expect(page.getByRole('dialog').locator('.ant-form-item-explain-error').first()).toBeVisible();
    await dialogClean(page, named(look, 'ticket, dialog of waiting, with faults'));
  }
});
