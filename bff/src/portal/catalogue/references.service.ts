import type { MetaCode } from '@eoms/contracts/endpoint';
import type { MetaRef, RoleRef } from '@eoms/contracts/access/shared.record';
import type { Context } from '../../http/context.ts';
import { Meta, Role } from './catalogue.model.ts';

const inTransactionOf = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

/** A permission as other records name it. */
export const metaRefOf = ({ code, titleZh, titleEn, systemCode, riskTier }: Meta): MetaRef => ({
  code,
  name: { zh: titleZh, en: titleEn },
  system: systemCode,
  riskTier,
});

/** A role as other records name it. */
export const roleRefOf = ({ id, code, nameZh, nameEn, systemCode }: Role): RoleRef => ({
  id,
  code,
  name: { zh: nameZh, en: nameEn },
  system: systemCode,
});

/** Permissions as other records name them, by id, retired ones too; unknown ids are left out. */
export async function metaRefs(
  context: Pick<Context, 'transaction'>,
  ids: readonly (string | null)[],
): Promise<Map<string, MetaRef>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const metas = await Meta.findAll({ where: { id: wanted }, ...inTransactionOf(context) });
  return new Map(metas.map((meta) => [meta.id, metaRefOf(meta)]));
}

/** Kinds of reach in which permissions may be given, by id; an empty list allows every kind. */
export async function scopeKindsOf(
  context: Pick<Context, 'transaction'>,
  metaIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const metas = await Meta.findAll({
    attributes: ['id', 'scopeKinds'],
    where: { id: [...new Set(metaIds)] },
    ...inTransactionOf(context),
  });
  return new Map(metas.map(({ id, scopeKinds }) => [id, scopeKinds]));
}

/** Permissions as other records name them, by code; of a code that was declared again the living one; unknown codes are left out. */
export async function metaRefsByCode(
  context: Pick<Context, 'transaction'>,
  codes: readonly string[],
): Promise<Map<string, MetaRef>> {
  if (codes.length === 0) return new Map();
  const metas = await Meta.findAll({
    where: { code: [...new Set(codes)] as Meta['code'][] },
    order: [['bitNo', 'ASC']],
    ...inTransactionOf(context),
  });
  const living = metas.filter(({ status }) => status !== 'RETIRED');
  return new Map([...metas, ...living].map((meta) => [meta.code, metaRefOf(meta)]));
}

/** Roles as other records name them, by id, retired ones too; unknown ids are left out. */
export async function roleRefs(
  context: Pick<Context, 'transaction'>,
  ids: readonly (string | null)[],
): Promise<Map<string, RoleRef>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  if (wanted.length === 0) return new Map();
  const roles = await Role.findAll({ where: { id: wanted }, ...inTransactionOf(context) });
  return new Map(roles.map((role) => [role.id, roleRefOf(role)]));
}

/** Ids of living permissions by their codes; codes of none are left out. */
export async function metaIdsByCode(
  context: Pick<Context, 'transaction'>,
  codes: readonly MetaCode[],
): Promise<Map<MetaCode, string>> {
  if (codes.length === 0) return new Map();
  const metas = await Meta.findAll({ where: { liveCode: [...codes] }, ...inTransactionOf(context) });
  return new Map(metas.map(({ id, code }) => [code, id]));
}
