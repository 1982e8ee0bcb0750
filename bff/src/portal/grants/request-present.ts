import type {
  AccessRequest as ShownRequest,
  DecisionShown,
  InboxEntry,
  RequestRow,
} from '@eoms/contracts/access/requests.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { voiceOf, type Voice } from './authority.ts';
import { windowAt } from './content.policy.ts';
import { AccessGrant } from './grants.model.ts';
import { isPending, progress, stateAt, type Dossier } from './request-store.ts';
import {
  namesFor,
  shownConflicts,
  shownHeld,
  shownItems,
  shownSteps,
  unitIdsOf,
  viewOf,
  type DossierView,
  type Names,
} from './request-views.ts';
import { currentStep } from './routing.ts';
import type { Situation } from './situation.ts';
import { countsFor } from './steps.policy.ts';
import { outlineOf, type Weighed } from './subject.ts';

type Reading = Pick<Context, 'transaction' | 'now' | 'caller'>;

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const titlesOf = ({ request }: Dossier, targets: Weighed['targets']): Localized[] =>
  request.change ? [request.change.shown.title] : targets.flatMap((target) => target?.name ?? []);

function common(situation: Situation, names: Names, { request }: Dossier, outline: Pick<Weighed, 'systems' | 'tier'>) {
  return {
    id: request.id,
    number: request.number,
    kind: request.kind,
    origin: request.origin,
    state: stateAt(request, situation.at),
    requester: names.person(request.requesterId),
    grantee: request.granteeId === null ? null : names.person(request.granteeId),
    reason: request.reason,
    ticketRef: request.ticketRef,
    systems: [...outline.systems],
    riskTier: outline.tier,
    wantedFrom: iso(request.wantedFrom),
    wantedUntil: iso(request.wantedUntil),
    durationMinutes: request.durationMinutes,
    createdAt: request.createdAt.toISOString(),
    submittedAt: iso(request.submittedAt),
    expiresAt: iso(request.expiresAt),
    decidedAt: iso(request.decidedAt),
    version: request.version,
  };
}

/** The voice of somebody in the step of a request that waits; null when he has none or none waits. */
export function voiceIn(situation: Situation, view: DossierView, personId: string): Voice | null {
  const { dossier, subject, weighed } = view;
  if (!isPending(dossier.request, situation.at)) return null;
  const routed = currentStep(situation, dossier, subject, weighed);
  const asked = { granteeId: subject.granteeId, requesterId: subject.requesterId, systems: weighed.systems };
  return routed && voiceOf(situation, asked, routed.rule, personId, progress(dossier).spoken);
}

const shownDecisions = (names: Names, { request, steps, decisions }: Dossier): DecisionShown[] => {
  const numbers = new Map(steps.map(({ id, no }) => [id, no]));
  return decisions.map((decision) => ({
    id: decision.id,
    stepNo: numbers.get(decision.stepId) ?? 1,
    revision: decision.revision,
    verdict: decision.verdict,
    comment: decision.comment,
    actor: names.person(decision.actorId),
    onBehalfOf: decision.onBehalfOfId === null ? null : names.person(decision.onBehalfOfId),
    at: decision.at.toISOString(),
    counts: countsFor(request, decision),
  }));
};

/** Window of the grants; of a request that waits only when it lies ahead and so does not move with the clock. */
function windowOf({ request }: Dossier, grants: readonly AccessGrant[], at: Date) {
  const [grant] = grants;
  if (grant) return { from: grant.startsAt.toISOString(), until: iso(grant.endsAt) };
  if (request.wantedFrom === null || request.wantedFrom <= at) return null;
  const { from, until } = windowAt(request, at);
  return { from: from.toISOString(), until: iso(until) };
}

function shownRequest(
  situation: Situation,
  { caller }: Reading,
  names: Names,
  view: DossierView,
  grants: readonly AccessGrant[],
): ShownRequest {
  const { dossier, subject, weighed, steps, held } = view;
  const { request } = dossier;
  const open = isPending(request, situation.at);
  const mine = request.requesterId === caller.id;
  return {
    ...common(situation, names, dossier, weighed),
    revision: request.revision,
    contentHash: request.contentHash,
    items: shownItems(situation, names, subject, weighed),
    change: request.change && {
      ...request.change.shown,
      kind: request.change.kind,
    },
    changeNow: null,
    window: windowOf(dossier, grants, situation.at),
    steps: shownSteps(names, steps),
    decisions: shownDecisions(names, dossier),
    conflicts: shownConflicts(names, weighed.conflicts),
    held: shownHeld(situation, names, held),
    extendsGrantId: request.extendsGrantId,
    grantIds: grants.map(({ id }) => id),
    mayDecide: caller.access.has('access.approval.decide') && voiceIn(situation, view, caller.id) !== null,
    mayEdit: mine && request.kind !== 'CHANGE' && (open || request.state === 'DRAFT'),
    mayWithdraw: mine && (open || request.state === 'DRAFT'),
  };
}

const peopleOf = ({ request, decisions }: Dossier): (string | null)[] => [
  request.requesterId,
  request.granteeId,
  ...decisions.flatMap(({ actorId, onBehalfOfId }) => [actorId, onBehalfOfId]),
];

async function namesOfViews(context: Reading, views: readonly DossierView[]): Promise<Names> {
  return namesFor(
    context,
    views.flatMap(({ dossier, steps }) => [...peopleOf(dossier), ...steps.flatMap(({ deciderIds }) => deciderIds)]),
    views.flatMap(({ subject, weighed, held }) => unitIdsOf(subject.items, weighed, held)),
  );
}

async function grantsOf({ transaction }: Reading, dossiers: readonly Dossier[]): Promise<Map<string, AccessGrant[]>> {
  const decided = dossiers.filter(({ request }) => request.state === 'APPROVED').map(({ request }) => request.id);
  if (decided.length === 0) return new Map();
  const rows = await AccessGrant.findAll({
    where: { requestId: decided },
    order: [['itemNo', 'ASC']],
    transaction: transaction ?? null,
  });
  return Map.groupBy(rows, ({ requestId }) => requestId);
}

/** Requests with everything one needs to decide them. */
export async function presentRequests(
  situation: Situation,
  context: Reading,
  dossiers: readonly Dossier[],
): Promise<ShownRequest[]> {
  const views = dossiers.map((dossier) => viewOf(situation, dossier));
  const names = await namesOfViews(context, views);
  const grants = await grantsOf(context, dossiers);
  return views.map((view) => shownRequest(situation, context, names, view, grants.get(view.dossier.request.id) ?? []));
}

/** Requests in the inbox of the caller. */
export async function presentInbox(
  situation: Situation,
  context: Reading,
  waiting: readonly { readonly dossier: Dossier; readonly voice: Voice }[],
): Promise<InboxEntry[]> {
  const shown = await presentRequests(
    situation,
    context,
    waiting.map(({ dossier }) => dossier),
  );
  const owners = await namesFor(
    context,
    waiting.map(({ voice }) => voice.onBehalfOfId),
    [],
  );
  return waiting.flatMap(({ voice }, index) => {
    const request = shown[index];
    const step = request?.steps.find(({ state }) => state === 'CURRENT');
    if (!request || !step?.dueAt) return [];
    const later = request.steps.find(({ no }) => no > step.no);
    const last = step.approvals + 1 < step.requiredCount ? step : (later ?? null);
    return [
      {
        request,
        stepNo: step.no,
        as: voice.as,
        onBehalfOf: voice.onBehalfOfId === null ? null : owners.person(voice.onBehalfOfId),
        dueAt: step.dueAt,
        overdue: step.escalated,
        next: last,
      },
    ];
  });
}

/** Requests as rows of a list. */
export async function presentRows(
  situation: Situation,
  context: Reading,
  dossiers: readonly Dossier[],
): Promise<RequestRow[]> {
  const views = dossiers.map((dossier) => {
    const waits = isPending(dossier.request, situation.at);
    return {
      dossier,
      outline: outlineOf(situation, dossierSubject(dossier)),
      view: waits ? viewOf(situation, dossier) : null,
    };
  });
  const names = await namesFor(
    context,
    views.flatMap(({ dossier, view }) => [
      ...peopleOf(dossier),
      ...(view?.steps.flatMap(({ deciderIds }) => deciderIds) ?? []),
    ]),
    [],
  );
  return views.map(({ dossier, outline, view }) => {
    const step = view?.steps.find(({ state }) => state === 'CURRENT');
    return {
      ...common(situation, names, dossier, outline),
      titles: titlesOf(dossier, outline.targets),
      waitingFor: names.people(step?.deciderIds ?? []),
      dueAt: iso(step?.dueAt ?? null),
    };
  });
}

const dossierSubject = ({ request, items }: Dossier) => ({ items, change: request.change });
