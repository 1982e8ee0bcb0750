import { Op, type WhereOptions } from 'sequelize';
import type * as contract from '@eoms/contracts/access/requests.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { systemCodes } from '@eoms/contracts/systems';
import { keysetPage } from '../../database/keyset.ts';
import type { Context } from '../../http/context.ts';
import { voiceOf, type Voice } from './authority.ts';
import type { TargetIds } from './catalogue-limits.ts';
import { AccessRequest, AccessRequestItem, Decision } from './grants.model.ts';
import { memoryPage } from './memory-page.ts';
import { presentInbox } from './request-present.ts';
import { loadDossiers, progress, subjectOf, type Dossier } from './request-store.ts';
import { decidersNow, namesFor } from './request-views.ts';
import { currentStep } from './routing.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import { outlineOf, partiesOf, weigh } from './subject.ts';

/** How much is read for one person: so many requests at a time, and no more than the oldest that wait for him. */
const usual = { batch: 200, most: 500 };
const IDS_AT_ONCE = 500;

type Reading = Pick<Context, 'transaction' | 'now'>;

/** A request somebody decides now. */
export interface Waiting {
  readonly dossier: Dossier;
  readonly voice: Voice;
  readonly dueAt: Date;
}

/** A pending request as far as it says whom it may concern. */
type Outline = Pick<AccessRequest, 'id' | 'granteeId' | 'requesterId'>;

/** What a pending request may be to somebody: his as a superior, his as an owner, or neither; null where he decides nothing at all. */
function concernOf(situation: Situation, personId: string): ((outline: Outline) => 'SUPERIOR' | 'OWNER' | null) | null {
  const lends = situation.delegations.filter(({ delegateId }) => delegateId === personId);
  const voices = [personId, ...lends.map(({ ownerId }) => ownerId)];
  const isOwner =
    situation.isPermissionOwner(personId) ||
    systemCodes.some((system) => voices.includes(situation.targets.ownerOf(system) ?? ''));
  const leads = situation.facts.heads.some((head) => voices.includes(head.personId));
  if (!isOwner && !leads) return null;
  return ({ granteeId }) => {
    if (granteeId !== null && voices.some((id) => situation.isAbove(id, granteeId))) return 'SUPERIOR';
    return isOwner ? 'OWNER' : null;
  };
}

/** Requests of which an owner has no say yet, because a superior decides first and nobody has spoken. */
async function untouched({ transaction }: Reading, situation: Situation, rows: readonly Outline[]) {
  const first = rows.filter(
    (row) => row.granteeId !== null && situation.superiorsOf(row.granteeId, partiesOf(situation, row)).length > 0,
  );
  if (first.length === 0) return new Set<string>();
  const spoken = await Decision.findAll({
    attributes: ['requestId'],
    where: { requestId: first.map(({ id }) => id) },
    transaction: transaction ?? null,
  });
  const begun = new Set(spoken.map(({ requestId }) => requestId));
  return new Set(first.map(({ id }) => id).filter((id) => !begun.has(id)));
}

const pendingAt = (now: Date): WhereOptions => ({ state: 'PENDING', expiresAt: { [Op.gt]: now } });

/** Ids of some pending requests that may concern somebody, the oldest first; reads no more than who asks for whom. */
async function possibleIn(
  situation: Situation,
  { transaction, now }: Reading,
  concern: NonNullable<ReturnType<typeof concernOf>>,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ ids: string[]; next: string | null }> {
  const sort = [{ column: 'createdAt', direction: 'asc' as const }];
  const list = keysetPage(AccessRequest, { sort, cursor, limit, binding: 'pending' });
  const rows = await AccessRequest.findAll({
    attributes: ['id', 'granteeId', 'requesterId', 'createdAt'],
    where: { [Op.and]: [pendingAt(now), list.where] },
    order: list.order,
    limit: list.limit,
    transaction: transaction ?? null,
  });
  const { items, next } = list.page(rows);
  const concerned = items.map((row) => ({ row, as: concern(row) })).filter(({ as }) => as !== null);
  const asOwner = concerned.filter(({ as }) => as === 'OWNER').map(({ row }) => row);
  const early = await untouched({ transaction, now }, situation, asOwner);
  return {
    ids: concerned.map(({ row }) => row.id).filter((id) => !early.has(id)),
    next,
  };
}

/** The voice somebody has in a request that waits, and until when; null when it waits for others. */
function waitsFor(situation: Situation, dossier: Dossier, personId: string): Waiting | null {
  const subject = subjectOf(dossier);
  const { systems } = outlineOf(situation, subject);
  const asked = { granteeId: subject.granteeId, requesterId: subject.requesterId, systems };
  const { spoken, current } = progress(dossier);
  if (!current) return null;
  // Weighing reach and conflicts is only worth it where he could have a voice at all.
  const possible = (['SUPERIOR', 'OWNER', 'PERMISSION_OWNERS'] as const).some((rule) =>
    voiceOf(situation, asked, rule, personId, spoken),
  );
  const routed = possible ? currentStep(situation, dossier, subject, weigh(situation, subject)) : null;
  const voice = routed && voiceOf(situation, asked, routed.rule, personId, spoken);
  if (!routed || !voice) return null;
  const overdue = situation.at >= routed.step.dueAt;
  if (!decidersNow(situation, asked, routed.rule, { overdue, spoken }).includes(personId)) return null;
  return { dossier, voice, dueAt: routed.step.dueAt };
}

/**
 * Requests that somebody decides now, the oldest first: his own, those of whom he stands in for, and overdue ones of the level
 * below. Only requests that may concern him are read with everything that belongs to them, some at a time.
 */
export async function waitingFor(
  situation: Situation,
  context: Reading,
  personId: string,
  { batch: limit, most } = usual,
): Promise<{ waiting: Waiting[]; more: boolean }> {
  const concern = concernOf(situation, personId);
  const waiting: Waiting[] = [];
  if (!concern) return { waiting, more: false };
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const batch: Awaited<ReturnType<typeof possibleIn>> = await possibleIn(situation, context, concern, {
      cursor,
      limit,
    });
    const dossiers = await loadDossiers(context, batch.ids);
    waiting.push(...dossiers.flatMap((dossier) => waitsFor(situation, dossier, personId) ?? []));
    if (waiting.length > most) return { waiting: waiting.slice(0, most), more: true };
    cursor = batch.next;
  }
  return { waiting, more: false };
}

/** Requests that wait for the caller. */
export async function listInbox(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listInbox>,
): Promise<HandlerOutput<typeof contract.listInbox>> {
  const { q, system, risk, kind, sort, order, cursor, limit } = query;
  const situation = await loadSituation(deps, context);
  const { waiting, more } = await waitingFor(situation, context, context.caller.id);
  const names = await namesFor(
    context,
    q ? waiting.map(({ dossier }) => dossier.request.granteeId ?? dossier.request.requesterId) : [],
    [],
  );
  const rows = waiting
    .map((one) => ({ ...one, outline: outlineOf(situation, subjectOf(one.dossier)) }))
    .filter(({ outline }) => !system || outline.systems.some((code) => system.includes(code)))
    .filter(({ outline }) => !risk || risk.includes(outline.tier))
    .filter(({ dossier }) => !kind || kind.includes(dossier.request.kind))
    .filter(({ dossier: { request } }) => {
      if (!q) return true;
      const person = names.person(request.granteeId ?? request.requesterId);
      const words = [request.number, request.reason, person.name, person.employeeNo].join(' ');
      return words.toLowerCase().includes(q.toLowerCase());
    });
  const page = memoryPage(rows, {
    key: ({ dueAt, dossier, outline }) => {
      if (sort === 'riskTier') return outline.tier;
      return (sort === 'dueAt' ? dueAt : (dossier.request.submittedAt ?? dueAt)).getTime();
    },
    id: ({ dossier }) => dossier.request.id,
    order,
    cursor,
    limit,
    binding: { list: 'inbox', of: context.caller.id, q, system, risk, kind, sort },
  });
  return { items: await presentInbox(situation, context, page.items), next: page.next, total: rows.length, more };
}

/** Roles and permissions that pending requests ask for; null when no request is pending. */
async function askedFor({ now, transaction }: Reading): Promise<TargetIds | null> {
  const options = { raw: true, transaction: transaction ?? null } as const;
  const pending = await AccessRequest.findAll({ attributes: ['id'], where: pendingAt(now), ...options });
  const requestIds = pending.map(({ id }) => id);
  if (requestIds.length === 0) return null;
  const targets = ['roleId', 'metaId'];
  const items: Pick<AccessRequestItem, 'roleId' | 'metaId'>[] = [];
  for (let start = 0; start < requestIds.length; start += IDS_AT_ONCE) {
    const where = { requestId: requestIds.slice(start, start + IDS_AT_ONCE) };
    items.push(...(await AccessRequestItem.findAll({ attributes: targets, where, group: targets, ...options })));
  }
  return {
    roleIds: items.flatMap(({ roleId }) => roleId ?? []),
    metaIds: items.flatMap(({ metaId }) => metaId ?? []),
  };
}

/** What waits for the caller, for the home page: everybody asks it all day, so it reads no more than pending requests are about. */
export async function inboxWork(deps: GrantsDeps, context: Context) {
  const among = await askedFor(context);
  if (!among) return [];
  const situation = await loadSituation(deps, context, among);
  const { waiting, more } = await waitingFor(situation, context, context.caller.id);
  if (waiting.length === 0) return [];
  const overdue = waiting.some(({ dueAt }) => dueAt <= context.now);
  return [
    {
      key: 'access.inbox',
      title: { zh: '待我审批的权限申请', en: 'Requests to decide' },
      count: waiting.length,
      more,
      tone: overdue ? ('attention' as const) : ('neutral' as const),
      path: '/inbox',
    },
  ];
}
