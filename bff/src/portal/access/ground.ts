import type { Evaluation } from './evaluate.ts';
import { holdsAt, type Facts, type FranchiseFact, type HeadFact, type Period, type RuleFact } from './facts.policy.ts';
import type { PermissionIndex } from './permission-index.ts';
import { RuleIndex } from './rule-index.ts';
import { UnitTree } from './unit-tree.ts';

/** Units and edges, past and to come. */
export type Organisation = Pick<Facts, 'units' | 'edges'>;

/** From one boundary in time to the next, in milliseconds. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** Tree and rules as they stand in a stretch of time. */
export interface Standing extends Stretch {
  readonly tree: UnitTree;
  readonly rules: RuleIndex;
}

const KEPT_STRETCHES = 3;

function* boundedBy(...lists: readonly Iterable<Period>[]): Generator<Period> {
  for (const list of lists) yield* list;
}

/** Instants at which one of these periods begins or ends, rising. */
export const boundariesOf = (periods: Iterable<Period>): number[] => {
  const instants = new Set<number>();
  for (const { from, to } of periods) {
    instants.add(from.getTime());
    if (to) instants.add(to.getTime());
  }
  return [...instants].sort((a, b) => a - b);
};

/** Narrows [from, until) around an instant to the stretch in which none of these periods begins or ends. */
export function narrowed(span: { from: number; until: number }, periods: Iterable<Period>, at: number): void {
  for (const { from, to } of periods) {
    narrow(span, from.getTime(), at);
    if (to) narrow(span, to.getTime(), at);
  }
}

function narrow(span: { from: number; until: number }, instant: number, at: number): void {
  if (instant <= at) span.from = Math.max(span.from, instant);
  else span.until = Math.min(span.until, instant);
}

/** Something that is built for a stretch of time; the last few that were asked about stay built. */
class Stretches<T extends Stretch> {
  readonly #boundaries: readonly number[];
  readonly #build: (stretch: Stretch, instant: number) => T;
  readonly #built: T[] = [];

  constructor(periods: Iterable<Period>, build: (stretch: Stretch, instant: number) => T) {
    this.#boundaries = boundariesOf(periods);
    this.#build = build;
  }

  at(instant: number): T {
    const known = this.#built.find(({ from, until }) => from <= instant && instant < until);
    if (known) return known;
    const next = this.#boundaries.findIndex((boundary) => boundary > instant);
    const until = next < 0 ? Number.POSITIVE_INFINITY : (this.#boundaries[next] ?? 0);
    const from = this.#boundaries[next < 0 ? this.#boundaries.length - 1 : next - 1] ?? Number.NEGATIVE_INFINITY;
    const fresh = this.#build({ from, until }, instant);
    this.#built.unshift(fresh);
    this.#built.length = Math.min(this.#built.length, KEPT_STRETCHES);
    return fresh;
  }
}

/** Trees of the organisation through time. */
class Trees {
  readonly organisation: Organisation;
  readonly #stretches: Stretches<Stretch & { readonly tree: UnitTree }>;

  constructor(organisation: Organisation) {
    this.organisation = organisation;
    const { units, edges } = organisation;
    this.#stretches = new Stretches(edges, (stretch, instant) => ({
      ...stretch,
      tree: new UnitTree(units, edges, new Date(instant)),
    }));
  }

  at(instant: number): Stretch & { readonly tree: UnitTree } {
    return this.#stretches.at(instant);
  }
}

/** Organisation and rules through time. */
class Standings {
  readonly trees: Trees;
  readonly rules: ReadonlyMap<string, RuleFact>;
  readonly #stretches: Stretches<Standing>;

  constructor(trees: Trees, rules: ReadonlyMap<string, RuleFact>) {
    this.trees = trees;
    this.rules = rules;
    this.#stretches = new Stretches(boundedBy(trees.organisation.edges, rules.values()), (stretch, instant) => {
      const { tree } = trees.at(instant);
      const inForce = [...rules.values()].filter((rule) => holdsAt(rule, new Date(instant)));
      return { ...stretch, tree, rules: new RuleIndex(tree, inForce) };
    });
  }

  at(instant: number): Standing {
    return this.#stretches.at(instant);
  }
}

/** What of the {@link Ground} changed. */
export interface GroundChange {
  readonly organisation?: Organisation;
  readonly heads?: readonly HeadFact[];
  readonly rules?: ReadonlyMap<string, RuleFact>;
  readonly permissions?: PermissionIndex;
  readonly franchises?: readonly FranchiseFact[];
}

/** Everything that permissions follow from and that is not about one person alone. Never changes. */
export class Ground {
  readonly permissions: PermissionIndex;
  readonly heads: readonly HeadFact[];
  readonly franchises: readonly FranchiseFact[];
  /** What was worked out about people, by their ids; each is right for the row and the time that it names. */
  readonly evaluations = new Map<string, Evaluation>();
  readonly #standings: Standings;
  readonly #headsOf: ReadonlyMap<string, readonly HeadFact[]>;
  readonly #franchisesOf: ReadonlyMap<string, readonly FranchiseFact[]>;

  private constructor(
    standings: Standings,
    permissions: PermissionIndex,
    heads: readonly HeadFact[],
    franchises: readonly FranchiseFact[],
  ) {
    this.#standings = standings;
    this.permissions = permissions;
    this.heads = heads;
    this.franchises = franchises;
    this.#headsOf = Map.groupBy(heads, ({ personId }) => personId);
    this.#franchisesOf = Map.groupBy(franchises, ({ franchiseeId }) => franchiseeId);
  }

  /** Ground of a whole state. */
  static of(whole: Required<GroundChange>): Ground {
    const { organisation, rules, permissions, heads, franchises } = whole;
    return new Ground(new Standings(new Trees(organisation), rules), permissions, heads, franchises);
  }

  /** The ground after a change; what did not change stays built. */
  with({ organisation, rules, permissions, heads, franchises }: GroundChange): Ground {
    const trees = organisation ? new Trees(organisation) : this.#standings.trees;
    const moved = organisation !== undefined || rules !== undefined;
    const standings = moved ? new Standings(trees, rules ?? this.rules) : this.#standings;
    const { metas, roles } = this.permissions;
    // Other rules or units mean other profiles: those nobody has any more must not stay.
    const kept = moved ? this.permissions.with(metas, roles) : this.permissions;
    return new Ground(standings, permissions ?? kept, heads ?? this.heads, franchises ?? this.franchises);
  }

  get organisation(): Organisation {
    return this.#standings.trees.organisation;
  }

  get rules(): ReadonlyMap<string, RuleFact> {
    return this.#standings.rules;
  }

  /** Tree and rules at an instant. */
  at(instant: number): Standing {
    return this.#standings.at(instant);
  }

  /** Units a person leads, past and to come. */
  headsOf(personId: string): readonly HeadFact[] {
    return this.#headsOf.get(personId) ?? [];
  }

  /** Stores of a franchisee, past and to come. */
  franchisesOf(franchiseeId: string | null): readonly FranchiseFact[] {
    return franchiseeId === null ? [] : (this.#franchisesOf.get(franchiseeId) ?? []);
  }
}
