import {
  exportAudit,
  getAuditEvent,
  listAuditEvents,
  verifyAudit,
  type AuditEvent,
  type AuditEventRow,
} from '@eoms/contracts/access/audit.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { AuditPage } from './audit.page.tsx';
import { changedValues } from './recorded-values.ts';

const bff = fakeBff();

const row = (index: number, change: Partial<AuditEventRow> = {}): AuditEventRow => ({
  ...exampleResponse(listAuditEvents).items[0]!,
  id: `0195844e-2d00-7000-8000-0000000002${String(index).padStart(2, '0')}`,
  ...change,
});

const event = (change: Partial<AuditEvent> = {}): AuditEvent => ({ ...exampleResponse(getAuditEvent), ...change });

const open = (query = '', setup: { metas?: string[]; locale?: 'zh-CN' | 'en' } = {}) =>
  renderPage(<AuditPage />, { path: `/access/audit${query}`, route: '/access/audit', ...setup });

const lastQuery = () => bff.calls(listAuditEvents).at(-1)?.query;
const chain = () => screen.getByRole('region', { name: '哈希链' });

describe('the list', () => {
  test('says in words who did what to what, for whom and why', async () => {
    bff.on(listAuditEvents, {
      items: [
        row(1, { onBehalfOf: { kind: 'person', id: 'x', name: '王敏' } }),
        row(2, {
          actor: { kind: 'system', id: 'sweep:x', name: null },
          objectKind: 'access-grant',
          objectId: 'g-77',
          objectName: null,
        }),
      ],
      next: null,
    });
    open();
    const table = await screen.findByRole('table', { name: '审计日志' });
    const [first, second] = await within(table).findAllByRole('button', { name: '变更门店营业状态' });
    const texts = [first, second].map((button) => button?.closest('tr')?.textContent ?? '');
    for (const text of ['李强', '代 王敏 操作', '网鱼电竞(上海松江大学城店)', '门店', '消防整改'])
      expect(texts[0]).toContain(text);
    for (const text of ['sweep:x', '系统', '授权', 'g-77']) expect(texts[1]).toContain(text);
  });

  test('filters in the URL reach the BFF; days are those of the head office, the last one included', async () => {
    open('?action=createStore&action=updateStore&objectKind=store&objectId=s1&from=2026-03-01&until=2026-03-31');
    await screen.findByRole('table');
    await waitFor(() =>
      expect(lastQuery()).toMatchObject({
        action: ['createStore', 'updateStore'],
        objectKind: 'store',
        objectId: 's1',
        from: '2026-02-28T16:00:00.000Z',
        until: '2026-03-31T16:00:00.000Z',
      }),
    );
  });

  test('a chosen filter reaches the URL; nonsense in it is left out', async () => {
    const page = open('?from=yesterday&objectKind=nonsense');
    await screen.findByRole('table');
    expect(lastQuery()).not.toHaveProperty('from');
    expect(lastQuery()).not.toHaveProperty('objectKind');
    await page.user.click(screen.getByRole('combobox', { name: '对象类型' }));
    await page.user.click(await screen.findByTitle('接入方'));
    await waitFor(() => expect(page.address()).toContain('objectKind=client'));
  });

  test('nothing found is said, and the filters can be cleared', async () => {
    bff.on(listAuditEvents, ({ query }) => ({ items: query.objectId ? [] : [row(1)], next: null }));
    const page = open('?objectId=zzz');
    expect(await screen.findByText('没有符合条件的记录')).toBeTruthy();
    await page.user.click(screen.getAllByRole('button', { name: '清除筛选' }).at(-1)!);
    expect(await screen.findByText('李强')).toBeTruthy();
    expect(page.address()).toBe('/access/audit');
  });

  test('without permission it names what is missing', async () => {
    const name = { zh: '查看审计日志', en: 'See the audit log' };
    const system = { zh: '权限中心', en: 'Access' };
    bff.on(listAuditEvents, problem('permission_missing', { meta: { code: 'access.audit.view', name, system } }));
    open();
    expect(await screen.findByText('缺少的权限：查看审计日志（权限中心）')).toBeTruthy();
  });

  test('speaks English', async () => {
    open('', { locale: 'en' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Audit log' })).toBeTruthy();
    expect(await screen.findByRole('button', { name: 'Change a store’s status' })).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Verify' })).toBeTruthy();
  });
});

describe('one event', () => {
  const openFirst = async (shown: AuditEvent) => {
    bff.on(getAuditEvent, shown);
    const page = open('?objectId=s1');
    await page.user.click(await screen.findByRole('button', { name: '变更门店营业状态' }));
    return { page, drawer: await screen.findByRole('dialog') };
  };

  test('shows only what changed, before and after, and its place in the chain', async () => {
    const detail = {
      before: { status: 'open', hosts: 120 },
      after: { status: 'suspended', hosts: 120, note: '消防' },
      version: 4,
    };
    const { drawer } = await openFirst(event({ detail }));
    const table = await within(drawer).findByRole('table', { name: '变更内容' });
    const lines = within(table).getAllByRole('row').slice(1);
    expect(lines.map((line) => line.textContent)).toEqual(['状态营业停业整改', '备注—消防']);
    expect(drawer.textContent).toContain('第 41 条 · 2026-03-11');
    expect(within(drawer).getByText('版本')).toBeTruthy();
  });

  test('says ids, times, closed sets and parts of a record in words, and leads to what has a page', async () => {
    const [roleId, personId, lost] = ['a', 'b', 'c'].map((one) => `0195844e-2d00-7000-8000-00000000000${one}`);
    const detail = {
      after: {
        request: { id: lost, kind: 'SHORT', granteeId: personId, durationMinutes: 240, seq: 9, wantedFrom: null },
        items: [{ id: lost, roleId, scopeKind: 'OWN_STORE' }],
        steps: [{ rule: 'SUPERIOR', dueAt: '2026-03-14T02:00:00.000Z', delegationId: lost, oddity: 'x' }],
      },
    };
    const references = [
      { kind: 'role' as const, id: roleId!, name: { zh: '门店查看', en: 'Store viewer' }, code: 'viewer' },
      { kind: 'person' as const, id: personId!, name: { zh: '王敏', en: '王敏' }, code: null },
    ];
    const { page, drawer } = await openFirst(event({ objectKind: 'access-request', detail, references }));
    const table = await within(drawer).findByRole('table', { name: '变更内容' });
    const lines = within(table).getAllByRole('row');
    expect(lines.map((line) => line.textContent)).toEqual([
      '字段内容',
      '类型短期权限',
      '被授权人王敏',
      '时长4 小时',
      '申请项 1 · 角色门店查看',
      '申请项 1 · 数据范围本人所在门店',
      '审批环节 1 · 审批规则上级审批',
      '审批环节 1 · 截止时间2026/03/14 10:00',
      `审批环节 1 · 审批委托${lost}`,
      '审批环节 1 · oddityx',
    ]);
    expect(within(table).getByRole('link', { name: '门店查看' }).getAttribute('href')).toBe(`/access/roles/${roleId}`);
    expect(within(drawer).queryByText(/"seq"/)).toBeNull();
    await page.user.click(within(drawer).getByRole('button', { name: '原始数据' }));
    expect(within(drawer).getByText(/"seq": 9/)).toBeTruthy();
  });

  test('what a command tells field by field is a change too; a text that is nobody’s business stays unsaid', async () => {
    const changes = [{ field: 'hosts', from: 120, to: 130 }, { field: 'note' }];
    const { drawer } = await openFirst(event({ action: 'updateStore', detail: { version: 2, changes } }));
    const table = await within(drawer).findByRole('table', { name: '变更内容' });
    const lines = within(table).getAllByRole('row').slice(1);
    expect(lines.map((line) => line.textContent)).toEqual(['机器数120130', '备注已变更，内容不留存已变更，内容不留存']);
  });

  test('of a secret it says that only digests are kept, and of a fresh event that it waits for its seal', async () => {
    const { drawer } = await openFirst(event({ detail: { field: 'phone' }, seal: null }));
    expect(await within(drawer).findByText('内容涉及敏感信息，仅留存摘要')).toBeTruthy();
    expect(within(drawer).getByText('等待封存（几秒内完成）')).toBeTruthy();
  });

  test('leads to everything of the same request, which can be taken away again', async () => {
    const { page, drawer } = await openFirst(event());
    await page.user.click(await within(drawer).findByRole('button', { name: '同一请求的全部记录' }));
    await waitFor(() => expect(lastQuery()).toMatchObject({ requestId: event().requestId }));
    expect(lastQuery()).not.toHaveProperty('objectId');
    await page.user.click(await screen.findByRole('button', { name: /移除筛选：请求/ }));
    await waitFor(() => expect(lastQuery()).not.toHaveProperty('requestId'));
  });

  test.each([
    [{ a: 1, b: { c: 2 } }, { b: { c: 3 }, a: 1 }, ['b.c']],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, ['a.1.b']],
    [{ a: { zh: '一', en: 'one' } }, { a: { zh: '二', en: 'two' } }, ['a']],
    [null, { a: 1 }, ['a']],
    [{ a: 1 }, undefined, ['a']],
    [undefined, undefined, []],
    ['open', 'closed', ['']],
    [[1], [1], []],
  ])('%j → %j: changed %j', (before, after, fields) => {
    expect(changedValues(before, after).map(({ path }) => path.join('.'))).toEqual(fields);
  });
});

describe('the chain', () => {
  test('claims nothing before somebody verified it; then says what was verified', async () => {
    const page = open();
    expect(await within(chain()).findByText(/尚未校验/)).toBeTruthy();
    expect(bff.calls(verifyAudit)).toHaveLength(0);
    await page.user.click(screen.getByRole('button', { name: '校验完整性' }));
    expect(await within(chain()).findByText('完好：已校验 41 条记录、3 天，与封存时一致')).toBeTruthy();
    expect(screen.getByRole('button', { name: '重新校验' })).toBeTruthy();
    expect(screen.queryByText(/未启用防改触发器/)).toBeNull();
  });

  test('a break is an alert that says what, where and what to do', async () => {
    const fault = { kind: 'altered', seq: 7, eventId: 'e-7', day: '2026-03-09' } as const;
    bff.on(verifyAudit, { ...exampleResponse(verifyAudit), sound: false, events: 6, fault, guarded: false });
    const page = open();
    await page.user.click(await screen.findByRole('button', { name: '校验完整性' }));
    const alert = await screen.findByRole('alert');
    for (const text of ['前 6 条记录完好，之后发现记录被改动', '第 7 条 · 2026-03-09', '立即通知信息安全'])
      expect(alert.textContent).toContain(text);
    expect(screen.getByText(/未启用防改触发器/)).toBeTruthy();
  });
});

describe('the export', () => {
  const made: Blob[] = [];
  beforeEach(() => {
    made.length = 0;
    vi.stubGlobal(
      'URL',
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => {
          made.push(blob);
          return 'blob:test';
        },
        revokeObjectURL: () => undefined,
      }),
    );
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  test('puts the parts of the filtered log together under one heading', async () => {
    bff.on(exportAudit, ({ body }) =>
      body.cursor === null
        ? { csv: 'time,actor\r\n1,a\r\n', rows: 1, next: 'second' }
        : { csv: 'time,actor\r\n2,b\r\n', rows: 1, next: null },
    );
    const page = open('?objectKind=store');
    await page.user.click(await screen.findByRole('button', { name: '导出 CSV' }));
    await waitFor(() => expect(made).toHaveLength(1));
    expect(await made[0]?.text()).toBe('time,actor\r\n1,a\r\n2,b\r\n');
    // The mark by which spreadsheets know UTF-8.
    expect([...new Uint8Array((await made[0]?.arrayBuffer()) as ArrayBuffer).slice(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(bff.calls(exportAudit).map(({ body }) => [body.objectKind, body.cursor])).toEqual([
      ['store', null],
      ['store', 'second'],
    ]);
    expect(await screen.findByText('已导出 2 条记录')).toBeTruthy();
  });

  test('a refusal is shown and no file is made', async () => {
    bff.on(exportAudit, problem('rate_limited'));
    const page = open();
    await page.user.click(await screen.findByRole('button', { name: '导出 CSV' }));
    expect(await screen.findByRole('alert')).toBeTruthy();
    expect(made).toHaveLength(0);
  });
});
