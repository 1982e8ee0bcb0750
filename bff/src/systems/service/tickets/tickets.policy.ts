import type { z } from 'zod';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { TicketState, Visibility } from '@eoms/contracts/service/tickets.contract';
import type { RefusedValue } from '../../../errors.ts';
import type { Access, Scope } from '../../../http/context.ts';
import type { Priority, TicketRecord } from './tickets.model.ts';

/** What the rules look at; any record with these fields will do. */
export type TicketFacts = Pick<TicketRecord, 'state' | 'wakeAt' | 'ownerId' | 'category'>;

/** Priorities from least to most urgent; a ticket keeps the position, so that tickets sort by it. */
export const PRIORITIES = ['low', 'normal', 'high', 'urgent'] as const satisfies readonly Priority[];

/** States in which the clock waits for somebody; each needs a reason and an instant to wake. */
export const WAITING_STATES = [
  'waiting_requester',
  'waiting_store',
  'waiting_hq',
  'waiting_platform',
] as const satisfies readonly TicketState[];

/** States that still need work. */
export const UNRESOLVED_STATES = ['new', 'open', ...WAITING_STATES] as const satisfies readonly TicketState[];

const LONGEST_WAIT = 366 * 24 * 3600_000;

/** The machine of domain 2.3; merging comes with the service centre's own issue. */
const TRANSITIONS: Readonly<Record<TicketState, readonly TicketState[]>> = {
  new: ['open', 'invalid'],
  open: [...WAITING_STATES, 'resolved', 'invalid'],
  waiting_requester: ['open', 'invalid'],
  waiting_store: ['open', 'invalid'],
  waiting_hq: ['open', 'invalid'],
  waiting_platform: ['open', 'invalid'],
  resolved: ['open', 'closed', 'invalid'],
  closed: [],
  invalid: [],
};

export const isWaiting = (state: TicketState): boolean => (WAITING_STATES as readonly TicketState[]).includes(state);

/** True when nothing can happen to the ticket any more. */
export const isFinal = (state: TicketState): boolean => TRANSITIONS[state].length === 0;

/** True when a waiting ticket's instant has come: it counts as open although the row still says waiting. */
export const hasWoken = (ticket: Pick<TicketRecord, 'state' | 'wakeAt'>, now: Date): boolean =>
  isWaiting(ticket.state) && ticket.wakeAt !== null && ticket.wakeAt.getTime() <= now.getTime();

/** The state a ticket is in at an instant. */
export const stateAt = (ticket: Pick<TicketRecord, 'state' | 'wakeAt'>, now: Date): TicketState =>
  hasWoken(ticket, now) ? 'open' : ticket.state;

/** States the machine allows next. */
export const reachableStates = (state: TicketState): readonly TicketState[] => TRANSITIONS[state];

/** Resolving ends a cycle; taking that back begins the next. */
export const cycleAfter = (cycle: number, from: TicketState, to: TicketState): number =>
  from === 'resolved' && to === 'open' ? cycle + 1 : cycle;

/** True when a scope reaches a ticket with these store parties. */
export const covers = (scope: Scope, storeIds: readonly string[]): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && storeIds.some((id) => scope.storeIds.has(id)));

/** True when the caller may read internal notes of a ticket with these store parties. */
export const seesInternal = (access: Access, storeIds: readonly string[]): boolean =>
  covers(access.scope('service.ticket.note'), storeIds);

/** True when the caller reads every internal note, so that lists may show and sort by the instant of the last one. */
export const seesAllInternal = (access: Access): boolean => access.scope('service.ticket.note').kind === 'all';

/** Kinds of entries the caller may read on a ticket with these store parties. */
export const readableVisibilities = (
  access: Access,
  storeIds: readonly string[],
): readonly z.infer<typeof Visibility>[] =>
  seesInternal(access, storeIds) ? ['requester', 'store', 'internal'] : ['requester', 'store'];

/** True when the caller speaks for stores and not for the desk. */
export const speaksForStore = (access: Access): boolean => access.scope('service.ticket.reply').kind === 'units';

/** The `may…` flags of a ticket for one caller at one instant. */
export function ticketFlags(ticket: TicketFacts & Pick<TicketRecord, 'storeIds'>, access: Access, now: Date) {
  const state = stateAt(ticket, now);
  const may = (meta: MetaCode): boolean => covers(access.scope(meta), ticket.storeIds);
  const live = !isFinal(state);
  const mayReply = live && may('service.ticket.reply');
  return {
    mayReply,
    mayNote: mayReply && seesInternal(access, ticket.storeIds) && !speaksForStore(access),
    mayEdit: live && may('service.ticket.edit'),
    mayAssign: live && may('service.ticket.assign'),
    nextStates: may('service.ticket.change-state') ? [...reachableStates(state)] : [],
  };
}

const refused = (field: string, code: string, zh: string, en: string): RefusedValue => ({
  pointer: `#/body/${field}`,
  code,
  messages: { zh, en },
});

/** What a change of state lacks; empty when nothing. */
export function stateChangeRefusals(
  ticket: Pick<TicketFacts, 'ownerId' | 'category'>,
  change: { readonly to: TicketState; readonly reason: string | null; readonly wakeAt: Date | null },
  now: Date,
): RefusedValue[] {
  const refusals: RefusedValue[] = [];
  if (isWaiting(change.to)) {
    if (change.reason === null)
      refusals.push(refused('reason', 'reason_required', '请填写等待原因', 'Say what the ticket waits for'));
    if (change.wakeAt === null)
      refusals.push(refused('wakeAt', 'wake_required', '请选择唤醒时间', 'Say when the ticket comes back'));
    else if (change.wakeAt <= now)
      refusals.push(refused('wakeAt', 'wake_not_ahead', '唤醒时间必须晚于现在', 'It must lie in the future'));
    else if (change.wakeAt.getTime() > now.getTime() + LONGEST_WAIT)
      refusals.push(refused('wakeAt', 'wake_too_far', '唤醒时间最长为一年后', 'It may lie at most a year ahead'));
  } else if (change.wakeAt !== null) {
    refusals.push(
      refused(
        'wakeAt',
        'wake_not_applicable',
        '只有等待状态才有唤醒时间',
        'Only a waiting ticket has an instant to wake',
      ),
    );
  }
  return [
    ...refusals,
    ...(change.to === 'resolved' ? resolvedRefusals(ticket, { ownerId: 'to', category: 'to' }) : []),
  ];
}

/** What a resolved ticket lacks; `at` names the fields of the request that are to blame. */
export function resolvedRefusals(
  ticket: Pick<TicketFacts, 'ownerId' | 'category'>,
  at: { readonly ownerId: string; readonly category: string },
): RefusedValue[] {
  return [
    ...(ticket.ownerId === null
      ? [refused(at.ownerId, 'owner_required', '已解决的工单必须有受理人', 'A resolved ticket needs an owner')]
      : []),
    ...(ticket.category === ''
      ? [refused(at.category, 'category_required', '已解决的工单必须有分类', 'A resolved ticket needs a category')]
      : []),
  ];
}

/** Folding of both sides of a search: width and case do not matter. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Text a ticket is found by. */
export const searchTextOf = (subject: string, requesterName: string): string =>
  foldText(`${subject}\n${requesterName}`);
