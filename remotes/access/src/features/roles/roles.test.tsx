import {
  getRole,
  listRoles,
  listSystemMetas,
  previewChange,
  proposeChange,
  type MetaEntry,
  type RoleDetail,
} from '@eoms/contracts/access/catalogue.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff, problem } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket } from '../../catalogue/change-basket.ts';
import { RolePage } from './role.page.tsx';
import { RolesPage } from './roles.page.tsx';

const bff = fakeBff();
afterEach(() => changeBasket.clear());

const viewer = ['access.catalogue.view'];
const role: RoleDetail = exampleResponse(getRole);
const [meta] = exampleResponse(listSystemMetas).items;
const metaOf = (code: string, zh: string, change: Partial<MetaEntry> = {}): MetaEntry => ({
  ...meta!,
  id: crypto.randomUUID(),
  code,
  name: { zh, en: code },
  riskTier: 0,
  ...change,
});
const metas = [
  metaOf('stores.store.view', '查看门店'),
  metaOf('stores.store.edit', '编辑门店资料', { riskTier: 1 }),
  metaOf('stores.store.change-owner', '变更归属', { riskTier: 3 }),
  metaOf('stores.label.print', '打印标签', { status: 'DEPRECATED' }),
];

const openRole = (setup: { metas?: string[]; locale?: 'zh-CN' | 'en' } = {}) => {
  bff.on(listSystemMetas, { items: metas });
  return renderPage(<RolePage />, { path: `/access/roles/${role.id}`, route: '/access/roles/:roleId', ...setup });
};
const bar = () => screen.findByRole('region', { name: '待提交的变更' });

test('lists roles with system, counts and risk, each with a link to its page', async () => {
  renderPage(<RolesPage />, { path: '/access/roles?system=stores&q=门店' });
  const link = await screen.findByRole('link', { name: /门店查看/ });
  expect(link.getAttribute('href')).toBe(`/access/roles/${role.id}`);
  expect(link.closest('tr')?.textContent).toContain('门店管理');
  expect(bff.calls(listRoles).at(-1)?.query).toMatchObject({ q: '门店', system: ['stores'] });
  expect(screen.getByRole('button', { name: '新建角色' })).toBeTruthy();
});

test('a role shows its permissions as a tree; ticking one collects a change, ticking it back takes it away', async () => {
  const page = openRole();
  const edit = await screen.findByRole('checkbox', { name: '编辑门店资料' });
  expect(screen.getByRole<HTMLInputElement>('checkbox', { name: '查看门店' }).checked).toBe(true);
  expect(screen.queryByText('打印标签')).toBeNull();
  await page.user.click(edit);
  expect((await bar()).textContent).toContain('已收集 1 项变更');
  expect(screen.getByText('待提交：加入 1 项，移除 0 项')).toBeTruthy();
  await page.user.click(screen.getByRole('checkbox', { name: '编辑门店资料' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: '待提交的变更' })).toBeNull());
});

test('the effect is shown before the proposal, and the proposal leads to its request', async () => {
  const page = openRole();
  const preview = exampleResponse(previewChange);
  const unit = { id: role.id, name: { zh: '松江店', en: 'Songjiang' }, kind: 'STORE' as const };
  bff.on(previewChange, {
    ...preview,
    people: { ...preview.people, losing: 2 },
    abandoned: { count: 1, sample: [{ unit, meta: preview.byMeta[0]!.meta }] },
  });
  await page.user.click(await screen.findByRole('checkbox', { name: '变更归属' }));
  await page.user.click(screen.getByRole('checkbox', { name: '查看门店' }));
  await page.user.click(within(await bar()).getByRole('button', { name: '查看影响并提交' }));
  const drawer = await screen.findByRole('dialog');
  expect(await within(drawer).findByText('有 1 处将没有人能够操作')).toBeTruthy();
  expect(drawer.textContent).toContain('松江店 · 编辑门店资料');
  expect(within(within(drawer).getByRole('table', { name: '按权限点' })).getByText('+6')).toBeTruthy();
  const ops = [
    {
      op: 'role.change',
      roleId: role.id,
      version: 1,
      addMetas: ['stores.store.change-owner'],
      removeMetas: ['stores.store.view'],
    },
  ];
  expect(bff.calls(previewChange).at(-1)?.body).toEqual({ ops });
  await page.user.click(within(drawer).getByRole('button', { name: '提交变更' }));
  expect(bff.calls(proposeChange)).toHaveLength(0);
  await page.user.type(within(drawer).getByLabelText('变更理由'), '督导需要');
  await page.user.click(within(drawer).getByRole('button', { name: '提交变更' }));
  const link = await screen.findByRole('link', { name: '查看申请' });
  expect(bff.calls(proposeChange)[0]?.body).toEqual({ ops, reason: '督导需要' });
  expect(link.getAttribute('href')).toBe(`/access/requests/${exampleResponse(proposeChange).id}`);
  expect(screen.queryByRole('region', { name: '待提交的变更' })).toBeNull();
});

test('what a rule of separation forbids cannot be proposed', async () => {
  const page = openRole();
  const name = { zh: '建档与归属分离', en: 'Apart' };
  bff.on(previewChange, {
    ...exampleResponse(previewChange),
    conflicts: [{ code: 'apart', name, mode: 'BLOCK', people: 3 }],
  });
  await page.user.click(await screen.findByRole('checkbox', { name: '变更归属' }));
  await page.user.click(within(await bar()).getByRole('button', { name: '查看影响并提交' }));
  expect(await screen.findByText('建档与归属分离：涉及 3 人')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: '提交变更' }).disabled).toBe(true);
});

test('a refusal stands at the step it is about', async () => {
  const page = openRole();
  const messages = { zh: '该配置在提交之后已被其他变更修改或停用', en: 'Changed meanwhile' };
  bff.on(
    previewChange,
    problem('change_not_applicable', {
      errors: [{ pointer: '#/body/ops/0/roleId', code: 'outdated', detail: '', messages }],
    }),
  );
  await page.user.click(await screen.findByRole('checkbox', { name: '编辑门店资料' }));
  await page.user.click(within(await bar()).getByRole('button', { name: '查看影响并提交' }));
  const steps = await screen.findByRole('list', { name: '变更内容' });
  expect(await within(steps).findByText(messages.zh)).toBeTruthy();
  await page.user.click(within(steps).getByRole('button', { name: '移除“门店查看”' }));
  await waitFor(() => expect(screen.queryByRole('region', { name: '待提交的变更' })).toBeNull());
});

test('whoever may only look sees names instead of boxes, and no way to change', async () => {
  openRole({ metas: viewer });
  expect(await screen.findByText('查看门店')).toBeTruthy();
  expect(screen.queryByRole('checkbox')).toBeNull();
  expect(screen.queryByText('变更归属')).toBeNull();
  for (const name of ['停用角色', '修改名称']) expect(screen.queryByRole('button', { name })).toBeNull();
});

test('ten thousand permissions stay a handful of rows, found by typing', async () => {
  const letters = (n: number): string => String(n).replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
  const many = Array.from({ length: 10_000 }, (_, n) =>
    metaOf(`stores.group-${letters(n % 100)}.act-${letters(n)}`, `权限${n}`),
  );
  const page = openRole();
  bff.on(listSystemMetas, { items: [...metas, ...many] });
  const list = await screen.findByRole('list', { name: '权限点' });
  expect(within(list).getAllByRole('listitem').length).toBeLessThan(40);
  await page.user.type(screen.getByRole('searchbox', { name: '搜索权限点' }), '权限9999');
  expect(await screen.findByRole('checkbox', { name: '权限9999' })).toBeTruthy();
  expect(within(list).getAllByRole('listitem')).toHaveLength(2);
});

test('a group is ticked as a whole', async () => {
  const page = openRole();
  await page.user.click(await screen.findByRole('checkbox', { name: '全选“门店”' }));
  expect(await screen.findByText('待提交：加入 2 项，移除 0 项')).toBeTruthy();
});

test('retiring and renaming are collected, and undone', async () => {
  const page = openRole();
  await page.user.click(await screen.findByRole('button', { name: '停用角色' }));
  await page.user.click(await screen.findByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('待提交停用')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: '撤回修改' }));
  await waitFor(() => expect(screen.queryByText('待提交停用')).toBeNull());
  await page.user.click(screen.getByRole('button', { name: '修改名称' }));
  const name = await screen.findByLabelText('中文名称');
  await page.user.clear(name);
  await page.user.type(name, '门店浏览');
  await page.user.click(screen.getByRole('button', { name: '加入变更' }));
  expect(await screen.findByRole('heading', { level: 1, name: '门店浏览' })).toBeTruthy();
});

test('a new role is drawn up with its permissions', async () => {
  bff.on(listSystemMetas, { items: metas });
  const page = renderPage(<RolesPage />, { path: '/access/roles' });
  await page.user.click(await screen.findByRole('button', { name: '新建角色' }));
  const drawer = await screen.findByRole('dialog');
  await page.user.click(within(drawer).getByLabelText('系统'));
  await page.user.click(await screen.findByTitle('门店管理'));
  await page.user.type(within(drawer).getByLabelText('编码'), 'stores-editor');
  await page.user.type(within(drawer).getByLabelText('中文名称'), '门店编辑');
  await page.user.type(within(drawer).getByLabelText('英文名称'), 'Store editor');
  await page.user.click(await within(drawer).findByRole('checkbox', { name: '编辑门店资料' }));
  await page.user.click(within(drawer).getByRole('button', { name: '加入变更' }));
  await page.user.click(within(await bar()).getByRole('button', { name: '查看影响并提交' }));
  await waitFor(() => expect(bff.calls(previewChange)).toHaveLength(1));
  expect(bff.calls(previewChange)[0]?.body.ops).toEqual([
    expect.objectContaining({
      op: 'role.create',
      system: 'stores',
      code: 'stores-editor',
      name: { zh: '门店编辑', en: 'Store editor' },
      metas: ['stores.store.edit'],
    }),
  ]);
});

test('speaks English', async () => {
  openRole({ locale: 'en' });
  expect(await screen.findByRole('tab', { name: 'Permissions' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Retire' })).toBeTruthy();
});
