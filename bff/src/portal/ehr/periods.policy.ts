/** Half-open stretch of time; `to` null means without end. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date | null;
}

/** A stretch of a fact that is stored. */
export interface Stored extends Stretch {
  readonly id: string;
}

/** How stored stretches become the wanted ones. */
export interface StretchChanges<Wanted> {
  readonly add: readonly Wanted[];
  readonly change: readonly { readonly id: string; readonly wanted: Wanted }[];
  readonly remove: readonly string[];
}

export const sameInstant = (a: Date | null, b: Date | null): boolean => a?.getTime() === b?.getTime();

/** Two stretches have an instant in common. */
export const overlaps = (a: Stretch, b: Stretch): boolean =>
  (b.to === null || a.from < b.to) && (a.to === null || b.from < a.to);

/** The earlier of two ends. */
export const earlierEnd = (a: Date | null, b: Date | null): Date | null => {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
};

/** A stretch until an instant at the latest; nothing when it would begin there or later. */
export const clipped = <S extends Stretch>(stretch: S, end: Date | null): S[] => {
  const to = earlierEnd(stretch.to, end);
  return to !== null && to <= stretch.from ? [] : [{ ...stretch, to }];
};

/**
 * Compares stored with wanted stretches. Those of one key (beginning included) are the same fact; what differs in it is changed in
 * place, so that ids and history stay.
 */
export function compareStretches<S extends Stored, W extends Stretch>(
  stored: readonly S[],
  wanted: readonly W[],
  key: (stretch: S | W) => string,
  same: (stored: S, wanted: W) => boolean,
): StretchChanges<W> {
  const byKey = new Map(stored.map((one) => [key(one), one]));
  const add: W[] = [];
  const change: { id: string; wanted: W }[] = [];
  const met = new Set<string>();
  for (const one of wanted) {
    const found = byKey.get(key(one));
    if (!found || met.has(found.id)) add.push(one);
    else {
      met.add(found.id);
      if (!sameInstant(found.to, one.to) || !same(found, one)) change.push({ id: found.id, wanted: one });
    }
  }
  return { add, change, remove: stored.filter(({ id }) => !met.has(id)).map(({ id }) => id) };
}
