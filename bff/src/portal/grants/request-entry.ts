import type { AccessRequest as ShownRequest } from '@eoms/contracts/access/requests.record';
import type * as contract from '@eoms/contracts/access/requests.contract';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { windowAt, type Content } from './content.policy.ts';
import { AccessRequest } from './grants.model.ts';
import { assertSubmittable, contentOf, faultsOf, wantedOf, type Entry } from './request-content.ts';
import { presentRequests } from './request-present.ts';
import {
  auditRequest,
  begin,
  changeAbout,
  changeRequest,
  expiryOf,
  hashOf,
  isPending,
  loadDossier,
  nextNumber,
  writeItems,
  writeSteps,
  type Changing,
} from './request-store.ts';
import {
  heldIn,
  namesFor,
  plannedSteps,
  shownConflicts,
  shownHeld,
  shownItems,
  shownSteps,
  unitIdsOf,
} from './request-views.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import type { Need } from './steps.policy.ts';
import { needsFor, ownWordSuffices, weigh, type Subject } from './subject.ts';

type Fields = HandlerInput<typeof contract.previewRequest>['body'];

/** Who makes a request, for whom, and how it came about. */
export interface Origin {
  readonly requesterId: string;
  readonly origin: AccessRequest['origin'];
  readonly extendsGrantId: string | null;
}

/** Whom the caller asks for: himself, or somebody below him. @throws AppError `not_superior` */
export function originOf(situation: Situation, { caller }: Pick<Context, 'caller'>, granteeId: string | null): Origin {
  const requester = { requesterId: caller.id, extendsGrantId: null };
  if (caller.kind !== 'person') throw new AppError('not_superior');
  if (granteeId === null || granteeId === caller.id) return { ...requester, origin: 'SELF' };
  if (!situation.isAbove(caller.id, granteeId)) throw new AppError('not_superior');
  return { ...requester, origin: 'SUPERIOR' };
}

const entryOf = (fields: Fields, callerId: string): Entry => ({
  granteeId: fields.granteeId ?? callerId,
  kind: fields.kind,
  items: fields.items,
  ...wantedOf(fields),
});

/** A request as it is stored now, shown to the caller of a command. */
export async function presentAfter(situation: Situation, context: Context, requestId: string): Promise<ShownRequest> {
  const [shown] = await presentRequests(situation, context, [await loadDossier(context, requestId)]);
  if (!shown) throw new AppError('not_found');
  return shown;
}

/** What the store needs to know of a new request. */
export interface NewRequest extends Origin {
  readonly content: Content;
  readonly change: AccessRequest['change'];
  readonly reason: string;
  readonly ticketRef: string | null;
  /** Steps of a request that is submitted; null for a draft. */
  readonly needs: readonly Need[] | null;
}

/** Writes a new request and its first steps. Answers its id; the audit event is the caller's to write. */
export async function insertRequest(
  { settings }: Pick<Situation, 'settings'>,
  changing: Changing,
  seq: number,
  { content, change, reason, ticketRef, needs, requesterId, origin, extendsGrantId }: NewRequest,
): Promise<string> {
  const { transaction, now } = changing;
  const id = newId();
  const { granteeId, kind, wantedFrom, wantedUntil, durationMinutes } = content;
  await AccessRequest.create(
    {
      id,
      number: await nextNumber(changing),
      granteeId,
      requesterId,
      origin,
      kind,
      reason,
      ticketRef,
      wantedFrom,
      wantedUntil,
      durationMinutes,
      change,
      contentHash: hashOf(content),
      revision: 1,
      state: needs ? 'PENDING' : 'DRAFT',
      extendsGrantId,
      createdAt: now,
      submittedAt: needs ? now : null,
      expiresAt: needs ? expiryOf(wantedUntil, now, settings.requestExpiryDays) : null,
      decidedAt: null,
      version: 1,
      seq,
    },
    { transaction },
  );
  await writeItems(changing, id, content.items);
  if (needs) await writeSteps(changing, { id, revision: 1 }, needs, { dueDays: settings.stepDueDays });
  return id;
}

/** Says what would happen to a request; writes nothing. */
export async function previewRequest(
  deps: GrantsDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.previewRequest>,
): Promise<HandlerOutput<typeof contract.previewRequest>> {
  const situation = await loadSituation(deps, context);
  const origin = originOf(situation, context, body.granteeId);
  const { content, faults } = await contentOf(situation, context, entryOf(body, context.caller.id));
  const subject: Subject = { ...content, change: null, ...origin };
  const weighed = weigh(situation, subject);
  const steps = plannedSteps(situation, subject, weighed, needsFor(situation, subject, weighed));
  const held = heldIn(situation, subject.granteeId, weighed.systems);
  const names = await namesFor(
    context,
    steps.flatMap(({ deciderIds }) => deciderIds),
    unitIdsOf(subject.items, weighed, held),
  );
  const direct = context.caller.access.has('access.grant.give') && ownWordSuffices(situation, subject, weighed);
  const hindrances = faultsOf(situation, subject, weighed, faults);
  const { from, until } = windowAt(content, context.now);
  const shows = faults.length === 0 || until === null || until > from;
  return {
    items: shownItems(situation, names, subject, weighed),
    window: shows ? { from: from.toISOString(), until: until?.toISOString() ?? null } : null,
    direct,
    steps: shownSteps(names, steps),
    conflicts: shownConflicts(names, weighed.conflicts),
    held: shownHeld(situation, names, held),
    // Whoever decides it himself needs nobody to decide it.
    faults: direct ? hindrances.filter(({ code }) => code !== 'no_decider') : hindrances,
  };
}

/** Enters a request, and submits it unless it is a draft. */
export async function createRequest(
  deps: GrantsDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.createRequest>,
): Promise<ShownRequest> {
  const about = body.granteeId ?? context.caller.id;
  const { seq, changing } = await begin(context, [{ kind: 'person', ref: about }]);
  const situation = await loadSituation(deps, context);
  const origin = originOf(situation, context, body.granteeId);
  const { content, faults } = await contentOf(situation, context, entryOf(body, context.caller.id));
  const subject: Subject = { ...content, change: null, ...origin };
  const { reason, ticketRef } = body;
  const submitted = (): Need[] => needsFor(situation, subject, assertSubmittable(situation, subject, faults));
  // A draft may be incomplete, but never speak of what is not there.
  if (!body.submit && faults.some(({ code }) => code.endsWith('_unknown')))
    throw new AppError('validation_failed', { errors: faults });
  const needs = body.submit ? submitted() : null;
  const id = await insertRequest(situation, changing, seq, {
    ...origin,
    content,
    change: null,
    reason,
    ticketRef,
    needs,
  });
  await auditRequest(changing, 'createRequest', await loadDossier(context, id), { reason });
  return presentAfter(situation, context, id);
}

/** Finds a request of the caller that he may still change, in the version he saw. @throws AppError */
async function findOwn(
  deps: GrantsDeps,
  context: Context,
  { requestId, seenVersion }: { readonly requestId: string; readonly seenVersion: number },
) {
  const before = await AccessRequest.findByPk(requestId, { transaction: context.transaction ?? null });
  if (before?.requesterId !== context.caller.id) throw new AppError('not_found');
  const { seq, changing } = await begin(context, [changeAbout(before)]);
  const situation = await loadSituation(deps, context);
  const dossier = await loadDossier(context, requestId);
  const { request } = dossier;
  if (request.version !== seenVersion)
    throw new AppError('stale_version', { current: await presentAfter(situation, context, requestId) });
  if (request.state !== 'DRAFT' && !isPending(request, context.now)) throw new AppError('request_not_open');
  return { seq, changing, situation, dossier };
}

const kept = (situation: Situation, { items }: Awaited<ReturnType<typeof loadDossier>>): Entry['items'] =>
  items.map(({ roleId, metaId, scopeKind, scopeUnitIds }) => ({
    roleId,
    metaCode: situation.targets.meta(metaId ?? '')?.meta?.code ?? null,
    scope: { kind: scopeKind, unitIds: scopeUnitIds },
  }));

/** What an edit leads to: new values over old ones. An extension stays about what it extends. */
function editedEntry(
  situation: Situation,
  dossier: Awaited<ReturnType<typeof loadDossier>>,
  body: HandlerInput<typeof contract.editRequest>['body'],
): Entry {
  const { request } = dossier;
  const fixed = request.extendsGrantId !== null;
  const iso = (at: Date | null): string | null => at?.toISOString() ?? null;
  const { wantedFrom, wantedUntil, durationMinutes } = body;
  return {
    granteeId: request.granteeId ?? '',
    kind: fixed ? (request.kind as Entry['kind']) : (body.kind ?? (request.kind as Entry['kind'])),
    items: fixed || !body.items ? kept(situation, dossier) : body.items,
    ...wantedOf({
      wantedFrom: fixed || wantedFrom === undefined ? iso(request.wantedFrom) : wantedFrom,
      wantedUntil: wantedUntil === undefined ? iso(request.wantedUntil) : wantedUntil,
      durationMinutes: durationMinutes === undefined ? request.durationMinutes : durationMinutes,
    }),
  };
}

/** Changes a draft or a pending request; what was decided about it before counts no more. */
export async function editRequest(
  deps: GrantsDeps,
  context: Context,
  { params, body, ifMatch }: HandlerInput<typeof contract.editRequest>,
): Promise<ShownRequest> {
  const found = await findOwn(deps, context, { requestId: params.requestId, seenVersion: ifMatch });
  const { seq, changing, situation, dossier } = found;
  const { request } = dossier;
  if (request.kind === 'CHANGE') throw new AppError('request_not_open');
  const { content, faults } = await contentOf(situation, context, editedEntry(situation, dossier, body));
  const { requesterId, origin } = request;
  const subject: Subject = { ...content, change: null, requesterId, origin };
  const pending = request.state === 'PENDING' || body.submit === true;
  const needs = pending ? needsFor(situation, subject, assertSubmittable(situation, subject, faults)) : [];
  const revision = request.state === 'PENDING' ? request.revision + 1 : request.revision;
  const { now } = context;
  const changed = await changeRequest(changing, request, {
    kind: content.kind,
    wantedFrom: content.wantedFrom,
    wantedUntil: content.wantedUntil,
    durationMinutes: content.durationMinutes,
    reason: body.reason ?? request.reason,
    ticketRef: body.ticketRef === undefined ? request.ticketRef : body.ticketRef,
    contentHash: hashOf(content),
    revision,
    ...(pending && {
      state: 'PENDING',
      submittedAt: request.submittedAt ?? now,
      expiresAt: expiryOf(content.wantedUntil, now, situation.settings.requestExpiryDays),
    }),
    seq,
  });
  if (!changed) throw new AppError('request_not_open');
  await writeItems(changing, request.id, content.items);
  if (pending)
    await writeSteps(changing, { id: request.id, revision }, needs, { dueDays: situation.settings.stepDueDays });
  await auditRequest(changing, 'editRequest', await loadDossier(context, request.id));
  return presentAfter(situation, context, request.id);
}

/** Takes a request back before it is decided. */
export async function withdrawRequest(
  deps: GrantsDeps,
  context: Context,
  { params, ifMatch }: HandlerInput<typeof contract.withdrawRequest>,
): Promise<ShownRequest> {
  const found = await findOwn(deps, context, { requestId: params.requestId, seenVersion: ifMatch });
  const { seq, changing, situation, dossier } = found;
  const values = { state: 'WITHDRAWN' as const, decidedAt: context.now, seq };
  if (!(await changeRequest(changing, dossier.request, values))) throw new AppError('request_not_open');
  await auditRequest(changing, 'withdrawRequest', await loadDossier(context, params.requestId));
  return presentAfter(situation, context, params.requestId);
}
