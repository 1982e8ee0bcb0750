import { rowProblem } from '@eoms/contracts/access/requests.contract';
import type * as contract from '@eoms/contracts/access/requests.contract';
import type { HandlerInput, HandlerOutput, MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { voiceOf } from './authority.ts';
import type { ChangeApplier } from './change-requests.service.ts';
import { AccessRequest } from './grants.model.ts';
import { windowFaults } from './limits.policy.ts';
import {
  auditRequest,
  begin,
  changeAbout,
  changeRequest,
  hashOf,
  isPending,
  loadDossier,
  progress,
  subjectOf,
  type Changing,
  type Dossier,
} from './request-store.ts';
import { currentStep } from './routing.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import { weigh, type Subject, type Weighed } from './subject.ts';
import { rule, type Outcome, type Ruling } from './verdict.ts';

type Row = HandlerInput<typeof contract.decideRequests>['body']['decisions'][number];
type Answer = HandlerOutput<typeof contract.decideRequests>['items'][number];

/** Who carries out changes of the catalogue, by kind. */
export type Appliers = ReadonlyMap<string, ChangeApplier>;

/** Refuses what cannot be granted any more although it could when it was asked for. */
function assertFulfillable(situation: Situation, subject: Subject, weighed: Weighed): void {
  const { granteeId, kind } = subject;
  if (granteeId === null || kind === 'CHANGE') return;
  if (!situation.isActive(granteeId)) throw new AppError('grantee_inactive');
  if (weighed.conflicts.some(({ mode }) => mode === 'BLOCK')) throw new AppError('sod_conflict');
  const limits = weighed.targets.map((target, index) => {
    const scopeKind = subject.items[index]?.scopeKind ?? 'ALL';
    if (!target?.limits.requestable || !target.limits.scopeKinds.includes(scopeKind))
      throw new AppError('request_unfulfillable');
    return target.limits;
  });
  if (windowFaults(kind, subject, limits, situation.at).length > 0) throw new AppError('request_unfulfillable');
}

/** Risk of a change as the catalogue stands now, if that is higher than what its proposal said. */
async function riskOfChange(
  situation: Situation,
  context: Context,
  appliers: Appliers,
  dossier: Dossier,
): Promise<number> {
  const { change } = dossier.request;
  const applier = change && appliers.get(change.kind);
  if (!change || !applier) return 0;
  const codes = await applier.touchedMetas(context, change.content);
  const tiers = codes.map((code: MetaCode) => situation.targets.metaByCode(code)?.limits.tier ?? 0);
  return Math.max(change.tier, 0, ...tiers);
}

/** Checks a decision against everything as it is now; nothing is written. @throws AppError */
async function check(
  situation: Situation,
  context: Context,
  appliers: Appliers,
  dossier: Dossier,
  { revision, contentHash, verdict, comment }: Row,
): Promise<Ruling> {
  const { request } = dossier;
  const subject = subjectOf(dossier);
  if (request.state !== 'PENDING') throw new AppError('request_not_open');
  const found = weigh(situation, subject);
  const weighed = { ...found, tier: Math.max(found.tier, await riskOfChange(situation, context, appliers, dossier)) };
  const routed = currentStep(situation, dossier, subject, weighed);
  if (!routed) throw new AppError('request_not_open');
  const { spoken } = progress(dossier);
  const asked = { granteeId: subject.granteeId, requesterId: subject.requesterId, systems: weighed.systems };
  const actorId = context.caller.id;
  const voice = context.caller.kind === 'person' ? voiceOf(situation, asked, routed.rule, actorId, spoken) : null;
  if (!voice) throw new AppError(spoken.has(actorId) ? 'decision_repeated' : 'decision_not_yours');
  // What he saw, what is stored and what is granted are the same content.
  const unchanged = request.revision === revision && request.contentHash === contentHash;
  if (!unchanged || hashOf(subject) !== contentHash) throw new AppError('request_changed');
  if (verdict === 'APPROVE') {
    assertFulfillable(situation, subject, weighed);
    if (request.change) await appliers.get(request.change.kind)?.validate(context, request.change.content);
  }
  return { dossier, weighed, routed, voice, actorId, verdict, comment };
}

/** Time ended a request nobody decided: writes that down, once. */
async function expire(changing: Changing, seq: number, dossier: Dossier): Promise<void> {
  const { request } = dossier;
  const values = { state: 'EXPIRED' as const, decidedAt: request.expiresAt, seq };
  if (await changeRequest(changing, request, values))
    await auditRequest(changing, 'expireRequest', await loadDossier(changing, request.id));
}

/** Carries out an approved change of the catalogue. */
async function applyChange(context: Context, appliers: Appliers, { request }: Dossier): Promise<void> {
  const { change } = request;
  if (!change) return;
  const applier = appliers.get(change.kind);
  if (!applier) throw new Error(`nobody knows how to carry out a change of kind ${change.kind}`);
  await applier.apply(context, change.content, request.id);
}

type Checked = { readonly ruling: Ruling } | { readonly refused: AppError };

async function checked(work: Promise<Ruling>): Promise<Checked> {
  try {
    return { ruling: await work };
  } catch (error) {
    if (error instanceof AppError) return { refused: error };
    throw error;
  }
}

const refusal = (requestId: string, { code, details }: AppError, state: Answer['state'] = null): Answer => ({
  requestId,
  ok: false,
  state,
  problem: { ...rowProblem(code), ...(details.blockers && { blockers: [...details.blockers] }) },
});

/**
 * Decides requests one after another. A row that is refused leaves no trace and does not hold up the others; all facts are read
 * after the row of the epoch is locked, so that authority is judged as it is at the decision and not as it was on the screen.
 */
export async function decideRequests(
  deps: GrantsDeps,
  appliers: Appliers,
  context: Context,
  { body }: HandlerInput<typeof contract.decideRequests>,
): Promise<HandlerOutput<typeof contract.decideRequests>> {
  const ids = body.decisions.map(({ requestId }) => requestId);
  const known = await AccessRequest.findAll({ where: { id: ids }, transaction: context.transaction ?? null });
  const { seq, changing } = await begin(context, [{ kind: 'policy', ref: 'decisions' }, ...known.map(changeAbout)]);
  let situation = await loadSituation(deps, context);
  const items: Answer[] = [];
  for (const row of body.decisions) {
    const { requestId } = row;
    if (!known.some(({ id }) => id === requestId)) {
      items.push(refusal(requestId, new AppError('not_found')));
      continue;
    }
    const dossier = await loadDossier(context, requestId);
    if (dossier.request.state === 'PENDING' && !isPending(dossier.request, context.now)) {
      await expire(changing, seq, dossier);
      items.push(refusal(requestId, new AppError('request_not_open'), 'EXPIRED'));
      continue;
    }
    const result = await checked(check(situation, context, appliers, dossier, row));
    if ('refused' in result) {
      items.push(refusal(requestId, result.refused));
      continue;
    }
    const options = { action: 'decideRequests', applyChange: (one: Dossier) => applyChange(context, appliers, one) };
    const { state }: Outcome = await rule(situation, changing, seq, result.ruling, options);
    if (state === 'APPROVED') situation = await loadSituation(deps, context);
    items.push({ requestId, ok: true, state, problem: null });
  }
  return { items };
}
