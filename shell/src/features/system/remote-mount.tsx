import type { PortalSystem } from '@eoms/kit';
import { useLocation } from '@eoms/kit/router';
import { useEffect, useState } from 'react';
import type { RemoteApp } from '../../load-remote.ts';
import { Failed } from '../../pages/failed.tsx';
import { Waiting } from '../../pages/waiting.tsx';
import { Boundary } from './boundary.tsx';
import { remoteLoader } from './loader.ts';

type Mount = { readonly app: RemoteApp } | { readonly error: unknown } | null;

const mounted = (system: PortalSystem): Mount => {
  const app = remoteLoader.loaded(system);
  return app ? { app } : null;
};

/**
 * Loads the remote of a system and mounts it. State and effect instead of lazy/Suspense: React holds a revealed Suspense
 * boundary back for up to 300 ms, which a click on a menu would pay.
 */
export function RemoteMount({ system }: { system: PortalSystem }) {
  const { pathname } = useLocation();
  const [attempt, setAttempt] = useState(0);
  const [mount, setMount] = useState<Mount>(() => mounted(system));

  useEffect(() => {
    let wanted = true;
    remoteLoader.load(system).then(
      (app) => wanted && setMount({ app }),
      (error: unknown) => wanted && setMount({ error }),
    );
    return () => {
      wanted = false;
    };
  }, [system, attempt]);

  const retry = () => {
    remoteLoader.forget(system);
    setMount(null);
    setAttempt(attempt + 1);
  };

  if (!mount) return <Waiting />;
  if ('error' in mount) return <Failed system={system} kind="load" error={mount.error} onRetry={retry} />;
  const App = mount.app;
  return (
    <Boundary
      resetKey={`${attempt} ${pathname}`}
      fallback={(error) => <Failed system={system} kind="render" error={error} onRetry={retry} />}
    >
      <App basePath={system.basePath} />
    </Boundary>
  );
}
