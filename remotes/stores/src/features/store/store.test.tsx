import { exampleResponse } from '@eoms/contracts/fake';
import { cancelStoreChange, getStore, listStorePeriods, type Store } from '@eoms/contracts/stores/stores.contract';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { StorePage } from './store.page.tsx';

const bff = fakeBff();

const store = (change: Partial<Store> = {}): Store => ({ ...exampleResponse(getStore), ...change });
const path = `/stores/stores/${store().id}`;
const tickets = { system: 'service', allowed: true, reason: null } as const;

const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<StorePage />, { path: path + query, route: '/stores/stores/:storeId', ...setup });

const inOneMonth = new Date(Date.now() + 30 * 24 * 3600_000).toISOString();
const past = exampleResponse(listStorePeriods).items[0]!;
const ahead = {
  ...past,
  id: '0195844e-2d00-7000-8000-0000000000c9',
  status: 'suspended' as const,
  from: inOneMonth,
  reason: '消防整改',
  mayCancel: true,
};

test('shows what is known of the store', async () => {
  bff.on(getStore, store({ ownerKind: 'wangyu', franchiseeName: '杭州西岸', note: '一楼\n请走南门' }));
  open();
  expect(await screen.findByRole('heading', { level: 1, name: /松江大学城店/ })).toBeTruthy();
  const facts = within(await screen.findByRole('region', { name: '基本资料' }));
  for (const text of ['SH001', '华东大区', '松江区文汇路 928 号', '李强']) expect(facts.getByText(text)).toBeTruthy();
  const operation = screen.getByRole('region', { name: '经营情况' }).textContent;
  for (const text of ['营业', '网鱼加盟', '杭州西岸', '120', '24 小时', '2015/06/01'])
    expect(operation).toContain(text);
  expect(document.title).toContain('松江大学城店');
});

test('offers only what the BFF says the person may do', async () => {
  bff.on(getStore, store({ mayEdit: false, mayChangeOwner: false, nextStatuses: [] }));
  const page = open();
  await screen.findByRole('region', { name: '基本资料' });
  for (const name of ['变更状态', '变更归属']) expect(screen.queryByRole('button', { name })).toBeNull();
  expect(screen.queryByRole('link', { name: '编辑资料' })).toBeNull();
  page.unmount();
  bff.on(getStore, store({ mayEdit: true, mayChangeOwner: true, nextStatuses: ['suspended'] }));
  open();
  expect(await screen.findByRole('button', { name: '变更状态' })).toBeTruthy();
  expect(screen.getByRole('button', { name: '变更归属' })).toBeTruthy();
  expect(screen.getByRole('link', { name: '编辑资料' }).getAttribute('href')).toBe(`${path}/edit`);
});

test('the open tab is kept in the URL', async () => {
  const page = open('?tab=tickets', { intents: {} });
  expect((await screen.findByRole('tab', { name: '工单' })).getAttribute('aria-selected')).toBe('true');
  await page.user.click(screen.getByRole('tab', { name: '经营历史' }));
  await waitFor(() => expect(page.address()).toBe(`${path}?tab=life`));
  expect(await screen.findByRole('list', { name: '状态与归属的全部历史' })).toBeTruthy();
  await page.user.click(screen.getByRole('tab', { name: '资料' }));
  await waitFor(() => expect(page.address()).toBe(path));
});

test('jumps to the tickets of this store by intent, and says why where it leads nowhere', async () => {
  const page = open('?tab=tickets', { intents: { 'ticket.list': { ...tickets, path: '/service/tickets' } } });
  const jump = await screen.findByRole('link', { name: '查看本店工单' });
  expect(jump.getAttribute('href')).toBe(`/service/tickets?storeId=${store().id}`);
  const nowhere = screen.getByRole('link', { name: '为本店新建工单' });
  expect(nowhere.getAttribute('aria-disabled')).toBe('true');
  expect(document.getElementById(nowhere.getAttribute('aria-describedby') ?? '')?.textContent).toBe('该功能尚未上线');
  await page.user.click(jump);
  await waitFor(() => expect(page.address()).toBe(`/service/tickets?storeId=${store().id}`));
});

test('a scheduled change is announced on every tab and shown in the history by the clock of the store', async () => {
  const from = '2026-12-31T15:00:00.000Z';
  bff.on(getStore, store({ zone: 'America/Toronto', scheduled: { status: 'suspended', ownerKind: null, from } }));
  const page = open();
  expect((await screen.findByRole('note')).textContent).toContain(
    '2026/12/31 10:00 (America/Toronto) 起变更为“停业整改”',
  );
  await page.user.click(screen.getByRole('button', { name: '查看' }));
  await waitFor(() => expect(page.address()).toBe(`${path}?tab=life`));
});

test('history marks what holds now and what lies ahead', async () => {
  const owner = {
    ...past,
    id: '0195844e-2d00-7000-8000-0000000000c7',
    kind: 'owner' as const,
    status: null,
    ownerKind: 'wangyu' as const,
    franchiseeName: '杭州西岸',
  };
  const over = { ...past, id: '0195844e-2d00-7000-8000-0000000000c8', status: 'trial' as const, until: past.from };
  bff.on(listStorePeriods, { items: [ahead, { ...past, until: inOneMonth }, owner, over], next: null });
  open('?tab=life');
  const lines = within(await screen.findByRole('list', { name: '状态与归属的全部历史' })).getAllByRole('listitem');
  expect(lines.map((line) => line.textContent)).toEqual([
    expect.stringMatching(/营业状态：停业整改.*未生效.*消防整改/),
    expect.stringMatching(/营业状态：营业.*当前/),
    expect.stringMatching(/归属：网鱼加盟 · 杭州西岸.*当前/),
    expect.not.stringMatching(/当前|未生效/),
  ]);
});

test('earlier history is read when asked', async () => {
  bff.on(listStorePeriods, ({ query }) =>
    query.cursor === 'more'
      ? { items: [{ ...past, id: ahead.id, reason: '最早的一条' }], next: null }
      : { items: [past], next: 'more' },
  );
  const page = open('?tab=life');
  await page.user.click(await screen.findByRole('button', { name: '加载更早的记录' }));
  expect(await screen.findByText(/最早的一条/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: '加载更早的记录' })).toBeNull();
});

const askToCancel = async (user: ReturnType<typeof open>['user']) => {
  await user.click(await screen.findByRole('button', { name: /^取消此变更（/ }));
  return screen.findByRole('button', { name: '取消此变更' });
};

test('a change that has not begun is taken back once, after a question', async () => {
  bff.on(listStorePeriods, { items: [ahead, past], next: null });
  bff.on(getStore, store({ version: 4 }));
  const answer = Promise.withResolvers<void>();
  bff.on(cancelStoreChange, async () => {
    await answer.promise;
    bff.on(listStorePeriods, { items: [past], next: null });
    return store({ version: 5 });
  });
  const { user } = open('?tab=life');
  await user.dblClick(await askToCancel(user));
  await waitFor(() => expect(bff.calls(cancelStoreChange)).toHaveLength(1));
  answer.resolve();
  expect(await screen.findByText('已取消尚未生效的变更')).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('button', { name: /^取消此变更（/ })).toBeNull());
  expect(bff.calls(cancelStoreChange)).toHaveLength(1);
  expect(bff.calls(cancelStoreChange)[0]).toMatchObject({ ifMatch: 4, params: { periodId: ahead.id } });
});

test('taking back upon an old version says what changed; the next attempt goes upon the present one', async () => {
  bff.on(listStorePeriods, { items: [ahead, past], next: null });
  bff.on(getStore, store({ version: 4 }));
  bff.on(cancelStoreChange, ({ ifMatch }) => {
    const current = store({ version: 5, hosts: 999 });
    bff.on(getStore, current);
    return ifMatch === 5 ? store({ version: 6 }) : problem('stale_version', { current, changed: ['hosts'] });
  });
  const { user } = open('?tab=life');
  await user.click(await askToCancel(user));
  const notice = await screen.findByRole('alert');
  expect(notice.textContent).toContain('内容已被他人修改');
  expect(within(notice).getByText('机器数').parentElement?.textContent).toBe('机器数999');
  await waitFor(() => expect(bff.calls(getStore).length).toBeGreaterThan(1));
  await user.click(await askToCancel(user));
  await waitFor(() => expect(bff.calls(cancelStoreChange).map((call) => call.ifMatch)).toEqual([4, 5]));
});

test('a store that does not exist, or is hidden, is not found', async () => {
  bff.on(getStore, problem('not_found'));
  open();
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1, name: '门店' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: '变更状态' })).toBeNull();
});

test('no network: says so and tries again when asked', async () => {
  bff.on(getStore, noNetwork);
  const { user } = open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  bff.on(getStore, store());
  await user.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByRole('region', { name: '基本资料' })).toBeTruthy();
});

test('speaks English', async () => {
  open('?tab=life', { locale: 'en' });
  expect(await screen.findByRole('tab', { name: 'History' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Change status' })).toBeTruthy();
  expect(await screen.findByText(/Status: Open/)).toBeTruthy();
});
