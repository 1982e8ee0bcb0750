import type { Page } from '@playwright/test';
import { answered, company, give, ownId, revoke } from '../access-records.ts';
import type { ApiCaller } from '../api.ts';
import { expect, test } from '../fixtures.ts';
import { unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

/** What the portal promises: a change of permissions is in force in every open tab within this time. */
const SOON = { timeout: 5_000 };

const headingOf = (page: Page) => page.getByRole('heading', { level: 1 });
const rowsOf = (page: Page) => page.getByRole('table', { name: '门店档案' }).getByRole('rowheader');

test('a permission taken away: cached rows are gone at once, a form in another system keeps every letter and is sent', async ({
  page,
  context,
  api,
}) => {
  const superior = await api('chenhai');
  const lawyer = await ownId(await api('e1068'));
  const scope = await company(superior);
  const stores = await give(superior, lawyer, { meta: 'stores.store.view', scope, seconds: 3600 });

  const form = page;
  const reason = unique('收权时没写完的理由 𠮷');
  await test.step('one tab has a form with typed work, the other a list of stores', async () => {
    await signInAs(form, 'e1068', '/access/request?meta=service.ticket.view');
    await form.getByRole('textbox', { name: '申请理由' }).fill(reason);
  });
  const list = await context.newPage();
  await list.goto('/stores/stores');
  await expect(rowsOf(list).first()).toBeVisible();
  const name = (await rowsOf(list).first().textContent()) ?? '';

  await revoke(superior, stores);
  await test.step('the rows are gone, and the page says what is missing', async () => {
    await expect(list.getByText(name)).toHaveCount(0, SOON);
    await expect(headingOf(list)).toHaveText('你没有打开此页面的权限', SOON);
    await expect(list.getByRole('navigation', { name: '门店管理', exact: true })).toHaveCount(0);
    await expect(list.getByRole('main').getByRole('link', { name: '申请权限' })).toBeVisible();
  });
  await test.step('the other tab lost the system too, and nothing else', async () => {
    await form.getByRole('button', { name: /^切换系统/ }).click();
    const switcher = form.getByRole('navigation', { name: '切换系统' });
    await expect(switcher.getByRole('link')).toHaveText(['首页', '权限中心'], SOON);
    await form.keyboard.press('Escape');
    await expect(form.getByRole('textbox', { name: '申请理由' })).toHaveValue(reason);
  });
  await test.step('a link to what is lost leads to the same answer as to what never was', async () => {
    await list.goto('/stores/stores');
    await expect(headingOf(list)).toHaveText('没有这个页面');
  });
  await form.getByRole('button', { name: '提交申请' }).click();
  await expect(form).toHaveURL(/\/access\/requests\/[\da-f-]{36}$/);
  await expect(form.getByRole('main')).toContainText(reason);
});

test('a system that is granted appears and opens without a reload', async ({ page, api }) => {
  const superior = await api('chenhai');
  const person = await ownId(await api('e1042'));
  await signInAs(page, 'e1042', '/stores/stores');
  await expect(headingOf(page)).toHaveText('没有这个页面');
  const documents: string[] = [];
  page.on('request', (request) => request.isNavigationRequest() && documents.push(request.url()));
  await give(superior, person, { meta: 'stores.store.view', scope: await company(superior), seconds: 3600 });
  await expect(rowsOf(page).first()).toBeVisible(SOON);
  expect(documents, 'no page was loaded anew').toEqual([]);
});

interface Place {
  readonly level: number;
  readonly from: string;
  readonly until: string | null;
}

interface Run {
  readonly id: string;
  readonly state: string;
  readonly version: number;
}

/** What the HR system has to say of an employee; a line of a file, as HR teams send it. Answers the run. */
async function tellHr(hr: ApiCaller, account: string, lines: (place: Place, now: string) => string[]): Promise<Run> {
  const found = await hr.get(`/api/access/people?q=${account}`);
  const { items } = await answered<{ items: { id: string; name: string; employeeNo: string }[] }>(found);
  const [person] = items;
  if (!person) throw new Error(`nobody has the account ${account}`);
  const { places } = await answered<{ places: Place[] }>(await hr.get(`/api/access/people/${person.id}`));
  const place = places.find(({ until }) => until === null);
  if (!place) throw new Error(`${account} has no place`);
  const who = [`P-${person.employeeNo}`, person.name, person.employeeNo, account, person.id].join(',');
  const rows = lines(place, new Date().toISOString()).map((line) => `${who},${line}`);
  const header =
    'external_id,name,employee_no,account,subject,status,status_from,unit_external_id,position_code,level,from,until';
  const people = `${[header, ...rows].join('\r\n')}\r\n`;
  return answered(await hr.send('post', '/api/access/sync/imports', { units: null, people, complete: false }));
}

/** Agrees to a run that waits. */
async function apply(hr: ApiCaller, { id, version }: Run): Promise<void> {
  const body = { reason: '已与大区确认调动' };
  const run = await answered<Run>(await hr.send('post', `/api/access/sync/runs/${id}/apply`, body, version));
  expect(run.state).toBe('APPLIED');
}

test('a store manager who moves sees the new store instead of the old one from the instant of the move', async ({
  page,
  api,
}) => {
  await signInAs(page, 'e1105', '/stores/stores');
  await expect(rowsOf(page)).toHaveText(['网鱼电竞(昆明翠湖店)']);
  const run = await tellHr(await api('tangna'), 'e1105', ({ level, from }, now) => [
    `ACTIVE,,U-KM001,store-manager,${level},${from},${now}`,
    `ACTIVE,,U-CD001,store-manager,${level},${now},`,
  ]);
  // A file that lets somebody lead a unit is agreed to by a second HR keeper.
  expect(run.state).toBe('STAGED');
  await apply(await api('e1050'), run);
  await expect(rowsOf(page)).toHaveText(['网鱼电竞(成都春熙路店)'], SOON);
  await expect(page.getByText('昆明翠湖店')).toHaveCount(0);
});

test('somebody who leaves in the middle of a form: nothing of it stays, and nothing is accepted any more', async ({
  page,
  api,
  expectTrouble,
}) => {
  expectTrouble(/status of 403/);
  const caller = await api('e1031');
  await signInAs(page, 'e1031', '/access/request?meta=stores.store.view');
  const reason = unique('离职当天还在写的理由');
  await page.getByRole('textbox', { name: '申请理由' }).fill(reason);
  const run = await tellHr(await api('tangna'), 'e1031', ({ level, from }, now) => [
    `LEFT,${now},U-market-ops,specialist,${level},${from},${now}`,
  ]);
  expect(run.state).toBe('APPLIED');
  await expect(page.getByRole('textbox')).toHaveCount(0, SOON);
  await expect(headingOf(page)).toHaveText(/^账号当前不可用/);
  await expect(page.getByText('杨璐')).toHaveCount(0);
  expect((await caller.get('/api/portal/bootstrap')).status()).toBe(403);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }))).not.toContain(reason);
});
