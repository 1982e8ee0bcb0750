import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';
import { noAccess } from './access.policy.ts';
import { stateOf, type AccessState } from './access-state.ts';
import { versionOf } from './access-version.ts';
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

const accessIn = ({ ground, people }: AccessState, personId: string, at: Date): Access => {
  const row = people.get(personId);
  return row ? evaluated(ground, row, at).access : noAccess;
};

const scopesOf = (access: Access): Scopes => new Map([...access.metas()].map((meta) => [meta, access.scope(meta)]));

const unitsOf = ({ people }: AccessState, personId: string, at: Date): string[] =>
  (people.get(personId)?.assignments ?? []).filter((place) => holdsAt(place, at)).map(({ unitId }) => unitId);

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

/** What a person who works in a unit can do there; the far headquarters do not keep a till. */
const keptIn = (unitId: string, scopes: Scopes): MetaCode[] =>
  [...scopes].filter(([, scope]) => scope.kind === 'units' && scope.unitIds.has(unitId)).map(([meta]) => meta);

/** True when somebody works in a unit and can do something there. */
function isKept(state: AccessState, { unitId, meta }: Abandoned, at: Date): boolean {
  for (const id of state.people.inUnit(unitId)) {
    const scope = accessIn(state, id, at).scope(meta);
    if (scope.kind === 'units' && scope.unitIds.has(unitId) && unitsOf(state, id, at).includes(unitId)) return true;
  }
  return false;
}

/** Compares two states of the facts at one instant: who gains and loses what, and which units keep nobody able to do something. */
export function compareFacts(before: Facts, after: Facts, at: Date): Effects {
  const [was, is] = [stateOf(before), stateOf(after)];
  const givenUp = new Map<string, Abandoned>();
  const people: PersonEffect[] = [];
  for (const id of new Set([...before.people, ...after.people].map((person) => person.id))) {
    const [old, fresh] = [accessIn(was, id, at), accessIn(is, id, at)];
    const [left, stays] = [unitsOf(was, id, at), new Set(unitsOf(is, id, at))];
    // Most people are not concerned: working out everything they may do is left out.
    if (left.every((unitId) => stays.has(unitId)) && versionOf(old) === versionOf(fresh)) continue;
    const [had, has] = [scopesOf(old), scopesOf(fresh)];
    for (const unitId of left) {
      const still = new Set(stays.has(unitId) ? keptIn(unitId, has) : []);
      for (const meta of keptIn(unitId, had)) if (!still.has(meta)) givenUp.set(`${unitId} ${meta}`, { unitId, meta });
    }
    const effect = effectOn(id, had, has);
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
  return { people, byMeta, abandoned: [...givenUp.values()].filter((pair) => !isKept(is, pair, at)) };
}
