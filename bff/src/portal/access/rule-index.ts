import type { AssignmentFact, PersonKind, RuleFact } from './facts.policy.ts';
import type { UnitTree } from './unit-tree.ts';

/** True when a rule asks for a place; otherwise it speaks of the person. */
const isPlaced = ({ unitId, position, levelMin, levelMax }: RuleFact): boolean =>
  unitId !== null || position !== null || levelMin !== null || levelMax !== null;

/** A rule without conditions of place is about the person, but reaches his places one by one where its scope asks for them. */
const isAboutPlaces = (rule: RuleFact): boolean =>
  isPlaced(rule) || rule.scopeKind === 'OWN_STORE' || rule.scopeKind === 'OWN_SUBTREE';

const ANYWHERE = '';
const keyOf = (unitId: string | null, position: string | null): string => `${unitId ?? ANYWHERE} ${position ?? ''}`;

class Shelf {
  readonly #rules = new Map<string, RuleFact[]>();
  readonly #units = new Set<string>();

  add(rule: RuleFact): void {
    this.#units.add(rule.unitId ?? ANYWHERE);
    const key = keyOf(rule.unitId, rule.position);
    const known = this.#rules.get(key);
    if (known) known.push(rule);
    else this.#rules.set(key, [rule]);
  }

  /** True when any rule speaks of a unit. */
  speaksOf(unitId: string): boolean {
    return this.#units.has(unitId);
  }

  /** Rules of a unit for a position and for every position. */
  at(unitId: string | null, position: string): RuleFact[] {
    return [...(this.#rules.get(keyOf(unitId, null)) ?? []), ...(this.#rules.get(keyOf(unitId, position)) ?? [])];
  }
}

const forKind = (rules: readonly RuleFact[], kind: PersonKind): RuleFact[] =>
  rules.filter(({ personKind }) => personKind === null || personKind === kind);

const atLevel = ({ levelMin, levelMax }: RuleFact, level: number): boolean =>
  (levelMin === null || levelMin <= level) && (levelMax === null || level <= levelMax);

/** Rules in force, found by person kind and by place. People of one kind in places that are alike share one answer. */
export class RuleIndex {
  readonly #tree: UnitTree;
  readonly #personal: readonly RuleFact[];
  readonly #subtree = new Shelf();
  readonly #exact = new Shelf();
  readonly #anywhere = new Shelf();
  readonly #ofKind = new Map<PersonKind, readonly RuleFact[]>();
  readonly #ofPlace = new Map<string, readonly RuleFact[]>();
  readonly #lowest = new Map<string, string>();
  readonly #byRole: ReadonlyMap<string, readonly RuleFact[]>;

  constructor(tree: UnitTree, rules: readonly RuleFact[]) {
    this.#tree = tree;
    this.#personal = rules.filter((rule) => !isPlaced(rule));
    for (const rule of rules) {
      if (!isAboutPlaces(rule)) continue;
      if (rule.unitId === null) this.#anywhere.add(rule);
      else (rule.includeSubtree ? this.#subtree : this.#exact).add(rule);
    }
    this.#byRole = Map.groupBy(rules, ({ roleId }) => roleId);
  }

  /** Rules about a person of this kind, whatever his places. */
  aboutPerson(kind: PersonKind): readonly RuleFact[] {
    const known = this.#ofKind.get(kind);
    if (known) return known;
    const found = forKind(this.#personal, kind);
    this.#ofKind.set(kind, found);
    return found;
  }

  /** Rules that one place of a person of this kind matches. */
  aboutPlace({ unitId, position, level }: AssignmentFact, kind: PersonKind): readonly RuleFact[] {
    const exact = this.#exact.speaksOf(unitId) ? unitId : ANYWHERE;
    const lowest = this.#lowestOf(unitId);
    const key = `${exact} ${lowest} ${position} ${level} ${kind}`;
    const known = this.#ofPlace.get(key);
    if (known) return known;
    const candidates = [...this.#anywhere.at(null, position), ...this.#exact.at(unitId, position)];
    if (lowest !== ANYWHERE)
      for (const above of this.#tree.pathOf(lowest)) candidates.push(...this.#subtree.at(above, position));
    const found = forKind(candidates, kind).filter((rule) => atLevel(rule, level));
    this.#ofPlace.set(key, found);
    return found;
  }

  /** The unit itself, or the next one above it, of which rules speak: below it all units are alike to them. */
  #lowestOf(unitId: string): string {
    const known = this.#lowest.get(unitId);
    if (known !== undefined) return known;
    let lowest = ANYWHERE;
    for (const above of this.#tree.pathOf(unitId)) {
      if (!this.#subtree.speaksOf(above)) continue;
      lowest = above;
      break;
    }
    this.#lowest.set(unitId, lowest);
    return lowest;
  }

  /** Rules that give a role. */
  giving(roleId: string): readonly RuleFact[] {
    return this.#byRole.get(roleId) ?? [];
  }

  /** Units in which a rule can match somebody; null when it can match anywhere. */
  unitsOf(rule: RuleFact): readonly string[] | null {
    if (rule.unitId === null) return null;
    return rule.includeSubtree ? this.#tree.below(rule.unitId) : [rule.unitId];
  }
}
