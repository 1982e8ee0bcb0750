import { Op } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import { primaryAt } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import type { Voice } from './authority.ts';
import { windowAt } from './content.policy.ts';
import { AccessGrant, AccessRequest, ApprovalStep, Decision } from './grants.model.ts';
import {
  auditRequest,
  changeRequest,
  loadDossier,
  progress,
  rowOf,
  writeSteps,
  type Changing,
  type Dossier,
} from './request-store.ts';
import type { Routed } from './routing.ts';
import type { Situation } from './situation.ts';
import { ownerNeed } from './steps.policy.ts';
import { weightOf, type Weighed } from './subject.ts';

const DAY = 24 * 3600_000;

/** A decision that was found to be in order. */
export interface Ruling {
  readonly dossier: Dossier;
  readonly weighed: Weighed;
  readonly routed: Routed;
  readonly voice: Voice;
  readonly actorId: string;
  readonly verdict: 'APPROVE' | 'DENY';
  readonly comment: string | null;
}

/** What follows a ruling. */
export interface Outcome {
  readonly state: 'PENDING' | 'APPROVED' | 'DENIED';
  readonly grantIds: readonly string[];
}

async function route({ transaction }: Changing, { step, rule, requiredCount, dropped, moved }: Routed): Promise<void> {
  if (!moved) return;
  await ApprovalStep.update({ rule, requiredCount }, { where: { id: step.id }, transaction });
  await ApprovalStep.destroy({ where: { id: [...dropped] }, transaction });
}

async function writeDecision(changing: Changing, seq: number, ruling: Ruling): Promise<void> {
  const { dossier, routed, voice, actorId, verdict, comment } = ruling;
  const { id: requestId, revision, contentHash } = dossier.request;
  const { onBehalfOfId, delegationId } = voice;
  const decided = { requestId, stepId: routed.step.id, revision, contentHash, actorId, onBehalfOfId, delegationId };
  await Decision.create(
    { id: newId(), ...decided, verdict, comment, at: changing.now, seq },
    { transaction: changing.transaction },
  );
}

/** Adds or strengthens the owner's step when the superior who decided does not suffice for what is asked for. */
async function ensureOwnerStep(situation: Situation, changing: Changing, ruling: Ruling): Promise<void> {
  const { dossier, weighed, routed, voice, actorId } = ruling;
  if (routed.rule !== 'SUPERIOR') return;
  const need = ownerNeed(weightOf(situation, weighed, [voice.onBehalfOfId ?? actorId]));
  if (!need) return;
  const { id, revision } = dossier.request;
  const where = { requestId: id, revision, no: { [Op.gt]: routed.step.no } };
  const there = await ApprovalStep.findOne({ where, transaction: changing.transaction });
  const dueDays = situation.settings.stepDueDays;
  if (!there) return writeSteps(changing, { id, revision }, [need], { firstNo: routed.step.no + 1, dueDays });
  const requiredCount = Math.max(there.requiredCount, need.requiredCount);
  await ApprovalStep.update({ requiredCount }, { where: { id: there.id }, transaction: changing.transaction });
}

/** Makes the grants of a request, one an item; the content is what its decisions signed. */
async function writeGrants(
  situation: Situation,
  changing: Changing,
  seq: number,
  { request, items }: Dossier,
): Promise<string[]> {
  const { transaction, now } = changing;
  const { granteeId, kind } = request;
  if (granteeId === null || kind === 'CHANGE') return [];
  const { from, until } = windowAt(request, now);
  const basisUnitId = primaryAt(situation.assignmentsOf(granteeId), now)?.unitId ?? null;
  const ids: string[] = [];
  for (const { no, roleId, metaId, scopeKind, scopeUnitIds } of items) {
    const grant = await AccessGrant.create(
      {
        id: newId(),
        requestId: request.id,
        itemNo: no,
        granteeId,
        roleId,
        metaId,
        scopeKind,
        scopeUnitIds,
        kind,
        basisUnitId,
        startsAt: from,
        endsAt: until,
        revokedAt: null,
        revokedBy: null,
        revokeReason: null,
        createdAt: now,
        version: 1,
        seq,
      },
      { transaction },
    );
    await recordAudit(changing, {
      action: 'createGrant',
      objectKind: 'access-grant',
      objectId: grant.id,
      after: rowOf(grant),
    });
    ids.push(grant.id);
  }
  return ids;
}

/**
 * Writes a ruling and what follows from it: the next step, a refusal, or the grants. A change of the catalogue is carried out by
 * `applyChange`. @throws AppError `request_not_open` when somebody else was first; then nothing of it is written.
 */
export async function rule(
  situation: Situation,
  changing: Changing,
  seq: number,
  ruling: Ruling,
  options: { readonly action: string; readonly applyChange: (dossier: Dossier) => Promise<void> },
): Promise<Outcome> {
  const { dossier, routed, voice, verdict, comment } = ruling;
  const { request } = dossier;
  const { transaction, now } = changing;
  // From here on the request is ours until the commit.
  if (!(await changeRequest(changing, request, { seq }))) throw new AppError('request_not_open');
  await route(changing, routed);
  await writeDecision(changing, seq, ruling);
  if (verdict === 'APPROVE') await ensureOwnerStep(situation, changing, ruling);

  const after = await loadDossier(changing, request.id);
  const { current } = progress(after);
  const state = verdict === 'DENY' ? 'DENIED' : current ? 'PENDING' : 'APPROVED';
  if (state === 'PENDING' && current && current.step.id !== routed.step.id) {
    const dueAt = new Date(now.getTime() + situation.settings.stepDueDays * DAY);
    await ApprovalStep.update({ dueAt }, { where: { id: current.step.id }, transaction });
  }
  if (state !== 'PENDING') {
    const where = { id: request.id, state: 'PENDING' as const, revision: request.revision };
    const ended = await updateWhere(AccessRequest, { state, decidedAt: now }, where, { transaction });
    if (ended !== 1) throw new AppError('request_not_open');
  }
  const grantIds = state === 'APPROVED' ? await writeGrants(situation, changing, seq, dossier) : [];
  if (state === 'APPROVED' && request.change) await options.applyChange(dossier);
  await auditRequest(changing, options.action, await loadDossier(changing, request.id), {
    onBehalfOf: voice.onBehalfOfId,
    reason: comment,
  });
  return { state, grantIds };
}
