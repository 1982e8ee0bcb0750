import type { Sequelize, Transaction } from 'sequelize';
import type { ChangeKind } from './access.model.ts';
import type { AssignmentFact, FranchiseFact } from './facts.policy.ts';
import { selectOn, type Select } from '../../database/select.ts';
import { instantOf } from './fact-rows.ts';
import { loadAssignments, loadPersonPage, loadPersons, type LoadFranchises } from './load-facts.ts';
import { loadBreakGlass, loadGrants } from './load-grants.ts';
import { givenByPerson, rowsOf, rowsWith, type PersonRow } from './person-table.ts';

/** One line of the log of changes. */
export interface LoggedChange {
  readonly v: number;
  readonly kind: ChangeKind;
  readonly ref: string;
}

const PAGE = 20_000;
const AT_ONCE = 500;

/** Keeps one copy of texts and instants that occur again and again. */
class Shared {
  readonly #texts = new Map<string, string>();
  readonly #instants = new Map<number, Date>();

  text(value: string): string {
    const known = this.#texts.get(value);
    if (known === undefined) this.#texts.set(value, value);
    return known ?? value;
  }

  instant(value: Date): Date {
    const known = this.#instants.get(value.getTime());
    if (known === undefined) this.#instants.set(value.getTime(), value);
    return known ?? value;
  }

  place(place: AssignmentFact): AssignmentFact {
    return {
      ...place,
      personId: this.text(place.personId),
      unitId: this.text(place.unitId),
      position: this.text(place.position),
      from: this.instant(place.from),
      to: place.to && this.instant(place.to),
    };
  }
}

/** Reads the facts as an index needs them; inside a transaction it also sees what that has written. */
export class FactReader {
  readonly select: Select;
  readonly #sequelize: Sequelize;
  readonly #loadFranchises: LoadFranchises;
  readonly #transaction: Transaction | undefined;

  constructor(sequelize: Sequelize, loadFranchises: LoadFranchises, transaction?: Transaction) {
    this.#sequelize = sequelize;
    this.#loadFranchises = loadFranchises;
    this.#transaction = transaction;
    this.select = selectOn(sequelize, transaction);
  }

  async epoch(): Promise<number> {
    const [row] = await this.select<{ v: number | string }>('SELECT v FROM authz_epoch WHERE id = 1');
    return Number(row?.v ?? 0);
  }

  /** Epoch and the clock of the database, in one read. */
  async pulse(): Promise<{ v: number; at: Date }> {
    const clock =
      this.#sequelize.getDialect() === 'sqlite' ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')" : 'UTC_TIMESTAMP(3)';
    const [row] = await this.select<{ v: number | string | null; at: string | Date }>(
      `SELECT (SELECT v FROM authz_epoch WHERE id = 1) AS v, ${clock} AS at`,
    );
    if (!row) throw new Error('the database answered nothing');
    return { v: Number(row.v ?? 0), at: instantOf(row.at) };
  }

  async changesSince(v: number): Promise<LoggedChange[]> {
    const rows = await this.select<{ v: number | string; kind: ChangeKind; ref: string }>(
      'SELECT v, kind, ref FROM authz_change WHERE v > :v ORDER BY v',
      { v },
    );
    return rows.map((row) => ({ ...row, v: Number(row.v) }));
  }

  franchises(): Promise<readonly FranchiseFact[]> {
    return this.#loadFranchises(this.#transaction);
  }

  /** People by id; unknown ids are left out. */
  async people(ids: readonly string[]): Promise<PersonRow[]> {
    const found: PersonRow[] = [];
    for (let start = 0; start < ids.length; start += AT_ONCE) {
      const among = { ids: ids.slice(start, start + AT_ONCE) };
      const [people, assignments, grants, breakGlass] = [
        await loadPersons(this.select, among),
        await loadAssignments(this.select, among),
        await loadGrants(this.select, among),
        await loadBreakGlass(this.select, among),
      ];
      found.push(...rowsOf(people, assignments, grants, breakGlass));
    }
    return found;
  }

  /** Everybody, read in pages so that the raw rows of all are never in memory at once. */
  async everybody(): Promise<PersonRow[]> {
    const given = givenByPerson(await loadGrants(this.select), await loadBreakGlass(this.select));
    const shared = new Shared();
    const found: PersonRow[] = [];
    for (let after = ''; ;) {
      const people = await loadPersonPage(this.select, after, PAGE);
      const [first, last] = [people[0], people.at(-1)];
      if (!first || !last) return found;
      for (const { id } of people) shared.text(id);
      const assignments = await loadAssignments(this.select, { first: first.id, last: last.id });
      const places = assignments.map((place) => shared.place(place));
      for (const row of rowsWith(people, places, given)) found.push(row);
      after = last.id;
    }
  }
}
