import { chromium, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { TrafficCount } from './traffic.ts';
import { ACCOUNT } from './tokens.ts';

type StorageState = NonNullable<BrowserContextOptions['storageState']>;

/** Cookies and local storage of a person who has signed in here before. */
export type Returning = Exclude<StorageState, string>;

const OPTIONS = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai', viewport: { width: 1440, height: 900 } } as const;

const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

/** Starts the system's browser. */
export const startBrowser = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, args: ARGS });

declare global {
  interface Window {
    /** When the element last waited for was there, in milliseconds since 1970. */
    benchPresentAt: number;
    /** Milliseconds since the page began, once an element was there and the frame with it was drawn. */
    benchDrawn(selector: string): Promise<number>;
    /** Follows a link; milliseconds from then until the frame with an element was drawn. */
    benchFollow(link: string, selector: string): Promise<number>;
  }
}

/** Runs in every page before its own scripts. */
function prepare(): void {
  const frame = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });
  const present = (selector: string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (document.querySelector(selector)) return resolve();
      setTimeout(() => reject(new Error(`${selector} did not come at ${location.href}`)), 30_000);
      const observer = new MutationObserver(() => {
        if (!document.querySelector(selector)) return;
        observer.disconnect();
        resolve();
      });
      observer.observe(document, { childList: true, subtree: true });
    });
  window.benchDrawn = async (selector) => {
    await present(selector);
    window.benchPresentAt = performance.timeOrigin + performance.now();
    return frame();
  };
  window.benchFollow = async (link, selector) => {
    const begun = performance.now();
    const element = document.querySelector<HTMLElement>(link);
    if (!element) throw new Error(`${link} is not on the page`);
    element.click();
    return (await window.benchDrawn(selector)) - begun;
  };
}

/** A page in a context of its own: nothing is cached, the person is known. */
export interface Visit {
  readonly page: Page;
  readonly traffic: TrafficCount;
  close(): Promise<void>;
}

/** Opens an empty page for a returning person; `slowdown` divides the speed of the page's CPU. */
export async function openVisit(browser: Browser, returning: Returning, slowdown: number): Promise<Visit> {
  const context = await browser.newContext({ ...OPTIONS, storageState: returning });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  await page.addInitScript(prepare);
  const session = await context.newCDPSession(page);
  const traffic = new TrafficCount();
  await traffic.follow(session);
  if (slowdown > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  return { page, traffic, close: () => context.close() };
}

/** Signs the person in at a portal, once; later pages begin where he left off. */
export async function signIn(browser: Browser, url: string, menu: string): Promise<Returning> {
  const context = await browser.newContext(OPTIONS);
  try {
    const page = await context.newPage();
    await page.goto(url);
    await page.locator(`button[name=account][value=${ACCOUNT}]`).click();
    await page.locator(menu).first().waitFor();
    return await context.storageState();
  } finally {
    await context.close();
  }
}
