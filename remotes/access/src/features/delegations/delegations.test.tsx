import {
  createDelegation,
  endDelegation,
  listMyDelegations,
  type Delegation,
} from '@eoms/contracts/access/delegations.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { DelegationsPage } from './delegations.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listMyDelegations).items as [Delegation];
const person = { id: example.owner.id, name: '李强', employeeNo: 'E1082', kind: 'employee' as const, level: 5 };
const me = { ...person, department: { zh: '门店', en: 'Store' }, position: { zh: '店长', en: 'Manager' } };
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<DelegationsPage />, {
    path: `/access/delegations${query}`,
    route: '/access/delegations',
    person: me,
    ...setup,
  });

test('shows who decides for me and for whom I decide, and why one has no effect', async () => {
  const received = { ...example, id: person.id, owner: example.delegate, delegate: example.owner, mayEnd: false };
  bff.on(listMyDelegations, {
    items: [example, { ...received, without: 'NOTHING_TO_DECIDE' as const, systems: ['service'] }],
    next: null,
  });
  open();
  await screen.findByText('委托给 蔡雯');
  const [first, second] = within(await screen.findByRole('table'))
    .getAllByRole('row')
    .slice(1) as [HTMLElement, HTMLElement];
  for (const text of ['委托给 蔡雯', '生效中', '全部系统', '年休假']) expect(first.textContent).toContain(text);
  for (const text of ['代 蔡雯 审批', '委托人目前没有审批事项', '客服中心']) expect(second.textContent).toContain(text);
  expect(within(second).queryByRole('button', { name: '结束委托' })).toBeNull();
});

test('a new one names delegate, end and reason; an end too far is refused before sending', async () => {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: '新建委托' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('combobox', { name: '受托人' }));
  await user.click(await screen.findByTitle(/蔡雯/));
  await user.click(dialog.getByRole('button', { name: '1 周' }));
  await user.click(dialog.getByRole('button', { name: '确认委托' }));
  expect(await dialog.findByText('此项必填')).toBeTruthy();
  await user.type(dialog.getByLabelText('原因'), '年休假');
  await user.click(dialog.getByRole('button', { name: '确认委托' }));
  expect(await screen.findByText('委托已建立')).toBeTruthy();
  const [call] = bff.calls(createDelegation);
  expect(call?.body).toMatchObject({ delegateId: example.delegate.id, from: null, systems: [], reason: '年休假' });
  expect(Math.round((Date.parse(call?.body.until ?? '') - Date.now()) / 86_400_000)).toBe(7);
});

test('a refusal is said and keeps the form', async () => {
  bff.on(createDelegation, problem('delegation_pointless'));
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: '新建委托' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('combobox', { name: '受托人' }));
  await user.click(await screen.findByTitle(/蔡雯/));
  await user.click(dialog.getByRole('button', { name: '2 周' }));
  await user.type(dialog.getByLabelText('原因'), '出差');
  await user.click(dialog.getByRole('button', { name: '确认委托' }));
  expect(await dialog.findByText('你目前没有可以委托的审批权限')).toBeTruthy();
});

test('one is ended after a question', async () => {
  const { user } = open();
  await user.click(await screen.findByRole('button', { name: '结束委托' }));
  await user.click((await screen.findAllByRole('button', { name: '结束委托' })).at(-1)!);
  await waitFor(() => expect(bff.calls(endDelegation)).toHaveLength(1));
  expect(await screen.findByText('委托已结束')).toBeTruthy();
});

test('the view is kept in the URL; an empty one says what to do', async () => {
  bff.on(listMyDelegations, { items: [], next: null });
  const { user, address } = open('', { locale: 'en' });
  expect(await screen.findByText('No delegation')).toBeTruthy();
  await user.click(screen.getByText('Given to me'));
  await waitFor(() => expect(address()).toBe('/access/delegations?view=received'));
  await waitFor(() => expect(bff.calls(listMyDelegations).at(-1)?.query.direction).toBe('received'));
});
