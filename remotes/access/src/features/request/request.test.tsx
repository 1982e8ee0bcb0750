import { explainDecision } from '@eoms/contracts/access/decisions.contract';
import { giveGrant } from '@eoms/contracts/access/grants.contract';
import {
  createRequest,
  editRequest,
  getRequest,
  getWorkClock,
  listRequestable,
  previewRequest,
  type Requestable,
} from '@eoms/contracts/access/requests.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { RequestPage } from './request.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listRequestable).items;
const remedy = exampleResponse(explainDecision).remedies[0]!;
const dispatcher: Requestable = {
  ...example!,
  role: remedy.role,
  system: 'service',
  systemName: { zh: '客服中心', en: 'Customer service' },
  name: remedy.role!.name,
  maxShortMinutes: 3 * 24 * 60,
};
const assign: Requestable = {
  ...dispatcher,
  kind: 'meta',
  role: null,
  meta: {
    code: 'service.ticket.assign',
    name: { zh: '分派工单', en: 'Assign tickets' },
    system: 'service',
    riskTier: 1,
  },
  name: { zh: '分派工单', en: 'Assign tickets' },
  riskTier: 1,
};
const all = [example!, dispatcher, assign];

beforeEach(() => {
  bff.on(listRequestable, ({ query }) => ({
    items: all.filter(
      ({ kind, system, name }) =>
        (!query.kind || kind === query.kind) &&
        (!query.system || query.system.includes(system)) &&
        (!query.q || name.zh.includes(query.q)),
    ),
    next: null,
  }));
});

const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<RequestPage />, { path: `/access/request${query}`, route: '/access/request', ...setup });
const draft = () => within(screen.getByRole('complementary', { name: '申请单' }));

test('roles come first, single permissions below; search and system narrow both', async () => {
  const { user } = open();
  const roles = await screen.findByRole('region', { name: '角色' });
  await within(roles).findByText('工单分派');
  const names = within(roles).getAllByRole('heading', { level: 3 });
  expect(names.map((one) => one.textContent)).toEqual(['工单分派', '门店查看']);
  expect(screen.queryByRole('region', { name: '单项权限' })).toBeNull();
  await user.click(screen.getByRole('button', { name: '查看单项权限' }));
  expect(await within(await screen.findByRole('region', { name: '单项权限' })).findByText('分派工单')).toBeTruthy();
  await user.type(screen.getByRole('searchbox'), '分派');
  await waitFor(() => expect(screen.queryByText('门店查看')).toBeNull());
});

test('a request grows: choose, reach, time, reason; the preview says who decides; sending leads to it', async () => {
  const { user, address } = open();
  await user.click(await screen.findByRole('button', { name: '选择“工单分派”' }));
  expect(draft().getByText('已选 1 项')).toBeTruthy();
  expect(await draft().findByText('李强')).toBeTruthy();
  expect(draft().getByText('共 1 个环节')).toBeTruthy();
  expect(draft().getByText('目前覆盖 1 家门店、1 个组织')).toBeTruthy();
  // At most three days: no choice of a week.
  expect(draft().queryByRole('radio', { name: '7 天' })).toBeNull();
  await user.click(draft().getByText('1 天'));
  await user.click(draft().getByRole('button', { name: '提交申请' }));
  expect(draft().getByText('请写清用途，至少 5 个字')).toBeTruthy();
  expect(bff.calls(createRequest)).toHaveLength(0);
  await user.type(draft().getByLabelText('申请理由'), '代班分派周末工单');
  await user.click(draft().getByRole('button', { name: '提交申请' }));
  await waitFor(() => expect(address()).toMatch(/^\/access\/requests\//));
  expect(bff.calls(createRequest)[0]?.body).toMatchObject({
    granteeId: null,
    kind: 'SHORT',
    items: [{ roleId: dispatcher.role?.id, metaCode: null, scope: { kind: 'OWN_SUBTREE', unitIds: [] } }],
    reason: '代班分派周末工单',
    wantedFrom: null,
    wantedUntil: null,
    durationMinutes: 1440,
  });
});

test('a refusal brings the smallest remedy, already chosen with a reach that does; another may be taken instead', async () => {
  const meta = { ...remedy, role: null, meta: assign.meta, others: [] };
  bff.on(explainDecision, { ...exampleResponse(explainDecision), remedies: [meta, remedy] });
  const { user } = open('?meta=service.ticket.assign&from=/service/tickets');
  expect(await screen.findByText('缺少的权限是“分派工单”，已选好影响最小的一项。')).toBeTruthy();
  expect(draft().getByText('分派工单')).toBeTruthy();
  expect(bff.calls(explainDecision)[0]?.query).toEqual({ meta: 'service.ticket.assign' });
  await waitFor(() => expect(bff.calls(previewRequest).at(-1)?.body.items[0]?.scope.kind).toBe('ALL'));
  await user.click(screen.getByRole('button', { name: '工单分派' }));
  expect(draft().getByText('工单分派')).toBeTruthy();
  expect(draft().queryByText('分派工单')).toBeNull();
});

test('a link to what is held already, or open to nobody, says so', async () => {
  const answer = exampleResponse(explainDecision);
  bff.on(explainDecision, { ...answer, allowed: true, verdict: 'allowed', remedies: [] });
  const page = open('?meta=service.ticket.assign');
  expect(await screen.findByText(/已拥有“分派工单”的权限/)).toBeTruthy();
  page.unmount();
  bff.on(explainDecision, { ...answer, remedies: [] });
  bff.on(listRequestable, { items: [], next: null });
  open('?meta=service.ticket.assign');
  expect(await screen.findByText('“分派工单”不开放申请，请联系权限负责人。')).toBeTruthy();
});

test('what stands in the way is said before sending: separation of duties, limits, nobody to decide', async () => {
  const preview = exampleResponse(previewRequest);
  const conflict = {
    ruleId: preview.items[0]!.role!.id,
    name: { zh: '制单与审核分离', en: 'x' },
    mode: 'BLOCK' as const,
    units: [],
  };
  const fault = {
    pointer: '#/body/durationMinutes',
    code: 'too_long',
    messages: { zh: '超过允许的最长时间', en: 'too long' },
  };
  bff.on(previewRequest, { ...preview, conflicts: [conflict], faults: [fault] });
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  expect(await draft().findByText('违反职责分离，不能申请')).toBeTruthy();
  expect(draft().getByText('制单与审核分离')).toBeTruthy();
  expect(draft().getByText('超过允许的最长时间')).toBeTruthy();
});

test('a refusal when sending keeps everything that was typed', async () => {
  bff.on(createRequest, problem('no_decider'));
  const { user, address } = open();
  await user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  await user.type(draft().getByLabelText('申请理由'), '盘点需要查看');
  await user.click(draft().getByRole('button', { name: '提交申请' }));
  expect(await draft().findByText('目前没有可以审批该申请的人')).toBeTruthy();
  expect((draft().getByLabelText('申请理由') as HTMLTextAreaElement).value).toBe('盘点需要查看');
  expect(address()).toBe('/access/request');
});

test('leaving with something chosen asks first', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  await page.goTo('/elsewhere');
  expect(await screen.findByText('有尚未保存的修改')).toBeTruthy();
  expect(page.address()).toBe('/access/request');
});

test('a superior grants directly to somebody below', async () => {
  const personId = '0195844e-2d00-7000-8000-000000000001';
  const { user, address } = open(`?for=${personId}`);
  expect(await screen.findByRole('heading', { level: 1, name: '直接授权' })).toBeTruthy();
  expect(await screen.findByText(/授予对象 王敏/)).toBeTruthy();
  await user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  await user.type(draft().getByLabelText('申请理由'), '周末代班盘点');
  await user.click(draft().getByRole('button', { name: '授权' }));
  await waitFor(() => expect(address()).toMatch(/^\/access\/requests\//));
  expect(bff.calls(giveGrant)[0]?.body).toMatchObject({ granteeId: personId, reason: '周末代班盘点' });
  expect(bff.calls(createRequest)).toHaveLength(0);
});

test('a direct grant says whether the giver’s own word decides, as the portal answers it', async () => {
  const personId = '0195844e-2d00-7000-8000-000000000001';
  const preview = exampleResponse(previewRequest);
  bff.on(previewRequest, { ...preview, direct: true });
  const page = open(`?for=${personId}`);
  await page.user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  expect(await draft().findAllByText('在你的审批权限内：由你直接授权，无需他人审批')).toHaveLength(2);
  expect(draft().queryByRole('list', { name: '审批环节' })).toBeNull();
  page.unmount();
  // Somebody who asks for himself is never told so, and whom it waits for is shown where his word does not suffice.
  bff.on(previewRequest, { ...preview, direct: false });
  const second = open(`?for=${personId}`);
  await second.user.click(await screen.findByRole('button', { name: '选择“门店查看”' }));
  expect(await draft().findByText('审批：李强')).toBeTruthy();
});

test('ends of the shift and of the day follow the clock of the person’s store', async () => {
  bff.on(getWorkClock, { zone: 'Europe/London', inShifts: true });
  const personId = '0195844e-2d00-7000-8000-000000000001';
  const { user } = open(`?for=${personId}`);
  await user.click(await screen.findByRole('button', { name: '选择“工单分派”' }));
  expect(bff.calls(getWorkClock)[0]?.query).toEqual({ personId });
  expect(draft().getByRole('radio', { name: /^到[早中夜]班结束$/ })).toBeTruthy();
  await user.click(draft().getByText('到当天结束'));
  expect(await draft().findByText(/\(Europe\/London\) 到期/)).toBeTruthy();
  await waitFor(() => expect(bff.calls(previewRequest).at(-1)?.body.wantedUntil).toMatch(/T(?:00|23):00:00/));
});

test('editing begins with what the request says, and warns that decisions become void', async () => {
  const request = exampleResponse(getRequest);
  const { user } = open(`?edit=${request.id}`);
  expect(await screen.findByText('修改后，已有的审批意见全部作废，须重新审批。')).toBeTruthy();
  const reason = draft().getByLabelText('申请理由') as HTMLTextAreaElement;
  expect(reason.value).toBe(request.reason);
  await user.type(reason, '，补充');
  await user.click(draft().getByRole('button', { name: '提交修改' }));
  await waitFor(() => expect(bff.calls(editRequest)).toHaveLength(1));
  expect(bff.calls(editRequest)[0]).toMatchObject({
    ifMatch: request.version,
    body: { reason: `${request.reason}，补充`, submit: true },
  });
});

test('a request that is closed is not edited; without the permission nothing is asked for', async () => {
  bff.on(getRequest, { ...exampleResponse(getRequest), mayEdit: false });
  const page = open(`?edit=${exampleResponse(getRequest).id}`);
  expect(await screen.findByText('该申请已不能修改')).toBeTruthy();
  page.unmount();
  open('', { metas: [] });
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
});
