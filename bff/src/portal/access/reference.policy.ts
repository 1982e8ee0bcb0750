import type { MetaCode } from '@eoms/contracts/endpoint';
import { isEffective } from './grant-state.policy.ts';
import {
  holdsAt,
  type AssignmentFact,
  type Facts,
  type GrantFact,
  type MetaFact,
  type PersonFact,
  type RoleFact,
  type RuleFact,
  type ScopeKind,
} from './facts.policy.ts';
import { headedBy, personIn, placesIn, treeOf, type Tree } from './organisation.policy.ts';
import { onceOf } from './remember.policy.ts';

/** Why a person holds a permission: the rule, grant or emergency it comes from, and how far that reaches. */
export interface Source {
  readonly metaCode: MetaCode;
  readonly metaId: string;
  readonly via: 'rule' | 'grant' | 'break-glass';
  /** Id of the rule, grant or emergency. */
  readonly refId: string;
  readonly roleId: string | null;
  readonly scopeKind: ScopeKind;
  readonly scopeUnitIds: readonly string[];
  /** Units reached at the instant, or everything. */
  readonly reach: 'all' | ReadonlySet<string>;
  readonly self: boolean;
  readonly from: Date;
  readonly to: Date | null;
}

type Origin = Omit<Source, 'metaCode' | 'metaId'>;

/** Finds by id; what is behind it is sorted at the first question. */
type Lookup<T> = Pick<ReadonlyMap<string, T>, 'get'>;

/** Facts of one instant, found by whom and what they are about. */
export interface Moment {
  readonly facts: Facts;
  readonly at: Date;
  readonly tree: Tree;
  readonly metas: Lookup<MetaFact>;
  readonly metasOfRole: Lookup<readonly MetaFact[]>;
  readonly assignmentsOf: Lookup<readonly AssignmentFact[]>;
  /** Units that are stores. */
  readonly stores: Pick<ReadonlySet<string>, 'has'>;
  readonly grantsOf: Lookup<readonly GrantFact[]>;
  readonly people: Lookup<PersonFact>;
}

const metaMaps = new WeakMap<Facts['metas'], ReadonlyMap<string, MetaFact>>();
const roleMaps = new WeakMap<Facts['roles'], ReadonlyMap<string, RoleFact>>();
const storeSets = new WeakMap<Facts['units'], ReadonlySet<string>>();
const grantMaps = new WeakMap<Facts['grants'], ReadonlyMap<string, readonly GrantFact[]>>();

const metasIn = (metas: Facts['metas']): ReadonlyMap<string, MetaFact> =>
  onceOf(metaMaps, metas, () => new Map(metas.map((meta) => [meta.id, meta])));
const rolesIn = (roles: Facts['roles']): ReadonlyMap<string, RoleFact> =>
  onceOf(roleMaps, roles, () => new Map(roles.map((role) => [role.id, role])));
const storesIn = (units: Facts['units']): ReadonlySet<string> =>
  onceOf(storeSets, units, () => new Set(units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id)));

/** Grants of a person, whatever their state. */
export const grantsIn = (grants: Facts['grants'], personId: string): readonly GrantFact[] =>
  onceOf(grantMaps, grants, () => Map.groupBy(grants, (grant) => grant.personId)).get(personId) ?? [];

/** Permissions of a role that live; a role holds those of its own system only. */
function metasOf(role: RoleFact, metas: Lookup<MetaFact>): MetaFact[] {
  if (!role.live) return [];
  return role.metaIds.flatMap((id) => {
    const meta = metas.get(id);
    return meta?.live && meta.systemCode === role.systemCode ? [meta] : [];
  });
}

/** Prepares the facts for questions about one instant; costs nothing before the first. */
export function momentOf(facts: Facts, at: Date): Moment {
  const held = new Map<string, readonly MetaFact[] | undefined>();
  const metas: Lookup<MetaFact> = { get: (id) => metasIn(facts.metas).get(id) };
  return {
    facts,
    at,
    get tree() {
      return treeOf(facts.edges, at);
    },
    metas,
    metasOfRole: {
      get(id) {
        const role = rolesIn(facts.roles).get(id);
        if (!held.has(id)) held.set(id, role && metasOf(role, metas));
        return held.get(id);
      },
    },
    assignmentsOf: { get: (id) => placesIn(facts.assignments, id) },
    stores: { has: (id) => storesIn(facts.units).has(id) },
    grantsOf: { get: (id) => grantsIn(facts.grants, id) },
    people: { get: (id) => personIn(facts.people, id) },
  };
}

/** The same moment in which nobody holds anything but by one grant: what that grant alone would give. */
export const withGrantAlone = (moment: Moment, grant: GrantFact): Moment => ({
  ...moment,
  facts: { ...moment.facts, rules: [], breakGlass: [], grants: [grant] },
  grantsOf: new Map([[grant.personId, [grant]]]),
});

function matches({ tree }: Moment, rule: RuleFact, person: PersonFact, place: AssignmentFact | null): boolean {
  if (rule.personKind !== null && rule.personKind !== person.kind) return false;
  const placed = rule.unitId !== null || rule.position !== null || rule.levelMin !== null || rule.levelMax !== null;
  if (place === null) return !placed;
  // A rule without conditions of place speaks of the person, once, not of each of his places.
  if (!placed && !['OWN_STORE', 'OWN_SUBTREE'].includes(rule.scopeKind)) return false;
  if (rule.position !== null && rule.position !== place.position) return false;
  if (rule.levelMin !== null && place.level < rule.levelMin) return false;
  if (rule.levelMax !== null && place.level > rule.levelMax) return false;
  if (rule.unitId === null) return true;
  return rule.includeSubtree ? tree.isWithin(place.unitId, rule.unitId) : rule.unitId === place.unitId;
}

/** Units a scope kind reaches for a person; `places` are those it is about. */
function reachOf(
  { facts, tree, at, stores }: Moment,
  person: PersonFact,
  { scopeKind, scopeUnitIds }: { readonly scopeKind: ScopeKind; readonly scopeUnitIds: readonly string[] },
  places: readonly AssignmentFact[],
): 'all' | ReadonlySet<string> {
  const under = (ids: readonly string[]): ReadonlySet<string> => new Set(ids.flatMap((id) => tree.below(id)));
  switch (scopeKind) {
    case 'ALL':
      return 'all';
    case 'SELF':
      return new Set();
    case 'OWN_STORE':
      return new Set(places.map(({ unitId }) => unitId).filter((id) => stores.has(id)));
    case 'OWN_SUBTREE':
      return under(places.map(({ unitId }) => unitId));
    case 'MANAGED':
      return under(headedBy(facts.heads, person.id, at));
    case 'OWN_FRANCHISE':
      return new Set(
        facts.franchises
          .filter((owned) => owned.franchiseeId === person.franchiseeId && holdsAt(owned, at))
          .map(({ storeId }) => storeId),
      );
    case 'ORG_SET':
      return under(scopeUnitIds);
  }
}

/** Everything a person holds at an instant and why; nothing for somebody who is not active. */
export function sourcesAt(moment: Moment, personId: string): Source[] {
  const { facts, at, metasOfRole, metas } = moment;
  const person = moment.people.get(personId);
  if (person?.status !== 'ACTIVE') return [];
  const assignments = moment.assignmentsOf.get(personId) ?? [];
  const places = assignments.filter((place) => holdsAt(place, at));
  const spread = (given: readonly MetaFact[], origin: Origin): Source[] =>
    given.map(({ id, code }) => ({ metaCode: code, metaId: id, ...origin }));

  const byRules = facts.rules
    .filter((rule) => holdsAt(rule, at))
    .flatMap((rule) =>
      [null, ...places].flatMap((place) => {
        if (!matches(moment, rule, person, place)) return [];
        const { id, roleId, scopeKind, scopeUnitIds, from, to } = rule;
        const reach = reachOf(moment, person, rule, place ? [place] : []);
        const origin = { via: 'rule' as const, refId: id, roleId, scopeKind, scopeUnitIds, reach, from, to };
        return spread(metasOfRole.get(roleId) ?? [], { ...origin, self: scopeKind === 'SELF' });
      }),
    );
  const given = [
    ...(moment.grantsOf.get(personId) ?? [])
      .filter((grant) => isEffective(grant, assignments, at))
      .map((grant) => ({ ...grant, via: 'grant' as const })),
    ...facts.breakGlass
      .filter((one) => one.personId === personId && holdsAt(one, at))
      .map((one) => ({ ...one, via: 'break-glass' as const })),
  ].flatMap((one) => {
    const { via, id, roleId, metaId, scopeKind, scopeUnitIds, from, to } = one;
    const single = metaId === null ? undefined : metas.get(metaId);
    const held = roleId !== null ? (metasOfRole.get(roleId) ?? []) : single?.live ? [single] : [];
    const reach = reachOf(moment, person, one, places);
    return spread(held, {
      via,
      refId: id,
      roleId,
      scopeKind,
      scopeUnitIds,
      reach,
      self: scopeKind === 'SELF',
      from,
      to,
    });
  });
  return [...byRules, ...given];
}
