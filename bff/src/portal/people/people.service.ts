import { col, fn, Op, where as compare, type WhereOptions } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { Assignment, OrgUnit, Person, Position, type UnitKind } from './people.model.ts';

/** The part of a context that reading and changing people needs; a seed has no more than a transaction. */
export type PeopleContext = Pick<Context, 'transaction' | 'now'>;

/** A person as other features may know him. */
export interface PersonRecord {
  readonly id: string;
  readonly subject: string;
  readonly account: string | null;
  readonly name: string;
  readonly kind: 'EMPLOYEE' | 'FRANCHISEE';
  readonly active: boolean;
  readonly employeeNo: string | null;
  readonly franchiseeId: string | null;
}

/** A unit as other features may know it. */
export interface UnitRecord {
  readonly id: string;
  readonly kind: UnitKind;
  readonly code: string | null;
  readonly name: Localized;
  readonly parentId: string | null;
}

const inTransactionOf = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

const recordOf = (person: Person): PersonRecord => ({
  id: person.id,
  subject: person.subject,
  account: person.account,
  name: person.name,
  kind: person.kind,
  active: person.status === 'ACTIVE',
  employeeNo: person.employeeNo,
  franchiseeId: person.franchiseeId,
});

const unitOf = (unit: OrgUnit): UnitRecord => ({
  id: unit.id,
  kind: unit.kind,
  code: unit.code,
  name: { zh: unit.nameZh, en: unit.nameEn },
  parentId: unit.parentId,
});

/** Reads a person by id. */
export async function findPerson(
  context: Pick<Context, 'transaction'>,
  personId: string,
): Promise<PersonRecord | null> {
  const person = await Person.findByPk(personId, inTransactionOf(context));
  return person && recordOf(person);
}

/** Reads a person by his subject at the OpenID provider. */
export async function findPersonBySubject(
  context: Pick<Context, 'transaction'>,
  subject: string,
): Promise<PersonRecord | null> {
  const person = await Person.findOne({ where: { subject }, ...inTransactionOf(context) });
  return person && recordOf(person);
}

/** Reads a person by the short account name he signs in with. */
export async function findPersonByAccount(
  context: Pick<Context, 'transaction'>,
  account: string,
): Promise<PersonRecord | null> {
  const person = await Person.findOne({ where: { account }, ...inTransactionOf(context) });
  return person && recordOf(person);
}

/** Names of people by id; unknown ids are left out. */
export async function namesByIds(
  context: Pick<Context, 'transaction'>,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const people = await Person.findAll({
    attributes: ['id', 'name'],
    where: { id: [...new Set(ids)] },
    ...inTransactionOf(context),
  });
  return new Map(people.map(({ id, name }) => [id, name]));
}

const holding = (at: Date) => ({ startsAt: { [Op.lte]: at }, endsAt: { [Op.or]: [null, { [Op.gt]: at }] } });

/** Unit and position of people now, by person id; people without a place are left out. */
export async function placesByIds(
  context: PeopleContext,
  ids: readonly string[],
): Promise<Map<string, { unit: UnitRecord; position: Localized; level: number }>> {
  if (ids.length === 0) return new Map();
  const options = inTransactionOf(context);
  const where = { personId: [...new Set(ids)], ...holding(context.now) };
  const assignments = await Assignment.findAll({
    where,
    order: [
      ['startsAt', 'DESC'],
      ['id', 'DESC'],
    ],
    ...options,
  });
  const [units, positions] = await Promise.all([
    OrgUnit.findAll({ where: { id: [...new Set(assignments.map(({ unitId }) => unitId))] }, ...options }),
    Position.findAll({ where: { code: [...new Set(assignments.map(({ position }) => position))] }, ...options }),
  ]);
  const unitById = new Map(units.map((unit) => [unit.id, unitOf(unit)]));
  const positionByCode = new Map(positions.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  return new Map(
    // The longest held place comes last and so wins: it is the primary one.
    assignments.flatMap(({ personId, unitId, position, level }) => {
      const unit = unitById.get(unitId);
      const name = positionByCode.get(position);
      return unit && name ? [[personId, { unit, position: name, level }] as const] : [];
    }),
  );
}

/** Which people a search is about. */
export interface PeopleQuery {
  /** Part of the name, the number or the account; everybody when left out. */
  readonly q?: string | undefined;
  /** Only these people, when given. */
  readonly ids?: readonly string[] | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

// Not LIKE: it treats % and _ as signs and folds case differently on the two databases.
const contains = (column: string, text: string): WhereOptions => compare(fn('instr', col(column), text), Op.gt, 0);

/** Active people by name, page by page. */
export async function searchPeople(
  context: Pick<Context, 'transaction'>,
  { q, ids, cursor, limit }: PeopleQuery,
): Promise<{ items: PersonRecord[]; next: string | null }> {
  const list = keysetPage(Person, {
    sort: [{ column: 'name', direction: 'asc' }],
    cursor,
    limit,
    binding: { q: q ?? null, ids: ids ?? null },
  });
  const matching = q
    ? { [Op.or]: [contains('name', q), contains('account', q.toLowerCase()), contains('employee_no', q.toUpperCase())] }
    : {};
  const among = ids ? { id: [...ids] } : {};
  const people = await Person.findAll({
    where: { [Op.and]: [{ status: 'ACTIVE' }, among, matching, list.where] },
    order: list.order,
    limit: list.limit,
    ...inTransactionOf(context),
  });
  const { items, next } = list.page(people);
  return { items: items.map(recordOf), next };
}

/** All units of a kind, by code. */
export async function listUnits(context: Pick<Context, 'transaction'>, kind: UnitKind): Promise<UnitRecord[]> {
  const units = await OrgUnit.findAll({
    where: { kind },
    order: [
      ['code', 'ASC'],
      ['id', 'ASC'],
    ],
    ...inTransactionOf(context),
  });
  return units.map(unitOf);
}

/** Reads units by id; unknown ids are left out. */
export async function unitsByIds(
  context: Pick<Context, 'transaction'>,
  ids: readonly string[],
): Promise<Map<string, UnitRecord>> {
  if (ids.length === 0) return new Map();
  const units = await OrgUnit.findAll({ where: { id: [...new Set(ids)] }, ...inTransactionOf(context) });
  return new Map(units.map((unit) => [unit.id, unitOf(unit)]));
}

/** Name of a unit in both languages, or null when there is none. */
export async function unitName(context: Pick<Context, 'transaction'>, unitId: string): Promise<Localized | null> {
  return (await unitsByIds(context, [unitId])).get(unitId)?.name ?? null;
}

/** Names of the present managers of stores, by store id. */
export async function storeManagers(context: PeopleContext, storeIds: readonly string[]): Promise<Map<string, string>> {
  if (storeIds.length === 0) return new Map();
  const where = { unitId: [...new Set(storeIds)], position: 'store-manager', ...holding(context.now) };
  const assignments = await Assignment.findAll({
    where,
    order: [
      ['startsAt', 'ASC'],
      ['id', 'ASC'],
    ],
    ...inTransactionOf(context),
  });
  const people = await Person.findAll({
    where: { id: assignments.map(({ personId }) => personId), status: 'ACTIVE' },
    ...inTransactionOf(context),
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return new Map(
    assignments.flatMap(({ unitId, personId }) => (names.has(personId) ? [[unitId, names.get(personId) ?? '']] : [])),
  );
}

async function regionOf(context: Pick<Context, 'transaction'>, regionId: string): Promise<OrgUnit> {
  const region = await OrgUnit.findOne({ where: { id: regionId, kind: 'REGION' }, ...inTransactionOf(context) });
  if (region) return region;
  const messages = { zh: '大区不存在', en: 'There is no such region' };
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/regionId', code: 'region_unknown', messages }],
  });
}

/** A store as the organisation sees it; the unit gets the store's id. */
export interface StoreUnit {
  readonly id: string;
  readonly name: string;
  readonly regionId: string;
}

/** Puts a store into the organisation below its region; registering it again changes nothing. */
export async function registerStoreUnit(context: PeopleContext, { id, name, regionId }: StoreUnit): Promise<void> {
  const region = await regionOf(context, regionId);
  if (await OrgUnit.findByPk(id, inTransactionOf(context))) return;
  await OrgUnit.create(
    { id, kind: 'STORE', code: null, nameZh: name, nameEn: name, parentId: region.id, createdAt: context.now },
    inTransactionOf(context),
  );
}

/** Moves a store to another region, and with it what managers of both regions may reach. */
export async function moveStoreUnit(
  context: Pick<Context, 'transaction'>,
  { id, regionId }: Pick<StoreUnit, 'id' | 'regionId'>,
): Promise<void> {
  const region = await regionOf(context, regionId);
  await OrgUnit.update({ parentId: region.id }, { where: { id, kind: 'STORE' }, ...inTransactionOf(context) });
}

/** Renames the unit of a store. */
export async function renameStoreUnit(
  context: Pick<Context, 'transaction'>,
  { id, name }: Pick<StoreUnit, 'id' | 'name'>,
): Promise<void> {
  await OrgUnit.update({ nameZh: name, nameEn: name }, { where: { id, kind: 'STORE' }, ...inTransactionOf(context) });
}

/** Facts from which permissions follow: the whole tree. */
export async function loadUnits(context: Pick<Context, 'transaction'>): Promise<UnitRecord[]> {
  return (await OrgUnit.findAll(inTransactionOf(context))).map(unitOf);
}

/** Facts from which a person's permissions follow: all his places, past and to come. */
export async function loadAssignments(
  context: Pick<Context, 'transaction'>,
  personIds: readonly string[],
): Promise<Map<string, Assignment[]>> {
  const assignments = await Assignment.findAll({ where: { personId: [...personIds] }, ...inTransactionOf(context) });
  return Map.groupBy(assignments, ({ personId }) => personId);
}

/** Facts of everybody who is active, for questions such as who may do something. */
export async function loadActivePeople(context: Pick<Context, 'transaction'>): Promise<PersonRecord[]> {
  return (
    await Person.findAll({ where: { status: 'ACTIVE' }, order: [['id', 'ASC']], ...inTransactionOf(context) })
  ).map(recordOf);
}
