import {
  confirmGrant,
  expiryDigest,
  extendGrant,
  listGrants,
  revokeGrant,
  type Grant,
} from '@eoms/contracts/access/grants.contract';
import { listPeople } from '@eoms/contracts/access/people.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { GrantsPage } from './grants.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listGrants).items as [Grant];
const grant = (index: number, name: string, change: Partial<Grant> = {}): Grant => ({
  ...example,
  id: `0195844e-2d00-7000-8000-00000000a${String(index).padStart(3, '0')}`,
  person: { ...example.person, name },
  ...change,
});
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<GrantsPage />, { path: `/access/grants${query}`, route: '/access/grants', ...setup });
const reason = (dialog: ReturnType<typeof within>) => dialog.getByLabelText('撤销理由');

test('lists who holds what, how far, until when, who approved it and when it was used', async () => {
  bff.on(listGrants, { items: [grant(1, '王敏', { lastUsedOn: '2026-03-10' })], next: null });
  open();
  const row = (await screen.findByText('王敏')).closest('tr');
  for (const text of ['王敏', '门店查看', '短期权限', '生效中', '李强批准', '申请 Q20260311-0007', '2026/03/10'])
    expect(row?.textContent).toContain(text);
});

test('filters from the URL reach the BFF', async () => {
  open(`?state=SUSPENDED&kind=LONG&system=service&ends=14&person=${example.person.id}&sort=until&order=asc`);
  await screen.findByRole('table');
  expect(bff.calls(listGrants)[0]?.query).toMatchObject({
    state: ['SUSPENDED'],
    kind: ['LONG'],
    system: ['service'],
    endsWithinDays: 14,
    personId: example.person.id,
    sort: 'until',
    order: 'asc',
  });
});

test('several are revoked with one reason; what was refused is told row by row', async () => {
  const rows = [grant(1, '王敏'), grant(2, '纪祥')];
  bff.on(listGrants, { items: rows, next: null });
  bff.on(revokeGrant, ({ params }) =>
    params.grantId === rows[1]!.id ? problem('last_administrators') : { ...rows[0]!, state: 'REVOKED' as const },
  );
  const { user } = open();
  await user.click(await screen.findByRole('checkbox', { name: '选择 王敏 的“门店查看”' }));
  await user.click(screen.getByRole('checkbox', { name: '选择 纪祥 的“门店查看”' }));
  await user.click(screen.getByRole('button', { name: '批量撤销' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('button', { name: '撤销' }));
  expect(await dialog.findByText('此项必填')).toBeTruthy();
  await user.type(reason(dialog), '盘点已结束');
  await user.click(dialog.getByRole('button', { name: '撤销' }));
  expect(await dialog.findByText('1 项未撤销')).toBeTruthy();
  expect(dialog.getByText('操作后可用的权限负责人将不足两名')).toBeTruthy();
  expect(bff.calls(revokeGrant).map(({ body }) => body.reason)).toEqual(['盘点已结束', '盘点已结束']);
});

test('a grant that rests since a move is confirmed after a question', async () => {
  const suspended = { since: example.from, confirmBy: '2026-03-25T12:30:00.000Z', unit: null };
  bff.on(listGrants, {
    items: [grant(1, '王敏', { kind: 'LONG', state: 'SUSPENDED', suspended, mayConfirm: true })],
    next: null,
  });
  const { user } = open();
  expect(await screen.findByText(/须在 2026\/03\/25 20:30 前确认/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: '确认保留' }));
  await user.click((await screen.findAllByRole('button', { name: '确认保留' })).at(-1)!);
  expect(await screen.findByText('已确认，继续有效')).toBeTruthy();
  expect(bff.calls(confirmGrant)).toHaveLength(1);
});

test('what ends soon stands person by person with its last use', async () => {
  bff.on(expiryDigest, {
    items: [{ person: { ...example.person, name: '王敏' }, grants: [grant(1, '王敏', { mayExtend: true })] }],
    next: null,
    total: 1,
  });
  const { user, address } = open();
  await user.click(await screen.findByText('即将到期'));
  await waitFor(() => expect(address()).toContain('tab=expiring'));
  const card = within(await screen.findByRole('region', { name: /王敏 · E1106/ }));
  expect(card.getByText('尚无记录')).toBeTruthy();
  await user.click(card.getByRole('button', { name: '为 王敏 续期“门店查看”' }));
  expect(await screen.findByText('续期：门店查看')).toBeTruthy();
});

test('what ends soon is extended for several at once, each as long again; what was refused is told row by row', async () => {
  const short = grant(1, '王敏', { from: '2026-03-11T12:00:00.000Z', until: '2026-03-11T20:00:00.000Z' });
  const long = grant(2, '王敏', { kind: 'LONG', from: '2026-01-01T00:00:00.000Z', until: '2026-03-20T00:00:00.000Z' });
  const kept = grant(3, '王敏', { mayExtend: false });
  bff.on(expiryDigest, { items: [{ person: short.person, grants: [short, long, kept] }], next: null, total: 1 });
  bff.on(extendGrant, ({ params }) =>
    params.grantId === long.id ? problem('no_decider') : exampleResponse(extendGrant),
  );
  const { user } = open('?tab=expiring');
  await user.click(await screen.findByRole('checkbox', { name: '全选' }));
  await user.click(screen.getByRole('button', { name: '批量续期（2）' }));
  const dialog = within(await screen.findByRole('dialog', { name: '为 2 项授权续期' }));
  await user.type(dialog.getByLabelText('续期理由'), '盘点延期一周');
  await user.click(dialog.getByRole('button', { name: '提交申请' }));
  expect(await screen.findByText('1 项未能提交')).toBeTruthy();
  expect(screen.getByText('目前没有可以审批该申请的人')).toBeTruthy();
  expect(bff.calls(extendGrant).map(({ params, body }) => [params.grantId, body])).toEqual([
    [short.id, { wantedUntil: null, durationMinutes: 480, reason: '盘点延期一周', ticketRef: null }],
    [
      long.id,
      { wantedUntil: '2026-06-06T00:00:00.000Z', durationMinutes: null, reason: '盘点延期一周', ticketRef: null },
    ],
  ]);
});

test('granting directly asks for somebody other than oneself and goes on to the form', async () => {
  const [superior] = example.approvedBy as [Grant['person']];
  const { id, name, employeeNo } = superior;
  const place = { zh: '门店', en: 'Store' };
  const person = { id, name, employeeNo, kind: 'employee' as const, level: 5, department: place, position: place };
  const { items } = exampleResponse(listPeople);
  bff.on(listPeople, { items: [{ ...items[0]!, id, name: '李强' }, ...items], next: null });
  const { user, address } = open('', { person });
  await user.click(await screen.findByRole('button', { name: '直接授权' }));
  const dialog = within(await screen.findByRole('dialog'));
  await user.click(dialog.getByRole('combobox', { name: '授权给谁' }));
  await screen.findByTitle(/王敏/);
  expect(screen.queryByTitle(/李强/)).toBeNull();
  await user.click(screen.getByTitle(/王敏/));
  await user.click(dialog.getByRole('button', { name: '下一步' }));
  await waitFor(() => expect(address()).toMatch(/^\/access\/request\?for=0195844e/));
});

test('who may only look is offered nothing to do; an empty list says so', async () => {
  const page = open('', { metas: ['access.grant.view'] });
  await screen.findByRole('table');
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.queryByRole('button', { name: '直接授权' })).toBeNull();
  page.unmount();
  bff.on(listGrants, { items: [], next: null });
  open('?state=ENDED', { locale: 'en' });
  expect(await screen.findByText('No grant matches')).toBeTruthy();
});
