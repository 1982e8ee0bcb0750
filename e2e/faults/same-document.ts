import { expect, type Page } from '@playwright/test';

/** Remembers the document a tab shows; the answer checks that no navigation or reload has replaced it since. */
export async function sameDocument(page: Page): Promise<() => Promise<void>> {
  const born = () => page.evaluate(() => performance.timeOrigin);
  const first = await born();
  return async () => expect(await born(), 'the tab still shows the same document').toBe(first);
}

/** Opens a system by its card on the home page that is on screen. */
export async function openSystem(page: Page, name: string): Promise<void> {
  await page
    .getByRole('region', { name: /^(我的系统|My systems)$/ })
    .getByRole('link', { name })
    .click();
}
