import type { Page } from '@playwright/test';
import { inject } from '../fault-injection.ts';
import { expect, test } from '../fixtures.ts';
import { chooseLook } from '../look.ts';
import { signInAs } from '../sign-in.ts';
import { openSystem, sameDocument } from './same-document.ts';

const missing = (route: Parameters<Parameters<Page['route']>[1]>[0]) =>
  route.fulfill({ status: 404, contentType: 'application/problem+json', body: '{}' });
const failed = (page: Page) => page.getByRole('heading', { level: 1, name: '“Stores” cannot be opened at the moment' });
const register = (page: Page) => page.getByRole('table', { name: 'Store register' }).getByRole('rowheader').first();

// Files of the shell that every remote needs and that no first paint waits for.
for (const { what, address } of [
  { what: 'script of the shared components', address: /\/assets\/js\/ui\.[^/]+\.js/ },
  { what: 'stylesheet of the shared components', address: /\/assets\/css\/ui\.[^/]+\.css/ },
  { what: 'federation runtime', address: /\/assets\/js\/federation\.[^/]+\.js/ },
]) {
  test(`the ${what} is missing: home stays usable, and a retry brings every system back`, async ({
    page,
    expectTrouble,
  }) => {
    expectTrouble(/status of 404/, /Loading (?:CSS )?chunk|ChunkLoadError|Federation Runtime|MIME type/);
    const fault = await inject(page, address, missing);
    await signInAs(page, 'abuduriheman');
    await chooseLook(page, { locale: 'en', theme: 'light' });
    const unchanged = await sameDocument(page);
    await openSystem(page, 'Stores');
    await expect(failed(page)).toBeVisible();
    expect(fault.met()).toBeGreaterThan(0);
    await expect(page.getByRole('main')).toContainText('Other systems are not affected');
    await expect(page.getByRole('navigation', { name: 'Stores', exact: true }).getByRole('link')).toHaveText([
      'Store register',
    ]);
    await page.getByRole('button', { name: 'Report the problem' }).click();
    await expect(page.getByRole('main')).toContainText(/Reported as incident INC-\S+\./);

    await test.step('home is as usable as ever', async () => {
      await page.goBack();
      await expect(page.getByRole('region', { name: 'My systems' }).getByRole('link')).toHaveCount(3);
      await openSystem(page, 'Stores');
      await expect(failed(page)).toBeVisible();
    });
    await test.step('a retry in the same tab', async () => {
      fault.lift();
      await page.getByRole('main').getByRole('button', { name: 'Try again' }).click();
      await expect(register(page)).toBeVisible();
      await page.getByRole('button', { name: /^Switch system/ }).click();
      await page
        .getByRole('navigation', { name: 'Switch system' })
        .getByRole('link', { name: 'Customer service' })
        .click();
      await expect(page.getByRole('table', { name: 'Tickets' }).getByRole('rowheader').first()).toBeVisible();
    });
    await unchanged();
  });
}

test('the menu of a system is not answered: the page says so, the other system opens, and a retry helps', async ({
  page,
  expectTrouble,
}) => {
  expectTrouble(/status of 503/);
  const fault = await inject(page, /\/api\/portal\/systems\/stores\/menu/, (route) =>
    route.fulfill({ status: 503, body: '' }),
  );
  await signInAs(page, 'e1021');
  const unchanged = await sameDocument(page);
  await openSystem(page, '门店管理');
  const notOpen = page.getByRole('heading', { level: 1, name: '「门店管理」暂时打不开' });
  await expect(notOpen).toBeVisible();
  await page.goBack();
  await openSystem(page, '客服中心');
  await expect(page.getByRole('table', { name: '工单' }).getByRole('rowheader').first()).toBeVisible();
  await page.getByRole('button', { name: /^切换系统/ }).click();
  await page.getByRole('navigation', { name: '切换系统' }).getByRole('link', { name: '门店管理' }).click();
  await expect(notOpen).toBeVisible();
  fault.lift();
  await page.getByRole('main').getByRole('button', { name: '重试' }).click();
  await expect(page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first()).toBeVisible();
  await unchanged();
});
