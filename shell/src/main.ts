import '@eoms/kit/theme.css';
import './layout/frame.css';
import './layout/bar.css';
import './pages/pages.css';
import './layout/small-screens.css';
import './trusted-types.ts';
import { signInPaths } from '@eoms/contracts/portal/shell-config';
import { hostTrail } from '@eoms/kit';
import { createElement, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { bootstrap } from './bootstrap.ts';
import { applyPreferences, followDevice, keptPreferences } from './features/preferences/preferences.ts';
import { followPermissions } from './follow-permissions.ts';
import { connect, signInAnew, signOut } from './features/sign-in/connect.ts';
import { warmUp, whenSettled } from './remote-loader.ts';
import { trustFiles } from './integrity.ts';
import { SignedOut } from './pages/signed-out.tsx';
import { StartFailed } from './pages/start-failed.tsx';
import { readConfig, readShellIntegrity } from './read-config.ts';

function draw(page: ReactNode): void {
  const place = document.getElementById('root');
  if (!place) throw new Error('the page has no root');
  createRoot(place).render(page);
}

async function start(): Promise<void> {
  const config = readConfig();
  trustFiles(readShellIntegrity());
  applyPreferences(keptPreferences());
  followDevice();
  hostTrail();
  if (location.pathname === signInPaths.signedOut) return draw(createElement(SignedOut));
  let at: 'sign-in' | 'bootstrap' = 'sign-in';
  try {
    const sub = await connect(config);
    at = 'bootstrap';
    await bootstrap(sub);
    draw(createElement(App));
    whenSettled(warmUp);
    whenSettled(() => followPermissions(sub));
  } catch (error) {
    const onSignIn = () => void signInAnew(config);
    draw(createElement(StartFailed, { error, at, onSignIn, onSignOut: () => void signOut() }));
  }
}

void start();
