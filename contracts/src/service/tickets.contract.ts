import { z } from 'zod';
import { defineEndpoint, defineMetas } from '../endpoint.ts';
import {
  Id,
  Instant,
  Line,
  Paragraphs,
  Phone,
  RevealReason,
  SearchText,
  manyOf,
  pageOf,
  pageQuery,
} from '../fields.ts';
import {
  RequesterKind,
  Ticket,
  TicketChannel,
  TicketEvent,
  TicketPriority,
  TicketRow,
  TicketState,
  TicketType,
  Visibility,
} from './tickets.record.ts';

export * from './ticket-references.contract.ts';
export * from './tickets.record.ts';

/** Permissions of the ticket desk. */
export const ticketMetas = defineMetas({
  'service.ticket.view': { zh: '查看工单', en: 'See tickets', risk: 0, kind: 'page' },
  'service.ticket.create': { zh: '新建工单', en: 'Open tickets', risk: 0 },
  'service.ticket.reply': { zh: '回复工单', en: 'Reply to tickets', risk: 1 },
  'service.ticket.note': { zh: '查看与填写内部备注', en: 'Read and write internal notes', risk: 1 },
  'service.ticket.edit': { zh: '编辑工单信息', en: 'Edit ticket data', risk: 1 },
  'service.ticket.assign': { zh: '分派工单', en: 'Assign tickets', risk: 1 },
  'service.ticket.change-state': { zh: '变更工单状态', en: 'Change a ticket’s state', risk: 1 },
  'service.ticket.view-phone': { zh: '查看来电人手机号', en: 'See phones of requesters', risk: 2, kind: 'field' },
});

const ticketParams = z.strictObject({ ticketId: Id });
const ticketId = '0195844e-2d00-7000-8000-0000000000e1';
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const personId = '0195844e-2d00-7000-8000-000000000001';
const eventId = '0195844e-2d00-7000-8000-0000000000f1';
const at = '2026-03-11T12:30:00.000Z';
const rowExample = {
  id: ticketId,
  no: 'GD20260311-00042',
  type: 'complaint',
  categoryName: { zh: '计费争议', en: 'Billing dispute' },
  subject: '包夜被多扣 15 元',
  priority: 'high',
  requester: { kind: 'member', id: null, name: '峡谷老六', phoneMasked: '100****0042' },
  storeId,
  storeName: '网鱼电竞(上海松江大学城店)',
  state: 'open',
  ownerId: personId,
  ownerName: '王敏',
  openedAt: at,
  updatedAt: at,
  wakeAt: null,
};
const ticketExample = {
  ...rowExample,
  category: 'billing.dispute',
  channel: 'counter',
  waitingReason: null,
  cycle: 1,
  version: 3,
  resolvedAt: null,
  closedAt: null,
  mayReply: true,
  mayNote: true,
  mayEdit: true,
  mayAssign: true,
  nextStates: ['waiting_requester', 'waiting_store', 'waiting_hq', 'waiting_platform', 'resolved', 'invalid'],
};
const eventExample = {
  id: eventId,
  kind: 'message',
  at,
  byName: '王敏',
  byKind: 'person',
  visibility: 'requester',
  text: '您好，正在为您核对昨晚的账单。',
  changes: [],
};
const changeErrors = ['not_found', 'precondition_required', 'someone_replied'] as const;

/** Tickets the caller may see. `owner` is `me`, `none` or a person. */
export const listTickets = defineEndpoint({
  id: 'listTickets',
  method: 'get',
  path: '/api/service/tickets',
  summary: 'List tickets',
  tags: ['service'],
  meta: 'service.ticket.view',
  query: z.strictObject({
    q: SearchText.optional(),
    state: manyOf(TicketState),
    type: manyOf(TicketType),
    priority: manyOf(TicketPriority),
    requesterKind: manyOf(RequesterKind),
    storeId: Id.optional(),
    owner: z.union([z.literal(['me', 'none']), Id]).optional(),
    sort: z.enum(['updatedAt', 'openedAt', 'priority']).default('updatedAt'),
    order: z.enum(['asc', 'desc']).default('desc'),
    ...pageQuery,
  }),
  response: pageOf(TicketRow),
  errors: ['invalid_cursor'],
  examples: { query: { state: ['open'], owner: 'me' }, response: { items: [rowExample], next: null } },
});

/** One ticket. */
export const getTicket = defineEndpoint({
  id: 'getTicket',
  method: 'get',
  path: '/api/service/tickets/:ticketId',
  summary: 'Read a ticket',
  tags: ['service'],
  meta: 'service.ticket.view',
  etag: true,
  params: ticketParams,
  response: Ticket,
  errors: ['not_found'],
  examples: { params: { ticketId }, response: ticketExample },
});

/** Timeline of a ticket; `order=desc` starts with the newest. */
export const listTicketEvents = defineEndpoint({
  id: 'listTicketEvents',
  method: 'get',
  path: '/api/service/tickets/:ticketId/events',
  summary: 'Timeline of a ticket',
  tags: ['service'],
  meta: 'service.ticket.view',
  params: ticketParams,
  query: z.strictObject({ order: z.enum(['asc', 'desc']).default('desc'), ...pageQuery }),
  response: pageOf(TicketEvent),
  errors: ['not_found', 'invalid_cursor'],
  examples: { params: { ticketId }, response: { items: [eventExample], next: null } },
});

/** Opens a ticket for a store, a member or an HQ department. */
export const createTicket = defineEndpoint({
  id: 'createTicket',
  method: 'post',
  path: '/api/service/tickets',
  summary: 'Open a ticket',
  tags: ['service'],
  meta: 'service.ticket.create',
  status: 201,
  body: z.strictObject({
    type: TicketType,
    category: z.string().max(40),
    subject: Line(120),
    text: Paragraphs(20_000),
    priority: TicketPriority,
    channel: TicketChannel,
    requester: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('store'), storeId: Id }),
      z.strictObject({ kind: z.literal('member'), name: Line(40), phone: Phone.nullable() }),
      z.strictObject({ kind: z.literal('hq'), departmentId: Id }),
    ]),
    /** The store it is about; for a store requester it is that store. */
    storeId: Id.nullable(),
  }),
  response: Ticket,
  errors: [],
  examples: {
    body: {
      type: 'complaint',
      category: 'billing.dispute',
      subject: '包夜被多扣 15 元',
      text: '昨晚 22 点包夜，今早结账多扣了 15 元。',
      priority: 'high',
      channel: 'counter',
      requester: { kind: 'member', name: '峡谷老六', phone: '10000000042' },
      storeId,
    },
    response: { ...ticketExample, state: 'new', ownerId: null, ownerName: null, version: 1 },
  },
});

/** Changes what a ticket says about itself. */
export const updateTicket = defineEndpoint({
  id: 'updateTicket',
  method: 'patch',
  path: '/api/service/tickets/:ticketId',
  summary: 'Edit a ticket',
  tags: ['service'],
  meta: 'service.ticket.edit',
  ifMatch: true,
  params: ticketParams,
  body: z
    .strictObject({
      type: TicketType,
      category: z.string().max(40),
      subject: Line(120),
      priority: TicketPriority,
      storeId: Id.nullable(),
    })
    .partial(),
  response: Ticket,
  errors: [...changeErrors, 'ticket_closed'],
  examples: {
    params: { ticketId },
    body: { priority: 'urgent' },
    response: { ...ticketExample, priority: 'urgent', version: 4 },
  },
});

/** Writes to the requester, to the store, or an internal note. */
export const replyToTicket = defineEndpoint({
  id: 'replyToTicket',
  method: 'post',
  path: '/api/service/tickets/:ticketId/messages',
  summary: 'Reply to a ticket',
  tags: ['service'],
  meta: 'service.ticket.reply',
  status: 201,
  ifMatch: true,
  params: ticketParams,
  body: z.strictObject({ visibility: Visibility, text: Paragraphs(20_000) }),
  response: z.object({ ticket: Ticket, event: TicketEvent }),
  errors: [...changeErrors, 'ticket_closed'],
  examples: {
    params: { ticketId },
    body: { visibility: 'requester', text: '您好，正在为您核对昨晚的账单。' },
    response: { ticket: { ...ticketExample, version: 4 }, event: eventExample },
  },
});

/** Gives a ticket to a person, or back to the queue with `ownerId: null`. */
export const assignTicket = defineEndpoint({
  id: 'assignTicket',
  method: 'post',
  path: '/api/service/tickets/:ticketId/assignments',
  summary: 'Assign a ticket',
  tags: ['service'],
  meta: 'service.ticket.assign',
  ifMatch: true,
  params: ticketParams,
  body: z.strictObject({ ownerId: Id.nullable(), note: Line(200).nullable() }),
  response: Ticket,
  errors: [...changeErrors, 'ticket_closed', 'assignee_ineligible'],
  examples: {
    params: { ticketId },
    body: { ownerId: personId, note: null },
    response: { ...ticketExample, version: 4 },
  },
});

/** Moves a ticket to another state; waiting needs a reason and an instant to wake. */
export const changeTicketState = defineEndpoint({
  id: 'changeTicketState',
  method: 'post',
  path: '/api/service/tickets/:ticketId/state-changes',
  summary: 'Change a ticket’s state',
  tags: ['service'],
  meta: 'service.ticket.change-state',
  ifMatch: true,
  params: ticketParams,
  body: z.strictObject({ to: TicketState, reason: Line(200).nullable(), wakeAt: Instant.nullable() }),
  response: Ticket,
  errors: [...changeErrors, 'ticket_state_unreachable'],
  examples: {
    params: { ticketId },
    body: { to: 'waiting_store', reason: '等待门店提供监控', wakeAt: '2026-03-12T12:30:00.000Z' },
    response: {
      ...ticketExample,
      state: 'waiting_store',
      waitingReason: '等待门店提供监控',
      wakeAt: '2026-03-12T12:30:00.000Z',
      version: 4,
    },
  },
});

/** Answers the requester's phone once; who asked and why is on record. */
export const revealTicketPhone = defineEndpoint({
  id: 'revealTicketPhone',
  method: 'post',
  path: '/api/service/tickets/:ticketId/reveals',
  summary: 'See the phone of a ticket’s requester',
  tags: ['service'],
  meta: 'service.ticket.view-phone',
  secret: true,
  params: ticketParams,
  body: z.strictObject({ reason: RevealReason }),
  response: z.object({ value: z.string() }),
  errors: ['not_found', 'field_empty', 'answer_given_once'],
  examples: { params: { ticketId }, body: { reason: '回访客诉处理结果' }, response: { value: '10000000042' } },
});
