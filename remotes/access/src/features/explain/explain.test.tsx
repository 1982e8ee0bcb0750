import {
  explainDecision,
  getMyPermissions,
  listQuestions,
  type Explanation,
} from '@eoms/contracts/access/decisions.contract';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ExplainPage } from './explain.page.tsx';

const bff = fakeBff();
const missing = exampleResponse(explainDecision);
const [ruled, granted] = exampleResponse(getMyPermissions).systems[0]!.items;
const allowed: Explanation = {
  ...missing,
  allowed: true,
  verdict: 'allowed',
  sources: [{ source: ruled!.source, reaches: null }],
  remedies: [],
  reach: { ...missing.reach, kind: 'all' },
};
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const record: NonNullable<Explanation['record']> = {
  kind: 'store',
  id: storeId,
  name: '松江大学城店',
  unit: { id: storeId, name: { zh: '松江大学城店', en: 'Songjiang' }, kind: 'STORE' },
  own: false,
};
const colleague = { ...missing.person, id: '0195844e-2d00-7000-8000-0000000000b9', name: '纪祥' };
const me = { ...exampleResponse(getBootstrap).person, id: missing.person.id };
const open = (query = '', setup: Parameters<typeof renderPage>[1] = {}) =>
  renderPage(<ExplainPage />, { path: `/access/explain${query}`, route: '/access/explain', person: me, ...setup });

test('asks by the name of a page or a permission, and the question is in the URL', async () => {
  const { user, address } = open();
  expect(await screen.findByText('选择要查询的页面或权限')).toBeTruthy();
  await user.click(screen.getByRole('combobox', { name: '页面或权限' }));
  await user.click(await screen.findByTitle('分派工单 · service.ticket.assign'));
  await waitFor(() => expect(address()).toBe('/access/explain?meta=service.ticket.assign'));
  expect(await screen.findByText('你没有“分派工单”的权限')).toBeTruthy();
  expect(bff.calls(listQuestions).length).toBeGreaterThan(0);
});

test('a pasted address asks about the page and the record in it', async () => {
  bff.on(explainDecision, { ...allowed, record, sources: [{ source: ruled!.source, reaches: true }] });
  const { user } = open();
  await user.type(
    screen.getByRole('combobox', { name: '页面或权限' }),
    `https://portal.example/stores/stores/${storeId}?tab=life`,
  );
  await user.click(await screen.findByTitle(`页面地址 /stores/stores/${storeId}`));
  await waitFor(() => expect(bff.calls(explainDecision).at(-1)?.query).toEqual({ path: `/stores/stores/${storeId}` }));
  expect(await screen.findByText(/你可以对门店“松江大学城店”分派工单/)).toBeTruthy();
  expect(screen.getByText('包括此对象')).toBeTruthy();
});

test('why: the rule in words', async () => {
  bff.on(explainDecision, allowed);
  open('?meta=service.ticket.assign');
  const sources = within(await screen.findByRole('region', { name: '权限从哪里来' }));
  expect(sources.getByText('因为你在客服部（含下级）任职')).toBeTruthy();
  expect(screen.queryByRole('region', { name: '怎样才能做' })).toBeNull();
});

test('why not: the smallest thing that helps, who decides, and the request filled in', async () => {
  open('?meta=service.ticket.assign');
  const remedies = within(await screen.findByRole('region', { name: '怎样才能做' }));
  expect(remedies.getByText('同时会获得：查看工单')).toBeTruthy();
  expect(remedies.getByText('孙丽')).toBeTruthy();
  const href = remedies.getByRole('link', { name: '申请这项' }).getAttribute('href') ?? '';
  const query = new URLSearchParams(href.split('?')[1]);
  expect(Object.fromEntries(query)).toEqual({
    meta: 'service.ticket.assign',
    scope: 'ALL',
    role: missing.remedies[0]!.role!.id,
  });
});

test('a grant that has just ended is told, and one that rests', async () => {
  const ended = { ...granted!, state: 'ENDED' as const };
  const resting = { ...granted!, key: 'other', state: 'SUSPENDED' as const, confirmBy: '2026-03-25T12:30:00.000Z' };
  bff.on(explainDecision, { ...missing, idle: [ended, resting] });
  open('?meta=service.ticket.assign');
  const idle = within(await screen.findByRole('region', { name: '目前不起作用的授权' }));
  expect(idle.getByText('已到期')).toBeTruthy();
  expect(idle.getByText(/调动后待确认，截止 2026\/03\/25 20:30/)).toBeTruthy();
});

test('about others: asked for by those who may, with the offer to grant', async () => {
  bff.on(explainDecision, { ...missing, person: colleague, verdict: 'out_of_scope', record });
  const page = open(`?person=${colleague.id}&meta=service.ticket.assign`);
  expect(await screen.findByText('纪祥有“分派工单”的权限，但数据范围不包括门店“松江大学城店”')).toBeTruthy();
  expect(bff.calls(explainDecision)[0]?.query.personId).toBe(colleague.id);
  expect(screen.getByRole('link', { name: '直接授权' }).getAttribute('href')).toContain(`for=${colleague.id}`);
  page.unmount();
  open('?meta=service.ticket.assign', { metas: ['access.self.view'] });
  await screen.findByText(/没有“分派工单”的权限|有“分派工单”的权限/);
  expect(screen.queryByRole('combobox', { name: '人员' })).toBeNull();
});

test('what is unknown, and who is not active, have their own words', async () => {
  bff.on(explainDecision, {
    ...missing,
    verdict: 'record_unknown',
    record: { ...record, name: null, unit: null },
    remedies: [],
  });
  const page = open('?meta=service.ticket.assign');
  expect(await screen.findByText('对象不存在，或不在你可见的范围内')).toBeTruthy();
  page.unmount();
  bff.on(explainDecision, { ...missing, person: colleague, verdict: 'person_inactive', remedies: [] });
  const second = open('?meta=service.ticket.assign');
  expect(await screen.findByText('纪祥当前不在职或已停用，没有任何权限')).toBeTruthy();
  second.unmount();
  bff.on(explainDecision, problem('not_found'));
  open('?meta=service.ticket.nonsense', { locale: 'en' });
  expect(await screen.findByText('It does not exist, or you may not see it')).toBeTruthy();
});
