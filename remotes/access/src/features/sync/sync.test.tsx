import {
  getSyncSource,
  listSyncRuns,
  startSync,
  type SyncRunRow,
  type SyncSource,
} from '@eoms/contracts/access/sync.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SyncPage } from './sync.page.tsx';

const bff = fakeBff();
const leavers = { code: 'leavers' as const, count: 41, of: 177, limit: 10, unitKind: null };
const example: SyncRunRow = { ...exampleResponse(listSyncRuns).items[0]!, guards: [leavers] };
const source = (change: Partial<SyncSource> = {}): SyncSource => ({
  ...exampleResponse(getSyncSource),
  staged: 0,
  broken: 0,
  waiting: 0,
  ...change,
});
const run = (n: number, change: Partial<SyncRunRow> = {}): SyncRunRow => ({
  ...example,
  id: `0195844e-2d00-7000-8000-0000000070${String(n).padStart(2, '0')}`,
  ...change,
});
const applied: Partial<SyncRunRow> = { state: 'APPLIED', guards: [] };
const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<SyncPage />, { path: `/access/sync${query}`, route: '/access/sync', ...setup });

/** What the list asked for; the cards ask for one run each. */
const asked = () =>
  bff
    .calls(listSyncRuns)
    .map(({ query }) => query)
    .findLast(({ limit }) => limit === 50);
const table = () => screen.findByRole('table', { name: '同步批次' }, { timeout: 5_000 });
/** Rows of the list, once they are there. */
async function rowsOf(name: string): Promise<HTMLElement[]> {
  const list = within(await screen.findByRole('table', { name }, { timeout: 5_000 }));
  await list.findAllByRole('rowheader');
  return list.getAllByRole('row');
}

test('says where each source stands and what each run did', async () => {
  bff.on(getSyncSource, source());
  bff.on(listSyncRuns, ({ query }) => ({
    items:
      query.limit > 1
        ? [run(1), run(2, { ...applied, mode: 'PUSH', source: 'scim', guards: [], counts: null })]
        : query.mode?.includes('CSV')
          ? []
          : [run(3, { state: 'FAILED', failure: 'feed_unreachable', guards: [] })],
    next: null,
  }));
  open();
  const rows = await rowsOf('同步批次');
  for (const text of [
    '全量同步',
    '待确认',
    '41 人离职，超过上限 10 人（在职 177 人）',
    '新增 1 · 变更 2 · 离职或撤销 41',
    '自动',
  ])
    expect(rows[1]?.textContent).toContain(text);
  for (const text of ['系统推送', 'scim', '已应用']) expect(rows[2]?.textContent).toContain(text);
  expect(within(rows[1]!).getByRole('link').getAttribute('href')).toBe(`/access/sync/${run(1).id}`);
  const cards = within(screen.getByRole('region', { name: '数据来源' }));
  const feed = cards.getByRole('region', { name: '人事系统接口' });
  expect(await within(feed).findByText('人事系统接口连接不上')).toBeTruthy();
  expect(cards.getByRole('region', { name: 'CSV 导入' }).textContent).toContain('还没有过');
});

test('filters of the URL reach the BFF, and those chosen reach the URL', async () => {
  bff.on(getSyncSource, source());
  const { user, address } = open('?state=GOING_ON&state=nonsense&mode=CSV');
  await table();
  expect(asked()).toMatchObject({ state: ['FETCHING', 'FETCHED', 'DIFFED'], mode: ['CSV'] });
  await user.click(screen.getByRole('combobox', { name: '状态' }));
  await user.click(await screen.findByTitle('失败'));
  await waitFor(() => expect(asked()?.state).toEqual(['FAILED', 'FETCHING', 'FETCHED', 'DIFFED']));
  expect(address()).toContain('state=FAILED');
  await user.click(screen.getByRole('button', { name: '清除筛选' }));
  await waitFor(() => expect(address()).toBe('/access/sync'));
});

test('says how far the feed was read and what each system that pushes is at; runs are found by their source', async () => {
  bff.on(getSyncSource, source());
  const { user, address } = open();
  await table();
  const cards = within(screen.getByRole('region', { name: '数据来源' }));
  expect(cards.getByRole('region', { name: '人事系统接口' }).textContent).toContain('41233');
  const link = within(cards.getByRole('region', { name: '系统推送' })).getByRole('link', { name: 'hr-connector' });
  expect(link.getAttribute('href')).toBe('/access/sync?source=hr-connector');
  await user.click(screen.getByRole('combobox', { name: '来源' }));
  await user.click(await screen.findByTitle('hr-connector'));
  await waitFor(() => expect(asked()).toMatchObject({ source: 'hr-connector' }));
  expect(address()).toBe('/access/sync?source=hr-connector');
  await user.click(screen.getByRole('button', { name: '清除筛选' }));
  await waitFor(() => expect(address()).toBe('/access/sync'));
});

test('a run that waits is named with its reason and one click away', async () => {
  bff.on(getSyncSource, source({ staged: 2 }));
  bff.on(listSyncRuns, { items: [run(1)], next: null });
  open();
  const alert = (await screen.findByText(/有同步批次等待确认/)).closest<HTMLElement>('.ant-alert')!;
  expect(await within(alert).findByText(/41 人离职/)).toBeTruthy();
  expect(within(alert).getByRole('link', { name: '查看并处理' }).getAttribute('href')).toBe(
    `/access/sync/${run(1).id}`,
  );
  expect(within(alert).getByRole('link', { name: '查看全部 2 个待确认批次' })).toBeTruthy();
});

test('a run is started after a question and followed until it has ended', async () => {
  let state: SyncRunRow['state'] = 'APPLIED';
  let version = 1;
  bff.on(getSyncSource, source());
  bff.on(listSyncRuns, () => {
    const items = [run(1, { ...applied, state, version })];
    // Asked for the second time it has ended.
    if (state === 'FETCHING') [state, version] = ['PARTIAL', 3];
    return { items, next: null };
  });
  bff.on(startSync, () => {
    [state, version] = ['FETCHING', 2];
    return { ...exampleResponse(startSync) };
  });
  const { user } = open();
  await table();
  await user.click(screen.getByRole('button', { name: '全量同步' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(dialog.getByText(/没有读到的视为已撤销或离职/)).toBeTruthy();
  await user.click(dialog.getByRole('button', { name: '开始' }));
  expect(await screen.findByText('已开始，完成后本页会自动更新')).toBeTruthy();
  expect(bff.calls(startSync)[0]?.body).toEqual({ mode: 'full' });
  await waitFor(async () => expect((await table()).textContent).toContain('部分应用'), { timeout: 5_000 });
});

test('while a run waits no other can be started, and the dialog says what comes first', async () => {
  bff.on(getSyncSource, source());
  bff.on(startSync, problem('sync_decision_pending'));
  const { user } = open();
  await table();
  await user.click(screen.getByRole('button', { name: '增量同步' }));
  await user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: '开始' }));
  const dialog = within(await screen.findByRole('dialog'));
  expect(await dialog.findByText(/请先应用或驳回该批次/)).toBeTruthy();
});

test('who may only look is offered nothing to do; without a feed only files can be imported', async () => {
  bff.on(getSyncSource, source({ mayRun: false }));
  const page = open();
  await table();
  for (const name of ['增量同步', '全量同步', '导入 CSV']) expect(screen.queryByRole('button', { name })).toBeNull();
  page.unmount();
  bff.on(getSyncSource, source({ configured: false, lastSeenAt: null }));
  open();
  expect(await screen.findByText(/尚未接入人事系统接口/)).toBeTruthy();
  expect(screen.getByRole('button', { name: '导入 CSV' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: '全量同步' })).toBeNull();
});

test('refused, unreachable and empty each say so', async () => {
  const meta = {
    code: 'access.sync.view',
    name: { zh: '查看人事同步', en: 'See HR synchronisation' },
    system: { zh: '权限中心', en: 'Permission centre' },
  };
  bff.on(getSyncSource, problem('permission_missing', { meta }));
  const denied = open();
  expect((await screen.findByText(/查看人事同步/)).textContent).toContain('权限中心');
  denied.unmount();
  bff.on(getSyncSource, noNetwork);
  const offline = open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
  offline.unmount();
  bff.on(getSyncSource, source());
  bff.on(listSyncRuns, { items: [], next: null });
  const empty = open();
  expect(await screen.findByText('还没有同步批次')).toBeTruthy();
  empty.unmount();
  open('?mode=PUSH', { locale: 'en' });
  expect(await screen.findByText('No run matches')).toBeTruthy();
});

test('speaks English', async () => {
  bff.on(getSyncSource, source({ staged: 1, broken: 1, waiting: 2 }));
  bff.on(listSyncRuns, { items: [run(1)], next: null });
  open('', { locale: 'en' });
  const rows = await rowsOf('Runs');
  for (const text of [
    'Full read',
    'Waits for a decision',
    '41 people leave, more than the 10 allowed (of 177 active)',
    '41 left or closed',
  ])
    expect(rows[1]?.textContent).toContain(text);
  expect(screen.getByText('1 to look at, 2 waiting')).toBeTruthy();
});
