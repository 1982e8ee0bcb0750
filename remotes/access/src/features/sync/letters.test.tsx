import {
  dismissDeadLetter,
  getSyncSource,
  listDeadLetters,
  retryDeadLetters,
  type DeadLetter,
  type DeadLetterCode,
} from '@eoms/contracts/access/sync.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { SyncPage } from './sync.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listDeadLetters).items as [DeadLetter];
const letter = (n: number, change: Partial<DeadLetter> = {}): DeadLetter => ({
  ...example,
  id: `0195844e-2d00-7000-8000-0000000080${String(n).padStart(2, '0')}`,
  externalId: `P-${n}`,
  ...change,
});
const give = (...items: DeadLetter[]) => bff.on(listDeadLetters, { items, next: null });
const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<SyncPage />, { path: `/access/sync?view=letters${query}`, route: '/access/sync', ...setup });
const row = async (name: string) => (await screen.findByText(name, {}, { timeout: 5_000 })).closest('tr')!;
const applied = { ...exampleResponse(retryDeadLetters), state: 'APPLIED' as const };

const reasons: readonly (readonly [DeadLetterCode, string, string, string])[] = [
  [
    'record_malformed',
    'data.assignments.0.level: too_big',
    '“第 1 条任职的职级”超出允许的最大值',
    'Place 1 › Level: above the largest value allowed',
  ],
  [
    'record_malformed',
    'data.status: invalid_value (row 2, 5)',
    '文件第 2, 5 行：“状态”不在允许的取值之内',
    'Row 2, 5 of the file: Status: none of the values allowed',
  ],
  ['record_malformed', 'data.kind: brand_new', '“类型”不符合要求（brand_new）', 'Kind: not as agreed (brand_new)'],
  ['version_conflict', 'version 3', '版本 3 收到过两份不同的内容', 'Version 3 came with two different contents'],
  ['other_source', 'source scim', '这条记录由来源 scim 维护', 'Source scim keeps this record'],
  ['key_taken', 'code lab', '编码 lab 已被另一个组织使用', 'Code lab belongs to another unit'],
  ['key_taken', 'employeeNo E1', '工号 E1 已被另一个人使用', 'Employee no. E1 belongs to somebody else'],
  ['key_taken', 'EOMS 陆工', '陆工 由本系统登记', '陆工 is kept by EOMS'],
  ['tree_refused', 'two roots', '会出现两个最上级组织', 'There would be two units at the top'],
  ['parent_waiting', 'unit U-1, U-2', '上级组织 U-1, U-2 还没有到', 'The unit above, U-1, U-2, has not come yet'],
  ['store_waiting', 'code SH01', '编码为 SH01 的门店还没有建档', 'No store with code SH01'],
  ['unit_waiting', 'unit U-9', '任职组织 U-9 还没有到', 'Unit U-9 has not come yet'],
  ['manager_waiting', 'person P-9', '上级人员 P-9 还没有到', 'Manager P-9 has not come yet'],
  [
    'status_ahead',
    'LEFT 2026-12-31T16:00:00.000Z',
    '“离职”要到 2027/01/01 00:00 才生效',
    '“Left” holds from 01/01/2027',
  ],
];

test.each(['zh-CN', 'en'] as const)('every reason is told in words (%s)', async (locale) => {
  give(...reasons.map(([error, detail], n) => letter(n, { error, detail })));
  open('', { locale });
  for (const [n, [, , zh, en]] of reasons.entries())
    expect((await row(`P-${n}`)).textContent).toContain(locale === 'en' ? en : zh);
});

test('filters of the URL reach the BFF, and a link to one run can be widened again', async () => {
  const { user, address } = open(`&error=key_taken&run=${example.runId}&closed=1`);
  await row('P-E1190');
  expect(bff.calls(listDeadLetters).at(-1)?.query).toMatchObject({
    error: ['key_taken'],
    runId: example.runId,
    open: 'false',
  });
  await user.click(screen.getByRole('button', { name: /只看一个批次的记录/ }));
  await waitFor(() => expect(address()).not.toContain('run='));
  expect(address()).toContain('error=key_taken');
});

test('several are tried again at once, those of each source together; what helps nobody is not offered', async () => {
  give(
    letter(1),
    letter(2, { error: 'unit_waiting', waiting: true }),
    letter(3, { source: 'scim' }),
    letter(4, { error: 'version_conflict' }),
    letter(5, { resolvedAt: example.createdAt }),
  );
  bff.on(retryDeadLetters, applied);
  const { user } = open();
  await row('P-1');
  expect(screen.queryByRole('button', { name: '重试 人员 P-4' })).toBeNull();
  expect(screen.queryByRole('button', { name: '忽略 人员 P-5' })).toBeNull();
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '选择 人员 P-5' }).disabled).toBe(true);
  for (const n of [1, 2, 3, 4]) await user.click(screen.getByRole('checkbox', { name: `选择 人员 P-${n}` }));
  await user.click(screen.getByRole('button', { name: '批量重试' }));
  expect(await screen.findByText('已重试 3 条，仍有问题的留在列表中')).toBeTruthy();
  expect(bff.calls(retryDeadLetters).map(({ body }) => body.ids)).toEqual([
    [letter(1).id, letter(2).id],
    [letter(3).id],
  ]);
});

test('a retry that is refused says why; one that changes too much says that it waits', async () => {
  give(letter(1));
  bff.on(retryDeadLetters, problem('sync_decision_pending'));
  const { user } = open();
  await row('P-1');
  await user.click(screen.getByRole('button', { name: '重试 人员 P-1' }));
  expect(await screen.findByText(/请先应用或驳回该批次/)).toBeTruthy();
  bff.on(retryDeadLetters, { ...applied, state: 'STAGED' });
  await user.click(screen.getByRole('button', { name: '重试 人员 P-1' }));
  expect(await screen.findByText(/已重试，变动超过上限/)).toBeTruthy();
  await waitFor(() => expect(screen.queryByText(/请先应用或驳回该批次/)).toBeNull());
});

test('several are dismissed with one reason; what somebody else settled first is told and the reason stays', async () => {
  give(letter(1), letter(2));
  bff.on(dismissDeadLetter, ({ params }) => (params.letterId === letter(2).id ? problem('not_found') : undefined));
  const { user } = open();
  await row('P-1');
  for (const n of [1, 2]) await user.click(screen.getByRole('checkbox', { name: `选择 人员 P-${n}` }));
  await user.click(screen.getByRole('button', { name: '批量忽略' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('button', { name: '忽略' }));
  expect(await dialog.findByText('此项必填')).toBeTruthy();
  await user.type(dialog.getByLabelText('忽略原因'), '测试数据');
  await user.click(dialog.getByRole('button', { name: '忽略' }));
  expect(await dialog.findByText('1 条没有忽略')).toBeTruthy();
  expect(dialog.getByText('已由他人处理')).toBeTruthy();
  expect(dialog.getByLabelText<HTMLInputElement>('忽略原因').value).toBe('测试数据');
  expect(bff.calls(dismissDeadLetter).map(({ body }) => body.reason)).toEqual(['测试数据', '测试数据']);
});

test('the content of a record is shown beside the list, with the way to its run', async () => {
  give(letter(1), letter(2, { entity: null, externalId: null, record: null, detail: 'record: invalid' }));
  const { user } = open();
  await row('P-1');
  await user.click(screen.getByRole('button', { name: '查看 人员 P-1' }));
  const drawer = within(await screen.findByRole('dialog'));
  expect(drawer.getByRole('region', { name: '记录内容' }).textContent).toContain('"externalId":"P-E1190"');
  expect(drawer.getByRole('link', { name: '查看' }).getAttribute('href')).toBe(`/access/sync/${example.runId}`);
  await user.keyboard('{Escape}');
  await user.click(screen.getByRole('button', { name: '查看 无法识别 没有编号' }));
  expect(await screen.findByText(/没有保存内容/)).toBeTruthy();
});

test('who may only look has no tick boxes; nothing set aside is good news', async () => {
  bff.on(getSyncSource, { ...exampleResponse(getSyncSource), mayRun: false });
  give(letter(1));
  const page = open();
  await row('P-1');
  expect(screen.queryByRole('checkbox', { name: /选择/ })).toBeNull();
  expect(screen.queryByRole('button', { name: '忽略 人员 P-1' })).toBeNull();
  page.unmount();
  give();
  open();
  expect(await screen.findByText('没有异常记录，收到的内容都已处理')).toBeTruthy();
});
