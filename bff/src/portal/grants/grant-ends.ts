import { Op } from 'sequelize';
import type * as contract from '@eoms/contracts/access/grants.contract';
import type { Grant as ShownGrant } from '@eoms/contracts/access/grants.contract';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { conflictsDuring } from '../governance/sod.service.ts';
import { AccessGrant, ApprovalStep, Decision, GrantConfirmation } from './grants.model.ts';
import { factOf, isOver, mayConfirmFor, mayEndFor, presentGrants, standing } from './grant-views.ts';
import { begin, rowOf, type Changing } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import { isCovered, reachOf } from './subject.ts';

/** What ending grants needs besides: the last administrators must remain. */
export interface EndDeps extends GrantsDeps {
  readonly assertAdministratorsRemain: (context: Pick<Context, 'transaction' | 'now'>) => Promise<void>;
}

/** How a grant ends. */
export interface Ending {
  readonly action: string;
  /** Null when the system ends it. */
  readonly by: string | null;
  readonly reason: string | null;
  /** Now, or an instant ahead. */
  readonly at: Date;
}

/** Ends a grant at an instant and writes the event. Answers false when it was over by then already. */
export async function endGrant(
  changing: Changing,
  seq: number,
  grantId: string,
  { action, by, reason, at }: Ending,
): Promise<boolean> {
  const { transaction } = changing;
  const later = { [Op.or]: [null, { [Op.gt]: at }] };
  const grant = await AccessGrant.findByPk(grantId, { transaction });
  if (!grant) throw new AppError('not_found');
  const { version } = grant;
  const values = { revokedAt: at, revokedBy: by, revokeReason: reason, version: version + 1, seq };
  const where = { id: grantId, version, revokedAt: later, endsAt: later };
  if ((await updateWhere(AccessGrant, values, where, { transaction })) === 0) return false;
  await grant.reload({ transaction });
  const entry = { action, objectKind: 'access-grant', objectId: grantId, after: rowOf(grant), reason };
  await recordAudit(changing, entry);
  return true;
}

/** Finds a grant after its row can change no more until the commit. */
async function claim(deps: GrantsDeps, context: Context, grantId: string) {
  const before = await AccessGrant.findByPk(grantId, { transaction: context.transaction ?? null });
  if (!before) throw new AppError('not_found');
  const { seq, changing } = await begin(context, [{ kind: 'person', ref: before.granteeId }]);
  const situation = await loadSituation(deps, context);
  const grant = await AccessGrant.findByPk(grantId, { transaction: changing.transaction });
  const fact = factOf(situation, grantId);
  const system = grant && situation.targets.of(grant)?.system;
  if (!grant || !fact || !system) throw new AppError('not_found');
  return { seq, changing, situation, grant, system, stands: standing(situation, fact, grant.revokedAt) };
}

async function present(deps: GrantsDeps, context: Context, grantId: string): Promise<ShownGrant> {
  const grant = await AccessGrant.findByPk(grantId, { transaction: context.transaction ?? null });
  const situation = await loadSituation(deps, context);
  const [shown] = grant ? await presentGrants(situation, context, [grant]) : [];
  if (!shown) throw new AppError('not_found');
  return shown;
}

async function end(
  deps: EndDeps,
  context: Context,
  found: Awaited<ReturnType<typeof claim>>,
  { action, reason }: { readonly action: string; readonly reason: string | null },
): Promise<ShownGrant> {
  const { seq, changing, grant, stands } = found;
  const ending = { action, by: context.caller.id, reason, at: context.now };
  if (isOver(stands) || !(await endGrant(changing, seq, grant.id, ending))) throw new AppError('grant_over');
  await deps.assertAdministratorsRemain(context);
  return present(deps, context, grant.id);
}

/** Ends somebody's grant. */
export async function revokeGrant(
  deps: EndDeps,
  context: Context,
  { params, body }: HandlerInput<typeof contract.revokeGrant>,
): Promise<ShownGrant> {
  const found = await claim(deps, context, params.grantId);
  const { situation, grant, system } = found;
  if (!mayEndFor(situation, context.caller.id, grant.granteeId, system)) throw new AppError('not_superior');
  return end(deps, context, found, { action: 'revokeGrant', reason: body.reason });
}

/** Gives an own grant back. */
export async function returnGrant(
  deps: EndDeps,
  context: Context,
  { params }: HandlerInput<typeof contract.returnGrant>,
): Promise<ShownGrant> {
  const found = await claim(deps, context, params.grantId);
  if (found.grant.granteeId !== context.caller.id) throw new AppError('not_found');
  return end(deps, context, found, { action: 'returnGrant', reason: null });
}

/** Ends a grant because a review said so; who may say it is the review's to judge. */
export async function revokeForReview(
  deps: EndDeps,
  context: Context,
  grantId: string,
  comment: string,
): Promise<void> {
  const { seq, changing, grant } = await claim(deps, context, grantId);
  // The comment is kept whole with the review; here as much as fits.
  const reason = [...comment].slice(0, 200).join('') || null;
  const ending = { action: 'revokeGrant', by: context.caller.id, reason, at: context.now };
  if (await endGrant(changing, seq, grant.id, ending)) await deps.assertAdministratorsRemain(context);
}

/** True when an owner agreed to the request of a grant: then no superior's reach limits it. */
async function ownerAgreed(
  { transaction }: Changing,
  { requestId }: AccessGrant,
  owners: ReadonlySet<string>,
): Promise<boolean> {
  const approvals = await Decision.findAll({ where: { requestId, verdict: 'APPROVE' }, transaction });
  return approvals.some(({ stepId }) => owners.has(stepId));
}

/** Refuses to confirm what the new superior could not have approved alone. */
async function assertConfirmable(
  situation: Situation,
  changing: Changing,
  { caller }: Context,
  grant: AccessGrant,
): Promise<void> {
  const { granteeId, scopeKind, scopeUnitIds } = grant;
  const target = situation.targets.of(grant);
  const reaches = [reachOf(situation, granteeId, grant)];
  const additions = [
    { metaIds: target?.metas.map(({ id }) => id) ?? [], scope: { kind: scopeKind, unitIds: scopeUnitIds } },
  ];
  const question = { personId: granteeId, additions, from: situation.at, to: grant.endsAt };
  const conflicts = conflictsDuring(situation.duties, situation.facts, question);
  if (conflicts.some(({ mode }) => mode === 'BLOCK')) throw new AppError('sod_conflict');
  const steps = await ApprovalStep.findAll({
    where: { requestId: grant.requestId, rule: ['OWNER', 'PERMISSION_OWNERS'] },
    transaction: changing.transaction,
  });
  const owners = new Set(steps.map(({ id }) => id));
  const above = situation.superiorsOf(granteeId, new Set([granteeId])).flatMap(({ personIds }) => personIds);
  const voices = [
    caller.id,
    ...situation.delegations.filter((one) => one.delegateId === caller.id).map((one) => one.ownerId),
  ];
  const weighed = { targets: [target], systems: [], tier: 0, reaches, later: [], conflicts };
  const covered = isCovered(
    situation,
    weighed,
    voices.filter((id) => above.includes(id)),
  );
  if (above.length > 0 && !covered && !(await ownerAgreed(changing, grant, owners)))
    throw new AppError('not_superior', {
      detail: {
        zh: '该授权的数据范围超出你管理的组织，请由本人重新申请',
        en: 'The grant reaches beyond the units you manage: it has to be requested again',
      },
    });
}

/** Lets a LONG grant go on for the unit its grantee moved to. */
export async function confirmGrant(
  deps: GrantsDeps,
  context: Context,
  { params }: HandlerInput<typeof contract.confirmGrant>,
): Promise<ShownGrant> {
  const { seq, changing, situation, grant, system, stands } = await claim(deps, context, params.grantId);
  if (!mayConfirmFor(situation, context.caller.id, grant.granteeId, system)) throw new AppError('not_superior');
  const unitId = stands.rest?.unitId;
  if (!unitId) throw new AppError('grant_not_suspended');
  await assertConfirmable(situation, changing, context, grant);
  const { transaction } = changing;
  const confirmation = await GrantConfirmation.create(
    { id: newId(), grantId: grant.id, unitId, confirmedBy: context.caller.id, at: context.now, seq },
    { transaction },
  );
  await AccessGrant.update({ version: grant.version + 1, seq }, { where: { id: grant.id }, transaction });
  await grant.reload({ transaction });
  await recordAudit(changing, {
    action: 'confirmGrant',
    objectKind: 'access-grant',
    objectId: grant.id,
    after: rowOf(grant),
    detail: { confirmation: rowOf(confirmation) },
  });
  return present(deps, context, grant.id);
}
