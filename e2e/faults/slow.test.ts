import { inject } from '../fault-injection.ts';
import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';
import { openSystem, sameDocument } from './same-document.ts';

// The entry of a remote, and the chunk behind it, have deadlines of their own.
for (const { what, address } of [
  { what: 'entry', address: /\/remotes\/stores\/[^/]+\/remoteEntry\.js/ },
  { what: 'chunk', address: /\/remotes\/stores\/[^/]+\/js\// },
  { what: 'stylesheet', address: /\/remotes\/stores\/[^/]+\/css\// },
]) {
  test(`the ${what} of a remote is slow: the page says that it is still loading, and then it is there`, async ({
    page,
    expectTrouble,
  }) => {
    // The second try for a slow entry replaces the first.
    expectTrouble(/The remote "eoms_stores" is already registered/);
    await signInAs(page, 'jixiang');
    const unchanged = await sameDocument(page);
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const fault = await inject(page, address, async (route) => {
      await arrived;
      await route.continue();
    });
    await openSystem(page, '门店管理');
    const main = page.getByRole('main');
    await expect(main.getByRole('status', { name: '加载中' })).toBeVisible();
    await expect(main.getByText('仍在加载，网络可能较慢，请稍候…')).toBeVisible();
    await expect(
      page.getByRole('navigation', { name: '门店管理', exact: true }).getByRole('link', { name: '门店档案' }),
    ).toBeEnabled();
    fault.lift();
    arrive();
    await expect(page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').first()).toBeVisible();
    await expect(main.getByText('仍在加载')).toHaveCount(0);
    expect(fault.met()).toBeGreaterThan(0);
    await unchanged();
  });
}

test('who leaves a system that is slow to open is not pulled back into it', async ({ page }) => {
  await signInAs(page, 'jixiang');
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
  await inject(page, /\/remotes\/stores\/[^/]+\/js\//, async (route) => {
    await arrived;
    await route.continue();
  });
  await openSystem(page, '门店管理');
  await expect(page.getByRole('main').getByRole('status', { name: '加载中' })).toBeVisible();
  await page.getByRole('button', { name: /^切换系统/ }).click();
  await page.getByRole('navigation', { name: '切换系统' }).getByRole('link', { name: '客服中心' }).click();
  const tickets = page.getByRole('table', { name: '工单' });
  await expect(tickets.getByRole('rowheader').first()).toBeVisible();
  const settled = page.waitForResponse(/\/remotes\/stores\/[^/]+\/js\//);
  arrive();
  await (await settled).finished();
  await expect(page).toHaveURL(/\/service\/tickets/);
  await expect(tickets).toBeVisible();
});
