import { Op } from 'sequelize';
import type { getRole, listRoles } from '@eoms/contracts/access/catalogue.contract';
import type { RoleDetail, RoleRow } from '@eoms/contracts/access/catalogue.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { Meta, Role, RoleMeta } from './catalogue.model.ts';
import { countHolders, type HoldersDeps } from './holders.service.ts';
import { metaRefOf, roleRefOf } from './references.service.ts';
import { describeRules, livingRules } from './rules.service.ts';
import { containsWords, oneOf, within } from './searching.ts';

/** Permissions of roles, by role; retired ones too. */
async function metasOf(context: Context, roles: readonly Role[]): Promise<Map<string, Meta[]>> {
  if (roles.length === 0) return new Map();
  const pairs = await RoleMeta.findAll({ where: { roleId: roles.map(({ id }) => id) }, raw: true, ...within(context) });
  const metas = await Meta.findAll({
    where: { id: [...new Set(pairs.map(({ metaId }) => metaId))] },
    order: [
      ['sort', 'ASC'],
      ['bitNo', 'ASC'],
    ],
    ...within(context),
  });
  const rolesByMeta = Map.groupBy(pairs, ({ metaId }) => metaId);
  const found = new Map(roles.map(({ id }) => [id, [] as Meta[]]));
  for (const meta of metas) for (const { roleId } of rolesByMeta.get(meta.id) ?? []) found.get(roleId)?.push(meta);
  return found;
}

async function describeRoles(
  context: Context,
  roles: readonly Role[],
  metas: ReadonlyMap<string, readonly Meta[]>,
): Promise<RoleRow[]> {
  if (roles.length === 0) return [];
  const rules = Map.groupBy(await livingRules(context, { roleId: roles.map(({ id }) => id) }), ({ roleId }) => roleId);
  return roles.map((role) => {
    const living = (metas.get(role.id) ?? []).filter(({ status }) => status !== 'RETIRED');
    return {
      ...roleRefOf(role),
      status: role.status,
      metas: living.length,
      rules: rules.get(role.id)?.length ?? 0,
      riskTier: Math.max(0, ...living.map(({ riskTier }) => riskTier)),
      version: role.version,
    };
  });
}

/** Reads of roles. */
export const createRolesService = (deps: HoldersDeps) => ({
  async listRoles(
    context: Context,
    { query: { cursor, limit, ...filters } }: HandlerInput<typeof listRoles>,
  ): Promise<HandlerOutput<typeof listRoles>> {
    const list = keysetPage(Role, {
      sort: [
        { column: 'systemCode', direction: 'asc' },
        { column: 'code', direction: 'asc' },
      ],
      cursor,
      limit,
      binding: filters,
    });
    const rows = await Role.findAll({
      where: {
        [Op.and]: [
          oneOf('systemCode', filters.system),
          oneOf('status', filters.status),
          ...containsWords(filters.q, ['code', 'name_zh', 'name_en']),
          list.where,
        ],
      },
      order: list.order,
      limit: list.limit,
      ...within(context),
    });
    const { items, next } = list.page(rows);
    return { items: await describeRoles(context, items, await metasOf(context, items)), next };
  },

  async getRole(context: Context, { params }: HandlerInput<typeof getRole>): Promise<RoleDetail> {
    const role = await Role.findByPk(params.roleId, within(context));
    if (!role) throw new AppError('not_found');
    const known = await metasOf(context, [role]);
    const [row] = await describeRoles(context, [role], known);
    if (!row) throw new AppError('not_found');
    const metas = known.get(role.id) ?? [];
    return {
      ...row,
      permissions: metas.map((meta) => ({ ...metaRefOf(meta), kind: meta.kind, status: meta.status })),
      baseRules: await describeRules(context, await livingRules(context, { roleId: role.id })),
      holders: await countHolders(context, deps, { roleId: role.id }),
    };
  },
});
