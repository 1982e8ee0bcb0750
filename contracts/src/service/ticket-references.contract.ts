import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, LocalizedText, SearchText, pageOf, pageQuery } from '../fields.ts';
import { TicketType } from './tickets.record.ts';

/** Categories a ticket may have, by type. */
export const listTicketCategories = defineEndpoint({
  id: 'listTicketCategories',
  method: 'get',
  path: '/api/service/ticket-categories',
  summary: 'List ticket categories',
  tags: ['service'],
  meta: 'service.ticket.view',
  response: z.object({ items: z.array(z.object({ code: z.string(), type: TicketType, name: LocalizedText })) }),
  errors: [],
  examples: {
    response: {
      items: [{ code: 'billing.dispute', type: 'complaint', name: { zh: '计费争议', en: 'Billing dispute' } }],
    },
  },
});

/** People who may take tickets. */
export const listAssignees = defineEndpoint({
  id: 'listAssignees',
  method: 'get',
  path: '/api/service/assignees',
  summary: 'Find people who may take tickets',
  tags: ['service'],
  meta: 'service.ticket.assign',
  query: z.strictObject({ q: SearchText.optional(), ...pageQuery }),
  response: pageOf(z.object({ id: Id, name: z.string(), department: LocalizedText, openTickets: z.int() })),
  errors: ['invalid_cursor'],
  examples: {
    query: { q: '王' },
    response: {
      items: [
        {
          id: '0195844e-2d00-7000-8000-000000000001',
          name: '王敏',
          department: { zh: '客服部', en: 'Customer service' },
          openTickets: 4,
        },
      ],
      next: null,
    },
  },
});

/** Stores and departments a ticket may be opened for. */
export const listRequesterOptions = defineEndpoint({
  id: 'listRequesterOptions',
  method: 'get',
  path: '/api/service/requesters',
  summary: 'Find stores or departments to open a ticket for',
  tags: ['service'],
  meta: 'service.ticket.create',
  query: z.strictObject({ kind: z.enum(['store', 'hq']), q: SearchText.optional(), ...pageQuery }),
  response: pageOf(z.object({ id: Id, name: z.string() })),
  errors: ['invalid_cursor'],
  examples: {
    query: { kind: 'store', q: '松江' },
    response: {
      items: [{ id: '0195844e-2d00-7000-8000-0000000000a1', name: '网鱼电竞(上海松江大学城店)' }],
      next: null,
    },
  },
});
