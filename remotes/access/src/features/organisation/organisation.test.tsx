import {
  appointHead,
  endHead,
  findUnits,
  getOrganisation,
  getUnit,
  type OrgNode,
  type UnitDetail,
} from '@eoms/contracts/access/organisation.contract';
import { listPeople } from '@eoms/contracts/access/people.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, test } from 'vitest';
import { OrganisationPage } from './organisation.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(getOrganisation).items as [OrgNode];
const id = (n: number) => `0195844e-2d00-7000-8000-0000000005${String(n).padStart(2, '0')}`;
const node = (n: number, zh: string, change: Partial<OrgNode> = {}): OrgNode => ({
  ...example,
  id: id(n),
  name: { zh, en: zh },
  hasChildren: false,
  leaders: [],
  ...change,
});
const company = node(1, '网鱼', { kind: 'COMPANY', hasChildren: true, people: 199, stores: 24 });
const east = node(2, '华东大区', { hasChildren: true, leaders: example.leaders });
const south = node(3, '华南大区');
const store = node(4, '松江店', { kind: 'STORE', stores: 1, people: 7 });
const levels: Record<string, OrgNode[]> = { '': [company], [company.id]: [east, south], [east.id]: [store] };
const detail = (unit: OrgNode, change: Partial<UnitDetail> = {}): UnitDetail => ({
  ...exampleResponse(getUnit),
  ...unit,
  path: unit.id === store.id ? [company, east] : unit.id === company.id ? [] : [company],
  ...change,
});

beforeEach(() => {
  const { at } = exampleResponse(getOrganisation);
  bff.on(getOrganisation, ({ query }) => ({ at: query.at ?? at, items: levels[query.parentId ?? ''] ?? [] }));
  bff.on(getUnit, ({ params }) =>
    detail([company, east, south, store].find((unit) => unit.id === params.unitId) ?? east),
  );
});

const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<OrganisationPage />, { path: `/access/organisation${query}`, route: '/access/organisation', ...setup });
const unitButton = (name: RegExp) => screen.findByRole('button', { name });
const asked = () => bff.calls(getOrganisation).map(({ query }) => query.parentId ?? '');

describe('the tree', () => {
  test('opens its top by itself and every other level when it is wanted', async () => {
    const page = open();
    const east = await unitButton(/^华东大区/);
    expect(east.textContent).toContain('黄伟');
    expect(east.textContent).toContain('46 人');
    expect((await unitButton(/^华南大区/)).textContent).toContain('空缺');
    expect(asked()).toEqual(['', company.id]);
    expect(screen.queryByRole('button', { name: /^松江店/ })).toBeNull();
    await page.user.click(screen.getByRole('button', { name: '展开华东大区' }));
    await unitButton(/^松江店/);
    expect(asked()).toEqual(['', company.id, id(2)]);
    const rows = screen.getAllByRole('listitem').map((row) => row.getAttribute('aria-level'));
    expect(rows).toEqual(['1', '2', '3', '2']);
    await page.user.click(screen.getByRole('button', { name: '收起华东大区' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^松江店/ })).toBeNull());
  });

  test('is walked by keys: up and down, right opens, left closes and goes to the parent, Enter chooses', async () => {
    const page = open();
    (await unitButton(/^华东大区/)).focus();
    await page.user.keyboard('{ArrowRight}');
    await unitButton(/^松江店/);
    await page.user.keyboard('{ArrowDown}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('松江店'));
    await page.user.keyboard('{ArrowLeft}');
    await waitFor(() => expect(document.activeElement?.textContent).toContain('华东大区'));
    await page.user.keyboard('{Enter}');
    await waitFor(() => expect(page.address()).toBe(`/access/organisation?unit=${east.id}`));
    expect(await screen.findByRole('heading', { level: 2, name: /华东大区/ })).toBeTruthy();
    (await unitButton(/^华东大区/)).focus();
    await page.user.keyboard('{ArrowLeft}');
    await waitFor(() => expect(screen.queryByRole('button', { name: /^松江店/ })).toBeNull());
  });

  test('a link to a unit opens everything above it', async () => {
    open(`?unit=${store.id}`);
    const row = await unitButton(/^松江店/);
    expect(row.getAttribute('aria-current')).toBe('true');
    const above = await screen.findByRole('navigation', { name: '上级组织' });
    expect(
      within(above)
        .getAllByRole('button')
        .map((link) => link.textContent),
    ).toEqual(['网鱼', '华东大区']);
  });

  test('a level that fails offers to try again; without permission it says what is missing', async () => {
    bff.on(getOrganisation, ({ query }) =>
      query.parentId === east.id
        ? noNetwork
        : { at: exampleResponse(getOrganisation).at, items: levels[query.parentId ?? ''] ?? [] },
    );
    const page = open();
    await page.user.click(await unitButton(/^展开华东大区/));
    const again = await screen.findByRole('button', { name: '加载失败，点击重试' });
    bff.on(getOrganisation, ({ query }) => ({
      at: exampleResponse(getOrganisation).at,
      items: levels[query.parentId ?? ''] ?? [],
    }));
    await page.user.click(again);
    await unitButton(/^松江店/);
    page.unmount();
    bff.on(getOrganisation, problem('permission_missing'));
    open();
    expect(await screen.findByText('你没有查看此内容的权限')).toBeTruthy();
  });
});

test('another day stands in the URL and is asked for; one press leads back to now', async () => {
  const page = open('?on=2025-03-01');
  await unitButton(/^华东大区/);
  expect(bff.calls(getOrganisation)[0]?.query.at).toBe('2025-02-28T16:00:00.000Z');
  expect(screen.getByRole('note').textContent).toContain('2025/03/01 00:00');
  await page.user.click(screen.getByRole('button', { name: '回到现在' }));
  await waitFor(() => expect(page.address()).toBe('/access/organisation'));
  await waitFor(() => expect(bff.calls(getOrganisation).at(-1)?.query.at).toBeUndefined());
  expect(screen.queryByRole('note')).toBeNull();
});

test('search lists units with their path, and choosing one leads into the tree', async () => {
  bff.on(findUnits, ({ query }) => ({
    items: query.q === '松江' ? [{ ...store, code: 'SH001', path: [company, east] }] : [],
    more: query.q === '松江',
  }));
  const page = open();
  await page.user.type(screen.getByRole('searchbox', { name: '搜索组织名称或编码' }), '松江');
  const found = await screen.findByRole('list', { name: '找到的组织' });
  expect(within(found).getByText('网鱼 / 华东大区 / SH001')).toBeTruthy();
  expect(screen.getByText(/只显示前 50 个/)).toBeTruthy();
  await page.user.click(within(found).getByRole('button'));
  await waitFor(() => expect(page.address()).toBe(`/access/organisation?unit=${store.id}`));
  await unitButton(/^松江店/);
  page.unmount();
  open('?q=没有');
  expect(await screen.findByText('没有符合条件的组织')).toBeTruthy();
});

const headed = (change: Partial<UnitDetail> = {}) => bff.on(getUnit, detail(east, change));
const [head] = exampleResponse(getUnit).heads;

describe('a unit', () => {
  test('shows who leads it, what lies ahead, and its people with and without those below', async () => {
    headed({
      changes: [
        { at: '2026-05-01T00:00:00.000Z', kind: 'HEAD_ENDS', headKind: 'ACTING', person: head!.person, unit: null },
        { at: '2026-06-01T00:00:00.000Z', kind: 'MOVES_BELOW', headKind: null, person: null, unit: south },
      ],
    });
    const page = open(`?unit=${east.id}`);
    const heads = await screen.findByRole('list', { name: '负责人与副职' });
    expect(heads.textContent).toContain('黄伟');
    expect(heads.textContent).toContain('人事系统');
    expect(within(heads).queryByRole('button')).toBeNull();
    expect(screen.getByText('黄伟 不再担任代理负责人')).toBeTruthy();
    expect(screen.getByText('划归 华南大区')).toBeTruthy();
    const link = await screen.findByRole('link', { name: /王敏/ });
    expect(link.getAttribute('href')).toMatch(/^\/access\/people\//);
    await waitFor(() => expect(bff.calls(listPeople).at(-1)?.query).toMatchObject({ unitId: east.id, only: 'unit' }));
    await page.user.click(screen.getByText('含下级'));
    await waitFor(() => expect(bff.calls(listPeople).at(-1)?.query).toMatchObject({ only: 'subtree' }));
  });

  test('keeps its people from whoever may not see them, and is not appointed to by whoever may not', async () => {
    headed({ maySeePeople: false, mayAppoint: false });
    open(`?unit=${east.id}`);
    expect(await screen.findByText('你没有查看该组织人员的权限')).toBeTruthy();
    expect(screen.queryByRole('link', { name: /黄伟/ })).toBeNull();
    expect(screen.queryByRole('button', { name: '任命' })).toBeNull();
    expect(bff.calls(listPeople)).toHaveLength(0);
  });

  test('leads to its head where its people may be seen, and to nothing of a store', async () => {
    headed({ maySeePeople: true });
    open(`?unit=${east.id}`);
    const link = await screen.findByRole('link', { name: /黄伟/ });
    expect(link.getAttribute('href')).toBe(`/access/people/${head!.person.id}`);
    expect(screen.queryByText('门店档案')).toBeNull();
  });

  test('that is a store leads to its record and its tickets, or says why it does not', async () => {
    const stores = { system: 'stores', path: '/stores/:storeId', allowed: true, reason: null } as const;
    const service = {
      system: 'service',
      path: '/service/tickets',
      allowed: false,
      reason: 'permission_missing',
    } as const;
    open(`?unit=${store.id}`, { intents: { 'store.open': stores, 'ticket.list': service } });
    const record = await screen.findByRole('link', { name: '门店档案' });
    expect(record.getAttribute('href')).toBe(`/stores/${store.id}`);
    expect(screen.getByRole('link', { name: '该门店的工单' }).getAttribute('aria-disabled')).toBe('true');
  });

  test('gets an acting head, for whom an end is asked', async () => {
    headed();
    const page = open(`?unit=${east.id}`);
    await page.user.click(await screen.findByRole('button', { name: /任\s?命/ }));
    const dialog = await screen.findByRole('dialog', { name: '任命 · 华东大区' });
    await page.user.click(within(dialog).getByRole('combobox', { name: '人员' }));
    await page.user.click(await screen.findByTitle(/王敏/));
    await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '负责人休产假');
    const confirm = () => page.user.click(within(dialog).getByRole('button', { name: '确认任命' }));
    await confirm();
    expect(await within(dialog).findByText('此项必填')).toBeTruthy();
    expect(bff.calls(appointHead)).toHaveLength(0);
    await page.user.type(within(dialog).getByLabelText('结束时间'), '2027-01-01T00:00');
    await confirm();
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(bff.calls(appointHead)[0]).toMatchObject({
      params: { unitId: east.id },
      body: { kind: 'ACTING', from: null, until: '2026-12-31T16:00:00.000Z', reason: '负责人休产假' },
    });
  });

  test('an overlapping appointment is refused with who holds it; the dialog keeps what was typed', async () => {
    headed();
    bff.on(appointHead, problem('head_overlaps', { detail: '周婷：2026-03-01 至 今后' }));
    const page = open(`?unit=${east.id}`);
    await page.user.click(await screen.findByRole('button', { name: /任\s?命/ }));
    const dialog = await screen.findByRole('dialog');
    await page.user.click(within(dialog).getByRole('combobox', { name: '人员' }));
    await page.user.click(await screen.findByTitle(/王敏/));
    await page.user.click(within(dialog).getByRole('radio', { name: '副职' }));
    await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '协助管理');
    await page.user.click(within(dialog).getByRole('button', { name: '确认任命' }));
    expect((await within(dialog).findByRole('alert')).textContent).toContain('该时间段内此职务已有人担任');
    expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: '原因' }).value).toBe('协助管理');
  });

  test('an appointment kept here is ended, one that has not begun is taken back', async () => {
    const own = { ...head!, source: 'EOMS' as const, mayEnd: true };
    headed({
      heads: [
        { ...own, id: id(8), phase: 'AHEAD', kind: 'ACTING' },
        { ...own, id: id(9), kind: 'DEPUTY' },
      ],
    });
    const page = open(`?unit=${east.id}`);
    await page.user.click(await screen.findByRole('button', { name: '取消黄伟的任命' }));
    let dialog = await screen.findByRole('dialog', { name: '取消任命 · 黄伟' });
    expect(within(dialog).queryByRole('radio')).toBeNull();
    await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '计划有变');
    await page.user.click(within(dialog).getByRole('button', { name: '确认取消任命' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await page.user.click(await screen.findByRole('button', { name: '结束黄伟的任命' }));
    dialog = await screen.findByRole('dialog', { name: '结束任命 · 黄伟' });
    await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '提前返岗');
    await page.user.click(within(dialog).getByRole('button', { name: '确认结束' }));
    await waitFor(() => expect(bff.calls(endHead)).toHaveLength(2));
    expect(bff.calls(endHead).map(({ params, body }) => [params.headId, body.at, body.reason])).toEqual([
      [id(8), null, '计划有变'],
      [id(9), null, '提前返岗'],
    ]);
  });

  test('that is not there says so', async () => {
    bff.on(getUnit, problem('not_found'));
    open(`?unit=${id(99)}`);
    expect(await screen.findByText(/找不到|不存在/)).toBeTruthy();
  });
});

test('who leads one’s own unit is for somebody else to say: the refusal says whom to ask', async () => {
  headed({ heads: [{ ...head!, id: id(8), source: 'EOMS', kind: 'DEPUTY', mayEnd: true }] });
  bff.on(endHead, problem('own_superior'));
  const page = open(`?unit=${east.id}`);
  await page.user.click(await screen.findByRole('button', { name: /结\s?束/ }));
  const dialog = await screen.findByRole('dialog');
  await page.user.type(within(dialog).getByRole('textbox', { name: '原因' }), '另有任用');
  await page.user.click(within(dialog).getByRole('button', { name: '确认结束' }));
  const told = (await within(dialog).findByRole('alert')).textContent ?? '';
  for (const text of ['不能任免自己所在部门及上级部门的负责人', '另一位组织管理人']) expect(told).toContain(text);
});

test('speaks English, and every control has a name in it', async () => {
  const page = open(`?unit=${east.id}&on=2025-03-01`, { locale: 'en' });
  expect(await screen.findByRole('heading', { level: 1, name: 'Organisation' })).toBeTruthy();
  expect(screen.getByRole('searchbox', { name: 'Search units by name or code' })).toBeTruthy();
  expect(screen.getByLabelText('As of (start of the day)')).toBeTruthy();
  expect(await screen.findByText('Appointments begin now or later; go back to now to make one')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Appoint' })).toBeNull();
  await page.user.click(await screen.findByRole('button', { name: 'Back to now' }));
  expect(await screen.findByRole('button', { name: 'Appoint' })).toBeTruthy();
});
