import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import { startMariadb } from '../../scripts/mariadb.ts';
import { root, step } from '../../scripts/steps.ts';
import { ensureSystem, findProgram } from '../../scripts/system.ts';
import { measureApi } from './api.ts';
import { startBareServer } from './bare.ts';
import { measureBytes, measureTimes, type Sites } from './browser.ts';
import { buildApplications, buildPortal } from './builds.ts';
import { table, type Figure } from './figures.ts';
import { startPortal, type Server } from './portal.ts';
import { MENU } from './scenarios.ts';
import { signIn, startBrowser } from './visit.ts';

// Measures the portal beside the same code as single applications, and the BFF beside a bare server; tells, never judges.

const VISITS_S = 200;
const ALL_S = 420;

const folder = join(root, 'e2e', '.cache', 'bench');
const varFolder = join(folder, 'var');
const results = join(root, 'bench', 'results.json');

/** What must end with the run, in the order in which it began. */
const endings: (() => unknown)[] = [];

async function keep<T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const started = await starting;
  endings.push(() => started.stop());
  return started;
}

async function timed<T>(name: string, act: () => Promise<T>): Promise<T> {
  let value: T | undefined;
  await step(name, async () => {
    value = await act();
    return true;
  });
  return value as T;
}

async function measureServers(portal: Server): Promise<Figure[]> {
  const bare = await keep(startBareServer());
  const targets = [{ name: 'SQLite', server: portal }];
  if (findProgram(['mariadbd', 'mysqld'])) {
    const { url: databaseUrl } = await keep(startMariadb());
    targets.push({ name: 'MariaDB', server: await keep(startPortal({ varFolder, databaseUrl })) });
  } else {
    console.log('  no MariaDB on this machine: measured on SQLite only');
  }
  return measureApi(targets, bare);
}

async function openSites(browser: Browser, portal: Server, built: Record<'lazy' | 'bundle', string>): Promise<Sites> {
  const site = async ({ url }: Server) => ({ url, returning: await signIn(browser, url, MENU) });
  const application = (shellFolder: string) => keep(startPortal({ varFolder, shellFolder }));
  return {
    portal: await site(portal),
    lazy: await site(await application(built.lazy)),
    bundle: await site(await application(built.bundle)),
  };
}

async function run(): Promise<void> {
  const begun = performance.now();
  const { chromium } = await ensureSystem(['chromium']);
  if (!chromium) throw new Error('Chromium is missing');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(varFolder, { recursive: true });

  await buildPortal(varFolder);
  const built = await timed('build the same code as single applications', () => buildApplications(join(folder, 'spa')));
  const portal = await timed('start the portal', () => keep(startPortal({ varFolder })));
  const api = await timed('measure the BFF beside a bare server', () => measureServers(portal));
  const browser = await startBrowser(chromium);
  endings.push(() => browser.close());
  const sites = await timed('sign in at each variant', () => openSites(browser, portal, built));
  const bytes = await timed('count bytes and requests', () => measureBytes(browser, sites));
  const left = ALL_S - (performance.now() - begun) / 1000;
  const times = await timed('measure times', () => measureTimes(browser, sites, Math.min(VISITS_S, left)));

  const figures = [...bytes, ...times.figures, ...api];
  const measured = {
    at: new Date().toISOString(),
    seconds: Math.round((performance.now() - begun) / 1000),
    node: process.version,
    browser: `Chromium ${browser.version()}`,
    processors: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    visitsOfEachKind: times.rounds,
    how: [
      'Production builds on this machine without network delay. Bytes are compressed bytes with headers as the browser received them; 1 kB is 1000 bytes.',
      'Times are medians of visits taken in turns; every visit is a new browser context with the cookies of a signed-in person and an empty HTTP cache.',
      'Cold clicks follow as soon as the link is there; preloaded ones after a rest and after pointing at the link. A page is there when the rows of its list are drawn.',
      'API: 16 connections, medians of rounds in turns with a bare node:http server that answers the same bytes; CPU is user and system time of the answering process, without MariaDB.',
    ],
  };
  mkdirSync(join(root, 'bench'), { recursive: true });
  writeFileSync(results, `${JSON.stringify({ ...measured, figures }, null, 2)}\n`);
  console.log(`\n${table(figures)}\n\n${measured.seconds} s; bench/results.json`);
}

async function end(): Promise<void> {
  for (const ending of endings.toReversed()) await ending();
  rmSync(folder, { recursive: true, force: true });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void end().finally(() => process.exit(1)));
try {
  await run();
} finally {
  await end();
}
