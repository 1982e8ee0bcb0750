import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';
import { noAccess } from './access.policy.ts';
import { addBit, hasBit, type Bits } from './bits.ts';
import { holdsAt, type AssignmentFact, type BreakGlassFact, type GrantFact, type RuleFact } from './facts.policy.ts';
import { isEffective } from './grant-state.policy.ts';
import { narrowed, type Ground, type Standing } from './ground.ts';
import type { PersonRow } from './person-table.ts';
import type { RoleSet } from './role-set.ts';
import type { RuleList } from './rule-index.ts';

/** Rules that match a person, or one of his places. */
export interface MatchedRules {
  readonly rules: readonly RuleFact[];
  readonly place: AssignmentFact | null;
}

/** Permissions of a person, right for every instant in [from, until). */
export interface Evaluation {
  readonly row: PersonRow;
  readonly from: number;
  readonly until: number;
  readonly access: Access;
  /** The same with what it follows from; null for somebody who is not active. */
  readonly found: HeldAccess | null;
}

const NOWHERE: Scope = { kind: 'none' };
const EVERYWHERE: Scope = { kind: 'all' };

type Reaching = Pick<RuleFact, 'scopeKind' | 'scopeUnitIds'>;

/** Gathers what several sources of one permission reach together. */
export class Reach {
  readonly #found: HeldAccess;
  readonly #roots: string[] = [];
  readonly #units: string[] = [];
  #all = false;
  #self = false;

  constructor(found: HeldAccess) {
    this.#found = found;
  }

  /** Adds what one source reaches; `places` are those it is about. */
  add({ scopeKind, scopeUnitIds }: Reaching, places: readonly AssignmentFact[]): void {
    const { ground, standing, row, at } = this.#found;
    if (scopeKind === 'ALL') this.#all = true;
    else if (scopeKind === 'SELF') this.#self = true;
    else if (scopeKind === 'ORG_SET') this.#roots.push(...scopeUnitIds);
    else if (scopeKind === 'OWN_SUBTREE') this.#roots.push(...places.map(({ unitId }) => unitId));
    else if (scopeKind === 'OWN_STORE')
      for (const { unitId } of places) if (standing.tree.isStore(unitId)) this.#units.push(unitId);
    if (scopeKind === 'MANAGED')
      for (const head of ground.headsOf(row.person.id))
        if (head.kind !== 'DEPUTY' && holdsAt(head, at)) this.#roots.push(head.unitId);
    if (scopeKind === 'OWN_FRANCHISE')
      for (const owned of ground.franchisesOf(row.person.franchiseeId))
        if (holdsAt(owned, at)) this.#units.push(owned.storeId);
  }

  /** The union. */
  scope(): Scope {
    if (this.#all) return EVERYWHERE;
    return this.#found.standing.tree.scopeOf(this.#roots, this.#units, this.#self);
  }
}

/** True when a grant carries a permission. */
export function carries(ground: Ground, { roleId, metaId }: GrantFact | BreakGlassFact, bit: number): boolean {
  if (roleId !== null) return hasBit(ground.permissions.bitsOfRole(roleId), bit);
  return metaId !== null && ground.permissions.bitOfMeta(metaId) === bit;
}

const nothingGiven: readonly never[] = [];

/** What an active person holds at an instant, as it was found; scopes are worked out when somebody asks for them. */
export class HeldAccess implements Access {
  readonly ground: Ground;
  readonly standing: Standing;
  readonly row: PersonRow;
  readonly at: Date;
  /** Places in force. */
  readonly places: readonly AssignmentFact[];
  readonly given: readonly (GrantFact | BreakGlassFact)[];
  readonly held: Bits;
  /** Of each place. */
  readonly #lists: readonly RuleList[];
  #scopes: Map<number, Scope> | undefined;

  constructor(ground: Ground, row: PersonRow, at: Date) {
    const { person, assignments, grants, breakGlass } = row;
    this.ground = ground;
    this.standing = ground.at(at.getTime());
    this.row = row;
    this.at = at;
    const holds = (place: AssignmentFact): boolean => holdsAt(place, at);
    this.places = assignments.every(holds) ? assignments : assignments.filter(holds);
    this.#lists = this.places.map((place) => this.standing.rules.aboutPlace(place, person.kind));
    this.given =
      grants.length + breakGlass.length === 0
        ? nothingGiven
        : [
            ...grants.filter((grant) => isEffective(grant, assignments, at)),
            ...breakGlass.filter((one) => holdsAt(one, at)),
          ];
    this.held = this.#bits();
  }

  has(meta: MetaCode): boolean {
    const bit = this.ground.permissions.bitOf(meta);
    return bit !== undefined && hasBit(this.held, bit);
  }

  scope(meta: MetaCode): Scope {
    const bit = this.ground.permissions.bitOf(meta);
    if (bit === undefined || !hasBit(this.held, bit)) return NOWHERE;
    this.#scopes ??= new Map();
    const scope = this.#scopes.get(bit) ?? this.#unite(bit);
    this.#scopes.set(bit, scope);
    return scope;
  }

  metas(): ReadonlySet<MetaCode> {
    return this.ground.permissions.codesOf(this.held);
  }

  /** Rules that match him, and those that match each of his places. */
  *matched(): Generator<MatchedRules> {
    const { rules } = this.standing.rules.aboutPerson(this.row.person.kind);
    yield { rules, place: null };
    for (const [index, place] of this.places.entries()) yield { rules: this.#lists[index]?.rules ?? [], place };
  }

  /** Union over exactly those rules and grants that carry this permission. */
  #unite(bit: number): Scope {
    const { ground, given, places } = this;
    const reach = new Reach(this);
    for (const { rules, place } of this.matched())
      for (const rule of rules)
        if (hasBit(ground.permissions.bitsOfRole(rule.roleId), bit)) reach.add(rule, place ? [place] : []);
    for (const one of given) if (carries(ground, one, bit)) reach.add(one, places);
    return reach.scope();
  }

  /** Roles that rules give him; those that speak of the person himself are in the roles of each of his places. */
  roles(): RoleSet {
    const [first, ...others] = this.#lists;
    const { roles } = first ?? this.standing.rules.aboutPerson(this.row.person.kind);
    return others.reduce((all, one) => all.with(one.roles), roles);
  }

  /** Those of his profile, shared with everybody who has the same roles, or his own when more was given to him. */
  #bits(): Bits {
    const { permissions } = this.ground;
    const { bits } = permissions.profileOf(this.roles());
    if (this.given.length === 0) return bits;
    const own = permissions.copyOf(bits);
    for (const { roleId, metaId } of this.given) {
      const bit = metaId === null ? undefined : permissions.bitOfMeta(metaId);
      if (roleId !== null) permissions.addRole(own, roleId);
      else if (bit !== undefined) addBit(own, bit);
    }
    return own;
  }
}

/** Stretch of time around an instant in which nothing about the person begins or ends. */
function spanOf(ground: Ground, standing: Standing, row: PersonRow, at: number): { from: number; until: number } {
  const { person, assignments, grants, breakGlass } = row;
  const span = { from: standing.from, until: standing.until };
  narrowed(span, assignments, at);
  narrowed(span, grants, at);
  narrowed(span, breakGlass, at);
  narrowed(span, ground.headsOf(person.id), at);
  narrowed(span, ground.franchisesOf(person.franchiseeId), at);
  // A confirmed LONG grant wakes up at the instant of the confirmation.
  for (const { confirmations } of grants)
    narrowed(
      span,
      confirmations.map(({ at: from }) => ({ from, to: null })),
      at,
    );
  return span;
}

/** {@link evaluate}, remembered until a fact changes or a boundary in time comes. */
export function evaluated(ground: Ground, row: PersonRow, at: Date): Evaluation {
  const instant = at.getTime();
  const { id } = row.person;
  const known = ground.evaluations.get(id);
  if (known?.row === row && known.from <= instant && instant < known.until) return known;
  const fresh = evaluate(ground, row, at);
  ground.evaluations.set(id, fresh);
  return fresh;
}

/** Everything a person holds at an instant: base rules by person and place, grants in force, emergencies in force. */
export function evaluate(ground: Ground, row: PersonRow, at: Date): Evaluation {
  if (row.person.status !== 'ACTIVE')
    return { row, from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, access: noAccess, found: null };
  const found = new HeldAccess(ground, row, at);
  const { from, until } = spanOf(ground, found.standing, row, at.getTime());
  return { row, from, until, access: found, found };
}
