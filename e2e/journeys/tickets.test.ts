import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { choose } from '../forms.ts';
import { makeTicket, storeByCode, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';

// People do not switch motion off: this journey runs with it.
test.use({ contextOptions: { reducedMotion: 'no-preference' } });

const conversation = (page: Page) => page.getByRole('list', { name: '沟通记录' });
const state = (page: Page, name: string) => expect(page.locator('h1 + *')).toContainText(name);

async function say(page: Page, audience: string, send: string, text: string): Promise<void> {
  await page.getByRole('radiogroup', { name: '谁能看到' }).getByText(audience).click();
  await page.getByRole('textbox', { name: audience }).fill(text);
  await page.getByRole('button', { name: send }).click();
  await expect(conversation(page).getByText(text)).toBeVisible();
  await expect(page.getByRole('textbox', { name: audience })).toHaveValue('');
}

async function move(page: Page, name: string, reason?: string): Promise<void> {
  await page.getByRole('main').getByRole('button', { name, exact: true }).click();
  const dialog = page.getByRole('dialog', { name });
  if (reason) await dialog.getByRole('textbox').first().fill(reason);
  await dialog.getByRole('button', { name, exact: true }).click();
  await expect(dialog).toBeHidden();
}

test('a ticket from a member’s complaint to its end', async ({ page, somebodyElse }) => {
  test.setTimeout(120_000);
  const subject = unique('包夜被多扣 15 元');
  const note = unique('该会员上月也投诉过');
  const store = '网鱼电竞(上海松江大学城店)';
  await signInAs(page, 'zhaolei', '/service/tickets');
  const queue = page.getByRole('table', { name: '工单' });

  await test.step('create for a member', async () => {
    await page.getByRole('main').getByRole('link', { name: '新建工单' }).click();
    await page.getByRole('textbox', { name: '会员称呼' }).fill('峡谷老六');
    await page.getByRole('textbox', { name: '联系电话（选填）' }).fill('１００ ００００-００４２');
    await page.getByRole('combobox', { name: '所涉门店' }).fill('松江');
    await choose(page, page, '所涉门店', store);
    await choose(page, page, '类型', '投诉');
    await choose(page, page, '分类', '计费争议');
    await page.getByRole('textbox', { name: '标题' }).fill(subject);
    await page
      .getByRole('textbox', { name: '内容' })
      .fill('昨晚 22 点包夜，今早结账多扣了 15 元。\n𠮷🎮 <b>不是粗体</b>');
    await choose(page, page, '优先级', '高');
    await page.getByRole('button', { name: '创建工单' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);
    await state(page, '新建');
    await expect(conversation(page)).toContainText('𠮷🎮 <b>不是粗体</b>');
    await expect(page.getByRole('complementary', { name: '工单资料' })).toContainText(/\*+0042/);
    await expect(page.getByRole('main')).not.toContainText('10000000042');
  });
  const address = page.url();

  await test.step('it waits in the queue', async () => {
    await page
      .getByRole('navigation', { name: '客服中心', exact: true })
      .getByRole('link', { name: '工单', exact: true })
      .click();
    await page.getByRole('radiogroup', { name: '视图' }).getByText('未分派').click();
    await page.getByRole('searchbox').fill(subject);
    await expect(queue.getByRole('rowheader')).toContainText([subject]);
    await queue.getByRole('link', { name: subject }).click();
  });

  await test.step('assign', async () => {
    await page.getByRole('main').getByRole('button', { name: '分派', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: '分派工单' });
    await dialog.getByRole('searchbox').fill('王敏');
    await dialog.getByRole('radio', { name: /^王敏/ }).check();
    await dialog.getByRole('textbox', { name: /^备注/ }).fill('请今天回复');
    await dialog.getByRole('button', { name: '分派', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(conversation(page)).toContainText('赵磊 将工单分派给 王敏');
    await state(page, '处理中');
  });

  const agent = await somebodyElse('wangmin', '/service/tickets?owner=me');
  await test.step('the owner finds it among the own ones and replies', async () => {
    await agent.getByRole('searchbox').fill(subject);
    await agent.getByRole('link', { name: subject }).click();
    await say(agent, '回复发起人', '发送给发起人', '您好，正在为您核对昨晚的账单。');
    await say(agent, '内部备注', '保存内部备注', note);
    await say(agent, '与门店沟通', '发送给门店', '请提供昨晚 22 点的收银记录。');
  });

  const manager = await somebodyElse('liqiang', new URL(address).pathname);
  await test.step('the store manager sees what is meant for the store, and no internal note', async () => {
    await expect(conversation(manager)).toContainText('请提供昨晚 22 点的收银记录。');
    await expect(conversation(manager)).toContainText('您好，正在为您核对昨晚的账单。');
    await expect(conversation(manager)).not.toContainText(note);
    await expect(conversation(manager)).not.toContainText('请今天回复');
    await expect(manager.getByRole('radiogroup', { name: '谁能看到' })).not.toContainText('内部备注');
    await expect(manager.getByRole('button', { name: /^(分派|编辑|转为等待|标记为已解决)$/ })).toHaveCount(0);
  });

  await test.step('wait for the store, whose answer ends the waiting', async () => {
    await agent.getByRole('button', { name: '转为等待' }).click();
    const dialog = agent.getByRole('dialog', { name: '转为等待' });
    await dialog.getByRole('radio', { name: '待门店' }).check();
    await dialog.getByRole('textbox', { name: '等待原因' }).fill('等门店的收银记录');
    await dialog.getByRole('button', { name: '明天 10:00' }).click();
    await dialog.getByRole('button', { name: '转为等待' }).click();
    await expect(dialog).toBeHidden();
    await state(agent, '待门店');
    await expect(agent.getByText('待门店：等门店的收银记录')).toBeVisible();
    await manager.reload();
    await state(manager, '待门店');
    await say(manager, '与门店沟通', '发送给门店', '已核对，系统重复计费，建议退还。');
    await state(manager, '处理中');
    await agent.reload();
    await state(agent, '处理中');
  });

  await test.step('resolved, reopened, resolved, closed', async () => {
    await move(agent, '标记为已解决', '已退还 15 元');
    await state(agent, '已解决');
    await move(agent, '重新打开', '会员说没有收到');
    await state(agent, '处理中');
    await expect(agent.getByRole('complementary', { name: '工单资料' })).toContainText('处理轮次2');
    await move(agent, '标记为已解决');
    await move(agent, '关闭工单');
    await state(agent, '已关闭');
    await expect(agent.getByText('工单已关闭，不能再回复。如需继续处理，请新建工单。')).toBeVisible();
    await expect(agent.getByRole('textbox', { name: '回复发起人' })).toHaveCount(0);
  });
});

test('who writes while somebody else replies sees it first and loses nothing', async ({
  page,
  somebodyElse,
  api,
  expectTrouble,
}) => {
  expectTrouble(/status of 412/);
  const ticket = await makeTicket(await api('wangmin'), unique('两人同时回复'), null);
  const path = `/service/tickets/${ticket.id}`;
  await signInAs(page, 'wangmin', path);
  const other = await somebodyElse('jixiang', path);
  await page.getByRole('textbox', { name: '回复发起人' }).fill('我的回复');
  await say(other, '回复发起人', '发送给发起人', '别人先回复了');

  await page.getByRole('button', { name: '发送给发起人' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '在你编辑期间，工单有了新的动态' })).toBeVisible();
  await expect(conversation(page)).toContainText('别人先回复了');
  await expect(page.getByRole('textbox', { name: '回复发起人' })).toHaveValue('我的回复');
  await page.getByRole('button', { name: '发送给发起人' }).click();
  await expect(conversation(page).getByText('我的回复')).toHaveCount(1);
});

test('from a ticket to its store, to the store’s tickets, and back', async ({ page, api }) => {
  const store = await storeByCode(await api('zhouting'), 'SH001');
  const subject = unique('空调不制冷');
  const ticket = await makeTicket(await api('wangmin'), subject, store.id);
  await signInAs(page, 'wangmin', `/service/tickets/${ticket.id}`);

  await page.getByRole('link', { name: '打开门店档案' }).click();
  await expect(page).toHaveURL(`/stores/stores/${store.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(store.name);
  await expect(page.getByRole('navigation', { name: '门店管理', exact: true })).toBeVisible();

  await page.getByRole('tab', { name: '工单' }).click();
  await page.getByRole('link', { name: '查看本店工单' }).click();
  await expect(page).toHaveURL(`/service/tickets?storeId=${store.id}`);
  await expect(page.getByText(`门店：${store.name}`)).toBeVisible();
  await page.getByRole('searchbox').fill(subject);
  await page.getByRole('table', { name: '工单' }).getByRole('link', { name: subject }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(subject);

  await test.step('back the way the person came', async () => {
    await page.goBack();
    await expect(page.getByRole('table', { name: '工单' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(store.name);
  });
});

test('who may not open the other system sees why, by mouse and by keyboard', async ({ page, somebodyElse, api }) => {
  const store = await storeByCode(await api('zhouting'), 'SH001');
  const ticket = await makeTicket(await api('wangmin'), unique('店员看到的工单'), store.id);
  const why = '你没有打开它的权限，如工作需要请向直属上级申请';

  await test.step('a store assistant on a ticket', async () => {
    await signInAs(page, 'lijie', `/service/tickets/${ticket.id}`);
    const link = page.getByRole('link', { name: '打开门店档案' });
    await expect(link).toBeDisabled();
    await expect(link).toHaveAccessibleDescription(why);
    await link.focus();
    await expect(link).toBeFocused();
    await link.click({ force: true });
    await expect(page).toHaveURL(`/service/tickets/${ticket.id}`);
  });
  await test.step('an accountant on a store', async () => {
    const accountant = await somebodyElse('heping', `/stores/stores/${store.id}?tab=tickets`);
    for (const name of ['查看本店工单', '为本店新建工单']) {
      const link = accountant.getByRole('link', { name });
      await expect(link).toBeDisabled();
      await expect(link).toHaveAccessibleDescription(why);
    }
  });
});
