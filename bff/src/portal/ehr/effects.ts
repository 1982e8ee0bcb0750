import {
  compareFacts,
  holdsAt,
  treeAt,
  type AssignmentFact,
  type EdgeFact,
  type Facts,
  type HeadFact,
} from '../access/access.service.ts';
import { headsAfter, linkChanges, placesAfter } from './changes.policy.ts';
import type { changesOf } from './plan.ts';
import type { StoredEffects } from './stored-effects.ts';

type Changes = ReturnType<typeof changesOf>;

/** People compared at most; above that a sample says what a run does. */
export const COMPARED_PEOPLE = 5_000;

/** Kept of each list: what is shown has an end. */
const KEPT_METAS = 100;
const KEPT_STORES = 20;

const placeFact = ({ personId, unitId, position, level, primary, from, to }: AssignmentFact): AssignmentFact => ({
  personId,
  unitId,
  position,
  level,
  primary,
  from,
  to,
});

const headFact = ({ unitId, personId, kind, from, to }: HeadFact): HeadFact => ({ unitId, personId, kind, from, to });

const edgeFact = ({ childId, parentId, from, to }: EdgeFact): EdgeFact => ({ childId, parentId, from, to });

/** The facts as they would be after a run. */
export function projected(facts: Facts, { units, people }: Changes, now: Date): Facts {
  const unitIds = new Set(units.map(({ id }) => id));
  const personIds = new Set(people.map(({ id }) => id));
  const known = new Map(facts.people.map((person) => [person.id, person]));
  return {
    ...facts,
    units: [
      ...facts.units.filter(({ id }) => !unitIds.has(id)),
      ...units.map(({ id, after }) => ({ id, kind: after.kind })),
    ],
    edges: [
      ...facts.edges.filter(({ childId }) => !unitIds.has(childId)),
      ...units.flatMap(({ linksAfter }) => linksAfter.map(edgeFact)),
    ],
    people: [
      ...facts.people.filter(({ id }) => !personIds.has(id)),
      ...people.map(({ id, after }) => ({
        id,
        kind: after.kind,
        status: after.status,
        franchiseeId: known.get(id)?.franchiseeId ?? null,
        sponsorUnitId: known.get(id)?.sponsorUnitId ?? null,
      })),
    ],
    assignments: [
      ...facts.assignments.filter(({ personId }) => !personIds.has(personId)),
      ...people.flatMap((person) => placesAfter(person, now).map(placeFact)),
    ],
    heads: [
      ...facts.heads.filter(({ personId }) => !personIds.has(personId)),
      ...people.flatMap((person) => headsAfter(person, now).map(headFact)),
    ],
  };
}

/** The instant at which everything the run changes has begun. */
function instantOf({ units, people }: Changes, now: Date): Date {
  const starts = [...units.map(linkChanges), ...people.flatMap((person) => [person.places, person.heads])].flatMap(
    ({ add, change }) => [...add, ...change.map(({ wanted }) => wanted)].map(({ from }) => from.getTime()),
  );
  const leaves = people.flatMap(({ leaveAt }) => leaveAt?.getTime() ?? []);
  return new Date([...starts, ...leaves].reduce((latest, time) => Math.max(latest, time), now.getTime()));
}

/** Everybody whose permissions the run may touch: those it changes, and those placed or leading in, above or below moved units. */
function touchedPeople(before: Facts, after: Facts, changes: Changes, at: Date): Set<string> {
  const trees = [before, after].map(({ edges }) => treeAt(edges, at));
  const moved = changes.units.filter((unit) => {
    const links = linkChanges(unit);
    return links.add.length + links.change.length + links.remove.length > 0;
  });
  const units = new Set(moved.flatMap(({ id }) => trees.flatMap((tree) => [...tree.pathOf(id), ...tree.below(id)])));
  const touched = new Set(changes.people.map(({ id }) => id));
  for (const { assignments, heads } of [before, after])
    for (const fact of [...assignments, ...heads])
      if (units.has(fact.unitId) && holdsAt(fact, at)) touched.add(fact.personId);
  return touched;
}

/** People who work in a store next to somebody touched: only with them can one say that nobody is left. */
function colleagues(before: Facts, after: Facts, touched: ReadonlySet<string>): Map<string, Set<string>> {
  const stores = new Set(before.units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
  const workers = new Map<string, Set<string>>();
  for (const { assignments } of [before, after])
    for (const { unitId, personId } of assignments)
      if (stores.has(unitId)) workers.set(unitId, (workers.get(unitId) ?? new Set()).add(personId));
  return new Map([...workers].filter(([, people]) => [...people].some((id) => touched.has(id))));
}

const among = (facts: Facts, ids: ReadonlySet<string>): Facts => ({
  ...facts,
  people: facts.people.filter(({ id }) => ids.has(id)),
  assignments: facts.assignments.filter(({ personId }) => ids.has(personId)),
  grants: facts.grants.filter(({ personId }) => ids.has(personId)),
});

/** What a run does to permissions, compared before anything is written; of more than {@link COMPARED_PEOPLE} people a sample. */
export function effectsOf(facts: Facts, changes: Changes, now: Date): StoredEffects {
  const at = instantOf(changes, now);
  const after = projected(facts, changes, now);
  const touched = touchedPeople(facts, after, changes, at);
  const stores = colleagues(facts, after, touched);
  const everybody = [...new Set([...touched, ...[...stores.values()].flatMap((people) => [...people])])];
  const compared = new Set(everybody.slice(0, COMPARED_PEOPLE));
  const effects = compareFacts(among(facts, compared), among(after, compared), at);
  const whole = (unitId: string): boolean => {
    const people = stores.get(unitId);
    return people !== undefined && [...people].every((id) => compared.has(id));
  };
  const abandoned = Map.groupBy(
    effects.abandoned.filter(({ unitId }) => whole(unitId)),
    ({ meta }) => meta,
  );
  return {
    at: at.toISOString(),
    people: effects.people.length,
    touched: everybody.length,
    sampled: everybody.length > compared.size,
    byMeta: [...effects.byMeta]
      .map(([code, { gained, lost }]) => ({ code, gained, lost }))
      .toSorted((a, b) => b.lost - a.lost || b.gained - a.gained || (a.code < b.code ? -1 : 1))
      .slice(0, KEPT_METAS),
    abandoned: [...abandoned]
      .map(([code, all]) => ({
        code,
        count: all.length,
        unitIds: all.slice(0, KEPT_STORES).map(({ unitId }) => unitId),
      }))
      .toSorted((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1))
      .slice(0, KEPT_METAS),
  };
}
