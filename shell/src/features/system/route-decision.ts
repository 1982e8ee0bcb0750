import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';
import { matchPath } from '@eoms/kit/router';

/** One declared route of a system as the menu answer describes it. */
export type DeclaredRoute = SystemMenu['routes'][number];

/** What may be done with an address inside a system. */
export type RouteDecision =
  | { readonly kind: 'open' }
  | { readonly kind: 'denied'; readonly route: DeclaredRoute }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'not-found' };

/** Static segments win over parameters, from the left, as in the router itself. */
const rank = (path: string): string =>
  path
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '1' : '0'))
    .join('');

const byRank = (a: DeclaredRoute, b: DeclaredRoute): number => rank(a.path).localeCompare(rank(b.path));

function firstPage(items: SystemMenu['items']): string | undefined {
  for (const item of items) {
    const path = item.path ?? (item.children && firstPage(item.children));
    if (path) return path;
  }
  return undefined;
}

/** Decides an address by the routes the system declares: what is not declared opens for nobody. */
export function decideRoute(menu: SystemMenu, basePath: string, pathname: string): RouteDecision {
  const below = pathname.slice(basePath.length) || '/';
  const [route] = menu.routes.filter(({ path }) => matchPath({ path, end: true }, below)).sort(byRank);
  if (route) return route.allowed ? { kind: 'open' } : { kind: 'denied', route };
  const first = firstPage(menu.items) ?? menu.routes.find(({ path, allowed }) => allowed && !path.includes(':'))?.path;
  return below === '/' && first ? { kind: 'redirect', to: basePath + first } : { kind: 'not-found' };
}
