import type { Locator, Page } from '@playwright/test';

/** Chooses an entry of a drop-down list by its label, as a person with a mouse does. */
export async function choose(page: Page, within: Page | Locator, label: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-dropdown:visible').getByTitle(option, { exact: true }).click();
}
