import { getMeta, listSystemMetas, previewChange } from '@eoms/contracts/access/catalogue.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket } from '../../catalogue/change-basket.ts';
import { MetasPage } from './metas.page.tsx';

const bff = fakeBff();
afterEach(() => changeBasket.clear());

const meta = exampleResponse(getMeta);
const open = (query = '?system=stores', setup: { metas?: string[] } = {}) =>
  renderPage(<MetasPage />, { path: `/access/metas${query}`, route: '/access/metas', ...setup });

test('shows the tree of a system with its owner; filters thin it out', async () => {
  const { items } = exampleResponse(listSystemMetas);
  bff.on(listSystemMetas, {
    items: [...items, { ...items[0]!, id: meta.roles[0]!.id, code: 'stores.old.thing', status: 'RETIRED' }],
  });
  const page = open();
  expect(await screen.findByRole('button', { name: '编辑门店资料' })).toBeTruthy();
  expect(screen.getByText('5 个权限点，4 个角色')).toBeTruthy();
  expect(screen.getByRole('button', { name: '门店' }).getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByText('stores.store')).toBeTruthy();
  expect(screen.queryByText('stores.old.thing')).toBeNull();
  await page.user.click(screen.getByRole('combobox', { name: '风险' }));
  await page.user.click(await screen.findByTitle('高风险'));
  await waitFor(() => expect(screen.queryByRole('button', { name: '编辑门店资料' })).toBeNull());
  expect(screen.getByRole('button', { name: '变更归属' })).toBeTruthy();
  expect(page.address()).toContain('risk=3');
});

test('a group speaks the language of its reader; one that a remote brought along is named by its page', async () => {
  const [first] = exampleResponse(listSystemMetas).items;
  const own = { ...first!, id: meta.roles[0]!.id, kind: 'PAGE' as const, name: { zh: '巡检', en: 'Inspections' } };
  bff.on(listSystemMetas, { items: [first!, { ...own, code: 'stores.inspection.view' }] });
  renderPage(<MetasPage />, { path: '/access/metas?system=stores', route: '/access/metas', locale: 'en' });
  expect(await screen.findByRole('button', { name: 'Stores' })).toBeTruthy();
  expect(screen.getAllByRole('button', { name: 'Inspections' })[0]?.getAttribute('aria-expanded')).toBe('true');
});

test('another system is another tree', async () => {
  const page = open('');
  await screen.findByRole('list', { name: '权限点目录' });
  expect(bff.calls(listSystemMetas).at(-1)?.params.system).toBe('service');
  await page.user.click(screen.getByRole('combobox', { name: '系统' }));
  await page.user.click(await screen.findByTitle('门店管理'));
  await waitFor(() => expect(bff.calls(listSystemMetas).at(-1)?.params.system).toBe('stores'));
});

test('a permission opens beside the tree: limits, roles, holders; its limits are tuned by a change', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '编辑门店资料' }));
  const drawer = await screen.findByRole('dialog');
  expect(await within(drawer).findByText('24 人')).toBeTruthy();
  expect(within(drawer).getByRole('link', { name: '门店查看' }).getAttribute('href')).toBe(
    `/access/roles/${meta.roles[0]!.id}`,
  );
  await page.user.click(within(drawer).getByRole('button', { name: '调整' }));
  await page.user.click(await screen.findByRole('radio', { name: '高风险' }));
  const days = screen.getByLabelText('长期权益最长');
  await page.user.clear(days);
  await page.user.type(days, '90');
  await page.user.click(screen.getByRole('button', { name: '加入变更' }));
  await page.user.click(await screen.findByRole('button', { name: '查看影响并提交' }));
  await waitFor(() => expect(bff.calls(previewChange)).toHaveLength(1));
  expect(bff.calls(previewChange)[0]?.body.ops).toEqual([
    { op: 'meta.tune', code: meta.code, version: 1, riskTier: 3, maxLongDays: 90 },
  ]);
});

test('another owner is proposed', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '更换负责人' }));
  const dialog = await screen.findByRole('dialog');
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: '加入变更' }).disabled).toBe(false);
  await page.user.click(within(dialog).getByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('待提交更换')).toBeTruthy();
});

test('whoever may only look tunes nothing', async () => {
  const page = open(undefined, { metas: ['access.catalogue.view'] });
  await page.user.click(await screen.findByRole('button', { name: '编辑门店资料' }));
  await screen.findByText('24 人');
  for (const name of ['调整', '更换负责人']) expect(screen.queryByRole('button', { name })).toBeNull();
});
