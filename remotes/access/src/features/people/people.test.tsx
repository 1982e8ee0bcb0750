import { findUnits } from '@eoms/contracts/access/organisation.contract';
import { createExternalPerson, listPeople } from '@eoms/contracts/access/people.contract';
import type { PersonRow } from '@eoms/contracts/access/people.record';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, noNetwork, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PeoplePage } from './people.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listPeople).items as [PersonRow];
const person = (n: number, name: string, change: Partial<PersonRow> = {}): PersonRow => ({
  ...example,
  id: `0195844e-2d00-7000-8000-0000000006${String(n).padStart(2, '0')}`,
  name,
  ...change,
});
const open = (query = '', setup: RenderPageOptions = {}) =>
  renderPage(<PeoplePage />, { path: `/access/people${query}`, route: '/access/people', ...setup });
const asked = () => bff.calls(listPeople).at(-1)?.query;

test('lists people with place, kind and masked phone, each with a link to the page', async () => {
  bff.on(listPeople, {
    items: [
      person(1, '王敏'),
      person(2, '陆工', { kind: 'EXTERNAL', employeeNo: null, account: 'lugong', position: null, status: 'SUSPENDED' }),
    ],
    next: null,
  });
  open();
  const link = await screen.findByRole('link', { name: '王敏' });
  expect(link.getAttribute('href')).toBe(`/access/people/${person(1, '').id}`);
  const line = link.closest('tr')?.textContent ?? '';
  for (const text of ['E1004', 'wangmin', '客服部', '客服专员', '员工', '在职', '100****1004'])
    expect(line).toContain(text);
  const other = screen.getByRole('link', { name: '陆工' }).closest('tr')?.textContent ?? '';
  for (const text of ['lugong', '外部人员', '停用', '归口部门']) expect(other).toContain(text);
});

test('search, filters and order of the URL reach the BFF, and those chosen reach the URL', async () => {
  const page = open('?q=王&status=ACTIVE&status=nonsense&kind=EMPLOYEE&sort=employeeNo');
  await screen.findByRole('link', { name: '王敏' });
  expect(asked()).toMatchObject({ q: '王', status: ['ACTIVE'], kind: ['EMPLOYEE'], sort: 'employeeNo', order: 'asc' });
  await page.user.click(screen.getByRole('combobox', { name: '状态' }));
  await page.user.click(await screen.findByTitle('离职'));
  await waitFor(() => expect(asked()?.status).toEqual(['ACTIVE', 'LEFT']));
  await page.user.click(screen.getByRole('button', { name: /姓名/ }));
  await waitFor(() => expect(asked()).toMatchObject({ sort: 'name' }));
});

test('is narrowed to a unit found by name', async () => {
  const [unit] = exampleResponse(findUnits).items;
  const page = open();
  await screen.findByRole('link', { name: '王敏' });
  await page.user.type(screen.getByRole('combobox', { name: '组织与岗位' }), '华东');
  await page.user.click(await screen.findByTitle('华东大区'));
  await waitFor(() => expect(asked()?.unitId).toBe(unit?.id));
  expect(page.address()).toBe(`/access/people?unitId=${unit?.id}`);
});

test('nobody found and nobody to see say different things; no network offers to try again', async () => {
  bff.on(listPeople, ({ query }) => ({ items: query.q ? [] : [person(1, '王敏')], next: null }));
  const page = open('?q=zzz');
  expect(await screen.findByText('没有符合条件的人员')).toBeTruthy();
  await page.user.click(screen.getAllByRole('button', { name: '清除筛选' }).at(-1)!);
  await screen.findByRole('link', { name: '王敏' });
  page.unmount();
  bff.on(listPeople, { items: [], next: null });
  const empty = open();
  expect(await screen.findByText('还没有你可以查看的人员')).toBeTruthy();
  empty.unmount();
  bff.on(listPeople, noNetwork);
  open();
  expect((await screen.findByRole('alert')).textContent).toContain('网络连接不上');
});

test('without permission it names what is missing', async () => {
  const name = { zh: '查看人员', en: 'See people' };
  const system = { zh: '权限中心', en: 'Permission centre' };
  bff.on(listPeople, problem('permission_missing', { meta: { code: 'access.person.view', name, system } }));
  open();
  expect(await screen.findByText('缺少的权限：查看人员（权限中心）')).toBeTruthy();
});

test('whoever may registers an external person, and the page of that person opens', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '登记外部人员' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog.textContent).toContain('仅登记人事系统以外的人员');
  const confirm = () => page.user.click(within(dialog).getByRole('button', { name: /^登\s?记$/ }));
  await confirm();
  expect(await within(dialog).findAllByText('此项必填')).toHaveLength(4);
  expect(bff.calls(createExternalPerson)).toHaveLength(0);
  await page.user.type(within(dialog).getByRole('combobox', { name: '归口部门' }), '华东');
  await page.user.click(await screen.findByTitle('华东大区'));
  for (const [label, value] of [
    ['姓名', '陆工'],
    ['账号', 'lugong'],
    ['手机号（选填）', '100 0000 9001'],
    ['登记原因', '收银系统驻场实施'],
  ] as const)
    await page.user.type(within(dialog).getByRole('textbox', { name: label }), value);
  await confirm();
  await waitFor(() => expect(page.address()).toBe(`/access/people/${exampleResponse(createExternalPerson).id}`));
  expect(bff.calls(createExternalPerson)[0]?.body).toEqual({
    name: '陆工',
    account: 'lugong',
    subject: null,
    sponsorUnitId: exampleResponse(findUnits).items[0]?.id,
    phone: '10000009001',
    idNumber: null,
    reason: '收银系统驻场实施',
  });
});

test('a taken account is told, and the dialog keeps what was typed', async () => {
  bff.on(createExternalPerson, problem('account_taken'));
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '登记外部人员' }));
  const dialog = await screen.findByRole('dialog');
  await page.user.type(within(dialog).getByRole('combobox', { name: '归口部门' }), '华东');
  await page.user.click(await screen.findByTitle('华东大区'));
  for (const label of ['姓名', '账号', '登记原因'])
    await page.user.type(within(dialog).getByRole('textbox', { name: label }), 'wangmin');
  await page.user.click(within(dialog).getByRole('button', { name: /^登\s?记$/ }));
  expect((await within(dialog).findByRole('alert')).textContent).toContain('该账号或登录标识已被使用');
  expect(within(dialog).getByRole<HTMLInputElement>('textbox', { name: '账号' }).value).toBe('wangmin');
});

test('registering is offered to those who may only; everything has an English name', async () => {
  const page = open('', { metas: ['access.person.view'] });
  await screen.findByRole('link', { name: '王敏' });
  expect(screen.queryByRole('button', { name: '登记外部人员' })).toBeNull();
  page.unmount();
  open('', { locale: 'en' });
  expect(await screen.findByRole('heading', { level: 1, name: 'People' })).toBeTruthy();
  expect(screen.getByRole('searchbox', { name: 'Search by name, account or number' })).toBeTruthy();
  for (const name of ['Status', 'Kind', 'Unit and position'])
    expect(screen.getByRole('combobox', { name })).toBeTruthy();
});
