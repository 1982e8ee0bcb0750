import { Op } from 'sequelize';
import { keysetPage } from '../../../database/keyset.ts';
import { scopedWhere } from '../../../database/scoped.ts';
import type { Context, Scope } from '../../../http/context.ts';
import { containsWords, within, type StoreRegister } from './store-reads.service.ts';

/** Which stores to choose from, and which page of them. */
export interface StoreChoiceQuery {
  readonly q?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Stores inside a scope by id and name, for systems that let people choose one; in the order of their codes. */
export async function searchStores(
  { models }: StoreRegister,
  context: Context,
  scope: Scope,
  { q, cursor, limit }: StoreChoiceQuery,
) {
  const keyset = keysetPage(models.Store, {
    sort: [{ column: 'code', direction: 'asc' }],
    cursor,
    limit,
    binding: { choices: q ?? '' },
  });
  const rows = await models.Store.findAll({
    attributes: ['id', 'code', 'name'],
    where: { [Op.and]: [...containsWords(q, ['store.search_text']), keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
    scopeBy: scopedWhere(scope, 'id'),
    ...within(context),
  });
  const { items, next } = keyset.page(rows);
  return { items: items.map((row) => ({ id: row.get('id') as string, name: row.get('name') as string })), next };
}
