import { test, type Page } from '@playwright/test';

/** A language and a theme. */
export interface Look {
  readonly locale: 'zh-CN' | 'en';
  readonly theme: 'light' | 'dark';
}

/** Both languages in both themes. */
export const looks: readonly Look[] = [
  { locale: 'zh-CN', theme: 'light' },
  { locale: 'zh-CN', theme: 'dark' },
  { locale: 'en', theme: 'dark' },
  { locale: 'en', theme: 'light' },
];

const themes = { light: /^(浅色|Light)$/, dark: /^(深色|Dark)$/ };
const languages = { 'zh-CN': '中文', en: 'English' };

async function choose(page: Page, menu: RegExp, option: RegExp | string): Promise<void> {
  const saved = page.waitForResponse(/\/api\/portal\/preferences$/);
  await page.getByRole('banner').getByRole('button', { name: menu }).click();
  await page.getByRole('banner').getByRole('button', { name: option }).click();
  await saved;
}

/** Chooses language and theme in the bar, as far as they differ. They are kept for the person: use an account no other test relies on. */
export async function chooseLook(page: Page, { locale, theme }: Look): Promise<void> {
  await test.step(`${locale}, ${theme}`, async () => {
    const html = page.locator('html');
    if ((await html.getAttribute('lang')) !== locale) await choose(page, /^(语言|Language)/, languages[locale]);
    if ((await html.getAttribute('data-theme')) !== theme) await choose(page, /^(外观|Appearance)$/, themes[theme]);
  });
}
