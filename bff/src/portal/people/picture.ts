import { holdsAt, type Facts } from '../access/access.service.ts';

/** The organisation at one instant, with counts; made once for many questions. */
export interface Picture {
  readonly at: Date;
  /** True when the unit is part of the organisation at the instant. */
  has(unitId: string): boolean;
  /** Units directly below; the top for null. */
  childrenOf(unitId: string | null): readonly string[];
  /** Units above from the top, without the unit itself. */
  pathOf(unitId: string): readonly string[];
  /** The unit and all below it. */
  subtreeOf(unitId: string): readonly string[];
  /** Different people placed in it or below, or sponsored from there. */
  peopleIn(unitId: string): number;
  storesIn(unitId: string): number;
}

type Raw = Pick<Facts, 'units' | 'edges' | 'assignments' | 'people'>;

interface Shape {
  readonly parents: ReadonlyMap<string, string>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly top: readonly string[];
}

function shapeOf({ units, edges }: Raw, at: Date): Shape {
  const parents = new Map<string, string>();
  const children = new Map<string, string[]>();
  const placedOnce = new Set<string>();
  for (const edge of edges) {
    placedOnce.add(edge.childId);
    if (!holdsAt(edge, at)) continue;
    parents.set(edge.childId, edge.parentId);
    const siblings = children.get(edge.parentId);
    if (siblings) siblings.push(edge.childId);
    else children.set(edge.parentId, [edge.childId]);
  }
  // A unit whose place ended is not a new top: it is gone.
  const top = units.filter(({ id, kind }) => !parents.has(id) && (kind === 'COMPANY' || !placedOnce.has(id)));
  return { parents, children, top: top.map(({ id }) => id) };
}

/** Units where each person counts: of his places in force, and of his sponsor while the relation lasts. */
function homesOf({ assignments, people }: Raw, at: Date): Map<string, string[]> {
  const homes = new Map<string, string[]>();
  const add = (personId: string, unitId: string): void => {
    const known = homes.get(personId);
    if (known) known.push(unitId);
    else homes.set(personId, [unitId]);
  };
  for (const place of assignments) if (holdsAt(place, at)) add(place.personId, place.unitId);
  for (const { id, sponsorUnitId, status } of people)
    if (sponsorUnitId !== null && status !== 'LEFT') add(id, sponsorUnitId);
  return homes;
}

/** Builds the picture of an instant. */
export function pictureAt(facts: Raw, at: Date): Picture {
  const { parents, children, top } = shapeOf(facts, at);
  const tops = new Set(top);
  const has = (unitId: string): boolean => tops.has(unitId) || parents.has(unitId);
  const upwards = (unitId: string): string[] => {
    const path: string[] = [];
    for (let id: string | undefined = unitId; id !== undefined && !path.includes(id); id = parents.get(id))
      path.push(id);
    return path;
  };
  const subtreeOf = (unitId: string): string[] => {
    const found = new Set(has(unitId) ? [unitId] : []);
    for (const id of found) for (const child of children.get(id) ?? []) found.add(child);
    return [...found];
  };
  const people = new Map<string, number>();
  const stores = new Map<string, number>();
  const raise = (counts: Map<string, number>, unitIds: Iterable<string>): void => {
    for (const unitId of unitIds) counts.set(unitId, (counts.get(unitId) ?? 0) + 1);
  };
  for (const unitIds of homesOf(facts, at).values()) raise(people, new Set(unitIds.filter(has).flatMap(upwards)));
  for (const { id, kind } of facts.units) if (kind === 'STORE' && has(id)) raise(stores, upwards(id));
  return {
    at,
    has,
    childrenOf: (unitId) => (unitId === null ? top : (children.get(unitId) ?? [])),
    pathOf: (unitId) => upwards(unitId).slice(1).toReversed(),
    subtreeOf,
    peopleIn: (unitId) => people.get(unitId) ?? 0,
    storesIn: (unitId) => stores.get(unitId) ?? 0,
  };
}

/** Nearest instant after `at` at which the picture changes by itself, as a number; Infinity when there is none. */
function changesAfter({ edges, assignments }: Raw, at: Date): number {
  let nearest = Infinity;
  for (const { from, to } of [...edges, ...assignments])
    for (const instant of [from, to]) if (instant !== null && instant > at) nearest = Math.min(nearest, +instant);
  return nearest;
}

const KEPT = 8;
const kept = new WeakMap<object, { picture: Picture; until: number }[]>();

/** {@link pictureAt}, remembered while the facts are the same and no place begins or ends. */
export function picture(facts: Raw, at: Date): Picture {
  const known = kept.get(facts) ?? [];
  const found = known.find((one) => one.picture.at <= at && +at < one.until);
  if (found) return found.picture;
  const made = { picture: pictureAt(facts, at), until: changesAfter(facts, at) };
  kept.set(facts, [made, ...known].slice(0, KEPT));
  return made.picture;
}
