import { Op } from 'sequelize';
import { momentOf, sourcesAt } from '../access/access.service.ts';
import { recordAudit, type AuditedContext } from '../audit/audit.service.ts';
import { conflictsAt, factsOf, turningPoints } from '../governance/sod.service.ts';
import { endGrant } from './grant-ends.ts';
import { AccessGrant, AccessRequest, Delegation } from './grants.model.ts';
import { auditRequest, begin, changeRequest, loadDossier, rowOf, type Changing } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';

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

/** A conflict that stays because it comes from base permissions alone. */
export interface Unresolved {
  readonly personId: string;
  readonly ruleId: string;
  readonly at: Date;
}

/** The grant of somebody, the latest first, that carries one side of a broken rule at an instant. */
function culprit({ facts, duties }: Situation, personId: string, ruleId: string, at: Date) {
  const rule = duties.find(({ id }) => id === ruleId);
  const codes = new Set<string>([...(rule?.left ?? []), ...(rule?.right ?? [])]);
  const giving = new Set(
    sourcesAt(momentOf(factsOf(facts, personId, at), at), personId)
      .filter(({ via, metaCode }) => via === 'grant' && codes.has(metaCode))
      .map(({ refId }) => refId),
  );
  return facts.grants
    .filter(({ id }) => giving.has(id))
    .toSorted((a, b) => b.approvedAt.getTime() - a.approvedAt.getTime() || (a.id < b.id ? 1 : -1))[0];
}

/**
 * Ends grants of people whom a change of base permissions, places or heads brings into a blocking conflict of duties, from the
 * instant at which it would begin. Call it after the writes, in their transaction. Answers the conflicts that no grant takes
 * part in: those are for the command to refuse or to report.
 */
export async function endConflicting(
  deps: GrantsDeps,
  context: AuditedContext,
  personIds: readonly string[],
): Promise<Unresolved[]> {
  const { seq, changing } = await begin(
    context,
    personIds.map((ref) => ({ kind: 'person' as const, ref })),
  );
  const unresolved: Unresolved[] = [];
  let situation = await loadSituation(deps, changing);
  const blocking = situation.duties.filter(({ mode }) => mode === 'BLOCK');
  for (const personId of blocking.length === 0 ? [] : personIds)
    for (const at of [context.now, ...turningPoints(situation.facts, personId, context.now, null)]) {
      const ignored = new Set<string>();
      for (;;) {
        const found = conflictsAt(blocking, situation.facts, { personId, at }).find(
          ({ ruleId }) => !ignored.has(ruleId),
        );
        if (!found) break;
        const grant = culprit(situation, personId, found.ruleId, at);
        const ending = { action: 'endConflicting', by: null, reason: null, at };
        if (grant && (await endGrant(changing, seq, grant.id, ending))) situation = await loadSituation(deps, changing);
        else {
          ignored.add(found.ruleId);
          unresolved.push({ personId, ruleId: found.ruleId, at });
        }
      }
    }
  return unresolved;
}
