import type { PortalSystem } from '@eoms/kit';
import { useLocation } from '@eoms/kit/router';
import { useEffect, useState } from 'react';
import type { RemoteApp } from '../../load-remote.ts';
import { Failed } from '../../pages/failed.tsx';
import { Waiting } from '../../pages/waiting.tsx';
import { Boundary } from './boundary.tsx';
import { remoteLoader } from '../../remote-loader.ts';

type Mount = { readonly app: RemoteApp } | { readonly error: unknown } | null;

interface AttemptProps {
  readonly system: PortalSystem;
  readonly onRetry: () => void;
}

const mounted = (system: PortalSystem): Mount => {
  const app = remoteLoader.loaded(system);
  return app ? { app } : null;
};

function Attempt({ system, onRetry }: AttemptProps) {
  const { pathname } = useLocation();
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
  }, [system]);

  if (!mount) return <Waiting />;
  if ('error' in mount) return <Failed system={system} kind="load" error={mount.error} onRetry={onRetry} />;
  const App = mount.app;
  const renderError = (error: unknown) => <Failed system={system} kind="render" error={error} onRetry={onRetry} />;
  return (
    <Boundary resetKey={pathname} renderError={renderError}>
      <App basePath={system.basePath} />
    </Boundary>
  );
}

/**
 * Loads the remote of a system and mounts it. State and effect instead of lazy/Suspense: React holds a revealed Suspense
 * boundary back for up to 300 ms, which a click on a menu would pay.
 */
export function RemoteMount({ system }: { system: PortalSystem }) {
  const [attempt, setAttempt] = useState(0);
  const retry = () => {
    remoteLoader.forget(system);
    setAttempt(attempt + 1);
  };
  return <Attempt key={attempt} system={system} onRetry={retry} />;
}
