import { expect, test } from '../fixtures.ts';
import { choose } from '../forms.ts';
import { makeStore, unique, uniqueCode } from '../records.ts';
import { signInAs } from '../sign-in.ts';

test('search, filters and order live in the address and survive a reload', async ({ page }) => {
  await signInAs(page, 'heping', '/stores/stores');
  const rows = page.getByRole('table', { name: '门店档案' }).locator('tbody').getByRole('row');
  await expect(rows.first()).toBeVisible();

  await page.getByRole('searchbox', { name: /^搜索编码/ }).fill('杭州');
  await expect(page).toHaveURL(/[?&]q=/);
  await expect(rows).toHaveCount(3);
  await choose(page, page, '营业状态', '营业');
  await page.keyboard.press('Escape');
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: /^编码/ }).click();
  await expect(page).toHaveURL(/order=desc/);
  await expect(rows.first()).toContainText('HZ002');

  await page.reload();
  await expect(page.getByRole('searchbox', { name: /^搜索编码/ })).toHaveValue('杭州');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('HZ002');

  await test.step('into a store and back: the list is as it was', async () => {
    await rows.first().getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('网鱼电竞(杭州下沙店)');
    await page.goBack();
    await expect(rows).toHaveCount(2);
    await expect(page.getByRole('searchbox', { name: /^搜索编码/ })).toHaveValue('杭州');
  });
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(rows.nth(3)).toBeVisible();
});

test('a name with characters that break careless pages is found, opened and shown as it is', async ({ page }) => {
  await signInAs(page, 'heping', '/stores/stores');
  await page.getByRole('searchbox', { name: /^搜索编码/ }).fill(`"江汉路"<体验>&'旗舰'`);
  const name = `yVR(武汉"江汉路"<体验>&'旗舰'店)`;
  await page.getByRole('link', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page).toHaveTitle(new RegExp(name.replaceAll(/[()]/g, String.raw`\$&`)));
});

test('a store is registered by form, and a code is never given twice', async ({ page, expectTrouble }) => {
  expectTrouble(/status of 409/);
  const code = uniqueCode();
  const name = unique('泉州丰泽店');
  await signInAs(page, 'zhouting', '/stores/stores/new');
  const fill = async () => {
    await page.getByRole('textbox', { name: '编码' }).fill(code.toLowerCase());
    await page.getByRole('textbox', { name: '名称' }).fill(name);
    await page.getByRole('textbox', { name: '城市' }).fill('泉州');
    await page.getByRole('textbox', { name: '地址' }).fill('丰泽街 1 号');
    await page.getByRole('textbox', { name: '电话' }).fill('０５９５－１０００ ０００１');
    await choose(page, page, '大区', '华南大区');
    await page.getByRole('spinbutton', { name: '机器数' }).fill('88');
    await choose(page, page, '归属', '直营');
  };
  await fill();
  await page.getByRole('button', { name: '新建门店' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  const main = page.getByRole('main');
  await expect(main).toContainText('筹备');
  await expect(main).toContainText('059510000001');
  await expect(main).toContainText(code);

  await test.step('the same code once more', async () => {
    await page
      .getByRole('navigation', { name: '门店管理', exact: true })
      .getByRole('link', { name: '新建门店' })
      .click();
    await fill();
    await page.getByRole('button', { name: '新建门店' }).click();
    await expect(page.getByRole('alert').filter({ hasText: '门店编码已被使用' })).toBeVisible();
    await expect(page.getByRole('textbox', { name: '名称' })).toHaveValue(name);
  });
});

test('two people edit one store: the second sees both versions and keeps his', async ({
  page,
  somebodyElse,
  api,
  expectTrouble,
}) => {
  expectTrouble(/status of 412/);
  const store = await makeStore(await api('zhouting'), unique('两人同改店'));
  const edit = `/stores/stores/${store.id}/edit`;
  await signInAs(page, 'zhouting', edit);
  const second = await somebodyElse('e1037', edit);
  const hosts = { name: '机器数' };
  await expect(second.getByRole('spinbutton', hosts)).toHaveValue('120');

  await test.step('the first saves', async () => {
    await page.getByRole('spinbutton', hosts).fill('130');
    await page.getByRole('button', { name: '保存' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(store.name);
    await expect(page.getByRole('main')).toContainText('130');
  });
  await test.step('the second is shown what happened', async () => {
    await second.getByRole('spinbutton', hosts).fill('140');
    await second.getByRole('textbox', { name: '地址' }).fill('丰泽街 2 号');
    await second.getByRole('button', { name: '保存' }).click();
    const dialog = second.getByRole('dialog');
    await expect(dialog).toContainText('内容已被他人修改');
    await expect(dialog.getByRole('row', { name: /机器数/ })).toHaveText(/机器数130140/);
    await dialog.getByRole('button', { name: '保留我的修改并重新提交' }).click();
    await expect(second.getByRole('heading', { level: 1 })).toHaveText(store.name);
    await expect(second.getByRole('main')).toContainText('140');
    await expect(second.getByRole('main')).toContainText('丰泽街 2 号');
  });
});

test('a change of status is scheduled, seen ahead, and taken back', async ({ page, api }) => {
  const store = await makeStore(await api('zhouting'), unique('排定变更店'));
  await signInAs(page, 'zhouting', `/stores/stores/${store.id}`);
  const main = page.getByRole('main');
  await page.getByRole('button', { name: '变更状态' }).click();
  const dialog = page.getByRole('dialog', { name: '变更状态' });
  await dialog.getByRole('radio', { name: '指定时间' }).check();
  const tomorrow = new Date(Date.now() + 24 * 3600_000).toISOString().slice(0, 10);
  await dialog.getByLabel('生效于（门店当地时间）').fill(`${tomorrow}T09:30`);
  await dialog.getByRole('textbox', { name: '原因' }).fill('装修验收通过');
  await dialog.getByRole('button', { name: '确认变更' }).click();
  await expect(dialog).toBeHidden();
  await expect(main.getByText(/^已排定：.*起变更为“试营业”$/)).toBeVisible();

  await main.getByRole('tab', { name: '经营历史' }).click();
  const history = main.getByRole('list', { name: '状态与归属的全部历史' });
  const planned = history.getByRole('listitem').filter({ hasText: '未生效' });
  await expect(planned).toContainText('营业状态：试营业');
  await expect(planned).toContainText('周婷：装修验收通过');

  await planned.getByRole('button', { name: '取消此变更' }).click();
  await page.getByRole('tooltip').getByRole('button', { name: '取消此变更' }).click();
  await expect(planned).toHaveCount(0);
  await expect(main.getByText(/^已排定/)).toHaveCount(0);
  await main.getByRole('tab', { name: '资料' }).click();
  await expect(main).toContainText('筹备');
});

test('leaving a form with typed work asks first', async ({ page, api }) => {
  const store = await makeStore(await api('zhouting'), unique('未保存店'));
  await signInAs(page, 'zhouting', `/stores/stores/${store.id}`);
  await page.getByRole('link', { name: '编辑资料' }).click();
  const note = page.getByRole('textbox', { name: '备注' });
  await note.fill('还没写完');
  await page.getByRole('navigation', { name: '门店管理', exact: true }).getByRole('link', { name: '门店档案' }).click();
  const dialog = page.getByRole('dialog', { name: '还有内容没有保存' });
  await dialog.getByRole('button', { name: '留在本页' }).click();
  await expect(note).toHaveValue('还没写完');
  await page.goBack();
  await dialog.getByRole('button', { name: '放弃并离开' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(store.name);
  await expect(page.getByRole('main')).not.toContainText('还没写完');
});
