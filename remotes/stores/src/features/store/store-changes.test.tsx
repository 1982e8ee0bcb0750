import { exampleResponse } from '@eoms/contracts/fake';
import {
  changeStoreOwner,
  changeStoreStatus,
  getStore,
  listFranchisees,
  type Store,
} from '@eoms/contracts/stores/stores.contract';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { portal } from '@eoms/kit';
import { renderPage } from '@eoms/kit/testing/render';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StorePage } from './store.page.tsx';

const bff = fakeBff();

const store = (change: Partial<Store> = {}): Store => ({
  ...exampleResponse(getStore),
  version: 3,
  mayChangeOwner: true,
  ...change,
});
const tickets = { path: '/service/tickets', system: 'service', allowed: true, reason: null } as const;

async function openDialog(button: string, setup: Parameters<typeof renderPage>[1] = {}) {
  const address = { path: `/stores/stores/${store().id}`, route: '/stores/stores/:storeId' };
  const page = renderPage(<StorePage />, { ...address, intents: { 'ticket.list': tickets }, ...setup });
  await page.user.click(await screen.findByRole('button', { name: button }));
  const dialog = await screen.findByRole('dialog', { name: button });
  const choose = async (field: string, option: string) => {
    await page.user.click(within(dialog).getByRole('combobox', { name: field }));
    await page.user.click(await screen.findByTitle(option));
  };
  const write = (text: string) => page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), text);
  const confirm = () => page.user.click(within(dialog).getByRole('button', { name: '确认变更' }));
  return { page, dialog, choose, write, confirm };
}

const refusedField = (pointer: string, zh: string) => ({
  pointer,
  code: 'refused',
  detail: zh,
  messages: { zh, en: zh },
});
const closed = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

test('changes the status now, with its reason, upon the version that was seen', async () => {
  bff.on(getStore, store());
  const { dialog, write, confirm } = await openDialog('变更状态');
  expect(within(dialog).getByText('当前状态：营业')).toBeTruthy();
  expect(within(dialog).getByText(/门店暂停接待顾客/)).toBeTruthy();
  await write('消防整改');
  bff.on(getStore, store({ status: 'suspended', version: 4, nextStatuses: ['open', 'closed'] }));
  await confirm();
  await closed();
  const [call] = bff.calls(changeStoreStatus);
  expect(call).toMatchObject({ ifMatch: 3, body: { to: 'suspended', effectiveFrom: null, reason: '消防整改' } });
  expect(await screen.findByText('变更已生效')).toBeTruthy();
  await waitFor(() => expect(screen.getAllByText('停业整改').length).toBeGreaterThan(0));
});

test('schedules by the clock of the store, and refuses what is past before sending', async () => {
  bff.on(getStore, store({ zone: 'America/Toronto' }));
  const { page, dialog, write, confirm } = await openDialog('变更状态');
  await page.user.click(within(dialog).getByRole('radio', { name: '指定时间' }));
  await write('消防整改');
  await confirm();
  expect(await within(dialog).findByText('请选择生效时间')).toBeTruthy();
  const at = within(dialog).getByLabelText('生效于（门店当地时间）');
  fireEvent.change(at, { target: { value: '2020-01-01T09:00' } });
  expect(await within(dialog).findByText('生效时间不能早于现在')).toBeTruthy();
  expect(bff.calls(changeStoreStatus)).toHaveLength(0);
  const day = new Date(Date.now() + 40 * 24 * 3600_000).toISOString().slice(0, 10);
  fireEvent.change(at, { target: { value: `${day}T09:00` } });
  await confirm();
  await closed();
  const sent = bff.calls(changeStoreStatus)[0]?.body.effectiveFrom ?? '';
  expect(
    new Intl.DateTimeFormat('sv', { timeZone: 'America/Toronto', dateStyle: 'short', timeStyle: 'short' }).format(
      new Date(sent),
    ),
  ).toBe(`${day} 09:00`);
});

test('says what must be filled in, and sends nothing', async () => {
  bff.on(getStore, store({ status: 'suspended', nextStatuses: ['open', 'closed'] }));
  const { dialog, confirm } = await openDialog('变更状态');
  await confirm();
  await waitFor(() => expect(within(dialog).getAllByText('此项必填')).toHaveLength(2));
  expect(bff.calls(changeStoreStatus)).toHaveLength(0);
});

test('confirmed twice it is sent once', async () => {
  bff.on(getStore, store());
  const answer = Promise.withResolvers<Store>();
  bff.on(changeStoreStatus, () => answer.promise);
  const { page, dialog, write } = await openDialog('变更状态');
  await write('消防整改{Enter}{Enter}');
  await page.user.dblClick(within(dialog).getByRole('button', { name: /确认变更/ }));
  await waitFor(() => expect(bff.calls(changeStoreStatus)).toHaveLength(1));
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: '取消' }).disabled).toBe(true);
  answer.resolve(store({ version: 4 }));
  await closed();
  expect(bff.calls(changeStoreStatus)).toHaveLength(1);
});

test('after a lost answer the same attempt is sent again under its key', async () => {
  bff.on(getStore, store());
  bff.on(changeStoreStatus, noNetwork);
  const { dialog, write, confirm } = await openDialog('变更状态');
  await write('消防整改');
  await confirm();
  expect((await within(dialog).findByRole('alert')).textContent).toContain('网络连接不上');
  bff.on(changeStoreStatus, store({ version: 4 }));
  await confirm();
  await closed();
  const keys = bff.calls(changeStoreStatus).map((call) => call.requestId);
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
});

test('closing lists what stands in the way and leads there', async () => {
  bff.on(getStore, store({ status: 'suspended', nextStatuses: ['open', 'closed'] }));
  const blockers = [{ kind: 'ticket', count: 3, name: { zh: '未完结工单', en: 'Open tickets' } }];
  bff.on(changeStoreStatus, problem('store_closing_blocked', { blockers }));
  const { dialog, choose, write, confirm } = await openDialog('变更状态');
  await choose('变更为', '闭店');
  expect(within(dialog).getByText(/闭店后不能恢复/)).toBeTruthy();
  await write('租约到期');
  await confirm();
  const alert = await within(dialog).findByRole('alert');
  expect(alert.textContent).toContain('门店还有未完结的事项');
  expect(within(alert).getByText('未完结工单 × 3')).toBeTruthy();
  const jump = within(dialog).getByRole('link', { name: '查看未完结的工单' });
  expect(jump.getAttribute('href')).toBe(`/service/tickets?storeId=${store().id}`);
});

test('upon an old version: shows what changed, keeps what was typed, and the next attempt goes upon the present', async () => {
  bff.on(getStore, store());
  const current = store({ version: 9, hosts: 77, scheduled: null });
  bff.on(changeStoreStatus, ({ ifMatch }) => {
    bff.on(getStore, current);
    return ifMatch === 9 ? store({ version: 10 }) : problem('stale_version', { current, changed: ['hosts'] });
  });
  const { dialog, write, confirm } = await openDialog('变更状态');
  await write('消防整改');
  await confirm();
  const alert = await within(dialog).findByRole('alert');
  expect(within(alert).getByText('机器数').parentElement?.textContent).toBe('机器数77');
  expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: '原因' }).value).toBe('消防整改');
  expect(await screen.findByText('77', { selector: '.eoms-info dd' })).toBeTruthy();
  await confirm();
  await closed();
  expect(bff.calls(changeStoreStatus).map((call) => call.ifMatch)).toEqual([3, 9]);
  expect(bff.calls(changeStoreStatus)[1]?.body.reason).toBe('消防整改');
});

test('a newer state read behind the dialog does not slip under it: the version sent is the one that was seen', async () => {
  bff.on(getStore, store());
  const { write, confirm } = await openDialog('变更状态');
  await write('消防整改');
  bff.on(getStore, store({ version: 4, hosts: 77 }));
  act(() => portal.setState({ accessVersion: 'second' }));
  expect(await screen.findByText('77', { selector: '.eoms-info dd' })).toBeTruthy();
  await confirm();
  await waitFor(() => expect(bff.calls(changeStoreStatus)[0]?.ifMatch).toBe(3));
  await closed();
});

test('when the store moved to another status meanwhile, the choice is made anew', async () => {
  bff.on(getStore, store());
  const current = store({ version: 9, status: 'suspended', nextStatuses: ['open', 'closed'] });
  bff.on(changeStoreStatus, () => problem('stale_version', { current, changed: ['status'] }));
  const { dialog, write, confirm } = await openDialog('变更状态');
  await write('消防整改');
  await confirm();
  expect(await within(dialog).findByText('当前状态：停业整改')).toBeTruthy();
  await confirm();
  expect(await within(dialog).findByText('此项必填')).toBeTruthy();
  expect(bff.calls(changeStoreStatus)).toHaveLength(1);
});

test('when another change was scheduled meanwhile, nothing more can be sent and it says so', async () => {
  bff.on(getStore, store());
  const from = '2027-01-01T00:00:00.000Z';
  const current = store({ version: 9, nextStatuses: [], scheduled: { status: 'suspended', ownerKind: null, from } });
  bff.on(changeStoreStatus, () => problem('stale_version', { current, changed: ['scheduled'] }));
  const { dialog, write, confirm } = await openDialog('变更状态');
  await write('消防整改');
  await confirm();
  expect((await within(dialog).findByRole('alert')).textContent).toContain('2027/01/01 08:00 · 停业整改');
  expect(within(dialog).getByText(/现在不能变更状态/)).toBeTruthy();
  expect(within(dialog).getByRole<HTMLButtonElement>('button', { name: '确认变更' }).disabled).toBe(true);
});

test('a refused instant stands at its field', async () => {
  bff.on(getStore, store());
  const errors = [refusedField('#/body/reason', '原因含有不允许的字符'), refusedField('#/body/to', '不能变更为该状态')];
  bff.on(changeStoreStatus, problem('validation_failed', { errors }));
  const { dialog, write, confirm } = await openDialog('变更状态');
  await write('消防');
  await confirm();
  expect(await within(dialog).findByText('原因含有不允许的字符')).toBeTruthy();
  const field = within(dialog).getByRole('textbox', { name: '原因' });
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(within(dialog).getAllByText('不能变更为该状态')).toHaveLength(1);
});

test('gives the store to a franchisee of the chosen kind, found by name', async () => {
  bff.on(getStore, store());
  const [found] = exampleResponse(listFranchisees).items;
  const mvp = { ...found!, id: '0195844e-2d00-7000-8000-0000000000d9', name: '麦维普', kind: 'mvp' as const };
  bff.on(listFranchisees, { items: [found!, mvp], next: null });
  const { page, dialog, choose, write, confirm } = await openDialog('变更归属');
  expect(within(dialog).getByText('当前归属：直营')).toBeTruthy();
  await choose('新的归属', '网鱼加盟');
  await write('转加盟');
  await confirm();
  expect(await within(dialog).findByText('此项必填')).toBeTruthy();
  await page.user.type(within(dialog).getByRole('combobox', { name: '加盟商' }), '西岸');
  await waitFor(() => expect(bff.calls(listFranchisees).at(-1)?.query.q).toBe('西岸'));
  expect(screen.queryByTitle('麦维普')).toBeNull();
  await page.user.click(await screen.findByTitle(found!.name));
  await confirm();
  await closed();
  const body = { ownerKind: 'wangyu', franchiseeId: found!.id, effectiveFrom: null, reason: '转加盟' };
  expect(bff.calls(changeStoreOwner)[0]).toMatchObject({ ifMatch: 3, body });
});

test('a directly owned store has no franchisee; a refusal names the field', async () => {
  bff.on(getStore, store({ ownerKind: 'wangyu', franchiseeName: '杭州西岸' }));
  bff.on(
    changeStoreOwner,
    problem('validation_failed', { errors: [refusedField('#/body/ownerKind', '门店当前就是这个归属')] }),
  );
  const { dialog, choose, write, confirm } = await openDialog('变更归属');
  await choose('新的归属', '直营');
  expect(within(dialog).queryByRole('combobox', { name: '加盟商' })).toBeNull();
  await write('收回');
  await confirm();
  expect(await within(dialog).findByText('门店当前就是这个归属')).toBeTruthy();
  expect(bff.calls(changeStoreOwner)[0]?.body).toMatchObject({ ownerKind: 'direct', franchiseeId: null });
});

test('cancelled, it changes nothing and the keyboard is back at the button', async () => {
  bff.on(getStore, store());
  const { page, dialog, write } = await openDialog('变更状态');
  await write('消防整改');
  await page.user.click(within(dialog).getByRole('button', { name: '取消' }));
  await closed();
  expect(bff.calls(changeStoreStatus)).toHaveLength(0);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: '变更状态' })));
});

test('speaks English, and every control has a name in it', async () => {
  bff.on(getStore, store());
  const { dialog } = await openDialog('Change owner', { locale: 'en' });
  expect(within(dialog).getByRole('combobox', { name: 'New owner' })).toBeTruthy();
  expect(within(dialog).getByRole('radiogroup', { name: 'Takes effect' })).toBeTruthy();
  expect(within(dialog).getByRole('textbox', { name: 'Reason' })).toBeTruthy();
  expect(within(dialog).getByRole('button', { name: 'Confirm' })).toBeTruthy();
});
