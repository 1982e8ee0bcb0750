import type * as contract from '@eoms/contracts/access/grants.contract';
import type { AccessRequest as ShownRequest } from '@eoms/contracts/access/requests.record';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { AccessGrant } from './grants.model.ts';
import { factOf, isOver, standing } from './grant-views.ts';
import { assertSubmittable, contentOf, obstacleTo, wantedOf } from './request-content.ts';
import { insertRequest, originOf, presentAfter, type NewRequest } from './request-entry.ts';
import { auditRequest, begin, loadDossier, progress, type Changing } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import type { Need } from './steps.policy.ts';
import { needsFor, ownWordSuffices, weigh, type Subject, type Weighed } from './subject.ts';
import { rule } from './verdict.ts';

const OWN_WORD: readonly Need[] = [{ rule: 'SUPERIOR', because: 'SUPERIOR', requiredCount: 1 }];

/** Writes the giver's own decision and the grants. */
async function decideAtOnce(
  situation: Situation,
  changing: Changing,
  seq: number,
  { requestId, weighed, actorId }: { readonly requestId: string; readonly weighed: Weighed; readonly actorId: string },
): Promise<void> {
  const dossier = await loadDossier(changing, requestId);
  const { current } = progress(dossier);
  if (!current) throw new AppError('request_not_open');
  const routed = { step: current.step, rule: 'SUPERIOR' as const, requiredCount: 1, dropped: [], moved: false };
  const voice = { as: 'SUPERIOR' as const, onBehalfOfId: null, delegationId: null };
  const ruling = { dossier, weighed, routed, voice, actorId, verdict: 'APPROVE' as const, comment: null };
  await rule(situation, changing, seq, ruling, { action: 'giveGrant', applyChange: () => Promise.resolve() });
}

/** Gives a permission to somebody below the caller; what his own word does not suffice for waits for another person. */
export async function giveGrant(
  deps: GrantsDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.giveGrant>,
): Promise<ShownRequest> {
  const { granteeId, kind, items, reason, ticketRef } = body;
  const { seq, changing } = await begin(context, [{ kind: 'person', ref: granteeId }]);
  const situation = await loadSituation(deps, context);
  const from = originOf(situation, context, granteeId);
  if (from.origin !== 'SUPERIOR') throw new AppError('not_superior');
  const { content, faults } = await contentOf(situation, context, { granteeId, kind, items, ...wantedOf(body) });
  const subject: Subject = { ...content, change: null, ...from };
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  const weighed = weigh(situation, subject);
  const atOnce = ownWordSuffices(situation, subject, weighed);
  const obstacle = obstacleTo(situation, subject, weighed);
  if (obstacle && !(atOnce && obstacle === 'no_decider')) assertSubmittable(situation, subject, faults);
  const needs = atOnce ? OWN_WORD : needsFor(situation, subject, weighed);
  const fresh: NewRequest = { ...from, content, change: null, reason, ticketRef, needs };
  const requestId = await insertRequest(situation, changing, seq, fresh);
  if (atOnce) await decideAtOnce(situation, changing, seq, { requestId, weighed, actorId: context.caller.id });
  else await auditRequest(changing, 'giveGrant', await loadDossier(context, requestId), { reason });
  return presentAfter(atOnce ? await loadSituation(deps, context) : situation, context, requestId);
}

/** The grant as a request would name it. */
const itemOf = ({ targets }: Situation, grant: AccessGrant) => ({
  roleId: grant.roleId,
  metaCode: grant.metaId === null ? null : (targets.meta(grant.metaId)?.meta?.code ?? null),
  scope: { kind: grant.scopeKind, unitIds: grant.scopeUnitIds },
});

/** Asks for more time: a request of its own, whose grant begins where this one ends. */
export async function extendGrant(
  deps: GrantsDeps,
  context: Context,
  { params, body }: HandlerInput<typeof contract.extendGrant>,
): Promise<ShownRequest> {
  const { caller, now } = context;
  const before = await AccessGrant.findByPk(params.grantId, { transaction: context.transaction ?? null });
  if (!before) throw new AppError('not_found');
  const { granteeId, kind } = before;
  const { seq, changing } = await begin(context, [{ kind: 'person', ref: granteeId }]);
  const situation = await loadSituation(deps, context);
  if (caller.id !== granteeId && !situation.isAbove(caller.id, granteeId)) throw new AppError('not_found');
  const fact = factOf(situation, before.id);
  if (!fact || isOver(standing(situation, fact, before.revokedAt))) throw new AppError('grant_over');
  const { wantedUntil, durationMinutes } = wantedOf({ ...body, wantedFrom: null });
  const wantedFrom = fact.to !== null && fact.to > now ? fact.to : null;
  const items = [itemOf(situation, before)];
  const { content, faults } = await contentOf(situation, context, {
    granteeId,
    kind,
    items,
    wantedFrom,
    wantedUntil,
    durationMinutes,
  });
  const from = { requesterId: caller.id, origin: 'EXTENSION' as const, extendsGrantId: before.id };
  const subject: Subject = { ...content, change: null, ...from };
  const needs = needsFor(situation, subject, assertSubmittable(situation, subject, faults));
  const { reason, ticketRef } = body;
  const fresh: NewRequest = { ...from, content, change: null, reason, ticketRef, needs };
  const requestId = await insertRequest(situation, changing, seq, fresh);
  await auditRequest(changing, 'extendGrant', await loadDossier(context, requestId), { reason });
  return presentAfter(situation, context, requestId);
}
