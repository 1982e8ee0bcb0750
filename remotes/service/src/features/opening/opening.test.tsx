import { exampleResponse } from '@eoms/contracts/fake';
import {
  createTicket,
  listRequesterOptions,
  listTicketCategories,
  listTickets,
} from '@eoms/contracts/service/tickets.contract';
import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { OpeningPage } from './opening.page.tsx';

const bff = fakeBff();
const [store] = exampleResponse(listRequesterOptions).items as [{ id: string; name: string }];
const created = exampleResponse(createTicket);

const open = (query = '', options: object = {}) =>
  renderPage(<OpeningPage />, { path: `/service/tickets/new${query}`, route: '/service/tickets/new', ...options });
type Opened = ReturnType<typeof open>;

const choose = async ({ user }: Opened, label: string, option: string) => {
  await user.click(screen.getByRole('combobox', { name: label }));
  await user.click(await screen.findByText(option, { selector: '.ant-select-item-option-content' }));
};

async function fillIn(page: Opened) {
  await page.user.type(screen.getByLabelText('会员称呼'), '峡谷老六');
  await page.user.type(screen.getByLabelText('联系电话（选填）'), '１００ ０００００４２');
  await choose(page, '类型', '投诉');
  await choose(page, '分类', '计费争议');
  await page.user.type(screen.getByLabelText('标题'), '包夜被多扣 15 元');
  await page.user.type(screen.getByLabelText('内容'), '昨晚 22 点包夜');
}

const submit = ({ user }: Opened) => user.click(screen.getByRole('button', { name: /创建工单$/ }));
const bodies = () => bff.calls(createTicket).map(({ body }) => body);

test('a member’s ticket about a store: one request, then its page', async () => {
  const page = open();
  await fillIn(page);
  await choose(page, '所涉门店', store.name);
  await submit(page);
  await waitFor(() => expect(page.address()).toBe(`/service/tickets/${created.id}`));
  expect(bodies()).toEqual([
    {
      type: 'complaint',
      category: 'billing.dispute',
      subject: '包夜被多扣 15 元',
      text: '昨晚 22 点包夜',
      priority: 'normal',
      channel: 'phone',
      requester: { kind: 'member', name: '峡谷老六', phone: '1000000042' },
      storeId: store.id,
    },
  ]);
});

test('a store asks: the ticket is about that store', async () => {
  const page = open(`?storeId=${store.id}`);
  await page.user.click(screen.getByRole('radio', { name: '门店' }));
  await fillMatter(page);
  await submit(page);
  await waitFor(() => expect(bodies()).toHaveLength(1));
  expect(bodies()[0]).toMatchObject({ requester: { kind: 'store', storeId: store.id }, storeId: store.id });
});

async function fillMatter(page: Opened) {
  await choose(page, '类型', '投诉');
  await choose(page, '分类', '计费争议');
  await page.user.type(screen.getByLabelText('标题'), '收银系统打不开');
  await page.user.type(screen.getByLabelText('内容'), '今早起');
}

test('a department asks; a store may be left out', async () => {
  bff.on(listRequesterOptions, ({ query }) => ({
    items: query.kind === 'hq' ? [{ id: created.id, name: '财务部' }] : [store],
    next: null,
  }));
  const page = open();
  await page.user.click(screen.getByRole('radio', { name: '总部部门' }));
  await choose(page, '总部部门', '财务部');
  await fillMatter(page);
  await submit(page);
  await waitFor(() => expect(bodies()).toHaveLength(1));
  expect(bodies()[0]).toMatchObject({ requester: { kind: 'hq', departmentId: created.id }, storeId: null });
});

test('the store a link names is chosen by name', async () => {
  open(`?storeId=${store.id}`);
  expect(await screen.findByText(store.name)).toBeTruthy();
});

test('a store that the first page of the search lacks is named by its tickets', async () => {
  bff.on(listRequesterOptions, { items: [], next: null });
  open(`?storeId=${store.id}`);
  expect(await screen.findByText(store.name)).toBeTruthy();
  expect(bff.calls(listTickets)[0]?.query.storeId).toBe(store.id);
});

test('another type takes the category away that does not belong to it', async () => {
  bff.on(listTicketCategories, {
    items: [
      { code: 'billing.dispute', type: 'complaint', name: { zh: '计费争议', en: 'Billing dispute' } },
      { code: 'device.fault', type: 'after_sales', name: { zh: '设备故障', en: 'Device fault' } },
    ],
  });
  const page = open();
  await choose(page, '类型', '投诉');
  await choose(page, '分类', '计费争议');
  await choose(page, '类型', '售后');
  await page.user.click(screen.getByRole('combobox', { name: '分类' }));
  expect(await screen.findByText('设备故障', { selector: '.ant-select-item-option-content' })).toBeTruthy();
  expect(screen.queryByText('计费争议', { selector: '.ant-select-selection-item' })).toBeNull();
});

test('what is missing or too long is said at its field and nothing is sent', async () => {
  const page = open();
  const subject = screen.getByLabelText('标题');
  await page.user.click(subject);
  await page.user.paste('𠮷'.repeat(121));
  await page.user.type(screen.getByLabelText('联系电话（选填）'), '12');
  await submit(page);
  expect(await screen.findByText('最多 120 个字，现在有 121 个')).toBeTruthy();
  expect(await screen.findByText('电话号码应为 7 到 15 位数字')).toBeTruthy();
  expect(screen.getByLabelText('会员称呼').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByLabelText('内容').getAttribute('aria-invalid')).toBe('true');
  expect(bodies()).toHaveLength(0);
});

test('refusals of the server stand at their fields, what is typed stays', async () => {
  bff.on(
    createTicket,
    problem('validation_failed', {
      errors: [
        {
          pointer: '#/body/requester/phone',
          code: 'phone_format',
          detail: '',
          messages: { zh: '号码不对', en: 'Wrong number' },
        },
        {
          pointer: '#/body/storeId',
          code: 'store_required',
          detail: '',
          messages: { zh: '请选择你负责的门店', en: 'Choose' },
        },
      ],
    }),
  );
  const page = open();
  await fillIn(page);
  await submit(page);
  expect(await screen.findByText('号码不对')).toBeTruthy();
  expect(await screen.findByText('请选择你负责的门店')).toBeTruthy();
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('联系电话（选填）')));
  expect(screen.getByLabelText<HTMLInputElement>('标题').value).toBe('包夜被多扣 15 元');
  expect(screen.queryByRole('alert', { name: /未通过/ })).toBeNull();
});

test('pressed twice it is sent once', async () => {
  let answer = (): void => undefined;
  bff.on(createTicket, () => new Promise((resolve) => (answer = () => resolve(created))));
  const page = open();
  await fillIn(page);
  await submit(page);
  await page.user.keyboard('{Enter}');
  await submit(page);
  await waitFor(() => expect(bodies()).toHaveLength(1));
  answer();
  await waitFor(() => expect(page.address()).toBe(`/service/tickets/${created.id}`));
  expect(bodies()).toHaveLength(1);
});

test('after a lost answer the same attempt is repeated under its key', async () => {
  bff.on(createTicket, noNetwork);
  const page = open();
  await fillIn(page);
  await submit(page);
  await screen.findByText(/网络连接不上/);
  bff.on(createTicket, created);
  await page.user.click(screen.getByRole('button', { name: '重试' }));
  await waitFor(() => expect(page.address()).toBe(`/service/tickets/${created.id}`));
  const keys = bff.calls(createTicket).map(({ requestId }) => requestId);
  expect(keys).toHaveLength(2);
  expect(new Set(keys).size).toBe(1);
});

test('leaving with something typed asks first', async () => {
  const page = open();
  await page.user.type(screen.getByLabelText('标题'), '半句话');
  await page.user.click(screen.getByRole('button', { name: '取消' }));
  await page.user.click(await screen.findByRole('button', { name: '留在此页' }));
  expect(page.address()).toBe('/service/tickets/new');
  expect(screen.getByLabelText<HTMLInputElement>('标题').value).toBe('半句话');
});

test('in English', () => {
  open('', { locale: 'en' });
  for (const name of [
    'Name of the member',
    'Phone (optional)',
    'Subject',
    'Text',
    'Priority',
    'Channel',
    'Store concerned',
  ])
    expect(screen.getByLabelText(name)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Open ticket' })).toBeTruthy();
});
