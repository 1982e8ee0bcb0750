import type { MetaEntry } from '@eoms/contracts/access/catalogue.record';

/** A line of a tree of permissions: a group, which is what codes share before their last part, or a permission in it. */
export type TreeRow =
  | { readonly kind: 'group'; readonly key: string; readonly metas: readonly MetaEntry[] }
  | { readonly kind: 'meta'; readonly key: string; readonly meta: MetaEntry };

const groupOf = (code: string): string => code.slice(0, code.lastIndexOf('.'));

/** True when every word of the text occurs in the code or a name. */
export function matches({ code, name }: MetaEntry, text: string): boolean {
  const whole = `${code} ${name.zh} ${name.en}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** Lines of a tree: groups in the order of their first permission, their permissions below them unless they are folded. */
export function treeRows(metas: readonly MetaEntry[], isOpen: (group: string) => boolean): TreeRow[] {
  const groups = Map.groupBy(metas, ({ code }) => groupOf(code));
  return [...groups].flatMap(([key, inside]): TreeRow[] => [
    { kind: 'group', key, metas: inside },
    ...(isOpen(key) ? inside.map((meta): TreeRow => ({ kind: 'meta', key: meta.id, meta })) : []),
  ]);
}
