import { rmSync } from 'node:fs';
import { test as base } from '../fixtures.ts';
import { freePort, freshFolder, startPortal } from '../portal.ts';

interface PortalOfTheTest {
  readonly url: string;
  /** Folder of its run-time files, releases among them. */
  readonly folder: string;
  stop(): Promise<void>;
  /** Starts it again at the same address on the same data. */
  start(): Promise<void>;
}

/** Tests with a portal of their own, to be stopped and redeployed without anybody else noticing. */
export const test = base.extend<{ readonly portal: PortalOfTheTest }>({
  portal: async ({}, use, { testId }) => {
    const place = { port: await freePort(), folder: freshFolder(`own-${testId}`) };
    let running = await startPortal(place);
    await use({
      url: running.url,
      folder: place.folder,
      stop: () => running.stop(),
      start: async () => {
        running = await startPortal(place);
      },
    });
    await running.stop();
    rmSync(place.folder, { recursive: true, force: true });
  },
  // Addresses without a host, of pages and of the API, mean this portal.
  baseURL: async ({ portal }, use) => use(portal.url),
});
