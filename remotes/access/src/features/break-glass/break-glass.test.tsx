import {
  endBreakGlass,
  listBreakGlass,
  listBreakGlassReviews,
  reviewBreakGlass,
  takeBreakGlass,
} from '@eoms/contracts/access/governance.contract';
import { listRequestable } from '@eoms/contracts/access/requests.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { BreakGlassReviewsPage } from './break-glass-reviews.page.tsx';
import { BreakGlassPage } from './break-glass.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listBreakGlass).items;

test('takes an emergency permission with a reason and offers nothing of the permission centre', async () => {
  const [role] = exampleResponse(listRequestable).items;
  const own = { ...role!, system: 'access' as const, role: { ...role!.role!, id: role!.role!.id.replace(/.$/, '9') } };
  bff.on(listBreakGlass, { items: [], next: null });
  bff.on(listRequestable, { items: [role!, own], next: null });
  const { user } = renderPage(<BreakGlassPage />, { path: '/access/break-glass', metas: ['access.break-glass.use'] });
  await screen.findByText('没有使用过紧急权限');
  await user.click(screen.getByRole('button', { name: '使用紧急权限' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('combobox', { name: '需要的角色' }));
  const choices = await screen.findAllByRole('option');
  expect(choices).toHaveLength(1);
  await user.click(await screen.findByTitle(new RegExp(role!.name.zh)));
  await user.type(within(dialog).getByRole('textbox', { name: '紧急原因' }), '收银系统故障');
  await user.click(within(dialog).getByRole('button', { name: '立即取得' }));
  await waitFor(() =>
    expect(bff.calls(takeBreakGlass).at(-1)?.body).toMatchObject({
      roleId: role!.role!.id,
      metaCode: null,
      minutes: 60,
      reason: '收银系统故障',
    }),
  );
});

test('an emergency reaches no further than its role allows', async () => {
  const [role] = exampleResponse(listRequestable).items;
  bff.on(listBreakGlass, { items: [], next: null });
  bff.on(listRequestable, { items: [{ ...role!, scopeKinds: ['OWN_STORE', 'MANAGED'] }], next: null });
  const { user } = renderPage(<BreakGlassPage />, { path: '/access/break-glass', metas: ['access.break-glass.use'] });
  await user.click(await screen.findByRole('button', { name: '使用紧急权限' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('combobox', { name: '需要的角色' }));
  await user.click(await screen.findByTitle(new RegExp(role!.name.zh)));
  await user.click(within(dialog).getByRole('combobox', { name: '数据范围' }));
  expect(screen.queryByTitle('全公司')).toBeNull();
  await user.click(await screen.findByTitle('本人负责的组织及下级'));
  await user.type(within(dialog).getByRole('textbox', { name: '紧急原因' }), '收银系统故障');
  await user.click(within(dialog).getByRole('button', { name: '立即取得' }));
  await waitFor(() =>
    expect(bff.calls(takeBreakGlass).at(-1)?.body).toMatchObject({ scope: { kind: 'MANAGED', unitIds: [] } }),
  );
});

test('gives an emergency permission back after a question', async () => {
  bff.on(listBreakGlass, { items: [example!], next: null });
  const { user } = renderPage(<BreakGlassPage />, { path: '/access/break-glass', metas: ['access.break-glass.use'] });
  const table = await screen.findByRole('table', { name: '紧急权限' });
  await user.click(await within(table).findByRole('button', { name: '提前交还' }));
  expect(bff.calls(endBreakGlass)).toHaveLength(0);
  const question = await screen.findByRole('tooltip');
  await user.click(within(question).getByRole('button', { name: '提前交还' }));
  await waitFor(() => expect(bff.calls(endBreakGlass).at(-1)?.params).toEqual({ breakGlassId: example!.id }));
});

test('an auditor judges an emergency, with a remark', async () => {
  bff.on(listBreakGlassReviews, exampleResponse(listBreakGlassReviews));
  const { user } = renderPage(<BreakGlassReviewsPage />, {
    path: '/access/break-glass-reviews',
    metas: ['access.break-glass.review'],
  });
  const table = await screen.findByRole('table', { name: '紧急权限复核' });
  await user.click(await within(table).findByRole('button', { name: '复核' }));
  const dialog = await screen.findByRole('dialog');
  await user.click(within(dialog).getByRole('radio', { name: '使用不当' }));
  await user.click(within(dialog).getByRole('button', { name: '提交复核' }));
  expect(bff.calls(reviewBreakGlass)).toHaveLength(0);
  await user.type(within(dialog).getByRole('textbox', { name: '复核说明' }), '可以走正常申请');
  await user.click(within(dialog).getByRole('button', { name: '提交复核' }));
  await waitFor(() =>
    expect(bff.calls(reviewBreakGlass).at(-1)?.body).toEqual({ verdict: 'MISUSED', note: '可以走正常申请' }),
  );
});
