import { exampleResponse } from '@eoms/contracts/fake';
import {
  getTicket,
  listTicketEvents,
  listTickets,
  replyToTicket,
  revealTicketPhone,
} from '@eoms/contracts/service/tickets.contract';
import { noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import type { RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { entries, event, example, open, opened, path, press, ticket, ticketScene } from './ticket-scene.tsx';

const { bff, become, timeline } = ticketScene();
const box = (name = '回复发起人') => screen.getByRole<HTMLTextAreaElement>('textbox', { name });
const replies = () => bff.calls(replyToTicket);

/** Somebody else answered meanwhile: refuses, and shows what is there now. */
const someoneReplied = () => {
  const current = become({ version: 4 });
  timeline(event(1), event(2, { byName: '李雪', text: '我已联系门店' }));
  return problem('someone_replied', { current, changed: ['messages'] });
};

test('shows conversation, requester, store and facts, and names the tab', async () => {
  await opened();
  expect(await screen.findByText('第 1 条')).toBeTruthy();
  expect(document.title).toBe('包夜被多扣 15 元 · EOMS');
  const context = within(screen.getByRole('complementary', { name: '工单资料' }));
  for (const text of [
    '峡谷老六',
    '100****0042',
    '网鱼电竞(上海松江大学城店)',
    '门店前台',
    '计费争议',
    '2026/03/11 20:30',
  ])
    expect(context.getByText(text)).toBeTruthy();
});

test('the requester’s phone stands masked; whoever may sees it after saying why', async () => {
  bff.on(revealTicketPhone, { value: '10000000042' });
  const page = await opened();
  await press(page, '查看完整电话');
  const dialog = await screen.findByRole('dialog', { name: '查看电话' });
  await page.user.type(within(dialog).getByRole('textbox', { name: '查看原因' }), '回访客诉处理结果');
  await page.user.click(within(dialog).getByRole('button', { name: /查\s?看/ }));
  expect(await screen.findByText('10000000042')).toBeTruthy();
  expect(bff.calls(revealTicketPhone)).toMatchObject([
    { params: { ticketId: ticket.id }, body: { reason: '回访客诉处理结果' } },
  ]);
  page.unmount();
  await opened({ metas: ['service.ticket.view'] });
  expect(screen.getByText('100****0042')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '查看完整电话' })).toBeNull();
});

test('links to the store and its tickets, where they lead somewhere', async () => {
  bff.on(listTickets, {
    items: [{ ...exampleResponse(listTickets).items[0]!, id: example.id, subject: '另一张' }],
    next: null,
  });
  const intents: RenderPageOptions['intents'] = {
    'store.open': { path: '/stores/stores/:storeId', system: 'stores', allowed: true, reason: null },
    'ticket.list': { path: '/service/tickets', system: 'service', allowed: true, reason: null },
  };
  await opened({ intents });
  const href = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  expect(href('打开门店档案')).toBe(`/stores/stores/${ticket.storeId}`);
  expect(href('查看该门店的全部工单')).toBe(`/service/tickets?storeId=${ticket.storeId}`);
  await screen.findByText('另一张');
  expect(href('另一张')).toBe(`/service/tickets/${example.id}`);
});

test('the timeline says who did what and who may read it, in words', async () => {
  timeline(
    event(1, { kind: 'opened', byKind: 'requester', byName: '峡谷老六' }),
    event(2, {
      kind: 'assigned',
      byName: '李雪',
      visibility: 'store',
      text: null,
      changes: [{ field: 'ownerName', from: null, to: '王敏' }],
    }),
    event(3, { visibility: 'internal' }),
    event(4, { visibility: 'store' }),
    event(5, {
      kind: 'edited',
      text: null,
      changes: [
        { field: 'priority', from: 'normal', to: 'high' },
        { field: 'category', from: '', to: 'billing.dispute' },
      ],
    }),
    event(6, {
      kind: 'state_changed',
      byName: '李雪',
      text: '等监控',
      changes: [
        { field: 'state', from: 'open', to: 'waiting_store' },
        { field: 'wakeAt', from: null, to: '2026-03-12T12:30:00.000Z' },
      ],
    }),
    event(7, {
      kind: 'state_changed',
      byKind: 'system',
      byName: '系统',
      text: null,
      changes: [{ field: 'state', from: 'waiting_store', to: 'open' }],
    }),
  );
  await opened();
  const texts = (await entries()).map((entry) => entry.textContent);
  const says = [
    ['峡谷老六 提交了工单', '发起人可见', '第 1 条'],
    ['李雪 将工单分派给 王敏'],
    ['仅内部', '第 3 条'],
    ['门店可见', '第 4 条'],
    ['王敏 修改了工单信息', '优先级：普通 → 高', '分类：（空） → 计费争议'],
    ['李雪 将状态变更为“待门店”', '等监控', '唤醒时间：2026/03/12 20:30'],
    ['等待到期，工单自动回到“处理中”'],
  ];
  expect(texts).toHaveLength(says.length);
  for (const [index, parts] of says.entries()) for (const part of parts) expect(texts[index]).toContain(part);
  expect(texts[1]).not.toContain('可见');
});

test('20,000 characters fold, and unfold without cutting a character in two', async () => {
  timeline(event(1, { text: '𠮷'.repeat(20_000) }));
  const { user } = await opened();
  const more = await screen.findByRole('button', { name: '展开全文（20,000 字）' });
  const [entry] = await entries();
  expect([...(entry?.querySelector('.service-text')?.textContent ?? '')]).toHaveLength(501);
  await user.click(more);
  expect(entry?.querySelector('.service-text')?.textContent).toBe('𠮷'.repeat(20_000));
  await user.click(screen.getByRole('button', { name: '收起' }));
  expect(screen.getByRole('button', { name: /展开全文/ })).toBeTruthy();
});

test('earlier entries come when asked, above those that are there', async () => {
  bff.on(listTicketEvents, ({ query }) =>
    query.cursor ? { items: [event(1)], next: null } : { items: [event(3), event(2)], next: 'earlier' },
  );
  const page = await opened();
  await page.user.click(await screen.findByRole('button', { name: '加载更早的记录' }));
  await screen.findByText('第 1 条');
  expect((await entries()).map((entry) => /第 \d 条/.exec(entry.textContent)?.[0])).toEqual([
    '第 1 条',
    '第 2 条',
    '第 3 条',
  ]);
  expect(screen.queryByRole('button', { name: '加载更早的记录' })).toBeNull();
});

test('a reply carries the version seen and who may read it', async () => {
  const { user } = await opened();
  await user.type(box(), '  马上核对  ');
  await user.keyboard('{Control>}{Enter}{/Control}');
  await waitFor(() => expect(box().value).toBe(''));
  expect(replies().map(({ body, ifMatch }) => [body, ifMatch])).toEqual([
    [{ visibility: 'requester', text: '马上核对' }, 3],
  ]);
  await user.type(box(), '还有');
  await user.keyboard('{Meta>}{Enter}{/Meta}');
  await waitFor(() => expect(replies()).toHaveLength(2));
  expect(replies()[1]?.ifMatch).toBe(4);
});

test('the draft is kept while switching who may read it, and the button says who will', async () => {
  const page = await opened();
  await page.user.type(box(), '给谁看？');
  await page.user.click(screen.getByText('与门店沟通'));
  expect(box('与门店沟通').value).toBe('给谁看？');
  expect(screen.getByText('门店与总部可见，发起人看不到')).toBeTruthy();
  await page.user.click(screen.getByText('内部备注'));
  expect(box('内部备注').value).toBe('给谁看？');
  await press(page, '保存内部备注');
  await waitFor(() => expect(replies().map(({ body }) => body.visibility)).toEqual(['internal']));
});

test('only what is permitted is offered', async () => {
  become({ mayNote: false, mayEdit: false, mayAssign: false, nextStates: [] });
  await opened();
  expect(screen.queryByText('内部备注')).toBeNull();
  for (const name of ['分派', '编辑', '转为等待', '标记为已解决', '更多操作', '分派给我'])
    expect(screen.queryByRole('button', { name })).toBeNull();
});

test('somebody answered first: his words are shown, mine are kept, sending again goes through', async () => {
  bff.on(replyToTicket, someoneReplied);
  const page = await opened();
  await screen.findByText('第 1 条');
  await page.user.type(box(), '您好，正在核对');
  await press(page, '发送给发起人');
  expect(await screen.findByText('我已联系门店')).toBeTruthy();
  expect(screen.getByText('在你编辑期间，工单有了新的动态')).toBeTruthy();
  expect(within((await entries())[1]!).getByText('新')).toBeTruthy();
  expect(box().value).toBe('您好，正在核对');
  bff.on(replyToTicket, exampleResponse(replyToTicket));
  await press(page, '发送给发起人');
  await waitFor(() => expect(box().value).toBe(''));
  expect(replies().map(({ ifMatch }) => ifMatch)).toEqual([3, 4]);
  expect(screen.queryByText('在你编辑期间，工单有了新的动态')).toBeNull();
});

test('closed meanwhile: what was typed can still be copied', async () => {
  bff.on(replyToTicket, () => {
    const current = become({ version: 4, state: 'closed', mayReply: false, mayNote: false, nextStates: [] });
    return problem('someone_replied', { current, changed: ['state'] });
  });
  const page = await opened();
  await page.user.type(box(), '来晚了');
  await press(page, '发送给发起人');
  expect(await screen.findByText('工单已关闭，不能再回复。如需继续处理，请新建工单。')).toBeTruthy();
  expect(box('你尚未发送的内容（可复制）').value).toBe('来晚了');
});

test('sent twice at once it goes out once; after a lost answer under the same key', async () => {
  let lose = (): void => undefined;
  bff.on(replyToTicket, () => new Promise<typeof noNetwork>((resolve) => (lose = () => resolve(noNetwork))));
  const page = await opened();
  await page.user.type(box(), '只发一次');
  await page.user.keyboard('{Control>}{Enter}{Enter}{/Control}');
  await waitFor(() => expect(replies()).toHaveLength(1));
  lose();
  await screen.findByText(/网络连接不上/);
  expect(replies()).toHaveLength(1);
  bff.on(replyToTicket, exampleResponse(replyToTicket));
  await press(page, '重试');
  await waitFor(() => expect(box().value).toBe(''));
  expect(new Set(replies().map(({ requestId }) => requestId)).size).toBe(1);
});

test('leaving with something typed asks first', async () => {
  const page = await opened();
  await page.user.type(box(), '半句话');
  await page.user.click(screen.getByRole('link', { name: '工单' }));
  await press(page, await screen.findByRole('button', { name: '留在此页' }).then(() => '留在此页'));
  expect(page.address()).toBe(path);
  expect(box().value).toBe('半句话');
});

test('not there, or an address that names nothing', async () => {
  bff.on(getTicket, problem('not_found'));
  const page = open();
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
  await page.goTo('/service/tickets/nonsense');
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
  expect(bff.calls(getTicket)).toHaveLength(1);
});

test('in English', async () => {
  become({
    state: 'waiting_store',
    waitingReason: 'CCTV',
    wakeAt: '2026-03-12T12:30:00.000Z',
    nextStates: ['open', 'invalid'],
  });
  await opened({ locale: 'en' });
  expect(screen.getByText(/^Waiting for store: CCTV · back in progress on /)).toBeTruthy();
  for (const name of ['Assign', 'Edit', 'Go on working', 'Send to requester'])
    expect(screen.getByRole('button', { name })).toBeTruthy();
  expect(await screen.findAllByText('Requester sees it')).toHaveLength(1);
});
