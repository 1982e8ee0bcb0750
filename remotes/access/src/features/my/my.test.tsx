import { getMyPermissions, type MyPermissions } from '@eoms/contracts/access/decisions.contract';
import { extendGrant, listMyGrants, returnGrant } from '@eoms/contracts/access/grants.contract';
import { listMyRequests } from '@eoms/contracts/access/requests.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { MyPage } from './my.page.tsx';

const bff = fakeBff();
const DAY = 24 * 3600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();
const example = exampleResponse(getMyPermissions);
const [ruled, granted] = example.systems[0]!.items;
const [grantExample] = exampleResponse(listMyGrants).items;

const permissions = (until: string | null, change: object = {}): MyPermissions => ({
  ...example,
  systems: [
    {
      ...example.systems[0]!,
      items: [{ ...granted!, source: { ...granted!.source, until }, ...change }, ruled!],
    },
  ],
});
const own = (change: object = {}) => ({ ...grantExample!, id: granted!.source.refId, ...change });
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<MyPage />, { path: `/access/my${query}`, route: '/access/my', ...setup });
const card = () => screen.findByRole('region', { name: '客服中心' });

test('says system by system what one may do, why, how far and until when', async () => {
  bff.on(getMyPermissions, permissions(inDays(3)));
  bff.on(listMyRequests, { items: [], next: null });
  open();
  const rows = within(await card())
    .getAllByRole('listitem')
    .filter((row) => row.classList.contains('access-row'));
  expect(rows[0]?.textContent).toMatch(/工单分派.*短期权限.*孙丽于 2026\/03\/11 批准.*申请 Q20260310-0001/);
  expect(rows[0]?.textContent).toMatch(/3天后到期/);
  expect(rows[1]?.textContent).toMatch(/客服专员.*因为你在客服部（含下级）任职.*全公司.*长期有效/);
  // On a phone what can be done comes after the heading with its subtitle, so the summary is the subtitle.
  expect(screen.getByText('1 项将在 7 天内到期').closest('header')).toBe(
    screen.getByRole('heading', { level: 1 }).closest('header'),
  );
});

test('requests that wait stand on top, with whom they wait for', async () => {
  bff.on(getMyPermissions, permissions(null));
  open();
  const waiting = within(await screen.findByRole('region', { name: '审批中的申请' }));
  expect(waiting.getByRole('link', { name: '门店查看' }).getAttribute('href')).toMatch(/^\/access\/requests\//);
  expect(waiting.getByText('等待 李强 审批')).toBeTruthy();
});

test('search and filters narrow the list; clearing shows all again', async () => {
  bff.on(getMyPermissions, permissions(inDays(3)));
  const { user, address } = open('?q=分派');
  await card();
  expect(screen.queryByRole('heading', { name: '客服专员' })).toBeNull();
  await user.clear(screen.getByRole('searchbox'));
  await user.type(screen.getByRole('searchbox'), '没有这项');
  expect(await screen.findByText('没有符合条件的权限')).toBeTruthy();
  const [clear] = screen.getAllByRole('button', { name: '清除筛选' }).slice(-1);
  await user.click(clear!);
  expect(await screen.findByRole('heading', { name: '客服专员' })).toBeTruthy();
  await user.click(screen.getByRole('checkbox', { name: '7 天内到期' }));
  await waitFor(() => expect(address()).toContain('soon=1'));
  expect(screen.queryByRole('heading', { name: '客服专员' })).toBeNull();
});

test('a resting grant says until when a superior must confirm it', async () => {
  bff.on(getMyPermissions, permissions(null, { state: 'SUSPENDED', confirmBy: inDays(9) }));
  open();
  expect(await screen.findByText(/因岗位调动暂停，须由新上级在 .* 前确认/)).toBeTruthy();
});

test('more time is a new request, and leads to it', async () => {
  bff.on(getMyPermissions, permissions(inDays(3)));
  bff.on(listMyGrants, { items: [own({ mayExtend: true })], next: null });
  const { user, address } = open();
  await user.click(await screen.findByRole('button', { name: /^续期：/ }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByText('7 天'));
  await user.type(dialog.getByLabelText('续期理由'), '盘点未完成');
  await user.click(dialog.getByRole('button', { name: '提交申请' }));
  await waitFor(() => expect(address()).toMatch(/^\/access\/requests\//));
  expect(bff.calls(extendGrant)[0]?.body).toMatchObject({ durationMinutes: 7 * 24 * 60, reason: '盘点未完成' });
});

test('a grant is given back after a question', async () => {
  bff.on(getMyPermissions, permissions(inDays(3)));
  bff.on(listMyGrants, { items: [own({ mayReturn: true, mayExtend: false })], next: null });
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: '交还' }));
  await user.click((await screen.findAllByRole('button', { name: '交还' })).at(-1)!);
  expect(await screen.findByText('已交还')).toBeTruthy();
  expect(bff.calls(returnGrant)).toHaveLength(1);
});

test('nothing at all, no network, and no permission each say what to do', async () => {
  bff.on(getMyPermissions, { ...example, systems: [] });
  const page = open('', { metas: ['access.self.view'] });
  expect(await screen.findByText('你目前没有任何权限')).toBeTruthy();
  expect(screen.queryByRole('link', { name: '申请权限' })).toBeNull();
  page.unmount();
  bff.on(getMyPermissions, noNetwork);
  const second = open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  second.unmount();
  bff.on(getMyPermissions, problem('permission_missing'));
  open();
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
});

test('speaks English', async () => {
  bff.on(getMyPermissions, permissions(inDays(3)));
  open('', { locale: 'en' });
  expect(await screen.findByText('because you work in Customer service (or below)')).toBeTruthy();
  expect(screen.getByText('ends in 3 days')).toBeTruthy();
});
