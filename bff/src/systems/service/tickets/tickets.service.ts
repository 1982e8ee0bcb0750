import { ticketCategories } from './categories.policy.ts';
import { assigneeLister, requesterLister } from './ticket-choices.service.ts';
import { assigner, editor, replier, stateChanger } from './ticket-commands.service.ts';
import type { TicketDeps } from './ticket-deps.ts';
import { ticketOpener } from './ticket-opening.service.ts';
import { ticketLister, timelineReader } from './ticket-reads.service.ts';
import { createTicketRecords, type CommandTools } from './ticket-records.service.ts';
import { phoneRevealer } from './ticket-reveals.service.ts';
import { openMattersCounter, workLister } from './ticket-work.service.ts';
import type { Context } from '../../../http/context.ts';

/** The ticket desk: one function for each endpoint, and what other parts of the portal ask of it. */
export function createTicketsService(deps: TicketDeps) {
  const records = createTicketRecords(deps);
  const tools: CommandTools = { deps, records };
  return {
    listTickets: ticketLister(tools),
    getTicket: async (context: Context, { params }: { params: { ticketId: string } }) =>
      records.present(context, await records.load(context, params.ticketId)),
    listTicketEvents: timelineReader(tools),
    createTicket: ticketOpener(tools),
    updateTicket: editor(tools),
    replyToTicket: replier(tools),
    assignTicket: assigner(tools),
    changeTicketState: stateChanger(tools),
    revealTicketPhone: phoneRevealer(tools),
    listTicketCategories: () => ({
      items: ticketCategories.map(({ code, type, name }) => ({ code, type, name: { ...name } })),
    }),
    listAssignees: assigneeLister(tools),
    listRequesterOptions: requesterLister(tools),
    /** For the home page; registered with the portal's work service at composition. */
    workProvider: { system: 'service', meta: 'service.ticket.view', provide: workLister(records) } as const,
    /** Number and stores of a ticket the caller sees. @throws AppError `not_found` */
    whereabouts: async (context: Context, ticketId: string) => {
      const { no, storeIds } = await records.load(context, ticketId);
      return { no, storeIds };
    },
    /** What keeps a store from closing. */
    openMatters: openMattersCounter(records),
  };
}

/** The ticket desk. */
export type TicketsService = ReturnType<typeof createTicketsService>;
