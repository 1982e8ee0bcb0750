import { answered, approve, ask, ownId, type RequestRecord } from '../access-records.ts';
import { expect, test } from '../fixtures.ts';
import { unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

interface StoreRow {
  readonly id: string;
  readonly name: string;
}

test('from a refusal to the open page: asked for with one click, agreed to by the superior elsewhere, opened by itself', async ({
  page,
  context,
  api,
  somebodyElse,
}) => {
  const manager = await api('e1088');
  const { items } = await answered<{ items: StoreRow[] }>(await manager.get('/api/stores/stores'));
  const [store] = items;
  const refused = `/stores/stores/${store?.id}/edit`;
  const reason = unique('门店电话变更，需要修改资料');

  await test.step('a store manager may not edit the own store', async () => {
    await signInAs(page, 'e1088', refused);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限');
    await expect(page.getByRole('main')).toContainText('编辑门店资料');
  });
  const waiting = await context.newPage();
  await waiting.goto(refused);
  await expect(waiting.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限');

  await test.step('one click leads to the request for exactly that', async () => {
    await page.getByRole('main').getByRole('link', { name: '申请权限' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('申请权限');
    const draft = page.getByRole('complementary', { name: '申请单' });
    await expect(draft).toContainText('编辑门店资料');
    await draft.getByRole('textbox', { name: '申请理由' }).fill(reason);
    await expect(draft.getByRole('region', { name: '由谁审批' })).toContainText('黄伟');
    await draft.getByRole('button', { name: '提交申请' }).click();
    await expect(page).toHaveURL(/\/access\/requests\/[\da-f-]{36}$/);
  });
  const superior = await somebodyElse('huangwei', '/access/inbox');
  await test.step('the superior sees who asks for what and why, and agrees', async () => {
    const entry = superior
      .getByRole('list', { name: '待审批的申请' })
      .getByRole('listitem')
      .filter({ hasText: reason });
    await expect(entry).toContainText('田景行');
    await entry.getByRole('button', { name: '同意' }).click();
    await superior.getByRole('dialog').getByRole('button', { name: '同意' }).click();
    await expect(entry).toHaveCount(0);
  });
  await test.step('the page that was refused opens by itself', async () => {
    await expect(waiting.getByRole('textbox', { name: '名称' })).toHaveValue(store?.name ?? '', { timeout: 5_000 });
    await expect(waiting.getByRole('button', { name: '保存' })).toBeVisible();
  });
});

test('a permission that ends while its page is open takes the page with it, to the instant and without a job', async ({
  page,
  api,
}) => {
  const manager = await api('e1089');
  await signInAs(page, 'e1089', '/stores/stores');
  const link = page.getByRole('navigation', { name: '门店管理', exact: true }).getByRole('link', { name: '新建门店' });
  await expect(page.getByRole('table', { name: '门店档案' }).getByRole('rowheader')).toHaveCount(1);
  const row = page.getByRole('table', { name: '门店档案' }).getByRole('rowheader').getByRole('link');
  const address = (await row.getAttribute('href')) ?? '';
  await page.goto(`${address}/edit`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限');
  await expect(link).toHaveCount(0);

  const scope = { kind: 'OWN_STORE', unitIds: [] } as const;
  await approve(await api('huangwei'), await ask(manager, { meta: 'stores.store.edit', scope, seconds: 20 }));
  await expect(page.getByRole('textbox', { name: '名称' })).toBeVisible({ timeout: 5_000 });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限', { timeout: 30_000 });
  await expect(page.getByRole('textbox', { name: '名称' })).toHaveCount(0);
});

test('somebody who stands in decides, and it is on record for whom', async ({ page, api }) => {
  const [owner, standIn, assistant] = [await api('e1098'), await api('e1099'), await api('e1121')];
  const until = new Date(Date.now() + 3600_000).toISOString();
  await answered(
    await owner.send('post', '/api/access/delegations', {
      delegateId: await ownId(standIn),
      from: null,
      until,
      systems: [],
      reason: '年休假',
    }),
  );
  const reason = unique('查看本店资料');
  const scope = { kind: 'OWN_STORE', unitIds: [] } as const;
  const { id } = await ask(assistant, { meta: 'stores.store.view', scope, seconds: 3600, reason });

  await signInAs(page, 'e1099', '/access/inbox');
  const entry = page.getByRole('list', { name: '待审批的申请' }).getByRole('listitem').filter({ hasText: reason });
  await expect(entry).toContainText('代 段勇 审批');
  await entry.getByRole('button', { name: '同意' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '同意' }).click();
  await expect(entry).toHaveCount(0);

  const request = await answered<
    RequestRecord & { decisions: { actor: { name: string }; onBehalfOf: { name: string } | null }[] }
  >(await assistant.get(`/api/access/requests/${id}`));
  expect(request.state).toBe('APPROVED');
  expect(request.decisions.map(({ actor, onBehalfOf }) => [actor.name, onBehalfOf?.name])).toEqual([['何磊', '段勇']]);
});
