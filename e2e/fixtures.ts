import { test as base, expect, type BrowserContext, type Page } from '@playwright/test';
import { createApi, type Api } from './api.ts';
import { signInAs } from './sign-in.ts';
import { Trouble } from './trouble.ts';

export interface Fixtures {
  /** Fails the test at its end when a browser complained about anything the test did not declare. */
  readonly trouble: Trouble;
  /** Declares complaints of the browser that belong to what the test does. */
  readonly expectTrouble: (...patterns: RegExp[]) => void;
  /** A second browser, watched like the first. */
  readonly otherBrowser: () => Promise<BrowserContext>;
  /** A page of another browser in which somebody else has signed in. */
  readonly somebodyElse: (account: string, path?: string) => Promise<Page>;
  /** Calls the API as a demo person, to make records or to knock at closed doors. */
  readonly api: Api;
}

export const test = base.extend<Fixtures>({
  trouble: [
    async ({}, use) => {
      const trouble = new Trouble();
      await use(trouble);
      expect(trouble.unexpected(), 'nothing in the browser went wrong').toEqual([]);
    },
    { auto: true },
  ],
  expectTrouble: async ({ trouble }, use) => use((...patterns) => trouble.expect(...patterns)),
  context: async ({ context, trouble }, use) => {
    await trouble.watch(context);
    await use(context);
  },
  otherBrowser: async ({ browser, trouble }, use) => {
    const opened: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      opened.push(context);
      await trouble.watch(context);
      return context;
    });
    for (const context of opened) await context.close();
  },
  somebodyElse: async ({ otherBrowser }, use) => {
    await use(async (account, path) => {
      const context = await otherBrowser();
      const page = await context.newPage();
      await signInAs(page, account, path);
      return page;
    });
  },
  api: async ({ request }, use) => use(createApi(request)),
});

export { expect };
