import { Router } from 'express';
import * as contract from '@eoms/contracts/service/tickets.contract';
import { serve } from '../../../http/serve.ts';
import type { TicketsService } from './tickets.service.ts';

/** Routes of the ticket desk. */
export function ticketsRoutes(service: TicketsService): Router {
  const routes = Router();
  serve(routes, contract.listTickets, service.listTickets);
  serve(routes, contract.getTicket, service.getTicket);
  serve(routes, contract.listTicketEvents, service.listTicketEvents);
  serve(routes, contract.createTicket, service.createTicket);
  serve(routes, contract.updateTicket, service.updateTicket);
  serve(routes, contract.replyToTicket, service.replyToTicket);
  serve(routes, contract.assignTicket, service.assignTicket);
  serve(routes, contract.changeTicketState, service.changeTicketState);
  serve(routes, contract.revealTicketPhone, service.revealTicketPhone);
  serve(routes, contract.listTicketCategories, service.listTicketCategories);
  serve(routes, contract.listAssignees, service.listAssignees);
  serve(routes, contract.listRequesterOptions, service.listRequesterOptions);
  return routes;
}
