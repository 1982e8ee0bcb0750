import { Op, type WhereOptions } from 'sequelize';
import type * as contract from '@eoms/contracts/access/grants.contract';
import type { Grant as ShownGrant } from '@eoms/contracts/access/grants.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import type { GrantFact } from '../access/access.service.ts';
import { AccessGrant } from './grants.model.ts';
import { presentGrants, standing } from './grant-views.ts';
import { memoryPage } from './memory-page.ts';
import { seesGrantsOf } from './request-lists.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';

const DAY = 24 * 3600_000;
const NOTHING: WhereOptions = { [Op.or]: [] };

type Filters = Pick<HandlerInput<typeof contract.listGrants>['query'], 'state' | 'kind' | 'system'>;

const openEnd = (column: 'endsAt' | 'revokedAt', now: Date): WhereOptions => ({
  [column]: { [Op.or]: [null, { [Op.gt]: now }] },
});

/** Grants in force by their columns that rest or lapsed since a move, or rest with their grantee. */
function exceptions(situation: Situation): { suspended: string[]; lapsed: string[] } {
  const { at, facts } = situation;
  const inForce = ({ from, to }: GrantFact): boolean => from <= at && (to === null || at < to);
  const states = facts.grants
    .filter(inForce)
    .map((fact) => ({ id: fact.id, state: standing(situation, fact, null).state }));
  return {
    suspended: states.filter(({ state }) => state === 'SUSPENDED').map(({ id }) => id),
    lapsed: states.filter(({ state }) => state === 'ENDED').map(({ id }) => id),
  };
}

/** Conditions on columns for states that are computed: the few grants that stand otherwise are named. */
function stateWhere(situation: Situation, states: readonly ShownGrant['state'][] | undefined): WhereOptions {
  if (!states) return {};
  const { at } = situation;
  const { suspended, lapsed } = exceptions(situation);
  const kept = openEnd('revokedAt', at);
  const begun = { [Op.and]: [kept, openEnd('endsAt', at), { startsAt: { [Op.lte]: at } }] };
  const each: Record<ShownGrant['state'], WhereOptions> = {
    REVOKED: { revokedAt: { [Op.lte]: at } },
    ENDED: { [Op.or]: [{ [Op.and]: [kept, { endsAt: { [Op.lte]: at } }] }, { id: lapsed }] },
    SCHEDULED: { [Op.and]: [kept, openEnd('endsAt', at), { startsAt: { [Op.gt]: at } }] },
    SUSPENDED: { id: suspended },
    ACTIVE: { [Op.and]: [begun, { id: { [Op.notIn]: [...suspended, ...lapsed] } }] },
  };
  return { [Op.or]: states.map((state) => each[state]) };
}

function filterWhere(situation: Situation, { state, kind, system }: Filters): WhereOptions[] {
  const ofSystem = (): WhereOptions => {
    const targets = situation.targets.all().filter((target) => system?.includes(target.system));
    return {
      [Op.or]: [
        { roleId: targets.flatMap(({ roleId }) => roleId ?? []) },
        { metaId: targets.flatMap(({ metaId }) => metaId ?? []) },
      ],
    };
  };
  return [stateWhere(situation, state), kind ? { kind } : {}, system ? ofSystem() : {}];
}

/** Grantees inside the reach of the caller, by the unit each belongs to. */
function scopeWhere(situation: Situation, { caller }: Context): WhereOptions {
  const scope = caller.access.scope('access.grant.view');
  if (scope.kind === 'all') return {};
  if (scope.kind === 'none') return NOTHING;
  const grantees = [...new Set(situation.facts.grants.map(({ personId }) => personId))];
  return { granteeId: grantees.filter((id) => seesGrantsOf(situation, caller, id)) };
}

const COLUMNS = { createdAt: 'createdAt', from: 'startsAt', until: 'endsAt' } as const;

async function page(
  context: Context,
  situation: Situation,
  request: {
    readonly where: readonly WhereOptions[];
    readonly sort: keyof typeof COLUMNS;
    readonly order: 'asc' | 'desc';
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly binding: unknown;
  },
): Promise<HandlerOutput<typeof contract.listGrants>> {
  const { where, sort, order, cursor, limit, binding } = request;
  const list = keysetPage(AccessGrant, { sort: [{ column: COLUMNS[sort], direction: order }], cursor, limit, binding });
  const rows = await AccessGrant.findAll({
    where: { [Op.and]: [...where, list.where] },
    order: list.order,
    limit: list.limit,
  });
  const { items, next } = list.page(rows);
  return { items: await presentGrants(situation, context, items), next };
}

/** Grants of people inside the reach of the caller. */
export async function listGrants(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listGrants>,
): Promise<HandlerOutput<typeof contract.listGrants>> {
  const { personId, endsWithinDays, sort, order, cursor, limit, ...filters } = query;
  const situation = await loadSituation(deps, context);
  const { now } = context;
  const soon =
    endsWithinDays === undefined
      ? {}
      : { endsAt: { [Op.gt]: now, [Op.lte]: new Date(now.getTime() + endsWithinDays * DAY) } };
  const where = [
    ...filterWhere(situation, filters),
    scopeWhere(situation, context),
    personId === undefined ? {} : { granteeId: personId },
    soon,
  ];
  return page(context, situation, {
    where,
    sort,
    order,
    cursor,
    limit,
    binding: { ...filters, personId, endsWithinDays },
  });
}

/** Grants of the caller. */
export async function listMyGrants(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listMyGrants>,
): Promise<HandlerOutput<typeof contract.listMyGrants>> {
  const { cursor, limit, ...filters } = query;
  const situation = await loadSituation(deps, context);
  const where = [...filterWhere(situation, filters), { granteeId: context.caller.id }];
  const binding = { of: context.caller.id, ...filters };
  return page(context, situation, { where, sort: 'createdAt', order: 'desc', cursor, limit, binding });
}

/** What ends soon for the people whose nearest superior the caller is. */
export async function expiryDigest(
  deps: GrantsDeps,
  context: Context,
  { query: { withinDays, cursor, limit } }: HandlerInput<typeof contract.expiryDigest>,
): Promise<HandlerOutput<typeof contract.expiryDigest>> {
  const situation = await loadSituation(deps, context);
  const { at, facts } = situation;
  const until = at.getTime() + withinDays * DAY;
  const ending = facts.grants.filter(
    (fact) =>
      fact.to !== null &&
      fact.to > at &&
      fact.to.getTime() <= until &&
      ['ACTIVE', 'SCHEDULED'].includes(standing(situation, fact, null).state),
  );
  const byPerson = Map.groupBy(ending, ({ personId }) => personId);
  const mine = [...byPerson.keys()].filter((id) =>
    situation.superiorsOf(id, new Set())[0]?.personIds.includes(context.caller.id),
  );
  const first = (id: string): number =>
    Math.min(...(byPerson.get(id) ?? []).map(({ to }) => to?.getTime() ?? Infinity));
  const people = memoryPage(mine, {
    key: first,
    id: (id) => id,
    cursor,
    limit,
    binding: { list: 'expiring', of: context.caller.id, withinDays },
  });
  const ids = people.items.flatMap((id) => (byPerson.get(id) ?? []).map((fact) => fact.id));
  const rows = await AccessGrant.findAll({
    where: { id: ids },
    order: [
      ['endsAt', 'ASC'],
      ['id', 'ASC'],
    ],
  });
  const shown = Map.groupBy(await presentGrants(situation, context, rows), ({ person }) => person.id);
  return {
    items: people.items.flatMap((id) => {
      const grants = shown.get(id);
      return grants?.[0] ? [{ person: grants[0].person, grants }] : [];
    }),
    next: people.next,
    total: mine.length,
  };
}
