import type { PortalSystem } from '@eoms/kit';
import { Navigate, useLocation } from '@eoms/kit/router';
import { Denied } from '../../pages/denied.tsx';
import { Failed } from '../../pages/failed.tsx';
import { NotFound } from '../../pages/not-found.tsx';
import { Waiting } from '../../pages/waiting.tsx';
import { useShell } from '../../shell-state.ts';
import { openMenu } from '../../system-menus.ts';
import { RemoteMount } from './remote-mount.tsx';
import { decideRoute } from './route-decision.ts';

/** A system's page: the BFF's menu answer decides whether the address opens, before any code of the remote runs for it. */
export function SystemPage({ system }: { system: PortalSystem }) {
  const { pathname } = useLocation();
  const state = useShell(({ menus }) => menus[system.code]);
  if (state?.status === 'failed')
    return <Failed system={system} kind="load" error={state.error} onRetry={() => void openMenu(system.code)} />;
  if (state?.status !== 'ready') return <Waiting />;
  const decision = decideRoute(state.menu, system.basePath, pathname);
  if (decision.kind === 'redirect') return <Navigate to={decision.to} replace />;
  if (decision.kind === 'denied') return <Denied system={system} route={decision.route} />;
  if (decision.kind === 'not-found') return <NotFound />;
  return <RemoteMount key={system.code} system={system} />;
}
