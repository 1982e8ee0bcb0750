import { previewChange } from '@eoms/contracts/access/catalogue.contract';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket } from '../../catalogue/change-basket.ts';
import { SettingsPage } from './settings.page.tsx';

const bff = fakeBff();
afterEach(() => changeBasket.clear());

const open = (setup: { metas?: string[]; locale?: 'zh-CN' | 'en' } = {}) =>
  renderPage(<SettingsPage />, { path: '/access/settings', ...setup });

test('what was changed, and only that, is collected', async () => {
  const page = open();
  const days = await screen.findByLabelText('审批时限');
  await page.user.clear(days);
  await page.user.type(days, '5');
  await page.user.click(screen.getByRole('switch', { name: '上级直接授予短期权限即生效' }));
  await page.user.click(screen.getByRole('button', { name: '加入变更' }));
  await page.user.click(await screen.findByRole('button', { name: '查看影响并提交' }));
  await waitFor(() => expect(bff.calls(previewChange)).toHaveLength(1));
  expect(bff.calls(previewChange)[0]?.body.ops).toEqual([
    { op: 'policy.set', version: 1, settings: { stepDueDays: 5, superiorShortCounts: false } },
  ]);
});

test('nothing changed collects nothing', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('内容没有变化')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '查看影响并提交' })).toBeNull();
});

test('whoever may only look sees values', async () => {
  open({ metas: ['access.catalogue.view'] });
  expect(await screen.findByText('240 分钟')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '加入变更' })).toBeNull();
});

test('speaks English', async () => {
  open({ locale: 'en' });
  expect(await screen.findByRole('heading', { level: 1, name: 'Access policy' })).toBeTruthy();
  expect(await screen.findByLabelText('Time to decide')).toBeTruthy();
});
