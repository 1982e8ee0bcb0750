import {
  applyRun,
  getSyncRun,
  listDeadLetters,
  listStagedChanges,
  rejectRun,
  type StagedChange,
  type SyncRun,
} from '@eoms/contracts/access/sync.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { SyncRunPage } from './sync-run.page.tsx';

const bff = fakeBff();
const leavers = { code: 'leavers' as const, count: 41, of: 177, limit: 10, unitKind: null };
const example: SyncRun = { ...exampleResponse(getSyncRun), guards: [leavers] };
const [changed] = exampleResponse(listStagedChanges).items as [StagedChange];
const somebody = {
  id: '0195844e-2d00-7000-8000-0000000000f9',
  name: '贺文',
  employeeNo: 'E1052',
  unit: null,
  position: null,
  active: true,
};
const run = (change: Partial<SyncRun> = {}): SyncRun => ({ ...example, ...change });
const over = { mayApply: false, mayReject: false, version: 3 } as const;
const decided = { ...over, decidedBy: somebody, decidedAt: '2026-03-11T13:00:00.000Z', decideReason: '导出不完整' };
const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<SyncRunPage />, { path: `/access/sync/${example.id}${query}`, route: '/access/sync/:runId', ...setup });
const heading = (name: RegExp) => screen.findByRole('heading', { level: 1, name }, { timeout: 5_000 });
const asked = () => bff.calls(listStagedChanges).at(-1)?.query;

beforeEach(() => {
  bff.on(getSyncRun, example);
  bff.on(listDeadLetters, { items: [], next: null });
});

test('says why it waits, what it takes from whom, and what changes from what to what', async () => {
  const mover: StagedChange = {
    ...changed,
    id: '0195844e-2d00-7000-8000-0000000000e2',
    no: 2,
    entity: 'unit',
    name: '客服夜班组',
    externalId: 'U-night',
    action: 'ADD',
    removal: false,
    before: null,
    after: { name: '客服夜班组', unitKind: 'CENTRE', code: null, phone: '100****9103' },
    effectiveAt: '2099-01-01T00:00:00.000Z',
  };
  bff.on(listStagedChanges, { items: [changed, mover], next: null });
  open();
  await heading(/全量同步 2026\/03\/11 20:30/);
  expect(screen.getByText('41 人离职，超过上限 10 人（在职 177 人）')).toBeTruthy();
  const effects = within(screen.getByRole('region', { name: '对权限的影响' }));
  expect(effects.getByText('4 家门店没有人再能“新建工单”')).toBeTruthy();
  expect(effects.getByRole('link', { name: /松江大学城店/ }).getAttribute('href')).toMatch(/organisation\?unit=/);
  expect(effects.getByText('41 人失去“新建工单”')).toBeTruthy();
  const link = await screen.findByRole('link', { name: '李㛃' });
  expect(link.getAttribute('href')).toBe(`/access/people/${changed.localId}`);
  const line = link.closest('tr')!;
  for (const text of ['P-E1106', '离职', '在职', '店员', '上级 李强', '立即']) expect(line.textContent).toContain(text);
  expect([...line.querySelectorAll('del')].map((one) => one.textContent)).toEqual([
    '原为在职',
    expect.stringContaining('店员'),
  ]);
  // A unit that is not there yet leads nowhere.
  const added = screen.getByText('客服夜班组', { selector: '.access-lines > span' }).closest('tr')!;
  expect(within(added).queryByRole('link')).toBeNull();
  for (const text of ['新增', '部门', '100****9103', '2099/01/01', '未到时间'])
    expect(added.textContent).toContain(text);
});

test('says who left at once though the rest of the run waits, before and after the decision', async () => {
  let current = run({ guards: [{ code: 'duties', count: 1, of: 0, limit: 0, unitKind: null }], leftAtOnce: 2 });
  bff.on(getSyncRun, () => current);
  const left: StagedChange = { ...changed, appliedAt: '2026-03-11T12:30:00.000Z' };
  const waits: StagedChange = { ...changed, id: '0195844e-2d00-7000-8000-0000000000e3', no: 2, name: '王敏' };
  bff.on(listStagedChanges, { items: [left, { ...waits, appliedAt: null }], next: null });
  const { unmount } = open();
  await heading(/全量同步/);
  expect(screen.getByText(/其中 2 人的离职不必等待，已经生效/)).toBeTruthy();
  expect(screen.queryByText(/目前没有任何内容生效/)).toBeNull();
  const rowOf = async (name: string) => (await screen.findByRole('link', { name })).closest('tr')!.textContent;
  expect(await rowOf('李㛃')).toContain('已生效');
  expect(await rowOf('王敏')).not.toContain('已生效');
  unmount();
  current = run({ ...decided, state: 'REJECTED', leftAtOnce: 2 });
  open();
  const result = await screen.findByRole('region', { name: '处理结果' });
  expect(result.textContent).toContain('其中 2 人的离职在等待期间已经生效，不受处理结果影响');
});

test('search and filters of the URL reach the BFF, and those chosen reach the URL', async () => {
  const { user, address } = open('?q=李&entity=person&action=END&removal=1');
  await screen.findByRole('table', { name: '变动明细' });
  expect(asked()).toMatchObject({ q: '李', entity: 'person', action: ['END'], removal: 'true' });
  await user.click(screen.getByRole('checkbox', { name: /只看离职/ }));
  await waitFor(() => expect(address()).not.toContain('removal'));
  await user.type(screen.getByRole('searchbox'), '㛃');
  await waitFor(() => expect(asked()?.q).toBe('李㛃'));
  bff.on(listStagedChanges, { items: [], next: null });
  await user.type(screen.getByRole('searchbox'), 'zz');
  expect(await screen.findByText('没有符合条件的变动')).toBeTruthy();
});

test.each([
  ['apply', '应用', applyRun, 'APPLIED', '已应用'],
  ['reject', '驳回', rejectRun, 'REJECTED', '已驳回'],
] as const)(
  '%s asks for a reason and carries the version that was looked at',
  async (_name, button, endpoint, state, told) => {
    let current = run();
    bff.on(getSyncRun, () => current);
    bff.on(endpoint, () => (current = run({ ...decided, state })));
    const { user } = open();
    await heading(/全量同步/);
    await user.click(screen.getByRole('button', { name: button }));
    const dialog = within(await screen.findByRole('dialog'));
    await user.click(dialog.getByRole('button', { name: button }));
    expect(await dialog.findByText('此项必填')).toBeTruthy();
    expect(bff.calls(endpoint)).toEqual([]);
    await user.type(dialog.getByLabelText('理由'), '已与人资确认');
    await user.click(dialog.getByRole('button', { name: button }));
    await waitFor(() => expect(bff.calls(endpoint)).toHaveLength(1));
    expect(bff.calls(endpoint)[0]).toMatchObject({ ifMatch: example.version, body: { reason: '已与人资确认' } });
    expect((await screen.findAllByText(told)).length).toBeGreaterThan(0);
    const result = await screen.findByRole('region', { name: '处理结果' });
    for (const text of ['贺文', '导出不完整', '41 人离职']) expect(result.textContent).toContain(text);
    expect(screen.queryByText(/目前没有任何内容生效/)).toBeNull();
  },
);

test('when somebody else decided first, the page says so and shows what was decided', async () => {
  let current = run();
  bff.on(getSyncRun, () => current);
  bff.on(applyRun, () => {
    current = run({ ...decided, state: 'REJECTED' });
    return problem('sync_run_not_staged');
  });
  const { user } = open();
  await heading(/全量同步/);
  await user.click(screen.getByRole('button', { name: '应用' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('理由'), '已与人资确认');
  await user.click(dialog.getByRole('button', { name: '应用' }));
  expect(await screen.findByText('已有人先处理了这一批，你的操作没有生效')).toBeTruthy();
  expect((await screen.findByRole('region', { name: '处理结果' })).textContent).toContain(
    '贺文于 2026/03/11 21:00 驳回',
  );
  await waitFor(() => expect(screen.queryByRole('button', { name: '应用' })).toBeNull());
});

test('a refusal in the dialog keeps the reason', async () => {
  bff.on(applyRun, problem('last_administrators'));
  const { user } = open();
  await heading(/全量同步/);
  await user.click(screen.getByRole('button', { name: '应用' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.type(dialog.getByLabelText('理由'), '已确认');
  await user.click(dialog.getByRole('button', { name: '应用' }));
  expect(await dialog.findByText('操作后可用的权限负责人将不足两名')).toBeTruthy();
  expect(dialog.getByLabelText<HTMLInputElement>('理由').value).toBe('已确认');
});

test('who may not decide sees why', async () => {
  bff.on(getSyncRun, run({ mayApply: false }));
  const own = open();
  expect(await screen.findByText(/这一批由你发起，须由另一位人事管理员核对后应用/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: '应用' })).toBeNull();
  expect(screen.getByRole('button', { name: '驳回' })).toBeTruthy();
  own.unmount();
  bff.on(getSyncRun, run({ mayApply: false, mayReject: false }));
  open();
  expect(await screen.findByText('应用或驳回需要“执行人事同步”权限。')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '驳回' })).toBeNull();
});

test('every guard is told in words', async () => {
  const guard = { count: 47, of: 300, limit: 30, unitKind: null };
  const told = {
    leavers: '47 人离职（含近一小时内已自动处理的 6 人），超过上限 30 人',
    moves: '47 人调动，超过上限 30 人',
    unplaced: '47 名在职人员将不在任何组织任职',
    closures: '47 个组织撤销，超过上限 30 个',
    emptied_kind: '全部 300 个大区都将撤销',
    no_rows: '现有 300 条组织或人员记录，这次一条也没有收到',
    half_rows: '这次只收到 47 条，不到一半',
    broken_rows: '300 条记录中有 47 条无法读取，超过上限 30 条',
    administrators: '能管理权限的人将不足 30 名',
  } as const;
  const codes = Object.keys(told) as (keyof typeof told)[];
  const guards = codes.map((code) => ({
    ...guard,
    code,
    unitKind: code === 'emptied_kind' ? ('REGION' as const) : null,
  }));
  bff.on(getSyncRun, run({ guards: [...guards, { ...guard, code: 'broken_rows', limit: 0 }] }));
  open();
  await heading(/全量同步/);
  const list = screen.getByText(/47 人调动/).closest('ul')?.textContent;
  for (const words of [...Object.values(told), '其中有的连编号都没有']) expect(list).toContain(words);
});

test('a run under way is followed; one that failed says why', async () => {
  let state: SyncRun['state'] = 'FETCHING';
  bff.on(getSyncRun, () => run({ ...over, state, counts: null, guards: [], effects: null }));
  const page = open();
  expect(await screen.findByText('正在读取并比对，完成后本页会自动更新')).toBeTruthy();
  expect(bff.calls(listStagedChanges)).toEqual([]);
  state = 'APPLIED';
  expect(await screen.findByText('已应用', {}, { timeout: 5_000 })).toBeTruthy();
  page.unmount();
  bff.on(
    getSyncRun,
    run({ ...over, state: 'FAILED', failure: 'feed_refused', counts: null, guards: [], effects: null }),
  );
  open();
  expect(await screen.findByText('人事系统拒绝了请求，请检查接口凭证')).toBeTruthy();
});

test('what was left out stands there with its reason', async () => {
  bff.on(listDeadLetters, exampleResponse(listDeadLetters));
  open();
  const left = within(await screen.findByRole('region', { name: '未完全应用的记录' }));
  expect(left.getByText('“第 1 条任职的职级”超出允许的最大值')).toBeTruthy();
  expect(left.getByRole('link', { name: '去处理' }).getAttribute('href')).toBe(
    `/access/sync?view=letters&run=${example.id}`,
  );
  expect(bff.calls(listDeadLetters)[0]?.query).toMatchObject({ runId: example.id, open: 'false' });
});

test('a run that is not there says so, and English is spoken', async () => {
  bff.on(getSyncRun, problem('not_found'));
  const gone = open();
  expect(await screen.findByText('内容不存在，或你无权查看')).toBeTruthy();
  gone.unmount();
  bff.on(getSyncRun, example);
  open('', { locale: 'en' });
  await heading(/Full read/);
  expect(screen.getByText('In 4 stores nobody could any longer: Open tickets')).toBeTruthy();
  expect(screen.getByText('41 people lose “Open tickets”')).toBeTruthy();
});
