import type { AssignmentFact, BreakGlassFact, GrantFact, PersonFact } from './facts.policy.ts';
import { ShardedMap } from './sharded-map.ts';

/** One person with everything that is about him alone. */
export interface PersonRow {
  readonly person: PersonFact;
  /** Past, present and to come. */
  readonly assignments: readonly AssignmentFact[];
  readonly grants: readonly GrantFact[];
  readonly breakGlass: readonly BreakGlassFact[];
}

const NONE: readonly never[] = [];

/** Grants and emergencies by person. */
export interface GivenByPerson {
  readonly grants: ReadonlyMap<string, readonly GrantFact[]>;
  readonly breakGlass: ReadonlyMap<string, readonly BreakGlassFact[]>;
}

/** Sorts grants and emergencies by person. */
export const givenByPerson = (grants: readonly GrantFact[], breakGlass: readonly BreakGlassFact[]): GivenByPerson => ({
  grants: Map.groupBy(grants, ({ personId }) => personId),
  breakGlass: Map.groupBy(breakGlass, ({ personId }) => personId),
});

/** Puts together what is about each of these people. */
export function rowsWith(
  people: readonly PersonFact[],
  assignments: readonly AssignmentFact[],
  { grants, breakGlass }: GivenByPerson,
): PersonRow[] {
  const places = Map.groupBy(assignments, ({ personId }) => personId);
  return people.map((person) => ({
    person,
    assignments: places.get(person.id) ?? NONE,
    grants: grants.get(person.id) ?? NONE,
    breakGlass: breakGlass.get(person.id) ?? NONE,
  }));
}

/** {@link rowsWith} of lists. */
export const rowsOf = (
  people: readonly PersonFact[],
  assignments: readonly AssignmentFact[],
  grants: readonly GrantFact[],
  breakGlass: readonly BreakGlassFact[],
): PersonRow[] => rowsWith(people, assignments, givenByPerson(grants, breakGlass));

type Ids = ReadonlySet<string>;
/** Keys under which a person is found; some may be there twice. */
type Holdings = (row: PersonRow) => readonly string[];

const nothing: Ids = new Set();

const unitsOf: Holdings = ({ assignments }) => assignments.map(({ unitId }) => unitId);
/** Roles and permissions that were given to him alone. */
const targetsOf: Holdings = ({ grants, breakGlass }) => {
  if (grants.length + breakGlass.length === 0) return NONE;
  return [...grants, ...breakGlass].map(({ roleId, metaId }) => roleId ?? metaId ?? '');
};

/** People by id, by the units they have places in, and by what was given to them alone. Never changes. */
export class PersonTable {
  readonly #rows: ShardedMap<PersonRow>;
  readonly #inUnit: ShardedMap<Ids>;
  readonly #withTarget: ShardedMap<Ids>;

  private constructor(rows: ShardedMap<PersonRow>, inUnit: ShardedMap<Ids>, withTarget: ShardedMap<Ids>) {
    this.#rows = rows;
    this.#inUnit = inUnit;
    this.#withTarget = withTarget;
  }

  /** A table of these people. */
  static of(rows: readonly PersonRow[]): PersonTable {
    const empty = new PersonTable(ShardedMap.of([]), ShardedMap.of([]), ShardedMap.of([]));
    return empty.with(new Map(rows.map((row) => [row.person.id, row])));
  }

  get(personId: string): PersonRow | undefined {
    return this.#rows.get(personId);
  }

  rows(): Iterable<PersonRow> {
    return this.#rows.values();
  }

  /** Ids of people who have, had or will have a place in a unit. */
  inUnit(unitId: string): Ids {
    return this.#inUnit.get(unitId) ?? nothing;
  }

  /** Ids of people to whom a role or a permission was given. */
  withTarget(id: string): Ids {
    return this.#withTarget.get(id) ?? nothing;
  }

  /** A copy in which these people are as given, or gone where nothing is given. */
  with(rows: ReadonlyMap<string, PersonRow | undefined>): PersonTable {
    const indexed = (index: ShardedMap<Ids>, keysOf: Holdings): ShardedMap<Ids> => {
      const fresh = new Map<string, Set<string>>();
      const setOf = (key: string): Set<string> => {
        const known = fresh.get(key);
        if (known) return known;
        const copy = new Set(index.get(key));
        fresh.set(key, copy);
        return copy;
      };
      for (const [id, row] of rows) {
        const old = this.#rows.get(id);
        for (const key of old ? keysOf(old) : []) setOf(key).delete(id);
        for (const key of row ? keysOf(row) : []) setOf(key).add(id);
      }
      return index.with(fresh);
    };
    return new PersonTable(this.#rows.with(rows), indexed(this.#inUnit, unitsOf), indexed(this.#withTarget, targetsOf));
  }
}
