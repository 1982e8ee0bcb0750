import { exampleResponse } from '@eoms/contracts/fake';
import {
  createStore,
  getStore,
  listFranchisees,
  listRegions,
  updateStore,
  type Store,
} from '@eoms/contracts/stores/stores.contract';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { EditStorePage } from './edit-store.page.tsx';
import { NewStorePage } from './new-store.page.tsx';

const bff = fakeBff();
type Page = ReturnType<typeof renderPage>;

const store = (change: Partial<Store> = {}): Store => ({ ...exampleResponse(getStore), version: 3, ...change });
const path = `/stores/stores/${store().id}`;
const refused = (pointer: string, zh: string) => ({ pointer, code: 'refused', detail: zh, messages: { zh, en: zh } });

const openNew = (setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<NewStorePage />, { path: '/stores/stores/new', route: '/stores/stores/new', ...setup });

async function openEdit(setup: Parameters<typeof renderPage>[1] = {}): Promise<Page> {
  const page = renderPage(<EditStorePage />, { path: `${path}/edit`, route: '/stores/stores/:storeId/edit', ...setup });
  await screen.findByRole('textbox', { name: setup.locale === 'en' ? 'Name' : '名称' });
  return page;
}

const field = (name: string) => screen.getByRole<HTMLInputElement>('textbox', { name });
const machines = () => screen.getByRole<HTMLInputElement>('spinbutton', { name: '机器数' });
const save = (page: Page) => page.user.click(screen.getByRole('button', { name: '保存' }));

async function retype(page: Page, input: HTMLElement, text: string) {
  await page.user.clear(input);
  if (text) await page.user.type(input, text);
}

async function choose(page: Page, name: string, option: string) {
  await page.user.click(screen.getByRole('combobox', { name }));
  await page.user.click(await screen.findByTitle(option));
}

async function fillNew(page: Page) {
  await page.user.type(field('编码'), 'ｓh００9');
  await page.user.type(field('名称'), '网鱼电竞(新店)');
  await page.user.type(field('城市'), '上海');
  await page.user.type(field('地址'), '文汇路 1 号');
  await page.user.type(field('电话'), '021-1000 0009');
  await page.user.type(machines(), '80');
  await choose(page, '大区', exampleResponse(listRegions).items[0]!.title.zh);
}

const create = (page: Page) => page.user.click(screen.getByRole('button', { name: '新建门店' }));

test('registers a franchise store and goes to its page', async () => {
  const page = openNew();
  await fillNew(page);
  await choose(page, '归属', '网鱼加盟');
  await choose(page, '加盟商', exampleResponse(listFranchisees).items[0]!.name);
  await create(page);
  await waitFor(() => expect(page.address()).toBe(`/stores/stores/${exampleResponse(createStore).id}`));
  expect(bff.calls(createStore)).toHaveLength(1);
  expect(bff.calls(createStore)[0]?.body).toEqual({
    code: 'SH009',
    name: '网鱼电竞(新店)',
    brand: '网鱼电竞',
    city: '上海',
    address: '文汇路 1 号',
    zone: 'Asia/Shanghai',
    regionId: exampleResponse(listRegions).items[0]!.id,
    hosts: 80,
    phone: '02110000009',
    hours: { from: '00:00', until: '00:00' },
    openedOn: null,
    note: null,
    ownerKind: 'wangyu',
    franchiseeId: exampleResponse(listFranchisees).items[0]!.id,
  });
  expect(await screen.findByText('已新建门店')).toBeTruthy();
});

test('says what must be filled in, and sends nothing', async () => {
  const page = openNew();
  await create(page);
  // Code, name, city, address, phone, owner, region, machines.
  await waitFor(() => expect(screen.getAllByText('此项必填')).toHaveLength(8));
  expect(bff.calls(createStore)).toHaveLength(0);
});

test('a taken code is said at the code; nothing typed is lost; a second attempt is a new one', async () => {
  bff.on(createStore, problem('store_code_taken'));
  const page = openNew();
  await fillNew(page);
  await choose(page, '归属', '直营');
  await create(page);
  await waitFor(() => expect(field('编码').getAttribute('aria-invalid')).toBe('true'));
  expect(screen.getAllByText(/门店编码已被使用/).length).toBeGreaterThan(0);
  await waitFor(() => expect(document.activeElement).toBe(field('编码')));
  expect(field('名称').value).toBe('网鱼电竞(新店)');
  bff.on(createStore, exampleResponse(createStore));
  await retype(page, field('编码'), 'SH010');
  await create(page);
  await waitFor(() => expect(bff.calls(createStore)).toHaveLength(2));
  const [first, second] = bff.calls(createStore);
  expect(second?.body.code).toBe('SH010');
  expect(second?.requestId).not.toBe(first?.requestId);
});

test('refused values stand at their fields, deep ones too; what has no field is said above the button', async () => {
  const errors = [
    refused('#/body/phone', '电话格式不正确'),
    refused('#/body/hours/until', '关门时间不正确'),
    refused('#/body/elsewhere', '别处不正确'),
  ];
  bff.on(createStore, problem('validation_failed', { errors }));
  const page = openNew();
  await fillNew(page);
  await choose(page, '归属', '直营');
  await create(page);
  expect(await screen.findByText('电话格式不正确')).toBeTruthy();
  expect(field('电话').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByLabelText('关门').getAttribute('aria-invalid')).toBe('true');
  const summary = screen.getByText('填写的内容有误').closest('[role=alert]')?.textContent;
  expect(summary).toContain('别处不正确');
  expect(summary).not.toContain('电话格式不正确');
});

test('pressed twice it is created once', async () => {
  const answer = Promise.withResolvers<Store>();
  bff.on(createStore, () => answer.promise);
  const page = openNew();
  await fillNew(page);
  await choose(page, '归属', '直营');
  await page.user.dblClick(screen.getByRole('button', { name: '新建门店' }));
  await page.user.type(field('城市'), '{Enter}');
  await waitFor(() => expect(bff.calls(createStore)).toHaveLength(1));
  answer.resolve(exampleResponse(createStore));
  await waitFor(() => expect(page.address()).not.toContain('/new'));
  expect(bff.calls(createStore)).toHaveLength(1);
});

test('who may not create sees no form', async () => {
  openNew({ metas: ['stores.store.view'] });
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('sends only what was changed, upon the version that was opened', async () => {
  bff.on(getStore, store({ note: '旧备注' }));
  const page = await openEdit();
  expect(screen.queryByRole('textbox', { name: '编码' })).toBeNull();
  await retype(page, machines(), '132');
  await retype(page, field('备注'), '');
  await save(page);
  await waitFor(() => expect(page.address()).toBe(path));
  expect(bff.calls(updateStore)[0]).toMatchObject({ ifMatch: 3 });
  expect(bff.calls(updateStore)[0]?.body).toEqual({ hosts: 132, note: null });
  expect(await screen.findByText('已保存')).toBeTruthy();
});

test('nothing changed: nothing is sent', async () => {
  bff.on(getStore, store());
  const page = await openEdit();
  await retype(page, field('名称'), store().name);
  await save(page);
  await waitFor(() => expect(page.address()).toBe(path));
  expect(bff.calls(updateStore)).toHaveLength(0);
});

test('leaving with changes asks first; undone changes do not', async () => {
  bff.on(getStore, store());
  const page = await openEdit();
  await retype(page, machines(), '7');
  await page.user.click(screen.getByRole('link', { name: '取消' }));
  await page.user.click(await screen.findByRole('button', { name: '留在此页' }));
  expect(page.address()).toBe(`${path}/edit`);
  expect(machines().value).toBe('7');
  await retype(page, machines(), '120');
  await page.user.click(screen.getByRole('link', { name: '取消' }));
  await waitFor(() => expect(page.address()).toBe(path));
});

test('a lost answer loses nothing; sent again under the same key', async () => {
  bff.on(getStore, store());
  bff.on(updateStore, noNetwork);
  const page = await openEdit();
  await retype(page, machines(), '132');
  await save(page);
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  expect(machines().value).toBe('132');
  bff.on(updateStore, store({ version: 4 }));
  await save(page);
  await waitFor(() => expect(page.address()).toBe(path));
  const [first, second] = bff.calls(updateStore);
  expect(second?.requestId).toBe(first?.requestId);
});

test('who may not edit sees no form', async () => {
  bff.on(getStore, store({ mayEdit: false }));
  renderPage(<EditStorePage />, { path: `${path}/edit`, route: '/stores/stores/:storeId/edit' });
  expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
  expect(screen.queryByRole('textbox')).toBeNull();
});

test('a store that is not there is not found', async () => {
  bff.on(getStore, problem('not_found'));
  renderPage(<EditStorePage />, { path: `${path}/edit`, route: '/stores/stores/:storeId/edit' });
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
});

test('speaks English, and every control has a name in it', async () => {
  const page = openNew({ locale: 'en' });
  await choose(page, 'Owner', 'MVP franchise');
  for (const name of ['Code', 'Name', 'City', 'Address', 'Phone', 'Note'])
    expect(screen.getByRole('textbox', { name })).toBeTruthy();
  for (const name of ['Brand', 'Region', 'Time zone', 'Owner', 'Franchisee'])
    expect(screen.getByRole('combobox', { name })).toBeTruthy();
  for (const name of ['Opens', 'Closes', 'Opened on']) expect(screen.getByLabelText(name)).toBeTruthy();
  expect(screen.getByRole('spinbutton', { name: 'Machines' })).toBeTruthy();
  expect(within(screen.getByRole('group', { name: 'Opening hours' })).getByLabelText('Opens')).toBeTruthy();
});
