import type { OrgNode } from '@eoms/contracts/access/organisation.contract';
import type { CallError } from '@eoms/kit';
import { isProblem } from '@eoms/kit';

/** One level as far as it is known. */
export interface Level {
  readonly items: readonly OrgNode[] | undefined;
  readonly error: CallError | null;
  retry(): void;
}

/** Levels by the id of their parent; the top has the empty id. */
export type Levels = ReadonlyMap<string, Level>;

/** A line of the tree: a unit, or what stands for children that are not there yet. */
export type TreeRow =
  | {
      readonly kind: 'unit';
      readonly key: string;
      readonly level: number;
      readonly node: OrgNode;
      readonly isOpen: boolean;
    }
  | { readonly kind: 'loading'; readonly key: string; readonly level: number }
  | { readonly kind: 'failed'; readonly key: string; readonly level: number; readonly retry: () => void };

/** Lines of a tree of which some units are open. */
export function rowsOf(levels: Levels, isOpen: (node: OrgNode, level: number) => boolean): TreeRow[] {
  const below = (parentId: string, level: number, above: ReadonlySet<string>): TreeRow[] => {
    const known = levels.get(parentId);
    if (known?.items === undefined) {
      if (!known?.error) return [{ kind: 'loading', key: `loading ${parentId}`, level }];
      // Gone meanwhile, or not there on the day that is shown.
      if (isProblem(known.error, 'not_found')) return [];
      return [{ kind: 'failed', key: `failed ${parentId}`, level, retry: known.retry }];
    }
    return known.items.flatMap((node): TreeRow[] => {
      if (above.has(node.id)) return [];
      const open = node.hasChildren && isOpen(node, level);
      const row: TreeRow = { kind: 'unit', key: node.id, level, node, isOpen: open };
      return open ? [row, ...below(node.id, level + 1, new Set([...above, node.id]))] : [row];
    });
  };
  return below('', 1, new Set());
}

/** Ids whose children are wanted: the top and every open unit that is in sight. */
export const wantedLevels = (rows: readonly TreeRow[]): string[] => [
  '',
  ...rows.flatMap((row) => (row.kind === 'unit' && row.isOpen ? [row.node.id] : [])),
];

/** Index of the row a unit hangs under; -1 at the top. */
export function parentIndex(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 0;
  return rows.findLastIndex((row, at) => at < index && row.level < level);
}
