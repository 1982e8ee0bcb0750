import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { portal } from '../portal.ts';
import type { RemoteModule } from '../remote.ts';
import { PortalRouter } from '../router/portal-router.tsx';
import '../theme/tokens.css';
import { startFakeBff, type FakeBff } from './browser.ts';
import { intentsOf, portalStateOf, type PortalSetup } from './portal-state.ts';
import { StandAloneFrame } from './stand-alone-frame.tsx';

/** A remote as it runs alone. */
export interface StandAlone extends PortalSetup {
  readonly manifest: RemoteManifest;
  readonly app: RemoteModule['default'];
  /** Answers of the fake BFF beyond the contracts' examples. */
  prepare?(bff: FakeBff): void;
  /** Where to draw; `#root` unless told. */
  readonly container?: Element;
}

/** Runs a remote without shell and BFF: fake BFF in a service worker, every permission, a small frame with its menu. */
export async function standAlone({ manifest, app, prepare, container, ...setup }: StandAlone): Promise<void> {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  portal.setState(portalStateOf({ theme: dark ? 'dark' : 'light', intents: intentsOf(manifest), ...setup }), true);
  const bff = await startFakeBff();
  prepare?.(bff);
  const page = createElement(StandAloneFrame, { manifest }, createElement(app, { basePath: manifest.basePath }));
  const root = container ?? document.querySelector('#root');
  if (!root) throw new Error('the page has no element #root');
  createRoot(root).render(createElement(PortalRouter, null, page));
}
