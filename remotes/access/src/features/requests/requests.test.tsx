import {
  getRequest,
  listMyRequests,
  withdrawRequest,
  type AccessRequest,
  type RequestRow,
} from '@eoms/contracts/access/requests.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { RequestDetailPage } from './request-detail.page.tsx';
import { RequestsPage } from './requests.page.tsx';

const bff = fakeBff();
const example = exampleResponse(getRequest);
const [row] = exampleResponse(listMyRequests).items as [RequestRow];
const request = (change: Partial<AccessRequest> = {}): AccessRequest => ({ ...example, ...change });
const decision = {
  id: '0195844e-2d00-7000-8000-0000000000d9',
  stepNo: 1,
  revision: 1,
  verdict: 'APPROVE' as const,
  comment: '同意，周末人手不足',
  actor: example.steps[0]!.deciders[0]!,
  onBehalfOf: null,
  at: '2026-03-11T13:00:00.000Z',
  counts: true,
};

const openList = (query = '') =>
  renderPage(<RequestsPage />, { path: `/access/requests${query}`, route: '/access/requests' });
const openOne = (setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<RequestDetailPage />, {
    path: `/access/requests/${example.id}`,
    route: '/access/requests/:requestId',
    ...setup,
  });

test('lists requests with state, whom they wait for and by when; the view is in the URL', async () => {
  bff.on(listMyRequests, {
    items: [
      row,
      { ...row, id: example.grantIds[0] ?? '0195844e-2d00-7000-8000-0000000000d8', state: 'DENIED', waitingFor: [] },
    ],
    next: null,
  });
  const { user, address } = openList();
  const table = await screen.findByRole('table', { name: '我的申请' });
  await within(table).findByText('已拒绝');
  const [first, second] = within(table).getAllByRole('row').slice(1) as [HTMLElement, HTMLElement];
  for (const text of ['Q20260311-0007', '待审批', '短期权限', '李强']) expect(first.textContent).toContain(text);
  expect(within(second).getByText('已拒绝')).toBeTruthy();
  await user.click(screen.getByText('进行中'));
  await waitFor(() => expect(address()).toBe('/access/requests?view=open'));
  await waitFor(() => expect(bff.calls(listMyRequests).at(-1)?.query.state).toEqual(['PENDING', 'DRAFT']));
});

test('one request says what, how far, why, who decides until when, and what was said', async () => {
  bff.on(getRequest, request({ decisions: [decision] }));
  openOne();
  expect(await screen.findByRole('heading', { level: 1, name: '门店查看' })).toBeTruthy();
  const content = within(await screen.findByRole('region', { name: '申请内容' }));
  expect(content.getByText(/网鱼电竞\(上海松江大学城店\)及下级/)).toBeTruthy();
  expect(screen.getByText('代班盘点，需查看本店资料')).toBeTruthy();
  const steps = within(screen.getByRole('list', { name: '审批环节' }));
  expect(steps.getByText('李强')).toBeTruthy();
  expect(steps.getByText(/请在 2026\/03\/14 20:30 前处理/)).toBeTruthy();
  const course = within(screen.getByRole('list', { name: '经过' }));
  expect(course.getByText('李㛃 提交申请')).toBeTruthy();
  expect(course.getByText('同意，周末人手不足')).toBeTruthy();
});

test('a decision before an edit is shown as void, a stand-in by both names', async () => {
  const owner = { ...decision.actor, id: example.requester.id, name: '黄伟' };
  bff.on(getRequest, request({ decisions: [{ ...decision, counts: false, onBehalfOf: owner }] }));
  openOne();
  const course = within(await screen.findByRole('list', { name: '经过' }));
  expect(course.getByText(/李强（代黄伟）同意/)).toBeTruthy();
  expect(course.getByText('修改后作废')).toBeTruthy();
});

test('withdrawing asks first and sends the version that was seen', async () => {
  const { user } = openOne();
  await user.click(await screen.findByRole('button', { name: '撤回' }));
  bff.on(getRequest, request({ state: 'WITHDRAWN', mayWithdraw: false, mayEdit: false, version: 2 }));
  await user.click((await screen.findAllByRole('button', { name: '撤回' })).at(-1)!);
  expect(await screen.findByText('申请已撤回', { selector: '.ant-message *' })).toBeTruthy();
  expect(bff.calls(withdrawRequest)[0]?.ifMatch).toBe(example.version);
  await waitFor(() => expect(screen.queryByRole('button', { name: '撤回' })).toBeNull());
});

test('withdrawing what moved on meanwhile says so and shows it as it is', async () => {
  bff.on(withdrawRequest, problem('request_not_open'));
  const { user } = openOne();
  await user.click(await screen.findByRole('button', { name: '撤回' }));
  bff.on(getRequest, request({ state: 'APPROVED' }));
  await user.click((await screen.findAllByRole('button', { name: '撤回' })).at(-1)!);
  expect(await screen.findByText('申请已不在审批中（已办结、已撤回或已过期）')).toBeTruthy();
  expect(await screen.findByText('已通过')).toBeTruthy();
});

test('editing says first that decisions become void, then opens the form', async () => {
  const { user, address } = openOne();
  await user.click(await screen.findByRole('button', { name: '修改' }));
  expect(await screen.findByText('提交修改后，已有的审批意见全部作废，须重新审批。')).toBeTruthy();
  await user.click(screen.getAllByRole('button', { name: '修改' }).at(-1)!);
  await waitFor(() => expect(address()).toBe(`/access/request?edit=${example.id}`));
});

test('a change of the configuration shows line by line what was and what will be, and whom it touches', async () => {
  const change = {
    kind: 'catalogue',
    title: { zh: '调整角色“客服专员”', en: 'Change of role' },
    lines: [
      {
        label: { zh: '权限：变更工单状态', en: 'Permission' },
        before: { zh: '有', en: 'yes' },
        after: null,
      },
    ],
    metas: [],
    gained: 0,
    lost: 35,
  };
  bff.on(getRequest, request({ kind: 'CHANGE', grantee: null, items: [], change }));
  openOne();
  const table = within(await screen.findByRole('table', { name: '调整角色“客服专员”' }));
  expect(table.getByRole('row', { name: /权限：变更工单状态.*有.*（移除）/ })).toBeTruthy();
  expect(screen.getByText('35 人将失去权限')).toBeTruthy();
});

test('a change that would do other things today than when it was proposed says so, or why it cannot be carried out', async () => {
  const change = { kind: 'catalogue', title: { zh: '调整角色', en: 'Role' }, lines: [], metas: [], gained: 2, lost: 0 };
  const waits = request({ kind: 'CHANGE', grantee: null, items: [], change });
  bff.on(getRequest, { ...waits, changeNow: { gained: 2, lost: 0, hindrance: null } });
  const same = openOne();
  expect(await screen.findByText('2 人将获得权限')).toBeTruthy();
  expect(screen.queryByText('人员或配置已有变化，影响与提交时不同')).toBeNull();
  same.unmount();
  bff.on(getRequest, { ...waits, changeNow: { gained: 5, lost: 1, hindrance: null } });
  const other = openOne();
  expect(await screen.findByText('人员或配置已有变化，影响与提交时不同')).toBeTruthy();
  expect(screen.getByText(/若现在通过：5 人将获得权限，1 人将失去权限/)).toBeTruthy();
  other.unmount();
  bff.on(getRequest, { ...waits, changeNow: { gained: null, lost: null, hindrance: { zh: '角色已停用', en: 'x' } } });
  openOne();
  expect(await screen.findByText('按目前的配置，此变更已无法执行')).toBeTruthy();
  expect(screen.getByText('角色已停用')).toBeTruthy();
});

test('whoever may decide is led to the inbox; a hidden request is not found', async () => {
  bff.on(getRequest, request({ mayDecide: true, mayEdit: false, mayWithdraw: false }));
  const page = openOne();
  const link = await screen.findByRole('link', { name: '去审批' });
  expect(link.getAttribute('href')).toBe(`/access/inbox?open=${example.id}`);
  page.unmount();
  bff.on(getRequest, problem('not_found'));
  openOne();
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
});

test('speaks English', async () => {
  openOne({ locale: 'en' });
  expect(await screen.findByText('Waiting for approval')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Withdraw' })).toBeTruthy();
});
