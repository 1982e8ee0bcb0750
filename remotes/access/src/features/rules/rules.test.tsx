import { listRules, listUnitChoices, previewChange, type BaseRuleRow } from '@eoms/contracts/access/catalogue.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { changeBasket } from '../../catalogue/change-basket.ts';
import { RulesPage } from './rules.page.tsx';

const bff = fakeBff();
afterEach(() => changeBasket.clear());

const rule: BaseRuleRow = exampleResponse(listRules).items[0]!;
const open = (query = '', setup: { metas?: string[] } = {}) =>
  renderPage(<RulesPage />, { path: `/access/rules${query}`, route: '/access/rules', ...setup });
const opsShown = async (user: ReturnType<typeof open>['user']) => {
  await user.click(await screen.findByRole('button', { name: '查看影响并提交' }));
  await waitFor(() => expect(bff.calls(previewChange)).toHaveLength(1));
  return bff.calls(previewChange)[0]?.body.ops;
};

test('says in words who gets what, and leaves out what is over unless asked', async () => {
  open();
  const line = (await screen.findByText('华东大区及下级 · 督导 · 员工')).closest('tr')?.textContent ?? '';
  for (const text of ['门店查看', '所在组织及下级', '生效中', '长期有效']) expect(line).toContain(text);
  expect(bff.calls(listRules).at(-1)?.query.state).toEqual(['ACTIVE', 'SCHEDULED']);
});

test('filters reach the BFF, a unit too', async () => {
  const page = open('?state=ENDED&q=门店');
  await screen.findByRole('table');
  expect(bff.calls(listRules).at(-1)?.query).toMatchObject({ q: '门店', state: ['ENDED'] });
  await page.user.click(screen.getByRole('combobox', { name: '对该组织生效' }));
  await page.user.click(await screen.findByTitle('华东大区 · 大区'));
  const { id } = exampleResponse(listUnitChoices).items[0]!;
  await waitFor(() => expect(bff.calls(listRules).at(-1)?.query.unitId).toBe(id));
});

test('ending a rule is collected, at once or later', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '结束' }));
  await page.user.click(await screen.findByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('待提交结束')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: '结束' }).disabled).toBe(true);
  expect(await opsShown(page.user)).toEqual([{ op: 'rule.end', ruleId: rule.id, at: null }]);
});

test('a rule is drawn up from its conditions', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '新增规则' }));
  const drawer = await screen.findByRole('dialog');
  await page.user.click(within(drawer).getByLabelText('授予角色'));
  await page.user.click(await screen.findByTitle('门店查看 · 门店管理'));
  await page.user.click(within(drawer).getByLabelText('岗位'));
  await page.user.click(await screen.findByTitle('督导'));
  await page.user.type(within(drawer).getByLabelText('最低职级'), '4');
  await page.user.click(within(drawer).getByRole('button', { name: '加入变更' }));
  expect(await opsShown(page.user)).toEqual([
    {
      op: 'rule.add',
      id: expect.any(String) as string,
      rule: {
        roleId: rule.role.id,
        unitId: null,
        includeSubtree: true,
        position: 'supervisor',
        levelMin: 4,
        levelMax: null,
        personKind: 'EMPLOYEE',
        scope: { kind: 'OWN_STORE', unitIds: [] },
        from: null,
        until: null,
      },
    },
  ]);
});

test('a rule needs a role', async () => {
  const page = open();
  await page.user.click(await screen.findByRole('button', { name: '新增规则' }));
  await page.user.click(await screen.findByRole('button', { name: '加入变更' }));
  expect(await screen.findByText('此项必填')).toBeTruthy();
  expect(screen.queryByRole('button', { name: '查看影响并提交' })).toBeNull();
});

test('whoever may only look ends and adds nothing', async () => {
  open('', { metas: ['access.catalogue.view'] });
  await screen.findByText('华东大区及下级 · 督导 · 员工');
  for (const name of ['结束', '新增规则']) expect(screen.queryByRole('button', { name })).toBeNull();
});
