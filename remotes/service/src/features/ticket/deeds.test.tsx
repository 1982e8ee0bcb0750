import { exampleResponse } from '@eoms/contracts/fake';
import { assignTicket, changeTicketState, listAssignees, updateTicket } from '@eoms/contracts/service/tickets.contract';
import { problem } from '@eoms/kit/testing/fake-bff';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { example, opened, press, ticket, ticketScene } from './ticket-scene.tsx';

const { bff, become } = ticketScene();
const dialog = () => screen.findByRole('dialog');

test('assigns to a person found by name, with his load in sight', async () => {
  const other = { id: example.id, name: '李雪', department: { zh: '客服部', en: 'Customer service' }, openTickets: 7 };
  bff.on(listAssignees, ({ query }) => ({
    items: query.q === '李' ? [other] : exampleResponse(listAssignees).items,
    next: null,
  }));
  const page = await opened();
  await press(page, '分派');
  const inside = within(await dialog());
  expect(await inside.findByText(/当前受理人 · 未完结 4 张/)).toBeTruthy();
  await page.user.type(inside.getByRole('searchbox'), '李{Enter}');
  await page.user.click(await inside.findByText('客服部 · 未完结 7 张'));
  await page.user.type(inside.getByLabelText('备注（选填，仅内部可见）'), '请接手');
  await page.user.click(inside.getByRole('button', { name: '分派' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(bff.calls(assignTicket).map(({ body, ifMatch }) => [body, ifMatch])).toEqual([
    [{ ownerId: other.id, note: '请接手' }, 3],
  ]);
  expect(document.activeElement).toBe(screen.getByRole('button', { name: '分派' }));
});

test('takes it oneself with one press; back to the queue', async () => {
  become({ ownerId: null, ownerName: null });
  bff.on(assignTicket, { ...ticket, version: 4 });
  const page = await opened();
  await press(page, '分派给我');
  await waitFor(() => expect(bff.calls(assignTicket)[0]?.body.ownerId).toBe(ticket.ownerId));
  await press(page, '分派');
  await page.user.click(within(await dialog()).getByRole('button', { name: '退回队列' }));
  await waitFor(() => expect(bff.calls(assignTicket)[1]?.body).toEqual({ ownerId: null, note: null }));
});

test('a person who may not take it: the refusal is shown in the dialog', async () => {
  bff.on(assignTicket, problem('assignee_ineligible'));
  become({ ownerId: example.id, ownerName: '李雪' });
  const page = await opened();
  await press(page, '分派');
  const inside = within(await dialog());
  await page.user.click(inside.getByRole('button', { name: '分派给我' }));
  expect(await inside.findByText('该人员不能受理此工单')).toBeTruthy();
});

test('waiting needs a reason and an instant; presets fill it', async () => {
  const page = await opened();
  await press(page, '转为等待');
  const inside = within(await dialog());
  await page.user.click(inside.getByRole('radio', { name: '待门店' }));
  await page.user.click(inside.getByRole('button', { name: '转为等待' }));
  expect(await inside.findAllByText('此项必填')).toHaveLength(2);
  expect(bff.calls(changeTicketState)).toHaveLength(0);
  await page.user.type(inside.getByLabelText('等待原因'), '等待门店提供监控');
  await page.user.click(inside.getByRole('button', { name: '明天 10:00' }));
  expect(inside.getByLabelText<HTMLInputElement>('唤醒时间').value).toMatch(/T10:00$/);
  await page.user.click(inside.getByRole('button', { name: '转为等待' }));
  await waitFor(() => expect(bff.calls(changeTicketState)).toHaveLength(1));
  const [sent] = bff.calls(changeTicketState);
  expect(sent?.body).toMatchObject({ to: 'waiting_store', reason: '等待门店提供监控' });
  expect(sent?.body.wakeAt).toMatch(/T02:00:00\.000Z$/);
  expect(Date.parse(sent?.body.wakeAt ?? '')).toBeGreaterThan(Date.now());
  expect(await screen.findByText(/^待门店：等待门店提供监控 · /)).toBeTruthy();
});

test('what the server refuses stands at its field; the dialog stays', async () => {
  const wake = {
    pointer: '#/body/wakeAt',
    code: 'wake_too_far',
    detail: '',
    messages: { zh: '唤醒时间最长为一年后', en: 'Too far' },
  };
  bff.on(changeTicketState, problem('validation_failed', { errors: [wake] }));
  const page = await opened();
  await press(page, '转为等待');
  const inside = within(await dialog());
  await page.user.type(inside.getByLabelText('等待原因'), '等');
  await page.user.click(inside.getByRole('button', { name: '3 天后' }));
  await page.user.click(inside.getByRole('button', { name: '转为等待' }));
  expect(await inside.findByText('唤醒时间最长为一年后')).toBeTruthy();
  expect(inside.getByLabelText<HTMLInputElement>('等待原因').value).toBe('等');
});

test('resolving without an owner: warned before, refused with words', async () => {
  become({ ownerId: null, ownerName: null });
  const owner = {
    pointer: '#/body/to',
    code: 'owner_required',
    detail: '',
    messages: { zh: '已解决的工单必须有受理人', en: 'Owner' },
  };
  bff.on(changeTicketState, problem('validation_failed', { errors: [owner] }));
  const page = await opened();
  await press(page, '标记为已解决');
  const inside = within(await dialog());
  expect(inside.getByText(/请先分派/)).toBeTruthy();
  await page.user.click(inside.getByRole('button', { name: '标记为已解决' }));
  expect(await inside.findByText('已解决的工单必须有受理人')).toBeTruthy();
});

test('a state it cannot reach any more: said on the page, which shows the present offers', async () => {
  become({ state: 'waiting_store', nextStates: ['open', 'invalid'] });
  bff.on(changeTicketState, problem('ticket_state_unreachable'));
  const page = await opened();
  await press(page, '继续处理');
  expect(await screen.findByText('工单不能从当前状态变更为该状态')).toBeTruthy();
  expect(bff.calls(changeTicketState)[0]?.body).toEqual({ to: 'open', reason: null, wakeAt: null });
});

test('invalid is behind one more press, with a warning', async () => {
  const page = await opened();
  await press(page, '更多操作');
  await page.user.click(await screen.findByText('标为无效'));
  const inside = within(await dialog());
  expect(inside.getByText(/标为无效后不能再处理/)).toBeTruthy();
  await page.user.click(inside.getByRole('button', { name: '标为无效' }));
  await waitFor(() =>
    expect(bff.calls(changeTicketState)[0]?.body).toEqual({ to: 'invalid', reason: null, wakeAt: null }),
  );
});

test('reopen and close are offered on a resolved ticket', async () => {
  become({ state: 'resolved', nextStates: ['open', 'closed', 'invalid'] });
  const page = await opened();
  await press(page, '重新打开');
  const inside = within(await dialog());
  await page.user.type(inside.getByLabelText('重新打开的原因（选填）'), '问题仍在');
  await page.user.click(inside.getByRole('button', { name: '重新打开' }));
  await waitFor(() => expect(bff.calls(changeTicketState)[0]?.body).toMatchObject({ to: 'open', reason: '问题仍在' }));
});

test('an edit sends only what was changed', async () => {
  const page = await opened();
  await press(page, '编辑');
  const inside = within(await dialog());
  const subject = inside.getByLabelText('标题');
  await page.user.clear(subject);
  await page.user.type(subject, '多扣 15 元');
  await page.user.click(inside.getByRole('button', { name: '保存' }));
  await waitFor(() => expect(bff.calls(updateTicket)).toHaveLength(1));
  expect(bff.calls(updateTicket)[0]?.body).toEqual({ subject: '多扣 15 元' });
});

test('two people change the same field: both values are shown, mine can be kept', async () => {
  bff.on(updateTicket, () => {
    const current = become({ version: 5, subject: '别人的标题' });
    return problem('someone_replied', { current, changed: ['subject'] });
  });
  const page = await opened();
  await press(page, '编辑');
  const subject = within(await dialog()).getByLabelText('标题');
  await page.user.clear(subject);
  await page.user.type(subject, '我的标题');
  await page.user.click(within(await dialog()).getByRole('button', { name: '保存' }));
  const row = await screen.findByRole('row', { name: '标题 别人的标题 我的标题' });
  expect(row).toBeTruthy();
  bff.on(updateTicket, { ...ticket, version: 6, subject: '我的标题' });
  await press(page, '保留我的修改并重新提交');
  await waitFor(() => expect(bff.calls(updateTicket)[1]?.ifMatch).toBe(5));
  expect(await screen.findByRole('heading', { level: 1, name: '我的标题' })).toBeTruthy();
});
