import type { Page } from '@playwright/test';
import { axeClean } from '../axe.ts';
import { expect, test } from '../fixtures.ts';
import { chooseLook, looks, type Look } from '../look.ts';
import { makeStore, makeTicket, storeByCode, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

const named = ({ locale, theme }: Look, what: string) => `${what} (${locale}, ${theme})`;

/** Opens a page inside the portal, as a person would, and waits until nothing on it is loading. */
async function open(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('.eoms-skeleton, .ant-skeleton, .skeleton-lines')).toHaveCount(0);
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
  test.setTimeout(180_000);
  await signInAs(page, 'e1014');
  for (const look of looks) {
    await chooseLook(page, look);
    await open(page, '/');
    await axeClean(page, named(look, 'home'));
    for (const menu of [/^(切换系统|Switch system)$/, /^(语言|Language)$/, /^(个人菜单|Personal menu)/]) {
      await page.getByRole('banner').getByRole('button', { name: menu }).click();
      await axeClean(page, named(look, `bar with ${menu.source}`));
      await page.keyboard.press('Escape');
    }
    await open(page, '/nowhere');
    await axeClean(page, named(look, 'not found'));
    await open(page, '/stores/stores/new');
    await axeClean(page, named(look, 'denied'));
  }
});

test('nobody’s home page', async ({ page }) => {
  await signInAs(page, 'e1067');
  for (const look of looks) {
    await chooseLook(page, look);
    await axeClean(page, named(look, 'home without systems'));
  }
});

test('the store system', async ({ page, api }) => {
  test.setTimeout(240_000);
  const store = await storeByCode(await api('zhouting'), 'WH002');
  const own = await makeStore(await api('zhouting'), unique('无障碍检查店'));
  await signInAs(page, 'wujian');
  for (const look of looks) {
    await chooseLook(page, look);
    await open(page, '/stores/stores');
    await axeClean(page, named(look, 'register'));
    await page.getByRole('combobox').first().click();
    await axeClean(page, named(look, 'register with an open filter'));
    await open(page, '/stores/stores?q=nothing-is-called-so');
    await axeClean(page, named(look, 'register, nothing found'));
    for (const tab of ['facts', 'life', 'tickets']) {
      await open(page, `/stores/stores/${store.id}?tab=${tab}`);
      await axeClean(page, named(look, `store, ${tab}`));
    }
    await open(page, `/stores/stores/${own.id}`);
    for (const button of [/^(变更状态|Change status)$/, /^(变更归属|Change owner)$/]) {
      await page.getByRole('button', { name: button }).click();
      await page.getByRole('dialog').getByRole('radio').last().check();
      await page.getByRole('dialog').locator('.ant-btn-primary').click();
      await expect(page.getByRole('dialog').locator('.ant-form-item-explain-error').first()).toBeVisible();
      await axeClean(page, named(look, `store, dialog ${button.source}`));
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
    await open(page, `/stores/stores/${own.id}/edit`);
    await axeClean(page, named(look, 'editor'));
    await open(page, '/stores/stores/new');
    await page.getByRole('main').locator('button[type=submit]').click();
    await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
    await axeClean(page, named(look, 'new store, with faults'));
  }
});

test('the service system', async ({ page, api }) => {
  test.setTimeout(240_000);
  const store = await storeByCode(await api('zhouting'), 'SH001');
  const ticket = await makeTicket(await api('sunli'), unique('无障碍检查工单'), store.id);
  await signInAs(page, 'sunli');
  for (const look of looks) {
    await chooseLook(page, look);
    await open(page, '/service/tickets');
    await axeClean(page, named(look, 'queue'));
    await open(page, `/service/tickets?storeId=${store.id}&state=open`);
    await axeClean(page, named(look, 'queue with filters'));
    await open(page, '/service/tickets/new');
    await page.getByRole('main').locator('button[type=submit]').click();
    await expect(page.locator('.ant-form-item-explain-error').first()).toBeVisible();
    await axeClean(page, named(look, 'new ticket, with faults'));
    await open(page, `/service/tickets/${ticket.id}`);
    await axeClean(page, named(look, 'ticket'));
    for (const audience of [/^(与门店沟通|To the store)$/, /^(内部备注|Internal note)$/]) {
      await page.getByRole('radiogroup', { name: /^(谁能看到|Who can see it)$/ }).getByText(audience).click();
      await axeClean(page, named(look, `ticket, composer ${audience.source}`));
    }
    for (const button of [/^(分派|Assign)$/, /^(编辑|Edit)$/]) {
      await page.getByRole('main').getByRole('button', { name: button }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await expect(page.locator('.ant-skeleton')).toHaveCount(0);
      await axeClean(page, named(look, `ticket, dialog ${button.source}`));
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden();
    }
  }
  await page.getByRole('main').getByRole('button', { name: 'Start work' }).click();
  await page.getByRole('main').getByRole('button', { name: 'Set waiting' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Set waiting' }).click();
  await expect(page.getByRole('dialog').locator('.ant-form-item-explain-error').first()).toBeVisible();
  await axeClean(page, 'ticket, dialog of waiting, with faults (en, light)');
});
