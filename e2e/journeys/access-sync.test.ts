import type { Page } from '@playwright/test';
import { randomInt } from 'node:crypto';
import type { ApiCaller } from '../api.ts';
import { answered } from '../access-records.ts';
import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

interface Newcomer {
  readonly id: string;
  readonly name: string;
}

interface Run {
  readonly state: string;
  readonly counts: { readonly added: number };
}

/** More than may leave at once. */
const MANY = 30;
const header = '人员编号,工号,姓名,账号,状态,组织编号,岗位编码,岗位名称,职级,任职开始';

/** People of the test's own, in a department where nobody counts them. */
function newcomers(): Newcomer[] {
  const series = `T${randomInt(1_000_000)}`;
  return Array.from({ length: MANY }, (_none, n) => ({ id: `${series}-${n}`, name: `试工${series}号${n}` }));
}

const csvOf = (people: readonly Newcomer[], status: 'ACTIVE' | 'LEFT'): string =>
  [
    header,
    ...people.map(
      ({ id, name }) => `${id},${id},${name},${id.toLowerCase()},${status},U-legal,specialist,专员,3,2026-01-05`,
    ),
  ].join('\n');

/** People who work here before the file comes that makes them leave. */
async function employ(keeper: ApiCaller, people: readonly Newcomer[]): Promise<void> {
  const body = { units: null, people: csvOf(people, 'ACTIVE'), complete: false };
  const run = await answered<Run>(await keeper.send('post', '/api/access/sync/imports', body));
  expect(run).toMatchObject({ state: 'APPLIED', counts: { added: MANY } });
}

async function statusOf(keeper: ApiCaller, { name }: Newcomer): Promise<string | undefined> {
  const { items } = await answered<{ items: { status: string }[] }>(
    await keeper.get(`/api/access/people?q=${encodeURIComponent(name)}`),
  );
  return items[0]?.status;
}

/** Imports a file by which everybody leaves, and stands before the run that waits. */
async function importLeavers(page: Page, people: readonly Newcomer[]): Promise<void> {
  await page.getByRole('button', { name: '导入 CSV' }).click();
  const dialog = page.getByRole('dialog', { name: '导入 CSV' });
  await dialog.getByRole('textbox', { name: '人员' }).fill(csvOf(people, 'LEFT'));
  await expect(dialog).toContainText(`${MANY} 行数据`);
  await dialog.getByRole('button', { name: '导入' }).click();
  await expect(page).toHaveURL(/\/access\/sync\/[\da-f-]{36}$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('CSV 导入');
}

async function decide(page: Page, how: '应用' | '驳回', reason: string): Promise<void> {
  await page.getByRole('button', { name: how }).click();
  const dialog = page.getByRole('dialog', { name: `${how}这一批？` });
  await dialog.getByRole('textbox', { name: '理由' }).fill(reason);
  await dialog.getByRole('button', { name: how }).click();
  await expect(page.getByRole('region', { name: '处理结果' })).toContainText(reason);
}

test('a file by which too many leave waits; another HR keeper sees whom it takes what from and applies it', async ({
  page,
  api,
  somebodyElse,
  expectTrouble,
}) => {
  expectTrouble(/status of 422/);
  const keeper = await api('e1050');
  const people = newcomers();
  const [someone] = people as [Newcomer];
  await employ(keeper, people);

  await test.step('a broken file is refused with its line, and nothing typed is lost', async () => {
    await signInAs(page, 'e1050', '/access/sync');
    await page.getByRole('button', { name: '导入 CSV' }).click();
    const dialog = page.getByRole('dialog', { name: '导入 CSV' });
    const broken = `${header}\n${someone.id},${someone.name}`;
    await dialog.getByRole('textbox', { name: '人员' }).fill(broken);
    await dialog.getByRole('button', { name: '导入' }).click();
    await expect(dialog).toContainText('第 2 行：有 2 列，表头有 10 列');
    await expect(dialog.getByRole('textbox', { name: '人员' })).toHaveValue(broken);
    await page.reload();
  });
  await test.step('who imported it sees that it waits for somebody else', async () => {
    await importLeavers(page, people);
    const held = page.getByRole('alert').filter({ hasText: '这一批在等人确认' });
    // Those who left through other files within the hour count as well.
    await expect(held).toContainText(/3\d 人离职.*，超过上限 \d+ 人/);
    await expect(held).toContainText('须由另一位人事管理员核对后应用');
    await expect(page.getByRole('button', { name: '应用' })).toHaveCount(0);
    expect(await statusOf(keeper, someone)).toBe('ACTIVE');
  });
  const other = await somebodyElse('e1051', new URL(page.url()).pathname);
  await test.step('another HR keeper sees whom it takes what from', async () => {
    await expect(other.getByRole('region', { name: '对权限的影响' })).toContainText(`${MANY} 人失去“申请权限”`);
    await other.getByRole('searchbox').fill(someone.name);
    const rows = other.getByRole('table', { name: '变动明细' }).locator('tbody').getByRole('row');
    await expect(rows).toHaveCount(1);
    await expect(rows).toContainText('离职');
    await expect(rows.getByRole('link', { name: someone.name })).toHaveAttribute('href', /\/access\/people\//);
  });
  await test.step('and applies it', async () => {
    await decide(other, '应用', '项目结束，试工人员离场');
    await expect(other.getByRole('heading', { level: 1 }).locator('..')).toContainText('已应用');
    expect(await statusOf(keeper, someone)).toBe('LEFT');
    await page.reload();
    await expect(page.getByRole('region', { name: '处理结果' })).toContainText('叶军');
  });
});

test('a file that was exported wrongly is rejected, and everybody stays', async ({ page, api, somebodyElse }) => {
  const keeper = await api('e1050');
  const people = newcomers();
  await employ(keeper, people);
  await signInAs(page, 'e1050', '/access/sync');
  await importLeavers(page, people);

  const other = await somebodyElse('e1052', '/access/sync?state=STAGED&mode=CSV');
  const address = new URL(page.url()).pathname;
  await other.getByRole('table', { name: '同步批次' }).locator(`a[href="${address}"]`).click();
  await decide(other, '驳回', '人事系统导出不完整');
  await expect(other.getByRole('heading', { level: 1 }).locator('..')).toContainText('已驳回');
  for (const person of people.slice(0, 3)) expect(await statusOf(keeper, person)).toBe('ACTIVE');
});
