import type { ClientProposal } from '@eoms/contracts/access/clients.record';
import type { AccessRequest, ChangeShown } from '@eoms/contracts/access/requests.record';
import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { metaRefsByCode } from '../catalogue/references.service.ts';
import type { ChangeApplier } from '../grants/change-requests.service.ts';
import { unitRefs } from '../people/references.service.ts';
import { shownKeys, type KeySet } from './client-keys.ts';
import { auditedClient, reachOf, type ClientsDeps } from './client-reads.service.ts';
import { assertStillPossible } from './client-values.ts';
import { ServiceClient } from './clients.model.ts';
import { reachesClient, widens, type Power } from './clients.policy.ts';

/** Kind under which changes of service clients wait for their approval. */
export const CLIENT = 'client';

/** A client as it shall be: what the decisions sign. */
export interface ClientChange {
  readonly id: string;
  readonly clientId: string;
  /** Version it was worked out from; null for a client that is not registered yet. */
  readonly version: number | null;
  readonly name: string;
  readonly metas: MetaCode[];
  readonly scopeKind: 'ALL' | 'STORES';
  readonly storeIds: string[];
  readonly jwks: KeySet;
}

type Shape = Pick<ServiceClient, 'metas' | 'scopeKind' | 'storeIds' | 'jwks'>;

const keyText = ({ kid, x, y }: Record<string, unknown>): string => [kid, x, y].map(String).join(' ');

const powerOf = (shape: Shape): Power => ({
  metas: shape.metas,
  stores: reachOf(shape),
  keys: (shape.jwks?.keys ?? []).map(keyText),
});

/** True when a client could do more as it shall be, or somebody else could act as it. */
export const needsAgreement = (before: Shape, after: Shape): boolean => widens(powerOf(before), powerOf(after));

const inTransactionOf = ({ transaction }: Context) => ({ transaction: transaction ?? null });

const present = ({ id }: ClientChange, context: Context): Promise<ServiceClient | null> =>
  ServiceClient.findByPk(id, inTransactionOf(context));

async function assertApplicable(deps: ClientsDeps, context: Context, change: ClientChange): Promise<void> {
  if (change.version === null) {
    const taken = await ServiceClient.count({ where: { clientId: change.clientId }, ...inTransactionOf(context) });
    if (taken > 0) throw new AppError('client_id_taken');
  } else {
    const client = await present(change, context);
    if (client?.status === 'WITHDRAWN') throw new AppError('client_withdrawn');
    if (client?.version !== change.version) throw new AppError('change_not_applicable');
  }
  await assertStillPossible(deps, context, { metas: change.metas, stores: reachOf(change) });
}

const LISTED = 10;
const words = (zh: string, en: string): Localized => ({ zh, en });
const same = (text: string): Localized => words(text, text);

function joined(texts: readonly Localized[]): Localized {
  const first = texts.slice(0, LISTED);
  const more = texts.length - first.length;
  return words(
    first.map(({ zh }) => zh).join('、') + (more > 0 ? ` 等 ${texts.length} 项` : ''),
    first.map(({ en }) => en).join(', ') + (more > 0 ? ` and ${more} more` : ''),
  );
}

/** Each thing decisions are about, in words. */
async function linesOf(context: Context, shape: Shape & Pick<ServiceClient, 'name'>): Promise<Localized[]> {
  const metas = await metaRefsByCode(context, shape.metas);
  const stores = await unitRefs(context, shape.storeIds);
  const keys = await shownKeys(shape.jwks);
  return [
    same(shape.name),
    joined(shape.metas.toSorted().map((code) => metas.get(code)?.name ?? same(code))),
    shape.scopeKind === 'ALL'
      ? words('全部门店', 'every store')
      : joined(shape.storeIds.toSorted().map((id) => stores.get(id)?.name ?? same(id))),
    joined(keys.map(({ kid, thumbprint }) => same(kid === thumbprint ? kid : `${kid} · ${thumbprint}`))),
  ];
}

const LABELS = [
  words('名称', 'Name'),
  words('权限', 'Permissions'),
  words('门店范围', 'Stores'),
  words('公钥', 'Public keys'),
];

async function describe(context: Context, change: ClientChange): Promise<Omit<ChangeShown, 'kind'>> {
  const current = await present(change, context);
  const after = await linesOf(context, change);
  const before = current && (await linesOf(context, current));
  const metas = await metaRefsByCode(context, change.metas);
  const lines = LABELS.map((label, index) => ({
    label,
    before: before?.[index] ?? null,
    after: after[index] ?? null,
  }));
  return {
    title: current
      ? words(`变更接入方 ${current.clientId}`, `Change the service client ${current.clientId}`)
      : words(`登记接入方 ${change.clientId}`, `Register the service client ${change.clientId}`),
    lines: lines.filter((line) => line.before?.zh !== line.after?.zh),
    metas: change.metas.flatMap((code) => metas.get(code) ?? []),
    // No person gains or loses anything.
    gained: null,
    lost: null,
  };
}

async function write(context: Context, { id, clientId, version, ...values }: ClientChange): Promise<void> {
  const transaction = context.transaction ?? null;
  if (version === null) {
    const row = { id, clientId, status: 'ACTIVE' as const, createdAt: context.now, ...values };
    await ServiceClient.create(row, { transaction });
    return;
  }
  const where = { id, version, status: 'ACTIVE' as const };
  const changed = await updateWhere(ServiceClient, { ...values, version: version + 1 }, where, { transaction });
  if (changed !== 1) throw new AppError('change_not_applicable');
}

async function apply(deps: ClientsDeps, context: Context, change: ClientChange, requestId: string): Promise<void> {
  const { transaction, now } = context;
  if (!transaction) throw new Error('a service client is only changed inside a transaction');
  const seq = await recordChange(transaction, 'client', change.id, now);
  await assertApplicable(deps, context, change);
  const before = await present(change, context);
  await write(context, change);
  const after = await present(change, context);
  await recordAudit(context, {
    action: 'applyChange',
    objectKind: 'client',
    objectId: change.id,
    detail: { clientId: change.clientId, changeId: requestId, seq },
    before: before && (await auditedClient(before)),
    after: after && (await auditedClient(after)),
  });
}

/** What carries out changes of service clients that permission owners agreed to. */
export const clientApplier = (deps: ClientsDeps): ChangeApplier<ClientChange> => ({
  validate: (context, change) => assertApplicable(deps, context, change),
  describe,
  apply: (context, change, requestId) => apply(deps, context, change, requestId),
  // Whoever changes what a program may do can act through all of it.
  touchedMetas: (_context, { metas }) => Promise.resolve(metas),
});

const proposalOf = (request: AccessRequest, { id, clientId, version, name }: ClientChange): ClientProposal => ({
  serviceId: version === null ? null : id,
  clientId,
  name,
  request,
});

/** Enters a change of a client for permission owners. @throws AppError as {@link clientApplier} and `no_decider`. */
export async function proposeClient(
  { changes }: ClientsDeps,
  context: Context,
  change: ClientChange,
  reason: string,
): Promise<ClientProposal> {
  const metas = await metaRefsByCode(context, change.metas);
  const touchedTier = Math.max(0, ...[...metas.values()].map(({ riskTier }) => riskTier));
  const request = await changes.submitChange(context, { kind: CLIENT, content: change, reason, touchedTier });
  return proposalOf(request, change);
}

/** Proposals that wait, as far as the caller sees the client as it is and as it shall be. */
export async function listProposals({ changes }: ClientsDeps, context: Context): Promise<{ items: ClientProposal[] }> {
  const scope = context.caller.access.scope('access.client.view');
  const clients = await ServiceClient.findAll({ attributes: ['id', 'scopeKind', 'storeIds'] });
  const hidden = new Set(clients.filter((client) => !reachesClient(scope, reachOf(client))).map(({ id }) => id));
  const isShown = (content: unknown): boolean => {
    const change = content as ClientChange;
    return !hidden.has(change.id) && reachesClient(scope, reachOf(change));
  };
  const waiting = await changes.pendingChanges(context, { kind: CLIENT, isShown });
  return { items: waiting.map(({ request, content }) => proposalOf(request, content as ClientChange)) };
}
