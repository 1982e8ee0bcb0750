import { createApi } from '../api.ts';
import { expect, test } from '../fixtures.ts';
import { freePort, freshFolder, startPortal } from '../portal.ts';
import { makeTicket, unique } from '../records.ts';
import { signInAs } from '../sign-in.ts';
import { startSwitch } from '../switch.ts';

test('a rolling restart behind a balancer: nobody notices anything', async ({ page, playwright }) => {
  test.setTimeout(120_000);
  const folder = freshFolder(`rolling-${test.info().parallelIndex}`);
  const balancer = await startSwitch();
  const instance = async () => startPortal({ port: await freePort(), folder, publicUrl: balancer.url });
  let current = await instance();
  balancer.sendTo(current.url);
  try {
    const request = await playwright.request.newContext({ baseURL: balancer.url });
    const ticket = await makeTicket(await createApi(request)('wangmin'), unique('滚动重启期间'), null);
    await request.dispose();
    await signInAs(page, 'wangmin', `${balancer.url}/service/tickets/${ticket.id}`);
    const composer = page.getByRole('textbox', { name: '回复发起人' });
    const conversation = page.getByRole('list', { name: '沟通记录' });
    const texts: string[] = [];
    for (let round = 1; round <= 3; round += 1) {
      await test.step(`restart ${round}`, async () => {
        const next = await instance();
        balancer.sendTo(next.url);
        const leaving = current.stop();
        current = next;
        for (const part of ['甲', '乙']) {
          const text = `第 ${round} 次重启时的回复${part}`;
          texts.push(text);
          await composer.fill(text);
          await page.getByRole('button', { name: '发送给发起人' }).click();
          await expect(conversation.getByText(text)).toBeVisible();
        }
        await leaving;
      });
    }
    await page.reload();
    for (const text of texts) await expect(conversation.getByText(text)).toHaveCount(1);
  } finally {
    await current.stop();
    balancer.stop();
  }
});
