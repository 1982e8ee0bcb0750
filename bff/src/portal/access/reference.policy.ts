import type { MetaCode } from '@eoms/contracts/endpoint';
import { isEffective } from './grant-state.policy.ts';
import {
  holdsAt,
  type AssignmentFact,
  type Facts,
  type MetaFact,
  type PersonFact,
  type RuleFact,
  type ScopeKind,
} from './facts.policy.ts';
import { headedBy, treeAt, type Tree } from './organisation.policy.ts';

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

/** Facts indexed for one instant; building it costs a walk over the facts, so one serves many questions. */
export interface Moment {
  readonly facts: Facts;
  readonly at: Date;
  readonly tree: Tree;
  readonly metas: ReadonlyMap<string, MetaFact>;
  readonly metasOfRole: ReadonlyMap<string, readonly MetaFact[]>;
  readonly assignmentsOf: ReadonlyMap<string, readonly AssignmentFact[]>;
  readonly people: ReadonlyMap<string, PersonFact>;
}

/** Prepares the facts for questions about one instant. */
export function momentOf(facts: Facts, at: Date): Moment {
  const metas = new Map(facts.metas.map((meta) => [meta.id, meta]));
  const live = (id: string): MetaFact[] => {
    const meta = metas.get(id);
    return meta?.live ? [meta] : [];
  };
  return {
    facts,
    at,
    tree: treeAt(facts.edges, at),
    metas,
    // A role holds permissions of its own system only.
    metasOfRole: new Map(
      facts.roles.map((role) => [
        role.id,
        role.live ? role.metaIds.flatMap(live).filter((meta) => meta.systemCode === role.systemCode) : [],
      ]),
    ),
    assignmentsOf: Map.groupBy(facts.assignments, ({ personId }) => personId),
    people: new Map(facts.people.map((person) => [person.id, person])),
  };
}

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
  { facts, tree, at }: Moment,
  person: PersonFact,
  { scopeKind, scopeUnitIds }: { readonly scopeKind: ScopeKind; readonly scopeUnitIds: readonly string[] },
  places: readonly AssignmentFact[],
): 'all' | ReadonlySet<string> {
  const stores = new Set(facts.units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
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
    ...facts.grants
      .filter((grant) => grant.personId === personId && isEffective(grant, assignments, at))
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
