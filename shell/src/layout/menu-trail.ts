import type { SystemMenu } from '@eoms/contracts/portal/portal.contract';

/** One entry of a menu. */
export type MenuItem = SystemMenu['items'][number];

const covers = (path: string, below: string): boolean => below === path || below.startsWith(`${path}/`);

/** From the outermost directory to the page an address belongs to: the page with the longest path that covers it. */
export function menuTrail(items: readonly MenuItem[], below: string): MenuItem[] {
  const trails = items.flatMap((item) => {
    const rest = item.children ? menuTrail(item.children, below) : [];
    if (rest.length > 0) return [[item, ...rest]];
    return item.path !== undefined && covers(item.path, below) ? [[item]] : [];
  });
  const length = (trail: readonly MenuItem[]): number => trail.at(-1)?.path?.length ?? 0;
  return trails.sort((a, b) => length(b) - length(a))[0] ?? [];
}
