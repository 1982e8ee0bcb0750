import { exampleResponse } from '@eoms/contracts/fake';
import { getStore, updateStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { EditStorePage } from './edit-store.page.tsx';

const bff = fakeBff();

const store = (change: Partial<Store> = {}): Store => ({ ...exampleResponse(getStore), version: 3, ...change });
const path = `/stores/stores/${store().id}`;
const city = () => screen.getByRole<HTMLInputElement>('textbox', { name: '城市' });
const phone = () => screen.getByRole<HTMLInputElement>('textbox', { name: '电话' });
const machines = () => screen.getByRole<HTMLInputElement>('spinbutton', { name: '机器数' });

/** The store as another person left it: machines, phone and status are his. */
const theirs = store({ version: 8, hosts: 140, phone: '02199999999', status: 'suspended' });

/** Opens the form, types machines and city, and saves upon a version that is old by then. */
async function meetConflict(current: Store = theirs, changed = ['hosts', 'phone', 'status']) {
  bff.on(getStore, store());
  bff.on(updateStore, ({ ifMatch }) =>
    ifMatch === current.version
      ? store({ version: current.version + 1 })
      : problem('stale_version', { current, changed }),
  );
  const { user, address } = renderPage(<EditStorePage />, {
    path: `${path}/edit`,
    route: '/stores/stores/:storeId/edit',
  });
  await screen.findByRole('textbox', { name: '名称' });
  for (const [input, text] of [
    [machines(), '132'],
    [city(), '苏州'],
  ] as const) {
    await user.clear(input);
    await user.type(input, text);
  }
  const save = () => user.click(screen.getByRole('button', { name: '保存' }));
  await save();
  const dialog = await screen.findByRole('dialog', { name: '内容已被他人修改' });
  const press = (name: string) => user.click(within(dialog).getByRole('button', { name }));
  return { user, address, save, dialog, press };
}

const rows = (dialog: HTMLElement) =>
  [...dialog.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
const dialogGone = () => waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());

test('shows what another person changed against what was entered here', async () => {
  const { dialog } = await meetConflict();
  expect(rows(dialog)).toEqual([
    ['机器数', '140', '132'],
    ['电话', '02199999999', '未改动'],
    ['营业状态', '停业整改', '未改动'],
  ]);
});

test('keep mine: only my changes go upon the present version', async () => {
  const { press, address } = await meetConflict();
  await press('保留我的修改并重新提交');
  await waitFor(() => expect(address()).toBe(path));
  expect(bff.calls(updateStore).map((call) => [call.ifMatch, call.body])).toEqual([
    [3, { hosts: 132, city: '苏州' }],
    [8, { hosts: 132, city: '苏州' }],
  ]);
});

test('keep mine, refused at a field: the form has their other values, and the next attempt goes upon the present version', async () => {
  const { press, user, save, address } = await meetConflict();
  const messages = { zh: '城市不正确', en: 'Not a city' };
  const errors = [{ pointer: '#/body/city', code: 'refused', detail: '', messages }];
  bff.on(updateStore, problem('validation_failed', { errors }));
  await press('保留我的修改并重新提交');
  expect(await screen.findByText('城市不正确')).toBeTruthy();
  expect([machines().value, city().value, phone().value]).toEqual(['132', '苏州', '02199999999']);
  bff.on(updateStore, store({ version: 9 }));
  await user.type(city(), '市');
  await save();
  await waitFor(() => expect(address()).toBe(path));
  expect(bff.calls(updateStore).at(-1)).toMatchObject({ ifMatch: 8, body: { hosts: 132, city: '苏州市' } });
  expect(bff.calls(updateStore).at(-1)?.body.phone).toBeUndefined();
});

test('take theirs: the fields they changed are theirs, what I typed elsewhere stays and can be saved', async () => {
  const { press, save, address } = await meetConflict();
  await press('采用最新内容');
  await dialogGone();
  expect([machines().value, city().value, phone().value]).toEqual(['140', '苏州', '02199999999']);
  const notice = await screen.findByRole('status');
  expect(notice.textContent).toContain('已采用最新内容：电话、机器数');
  expect(notice.textContent).toContain('仍保留在表单中，尚未保存');
  await save();
  await waitFor(() => expect(address()).toBe(path));
  expect(bff.calls(updateStore).at(-1)).toMatchObject({ ifMatch: 8 });
  expect(bff.calls(updateStore).at(-1)?.body).toEqual({ city: '苏州' });
});

test('take theirs, and nothing of mine is left: leaving asks nothing', async () => {
  const { press, user, address } = await meetConflict({ ...theirs, city: '昆山' }, ['hosts', 'city']);
  await press('采用最新内容');
  await dialogGone();
  expect((await screen.findByRole('status')).textContent).toContain('没有未保存的修改');
  await user.click(screen.getByRole('link', { name: '取消' }));
  await waitFor(() => expect(address()).toBe(path));
});

test('both came to the same values: nothing is left to send', async () => {
  const { press, address } = await meetConflict({ ...theirs, hosts: 132, city: '苏州' }, ['hosts', 'city']);
  await press('保留我的修改并重新提交');
  await waitFor(() => expect(address()).toBe(path));
  expect(bff.calls(updateStore)).toHaveLength(1);
});

test('closed: back in the form with everything that was typed; saving again asks again', async () => {
  const { press, save } = await meetConflict();
  await press('取消');
  await dialogGone();
  expect([machines().value, city().value]).toEqual(['132', '苏州']);
  await save();
  expect(await screen.findByRole('dialog', { name: '内容已被他人修改' })).toBeTruthy();
  expect(bff.calls(updateStore).map((call) => call.ifMatch)).toEqual([3, 3]);
});

test('what differs without being named as changed is theirs: it is never sent as mine', async () => {
  const { press, address } = await meetConflict(theirs, ['hosts']);
  await press('保留我的修改并重新提交');
  await waitFor(() => expect(address()).toBe(path));
  expect(bff.calls(updateStore).at(-1)?.body).toEqual({ hosts: 132, city: '苏州' });
});

test('overtaken a second time while deciding: the newest state is shown', async () => {
  const { press } = await meetConflict();
  const newest = store({ ...theirs, version: 11, hosts: 150 });
  bff.on(updateStore, () => problem('stale_version', { current: newest, changed: ['hosts'] }));
  await press('保留我的修改并重新提交');
  await waitFor(() => expect(rows(screen.getByRole('dialog'))).toEqual([['机器数', '150', '132']]));
});
