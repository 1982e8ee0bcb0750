import type { Placement } from './kept.ts';
import { clipped, type Stretch } from './periods.policy.ts';

/** A unit's parent for a time. */
export interface Link extends Stretch {
  readonly childId: string;
  readonly parentId: string;
}

/** What is wrong with a set of edges. */
export type TreeFault = 'circle' | 'two roots';

/**
 * Parents that placements tell from now on: at each instant that of the highest version in force. What was over before now is
 * history, which stays as EOMS had it. Parents that have not arrived are as if nobody had said anything. A null parent is the top
 * of the company.
 */
export function stretchesOf(
  placements: readonly Placement[],
  now: Date,
  idOf: (externalId: string) => string | undefined,
): (Stretch & { readonly parentId: string | null })[] {
  const known = placements.filter(({ parent }) => parent === null || idOf(parent) !== undefined);
  const newestFirst = known.toSorted((a, b) => b.version - a.version);
  const inForce: Placement[] = [];
  for (const placement of newestFirst) {
    const earliest = inForce.at(-1);
    if (!earliest || placement.from < earliest.from) inForce.push(placement);
  }
  const stretches: (Stretch & { parentId: string | null })[] = [];
  for (const { parent, from } of inForce.toReversed()) {
    const parentId = parent === null ? null : (idOf(parent) ?? null);
    const start = new Date(from);
    const last = stretches.at(-1);
    if (last?.parentId === parentId) continue;
    if (last) stretches[stretches.length - 1] = { ...last, to: start };
    stretches.push({ parentId, from: start, to: null });
  }
  return stretches.filter(({ to }) => to === null || to > now);
}

/** Edges of a unit as placements want them; what was there before the first of them stays until it begins. */
export function linksOf(
  childId: string,
  stretches: readonly (Stretch & { readonly parentId: string | null })[],
  stored: readonly Link[],
): Link[] {
  const [first] = stretches;
  if (!first) return [...stored];
  const before = stored
    .filter(({ from }) => from < first.from)
    .flatMap((link) => clipped({ childId, parentId: link.parentId, from: link.from, to: link.to }, first.from))
    .toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const links: Link[] = [...before];
  for (const { parentId, from, to } of stretches) {
    if (parentId === null) continue;
    const last = links.at(-1);
    if (last?.parentId === parentId && last.to?.getTime() === from.getTime()) links[links.length - 1] = { ...last, to };
    else links.push({ childId, parentId, from, to });
  }
  return links;
}

const holds = ({ from, to }: Stretch, at: Date): boolean => from <= at && (to === null || at < to);

function hasCircle(parents: ReadonlyMap<string, string>): boolean {
  const sound = new Set<string>();
  for (const start of parents.keys()) {
    const path = new Set<string>();
    for (let id: string | undefined = start; id !== undefined && !sound.has(id); id = parents.get(id)) {
      if (path.has(id)) return true;
      path.add(id);
    }
    for (const id of path) sound.add(id);
  }
  return false;
}

/** Units without a parent at an instant; one whose first edge is still ahead is not there yet. */
function rootsAt(unitIds: Iterable<string>, links: readonly Link[], at: Date): Set<string> {
  const placed = new Set(links.filter((link) => holds(link, at)).map(({ childId }) => childId));
  const begun = new Set(links.filter(({ from }) => from <= at).map(({ childId }) => childId));
  const ahead = new Set(links.filter(({ from }) => from > at).map(({ childId }) => childId));
  return new Set([...unitIds].filter((id) => !placed.has(id) && (begun.has(id) || !ahead.has(id))));
}

/** Whether units and edges are a tree now and at every instant ahead at which an edge begins or ends. */
export function treeFault(
  before: { readonly unitIds: readonly string[]; readonly links: readonly Link[] },
  after: { readonly unitIds: readonly string[]; readonly links: readonly Link[] },
  now: Date,
): TreeFault | null {
  const turns = after.links.flatMap(({ from, to }) => [from, to]).filter((at): at is Date => at !== null && at > now);
  const instants = [...new Set([now, ...turns].map((at) => at.getTime()))].map((time) => new Date(time));
  for (const at of instants) {
    const held = after.links.filter((link) => holds(link, at));
    const parents = new Map(held.map(({ childId, parentId }) => [childId, parentId]));
    if (hasCircle(parents)) return 'circle';
    const old = rootsAt(before.unitIds, before.links, at);
    const roots = rootsAt(after.unitIds, after.links, at);
    if (roots.size > 1 && [...roots].some((id) => !old.has(id))) return 'two roots';
  }
  return null;
}
