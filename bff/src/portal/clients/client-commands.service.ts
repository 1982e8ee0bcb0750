import type * as contract from '@eoms/contracts/access/clients.contract';
import type { ClientProposal, ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { Transaction } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { needsAgreement, proposeClient } from './client-change.service.ts';
import { auditedClient, findReached, presentClient, type ClientsDeps } from './client-reads.service.ts';
import { valuesOf, type Values } from './client-values.ts';
import { ServiceClient } from './clients.model.ts';

const MANAGE = 'access.client.manage';

function transactionOf({ transaction }: Context): Transaction {
  if (!transaction) throw new Error('service clients are only changed inside a transaction');
  return transaction;
}

const manageScope = ({ caller }: Context) => caller.access.scope(MANAGE);

/** Proposes a client; it is registered when permission owners have agreed. */
const creator = (deps: ClientsDeps) =>
  async function create(
    context: Context,
    { body: { clientId, reason, ...entered } }: HandlerInput<typeof contract.createClient>,
  ): Promise<ClientProposal> {
    const asked = { before: null, scope: manageScope(context) };
    const values = (await valuesOf(deps, context, entered, asked)) as Required<Values>;
    return proposeClient(deps, context, { id: newId(), clientId, version: null, ...values }, reason);
  };

/** Fields in which the caller's wish differs from what is there now. */
const differing = (current: ServiceClientRecord, wanted: Values): string[] => {
  const now = { name: current.name, metas: current.metas.map(({ code }) => code).sort() };
  return [
    ...(wanted.name !== undefined && wanted.name !== now.name ? ['name'] : []),
    ...(wanted.metas && wanted.metas.join() !== now.metas.join() ? ['metas'] : []),
    ...(wanted.storeIds &&
    wanted.storeIds.join() !==
      (current.stores ?? [])
        .map(({ id }) => id)
        .sort()
        .join()
      ? ['stores']
      : []),
  ];
};

async function found(context: Context, id: string): Promise<ServiceClient> {
  const client = await findReached(context, MANAGE, id);
  if (client.status === 'WITHDRAWN') throw new AppError('client_withdrawn');
  return client;
}

async function stale(context: Context, client: ServiceClient, values: Values): Promise<AppError> {
  const current = await presentClient(context, client);
  return new AppError('stale_version', { current, changed: differing(current, values) });
}

/** Writes in the version the caller saw. @throws AppError `stale_version` when somebody was faster. */
async function write(
  context: Context,
  client: ServiceClient,
  ifMatch: number,
  values: Values & { status?: 'WITHDRAWN' },
): Promise<ServiceClient> {
  const transaction = transactionOf(context);
  await recordChange(transaction, 'client', client.id, context.now);
  const where = { id: client.id, version: ifMatch, status: 'ACTIVE' as const };
  const changed = await updateWhere(ServiceClient, { ...values, version: ifMatch + 1 }, where, { transaction });
  const now = await ServiceClient.findByPk(client.id, { transaction, lock: true });
  if (!now) throw new AppError('not_found');
  if (changed === 1) return now;
  if (now.status === 'WITHDRAWN') throw new AppError('client_withdrawn');
  throw await stale(context, now, values);
}

/** What takes away is in force at once; what gives more waits for permission owners as a whole. */
const changer = (deps: ClientsDeps) =>
  async function change(
    context: Context,
    { params, body: { reason, ...entered }, ifMatch }: HandlerInput<typeof contract.changeClient>,
  ): Promise<HandlerOutput<typeof contract.changeClient>> {
    const before = await found(context, params.id);
    const values = await valuesOf(deps, context, entered, { before, scope: manageScope(context) });
    const { id, clientId, name, metas, scopeKind, storeIds, jwks, version } = before;
    const wanted = { name, metas, scopeKind, storeIds, jwks: jwks ?? { keys: [] }, ...values };
    // What is compared is the version that is written, so a change judged harmless cannot land on a narrower client.
    if (version !== ifMatch) throw await stale(context, before, values);
    if (needsAgreement(before, wanted)) {
      const proposal = await proposeClient(deps, context, { id, clientId, version, ...wanted }, reason);
      return { client: await presentClient(context, before), proposal };
    }
    const after = await write(context, before, ifMatch, values);
    await recordAudit(context, {
      action: 'changeClient',
      objectKind: 'client',
      objectId: id,
      before: await auditedClient(before),
      after: await auditedClient(after),
      reason,
    });
    return { client: await presentClient(context, after), proposal: null };
  };

async function withdraw(
  context: Context,
  { params, body, ifMatch }: HandlerInput<typeof contract.withdrawClient>,
): Promise<ServiceClientRecord> {
  const before = await found(context, params.id);
  const after = await write(context, before, ifMatch, { status: 'WITHDRAWN' });
  await recordAudit(context, {
    action: 'withdrawClient',
    objectKind: 'client',
    objectId: before.id,
    before: { status: before.status },
    after: { status: after.status },
    reason: body.reason,
  });
  return presentClient(context, after);
}

/** Commands on service clients; each is in force at the client's next request. */
export const clientWriter = (deps: ClientsDeps) => ({
  createClient: creator(deps),
  changeClient: changer(deps),
  withdrawClient: withdraw,
});
