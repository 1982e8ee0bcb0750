import type { PortalSystem } from '@eoms/kit';
import { type FederationPort, RemoteLoader } from './load-remote.ts';
import { openMenu } from './system-menus.ts';

// The federation runtime is no part of the first load: the menu is usable before any remote is wanted.
const runtime = () => import(/* webpackChunkName: "federation" */ './federation/runtime.ts');

/** The loader of this tab. */
export const remoteLoader = new RemoteLoader(async () => (await runtime()).federation as unknown as FederationPort);

/** Fetches menu and remote of a system the person is about to open (pointer over its link, or focus on it). */
export function preloadSystem(system: PortalSystem): void {
  void openMenu(system.code);
  remoteLoader.preload(system);
}

const SETTLED_MS = 400;

/** Does something once the first page stands and the tab is idle: the home page's own requests go first. */
export function whenSettled(start: () => void): void {
  setTimeout(
    () => ('requestIdleCallback' in globalThis ? requestIdleCallback(start, { timeout: 2000 }) : start()),
    SETTLED_MS,
  );
}

/** Fetches what the first remote will need anyway; failures show only then. */
export const warmUp = (): void =>
  void runtime().then(
    ({ loadSharedLater }) => loadSharedLater(),
    () => undefined,
  );
