import { type PortalSystem, usePortal } from '@eoms/kit';
import { useLocation } from '@eoms/kit/router';

/** The system whose base path an address lies under. */
export const systemAt = (systems: readonly PortalSystem[], pathname: string): PortalSystem | undefined =>
  systems.find(({ basePath }) => pathname === basePath || pathname.startsWith(`${basePath}/`));

/** The system the person is in; undefined on the portal's own pages. */
export function useOpenSystem(): PortalSystem | undefined {
  const { pathname } = useLocation();
  return systemAt(
    usePortal((state) => state.systems),
    pathname,
  );
}
