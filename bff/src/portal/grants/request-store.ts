import { createHash } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChanges, type Change } from '../access/access.service.ts';
import { recordAudit, type AuditedContext } from '../audit/audit.service.ts';
import { canonicalContent, type Content, type ContentItem } from './content.policy.ts';
import { AccessRequest, AccessRequestItem, ApprovalStep, Decision } from './grants.model.ts';
import { countsFor, progressOf, type Need } from './steps.policy.ts';
import type { Subject } from './subject.ts';

const DAY = 24 * 3600_000;
const SHANGHAI = 8 * 3600_000;

/** A context whose change is under way. */
export interface Changing extends AuditedContext {
  readonly transaction: Transaction;
}

/** A request with its items, steps and decisions of all revisions. */
export interface Dossier {
  readonly request: AccessRequest;
  readonly items: readonly AccessRequestItem[];
  readonly steps: readonly ApprovalStep[];
  readonly decisions: readonly Decision[];
}

/**
 * Begins a change: the row of the epoch stays locked until the commit, so that whatever is read afterwards holds until then and
 * two changes of grants never overlap. Answers the `seq` of the facts written with it.
 */
export async function begin(
  context: AuditedContext,
  changes: readonly Change[],
): Promise<{ seq: number; changing: Changing }> {
  const { transaction } = context;
  if (!transaction) throw new Error('grants and requests are only changed inside a transaction');
  const seq = await recordChanges(transaction, changes, context.now);
  return { seq, changing: { ...context, transaction } };
}

/** What a change of a request is about, for the log of changes. */
export const changeAbout = ({ granteeId, id }: { readonly granteeId: string | null; readonly id: string }): Change =>
  granteeId === null ? { kind: 'policy', ref: id } : { kind: 'person', ref: granteeId };

/** Digest of a content: what a decision signs. */
export const hashOf = (content: Content): string =>
  createHash('sha256').update(canonicalContent(content)).digest('hex');

/** What a dossier asks for. */
export const subjectOf = ({ request, items }: Pick<Dossier, 'request' | 'items'>): Subject => ({
  granteeId: request.granteeId,
  requesterId: request.requesterId,
  origin: request.origin,
  kind: request.kind,
  items: items.map(({ roleId, metaId, scopeKind, scopeUnitIds }) => ({ roleId, metaId, scopeKind, scopeUnitIds })),
  wantedFrom: request.wantedFrom,
  wantedUntil: request.wantedUntil,
  durationMinutes: request.durationMinutes,
  change: request.change,
});

/** True while somebody may decide; time alone ends it. */
export const isPending = ({ state, expiresAt }: AccessRequest, at: Date): boolean =>
  state === 'PENDING' && (expiresAt === null || at < expiresAt);

/** State as it is at an instant, whether or not anything wrote it down. */
export const stateAt = (request: AccessRequest, at: Date): AccessRequest['state'] =>
  request.state === 'PENDING' && !isPending(request, at) ? 'EXPIRED' : request.state;

/** Reads requests with everything that belongs to them, in the order of the ids; unknown ids are left out. */
export async function loadDossiers(
  { transaction }: Pick<Context, 'transaction'>,
  requestIds: readonly string[],
): Promise<Dossier[]> {
  if (requestIds.length === 0) return [];
  const options = { transaction: transaction ?? null };
  const where = { requestId: [...requestIds] };
  const [requests, items, steps, decisions] = [
    await AccessRequest.findAll({ where: { id: [...requestIds] }, ...options }),
    await AccessRequestItem.findAll({ where, order: [['no', 'ASC']], ...options }),
    await ApprovalStep.findAll({
      where,
      order: [
        ['revision', 'ASC'],
        ['no', 'ASC'],
      ],
      ...options,
    }),
    await Decision.findAll({
      where,
      order: [
        ['at', 'ASC'],
        ['id', 'ASC'],
      ],
      ...options,
    }),
  ];
  const byId = new Map(requests.map((request) => [request.id, request]));
  const [itemsOf, stepsOf, decisionsOf] = [
    Map.groupBy(items, ({ requestId }) => requestId),
    Map.groupBy(steps, ({ requestId }) => requestId),
    Map.groupBy(decisions, ({ requestId }) => requestId),
  ];
  return requestIds.flatMap((id) => {
    const request = byId.get(id);
    if (!request) return [];
    return [
      { request, items: itemsOf.get(id) ?? [], steps: stepsOf.get(id) ?? [], decisions: decisionsOf.get(id) ?? [] },
    ];
  });
}

/** Reads one request. @throws AppError `not_found` */
export async function loadDossier(context: Pick<Context, 'transaction'>, requestId: string): Promise<Dossier> {
  const [dossier] = await loadDossiers(context, [requestId]);
  if (!dossier) throw new AppError('not_found');
  return dossier;
}

/** Steps of the present revision with their state, and who has spoken in it. */
export function progress({ request, steps, decisions }: Dossier) {
  const counted = decisions.filter((decision) => countsFor(request, decision));
  const all = progressOf(request, steps, decisions);
  return {
    all,
    counted,
    current: all.find(({ state }) => state === 'CURRENT'),
    spoken: new Set(counted.flatMap(({ actorId, onBehalfOfId }) => [actorId, ...(onBehalfOfId ? [onBehalfOfId] : [])])),
  };
}

const plain = (row: { get(options: { plain: true }): object }, without: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row.get({ plain: true })).filter(([name]) => !without.includes(name)));

/** A row as the audit log keeps it: everything but the words of people. */
export const rowOf = (row: { get(options: { plain: true }): object }): Record<string, unknown> =>
  plain(row, ['reason', 'comment', 'revokeReason', 'ticketRef']);

/** Writes the one audit event of a change of a request, with the request as it is now, so that the log alone reproduces it. */
export async function auditRequest(
  context: Changing,
  action: string,
  dossier: Dossier,
  extra: { onBehalfOf?: string | null; reason?: string | null } = {},
): Promise<void> {
  const { request, items, steps, decisions } = dossier;
  const after = {
    request: rowOf(request),
    items: items.map(rowOf),
    steps: steps.map(rowOf),
    decisions: decisions.map(rowOf),
  };
  await recordAudit(context, { action, objectKind: 'access-request', objectId: request.id, after, ...extra });
}

const dayText = (at: Date): string => new Date(at.getTime() + SHANGHAI).toISOString().slice(0, 10).replaceAll('-', '');

/** Next number of the day, `Q20261122-0007`. The lock of {@link begin} gives each once; requests are never deleted. */
export async function nextNumber({ transaction, now }: Changing): Promise<string> {
  const prefix = `Q${dayText(now)}-`;
  const taken = await AccessRequest.count({
    where: { number: { [Op.gt]: prefix, [Op.lt]: `${prefix}:` } },
    transaction,
  });
  return `${prefix}${String(taken + 1).padStart(4, '0')}`;
}

/** Puts the items of a request in place of those it had. */
export async function writeItems(
  { transaction }: Changing,
  requestId: string,
  items: readonly ContentItem[],
): Promise<void> {
  await AccessRequestItem.destroy({ where: { requestId }, transaction });
  await AccessRequestItem.bulkCreate(
    items.map(({ roleId, metaId, scopeKind, scopeUnitIds }, index) => ({
      id: newId(),
      requestId,
      no: index + 1,
      roleId,
      metaId,
      scopeKind,
      scopeUnitIds: [...new Set(scopeUnitIds)].sort(),
    })),
    { transaction },
  );
}

/** Writes steps of the present revision, from a number on. */
export async function writeSteps(
  { transaction, now }: Changing,
  { id, revision }: Pick<AccessRequest, 'id' | 'revision'>,
  needs: readonly Need[],
  { firstNo = 1, dueDays }: { firstNo?: number; dueDays: number },
): Promise<void> {
  await ApprovalStep.bulkCreate(
    needs.map(({ rule, requiredCount }, index) => ({
      id: newId(),
      requestId: id,
      revision,
      no: firstNo + index,
      rule,
      requiredCount,
      dueAt: new Date(now.getTime() + dueDays * DAY),
      createdAt: now,
    })),
    { transaction },
  );
}

/** Instant from which a request is over: some days after its submission, and at the latest when what it wants is over. */
export function expiryOf(wantedUntil: Date | null, submittedAt: Date, days: number): Date {
  const late = new Date(submittedAt.getTime() + days * DAY);
  return wantedUntil !== null && wantedUntil < late && wantedUntil > submittedAt ? wantedUntil : late;
}

/** Changes a request if it is still as it was read; raises its version. Answers false when somebody else was first. */
export async function changeRequest(
  { transaction }: Changing,
  { id, version, state, revision }: AccessRequest,
  values: Partial<Parameters<typeof AccessRequest.update>[0]>,
): Promise<boolean> {
  const where = { id, version, state, revision };
  return (await updateWhere(AccessRequest, { ...values, version: version + 1 }, where, { transaction })) === 1;
}
