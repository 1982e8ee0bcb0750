import type { Context } from '../../http/context.ts';
import type { AuditedContext } from '../audit/audit.service.ts';
import { listChangeRequests } from './change-list.ts';
import { createChangeRequests } from './change-requests.service.ts';
import { decideRequests } from './decide.ts';
import { endConflicting, keepDuties, type Concerned } from './duty-conflicts.ts';
import { createDelegation, endDelegation, listDelegateChoices, listMyDelegations } from './delegations.ts';
import { confirmGrant, returnGrant, revokeForReview, revokeGrant, type EndDeps } from './grant-ends.ts';
import { extendGrant, giveGrant } from './grant-gifts.ts';
import { expiryDigest, listGrants, listMyGrants } from './grant-lists.ts';
import { AccessGrant, AccessRequest } from './grants.model.ts';
import { endForLeaver } from './leavers.ts';
import { createRequest, editRequest, previewRequest, withdrawRequest } from './request-entry.ts';
import { inboxWork, listInbox } from './inbox.ts';
import { pendingChanges } from './pending-changes.ts';
import { getRequest, listMyRequests, listRequestable } from './request-lists.ts';
import { getWorkClock, type ClockDeps } from './work-clock.ts';

export { endForLeaver } from './leavers.ts';

const WORK_META = 'access.approval.decide' as const;

/** Why grants were asked for, by grant id. */
async function reasonsOf(
  { transaction }: Pick<Context, 'transaction'>,
  grantIds: readonly string[],
): Promise<Map<string, string>> {
  const options = { transaction: transaction ?? null };
  const grants = await AccessGrant.findAll({ where: { id: [...grantIds] }, ...options });
  const requests = await AccessRequest.findAll({ where: { id: grants.map(({ requestId }) => requestId) }, ...options });
  const reasons = new Map(requests.map(({ id, reason }) => [id, reason]));
  return new Map(grants.map(({ id, requestId }) => [id, reasons.get(requestId) ?? '']));
}

/** Requests, decisions, grants and delegations: its operations by name, and what other features may ask of it. */
export function createGrantsService(deps: EndDeps & ClockDeps) {
  const bound =
    <Input, Output>(operation: (deps: EndDeps, context: Context, input: Input) => Promise<Output>) =>
    (context: Context, input: Input): Promise<Output> =>
      operation(deps, context, input);
  const changes = createChangeRequests(deps);
  return {
    listRequestable: bound(listRequestable),
    previewRequest: bound(previewRequest),
    getWorkClock: (context: Context, input: Parameters<typeof getWorkClock>[2]) => getWorkClock(deps, context, input),
    createRequest: bound(createRequest),
    listMyRequests: bound(listMyRequests),
    getRequest: (context: Context, input: Parameters<typeof getRequest>[3]) =>
      getRequest(deps, changes.appliers, context, input),
    editRequest: bound(editRequest),
    withdrawRequest: bound(withdrawRequest),
    listInbox: bound(listInbox),
    decideRequests: (context: Context, input: Parameters<typeof decideRequests>[3]) =>
      decideRequests(deps, changes.appliers, context, input),
    listGrants: bound(listGrants),
    listMyGrants: bound(listMyGrants),
    expiryDigest: bound(expiryDigest),
    giveGrant: bound(giveGrant),
    extendGrant: bound(extendGrant),
    revokeGrant: bound(revokeGrant),
    returnGrant: bound(returnGrant),
    confirmGrant: bound(confirmGrant),
    listMyDelegations: bound(listMyDelegations),
    listDelegateChoices: bound(listDelegateChoices),
    createDelegation: bound(createDelegation),
    endDelegation: bound(endDelegation),
    /** Makes a kind of change of the catalogue known; at composition. */
    registerApplier: changes.registerApplier,
    /** Changes of the catalogue, whoever proposed them. */
    listChangeRequests: bound(listChangeRequests),
    /** Enters a change of the catalogue as a request. */
    submitChange: changes.submitChange,
    /** Changes of one kind that wait; see the function. */
    pendingChanges: (context: Context, asked: Parameters<typeof pendingChanges>[3]) =>
      pendingChanges(deps, changes.appliers, context, asked),
    /** Ends a grant because a review said so, in the transaction of its answer. */
    revokeForReview: (context: Context, grantId: string, comment: string) =>
      revokeForReview(deps, context, grantId, comment),
    /** Why grants were asked for. */
    reasonsOf,
    /** Ends everything custom of somebody who leaves, in the transaction in which he does. */
    endForLeaver,
    /** Ends grants that a change of base permissions brings into a blocking conflict; see the function. */
    endConflicting: (context: AuditedContext, concerned: Concerned) => endConflicting(deps, context, concerned),
    /** Keeps duties apart after a change of base permissions, places, heads or rules; see the function. */
    keepDuties: (context: AuditedContext, concerned: Concerned) => keepDuties(deps, context, concerned),
    /** For the home page; registered with the portal's work service at composition. */
    workProvider: {
      system: 'access',
      meta: WORK_META,
      provide: (context: Context) => inboxWork(deps, context),
    } as const,
  };
}

/** Requests, decisions, grants and delegations. */
export type GrantsService = ReturnType<typeof createGrantsService>;
