import { exampleResponse } from '@eoms/contracts/fake';
import { listTickets, type TicketRow } from '@eoms/contracts/service/tickets.contract';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { QueuePage } from './queue.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listTickets).items as [TicketRow];
const numbered = (n: number, changes: Partial<TicketRow> = {}): TicketRow => ({
  ...example,
  id: `0195844e-2d00-7000-8000-0000000001${String(n).padStart(2, '0')}`,
  no: `GD20260311-${String(n).padStart(5, '0')}`,
  subject: `第 ${n} 张`,
  ...changes,
});

const open = (path = '/service/tickets', options: object = {}) =>
  renderPage(<QueuePage />, { path, route: '/service/tickets', ...options });
const lastQuery = () => bff.calls(listTickets).at(-1)?.query;
const view = (name: string) => screen.getByRole('radio', { name });

test('a row shows what the agent needs and leads to the ticket', async () => {
  bff.on(listTickets, {
    items: [
      numbered(1),
      numbered(2, {
        state: 'waiting_store',
        wakeAt: new Date(Date.now() + 7_200_000).toISOString(),
        ownerId: null,
        ownerName: null,
      }),
    ],
    next: null,
  });
  const { user, address } = open();
  await screen.findByText('第 1 张');
  const [first, second] = (await screen.findAllByRole('row')).slice(1) as [HTMLElement, HTMLElement];
  for (const text of ['GD20260311-00001 · 投诉 · 计费争议', '处理中', '高', '峡谷老六', '会员 · 100****0042', '王敏'])
    expect(within(first).getByText(text)).toBeTruthy();
  expect(within(second).getByText('待门店')).toBeTruthy();
  expect(within(second).getByText('2小时后唤醒').title).toMatch(/^\d{4}\/\d\d\/\d\d \d\d:\d\d$/);
  expect(within(second).getByText('未分派')).toBeTruthy();
  expect(within(first).getAllByTitle('2026/03/11 20:30')).toHaveLength(2);
  await user.click(within(first).getByText('王敏'));
  expect(address()).toBe(`/service/tickets/${numbered(1).id}`);
});

test('Enter on a row opens it', async () => {
  const { user, address } = open();
  (await screen.findByRole('link', { name: /包夜被多扣/ })).focus();
  await user.keyboard('{Enter}');
  expect(address()).toBe(`/service/tickets/${example.id}`);
});

test('filters and order come from the URL and go there', async () => {
  const { user, address } = open(
    '/service/tickets?state=open&type=complaint&requesterKind=member&sort=priority&order=desc&q=包夜',
  );
  await screen.findByRole('table');
  expect(lastQuery()).toMatchObject({
    q: '包夜',
    state: ['open'],
    type: ['complaint'],
    requesterKind: ['member'],
    sort: 'priority',
    order: 'desc',
  });
  await user.click(screen.getByRole('combobox', { name: '优先级' }));
  await user.click(await screen.findByText('紧急', { selector: '.ant-select-item-option-content' }));
  await waitFor(() => expect(lastQuery()).toMatchObject({ priority: ['urgent'] }));
  expect(new URLSearchParams(address().split('?')[1]).get('priority')).toBe('urgent');
  await user.click(screen.getByRole('button', { name: /创建时间/ }));
  await waitFor(() => expect(lastQuery()).toMatchObject({ sort: 'openedAt' }));
});

test('what is typed is searched once, when typing pauses', async () => {
  const { user } = open();
  await screen.findByRole('table');
  await user.type(screen.getByRole('searchbox'), '0042{Enter}');
  await waitFor(() => expect(lastQuery()).toMatchObject({ q: '0042' }));
  expect(bff.calls(listTickets).filter(({ query }) => query.q)).toHaveLength(1);
});

test.each([
  [
    '我受理的',
    { owner: 'me', state: ['new', 'open', 'waiting_requester', 'waiting_store', 'waiting_hq', 'waiting_platform'] },
  ],
  ['未分派', { owner: 'none', state: ['new', 'open'] }],
  ['待处理', { state: ['new', 'open'] }],
])('view %s', async (name, query) => {
  const { user, address } = open('/service/tickets?q=网费');
  await screen.findByRole('table');
  await user.click(screen.getByText(name));
  await waitFor(() => expect(lastQuery()).toMatchObject({ ...query, q: '网费' }));
  expect(view(name)).toHaveProperty('checked', true);
  await user.click(screen.getByText('全部'));
  await waitFor(() => expect(decodeURI(address())).toBe('/service/tickets?q=网费'));
});

test('a link of the home page opens with its view marked', async () => {
  open('/service/tickets?owner=none&state=new&state=open');
  await screen.findByRole('table');
  expect(view('未分派')).toHaveProperty('checked', true);
});

test('tickets of one store: the chip names it and takes it away', async () => {
  const { user, address } = open(`/service/tickets?storeId=${example.storeId}`);
  const remove = await screen.findByRole('button', { name: '取消此条件：门店：网鱼电竞(上海松江大学城店)' });
  expect(lastQuery()).toMatchObject({ storeId: example.storeId });
  await user.click(remove);
  await waitFor(() => expect(address()).toBe('/service/tickets'));
  expect(screen.queryByRole('button', { name: /取消此条件/ })).toBeNull();
});

test('what is no id in the URL is left out', async () => {
  open('/service/tickets?storeId=x&owner=boss&state=asleep');
  await screen.findByRole('table');
  expect(lastQuery()).toEqual({ sort: 'updatedAt', order: 'desc', limit: 50 });
});

test('pages by cursor, there and back', async () => {
  bff.on(listTickets, ({ query }) =>
    query.cursor ? { items: [numbered(2)], next: null } : { items: [numbered(1)], next: 'page-2' },
  );
  const { user, address } = open();
  await screen.findByText('第 1 张');
  await user.click(screen.getByRole('button', { name: '下一页' }));
  expect(await screen.findByText('第 2 张')).toBeTruthy();
  expect(address()).toBe('/service/tickets?cursor=page-2');
  await user.click(screen.getByRole('button', { name: '上一页' }));
  expect(await screen.findByText('第 1 张')).toBeTruthy();
});

test('nothing found: says so, and one press shows everything', async () => {
  bff.on(listTickets, ({ query }) => ({ items: query.q ? [] : [numbered(1)], next: null }));
  const { user } = open('/service/tickets?q=没有');
  expect(await screen.findByText('没有符合条件的工单')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: '查看全部工单' }));
  expect(await screen.findByText('第 1 张')).toBeTruthy();
});

test('no network: says so, and trying again helps', async () => {
  bff.on(listTickets, noNetwork);
  const { user } = open();
  await screen.findByText(/网络连接不上/);
  bff.on(listTickets, { items: [numbered(1)], next: null });
  await user.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('第 1 张')).toBeTruthy();
});

test('not permitted: names the permission; nobody without it is offered to open a ticket', async () => {
  bff.on(
    listTickets,
    problem('permission_missing', {
      meta: {
        code: 'service.ticket.view',
        name: { zh: '查看工单', en: 'See tickets' },
        system: { zh: '客服服务中心', en: 'Service' },
      },
    }),
  );
  open('/service/tickets', { metas: [] });
  expect(await screen.findByText('缺少的权限：查看工单（客服服务中心）')).toBeTruthy();
  expect(screen.queryByText('新建工单')).toBeNull();
});

test('in English', async () => {
  open('/service/tickets', { locale: 'en' });
  expect(await screen.findByText('In progress')).toBeTruthy();
  for (const name of ['Mine', 'Unassigned', 'To do', 'All']) expect(view(name)).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'Tickets' })).toBeTruthy();
  expect(screen.getByText(/Complaint · Billing dispute/)).toBeTruthy();
});
