import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';
import { noAccess } from './access.policy.ts';
import { addBit, addBits, hasBit, type Bits } from './bits.ts';
import { holdsAt, type AssignmentFact, type BreakGlassFact, type GrantFact, type RuleFact } from './facts.policy.ts';
import { isEffective } from './grant-state.policy.ts';
import { narrowed, type Ground, type Standing } from './ground.ts';
import type { Profile } from './permission-index.ts';
import type { PersonRow } from './person-table.ts';

/** Rules that match a person, or one of his places. */
export interface MatchedRules {
  readonly rules: readonly RuleFact[];
  readonly place: AssignmentFact | null;
}

/** What a person holds at an instant, as it was found; scopes are worked out when somebody asks for them. */
export interface Found {
  readonly ground: Ground;
  readonly standing: Standing;
  readonly row: PersonRow;
  readonly matched: readonly MatchedRules[];
  readonly given: readonly (GrantFact | BreakGlassFact)[];
  /** Places in force. */
  readonly places: readonly AssignmentFact[];
  readonly at: Date;
}

/** Permissions of a person, right for every instant in [from, until). */
export interface Evaluation {
  readonly from: number;
  readonly until: number;
  readonly access: Access;
  /** Null for somebody who is not active. */
  readonly found: Found | null;
}

const NOWHERE: Scope = { kind: 'none' };
const EVERYWHERE: Scope = { kind: 'all' };

type Reaching = Pick<RuleFact, 'scopeKind' | 'scopeUnitIds'>;

/** Gathers what several sources of one permission reach together. */
export class Reach {
  readonly #found: Found;
  readonly #roots: string[] = [];
  readonly #units: string[] = [];
  #all = false;
  #self = false;

  constructor(found: Found) {
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

class HeldAccess implements Access {
  readonly held: Bits;
  readonly #found: Found;
  #scopes: Map<number, Scope> | undefined;

  constructor(found: Found, bits: Bits) {
    this.#found = found;
    this.held = bits;
  }

  has(meta: MetaCode): boolean {
    const bit = this.#found.ground.permissions.bitOf(meta);
    return bit !== undefined && hasBit(this.held, bit);
  }

  scope(meta: MetaCode): Scope {
    const bit = this.#found.ground.permissions.bitOf(meta);
    if (bit === undefined || !hasBit(this.held, bit)) return NOWHERE;
    this.#scopes ??= new Map();
    const scope = this.#scopes.get(bit) ?? this.#unite(bit);
    this.#scopes.set(bit, scope);
    return scope;
  }

  metas(): ReadonlySet<MetaCode> {
    return this.#found.ground.permissions.codesOf(this.held);
  }

  /** Union over exactly those rules and grants that carry this permission. */
  #unite(bit: number): Scope {
    const { ground, matched, given, places } = this.#found;
    const reach = new Reach(this.#found);
    for (const { rules, place } of matched)
      for (const rule of rules)
        if (hasBit(ground.permissions.bitsOfRole(rule.roleId), bit)) reach.add(rule, place ? [place] : []);
    for (const one of given) if (carries(ground, one, bit)) reach.add(one, places);
    return reach.scope();
  }
}

/** Bits of the person: those of his profile, shared with everybody who has the same roles, or his own when more was given to him. */
function bitsOf({ ground: { permissions }, matched, given }: Found): Bits {
  let profile: Profile | null = null;
  for (const { rules } of matched) profile = permissions.profileWith(profile, rules);
  const { bits } = profile ?? permissions.profileWith(null, []);
  if (given.length === 0) return bits;
  const own = permissions.copyOf(bits);
  for (const { roleId, metaId } of given) {
    const bit = metaId === null ? undefined : permissions.bitOfMeta(metaId);
    if (roleId !== null) addBits(own, permissions.bitsOfRole(roleId));
    else if (bit !== undefined) addBit(own, bit);
  }
  return own;
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

const kept = new WeakMap<Ground, WeakMap<PersonRow, Evaluation>>();

/** {@link evaluate}, remembered until a fact changes or a boundary in time comes. */
export function evaluated(ground: Ground, row: PersonRow, at: Date): Evaluation {
  const instant = at.getTime();
  const all = kept.get(ground) ?? new WeakMap<PersonRow, Evaluation>();
  if (!kept.has(ground)) kept.set(ground, all);
  const known = all.get(row);
  if (known && known.from <= instant && instant < known.until) return known;
  const fresh = evaluate(ground, row, at);
  all.set(row, fresh);
  return fresh;
}

/** Everything a person holds at an instant: base rules by person and place, grants in force, emergencies in force. */
export function evaluate(ground: Ground, row: PersonRow, at: Date): Evaluation {
  const { person, assignments, grants, breakGlass } = row;
  if (person.status !== 'ACTIVE')
    return { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, access: noAccess, found: null };
  const standing = ground.at(at.getTime());
  const places = assignments.filter((place) => holdsAt(place, at));
  const found: Found = {
    ground,
    standing,
    row,
    at,
    places,
    matched: [
      { rules: standing.rules.aboutPerson(person.kind), place: null },
      ...places.map((place) => ({ rules: standing.rules.aboutPlace(place, person.kind), place })),
    ],
    given: [
      ...grants.filter((grant) => isEffective(grant, assignments, at)),
      ...breakGlass.filter((one) => holdsAt(one, at)),
    ],
  };
  const span = spanOf(ground, standing, row, at.getTime());
  return { ...span, access: new HeldAccess(found, bitsOf(found)), found };
}
