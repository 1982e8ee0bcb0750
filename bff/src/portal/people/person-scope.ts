import { Op, type WhereOptions } from 'sequelize';
import type { Caller, Context, Scope } from '../../http/context.ts';
import { Assignment, type Person } from './people.model.ts';
import type { Belonging } from './people.policy.ts';

const NOBODY: WhereOptions = { [Op.or]: [] };

interface QueryGenerator {
  selectQuery(table: string, options: object, model: typeof Assignment): string;
}

/** Ids of the people with a place in one of these units at an instant, as a sub-query. */
function placedIn(unitIds: readonly string[], at: Date) {
  const { sequelize } = Assignment;
  if (!sequelize) throw new Error('people are bound to no database');
  const generator = sequelize.getQueryInterface().queryGenerator as QueryGenerator;
  const where = {
    unit_id: { [Op.in]: [...unitIds] },
    starts_at: { [Op.lte]: at },
    ends_at: { [Op.or]: [null, { [Op.gt]: at }] },
  };
  // Written by Sequelize, because its own escaping of a bare Date drops the milliseconds on MySQL.
  const sql = generator.selectQuery('assignment', { attributes: ['person_id'], where }, Assignment);
  return sequelize.literal(`(${sql.replace(/;$/, '')})`);
}

/** People of some units at an instant: placed there, or sponsored from there while the relation lasts. */
export function peopleOf(unitIds: readonly string[], at: Date): WhereOptions {
  if (unitIds.length === 0) return NOBODY;
  const sponsored = { sponsorUnitId: { [Op.in]: [...unitIds] }, status: { [Op.ne]: 'LEFT' } };
  return { [Op.or]: [{ id: { [Op.in]: placedIn(unitIds, at) } }, sponsored] };
}

/** Condition that keeps a statement on people inside a scope: places in force now, or the unit that sponsors them. */
export function visiblePeople(scope: Scope, caller: Pick<Caller, 'id'>, now: Date): WhereOptions {
  if (scope.kind === 'all') return {};
  if (scope.kind === 'none') return NOBODY;
  const unitIds = [...scope.unitIds];
  const reached =
    unitIds.length === 0 ? [] : [{ id: { [Op.in]: placedIn(unitIds, now) } }, { sponsorUnitId: { [Op.in]: unitIds } }];
  return { [Op.or]: [...reached, ...(scope.self ? [{ id: caller.id }] : [])] };
}

/** Units a person belongs to now. */
export async function belongingOf(context: Context, person: Person): Promise<Belonging> {
  const { now } = context;
  const places = await Assignment.findAll({
    attributes: ['unitId'],
    where: {
      personId: person.id,
      startsAt: { [Op.lte]: now },
      endsAt: { [Op.or]: [null, { [Op.gt]: now }] },
    },
    transaction: context.transaction ?? null,
  });
  const sponsor = person.sponsorUnitId === null ? [] : [person.sponsorUnitId];
  return { personId: person.id, unitIds: [...new Set([...places.map(({ unitId }) => unitId), ...sponsor])] };
}
