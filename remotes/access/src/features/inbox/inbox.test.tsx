import { decideRequests, listInbox, type InboxEntry } from '@eoms/contracts/access/requests.contract';
import { errors } from '@eoms/contracts/errors';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { InboxPage } from './inbox.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listInbox).items as [InboxEntry];
const hash = (digit: number) => String(digit).repeat(64);
const entry = (index: number, name: string, change: Partial<InboxEntry> = {}): InboxEntry => ({
  ...example,
  request: {
    ...example.request,
    id: `0195844e-2d00-7000-8000-00000000e${String(index).padStart(3, '0')}`,
    requester: { ...example.request.requester, name },
    grantee: { ...example.request.grantee!, name },
    contentHash: hash(index),
    ...change.request,
  },
  ...('request' in change ? {} : change),
});
const three = [entry(1, '王敏'), entry(2, '纪祥'), entry(3, '赵磊')];
const answer = (items: readonly InboxEntry[]) => ({ items: [...items], next: null, total: items.length, more: false });
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<InboxPage />, { path: `/access/inbox${query}`, route: '/access/inbox', ...setup });
const rows = () => screen.findByRole('list', { name: '待审批的申请' });
const done = (...entries: readonly InboxEntry[]) => ({
  items: entries.map(({ request }) => ({ requestId: request.id, ok: true, state: 'APPROVED' as const, problem: null })),
});
const bodies = () => bff.calls(decideRequests).map(({ body }) => body.decisions);

test('lists who asks for what, how far, how long and why, with a count', async () => {
  bff.on(listInbox, answer(three));
  open();
  const list = within(await rows());
  const [first] = list.getAllByRole('listitem');
  for (const text of ['王敏 申请 门店查看', '代班盘点，需查看本店资料', '短期权限'])
    expect(first?.textContent).toContain(text);
  expect(screen.getByText('共 3 项')).toBeTruthy();
});

test('one is approved from its row: the dialog says what follows, and exactly what was shown is sent', async () => {
  bff.on(listInbox, answer(three));
  bff.on(decideRequests, done(three[0]!));
  const { user } = open();
  const [row] = within(await rows()).getAllByRole('listitem');
  await user.click(within(row!).getByRole('button', { name: '同意' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('你同意后立即授予权限。')).toBeTruthy();
  bff.on(listInbox, answer(three.slice(1)));
  await user.click(dialog.getByRole('button', { name: '同意' }));
  expect(await screen.findByText('已处理 1 项')).toBeTruthy();
  const { request } = three[0]!;
  expect(bodies()).toEqual([
    [{ requestId: request.id, revision: 1, contentHash: hash(1), verdict: 'APPROVE', comment: null }],
  ]);
  await waitFor(() => expect(screen.queryByText('王敏 申请 门店查看')).toBeNull());
});

test('denying needs a reason', async () => {
  bff.on(listInbox, answer(three));
  const { user } = open();
  const [row] = within(await rows()).getAllByRole('listitem');
  await user.click(within(row!).getByRole('button', { name: '拒绝' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('button', { name: '拒绝' }));
  expect(bff.calls(decideRequests)).toHaveLength(0);
  await user.type(dialog.getByRole('textbox'), '请改用短期权限');
  await user.click(dialog.getByRole('button', { name: '拒绝' }));
  await waitFor(() => expect(bodies()[0]?.[0]).toMatchObject({ verdict: 'DENY', comment: '请改用短期权限' }));
});

test('several at once: each row is told by itself, and an edited one is looked at again', async () => {
  bff.on(listInbox, answer(three));
  const { title, next } = errors.request_changed;
  const changed = { code: 'request_changed', messages: title, next };
  bff.on(decideRequests, {
    items: [
      ...done(three[0]!, three[2]!).items,
      { requestId: three[1]!.request.id, ok: false, state: null, problem: changed },
    ],
  });
  const { user, address } = open();
  await user.click(await screen.findByRole('checkbox', { name: '全选本页' }));
  await user.click(screen.getByRole('button', { name: '批量同意' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText('同意 3 项申请？')).toBeTruthy();
  bff.on(listInbox, answer([three[1]!]));
  await user.click(dialog.getByRole('button', { name: '同意' }));
  expect(await dialog.findByText('申请已被修改，请重新查看')).toBeTruthy();
  expect(dialog.getByText('纪祥 申请 门店查看')).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: '重新查看' }));
  await waitFor(() => expect(address()).toContain(`open=${three[1]!.request.id}`));
});

test('the keyboard works it off: j and k move, x selects, a and d ask', async () => {
  bff.on(listInbox, answer(three));
  const { user } = open();
  await rows();
  await user.keyboard('jj');
  expect(document.activeElement?.textContent).toBe('纪祥 申请 门店查看');
  await user.keyboard('x');
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '选择 纪祥 的申请' }).checked).toBe(true);
  await user.keyboard('k');
  expect(document.activeElement?.textContent).toBe('王敏 申请 门店查看');
  await user.keyboard('a');
  expect(await screen.findByText('同意该申请？')).toBeTruthy();
  // Keys are silent while a dialog is open.
  await user.keyboard('{Escape}');
  await waitFor(() => expect(screen.queryByText('同意该申请？')).toBeNull());
  await user.keyboard('d');
  expect(await screen.findByText('拒绝该申请？')).toBeTruthy();
  expect(bff.calls(decideRequests)).toHaveLength(0);
});

test('letters typed into the search are letters', async () => {
  bff.on(listInbox, answer(three));
  const { user } = open();
  await rows();
  await user.type(screen.getByRole('searchbox'), 'adxjk');
  expect(screen.queryByRole('dialog')).toBeNull();
  await waitFor(() => expect(bff.calls(listInbox).at(-1)?.query.q).toBe('adxjk'));
});

test('the drawer shows all that is needed, also for whom one stands in', async () => {
  const owner = { ...example.request.requester, name: '孙丽' };
  bff.on(listInbox, answer([entry(1, '王敏', { onBehalfOf: owner, next: example.request.steps[0]! })]));
  open(`?open=${entry(1, '王敏').request.id}`);
  const drawer = within(await screen.findByRole('dialog'));
  expect(drawer.getByText('代 孙丽 审批')).toBeTruthy();
  expect(drawer.getByText('代班盘点，需查看本店资料')).toBeTruthy();
  expect(drawer.getByText(/此人在相关系统已有的权限/)).toBeTruthy();
  expect(drawer.getByRole('list', { name: '审批环节' })).toBeTruthy();
  expect(drawer.getByRole('button', { name: '同意' })).toBeTruthy();
});

test('filters and order reach the BFF', async () => {
  open('?system=service&risk=2&risk=3&kind=LONG&sort=riskTier');
  await rows();
  expect(bff.calls(listInbox)[0]?.query).toMatchObject({
    system: ['service'],
    risk: [2, 3],
    kind: ['LONG'],
    sort: 'riskTier',
    order: 'desc',
  });
});

test('nothing to decide, no network, no permission, and looking without deciding', async () => {
  bff.on(listInbox, answer([]));
  const page = open();
  expect(await screen.findByText('没有等待你审批的申请')).toBeTruthy();
  page.unmount();
  bff.on(listInbox, noNetwork);
  const second = open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  second.unmount();
  bff.on(listInbox, problem('permission_missing'));
  const third = open();
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
  third.unmount();
  bff.on(listInbox, answer(three));
  open('', { metas: ['access.approval.view'] });
  await rows();
  expect(screen.queryByRole('button', { name: '同意' })).toBeNull();
});

test('speaks English', async () => {
  bff.on(listInbox, answer([entry(1, 'Wang')]));
  open('', { locale: 'en' });
  expect(await screen.findByText('Wang asks for Store viewer')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Approve' })).toBeTruthy();
});
