import { previewAs } from '@eoms/contracts/access/decisions.contract';
import { listRoles } from '@eoms/contracts/access/catalogue.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SeeAsPage } from './see-as.page.tsx';

const bff = fakeBff();
const seen = exampleResponse(previewAs);
const [role] = exampleResponse(listRoles).items;
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<SeeAsPage />, { path: `/access/see-as${query}`, route: '/access/see-as', ...setup });

test('looks once chosen, says it is read-only and on record, and shows menus and reach', async () => {
  bff.on(previewAs, {
    ...seen,
    systems: [
      {
        ...seen.systems[0]!,
        menu: [{ id: 'desk', title: { zh: '工作台', en: 'Desk' }, children: seen.systems[0]!.menu }],
      },
    ],
  });
  const { user, address } = open();
  expect(await screen.findByText('选择要预览的人员或角色')).toBeTruthy();
  await user.click(screen.getByRole('combobox', { name: '人员' }));
  await user.click(await screen.findByTitle(/王敏/));
  await waitFor(() => expect(address()).toContain('person='));
  expect(await screen.findByText(/只读预览：你看到的是 王敏 此刻的视角.*已记入审计日志/)).toBeTruthy();
  const systems = within(screen.getByRole('region', { name: '系统与菜单' }));
  expect(systems.getByText('工作台')).toBeTruthy();
  expect(systems.getByText('工单')).toBeTruthy();
  const metas = within(screen.getByRole('region', { name: '权限与数据范围' }));
  expect(metas.getByText('service.ticket.view')).toBeTruthy();
  expect(metas.getByText('全公司')).toBeTruthy();
  expect(screen.getByText(/门店档案中可以看到 20 家门店/)).toBeTruthy();
  expect(bff.calls(previewAs)).toHaveLength(1);
});

test('a role is seen alone, without a reach', async () => {
  bff.on(previewAs, {
    ...seen,
    person: null,
    role: role!,
    metas: [{ meta: seen.metas[0]!.meta, reach: null }],
    visibleStores: null,
  });
  const { user } = open();
  await user.click(await screen.findByText('按角色'));
  await user.click(screen.getByRole('combobox', { name: '角色' }));
  await user.click(await screen.findByTitle(new RegExp(role!.name.zh)));
  expect(await screen.findByText(new RegExp(`只持有角色“${role!.name.zh}”`))).toBeTruthy();
  expect(bff.calls(previewAs)[0]?.query).toEqual({ roleId: role!.id });
});

test('somebody without anything, somebody hidden, and whoever may not look', async () => {
  bff.on(previewAs, { ...seen, systems: [], metas: [], visibleStores: null });
  const page = open(`?person=${seen.person!.id}`);
  expect(await screen.findByText('看不到任何系统')).toBeTruthy();
  expect(screen.getByText('没有任何权限')).toBeTruthy();
  page.unmount();
  bff.on(previewAs, problem('not_found'));
  const second = open(`?person=${seen.person!.id}`);
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
  second.unmount();
  bff.on(previewAs, problem('permission_missing'));
  open(`?person=${seen.person!.id}`, { locale: 'en', metas: ['access.decision.preview'] });
  expect(await screen.findByText('You do not have the permission to see this')).toBeTruthy();
  expect(screen.queryByText('Role')).toBeNull();
});
