import { Op } from 'sequelize';
import { recordAudit, type AuditedContext } from '../audit/audit.service.ts';
import { endGrant } from './grant-ends.ts';
import { AccessGrant, AccessRequest, Delegation } from './grants.model.ts';
import { auditRequest, begin, changeRequest, loadDossier, rowOf, type Changing } from './request-store.ts';

const notYetOver = (at: Date) => ({ [Op.or]: [null, { [Op.gt]: at }] });

async function withdrawRequests(changing: Changing, seq: number, personId: string): Promise<void> {
  const { transaction, now } = changing;
  const open = await AccessRequest.findAll({
    where: { granteeId: personId, state: ['DRAFT', 'PENDING'] },
    order: [['id', 'ASC']],
    transaction,
  });
  for (const request of open)
    if (await changeRequest(changing, request, { state: 'WITHDRAWN', decidedAt: now, seq }))
      await auditRequest(changing, 'endForLeaver', await loadDossier(changing, request.id));
}

async function endGrants(changing: Changing, seq: number, personId: string): Promise<void> {
  const { transaction, now } = changing;
  const open = await AccessGrant.findAll({
    where: { granteeId: personId, revokedAt: notYetOver(now), endsAt: notYetOver(now) },
    order: [['id', 'ASC']],
    transaction,
  });
  for (const { id } of open)
    await endGrant(changing, seq, id, { action: 'endForLeaver', by: null, reason: null, at: now });
}

async function endDelegations(changing: Changing, seq: number, personId: string): Promise<void> {
  const { transaction, now } = changing;
  const open = await Delegation.findAll({
    where: {
      [Op.and]: [
        { [Op.or]: [{ ownerId: personId }, { delegateId: personId }] },
        { endedAt: notYetOver(now), endsAt: { [Op.gt]: now } },
      ],
    },
    order: [['id', 'ASC']],
    transaction,
  });
  for (const delegation of open) {
    await Delegation.update({ endedAt: now, seq }, { where: { id: delegation.id }, transaction });
    await delegation.reload({ transaction });
    const entry = {
      action: 'endForLeaver',
      objectKind: 'delegation',
      objectId: delegation.id,
      after: rowOf(delegation),
    };
    await recordAudit(changing, entry);
  }
}

/**
 * Ends everything custom of somebody who leaves, in the transaction in which he does: requests about him, his grants, and
 * delegations from and to him. Coming back he begins with base permissions only.
 */
export async function endForLeaver(context: AuditedContext, personId: string): Promise<void> {
  const { seq, changing } = await begin(context, [
    { kind: 'person', ref: personId },
    { kind: 'policy', ref: personId },
  ]);
  await withdrawRequests(changing, seq, personId);
  await endGrants(changing, seq, personId);
  await endDelegations(changing, seq, personId);
}
