import {
  createExternalPerson,
  endExternalPerson,
  getPerson,
  resumePerson,
  revealPersonField,
  suspendPerson,
} from '@eoms/contracts/access/people.contract';
import type { Person } from '@eoms/contracts/access/people.record';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PersonPage } from './person.page.tsx';

const bff = fakeBff();
const example = exampleResponse(getPerson);
const external = exampleResponse(createExternalPerson);
const open = (setup: RenderPageOptions = {}) =>
  renderPage(<PersonPage />, { path: `/access/people/${example.id}`, route: '/access/people/:personId', ...setup });
const show = (change: Partial<Person> = {}) => bff.on(getPerson, { ...example, ...change });

test('shows facts, places, superiors and the ways to permissions', async () => {
  const place = example.places[0]!;
  show({
    places: [
      { ...place, id: '0195844e-2d00-7000-8000-0000000007a1', phase: 'AHEAD', isPrimary: false },
      place,
      { ...place, id: '0195844e-2d00-7000-8000-0000000007a2', phase: 'PAST', until: '2026-01-01T00:00:00.000Z' },
    ],
    heads: [
      {
        id: '0195844e-2d00-7000-8000-0000000007a3',
        unit: place.unit,
        kind: 'DEPUTY',
        from: place.from,
        until: null,
        phase: 'NOW',
        source: 'EOMS',
      },
    ],
  });
  open();
  expect(await screen.findByRole('heading', { level: 1, name: '王敏' })).toBeTruthy();
  const places = await screen.findByRole('list', { name: '任职经历' });
  expect([...places.children].map((line) => line.textContent?.match(/未开始|当前|已结束/)?.[0])).toEqual([
    '未开始',
    '当前',
    '已结束',
  ]);
  expect(places.textContent).toContain('直接主管：孙丽');
  expect(screen.getByRole('list', { name: '负责的组织' }).textContent).toContain('副职');
  expect(screen.getByRole('list', { name: '审批上级' }).textContent).toContain('孙丽');
  expect(screen.queryByText('名下门店')).toBeNull();
  const href = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  expect(href('查询其权限原因')).toBe(`/access/explain?person=${example.id}`);
  expect(href('为其申请或授权')).toBe(`/access/request?for=${example.id}`);
  expect(href('查看其授权记录')).toBe(`/access/grants?person=${example.id}`);
  expect(screen.queryByRole('button', { name: /停\s?用/ })).toBeNull();
});

test('offers only ways the person at the page may go', async () => {
  open({ metas: ['access.person.view'] });
  await screen.findByRole('heading', { level: 1, name: '王敏' });
  for (const name of ['查询其权限原因', '为其申请或授权', '查看其授权记录'])
    expect(screen.queryByRole('link', { name })).toBeNull();
});

test('leads to what belongs to him elsewhere, as far as its permission reaches', async () => {
  const tickets = { system: 'service', path: '/service/tickets', allowed: true, reason: null } as const;
  const { unmount } = open({ metas: ['access.person.view', 'access.audit.view'], intents: { 'ticket.list': tickets } });
  const href = async (name: string) => (await screen.findByRole('link', { name })).getAttribute('href');
  expect(await href('其操作的审计记录')).toBe(`/access/audit?actorId=${example.id}`);
  expect(await href('其档案变更的审计记录')).toBe(`/access/audit?objectKind=person&objectId=${example.id}`);
  expect(await href('其负责的工单')).toBe(`/service/tickets?owner=${example.id}`);
  unmount();
  open({ metas: ['access.person.view'], intents: { 'ticket.list': { ...tickets, allowed: false } } });
  expect((await screen.findByRole('link', { name: '其负责的工单' })).getAttribute('aria-disabled')).toBe('true');
  expect(screen.queryByRole('link', { name: '其操作的审计记录' })).toBeNull();
});

test('somebody with nobody above says who decides', async () => {
  show({ superiors: [], places: [] });
  open();
  expect(await screen.findByText(/由两名权限负责人共同审批/)).toBeTruthy();
  expect(screen.getByText('没有任职记录')).toBeTruthy();
});

test('a franchisee shows the stores', async () => {
  const unit = { ...example.places[0]!.unit, kind: 'STORE' as const, name: { zh: '西溪店', en: 'Xixi' } };
  show({ kind: 'FRANCHISEE', stores: [{ unit, from: example.createdAt, until: null, phase: 'NOW' }] });
  open();
  expect((await screen.findByRole('list', { name: '名下门店' })).textContent).toContain('西溪店');
});

test('phone and ID number stand masked; whoever may sees one after saying why', async () => {
  bff.on(revealPersonField, { value: '10000001004' });
  const page = open();
  expect(await screen.findByText('100****1004')).toBeTruthy();
  expect(screen.getByText('0****************4')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '查看完整证件号' })).toBeNull();
  await page.user.click(screen.getByRole('button', { name: '查看完整手机号' }));
  const dialog = await screen.findByRole('dialog', { name: '查看手机号' });
  await page.user.type(within(dialog).getByRole('textbox', { name: '查看原因' }), '核对入职资料');
  await page.user.click(within(dialog).getByRole('button', { name: /查\s?看/ }));
  expect(await screen.findByText('10000001004')).toBeTruthy();
  expect(bff.calls(revealPersonField)).toMatchObject([
    { params: { personId: example.id }, body: { field: 'phone', reason: '核对入职资料' } },
  ]);
});

test.each([
  ['停用', { maySuspend: true }, suspendPerson],
  ['恢复', { mayResume: true }, resumePerson],
  ['结束', { mayEnd: true }, endExternalPerson],
] as const)('somebody outside the EHR: %s, with a reason', async (name, flags, endpoint) => {
  bff.on(getPerson, { ...external, maySuspend: false, mayResume: false, mayEnd: false, ...flags });
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: new RegExp(name.split('').join(String.raw`\s?`)) }));
  const dialog = await screen.findByRole('dialog', { name: `${name}陆工` });
  const confirm = () =>
    page.user.click(within(dialog).getByRole('button', { name: new RegExp(name.split('').join(String.raw`\s?`)) }));
  await confirm();
  expect(await within(dialog).findByText('此项必填')).toBeTruthy();
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '合同到期');
  await confirm();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(bff.calls(endpoint)).toMatchObject([{ params: { personId: external.id }, body: { reason: '合同到期' } }]);
});

test('the last administrator is not suspended, and it says what to do', async () => {
  bff.on(getPerson, external);
  bff.on(suspendPerson, problem('last_administrators'));
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: /停\s?用/ }));
  const dialog = await screen.findByRole('dialog');
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '合同到期');
  await page.user.click(within(dialog).getByRole('button', { name: /停\s?用/ }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('权限负责人将不足两名');
});

test('a person out of reach looks like none', async () => {
  bff.on(getPerson, problem('not_found'));
  open();
  expect(await screen.findByText(/找不到|不存在/)).toBeTruthy();
  expect(screen.getByRole('heading', { level: 1, name: '人员' })).toBeTruthy();
});

test('speaks English', async () => {
  open({ locale: 'en' });
  expect(await screen.findByText('Superiors who decide')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Show the whole Phone' })).toBeTruthy();
});
