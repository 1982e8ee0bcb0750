import type { Facts, RuleFact } from './facts.policy.ts';
import type { FactReader, LoggedChange } from './fact-reader.ts';
import { Ground, type GroundChange } from './ground.ts';
import { loadMetas, loadOrganisation, loadRoles, loadRules } from './load-facts.ts';
import { rememberFacts } from './organisation.policy.ts';
import { PermissionIndex } from './permission-index.ts';
import { PersonTable, rowsOf, type PersonRow } from './person-table.ts';

/** Everything that permissions follow from as it was at one value of the epoch. Never changes. */
export interface AccessState {
  readonly v: number;
  readonly ground: Ground;
  readonly people: PersonTable;
}

/** Beyond this many changed people one reading of everybody is cheaper. */
const MANY_PEOPLE = 5_000;

const byId = <T extends { readonly id: string }>(rows: readonly T[]): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

/** The state that facts make. */
export function stateOf(facts: Facts, v = 0): AccessState {
  const { units, edges, heads, franchises, rules, metas, roles, assignments, grants, breakGlass } = facts;
  const ground = Ground.of({
    organisation: { units, edges },
    heads,
    rules: byId(rules),
    permissions: PermissionIndex.of(metas, roles),
    franchises,
  });
  return { v, ground, people: PersonTable.of(rowsOf(facts.people, assignments, grants, breakGlass)) };
}

/** Reads everything. What changes meanwhile is read again with {@link readForward}. */
export async function readWhole(reader: FactReader): Promise<AccessState> {
  const v = await reader.epoch();
  const { units, edges, heads } = await loadOrganisation(reader.select);
  const ground = Ground.of({
    organisation: { units, edges },
    heads,
    rules: byId(await loadRules(reader.select)),
    permissions: PermissionIndex.of(await loadMetas(reader.select), await loadRoles(reader.select)),
    franchises: await reader.franchises(),
  });
  return { v, ground, people: PersonTable.of(await reader.everybody()) };
}

/** Replaces rows by id; those that were asked for and not found are gone. */
function replaced<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  refs: readonly string[],
  rows: readonly T[],
): Map<string, T> {
  const fresh = new Map(known);
  for (const ref of refs) fresh.delete(ref);
  for (const row of rows) fresh.set(row.id, row);
  return fresh;
}

/** Rows of a table by id as they are now. A ref that names no row, old or new, says no more than that something changed: all are read. */
async function readAgain<T extends { readonly id: string }>(
  known: ReadonlyMap<string, T>,
  refs: readonly string[],
  read: (among: { readonly ids: readonly string[] } | null) => Promise<readonly T[]>,
): Promise<Map<string, T>> {
  const rows = await read({ ids: refs });
  const found = new Set(rows.map(({ id }) => id));
  if (refs.some((ref) => !found.has(ref) && !known.has(ref))) return byId(await read(null));
  return replaced(known, refs, rows);
}

async function permissionsAgain(
  reader: FactReader,
  { permissions }: Ground,
  systems: readonly string[],
  roleIds: readonly string[],
): Promise<PermissionIndex> {
  let { metas, roles } = permissions;
  if (systems.length > 0) {
    const fresh = await loadMetas(reader.select, { ids: systems });
    const known = new Set([...metas.values(), ...fresh].map(({ systemCode }) => systemCode));
    metas = systems.every((system) => known.has(system))
      ? replaced(
          metas,
          [...metas.values()].filter(({ systemCode }) => systems.includes(systemCode)).map(({ id }) => id),
          fresh,
        )
      : byId(await loadMetas(reader.select));
  }
  if (roleIds.length > 0) roles = await readAgain(roles, roleIds, (among) => loadRoles(reader.select, among));
  return permissions.with(metas, roles);
}

/** Reads again what changes name. */
async function readChanges(
  reader: FactReader,
  { ground, people }: AccessState,
  changes: readonly LoggedChange[],
): Promise<Omit<AccessState, 'v'>> {
  const refsOf = (kind: LoggedChange['kind']): string[] => [
    ...new Set(changes.filter((change) => change.kind === kind).map(({ ref }) => ref)),
  ];
  const [persons, rules, roles, systems] = [refsOf('person'), refsOf('rule'), refsOf('role'), refsOf('meta')];
  const change: { -readonly [K in keyof GroundChange]: GroundChange[K] } = {};
  if (refsOf('org').length > 0) {
    const { units, edges, heads } = await loadOrganisation(reader.select);
    change.organisation = { units, edges };
    change.heads = heads;
  }
  if (rules.length > 0)
    change.rules = await readAgain<RuleFact>(ground.rules, rules, (among) => loadRules(reader.select, among));
  if (roles.length + systems.length > 0) change.permissions = await permissionsAgain(reader, ground, systems, roles);
  if (refsOf('franchise').length > 0) change.franchises = await reader.franchises();
  const moved = Object.keys(change).length > 0 ? ground.with(change) : ground;
  // `org *` may be about anything: a synchronisation that changes thousands of people does not name them.
  if (persons.length > MANY_PEOPLE || refsOf('org').includes('*'))
    return { ground: moved, people: PersonTable.of(await reader.everybody()) };
  if (persons.length === 0) return { ground: moved, people };
  const rows = new Map<string, PersonRow | undefined>(persons.map((id) => [id, undefined]));
  for (const row of await reader.people(persons)) rows.set(row.person.id, row);
  return { ground: moved, people: people.with(rows) };
}

/** A state and the changes that led to it. */
export interface Forward {
  readonly state: AccessState;
  readonly changes: readonly LoggedChange[];
}

/** The log lacks a value after the state's own: it was cut, or the database is another. */
export class LogGap extends Error {}

const TURNS = 40;

/**
 * Brings a state up to what the database says now: reads what the log names until nothing was added while reading, so that
 * all of it belongs to one value of the epoch. @throws LogGap when the log is not whole.
 */
export async function readForward(reader: FactReader, from: AccessState): Promise<Forward> {
  let state = from;
  const changes: LoggedChange[] = [];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const fresh = await reader.changesSince(state.v);
    const last = fresh.at(-1);
    if (!last) return { state, changes };
    const values = new Set(fresh.map(({ v }) => v));
    if (values.size !== last.v - state.v) throw new LogGap(`the log of changes has a gap after ${state.v}`);
    changes.push(...fresh);
    state = { v: last.v, ...(await readChanges(reader, state, fresh)) };
  }
  throw new Error('facts change faster than they can be read');
}

const made = new WeakMap<AccessState, Facts>();

/** The raw facts of a state, made once. */
export function factsOf(state: AccessState): Facts {
  const known = made.get(state);
  if (known) return known;
  const { ground, people } = state;
  const rows = [...people.rows()];
  const facts: Facts = {
    ...ground.organisation,
    heads: ground.heads,
    franchises: ground.franchises,
    metas: [...ground.permissions.metas.values()],
    roles: [...ground.permissions.roles.values()],
    rules: [...ground.rules.values()],
    people: rows.map(({ person }) => person),
    assignments: rows.flatMap(({ assignments }) => assignments),
    grants: rows.flatMap(({ grants }) => grants),
    breakGlass: rows.flatMap(({ breakGlass }) => breakGlass),
  };
  rememberFacts(facts, {
    personOf: (id) => people.get(id)?.person,
    assignmentsOf: (id) => people.get(id)?.assignments ?? [],
  });
  made.set(state, facts);
  return facts;
}
