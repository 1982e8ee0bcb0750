import { Op } from 'sequelize';
import type * as contract from '@eoms/contracts/access/catalogue.contract';
import type { MetaDetail, MetaEntry } from '@eoms/contracts/access/catalogue.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { Meta, Role, RoleMeta } from './catalogue.model.ts';
import { countHolders, type HoldersDeps } from './holders.service.ts';
import { roleRefOf } from './references.service.ts';
import { containsWords, oneOf, within } from './searching.ts';

const entryOf = (meta: Meta): MetaEntry => ({
  id: meta.id,
  code: meta.code,
  system: meta.systemCode,
  name: { zh: meta.titleZh, en: meta.titleEn },
  kind: meta.kind,
  status: meta.status,
  riskTier: meta.riskTier,
  requestable: meta.requestable,
  maxShortMinutes: meta.maxShortMinutes,
  maxLongDays: meta.maxLongDays,
  scopeKinds: meta.scopeKinds as MetaEntry['scopeKinds'],
  declaredBy: meta.declaredBy,
  tuned: meta.tuned,
  version: meta.version,
});

async function listMetas(
  context: Context,
  { query: { cursor, limit, ...filters } }: HandlerInput<typeof contract.listMetas>,
): Promise<HandlerOutput<typeof contract.listMetas>> {
  const list = keysetPage(Meta, {
    sort: [
      { column: 'systemCode', direction: 'asc' },
      { column: 'sort', direction: 'asc' },
    ],
    cursor,
    limit,
    binding: filters,
  });
  const rows = await Meta.findAll({
    where: {
      [Op.and]: [
        oneOf('systemCode', filters.system),
        oneOf('status', filters.status),
        oneOf('kind', filters.kind),
        oneOf('riskTier', filters.risk),
        ...containsWords(filters.q, ['code', 'title_zh', 'title_en']),
        list.where,
      ],
    },
    order: list.order,
    limit: list.limit,
    ...within(context),
  });
  const { items, next } = list.page(rows);
  return { items: items.map(entryOf), next };
}

async function listSystemMetas(
  context: Context,
  { params }: HandlerInput<typeof contract.listSystemMetas>,
): Promise<HandlerOutput<typeof contract.listSystemMetas>> {
  const rows = await Meta.findAll({
    where: { systemCode: params.system },
    order: [
      ['sort', 'ASC'],
      ['bitNo', 'ASC'],
    ],
    ...within(context),
  });
  return { items: rows.map(entryOf) };
}

/** Reads of permissions. */
export const createMetasService = (deps: HoldersDeps) => ({
  listMetas,
  listSystemMetas,

  async getMeta(context: Context, { params }: HandlerInput<typeof contract.getMeta>): Promise<MetaDetail> {
    const lives = await Meta.findAll({
      where: { code: params.code as Meta['code'] },
      order: [['bitNo', 'DESC']],
      ...within(context),
    });
    const meta = lives.find(({ status }) => status !== 'RETIRED') ?? lives[0];
    if (!meta) throw new AppError('not_found');
    const pairs = await RoleMeta.findAll({ where: { metaId: meta.id }, ...within(context) });
    const roles = await Role.findAll({
      where: { id: pairs.map(({ roleId }) => roleId), status: 'ACTIVE' },
      order: [['code', 'ASC']],
      ...within(context),
    });
    return {
      ...entryOf(meta),
      createdAt: meta.createdAt.toISOString(),
      retiredAt: meta.retiredAt?.toISOString() ?? null,
      roles: roles.map(roleRefOf),
      holders: await countHolders(context, deps, { metaId: meta.id }),
    };
  },
});
