import type { FeedEdge, FeedPerson, FeedUnit } from '../people/feed-reads.service.ts';
import type { PlannedPerson } from './people.policy.ts';
import { compareStretches, type Stretch, type StretchChanges } from './periods.policy.ts';
import type { Link } from './tree.policy.ts';
import type { PlannedUnit } from './units.policy.ts';

/** Columns of a record that get another value; nothing for a new record. */
function differing<T extends object>(before: T, after: T): Partial<T> {
  const names = (Object.keys(after) as (keyof T)[]).filter((name) => before[name] !== after[name]);
  return Object.fromEntries(names.map((name) => [name, after[name]])) as Partial<T>;
}

/** Columns of a unit that change. */
export const unitValues = ({ before, after }: PlannedUnit): Partial<FeedUnit> =>
  before ? differing(before, after) : {};

/** Columns of a person that change. */
export const personValues = ({ before, after }: PlannedPerson): Partial<FeedPerson> =>
  before ? differing(before, after) : {};

/** Edges of a unit that come, change and go. */
export const linkChanges = ({ linksBefore, linksAfter }: PlannedUnit): StretchChanges<Link> =>
  compareStretches<FeedEdge, Link>(
    linksBefore,
    linksAfter,
    (link) => `${link.parentId} ${link.from.getTime()}`,
    () => true,
  );

const isEmpty = ({ add, change, remove }: StretchChanges<unknown>): boolean =>
  add.length + change.length + remove.length === 0;

/** True when a unit comes or changes. */
export const unitChanges = (unit: PlannedUnit): boolean =>
  !unit.before || Object.keys(unitValues(unit)).length > 0 || !isEmpty(linkChanges(unit));

/** True when a person's places or headships change. */
export const placesChange = ({ places, heads, ended }: PlannedPerson): boolean =>
  !isEmpty(places) || !isEmpty(heads) || ended.places.length + ended.heads.length > 0;

/** True when a person comes or changes. */
export const personChanges = (person: PlannedPerson): boolean =>
  !person.before || Object.keys(personValues(person)).length > 0 || placesChange(person);

/** Stretches as they are after a change, for one owner. */
export function stretchesAfter<S extends Stretch & { readonly id: string }, W extends Stretch>(
  stored: readonly S[],
  { add, change, remove }: StretchChanges<W>,
  ended: { readonly ids: readonly string[]; readonly at: Date },
): (S | W)[] {
  const gone = new Set(remove);
  const changed = new Map(change.map(({ id, wanted }) => [id, wanted]));
  const over = new Set(ended.ids);
  const kept = stored
    .filter(({ id }) => !gone.has(id))
    .flatMap((one): (S | W)[] => {
      if (over.has(one.id)) return one.from < ended.at ? [{ ...one, to: ended.at }] : [];
      return [changed.get(one.id) ?? one];
    });
  return [...kept, ...add];
}

const holds = ({ from, to }: Stretch, at: Date): boolean => from <= at && (to === null || at < to);

/** Unit of the main place at an instant. */
export function mainUnitAt(
  places: readonly (Stretch & { readonly unitId: string; readonly primary: boolean })[],
  at: Date,
): string | null {
  const held = places.filter((place) => holds(place, at));
  return (held.find(({ primary }) => primary) ?? held[0])?.unitId ?? null;
}

/** A person's places after the run. */
export const placesAfter = ({ placesBefore, places, ended }: PlannedPerson, now: Date) =>
  stretchesAfter(placesBefore, places, { ids: ended.places, at: now });

/** A person's headships after the run. */
export const headsAfter = ({ headsBefore, heads, ended }: PlannedPerson, now: Date) =>
  stretchesAfter(headsBefore, heads, { ids: ended.heads, at: now });
