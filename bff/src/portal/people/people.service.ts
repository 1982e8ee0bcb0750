import { col, fn, Op, where as compare, type WhereOptions } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import { Assignment, OrgUnit, Person, Position } from './people.model.ts';
import { unitOf, type UnitRecord } from './units.service.ts';

export * from './units.service.ts';

/** The part of a context that reading and changing people needs; a seed has no more than a transaction. */
export type PeopleContext = Pick<Context, 'transaction' | 'now'>;

/** A person as other features may know him. */
export interface PersonRecord {
  readonly id: string;
  readonly subject: string;
  readonly account: string | null;
  readonly name: string;
  readonly kind: Person['kind'];
  readonly active: boolean;
  readonly employeeNo: string | null;
  readonly franchiseeId: string | null;
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

/** Who entered the people the EHR does not know, by person, as long as these may act. */
export async function creatorsOfOutsiders(context: Pick<Context, 'transaction'>): Promise<Map<string, string>> {
  const people = await Person.findAll({
    attributes: ['id', 'createdBy'],
    where: { createdBy: { [Op.ne]: null }, kind: 'EXTERNAL', status: { [Op.ne]: 'LEFT' } },
    ...inTransactionOf(context),
  });
  return new Map(people.flatMap(({ id, createdBy }) => (createdBy === null ? [] : [[id, createdBy]])));
}

/** Ids of the people of franchisees. */
export async function peopleOfFranchisees(
  context: Pick<Context, 'transaction'>,
  franchiseeIds: readonly string[],
): Promise<string[]> {
  if (franchiseeIds.length === 0) return [];
  const where = { franchiseeId: [...franchiseeIds] };
  return (await Person.findAll({ attributes: ['id'], where, ...inTransactionOf(context) })).map(({ id }) => id);
}

/** Reads a person by the short account name he signs in with. */
export async function findPersonByAccount(
  context: Pick<Context, 'transaction'>,
  account: string,
): Promise<PersonRecord | null> {
  const person = await Person.findOne({ where: { account }, ...inTransactionOf(context) });
  return person && recordOf(person);
}

/** Reads people by id; unknown ids are left out. */
export async function personsByIds(
  context: Pick<Context, 'transaction'>,
  ids: readonly string[],
): Promise<Map<string, PersonRecord>> {
  if (ids.length === 0) return new Map();
  const people = await Person.findAll({ where: { id: [...new Set(ids)] }, ...inTransactionOf(context) });
  return new Map(people.map((person) => [person.id, recordOf(person)]));
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
      ['isPrimary', 'ASC'],
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
    // The primary place comes last and so wins.
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
