import type { ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { AccessService } from '../access/access.service.ts';
import type { GrantsService } from '../grants/grants.service.ts';
import { metaRefsByCode } from '../catalogue/references.service.ts';
import { unitRefs } from '../people/references.service.ts';
import { shownKeys } from './client-keys.ts';
import { ServiceClient } from './clients.model.ts';
import { mayBeGiven, reachesClient } from './clients.policy.ts';

/** What the keeping of service clients is given by composition. */
export interface ClientsDeps {
  readonly access: Pick<AccessService, 'facts'>;
  /** Changes that wait for permission owners. */
  readonly changes: Pick<GrantsService, 'submitChange' | 'pendingChanges'>;
}

const MANAGE = 'access.client.manage';

/** Stores a client reaches; null means every store. */
export const reachOf = ({ scopeKind, storeIds }: Pick<ServiceClient, 'scopeKind' | 'storeIds'>): string[] | null =>
  scopeKind === 'ALL' ? null : storeIds;

const inTransactionOf = ({ transaction }: Context) => ({ transaction: transaction ?? null });

/** The client when a permission of the caller reaches it. @throws AppError `not_found`. */
export async function findReached(context: Context, meta: MetaCode, id: string): Promise<ServiceClient> {
  const client = await ServiceClient.findByPk(id, inTransactionOf(context));
  if (!client || !reachesClient(context.caller.access.scope(meta), reachOf(client))) throw new AppError('not_found');
  return client;
}

/** What the audit log keeps of a client. */
export const auditedClient = async (client: ServiceClient) => ({
  name: client.name,
  status: client.status,
  metas: client.metas,
  storeIds: reachOf(client),
  keys: (await shownKeys(client.jwks)).map(({ thumbprint }) => thumbprint),
});

/** Clients as pages show them to the caller. */
export async function presentClients(
  context: Context,
  clients: readonly ServiceClient[],
): Promise<ServiceClientRecord[]> {
  const metas = await metaRefsByCode(
    context,
    clients.flatMap((client) => client.metas),
  );
  const stores = await unitRefs(
    context,
    clients.flatMap((client) => client.storeIds),
  );
  const scope = context.caller.access.scope(MANAGE);
  return Promise.all(
    clients.map(async (client) => {
      const reach = reachOf(client);
      return {
        id: client.id,
        clientId: client.clientId,
        name: client.name,
        status: client.status,
        metas: client.metas.flatMap((code) => metas.get(code) ?? []),
        stores: reach && reach.flatMap((id) => stores.get(id) ?? []),
        keys: await shownKeys(client.jwks),
        createdAt: client.createdAt.toISOString(),
        version: client.version,
        mayChange: client.status === 'ACTIVE' && reachesClient(scope, reach),
      };
    }),
  );
}

/** One client as its page shows it. */
export async function presentClient(context: Context, client: ServiceClient): Promise<ServiceClientRecord> {
  const [shown] = await presentClients(context, [client]);
  if (!shown) throw new AppError('not_found');
  return shown;
}

/** Permissions a program may be given: living ones, except those that decide about permissions. */
export async function givable({ access }: ClientsDeps, context: Context): Promise<ReadonlySet<string>> {
  const { metas } = await access.facts(context.transaction);
  return new Set(metas.filter(({ code, live }) => live && mayBeGiven(code)).map(({ code }) => code));
}
