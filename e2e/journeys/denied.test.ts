import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

const closedPages = [
  { account: 'heping', path: '/stores/stores/new', name: '新建门店', meta: 'stores.store.create', system: '门店管理' },
  {
    account: 'zhouting',
    path: '/service/tickets/new',
    name: '新建工单',
    meta: 'service.ticket.create',
    system: '客服中心',
  },
  {
    account: 'liqiang',
    path: '/stores/stores/0195844e-2d00-7000-8000-0000000000a1/edit',
    name: '编辑门店资料',
    meta: 'stores.store.edit',
    system: '门店管理',
  },
];

for (const { account, path, name, meta, system } of closedPages) {
  test(`${account} types ${path} and is told which permission is missing`, async ({ page }) => {
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await signInAs(page, account, path);
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 })).toHaveText('你没有打开此页面的权限');
    await expect(main).toContainText(`需要「${system}」的权限：${name}`);
    await expect(main).toContainText(meta);
    await expect(main).toContainText('由你的直属上级审批');
    const request = new URL(
      (await main.getByRole('link', { name: '申请权限' }).getAttribute('href')) ?? '',
      page.url(),
    );
    expect([request.pathname, ...request.searchParams.values()]).toEqual(['/access/request', meta, path]);
    await expect(
      page.getByRole('navigation', { name: system, exact: true }).getByRole('link', { name, exact: true }),
    ).toHaveCount(0);
    expect(
      asked.filter((one) => one.startsWith('/remotes/')),
      'no code of the remote is fetched',
    ).toEqual([]);
    expect(
      asked.filter((one) => /^\/api\/(stores|service)\//.test(one)),
      'no data is asked for',
    ).toEqual([]);
  });
}

const hidden = [
  { account: 'lijie', path: '/stores/stores', what: 'a system that is not open to the person' },
  { account: 'wangmin', path: '/nowhere', what: 'an address that does not exist' },
  { account: 'wangmin', path: '/legal/cases', what: 'a system that is not deployed' },
  { account: 'wangmin', path: '/service/nowhere', what: 'an address inside an open system that does not exist' },
  { account: 'gaofeng', path: '/service/tickets', what: 'a system of other departments' },
];

for (const { account, path, what } of hidden) {
  test(`${what} answers that there is no such page`, async ({ page }) => {
    await signInAs(page, account, path);
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 })).toHaveText('没有这个页面');
    await expect(main).not.toContainText('权限编码');
    await expect(main.getByRole('link', { name: '申请权限' })).toHaveCount(0);
    await main.getByRole('link', { name: '回到首页' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('你好');
  });
}

test('mistake 2: the API refuses what the pages hide', async ({ api, request }) => {
  const problemOf = async (answer: {
    status(): number;
    headers(): Record<string, string>;
    json(): Promise<unknown>;
  }) => {
    expect(answer.headers()['content-type']).toContain('application/problem+json');
    const { code, meta } = (await answer.json()) as { code: string; meta?: { code: string } };
    return { status: answer.status(), code, meta: meta?.code };
  };
  await test.step('nobody', async () => {
    const answer = await problemOf(await request.get('/api/stores/stores'));
    expect(answer).toEqual({ status: 401, code: 'signed_out', meta: undefined });
  });
  await test.step('a store assistant asks for stores', async () => {
    const answer = await problemOf(await (await api('lijie')).get('/api/stores/stores'));
    expect(answer).toEqual({ status: 403, code: 'permission_missing', meta: 'stores.store.view' });
  });
  await test.step('an accountant registers a store', async () => {
    const answer = await problemOf(await (await api('heping')).send('post', '/api/stores/stores', {}));
    expect(answer).toEqual({ status: 403, code: 'permission_missing', meta: 'stores.store.create' });
  });
  await test.step('a store operator opens a ticket', async () => {
    const answer = await problemOf(await (await api('zhouting')).send('post', '/api/service/tickets', {}));
    expect(answer).toEqual({ status: 403, code: 'permission_missing', meta: 'service.ticket.create' });
  });
  await test.step('a lawyer asks for the menu of a system', async () => {
    const answer = await problemOf(await (await api('gaofeng')).get('/api/portal/systems/stores/menu'));
    expect(answer).toEqual({ status: 403, code: 'permission_missing', meta: 'stores.store.view' });
  });
});

test('a store manager finds only the own store, by page and by address', async ({ page, api, expectTrouble }) => {
  expectTrouble(/status of 404/);
  const stores = await (await api('zhouting')).get('/api/stores/stores?limit=200');
  const { items } = (await stores.json()) as { items: { id: string; code: string; name: string }[] };
  const other = items.find((store) => store.code === 'SH002');
  await signInAs(page, 'liqiang', '/stores/stores');
  const rows = page.getByRole('table', { name: '门店档案' }).getByRole('rowheader');
  await expect(rows).toHaveText(['网鱼电竞(上海松江大学城店)']);
  await page.goto(`/stores/stores/${other?.id}`);
  await expect(page.getByRole('main')).toContainText('内容不存在，或你无权查看');
  await expect(page.getByRole('main')).not.toContainText(other?.name ?? 'SH002');
});
