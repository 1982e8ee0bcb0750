import { listSodRules, listSystemMetas, previewChange } from '@eoms/contracts/access/catalogue.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket } from '../../catalogue/change-basket.ts';
import { SodPage } from './sod.page.tsx';

const bff = fakeBff();
afterEach(() => changeBasket.clear());

const rule = exampleResponse(listSodRules).items[0]!;
const open = (setup: { metas?: string[] } = {}) => renderPage(<SodPage />, { path: '/access/sod', ...setup });
const opsShown = async (user: ReturnType<typeof open>['user']) => {
  await user.click(await screen.findByRole('button', { name: '查看影响并提交' }));
  await waitFor(() => expect(bff.calls(previewChange)).toHaveLength(1));
  return bff.calls(previewChange)[0]?.body.ops;
};

test('lists both sides and what happens', async () => {
  open({ metas: ['access.catalogue.view'] });
  const line = (await screen.findByText('建档与变更归属分离')).closest('tr')?.textContent ?? '';
  for (const text of ['编辑门店资料', '变更归属', '禁止同时持有', '同一单元']) expect(line).toContain(text);
  for (const name of ['编辑', '停用', '新增规则']) expect(screen.queryByRole('button', { name })).toBeNull();
});

test('a rule is drawn up from two sides, which may not overlap', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '新增规则' }));
  const drawer = await screen.findByRole('dialog');
  await page.user.type(within(drawer).getByLabelText('中文名称'), '编辑与归属分离');
  await page.user.type(within(drawer).getByLabelText('英文名称'), 'Apart');
  await page.user.type(within(drawer).getByLabelText('编码'), 'edit-and-own');
  const collect = within(drawer).getByRole('button', { name: '加入变更' });
  await page.user.click(collect);
  expect(await within(drawer).findByText('请选择一侧的权限点')).toBeTruthy();
  const [left, right] = [
    within(within(drawer).getByRole('group', { name: '一侧权限' })),
    within(within(drawer).getByRole('group', { name: '另一侧权限' })),
  ];
  await page.user.click(await left.findByRole('checkbox', { name: '编辑门店资料' }));
  await page.user.click(await right.findByRole('checkbox', { name: '编辑门店资料' }));
  await page.user.click(collect);
  expect(await within(drawer).findByText('同一权限点不能同时出现在两侧')).toBeTruthy();
  await page.user.click(right.getByRole('button', { name: '移除“编辑门店资料”' }));
  await page.user.click(right.getByRole('checkbox', { name: '变更归属' }));
  await page.user.click(collect);
  expect(await opsShown(page.user)).toEqual([
    expect.objectContaining({
      op: 'sod.add',
      code: 'edit-and-own',
      left: ['stores.store.edit'],
      right: ['stores.store.change-owner'],
      mode: 'EXTRA_STAGE',
      scopeSensitive: false,
    }),
  ]);
  expect(bff.calls(listSystemMetas).length).toBeGreaterThan(0);
});

test('a rule is edited and retired by a change', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '编辑' }));
  await page.user.click(await screen.findByRole('radio', { name: '仅列入报告' }));
  await page.user.click(screen.getByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('待提交')).toBeTruthy();
  expect(await opsShown(page.user)).toEqual([
    expect.objectContaining({ op: 'sod.change', sodId: rule.id, version: rule.version, mode: 'REPORT' }),
  ]);
});

test('retiring asks first', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '停用' }));
  await page.user.click(await screen.findByRole('button', { name: '加入变更' }));
  expect(await opsShown(page.user)).toEqual([{ op: 'sod.retire', sodId: rule.id, version: rule.version }]);
});
