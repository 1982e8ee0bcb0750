import { LRUCache } from 'lru-cache';
import type { Scope } from '../../http/context.ts';
import { holdsAt, type EdgeFact, type UnitFact } from './facts.policy.ts';

/** Units from one place of the tree walk to another, both included. */
type Interval = readonly [first: number, last: number];

const KEPT_IDS = 2_000_000;

/** Where each unit hangs at an instant; units of a circle, which the feed refuses, hang nowhere. */
function parentsAt(edges: readonly EdgeFact[], at: Date): Map<string, string> {
  const parents = new Map<string, string>();
  for (const edge of edges) if (holdsAt(edge, at)) parents.set(edge.childId, edge.parentId);
  const settled = new Set<string>();
  for (const start of parents.keys()) {
    const walk = new Set<string>();
    let unit: string | undefined = start;
    while (unit !== undefined && !settled.has(unit) && !walk.has(unit)) {
      walk.add(unit);
      unit = parents.get(unit);
    }
    const met = unit;
    for (const each of walk) settled.add(each);
    if (met === undefined || !walk.has(met)) continue;
    for (let each = met, next = parents.get(each); next !== undefined; each = next, next = parents.get(each))
      parents.delete(each);
  }
  return parents;
}

/** The organisation at one instant, numbered so that everything below a unit is one interval. */
export class UnitTree {
  readonly #parents: ReadonlyMap<string, string>;
  /** Units in the order of the walk. */
  readonly #order: string[] = [];
  readonly #first = new Map<string, number>();
  readonly #last: number[] = [];
  readonly #stores: ReadonlySet<string>;
  readonly #scopes = new LRUCache<string, Scope>({
    maxSize: KEPT_IDS,
    sizeCalculation: (scope) => (scope.kind === 'units' ? scope.unitIds.size + 1 : 1),
  });

  constructor(units: readonly UnitFact[], edges: readonly EdgeFact[], at: Date) {
    this.#parents = parentsAt(edges, at);
    this.#stores = new Set(units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
    const children = new Map<string, string[]>();
    for (const [child, parent] of this.#parents) {
      const known = children.get(parent);
      if (known) known.push(child);
      else children.set(parent, [child]);
    }
    const ids = new Set([...units.map(({ id }) => id), ...children.keys(), ...this.#parents.keys()]);
    for (const id of ids) if (!this.#parents.has(id)) this.#number(id, children);
  }

  /** The unit and all above it, from below. */
  *pathOf(unitId: string): Generator<string> {
    for (let id: string | undefined = unitId; id !== undefined; id = this.#parents.get(id)) yield id;
  }

  isStore(unitId: string): boolean {
    return this.#stores.has(unitId);
  }

  /** The unit and everything below it. */
  below(unitId: string): string[] {
    const first = this.#first.get(unitId);
    return first === undefined ? [unitId] : this.#order.slice(first, (this.#last[first] ?? first) + 1);
  }

  /** Scope of everything below some units, of some single units, and perhaps of his own records; the same object for the same scope. */
  scopeOf(roots: Iterable<string>, units: Iterable<string>, self: boolean): Scope {
    const intervals: Interval[] = [];
    const strangers = new Set<string>();
    for (const id of roots) {
      const first = this.#first.get(id);
      if (first === undefined) strangers.add(id);
      else intervals.push([first, this.#last[first] ?? first]);
    }
    for (const id of units) {
      const first = this.#first.get(id);
      if (first === undefined) strangers.add(id);
      else intervals.push([first, first]);
    }
    const merged = mergedOf(intervals);
    const others = [...strangers].sort();
    const key = `${self ? 'self ' : ''}${merged.map((interval) => interval.join('-')).join(',')} ${others.join(',')}`;
    const known = this.#scopes.get(key);
    if (known) return known;
    const unitIds = new Set([...merged.flatMap(([first, last]) => this.#order.slice(first, last + 1)), ...others]);
    const storeIds = new Set<string>();
    for (const id of unitIds) if (this.#stores.has(id)) storeIds.add(id);
    const scope: Scope = { kind: 'units', unitIds, storeIds, self, outOf: this.#order.length };
    this.#scopes.set(key, scope);
    return scope;
  }

  #number(root: string, children: ReadonlyMap<string, readonly string[]>): void {
    const open: { readonly first: number; readonly rest: string[] }[] = [];
    const enter = (id: string): void => {
      const first = this.#order.push(id) - 1;
      this.#first.set(id, first);
      open.push({ first, rest: [...(children.get(id) ?? [])] });
    };
    enter(root);
    for (let unit = open.at(-1); unit; unit = open.at(-1)) {
      const child = unit.rest.pop();
      if (child !== undefined) enter(child);
      else this.#last[(open.pop() ?? unit).first] = this.#order.length - 1;
    }
  }
}

/** Intervals joined where they meet, in order. */
function mergedOf(intervals: Interval[]): Interval[] {
  const merged: [number, number][] = [];
  for (const [first, last] of intervals.sort((a, b) => a[0] - b[0])) {
    const before = merged.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
