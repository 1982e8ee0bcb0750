import { answered, company, give, ownId } from '../access-records.ts';
import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly unit: { readonly name: { readonly zh: string } } | null;
}

test('a store manager finds the people of the own store and nobody else, by page and by address', async ({
  page,
  api,
  expectTrouble,
}) => {
  expectTrouble(/status of 404/);
  const everybody = await answered<{ items: PersonRow[] }>(
    await (await api('tangna')).get('/api/access/people?q=e1115'),
  );
  const [stranger] = everybody.items;
  await signInAs(page, 'e1091', '/access/people');
  const rows = page.getByRole('table', { name: '人员' }).locator('tbody').getByRole('row');
  await expect(rows).toHaveCount(5);
  for (const row of await rows.all()) await expect(row).toContainText('网鱼电竞(宁波天一广场店)');

  await page.getByRole('searchbox').fill('董然');
  await expect(page.getByText('没有符合条件的人员')).toBeVisible();
  await page.goto(`/access/people/${stranger?.id}`);
  await expect(page.getByRole('main')).toContainText('内容不存在，或你无权查看');
  await expect(page.getByRole('main')).not.toContainText('董然');
});

test('a franchisee sees the stores of the own contract and nobody’s people', async ({ page, api }) => {
  await signInAs(page, 'nanshan', '/stores/stores');
  const names = page.getByRole('table', { name: '门店档案' }).getByRole('rowheader');
  await expect(names.first()).toBeVisible();
  const owned = await answered<{ items: { name: string }[] }>(await (await api('nanshan')).get('/api/stores/stores'));
  await expect(names).toHaveText(owned.items.map(({ name }) => name));
  const all = await answered<{ items: unknown[] }>(await (await api('zhouting')).get('/api/stores/stores?limit=200'));
  expect(owned.items.length).toBeLessThan(all.items.length);

  await page.goto('/access/people');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限');
  expect((await (await api('nanshan')).get('/api/access/people')).status()).toBe(403);
});

test('an auditor verifies the chain of the audit log and finds who did what', async ({ page, api }) => {
  const superior = await api('chenhai');
  const person = await ownId(await api('e1043'));
  await give(superior, person, { meta: 'stores.store.view', scope: await company(superior), seconds: 600 });
  await signInAs(page, 'fangyuan', '/access/audit');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('审计日志');
  const chain = page.getByRole('region', { name: '哈希链' });
  await chain.getByRole('button', { name: '校验完整性' }).click();
  await expect(chain.getByRole('status')).toContainText('完好：已校验');
  await page.goto(`/access/audit?actorId=${await ownId(superior)}`);
  const log = page.getByRole('table', { name: '审计日志' });
  await expect(log.getByRole('row').filter({ hasText: '陈海' }).filter({ hasText: '直接授权' }).first()).toBeVisible();
});
