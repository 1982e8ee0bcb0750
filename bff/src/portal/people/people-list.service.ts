import { col, fn, Op, where as compare, type WhereOptions } from 'sequelize';
import type { listPeople } from '@eoms/contracts/access/people.contract';
import type { PersonRow } from '@eoms/contracts/access/people.record';
import type { UnitRef } from '@eoms/contracts/access/shared.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import type { PeopleDeps } from './people-deps.ts';
import { Person } from './people.model.ts';
import { foldText } from './people.policy.ts';
import { placesByIds } from './people.service.ts';
import { peopleOf, visiblePeople } from './person-scope.ts';
import { picture } from './picture.ts';
import { unitRefs } from './references.service.ts';

type Query = HandlerInput<typeof listPeople>['query'];

const LISTED = [
  'id',
  'name',
  'account',
  'employeeNo',
  'kind',
  'status',
  'sponsorUnitId',
  'phoneMasked',
  'createdAt',
] as const;

/** What a row shows of a person. */
type Listed = Pick<Person, (typeof LISTED)[number]>;

/** Not LIKE: it treats % and _ as signs and folds case differently on the two databases. */
const words = (q: string): WhereOptions[] =>
  foldText(q)
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => compare(fn('instr', col('search_text'), word), Op.gt, 0));

async function filters(deps: PeopleDeps, context: Context, query: Query, at: Date): Promise<WhereOptions[]> {
  const found: WhereOptions[] = query.q ? words(query.q) : [];
  if (query.status) found.push({ status: { [Op.in]: query.status } });
  if (query.kind) found.push({ kind: { [Op.in]: query.kind } });
  if (query.unitId === undefined) return found;
  const view = picture(await deps.access.facts(context.transaction), at);
  const unitIds = query.only === 'unit' ? [query.unitId].filter(view.has) : view.subtreeOf(query.unitId);
  return [...found, peopleOf(unitIds, at)];
}

/** People as lists show them, with their places at an instant. */
export async function rowsOf(context: Context, people: readonly Listed[], at: Date): Promise<PersonRow[]> {
  const places = await placesByIds(
    { transaction: context.transaction, now: at },
    people.map(({ id }) => id),
  );
  const sponsors = await unitRefs(
    context,
    people.map(({ sponsorUnitId }) => sponsorUnitId),
  );
  return people.map(({ id, name, account, employeeNo, kind, status, sponsorUnitId, phoneMasked }) => {
    const place = places.get(id);
    const unit: UnitRef | null = place
      ? { id: place.unit.id, name: place.unit.name, kind: place.unit.kind }
      : (sponsors.get(sponsorUnitId ?? '') ?? null);
    const { position = null, level = null } = place ?? {};
    return { id, name, account, employeeNo, kind, status, unit, position, level, phoneMasked };
  });
}

/** The people a caller may see: his scope is in the WHERE, so pages, search and detail agree. */
export const peopleLister = (deps: PeopleDeps) =>
  async function list(
    context: Context,
    { query }: HandlerInput<typeof listPeople>,
  ): Promise<HandlerOutput<typeof listPeople>> {
    const { cursor, limit, sort, order, ...binding } = query;
    const at = query.at === undefined ? context.now : new Date(query.at);
    const keyset = keysetPage(Person, { sort: [{ column: sort, direction: order }], cursor, limit, binding });
    const { caller, now } = context;
    const scoped = visiblePeople(caller.access.scope('access.person.view'), caller, now);
    const people = await Person.findAll({
      attributes: [...LISTED],
      where: { [Op.and]: [scoped, ...(await filters(deps, context, query, at)), keyset.where] },
      order: keyset.order,
      limit: keyset.limit,
      transaction: context.transaction ?? null,
    });
    const { items, next } = keyset.page(people);
    return { items: await rowsOf(context, items, at), next };
  };
