import { exampleResponse } from '@eoms/contracts/fake';
import { listRegions, listStores, type StoreRow } from '@eoms/contracts/stores/stores.contract';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { RegisterPage } from './register.page.tsx';

const bff = fakeBff();

const row = (index: number, change: Partial<StoreRow> = {}): StoreRow => ({
  ...exampleResponse(listStores).items[0]!,
  id: `0195844e-2d00-7000-8000-0000000001${String(index).padStart(2, '0')}`,
  code: `SH${String(index).padStart(3, '0')}`,
  name: `第${index}号店`,
  ...change,
});

const open = (query = '', setup: { metas?: string[]; locale?: 'zh-CN' | 'en' } = {}) =>
  renderPage(<RegisterPage />, { path: `/stores/stores${query}`, route: '/stores/stores', ...setup });

const lastQuery = () => bff.calls(listStores).at(-1)?.query;
const codes = () => screen.queryAllByText(/^SH\d{3}$/).map((cell) => cell.textContent);

test('lists stores by code, each with a link to its page', async () => {
  bff.on(listStores, {
    items: [row(1), row(2, { status: 'suspended', ownerKind: 'mvp', franchiseeName: '麦维普' })],
    next: null,
  });
  open();
  const table = await screen.findByRole('table', { name: '门店档案' });
  const link = await within(table).findByRole('link', { name: '第2号店' });
  expect(link.getAttribute('href')).toBe(`/stores/stores/${row(2).id}`);
  const line = link.closest('tr')?.textContent ?? '';
  for (const text of ['SH002', '停业整改', 'MVP加盟', '麦维普', '120']) expect(line).toContain(text);
  expect(lastQuery()).toMatchObject({ sort: 'code', order: 'asc' });
  expect(within(table).getByRole('columnheader', { name: /编码/ }).getAttribute('aria-sort')).toBe('ascending');
});

test('filters in the URL reach the BFF, and a chosen filter reaches the URL', async () => {
  const { regions } = { regions: exampleResponse(listRegions).items };
  const page = open(`?q=松江&status=open&status=trial&status=nonsense&ownerKind=wangyu&regionId=${regions[0]?.id}`);
  await screen.findByRole('link', { name: /松江/ });
  expect(lastQuery()).toMatchObject({
    q: '松江',
    status: ['trial', 'open'],
    ownerKind: ['wangyu'],
    regionId: [regions[0]?.id],
  });
  expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('松江');
  await page.user.click(screen.getByRole('combobox', { name: '营业状态' }));
  await page.user.click(await screen.findByTitle('停业整改'));
  await waitFor(() =>
    expect(new URLSearchParams(page.address().split('?')[1]).getAll('status')).toContain('suspended'),
  );
  await waitFor(() => expect(lastQuery()?.status).toEqual(['trial', 'open', 'suspended']));
});

test('typed search waits for a pause, keeps to the URL and begins at the first page', async () => {
  const page = open('?cursor=abc');
  await screen.findByRole('table');
  await page.user.type(screen.getByRole('searchbox', { name: /搜索编码/ }), 'SH0');
  await waitFor(() => expect(page.address()).toBe('/stores/stores?q=SH0'));
  await waitFor(() => expect(lastQuery()).toMatchObject({ q: 'SH0' }));
  expect(lastQuery()?.cursor).toBeUndefined();
  expect(bff.calls(listStores).map((call) => call.query.q)).not.toContain('S');
});

test('a heading orders the list, a second press turns it round', async () => {
  const page = open();
  const heading = await screen.findByRole('button', { name: /机器数/ });
  await page.user.click(heading);
  await waitFor(() => expect(lastQuery()).toMatchObject({ sort: 'hosts', order: 'asc' }));
  await page.user.click(heading);
  await waitFor(() => expect(lastQuery()).toMatchObject({ sort: 'hosts', order: 'desc' }));
  expect(page.address()).toBe('/stores/stores?sort=hosts&order=desc');
});

test('every order the contract knows has a heading', async () => {
  open();
  await screen.findByRole('link', { name: /松江/ });
  for (const name of ['编码', '名称', '城市', '机器数', '开业日期', '最近更新'])
    expect(within(screen.getByRole('table')).getByRole('button', { name: new RegExp(name) })).toBeTruthy();
});

test('pages follow the cursor, forth and back', async () => {
  bff.on(listStores, ({ query }) =>
    query.cursor === 'second' ? { items: [row(3)], next: null } : { items: [row(1), row(2)], next: 'second' },
  );
  const page = open();
  await screen.findByText('SH001');
  await page.user.click(screen.getByRole('button', { name: '下一页' }));
  await waitFor(() => expect(codes()).toEqual(['SH003']));
  expect(page.address()).toBe('/stores/stores?cursor=second');
  await page.user.click(screen.getByRole('button', { name: '上一页' }));
  await waitFor(() => expect(codes()).toEqual(['SH001', 'SH002']));
});

test('an empty register and an empty search say different things; clearing shows all again', async () => {
  bff.on(listStores, ({ query }) => ({ items: query.q ? [] : [row(1)], next: null }));
  const page = open('?q=zzz');
  expect(await screen.findByText('没有符合条件的门店')).toBeTruthy();
  const [clear] = screen.getAllByRole('button', { name: '清除筛选' }).slice(-1);
  await page.user.click(clear!);
  expect(await screen.findByText('SH001')).toBeTruthy();
  expect(page.address()).toBe('/stores/stores');
  page.unmount();
  bff.on(listStores, { items: [], next: null });
  open();
  expect(await screen.findByText('还没有你可以查看的门店')).toBeTruthy();
});

test('no network: says so and tries again when asked', async () => {
  bff.on(listStores, noNetwork);
  const page = open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  bff.on(listStores, { items: [row(1)], next: null });
  await page.user.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('SH001')).toBeTruthy();
});

test('without permission it names what is missing, and offers no retry', async () => {
  const name = { zh: '查看门店', en: 'See stores' };
  const system = { zh: '门店管理', en: 'Stores' };
  bff.on(listStores, problem('permission_missing', { meta: { code: 'stores.store.view', name, system } }));
  open();
  expect(await screen.findByText('缺少的权限：查看门店（门店管理）')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '重试' })).toBeNull();
});

test('creating is offered as a real link, to those who may', async () => {
  const page = open();
  const link = await screen.findByRole('link', { name: '新建门店' });
  expect(link.getAttribute('href')).toBe('/stores/stores/new');
  expect(link.querySelector('button')).toBeNull();
  await page.user.click(link);
  await waitFor(() => expect(page.address()).toBe('/stores/stores/new'));
  page.unmount();
  open('', { metas: ['stores.store.view'] });
  await screen.findByRole('link', { name: /松江/ });
  expect(screen.queryByRole('link', { name: '新建门店' })).toBeNull();
});

test('speaks English, and every control has a name in it', async () => {
  open('?status=open', { locale: 'en' });
  expect(await screen.findByRole('heading', { level: 1, name: 'Store register' })).toBeTruthy();
  await screen.findByRole('link', { name: /松江/ });
  for (const name of ['Status', 'Owner', 'Region']) expect(screen.getByRole('combobox', { name })).toBeTruthy();
  expect(screen.getByRole('searchbox', { name: 'Search code, name, city, address or franchisee' })).toBeTruthy();
  expect(screen.getByRole('cell', { name: 'Open' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'New store' })).toBeTruthy();
});
