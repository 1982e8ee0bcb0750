import {
  holdsAt,
  type AssignmentFact,
  type EdgeFact,
  type Facts,
  type HeadFact,
  type PersonFact,
} from './facts.policy.ts';
import { onceOf } from './remember.policy.ts';

/** Days within which the new superior confirms a LONG grant of somebody who moved. */
export const CONFIRM_DAYS = 14;

/** The organisation as it stands at one instant. */
export interface Tree {
  parentOf(unitId: string): string | null;
  /** The unit and all above it, from below. */
  pathOf(unitId: string): readonly string[];
  /** True when the unit is the ancestor or lies below it. */
  isWithin(unitId: string, ancestorId: string): boolean;
  /** The unit and all below it. */
  below(unitId: string): readonly string[];
}

/** Where each unit hangs at an instant. Of two edges the later counts; units of a circle, which the feed refuses, hang nowhere. */
function parentsAt(edges: readonly EdgeFact[], at: Date): ReadonlyMap<string, string> {
  const parents = new Map(edges.filter((edge) => holdsAt(edge, at)).map((edge) => [edge.childId, edge.parentId]));
  const inCircle = (unitId: string): boolean => {
    const met = new Set<string>();
    for (let id = parents.get(unitId); id !== undefined && !met.has(id); id = parents.get(id)) {
      if (id === unitId) return true;
      met.add(id);
    }
    return false;
  };
  return new Map([...parents].filter(([child]) => !inCircle(child)));
}

/** Builds the tree of an instant. */
export function treeAt(edges: readonly EdgeFact[], at: Date): Tree {
  const parents = parentsAt(edges, at);
  const children = Map.groupBy(parents.keys(), (child) => parents.get(child) ?? '');
  const pathOf = (unitId: string): string[] => {
    const path: string[] = [];
    for (let id: string | undefined = unitId; id !== undefined; id = parents.get(id)) path.push(id);
    return path;
  };
  const below = (unitId: string): string[] => {
    const found = new Set([unitId]);
    for (const id of found) for (const child of children.get(id) ?? []) found.add(child);
    return [...found];
  };
  return {
    parentOf: (unitId) => parents.get(unitId) ?? null,
    pathOf,
    isWithin: (unitId, ancestorId) => pathOf(unitId).includes(ancestorId),
    below,
  };
}

/** Finds facts of one person without a walk over those of everybody. */
export interface PersonLookup {
  personOf(personId: string): PersonFact | undefined;
  assignmentsOf(personId: string): readonly AssignmentFact[];
}

const personLookups = new WeakMap<readonly PersonFact[], PersonLookup['personOf']>();
const placeLookups = new WeakMap<readonly AssignmentFact[], PersonLookup['assignmentsOf']>();
const headLookups = new WeakMap<readonly HeadFact[], ReadonlyMap<string, readonly HeadFact[]>>();
const trees = new WeakMap<
  readonly EdgeFact[],
  { readonly from: number; readonly until: number; readonly tree: Tree }
>();

/** Tells how facts of one person are found in these lists, which never change; lists nobody told of are sorted at the first question. */
export function rememberFacts(
  { people, assignments }: Pick<Facts, 'people' | 'assignments'>,
  lookup: PersonLookup,
): void {
  personLookups.set(people, lookup.personOf);
  placeLookups.set(assignments, lookup.assignmentsOf);
}

/** A person of a list by id. */
export const personIn = (people: readonly PersonFact[], id: string): PersonFact | undefined =>
  onceOf(personLookups, people, () => {
    const byId = new Map(people.map((person) => [person.id, person]));
    return (wanted) => byId.get(wanted);
  })(id);

/** Places of a person, past, present and to come. */
export const placesIn = (assignments: readonly AssignmentFact[], personId: string): readonly AssignmentFact[] =>
  onceOf(placeLookups, assignments, () => {
    const byPerson = Map.groupBy(assignments, (assignment) => assignment.personId);
    return (wanted) => byPerson.get(wanted) ?? [];
  })(personId);

const headsIn = (heads: readonly HeadFact[], unitId: string): readonly HeadFact[] =>
  onceOf(headLookups, heads, () => Map.groupBy(heads, (head) => head.unitId)).get(unitId) ?? [];

/** The tree of an instant; the last one built serves until the next instant at which an edge begins or ends. */
export function treeOf(edges: readonly EdgeFact[], at: Date): Tree {
  const instant = at.getTime();
  const known = trees.get(edges);
  if (known && known.from <= instant && instant < known.until) return known.tree;
  let [from, until] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const edge of edges)
    for (const turn of [edge.from.getTime(), edge.to?.getTime() ?? until])
      if (turn <= instant) from = Math.max(from, turn);
      else until = Math.min(until, turn);
  const tree = treeAt(edges, at);
  trees.set(edges, { from, until, tree });
  return tree;
}

/** Place a person mainly works in at an instant. */
export const primaryAt = (assignments: readonly AssignmentFact[], at: Date): AssignmentFact | undefined => {
  const held = assignments.filter((assignment) => holdsAt(assignment, at));
  return held.find(({ primary }) => primary) ?? held.toSorted((a, b) => a.from.getTime() - b.from.getTime())[0];
};

/** Units a person heads at an instant, as head or acting head. */
export const headedBy = (heads: readonly HeadFact[], personId: string, at: Date): string[] =>
  heads
    .filter((head) => head.personId === personId && head.kind !== 'DEPUTY' && holdsAt(head, at))
    .map(({ unitId }) => unitId);

/** One level of superiors: the unit and the people who lead it. */
export interface ChainLevel {
  readonly unitId: string;
  readonly personIds: readonly string[];
}

const startOf = (facts: Pick<Facts, 'assignments'>, person: PersonFact, at: Date): string | null =>
  primaryAt(placesIn(facts.assignments, person.id), at)?.unitId ?? person.sponsorUnitId;

/**
 * Superiors of a person from below, level by level: active heads and acting heads of his unit and each unit above it; a deputy
 * counts where neither is there. Vacant levels are left out, and so are he himself and those named in `without`.
 */
export function chainOf(
  facts: Pick<Facts, 'edges' | 'heads' | 'people' | 'assignments'>,
  personId: string,
  at: Date,
  without: ReadonlySet<string> = new Set(),
): ChainLevel[] {
  const person = personIn(facts.people, personId);
  const start = person && startOf(facts, person, at);
  if (!start) return [];
  const counts = (id: string): boolean => personIn(facts.people, id)?.status === 'ACTIVE';
  return treeOf(facts.edges, at)
    .pathOf(start)
    .map((unitId) => {
      const leading = headsIn(facts.heads, unitId).filter((head) => holdsAt(head, at) && counts(head.personId));
      const first = leading.filter(({ kind }) => kind !== 'DEPUTY');
      const ids = (first.length > 0 ? first : leading).map((head) => head.personId);
      return { unitId, personIds: [...new Set(ids)].filter((id) => id !== personId && !without.has(id)).sort() };
    })
    .filter(({ personIds }) => personIds.length > 0);
}

/** True when somebody stands above a person at an instant. */
export const isAbove = (facts: Parameters<typeof chainOf>[0], aboveId: string, personId: string, at: Date): boolean =>
  chainOf(facts, personId, at).some(({ personIds }) => personIds.includes(aboveId));
