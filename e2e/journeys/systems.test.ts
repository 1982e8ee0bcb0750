import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

/** What everybody finds in the permission centre, and what those who lead others find besides. */
const own = ['我的权限', '申请权限', '我的申请', '待我审批', '审批委托', '权限查因', '组织架构'];
const leading = [...own, '人员', '授权记录', '权限复核'];
const outside = own.filter((menu) => menu !== '待我审批' && menu !== '审批委托');

const people = [
  {
    account: 'jixiang',
    what: 'a service agent',
    systems: { 客服中心: ['工单', '新建工单'], 门店管理: ['门店档案'], 权限中心: own },
  },
  { account: 'lijie', what: 'a store assistant', systems: { 客服中心: ['工单', '新建工单'], 权限中心: own } },
  {
    account: 'liqiang',
    what: 'a store manager',
    systems: { 客服中心: ['工单', '新建工单'], 门店管理: ['门店档案'], 权限中心: leading },
  },
  {
    account: 'zhouting',
    what: 'a store operator',
    systems: { 客服中心: ['工单'], 门店管理: ['门店档案', '新建门店'], 权限中心: own },
  },
  { account: 'heping', what: 'an accountant', systems: { 门店管理: ['门店档案'], 权限中心: leading } },
  {
    account: 'shenguodong',
    what: 'a franchisee',
    systems: { 客服中心: ['工单', '新建工单'], 门店管理: ['门店档案'], 权限中心: outside },
  },
] satisfies { account: string; what: string; systems: Record<string, string[]> }[];

for (const { account, what, systems } of people) {
  test(`${what} sees exactly the systems and menus of the own work`, async ({ page }) => {
    await signInAs(page, account);
    const cards = page.getByRole('region', { name: '我的系统' }).getByRole('link');
    await expect(cards).toHaveText(Object.keys(systems));

    await page.getByRole('button', { name: '切换系统' }).click();
    const switcher = page.getByRole('navigation', { name: '切换系统' });
    await expect(switcher.getByRole('link')).toHaveText(['首页', ...Object.keys(systems)]);
    await page.keyboard.press('Escape');

    for (const [system, menus] of Object.entries(systems)) {
      await test.step(system, async () => {
        await page.goto('/');
        await page.getByRole('region', { name: '我的系统' }).getByRole('link', { name: system }).click();
        await expect(page.getByRole('navigation', { name: system, exact: true }).getByRole('link')).toHaveText(menus);
        await expect(page.getByRole('heading', { level: 1, name: menus[0] ?? '' })).toBeVisible();
      });
    }
  });
}

test('a lawyer, whose department has no system yet, finds what everybody has and nothing else', async ({ page }) => {
  const files: string[] = [];
  page.on('request', (request) => files.push(new URL(request.url()).pathname));
  await signInAs(page, 'gaofeng');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('你好，高峰');
  await expect(page.getByRole('region', { name: '我的系统' }).getByRole('link')).toHaveText(['权限中心']);
  await expect(page.getByRole('main').getByRole('link')).toHaveCount(1);
  expect(files.filter((path) => path.startsWith('/remotes/'))).toEqual([]);
});

test('open work leads to exactly what it counts', async ({ page }) => {
  await signInAs(page, 'zhaolei');
  const work = page.getByRole('region', { name: '待办工作' }).getByRole('link');
  await expect(work.first()).toBeVisible();
  const first = work.first();
  const address = await first.getAttribute('href');
  await first.click();
  await expect(page).toHaveURL(address ?? '');
  await expect(page.getByRole('table', { name: '工单' }).getByRole('row').nth(1)).toBeVisible();
});
