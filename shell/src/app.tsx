import { usePortal } from '@eoms/kit';
import { PortalRouter } from '@eoms/kit/portal-router';
import { Route, Routes } from '@eoms/kit/router';
import { Home } from './features/home/home.tsx';
import { signInHere, signOut } from './features/sign-in/connect.ts';
import { SystemPage } from './features/system/system-page.tsx';
import { Layout } from './layout/layout.tsx';
import { NotFound } from './pages/not-found.tsx';
import { SignedOut } from './pages/signed-out.tsx';
import { StartFailed } from './pages/start-failed.tsx';
import { useShell } from './shell-state.ts';

/** Every page of the portal: one route a system, so that the routes of its remote lie below its base path. */
export function Pages() {
  const systems = usePortal((state) => state.systems);
  const withdrawn = useShell((state) => state.withdrawn);
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Home />} />
        {[...systems, ...withdrawn].map((system) => (
          <Route
            key={system.code}
            path={`${system.basePath}/*`}
            element={<SystemPage key={system.code} system={system} />}
          />
        ))}
        <Route path="*" element={<NotFound />} />
      </Route>
    </Routes>
  );
}

/** The portal of one signed-in person, or the page that says why there is none. */
export function App() {
  const session = useShell((state) => state.session);
  const person = usePortal((state) => state.person);
  if (session.status === 'refused') {
    const onSignIn = () => void signInHere();
    return <StartFailed error={session.error} at="bootstrap" onSignIn={onSignIn} onSignOut={() => void signOut()} />;
  }
  if (session.status === 'signed-out' || !person) return <SignedOut />;
  return (
    <PortalRouter>
      <Pages />
    </PortalRouter>
  );
}
