import { col, fn, Op, where as compare, type WhereOptions } from 'sequelize';
import type * as contract from '@eoms/contracts/access/clients.contract';
import type { MetaRef } from '@eoms/contracts/access/shared.record';
import { allMetas } from '@eoms/contracts/catalogue';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import { metaRefsByCode } from '../catalogue/references.service.ts';
import { clientApplier, listProposals } from './client-change.service.ts';
import { clientWriter } from './client-commands.service.ts';
import {
  findReached,
  givable,
  presentClient,
  presentClients,
  reachOf,
  type ClientsDeps,
} from './client-reads.service.ts';
import { ServiceClient } from './clients.model.ts';
import { reachesClient } from './clients.policy.ts';

const VIEW = 'access.client.view';

const inTransactionOf = ({ transaction }: Context) => ({ transaction: transaction ?? null });

/** Clients inside the scope; the list of their stores is no column, so those of a narrow scope are found by id. */
async function visibleClients(context: Context): Promise<WhereOptions> {
  const scope = context.caller.access.scope(VIEW);
  if (scope.kind === 'all') return {};
  const all = await ServiceClient.findAll({
    attributes: ['id', 'scopeKind', 'storeIds'],
    where: { scopeKind: 'STORES' },
    ...inTransactionOf(context),
  });
  return { id: { [Op.in]: all.filter((client) => reachesClient(scope, reachOf(client))).map(({ id }) => id) } };
}

async function listClients(
  context: Context,
  { query }: HandlerInput<typeof contract.listClients>,
): Promise<HandlerOutput<typeof contract.listClients>> {
  const { cursor, limit, ...binding } = query;
  const keyset = keysetPage(ServiceClient, {
    sort: [{ column: 'clientId', direction: 'asc' }],
    cursor,
    limit,
    binding,
  });
  const contains = (column: string): WhereOptions =>
    compare(fn('instr', fn('lower', col(column)), (query.q ?? '').toLowerCase()), Op.gt, 0);
  const words = query.q ? [{ [Op.or]: [contains('client_id'), contains('name')] }] : [];
  const status = query.status ? [{ status: { [Op.in]: query.status } }] : [];
  const rows = await ServiceClient.findAll({
    where: { [Op.and]: [await visibleClients(context), ...words, ...status, keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
    ...inTransactionOf(context),
  });
  const { items, next } = keyset.page(rows);
  return { items: await presentClients(context, items), next };
}

async function listClientMetas(deps: ClientsDeps, context: Context): Promise<{ items: MetaRef[] }> {
  const codes = [...(await givable(deps, context))].filter((code) => code in allMetas);
  const refs = await metaRefsByCode(context, codes);
  return { items: [...refs.values()].toSorted((a, b) => a.code.localeCompare(b.code, 'en')) };
}

/** Programs that may call: list, detail and what they may be given; changes in {@link clientWriter}. */
export const createClientsService = (deps: ClientsDeps) => ({
  listClients,
  listClientMetas: (context: Context) => listClientMetas(deps, context),
  getClient: async (context: Context, { params }: HandlerInput<typeof contract.getClient>) =>
    presentClient(context, await findReached(context, VIEW, params.id)),
  listClientProposals: (context: Context) => listProposals(deps, context),
  ...clientWriter(deps),
  /** Carries out what permission owners agreed to. */
  applier: clientApplier(deps),
});

/** Programs that may call. */
export type ClientsService = ReturnType<typeof createClientsService>;
