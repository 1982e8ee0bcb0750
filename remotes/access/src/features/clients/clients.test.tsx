import {
  changeClient,
  createClient,
  getClient,
  listClientMetas,
  listClientProposals,
  listClients,
  withdrawClient,
  type ClientProposal,
  type ServiceClientRecord,
} from '@eoms/contracts/access/clients.contract';
import { findUnits } from '@eoms/contracts/access/organisation.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { ClientsPage } from './clients.page.tsx';

const bff = fakeBff();
const example = exampleResponse(getClient);
const client = (change: Partial<ServiceClientRecord> = {}): ServiceClientRecord => ({ ...example, ...change });
const view = {
  code: 'stores.store.view',
  name: { zh: '查看门店', en: 'See stores' },
  system: 'stores',
  riskTier: 0,
} as const;

const proposal = (
  request: Partial<ClientProposal['request']> = {},
  change: Partial<ClientProposal> = {},
): ClientProposal => {
  const waiting = exampleResponse(createClient);
  return { ...waiting, ...change, request: { ...waiting.request, mayWithdraw: false, ...request } };
};

beforeEach(() => {
  bff.on(listClientMetas, { items: [...example.metas, view] });
  bff.on(listClientProposals, { items: [] });
});

const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<ClientsPage />, { path: `/access/clients${query}`, route: '/access/clients', ...setup });
const drawer = () => screen.findByRole('dialog');

test('lists clients with what they hold and reach', async () => {
  bff.on(listClients, {
    items: [
      client(),
      client({
        id: '0195844e-2d00-7000-8000-0000000003a2',
        name: '人事系统',
        clientId: 'hr',
        stores: null,
        status: 'WITHDRAWN',
      }),
    ],
    next: null,
  });
  const page = open('?q=收银&status=ACTIVE');
  const line = (await screen.findByRole('button', { name: /门店收银系统/ })).closest('tr')?.textContent ?? '';
  for (const text of ['pos-demo', '1 项', '1 家门店', '使用中']) expect(line).toContain(text);
  const other = screen.getByRole('button', { name: /人事系统/ }).closest('tr')?.textContent ?? '';
  for (const text of ['全部门店', '已停用']) expect(other).toContain(text);
  expect(bff.calls(listClients)[0]?.query).toMatchObject({ q: '收银', status: ['ACTIVE'] });
  await page.user.click(screen.getByRole('button', { name: /门店收银系统/ }));
  await drawer();
  expect(page.address()).toContain(`client=${example.id}`);
});

test('a new client is proposed with its public key; the page says how it signs in and that others must agree', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '登记接入方' }));
  const dialog = await drawer();
  expect(dialog.textContent).toContain('无需重启');
  const confirm = () => page.user.click(within(dialog).getByRole('button', { name: '提交审批' }));
  await confirm();
  expect(await within(dialog).findAllByText('此项必填')).toHaveLength(6);
  await page.user.type(within(dialog).getByRole('textbox', { name: '标识' }), 'pos-new');
  await page.user.type(within(dialog).getByRole('textbox', { name: '名称' }), '新收银');
  await page.user.click(within(dialog).getByRole('combobox', { name: '权限' }));
  await page.user.click(await screen.findByTitle('查看门店 · stores.store.view'));
  const [found] = exampleResponse(findUnits).items;
  const store = {
    ...found!,
    id: '0195844e-2d00-7000-8000-0000000000a9',
    kind: 'STORE' as const,
    name: { zh: '松江店', en: 'S' },
  };
  bff.on(findUnits, { items: [found!, store], more: false });
  await page.user.type(within(dialog).getByRole('combobox', { name: '门店范围' }), '松江');
  await page.user.click(await screen.findByTitle('松江店'));
  expect(screen.queryByTitle('华东大区')).toBeNull();
  await page.user.click(within(dialog).getByRole('textbox', { name: '公钥（JWK 或 JWKS）' }));
  await page.user.paste('{"kty":"EC"}');
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '新店上线');
  expect(dialog.textContent).toContain('须由提交人以外的人同意后');
  bff.on(listClientProposals, { items: [proposal()] });
  await confirm();
  expect(await screen.findByText('已提交，权限负责人同意后生效')).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(await screen.findByText('待审批的登记与变更（1）')).toBeTruthy();
  expect(bff.calls(createClient)[0]?.body).toEqual({
    clientId: 'pos-new',
    name: '新收银',
    metas: ['stores.store.view'],
    storeIds: [store.id],
    keys: '{"kty":"EC"}',
    reason: '新店上线',
  });
});

test('what waits says who proposed what, who may decide, and when it no longer fits', async () => {
  const hindrance = { zh: '当前配置已有变化，该变更不再适用', en: 'It no longer fits' };
  const [step] = exampleResponse(createClient).request.steps;
  const deciders = [{ ...step!.deciders[0]!, name: '贺岩' }];
  const steps = [{ ...step!, state: 'CURRENT' as const, deciders }];
  const theirs = proposal({ steps, mayDecide: true });
  const mine = proposal(
    {
      id: '0195844e-2d00-7000-8000-0000000000e9',
      mayWithdraw: true,
      changeNow: { gained: null, lost: null, hindrance },
    },
    { serviceId: example.id },
  );
  bff.on(listClientProposals, { items: [theirs, mine] });
  const page = open(`?client=${example.id}`);
  const line = (await screen.findAllByText(/待 贺岩 审批/))[0]!;
  expect(line.textContent).toContain(`${theirs.request.requester.name} 提交`);
  const links = await screen.findAllByRole('link', { name: '去审批', hidden: true });
  expect(links[0]?.getAttribute('href')).toContain(`/access/inbox?open=${theirs.request.id}`);
  const dialog = await drawer();
  expect(await within(dialog).findByText('以下变更尚未生效')).toBeTruthy();
  expect(within(dialog).getByText('该变更已无法生效，请提交人撤回后重新提交')).toBeTruthy();
  expect(within(dialog).getByText(hindrance.zh)).toBeTruthy();
  expect(within(dialog).queryByRole('link', { name: '去审批' })).toBeNull();
  expect(within(dialog).getByRole('link', { name: '查看申请或撤回' }).getAttribute('href')).toContain(mine.request.id);
  page.unmount();
});

test('a change that gives more says that it waits, and the form goes back to what is in force', async () => {
  bff.on(changeClient, { client: client(), proposal: proposal({}, { serviceId: example.id }) });
  const page = open(`?client=${example.id}`);
  const dialog = await drawer();
  await page.user.click(await within(dialog).findByRole('radio', { name: '全部门店' }));
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '全国上线');
  bff.on(listClientProposals, { items: [proposal({}, { serviceId: example.id })] });
  await page.user.click(within(dialog).getByRole('button', { name: /保\s?存/ }));
  expect(await screen.findByText('已提交，权限负责人同意后生效')).toBeTruthy();
  expect(await within(dialog).findByText('以下变更尚未生效')).toBeTruthy();
  expect(within(dialog).getByRole<HTMLInputElement>('radio', { name: '指定门店' }).checked).toBe(true);
});

test('a private key is refused at its field', async () => {
  const messages = { zh: '粘贴的是私钥。私钥已经泄露', en: 'This is a private key' };
  const errors = [{ pointer: '#/body/keys', code: 'key_private', detail: messages.zh, messages }];
  bff.on(changeClient, problem('validation_failed', { errors }));
  const page = open(`?client=${example.id}`);
  const dialog = await drawer();
  await page.user.click(await within(dialog).findByRole('textbox', { name: /更换公钥/ }));
  await page.user.paste('{"d":"secret"}');
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '更换密钥');
  await page.user.click(within(dialog).getByRole('button', { name: /保\s?存/ }));
  expect(await within(dialog).findByText(/粘贴的是私钥/)).toBeTruthy();
});

test('a change carries the version that was seen and leaves the keys alone unless new ones are pasted', async () => {
  bff.on(changeClient, { client: client(), proposal: proposal() });
  const page = open(`?client=${example.id}`);
  const dialog = await drawer();
  expect(await within(dialog).findByText(/NzbLsXh8uDCcd/)).toBeTruthy();
  await page.user.click(within(dialog).getByRole('radio', { name: '全部门店' }));
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '全国上线');
  await page.user.click(within(dialog).getByRole('button', { name: /保\s?存/ }));
  await waitFor(() => expect(bff.calls(changeClient)).toHaveLength(1));
  expect(bff.calls(changeClient)[0]).toMatchObject({
    ifMatch: 1,
    body: { name: '门店收银系统', metas: ['service.ticket.create'], storeIds: null, reason: '全国上线' },
  });
  expect(bff.calls(changeClient)[0]?.body).not.toHaveProperty('keys');
});

test('changed by somebody else meanwhile: says where, keeps what was typed, and the next attempt goes upon the present', async () => {
  const current = client({ version: 5, name: '别人改的' });
  bff.on(changeClient, ({ ifMatch }) =>
    ifMatch === 5
      ? { client: client({ version: 6 }), proposal: null }
      : problem('stale_version', { current, changed: ['name'] }),
  );
  const page = open(`?client=${example.id}`);
  const dialog = await drawer();
  const name = await within(dialog).findByRole<HTMLInputElement>('textbox', { name: '名称' });
  await page.user.type(name, '二期');
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '系统改名');
  await page.user.click(within(dialog).getByRole('button', { name: /保\s?存/ }));
  expect((await within(dialog).findByText(/与你填写不同的项目/)).textContent).toContain('名称');
  expect(name.value).toBe('门店收银系统二期');
  await page.user.click(within(dialog).getByRole('button', { name: /保\s?存/ }));
  await waitFor(() => expect(bff.calls(changeClient).map(({ ifMatch }) => ifMatch)).toEqual([1, 5]));
});

test('withdrawing asks for a reason and says that it is for good', async () => {
  const page = open(`?client=${example.id}`);
  await page.user.click(await screen.findByRole('button', { name: /^停\s?用$/ }));
  const dialog = (await screen.findByText(/不能恢复/)).closest<HTMLElement>('[role=dialog]')!;
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '更换供应商');
  await page.user.click(within(dialog).getByRole('button', { name: /^停\s?用$/ }));
  await waitFor(() =>
    expect(bff.calls(withdrawClient)).toMatchObject([
      { params: { id: example.id }, ifMatch: 1, body: { reason: '更换供应商' } },
    ]),
  );
});

test('whoever may only look sees no form; an empty list and an unknown client say so', async () => {
  bff.on(getClient, client({ mayChange: false }));
  const page = open(`?client=${example.id}`, { metas: ['access.client.view'] });
  const dialog = await drawer();
  expect(await within(dialog).findByText('新建工单')).toBeTruthy();
  expect(within(dialog).queryByRole('textbox')).toBeNull();
  expect(screen.queryByRole('button', { name: '登记接入方' })).toBeNull();
  page.unmount();
  bff.on(listClients, { items: [], next: null });
  bff.on(getClient, problem('not_found'));
  open(`?client=${example.id}`);
  expect(await screen.findByText('还没有登记接入方')).toBeTruthy();
  expect(await screen.findByText(/找不到|不存在/)).toBeTruthy();
});

test('speaks English', async () => {
  open(`?client=${example.id}`, { locale: 'en' });
  expect(await screen.findByRole('heading', { level: 1, name: 'Service clients' })).toBeTruthy();
  expect(await screen.findByRole('button', { name: 'Withdraw' })).toBeTruthy();
  expect(screen.getByRole('combobox', { name: 'Permissions' })).toBeTruthy();
});
