import type { RoleDetail } from '@eoms/contracts/access/catalogue.record';
import { changeBasket, useBasketOp } from '../../catalogue/change-basket.ts';

type Name = RoleDetail['name'];

/** A role as the collected change would leave it, and the ways to change it further. */
export interface EditedRole {
  readonly codes: ReadonlySet<string>;
  readonly name: Name;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly isRetiring: boolean;
  tick(codes: readonly string[], on: boolean): void;
  rename(name: Name): void;
  retire(): void;
  undo(): void;
}

/** A set with some members more, or fewer. */
export function withCodes(codes: ReadonlySet<string>, these: readonly string[], on: boolean): ReadonlySet<string> {
  const next = new Set(codes);
  for (const code of these) {
    if (on) next.add(code);
    else next.delete(code);
  }
  return next;
}

const keyOf = ({ id }: RoleDetail): string => `role ${id}`;

/** Reads and writes the step about a role in the basket: what equals the role as it is leaves no step behind. */
export function useEditedRole(role: RoleDetail): EditedRole {
  const step = useBasketOp(keyOf(role), 'role.change');
  const retiring = useBasketOp(keyOf(role), 'role.retire');
  const present = new Set(role.permissions.map(({ code }) => code));
  const added = step?.addMetas ?? [];
  const removed = step?.removeMetas ?? [];
  const codes = new Set([...present, ...added].filter((code) => !removed.includes(code)));
  const name = step?.name ?? role.name;

  const put = (wanted: ReadonlySet<string>, called: Name): void => {
    const addMetas = [...wanted].filter((code) => !present.has(code));
    const removeMetas = [...present].filter((code) => !wanted.has(code));
    const isRenamed = called.zh !== role.name.zh || called.en !== role.name.en;
    if (addMetas.length + removeMetas.length === 0 && !isRenamed) return changeBasket.drop(keyOf(role));
    const about = { roleId: role.id, version: role.version, ...(isRenamed ? { name: called } : {}) };
    return changeBasket.put({
      key: keyOf(role),
      op: { op: 'role.change', ...about, addMetas, removeMetas },
      subject: role.name,
    });
  };

  return {
    codes,
    name,
    added,
    removed,
    isRetiring: retiring !== null,
    tick(these, on) {
      put(withCodes(codes, these, on), name);
    },
    rename: (called) => put(codes, called),
    retire: () =>
      changeBasket.put({
        key: keyOf(role),
        op: { op: 'role.retire', roleId: role.id, version: role.version },
        subject: role.name,
      }),
    undo: () => changeBasket.drop(keyOf(role)),
  };
}
