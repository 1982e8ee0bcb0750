import { usePortal } from '@eoms/kit';
import { PortalRouter } from '@eoms/kit/portal-router';
import { Route, Routes } from '@eoms/kit/router';
import { Home } from './features/home/home.tsx';
import { SystemPage } from './features/system/system-page.tsx';
import { Layout } from './layout/layout.tsx';
import { NotFound } from './pages/not-found.tsx';
import { SignedOut } from './pages/signed-out.tsx';
import { useShell } from './shell-state.ts';

/** Every page of the portal: one route a system, so that the routes of its remote lie below its base path. */
export function Pages() {
  const systems = usePortal((state) => state.systems);
  return (
    <Routes>
      <Route element={<Layout />}>
        <Route index element={<Home />} />
        {systems.map((system) => (
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

/** The portal of one signed-in person, or the page that says that he left. */
export function App() {
  const signedOut = useShell(({ session }) => session.status === 'signed-out');
  const person = usePortal((state) => state.person);
  if (signedOut || !person) return <SignedOut />;
  return (
    <PortalRouter>
      <Pages />
    </PortalRouter>
  );
}
