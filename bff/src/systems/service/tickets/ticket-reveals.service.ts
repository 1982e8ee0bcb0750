import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { revealTicketPhone } from '@eoms/contracts/service/tickets.contract';
import { AppError } from '../../../errors.ts';
import type { Context } from '../../../http/context.ts';
import type { CommandTools } from './ticket-records.service.ts';
import { covers } from './tickets.policy.ts';

const META = 'service.ticket.view-phone';

/** Answers the phone of a ticket's requester to those who may see it; the reason is kept, the phone is not. */
export const phoneRevealer = ({ deps, records }: CommandTools) =>
  async function reveal(context: Context, { params, body }: HandlerInput<typeof revealTicketPhone>) {
    const ticket = await records.load(context, params.ticketId);
    if (!covers(context.caller.access.scope(META), ticket.storeIds))
      throw new AppError('permission_missing', { meta: META });
    if (ticket.phoneSealed === null) throw new AppError('field_empty');
    await deps.audit(context, {
      action: 'revealTicketPhone',
      objectKind: 'ticket',
      objectId: ticket.id,
      detail: { no: ticket.no, field: 'phone' },
      reason: body.reason,
    });
    return { value: deps.phones.open(ticket.phoneSealed) };
  };
