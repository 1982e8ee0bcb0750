import type * as contract from '@eoms/contracts/access/clients.contract';
import type { ServiceClientRecord } from '@eoms/contracts/access/clients.record';
import type { HandlerInput, MetaCode } from '@eoms/contracts/endpoint';
import type { Transaction } from 'sequelize';
import { isDuplicate } from '../../database/failures.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError, type RefusedValue } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { unitsByIds } from '../people/people.service.ts';
import { readKeys, shownKeys, type KeySet } from './client-keys.ts';
import { findReached, givable, presentClient, reachOf, type ClientsDeps } from './client-reads.service.ts';
import { ServiceClient } from './clients.model.ts';
import { reachesClient } from './clients.policy.ts';

const MANAGE = 'access.client.manage';

type Entered = HandlerInput<typeof contract.changeClient>['body'];

function transactionOf({ transaction }: Context): Transaction {
  if (!transaction) throw new Error('service clients are only changed inside a transaction');
  return transaction;
}

async function metaRefusals(deps: ClientsDeps, context: Context, { metas }: Entered): Promise<RefusedValue[]> {
  const allowed = metas === undefined ? new Set<string>() : await givable(deps, context);
  return (metas ?? []).flatMap((meta, index) =>
    allowed.has(meta)
      ? []
      : [
          {
            pointer: `#/body/metas/${index}`,
            code: 'client_meta_forbidden',
            messages: {
              zh: `接入方不能持有权限点 ${meta}（不存在、已停用，或属于权限中心）`,
              en: `A service client cannot hold ${meta}: unknown, retired, or of the permission centre`,
            },
          },
        ],
  );
}

async function storeRefusals(context: Context, { storeIds }: Entered): Promise<RefusedValue[]> {
  if (storeIds === undefined) return [];
  const inside = reachesClient(context.caller.access.scope(MANAGE), storeIds);
  const units = storeIds === null ? new Map() : await unitsByIds(context, storeIds);
  if (inside && (storeIds ?? []).every((id) => units.get(id)?.kind === 'STORE')) return [];
  const messages = {
    zh: '含有不存在或不在你管理范围内的门店',
    en: 'A store does not exist or lies outside what you manage',
  };
  return [{ pointer: '#/body/storeIds', code: 'store_unknown', messages }];
}

interface Values {
  readonly name?: string;
  readonly metas?: MetaCode[];
  readonly scopeKind?: 'ALL' | 'STORES';
  readonly storeIds?: string[];
  readonly jwks?: KeySet;
}

/** What a command writes, checked. @throws AppError `validation_failed`. */
async function valuesOf(deps: ClientsDeps, context: Context, entered: Entered): Promise<Values> {
  const errors = [...(await metaRefusals(deps, context, entered)), ...(await storeRefusals(context, entered))];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  const { name, metas, storeIds, keys } = entered;
  return {
    ...(name === undefined ? {} : { name }),
    ...(metas === undefined ? {} : { metas: [...new Set(metas)].sort() as MetaCode[] }),
    ...(storeIds === undefined
      ? {}
      : { scopeKind: storeIds === null ? 'ALL' : 'STORES', storeIds: [...new Set(storeIds)].sort() }),
    ...(keys === undefined ? {} : { jwks: await readKeys(keys) }),
  };
}

/** What the audit log keeps of a client. */
const picture = async (client: ServiceClient) => ({
  name: client.name,
  status: client.status,
  metas: client.metas,
  storeIds: reachOf(client),
  keys: (await shownKeys(client.jwks)).map(({ thumbprint }) => thumbprint),
});

const creator = (deps: ClientsDeps) =>
  async function create(
    context: Context,
    { body: { clientId, ...entered } }: HandlerInput<typeof contract.createClient>,
  ): Promise<ServiceClientRecord> {
    const values = (await valuesOf(deps, context, entered)) as Required<Values>;
    const transaction = transactionOf(context);
    const id = newId();
    await recordChange(transaction, 'client', id, context.now);
    const row = { id, clientId, status: 'ACTIVE' as const, createdAt: context.now, ...values };
    let client: ServiceClient;
    try {
      client = await ServiceClient.create(row, { transaction });
    } catch (error) {
      if (isDuplicate(error, 'service_client', ['client_id'])) throw new AppError('client_id_taken');
      throw error;
    }
    await recordAudit(context, {
      action: 'createClient',
      objectKind: 'client',
      objectId: id,
      detail: { clientId },
      after: await picture(client),
    });
    return presentClient(context, client);
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
  const current = await presentClient(context, now);
  throw new AppError('stale_version', { current, changed: differing(current, values) });
}

const changer = (deps: ClientsDeps) =>
  async function change(
    context: Context,
    { params, body, ifMatch }: HandlerInput<typeof contract.changeClient>,
  ): Promise<ServiceClientRecord> {
    const before = await found(context, params.id);
    const after = await write(context, before, ifMatch, await valuesOf(deps, context, body));
    await recordAudit(context, {
      action: 'changeClient',
      objectKind: 'client',
      objectId: before.id,
      before: await picture(before),
      after: await picture(after),
    });
    return presentClient(context, after);
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
