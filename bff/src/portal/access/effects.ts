import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Scope } from '../../http/context.ts';
import { stateOf, type AccessState } from './access-state.ts';
import { evaluated } from './evaluate.ts';
import { holdsAt, type Facts } from './facts.policy.ts';

/** What one person would gain and lose. */
export interface PersonEffect {
  readonly personId: string;
  readonly gained: readonly MetaCode[];
  readonly lost: readonly MetaCode[];
  /** Permissions he keeps with another reach. */
  readonly reached: readonly MetaCode[];
}

/** A unit in which nobody would be left who can do something. */
export interface Abandoned {
  readonly unitId: string;
  readonly meta: MetaCode;
}

/** What a change of facts would do to people. */
export interface Effects {
  readonly people: readonly PersonEffect[];
  /** People who gain and lose each permission. */
  readonly byMeta: ReadonlyMap<MetaCode, { readonly gained: number; readonly lost: number }>;
  readonly abandoned: readonly Abandoned[];
}

type Scopes = ReadonlyMap<MetaCode, Scope>;
const nothing: Scopes = new Map();

function scopesOf({ ground, people }: AccessState, personId: string, at: Date): Scopes {
  const row = people.get(personId);
  if (!row) return nothing;
  const { access } = evaluated(ground, row, at);
  return new Map([...access.metas()].map((meta) => [meta, access.scope(meta)]));
}

function sameScope(a: Scope, b: Scope): boolean {
  if (a.kind !== 'units' || b.kind !== 'units') return a.kind === b.kind;
  if (a.self !== b.self || a.unitIds.size !== b.unitIds.size) return false;
  for (const id of a.unitIds) if (!b.unitIds.has(id)) return false;
  return true;
}

function effectOn(personId: string, before: Scopes, after: Scopes): PersonEffect | null {
  const gained = [...after.keys()].filter((meta) => !before.has(meta)).sort();
  const lost = [...before.keys()].filter((meta) => !after.has(meta)).sort();
  const reached = [...after].filter(([meta, scope]) => {
    const old = before.get(meta);
    return old !== undefined && !sameScope(old, scope);
  });
  if (gained.length + lost.length + reached.length === 0) return null;
  return { personId, gained, lost, reached: reached.map(([meta]) => meta).sort() };
}

/** Which units have somebody working in them who can do what; the far headquarters do not keep a till. */
class Coverage {
  readonly #pairs = new Map<string, Abandoned>();

  add({ people }: AccessState, personId: string, scopes: Scopes, at: Date): void {
    const places = (people.get(personId)?.assignments ?? []).filter((place) => holdsAt(place, at));
    for (const { unitId } of places)
      for (const [meta, scope] of scopes)
        if (scope.kind === 'units' && scope.unitIds.has(unitId)) this.#pairs.set(`${unitId} ${meta}`, { unitId, meta });
  }

  without(other: Coverage): Abandoned[] {
    return [...this.#pairs].filter(([key]) => !other.#pairs.has(key)).map(([, pair]) => pair);
  }
}

/** Compares two states of the facts at one instant: who gains and loses what, and which units keep nobody able to do something. */
export function compareFacts(before: Facts, after: Facts, at: Date): Effects {
  const [was, is] = [stateOf(before), stateOf(after)];
  const [covered, stillCovered] = [new Coverage(), new Coverage()];
  const people: PersonEffect[] = [];
  for (const id of new Set([...before.people, ...after.people].map((person) => person.id))) {
    const [old, fresh] = [scopesOf(was, id, at), scopesOf(is, id, at)];
    covered.add(was, id, old, at);
    stillCovered.add(is, id, fresh, at);
    const effect = effectOn(id, old, fresh);
    if (effect) people.push(effect);
  }
  const byMeta = new Map<MetaCode, { gained: number; lost: number }>();
  const count = (meta: MetaCode, key: 'gained' | 'lost'): void => {
    const counts = byMeta.get(meta) ?? { gained: 0, lost: 0 };
    counts[key] += 1;
    byMeta.set(meta, counts);
  };
  for (const { gained, lost } of people) {
    for (const meta of gained) count(meta, 'gained');
    for (const meta of lost) count(meta, 'lost');
  }
  return { people, byMeta, abandoned: covered.without(stillCovered) };
}
