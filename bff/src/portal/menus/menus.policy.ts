import type { MenuNode } from '@eoms/contracts/portal/remotes.contract';

/** Says whether the person holds a permission. */
export type Holds = (meta: string) => boolean;

/** Makes the menu a person sees: a page shows by its Meta, a directory by the pages left in it; without a Meta nothing shows. */
export function pruneMenu(nodes: readonly MenuNode[], holds: Holds): MenuNode[] {
  return nodes.flatMap((node) => {
    if (!node.children) return node.meta !== undefined && holds(node.meta) ? [node] : [];
    const children = pruneMenu(node.children, holds);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

/** Meta of the first page of a menu, which is the one to ask for; undefined for a menu without pages. */
export const firstPageMeta = (nodes: readonly MenuNode[]): string | undefined => {
  const [first] = nodes;
  return first?.children ? firstPageMeta(first.children) : first?.meta;
};
