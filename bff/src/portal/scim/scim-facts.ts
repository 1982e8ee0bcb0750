import type { Transaction } from 'sequelize';
import { databaseOf, selectOn } from '../../database/select.ts';
import { instantText } from '../../database/instant-text.ts';
import {
  feedEdges,
  feedPeople,
  feedPlaces,
  feedPositions,
  feedUnits,
  type FeedEdge,
  type FeedPerson,
  type FeedPlace,
  type FeedUnit,
} from '../people/feed-reads.service.ts';
import { ScimResource } from './scim.model.ts';

/** In which transaction and at which instant facts are read. */
export interface Reading {
  readonly transaction: Transaction | undefined;
  readonly now: Date;
}

/** Units and positions, read once for a request. */
export interface Organisation {
  readonly units: ReadonlyMap<string, FeedUnit>;
  readonly parents: ReadonlyMap<string, FeedEdge>;
  readonly positions: ReadonlyMap<string, { readonly nameZh: string; readonly nameEn: string }>;
}

/** What a SCIM user is made of. */
export interface UserFacts {
  readonly person: FeedPerson;
  /** Places from the HR system that hold or lie ahead, in order. */
  readonly places: readonly FeedPlace[];
  readonly kept: ScimResource | null;
  readonly created: Date;
  readonly modified: Date;
}

/** What a SCIM group is made of. */
export interface GroupFacts {
  readonly unit: FeedUnit;
  readonly kept: ScimResource | null;
  readonly created: Date;
  readonly modified: Date;
  /** People with a place in it now; null when nobody asked for them. */
  readonly members: readonly { readonly id: string; readonly name: string }[] | null;
}

const select = <Row extends object>({ transaction }: Reading, sql: string, replacements: Record<string, unknown>) =>
  selectOn(databaseOf(ScimResource), transaction)<Row>(sql, replacements);

const CHUNK = 500;

/** Reads in parts, because a statement takes only so many values. */
async function inParts<Row>(ids: readonly string[], read: (part: string[]) => Promise<Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < ids.length; at += CHUNK) rows.push(...(await read(ids.slice(at, at + CHUNK))));
  return rows;
}

const instantOf = (value: Date | string | null): Date | null => {
  if (value === null || value instanceof Date) return value;
  return new Date(value.includes('T') ? value : `${value.replace(' ', 'T').replace(' +00:00', '')}Z`);
};

const latest = (...instants: (Date | null | undefined)[]): Date =>
  new Date(Math.max(...instants.map((at) => at?.getTime() ?? 0)));

export const holdsAt = ({ from, to }: { from: Date; to: Date | null }, at: Date): boolean =>
  from <= at && (to === null || at < to);

/** Reads units, their parents now, and positions. */
export async function readOrganisation({ transaction, now }: Reading): Promise<Organisation> {
  const [units, edges, positions] = [
    await feedUnits(transaction),
    await feedEdges(transaction),
    await feedPositions(transaction),
  ];
  return {
    units: new Map(units.map((unit) => [unit.id, unit])),
    parents: new Map(edges.filter((edge) => holdsAt(edge, now)).map((edge) => [edge.childId, edge])),
    positions: new Map(positions.map((position) => [position.code, position])),
  };
}

interface Dates {
  readonly id: string;
  readonly created: Date | string;
  readonly seen: Date | string | null;
}

const DATES = {
  User: `SELECT p.id, p.created_at AS created, MAX(r.seen_at) AS seen FROM person p
    LEFT JOIN ehr_record r ON r.entity = 'person' AND r.external_id = p.ehr_id WHERE p.id IN (:ids) GROUP BY p.id, p.created_at`,
  Group: `SELECT u.id, u.created_at AS created, MAX(r.seen_at) AS seen FROM org_unit u
    LEFT JOIN ehr_record r ON r.entity = 'unit' AND r.external_id = u.ehr_id WHERE u.id IN (:ids) GROUP BY u.id, u.created_at`,
} as const;

async function datesOf(reading: Reading, type: 'User' | 'Group', ids: readonly string[]): Promise<Map<string, Dates>> {
  const rows = await inParts(ids, (part) => select<Dates>(reading, DATES[type], { ids: part }));
  return new Map(rows.map((row) => [row.id, row]));
}

async function keptOf(reading: Reading, type: 'User' | 'Group', ids: readonly string[]) {
  const rows = await inParts(ids, (part) =>
    ScimResource.findAll({ where: { type, id: part }, transaction: reading.transaction ?? null }),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

const whenOf = (dates: Dates | undefined, kept: ScimResource | undefined): { created: Date; modified: Date } => {
  const created = instantOf(dates?.created ?? null) ?? new Date(0);
  return { created, modified: latest(created, instantOf(dates?.seen ?? null), kept?.modifiedAt) };
};

/** Reads users by id, in the order of the ids; people whom HR does not keep are left out. */
export async function readUsers(reading: Reading, ids: readonly string[]): Promise<UserFacts[]> {
  const people = await feedPeople({ column: 'id', values: ids }, reading.transaction);
  const byId = new Map(people.map((person) => [person.id, person]));
  const places = Map.groupBy(await feedPlaces(ids, reading.transaction), ({ personId }) => personId);
  const kept = await keptOf(reading, 'User', ids);
  const dates = await datesOf(reading, 'User', ids);
  return ids.flatMap((id): UserFacts[] => {
    const person = byId.get(id);
    if (!person || !isUser(person, kept.get(id))) return [];
    const open = (places.get(id) ?? []).filter(
      ({ source, to }) => source === 'EHR' && (to === null || to > reading.now),
    );
    return [
      {
        person,
        places: open.toSorted((a, b) => a.from.getTime() - b.from.getTime()),
        kept: kept.get(id) ?? null,
        ...whenOf(dates.get(id), kept.get(id)),
      },
    ];
  });
}

/** True for somebody whom HR keeps and whom no client deleted. */
const isUser = ({ ehrId, kind, status }: FeedPerson, kept: ScimResource | undefined): boolean =>
  ehrId !== null && kind !== 'FRANCHISEE' && !(status === 'LEFT' && kept?.deletedAt);

const USER_IDS = `
  SELECT p.id FROM person p LEFT JOIN scim_resource s ON s.type = 'User' AND s.id = p.id
  WHERE p.ehr_id IS NOT NULL AND p.kind <> 'FRANCHISEE' AND NOT (p.status = 'LEFT' AND s.deleted_at IS NOT NULL)`;

/** Equality that the database can look up, so that a common filter does not read everybody. */
export interface UserKey {
  readonly column: 'id' | 'userName' | 'externalId' | 'employeeNumber';
  readonly value: string;
}

const KEYED: Readonly<Record<UserKey['column'], string>> = {
  id: 'p.id = :value',
  userName: 'LOWER(p.account) = LOWER(:value)',
  employeeNumber: 'LOWER(p.employee_no) = LOWER(:value)',
  externalId: '(p.ehr_id = :value OR s.external_id = :value)',
};

/** Ids of all users in their order, or of those a key may mean. */
export async function userIds(reading: Reading, key: UserKey | null): Promise<string[]> {
  const sql = `${USER_IDS} ${key ? `AND ${KEYED[key.column]}` : ''} ORDER BY p.id`;
  const rows = await select<{ id: string }>(reading, sql, key ? { value: key.value } : {});
  return rows.map(({ id }) => id);
}

const MEMBERS = `
  SELECT DISTINCT a.unit_id AS unitId, p.id, p.name FROM assignment a JOIN person p ON p.id = a.person_id
  WHERE a.unit_id IN (:ids) AND a.source = 'EHR' AND a.starts_at <= :now AND (a.ends_at IS NULL OR a.ends_at > :now)
    AND p.ehr_id IS NOT NULL AND p.kind <> 'FRANCHISEE' AND p.status <> 'LEFT'
  ORDER BY p.id`;

async function membersOf(reading: Reading, unitIds: readonly string[]) {
  const now = instantText(databaseOf(ScimResource), reading.now);
  const rows = await inParts(unitIds, (part) =>
    select<{ unitId: string; id: string; name: string }>(reading, MEMBERS, { ids: part, now }),
  );
  return Map.groupBy(rows, ({ unitId }) => unitId);
}

/** Reads groups by id, in the order of the ids; closed units are left out. */
export async function readGroups(
  reading: Reading,
  { units }: Organisation,
  ids: readonly string[],
  withMembers: boolean,
): Promise<GroupFacts[]> {
  const known = ids.flatMap((id) => units.get(id) ?? []).filter(({ status }) => status === 'ACTIVE');
  const knownIds = known.map(({ id }) => id);
  const kept = await keptOf(reading, 'Group', knownIds);
  const dates = await datesOf(reading, 'Group', knownIds);
  const members = withMembers ? await membersOf(reading, knownIds) : null;
  return known.map((unit) => ({
    unit,
    kept: kept.get(unit.id) ?? null,
    ...whenOf(dates.get(unit.id), kept.get(unit.id)),
    members: members ? (members.get(unit.id) ?? []).map(({ id, name }) => ({ id, name })) : null,
  }));
}

/** Ids of the units that are open, in their order. */
export const groupIds = ({ units }: Organisation): string[] =>
  [...units.values()]
    .filter(({ status }) => status === 'ACTIVE')
    .map(({ id }) => id)
    .toSorted();

const STAGED = `
  SELECT COUNT(*) AS n FROM staged_change c JOIN sync_run r ON r.id = c.run_id
  WHERE r.source = :source AND r.state = 'STAGED' AND c.external_id IN (:ids)`;

/** True when a change of one of these records waits for a person already. */
export async function isAwaited(reading: Reading, source: string, externalIds: readonly string[]): Promise<boolean> {
  if (externalIds.length === 0) return false;
  const [row] = await select<{ n: number }>(reading, STAGED, { source, ids: [...externalIds] });
  return Number(row?.n ?? 0) > 0;
}
