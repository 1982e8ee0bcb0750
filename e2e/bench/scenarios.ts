import type { Browser } from '@playwright/test';
import { since, type Traffic } from './traffic.ts';
import { openVisit, type Returning, type Visit } from './visit.ts';

/** One variant under measurement: where it answers, and who returns to it. */
export interface Site {
  readonly url: string;
  readonly returning: Returning;
}

/** Milliseconds of one visit. */
export interface Times {
  readonly menu: number;
  /** Click on the link of the first remote until the rows of its first page are drawn. */
  readonly first: number;
  /** The same for the second remote. */
  readonly second: number;
}

/** What crossed the wire in one visit. */
export interface Bytes {
  readonly menu: Traffic;
  readonly first: Traffic;
  readonly second: Traffic;
}

const link = (basePath: string): string => `main a[href="${basePath}"]`;
const HOME = 'header a[href="/"]';

/** The menu of systems: its links are there and followed by the router. */
export const MENU = link('/service');

const FIRST = { link: MENU, rows: 'main tbody a[href^="/service/tickets/"]' };
const SECOND = { link: link('/stores'), rows: 'main tbody a[href^="/stores/stores/"]' };

type Target = typeof FIRST;

const openMenu = async ({ page }: Visit, url: string): Promise<number> => {
  await page.goto(url, { waitUntil: 'commit' });
  return page.evaluate((menu) => window.benchDrawn(menu), MENU);
};

const follow = ({ page }: Visit, { link: from, rows }: Target): Promise<number> =>
  page.evaluate(([start, end]) => window.benchFollow(start, end), [from, rows] as const);

const goHome = ({ page }: Visit): Promise<number> =>
  page.evaluate(([start, end]) => window.benchFollow(start, end), [HOME, MENU] as const);

/** Lets the tab come to rest, points at a link, and waits until nothing more is fetched for it. */
async function pointAt({ page, traffic }: Visit, target: Target): Promise<void> {
  await page.hover(target.link);
  await traffic.quiet();
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
}

async function inVisit<T>(
  browser: Browser,
  site: Site,
  slowdown: number,
  act: (visit: Visit) => Promise<T>,
): Promise<T> {
  const visit = await openVisit(browser, site.returning, slowdown);
  try {
    return await act(visit);
  } finally {
    await visit.close();
  }
}

/** Clicks each link as soon as it is there: nothing was fetched ahead for it. */
export const coldVisit = (browser: Browser, site: Site, slowdown: number): Promise<Times> =>
  inVisit(browser, site, slowdown, async (visit) => {
    const menu = await openMenu(visit, site.url);
    const first = await follow(visit, FIRST);
    await goHome(visit);
    return { menu, first, second: await follow(visit, SECOND) };
  });

/** Rests after the start, and points at each link before the click. */
export const preloadedVisit = (browser: Browser, site: Site, slowdown: number): Promise<Times> =>
  inVisit(browser, site, slowdown, async (visit) => {
    const menu = await openMenu(visit, site.url);
    await visit.traffic.quiet();
    await pointAt(visit, FIRST);
    const first = await follow(visit, FIRST);
    await goHome(visit);
    await pointAt(visit, SECOND);
    return { menu, first, second: await follow(visit, SECOND) };
  });

/** Counts what the menu, the first and the second remote cost on the wire; what is fetched while idle belongs to the first. */
export const countBytes = (browser: Browser, site: Site): Promise<Bytes> =>
  inVisit(browser, site, 1, async (visit) => {
    await openMenu(visit, site.url);
    const menuAt = await visit.page.evaluate(() => window.benchPresentAt);
    await follow(visit, FIRST);
    await visit.traffic.quiet();
    const menu = visit.traffic.sum(menuAt);
    const first = visit.traffic.sum();
    await goHome(visit);
    await follow(visit, SECOND);
    await visit.traffic.quiet();
    return { menu, first: since(menu, first), second: since(first, visit.traffic.sum()) };
  });
