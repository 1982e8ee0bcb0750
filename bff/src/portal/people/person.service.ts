import { Op } from 'sequelize';
import type { getPerson } from '@eoms/contracts/access/people.contract';
import type * as record from '@eoms/contracts/access/people.record';
import type { HandlerInput, MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { chainOf, type Facts } from '../access/access.service.ts';
import { transactionOf, type PeopleDeps } from './people-deps.ts';
import { Assignment, OrgHead, Person, Position } from './people.model.ts';
import { coversPerson, coversUnit, mayStep, phaseAt, type Belonging } from './people.policy.ts';
import { rowsOf } from './people-list.service.ts';
import { belongingOf, visiblePeople } from './person-scope.ts';
import { personRefs, unitRefs } from './references.service.ts';

/** The person when a permission of the caller reaches him. @throws AppError `not_found`. */
export async function findReached(context: Context, meta: MetaCode, personId: string): Promise<Person> {
  const { caller, now } = context;
  const scoped = visiblePeople(caller.access.scope(meta), caller, now);
  const person = await Person.findOne({
    where: { [Op.and]: [{ id: personId }, scoped] },
    transaction: context.transaction ?? null,
  });
  if (!person) throw new AppError('not_found');
  return person;
}

const spanOf = ({ startsAt, endsAt }: { startsAt: Date; endsAt: Date | null }, now: Date) => ({
  from: startsAt.toISOString(),
  until: endsAt?.toISOString() ?? null,
  phase: phaseAt({ from: startsAt, to: endsAt }, now),
});

const latestFirst: [string, string][] = [
  ['startsAt', 'DESC'],
  ['id', 'DESC'],
];

async function placesOf(context: Context, personId: string): Promise<record.PersonPlace[]> {
  const transaction = context.transaction ?? null;
  const rows = await Assignment.findAll({ where: { personId }, order: latestFirst, transaction });
  const units = await unitRefs(
    context,
    rows.map(({ unitId }) => unitId),
  );
  const managers = await personRefs(
    context,
    rows.flatMap(({ lineManagerId, dottedManagerId }) => [lineManagerId, dottedManagerId]),
  );
  const codes = [...new Set(rows.map(({ position }) => position))];
  const positions = await Position.findAll({ where: { code: codes }, transaction });
  const nameOf = new Map(positions.map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]));
  return rows.flatMap((row) => {
    const unit = units.get(row.unitId);
    if (!unit) return [];
    return [
      {
        id: row.id,
        unit,
        position: nameOf.get(row.position) ?? { zh: row.position, en: row.position },
        level: row.level,
        isPrimary: row.isPrimary,
        lineManager: managers.get(row.lineManagerId ?? '') ?? null,
        dottedManager: managers.get(row.dottedManagerId ?? '') ?? null,
        ...spanOf(row, context.now),
        source: row.source,
      },
    ];
  });
}

async function headsOf(context: Context, personId: string): Promise<record.PersonHead[]> {
  const rows = await OrgHead.findAll({
    where: { personId },
    order: latestFirst,
    transaction: context.transaction ?? null,
  });
  const units = await unitRefs(
    context,
    rows.map(({ unitId }) => unitId),
  );
  return rows.flatMap((row) => {
    const { id, unitId, kind, source } = row;
    const unit = units.get(unitId);
    return unit ? [{ id, unit, kind, ...spanOf(row, context.now), source }] : [];
  });
}

async function superiorsOf(context: Context, facts: Facts, personId: string): Promise<record.Person['superiors']> {
  const levels = chainOf(facts, personId, context.now);
  const units = await unitRefs(
    context,
    levels.map(({ unitId }) => unitId),
  );
  const people = await personRefs(
    context,
    levels.flatMap(({ personIds }) => personIds),
  );
  return levels.flatMap(({ unitId, personIds }) => {
    const unit = units.get(unitId);
    return unit ? [{ unit, people: personIds.flatMap((id) => people.get(id) ?? []) }] : [];
  });
}

/** Stores of a franchisee, as far as the caller's own scope reaches. */
async function storesOf(context: Context, facts: Facts, { franchiseeId }: Person): Promise<record.Person['stores']> {
  if (franchiseeId === null) return [];
  const scope = context.caller.access.scope('access.person.view');
  const owned = facts.franchises.filter((one) => one.franchiseeId === franchiseeId && coversUnit(scope, one.storeId));
  const units = await unitRefs(
    context,
    owned.map(({ storeId }) => storeId),
  );
  return owned
    .toSorted((a, b) => +b.from - +a.from)
    .flatMap(({ storeId, from, to }) => {
      const unit = units.get(storeId);
      return unit ? [{ unit, ...spanOf({ startsAt: from, endsAt: to }, context.now) }] : [];
    });
}

/** True when HR keeps the person: his status is changed there. */
export const isKeptByEhr = ({ kind, ehrId }: Pick<Person, 'kind' | 'ehrId'>): boolean =>
  kind === 'EMPLOYEE' || ehrId !== null;

function flagsOf({ caller }: Context, person: Person, belonging: Belonging) {
  const reaches = (meta: MetaCode): boolean => coversPerson(caller.access.scope(meta), caller.id, belonging);
  const mayManage = reaches('access.person.manage') && !isKeptByEhr(person);
  return {
    mayRevealPhone: person.phoneSealed !== null && reaches('access.person.view-phone'),
    mayRevealIdNumber: person.idNumberSealed !== null && reaches('access.person.view-id-number'),
    maySuspend: mayManage && mayStep('suspend', person.status),
    mayResume: mayManage && mayStep('resume', person.status),
    mayEnd: mayManage && mayStep('end', person.status),
  };
}

/** A person as his page shows him to the caller. */
export async function presentPerson(deps: PeopleDeps, context: Context, person: Person): Promise<record.Person> {
  const facts = await deps.access.facts(context.transaction);
  const [row] = await rowsOf(context, [person], context.now);
  if (!row) throw new AppError('not_found');
  const sponsors = await unitRefs(context, [person.sponsorUnitId]);
  return {
    ...row,
    employment: person.employment,
    source: isKeptByEhr(person) ? 'EHR' : 'EOMS',
    sponsorUnit: sponsors.get(person.sponsorUnitId ?? '') ?? null,
    idNumberMasked: person.idNumberMasked,
    createdAt: person.createdAt.toISOString(),
    places: await placesOf(context, person.id),
    heads: await headsOf(context, person.id),
    superiors: await superiorsOf(context, facts, person.id),
    stores: await storesOf(context, facts, person),
    openSessions: await deps.sessions.openCount(person.id, context.transaction),
    ...flagsOf(context, person, await belongingOf(context, person)),
  };
}

/** One person within the caller's scope. */
export const personReader = (deps: PeopleDeps) =>
  async function read(context: Context, { params }: HandlerInput<typeof getPerson>): Promise<record.Person> {
    return presentPerson(deps, context, await findReached(context, 'access.person.view', params.personId));
  };

/** The person after a command changed him. */
export async function presentAgain(deps: PeopleDeps, context: Context, personId: string): Promise<record.Person> {
  const person = await Person.findByPk(personId, { transaction: transactionOf(context) });
  if (!person) throw new AppError('not_found');
  return presentPerson(deps, context, person);
}
