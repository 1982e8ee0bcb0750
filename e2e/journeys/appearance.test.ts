import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { chooseLook } from '../look.ts';
import { makeTicket, storeByCode, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

test('the language changes at once everywhere, and stays for the person’s next device', async ({
  page,
  somebodyElse,
}) => {
  await signInAs(page, 'e1034', '/stores/stores');
  await expect(page.getByRole('table', { name: '门店档案' })).toBeVisible();
  await chooseLook(page, { locale: 'en', theme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Store register');
  await expect(page.getByRole('navigation', { name: 'Stores', exact: true }).getByRole('link')).toHaveText([
    'Store register',
    'New store',
  ]);
  await expect(page.getByRole('columnheader', { name: /^Machines/ })).toBeVisible();
  await expect(page).toHaveTitle('Store register · EOMS');
  await page.getByRole('searchbox').fill('SH001');
  await page.getByRole('table').getByRole('link', { name: '网鱼电竞(上海松江大学城店)' }).click();
  await expect(page.getByRole('main')).toContainText('Company-owned');
  await expect(page.getByRole('main')).toContainText('24 hours');

  const nextDevice = await somebodyElse('e1034', '/stores/stores');
  await expect(nextDevice.getByRole('heading', { level: 1 })).toHaveText('Store register');
  await chooseLook(nextDevice, { locale: 'zh-CN', theme: 'light' });
  await expect(nextDevice.getByRole('heading', { level: 1 })).toHaveText('门店档案');
});

test('the theme changes at once in shell and remote, and there is no flash of the other at the next start', async ({
  page,
}) => {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await signInAs(page, 'e1035', '/stores/stores');
  await expect(page.getByRole('table')).toBeVisible();
  await chooseLook(page, { locale: 'zh-CN', theme: 'light' });
  const light = await ground();
  await chooseLook(page, { locale: 'zh-CN', theme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.getByRole('combobox', { name: '营业状态' }).click();
  await expect(page.locator('.ant-select-dropdown:visible')).not.toHaveCSS('background-color', 'rgb(255, 255, 255)');
  await page.keyboard.press('Escape');

  const themes: string[] = [];
  await page.exposeFunction('tellTheme', (theme: string) => themes.push(theme));
  await page.addInitScript(() => {
    const tell = (globalThis as unknown as { tellTheme(theme: string): void }).tellTheme;
    new MutationObserver(() => document.body && tell(document.documentElement.dataset['theme'] ?? 'none')).observe(
      document,
      { childList: true, subtree: true, attributes: true },
    );
  });
  await page.reload();
  await expect(page.getByRole('table')).toBeVisible();
  expect([...new Set(themes.filter((theme) => theme !== 'none'))]).toEqual(['dark']);
  expect(await ground()).toBe(dark);
});

test('who has chosen nothing follows the device between day and night', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await signInAs(page, 'e1039');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test.describe('at 390 px', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('every page fits and nothing scrolls sideways', async ({ page, api }) => {
    test.setTimeout(120_000);
    const store = await storeByCode(await api('zhouting'), 'WH002');
    const ticket = await makeTicket(await api('wangmin'), unique('手机上的工单'), store.id);
    await signInAs(page, 'zhaolei');
    const pages: [path: string, heading: string][] = [
      ['/', '你好，赵磊'],
      ['/service/tickets', '工单'],
      ['/service/tickets/new', '新建工单'],
      [`/service/tickets/${ticket.id}`, ticket.subject],
      ['/stores/stores', '门店档案'],
      [`/stores/stores/${store.id}`, store.name],
      [`/stores/stores/${store.id}?tab=life`, store.name],
      ['/stores/stores/new', '你没有打开此页面的权限'],
      ['/nowhere', '没有这个页面'],
    ];
    for (const [path, heading] of pages) {
      await test.step(path, async () => {
        await page.goto(path);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
        await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
        await expect.poll(() => overflow(page), `${path} does not scroll sideways`).toBeLessThanOrEqual(0);
      });
    }
  });

  test('the forms of store operations fit too', async ({ page, api }) => {
    const store = await storeByCode(await api('zhouting'), 'WH002');
    await signInAs(page, 'zhouting');
    for (const path of ['/stores/stores/new', `/stores/stores/${store.id}/edit`]) {
      await page.goto(path);
      await expect(page.getByRole('textbox', { name: '名称' })).toBeVisible();
      await expect.poll(() => overflow(page), `${path} does not scroll sideways`).toBeLessThanOrEqual(0);
    }
    await page.goto(`/stores/stores/${store.id}`);
    await page.getByRole('button', { name: '变更状态' }).click();
    await expect(page.getByRole('dialog')).toBeInViewport({ ratio: 0.99 });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  test('the menu drawer works by keyboard', async ({ page }) => {
    await signInAs(page, 'zhouting', '/stores/stores');
    const menu = page.getByRole('navigation', { name: '门店管理', exact: true });
    const button = page.getByRole('button', { name: '打开菜单' });
    await expect(page.getByRole('table')).toBeVisible();
    await expect(menu).toBeHidden();
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(menu).toBeVisible();
    await expect(button).toHaveAttribute('aria-expanded', 'true');

    await test.step('the focus is in it and Escape gives it back', async () => {
      await expect(page.locator('aside.side :focus')).toHaveCount(1);
      await page.keyboard.press('Escape');
      await expect(menu).toBeHidden();
      await expect(button).toBeFocused();
    });
    await test.step('a page is chosen without a mouse', async () => {
      await page.keyboard.press('Enter');
      const link = menu.getByRole('link', { name: '新建门店' });
      await expect(link).toBeVisible();
      for (
        let presses = 0;
        presses < 6 && !(await link.evaluate((one) => one === document.activeElement));
        presses += 1
      )
        await page.keyboard.press('Tab');
      await expect(link).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('新建门店');
      await expect(menu).toBeHidden();
      await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
    });
  });
});
