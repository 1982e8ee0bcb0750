import type { AssignmentFact, PersonKind, RuleFact } from './facts.policy.ts';
import { RoleSet } from './role-set.ts';
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

const rolesOf = (rules: readonly RuleFact[]): RoleSet => RoleSet.of(rules.map(({ roleId }) => roleId));

/** Rules that match people of one kind, or a place of theirs; people who are alike to the rules share one. */
export interface RuleList {
  readonly rules: readonly RuleFact[];
  /** Roles these rules give, and for a place those that everybody of the kind has. */
  readonly roles: RoleSet;
}

/** Places that are alike to the rules as far as their unit goes. */
interface Surroundings {
  /** The unit itself if rules speak of it alone. */
  readonly exact: string;
  /** The unit itself, or the next one above it, below which rules reach. */
  readonly lowest: string;
  readonly lists: Map<string, RuleList>;
}

/** Tells which levels are alike to the rules: those with the same number of bounds at or below them. */
class LevelSteps {
  readonly #least: readonly number[];
  readonly #most: readonly number[];
  readonly #known = new Map<number, number>();

  constructor(rules: readonly RuleFact[]) {
    this.#least = [...new Set(rules.flatMap(({ levelMin }) => levelMin ?? []))];
    this.#most = [...new Set(rules.flatMap(({ levelMax }) => levelMax ?? []))];
  }

  of(level: number): number {
    const known = this.#known.get(level);
    if (known !== undefined) return known;
    const step =
      this.#least.filter((least) => least <= level).length + this.#most.filter((most) => most < level).length;
    this.#known.set(level, step);
    return step;
  }
}

/** Rules in force, found by person kind and by place. */
export class RuleIndex {
  readonly #tree: UnitTree;
  readonly #personal: readonly RuleFact[];
  readonly #levels: LevelSteps;
  readonly #subtree = new Shelf();
  readonly #exact = new Shelf();
  readonly #anywhere = new Shelf();
  readonly #ofKind = new Map<PersonKind, RuleList>();
  readonly #surroundings = new Map<string, Surroundings>();
  readonly #ofUnit = new Map<string, Surroundings>();
  readonly #byRole: ReadonlyMap<string, readonly RuleFact[]>;

  constructor(tree: UnitTree, rules: readonly RuleFact[]) {
    this.#tree = tree;
    this.#personal = rules.filter((rule) => !isPlaced(rule));
    this.#levels = new LevelSteps(rules);
    for (const rule of rules) {
      if (!isAboutPlaces(rule)) continue;
      if (rule.unitId === null) this.#anywhere.add(rule);
      else (rule.includeSubtree ? this.#subtree : this.#exact).add(rule);
    }
    this.#byRole = Map.groupBy(rules, ({ roleId }) => roleId);
  }

  /** Rules about a person of this kind, whatever his places. */
  aboutPerson(kind: PersonKind): RuleList {
    const known = this.#ofKind.get(kind);
    if (known) return known;
    const rules = forKind(this.#personal, kind);
    const found = { rules, roles: rolesOf(rules) };
    this.#ofKind.set(kind, found);
    return found;
  }

  /** Rules that one place of a person of this kind matches. */
  aboutPlace(place: AssignmentFact, kind: PersonKind): RuleList {
    const around = this.#around(place.unitId);
    const key = `${place.position} ${this.#levels.of(place.level)} ${kind}`;
    const known = around.lists.get(key);
    if (known) return known;
    const rules = this.#matching(around, place, kind);
    const found = { rules, roles: rolesOf([...this.aboutPerson(kind).rules, ...rules]) };
    around.lists.set(key, found);
    return found;
  }

  #matching({ exact, lowest }: Surroundings, { position, level }: AssignmentFact, kind: PersonKind): RuleFact[] {
    const candidates = [...this.#anywhere.at(null, position)];
    if (exact !== ANYWHERE) candidates.push(...this.#exact.at(exact, position));
    if (lowest !== ANYWHERE)
      for (const above of this.#tree.pathOf(lowest)) candidates.push(...this.#subtree.at(above, position));
    return forKind(candidates, kind).filter((rule) => atLevel(rule, level));
  }

  #around(unitId: string): Surroundings {
    const known = this.#ofUnit.get(unitId);
    if (known) return known;
    const exact = this.#exact.speaksOf(unitId) ? unitId : ANYWHERE;
    const lowest = this.#lowestOf(unitId);
    const key = `${exact} ${lowest}`;
    const found = this.#surroundings.get(key) ?? { exact, lowest, lists: new Map<string, RuleList>() };
    this.#surroundings.set(key, found);
    this.#ofUnit.set(unitId, found);
    return found;
  }

  /** The unit itself, or the next one above it, of which rules speak: below it all units are alike to them. */
  #lowestOf(unitId: string): string {
    for (const above of this.#tree.pathOf(unitId)) if (this.#subtree.speaksOf(above)) return above;
    return ANYWHERE;
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
