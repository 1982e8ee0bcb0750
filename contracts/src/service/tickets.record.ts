import { z } from 'zod';
import { Id, Instant, LocalizedText, Version } from '../fields.ts';

/** 咨询, 投诉, 售后, 反馈. */
export const TicketType = z.enum(['consultation', 'complaint', 'after_sales', 'feedback']).meta({ id: 'TicketType' });
/** 咨询, 投诉, 售后, 反馈. */
export type TicketType = z.infer<typeof TicketType>;

/** States a ticket can be in (domain 2.3). */
export const TicketState = z
  .enum([
    'new',
    'open',
    'waiting_requester',
    'waiting_store',
    'waiting_hq',
    'waiting_platform',
    'resolved',
    'closed',
    'invalid',
  ])
  .meta({ id: 'TicketState' });
/** States a ticket can be in. */
export type TicketState = z.infer<typeof TicketState>;

/** How urgent a ticket is. */
export const TicketPriority = z.enum(['low', 'normal', 'high', 'urgent']).meta({ id: 'TicketPriority' });

/** Who asks: 门店, 会员, 总部部门. */
export const RequesterKind = z.enum(['store', 'member', 'hq']).meta({ id: 'RequesterKind' });

/** Way a ticket came in. */
export const TicketChannel = z
  .enum(['phone', 'counter', 'wechat', 'app', 'portal', 'platform'])
  .meta({ id: 'TicketChannel' });

/** Who may read a message: the requester too, the concerned store and HQ, or HQ and the desk only. */
export const Visibility = z.enum(['requester', 'store', 'internal']).meta({ id: 'Visibility' });

/** Who asks, as shown: a phone is always masked. */
export const Requester = z
  .object({ kind: RequesterKind, id: Id.nullable(), name: z.string(), phoneMasked: z.string().nullable() })
  .meta({ id: 'Requester' });

/** A ticket. */
export const Ticket = z
  .object({
    id: Id,
    no: z.string(),
    type: TicketType,
    category: z.string(),
    categoryName: LocalizedText,
    subject: z.string(),
    priority: TicketPriority,
    channel: TicketChannel,
    requester: Requester,
    storeId: Id.nullable(),
    storeName: z.string().nullable(),
    state: TicketState,
    waitingReason: z.string().nullable(),
    /** Instant at which a waiting ticket comes back to the desk. */
    wakeAt: Instant.nullable(),
    /** Resolution cycle, 1 + number of reopenings. */
    cycle: z.int().min(1),
    ownerId: Id.nullable(),
    ownerName: z.string().nullable(),
    version: Version,
    openedAt: Instant,
    updatedAt: Instant,
    resolvedAt: Instant.nullable(),
    closedAt: Instant.nullable(),
    mayReply: z.boolean(),
    mayNote: z.boolean(),
    mayEdit: z.boolean(),
    mayAssign: z.boolean(),
    /** States the caller may move the ticket to now. */
    nextStates: z.array(TicketState),
  })
  .meta({ id: 'Ticket' });
/** A ticket. */
export type Ticket = z.infer<typeof Ticket>;

/** A ticket in a list. */
export const TicketRow = Ticket.pick({
  id: true,
  no: true,
  type: true,
  categoryName: true,
  subject: true,
  priority: true,
  requester: true,
  storeId: true,
  storeName: true,
  state: true,
  ownerId: true,
  ownerName: true,
  openedAt: true,
  updatedAt: true,
  wakeAt: true,
}).meta({ id: 'TicketRow' });
/** A ticket in a list. */
export type TicketRow = z.infer<typeof TicketRow>;

/** One entry of a ticket's timeline; never changed afterwards. */
export const TicketEvent = z
  .object({
    id: Id,
    kind: z.enum(['opened', 'message', 'assigned', 'state_changed', 'edited']),
    at: Instant,
    byName: z.string(),
    byKind: z.enum(['person', 'requester', 'service', 'system']),
    visibility: Visibility,
    text: z.string().nullable(),
    /** For state_changed, assigned and edited: what it was and what it became, field by field. */
    changes: z.array(z.object({ field: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  })
  .meta({ id: 'TicketEvent' });
/** One entry of a ticket's timeline. */
export type TicketEvent = z.infer<typeof TicketEvent>;
