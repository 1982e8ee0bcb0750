import type { MetaEntry } from '@eoms/contracts/access/catalogue.record';
import { metaGroupOf, metaGroups } from '@eoms/contracts/access/meta-groups';
import type { Localized } from '@eoms/contracts/endpoint';

/** A line of a tree of permissions: a group, which is what codes share before their last part, or a permission in it. */
export type TreeRow =
  | {
      readonly kind: 'group';
      readonly key: string;
      /** What its permissions are about; null where nobody has said it. */
      readonly title: Localized | null;
      readonly metas: readonly MetaEntry[];
    }
  | { readonly kind: 'meta'; readonly key: string; readonly meta: MetaEntry };

/** Words of a group: the agreed ones, or the name of its page where a remote brought it along. */
function titleOf(group: string, metas: readonly MetaEntry[]): Localized | null {
  if (Object.hasOwn(metaGroups, group)) return metaGroups[group] ?? null;
  return metas.find(({ kind }) => kind === 'DIR' || kind === 'PAGE')?.name ?? null;
}

/** True when every word of the text occurs in the code, a name or the title of the group. */
export function matches({ code, name }: MetaEntry, text: string): boolean {
  const group = metaGroups[metaGroupOf(code)];
  const whole = `${code} ${name.zh} ${name.en} ${group?.zh ?? ''} ${group?.en ?? ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => whole.includes(word));
}

/** Lines of a tree: groups in the order of their first permission, their permissions below them unless they are folded. */
export function treeRows(metas: readonly MetaEntry[], isOpen: (group: string) => boolean): TreeRow[] {
  const groups = Map.groupBy(metas, ({ code }) => metaGroupOf(code));
  return [...groups].flatMap(([key, inside]): TreeRow[] => [
    { kind: 'group', key, title: titleOf(key, inside), metas: inside },
    ...(isOpen(key) ? inside.map((meta): TreeRow => ({ kind: 'meta', key: meta.id, meta })) : []),
  ]);
}
