import { Op, type WhereOptions } from 'sequelize';
import type { listRules } from '@eoms/contracts/access/catalogue.contract';
import type { BaseRuleRow } from '@eoms/contracts/access/catalogue.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import { treeAt } from '../access/access.service.ts';
import { unitRefs } from '../people/references.service.ts';
import { BaseRule, Role } from './catalogue.model.ts';
import { readPositions } from './change-names.service.ts';
import type { HoldersDeps } from './holders.service.ts';
import { roleRefs } from './references.service.ts';
import { containsWords, oneOf, within } from './searching.ts';

type State = BaseRuleRow['state'];

const stateAt = ({ startsAt, endsAt }: BaseRule, now: Date): State => {
  if (endsAt !== null && endsAt <= now) return 'ENDED';
  return startsAt > now ? 'SCHEDULED' : 'ACTIVE';
};

/** Base rules as pages show them. */
export async function describeRules(context: Context, rules: readonly BaseRule[]): Promise<BaseRuleRow[]> {
  if (rules.length === 0) return [];
  const roles = await roleRefs(
    context,
    rules.map(({ roleId }) => roleId),
  );
  const units = await unitRefs(
    context,
    rules.flatMap(({ unitId, scopeUnitIds }) => [unitId, ...scopeUnitIds]),
  );
  const positions = new Map((await readPositions(context)).map((position) => [position.code, position]));
  return rules.flatMap((rule) => {
    const role = roles.get(rule.roleId);
    if (!role) return [];
    const scoped = rule.scopeUnitIds.flatMap((id) => units.get(id) ?? []);
    return {
      id: rule.id,
      role,
      unit: (rule.unitId === null ? undefined : units.get(rule.unitId)) ?? null,
      includeSubtree: rule.includeSubtree,
      position: (rule.position === null ? undefined : positions.get(rule.position)) ?? null,
      levelMin: rule.levelMin,
      levelMax: rule.levelMax,
      personKind: rule.personKind,
      scope: { kind: rule.scopeKind as BaseRuleRow['scope']['kind'], units: scoped },
      from: rule.startsAt.toISOString(),
      until: rule.endsAt?.toISOString() ?? null,
      state: stateAt(rule, context.now),
      changeId: rule.changeId,
    };
  });
}

const over = (now: Date): WhereOptions<BaseRule> => ({ endsAt: { [Op.lte]: now } });
const living = (now: Date): WhereOptions<BaseRule> => ({ endsAt: { [Op.or]: [{ [Op.is]: null }, { [Op.gt]: now }] } });

/** Rules in force or to come. */
export const livingRules = (context: Context, where: WhereOptions<BaseRule>): Promise<BaseRule[]> =>
  BaseRule.findAll({
    where: { [Op.and]: [where, living(context.now)] },
    order: [
      ['startsAt', 'DESC'],
      ['id', 'DESC'],
    ],
    ...within(context),
  });

const inState = (states: readonly State[] | undefined, now: Date): WhereOptions => {
  if (!states) return {};
  const wanted: Readonly<Record<State, WhereOptions>> = {
    ENDED: over(now),
    ACTIVE: { [Op.and]: [{ startsAt: { [Op.lte]: now } }, living(now)] },
    SCHEDULED: { [Op.and]: [{ startsAt: { [Op.gt]: now } }, living(now)] },
  };
  return { [Op.or]: states.map((state) => wanted[state]) };
};

/** Reads of base rules. */
export const createRulesService = ({ access }: HoldersDeps) => ({
  async listRules(
    context: Context,
    { query: { cursor, limit, ...filters } }: HandlerInput<typeof listRules>,
  ): Promise<HandlerOutput<typeof listRules>> {
    const list = keysetPage(BaseRule, {
      sort: [{ column: 'startsAt', direction: 'desc' }],
      cursor,
      limit,
      binding: filters,
    });
    const { q, system, roleId, unitId, state } = filters;
    const roles =
      q || system
        ? await Role.findAll({
            attributes: ['id'],
            where: { [Op.and]: [oneOf('systemCode', system), ...containsWords(q, ['code', 'name_zh', 'name_en'])] },
            ...within(context),
          })
        : null;
    const above = unitId
      ? treeAt((await access.facts()).edges, context.now)
          .pathOf(unitId)
          .slice(1)
      : [];
    const reaching: WhereOptions = {
      [Op.or]: [{ unitId: unitId ?? null }, { unitId: { [Op.in]: above }, includeSubtree: true }],
    };
    const rows = await BaseRule.findAll({
      where: {
        [Op.and]: [
          roles ? { roleId: { [Op.in]: roles.map(({ id }) => id) } } : {},
          oneOf('roleId', roleId),
          unitId ? reaching : {},
          inState(state, context.now),
          list.where,
        ],
      },
      order: list.order,
      limit: list.limit,
      ...within(context),
    });
    const { items, next } = list.page(rows);
    return { items: await describeRules(context, items), next };
  },
});
