import { Op } from 'sequelize';
import type { listChanges } from '@eoms/contracts/access/catalogue.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import { AccessRequest } from './grants.model.ts';
import { presentRows } from './request-present.ts';
import { loadDossiers } from './request-store.ts';
import { loadSituation, type GrantsDeps } from './situation.ts';

/** Changes of the catalogue, whoever proposed them, the newest first; the catalogue says who may see them. */
export async function listChangeRequests(
  deps: GrantsDeps,
  context: Context,
  { cursor, limit }: HandlerInput<typeof listChanges>['query'],
): Promise<HandlerOutput<typeof listChanges>> {
  const list = keysetPage(AccessRequest, {
    sort: [{ column: 'createdAt', direction: 'desc' }],
    cursor,
    limit,
    binding: { list: 'changes' },
  });
  const rows = await AccessRequest.findAll({
    where: { [Op.and]: [{ kind: 'CHANGE' }, list.where] },
    order: list.order,
    limit: list.limit,
    transaction: context.transaction ?? null,
  });
  const { items, next } = list.page(rows);
  const situation = await loadSituation(deps, context);
  const dossiers = await loadDossiers(
    context,
    items.map(({ id }) => id),
  );
  return { items: await presentRows(situation, context, dossiers), next };
}
