import type { HandlerInput } from '@eoms/contracts/endpoint';
import type {
  assignTicket,
  changeTicketState,
  replyToTicket,
  updateTicket,
} from '@eoms/contracts/service/tickets.contract';
import { AppError, type RefusedValue } from '../../../errors.ts';
import type { Context } from '../../../http/context.ts';
import { categoryFits } from './categories.policy.ts';
import {
  assigned,
  begin,
  edited,
  finished,
  moved,
  replied,
  type Life,
  type Named,
  type TicketEdit,
} from './ticket-life.policy.ts';
import { categoryRefusal, storeDiffersRefusal, storeRefusal } from './ticket-opening.service.ts';
import type { CommandTools } from './ticket-records.service.ts';
import { changedFields, presentEvent } from './ticket-view.policy.ts';
import type { EventRow, TicketRecord } from './tickets.model.ts';
import {
  covers,
  isFinal,
  reachableStates,
  resolvedRefusals,
  speaksForStore,
  stateChangeRefusals,
  ticketFlags,
} from './tickets.policy.ts';

type EditBody = HandlerInput<typeof updateTicket>['body'];

const refuseFinal = (ticket: TicketRecord): void => {
  if (isFinal(ticket.state)) throw new AppError('ticket_closed');
};

/** What holds of a resolved ticket must go on holding while it is edited. */
const refuseUnresolving = ({ ticket }: Life): void => {
  const errors =
    ticket.state === 'resolved' ? resolvedRefusals(ticket, { ownerId: 'ownerId', category: 'category' }) : [];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
};

async function finish(tools: CommandTools, context: Context, action: string, before: TicketRecord, life: Life) {
  if (life.entries.length === 0) return { ticket: before, rows: [] as readonly EventRow[] };
  const after = finished(life);
  const rows = await tools.records.save(context, before, after);
  await tools.deps.audit(context, {
    action,
    objectKind: 'ticket',
    objectId: before.id,
    detail: { no: before.no, version: after.ticket.version, state: after.ticket.state, changed: changedFields(rows) },
  });
  return { ticket: after.ticket, rows };
}

/** Writes a message; who reads it is its visibility. */
export const replier = (tools: CommandTools) =>
  async function reply(context: Context, input: HandlerInput<typeof replyToTicket>) {
    const { access } = context.caller;
    const before = await tools.records.loadFor(context, 'service.ticket.reply', input);
    const { visibility, text } = input.body;
    if (visibility === 'internal' && !ticketFlags({ ...before, state: 'open' }, access, context.now).mayNote) {
      throw new AppError('permission_missing', { meta: 'service.ticket.note' });
    }
    refuseFinal(before);
    const life = replied(
      begin(before, context.now),
      { visibility, text, byStore: speaksForStore(access) },
      context.now,
    );
    const { ticket, rows } = await finish(tools, context, 'replyToTicket', before, life);
    const message = rows.find((row) => row.kind === 'message');
    if (!message) throw new Error('a reply left no message');
    return { ticket: await tools.records.present(context, ticket), event: presentEvent(message) };
  };

async function ownerChange(
  tools: CommandTools,
  context: Context,
  before: TicketRecord,
  ownerId: string | null,
): Promise<{ from: Named | null; to: Named | null }> {
  const names =
    before.ownerId === null ? new Map<string, string>() : await tools.deps.people.names(context, [before.ownerId]);
  const from =
    before.ownerId === null ? null : { id: before.ownerId, name: names.get(before.ownerId) ?? before.ownerId };
  if (ownerId === null || ownerId === before.ownerId) return { from, to: ownerId === null ? null : from };
  if (!covers(await tools.deps.people.replyScope(context, ownerId), before.storeIds))
    throw new AppError('assignee_ineligible');
  const name = (await tools.deps.people.names(context, [ownerId])).get(ownerId);
  if (name === undefined) throw new AppError('assignee_ineligible');
  return { from, to: { id: ownerId, name } };
}

/** Gives a ticket to somebody who may reply to it, or back to the queue. */
export const assigner = (tools: CommandTools) =>
  async function assign(context: Context, input: HandlerInput<typeof assignTicket>) {
    const before = await tools.records.loadFor(context, 'service.ticket.assign', input);
    refuseFinal(before);
    const { ownerId, note } = input.body;
    const owner = await ownerChange(tools, context, before, ownerId);
    const { mayNote } = ticketFlags(before, context.caller.access, context.now);
    const remark =
      note === null ? null : { text: note, visibility: mayNote ? ('internal' as const) : ('store' as const) };
    const life = assigned(begin(before, context.now), owner, remark, context.now);
    refuseUnresolving(life);
    const { ticket } = await finish(tools, context, 'assignTicket', before, life);
    return tools.records.present(context, ticket);
  };

/** Moves a ticket along the machine; what the new state needs is named field by field. */
export const stateChanger = (tools: CommandTools) =>
  async function changeState(context: Context, input: HandlerInput<typeof changeTicketState>) {
    const { now } = context;
    const before = await tools.records.loadFor(context, 'service.ticket.change-state', input);
    const life = begin(before, now);
    const { to, reason } = input.body;
    if (!reachableStates(life.ticket.state).includes(to)) throw new AppError('ticket_state_unreachable');
    const change = { to, reason, wakeAt: input.body.wakeAt === null ? null : new Date(input.body.wakeAt) };
    const errors = stateChangeRefusals(life.ticket, change, now);
    if (errors.length > 0) throw new AppError('validation_failed', { errors });
    const { ticket } = await finish(
      tools,
      context,
      'changeTicketState',
      before,
      moved(life, { ...change, at: now, by: 'caller' }),
    );
    return tools.records.present(context, ticket);
  };

async function storeChange(
  tools: CommandTools,
  context: Context,
  before: TicketRecord,
  storeId: string | null,
): Promise<TicketEdit['store']> {
  const refuse = (error: RefusedValue): never => {
    throw new AppError('validation_failed', { errors: [error] });
  };
  if (before.requesterKind === 'store') return refuse(storeDiffersRefusal);
  const names = await tools.deps.stores.names(
    context,
    [before.storeId, storeId].filter((id) => id !== null),
  );
  const scope = context.caller.access.scope('service.ticket.edit');
  if (storeId !== null && !(names.has(storeId) && covers(scope, [storeId])))
    return refuse(storeRefusal('#/body/storeId'));
  if (storeId === null && scope.kind !== 'all') return refuse(storeRefusal('#/body/storeId'));
  const named = (id: string | null): Named | null => (id === null ? null : { id, name: names.get(id) ?? id });
  return { from: named(before.storeId), to: named(storeId) };
}

/** Changes what a ticket says about itself. */
export const editor = (tools: CommandTools) =>
  async function editTicket(
    context: Context,
    input: { params: { ticketId: string }; ifMatch: number; body: EditBody },
  ) {
    const before = await tools.records.loadFor(context, 'service.ticket.edit', input);
    refuseFinal(before);
    const { storeId, type = before.type, category = before.category, subject = before.subject, priority } = input.body;
    if (!categoryFits(category, type)) throw new AppError('validation_failed', { errors: [categoryRefusal] });
    const store =
      storeId === undefined || storeId === before.storeId
        ? undefined
        : await storeChange(tools, context, before, storeId);
    const edit: TicketEdit = {
      type,
      category,
      subject,
      ...(priority ? { priority } : {}),
      ...(store ? { store } : {}),
    };
    const life = edited(begin(before, context.now), edit, context.now);
    refuseUnresolving(life);
    const { ticket } = await finish(tools, context, 'updateTicket', before, life);
    return tools.records.present(context, ticket);
  };
