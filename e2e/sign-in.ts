import { expect, test, type Page } from '@playwright/test';

/** Picks a person on the sign-in page, searching when he is not among the usual ones. */
export async function pickPerson(page: Page, account: string): Promise<void> {
  const search = page.getByRole('searchbox');
  await expect(search).toBeVisible();
  const person = page.getByRole('button', { name: new RegExp(`· ${account}$`) });
  if (!(await person.isVisible())) {
    await search.fill(account);
    await search.press('Enter');
  }
  await person.click();
}

/** Opens an address of the portal as a person does: signs in when asked and comes back to it. */
export async function signInAs(page: Page, account: string, path = '/'): Promise<void> {
  await test.step(`sign in as ${account} at ${path}`, async () => {
    await page.goto(path);
    await page.waitForURL(/\/sso\/interaction\//);
    await pickPerson(page, account);
    await expect(page.getByRole('banner')).toBeVisible();
  });
}

/** Signs out through the personal menu. */
export async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^(个人菜单|Personal menu)/ })
    .click();
  await page.getByRole('button', { name: /^(退出登录|Sign out)$/ }).click();
}
