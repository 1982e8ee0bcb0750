import type { Model, ModelStatic, Sequelize } from 'sequelize';
import type { z } from 'zod';
import type {
  RequesterKind,
  TicketChannel,
  TicketEvent,
  TicketPriority,
  TicketState,
  TicketType,
  Visibility,
} from '@eoms/contracts/service/tickets.contract';
import { id, instant, integer, json, line, nullable, paragraphs, primary } from '../../../database/columns.ts';
import { scopedModel } from '../../../database/scoped.ts';
import type { SealedPhone } from './phones.ts';

export type Priority = z.infer<typeof TicketPriority>;

/** A row of the ticket table. `activityAt` counts internal notes too, `updatedAt` only what everybody may read. */
export interface TicketRow extends Record<keyof SealedPhone, string | null> {
  readonly id: string;
  readonly no: string;
  readonly type: TicketType;
  readonly category: string;
  readonly categoryVersion: number;
  readonly subject: string;
  /** Position in the list of priorities, so that it sorts. */
  readonly priority: number;
  readonly channel: z.infer<typeof TicketChannel>;
  readonly requesterKind: z.infer<typeof RequesterKind>;
  readonly requesterId: string | null;
  readonly requesterName: string;
  readonly storeId: string | null;
  readonly state: TicketState;
  readonly waitingReason: string | null;
  readonly wakeAt: Date | null;
  readonly cycle: number;
  readonly ownerId: string | null;
  readonly version: number;
  readonly events: number;
  readonly searchText: string;
  readonly openedAt: Date;
  readonly updatedAt: Date;
  readonly activityAt: Date;
  readonly resolvedAt: Date | null;
  readonly closedAt: Date | null;
}

/** Columns of a list; the others are long, sealed, or for the ticket's own page. */
export const LISTED_COLUMNS = [
  'id',
  'no',
  'type',
  'category',
  'subject',
  'priority',
  'requesterKind',
  'requesterId',
  'requesterName',
  'phoneMasked',
  'storeId',
  'state',
  'wakeAt',
  'ownerId',
  'openedAt',
  'updatedAt',
  'activityAt',
] as const satisfies readonly (keyof TicketRow)[];

export type ListedTicket = Pick<TicketRow, (typeof LISTED_COLUMNS)[number]>;

/** A ticket with the stores whose people may see it. */
export interface TicketRecord extends TicketRow {
  readonly storeIds: readonly string[];
}

/** One field that changed: what people read, and the ids behind names so that the events fold back to the ticket. */
export interface FieldChange {
  readonly field: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly fromId?: string | null;
  readonly toId?: string | null;
}

/** A row of the append-only timeline; `version` is the ticket's version the entry led to. */
export interface EventRow {
  readonly id: string;
  readonly ticketId: string;
  readonly seq: number;
  readonly version: number;
  readonly kind: TicketEvent['kind'];
  readonly at: Date;
  readonly byKind: TicketEvent['byKind'];
  readonly byId: string | null;
  readonly byName: string;
  readonly visibility: z.infer<typeof Visibility>;
  readonly text: string | null;
  readonly changes: readonly FieldChange[];
}

/** A store that may see a ticket, and why. */
export interface PartyRow {
  readonly ticketId: string;
  readonly storeId: string;
  readonly role: 'requester' | 'concerned';
}

export interface TicketModels {
  readonly Ticket: ModelStatic<Model<TicketRow, TicketRow>>;
  readonly Event: ModelStatic<Model<EventRow, EventRow>>;
  readonly Party: ModelStatic<Model<PartyRow, PartyRow>>;
}

const ticketColumns = {
  id: primary(id()),
  no: line(20),
  type: line(20),
  category: line(40),
  categoryVersion: integer(),
  subject: line(120),
  priority: integer(),
  channel: line(20),
  requesterKind: line(10),
  requesterId: nullable(id()),
  requesterName: line(100),
  phoneSealed: nullable(line(200)),
  phoneMasked: nullable(line(20)),
  phoneIndex: nullable(line(50)),
  phoneTailIndex: nullable(line(50)),
  storeId: nullable(id()),
  state: line(20),
  waitingReason: nullable(line(200)),
  wakeAt: nullable(instant()),
  cycle: integer(),
  ownerId: nullable(id()),
  version: integer(),
  events: integer(),
  searchText: paragraphs(),
  openedAt: instant(),
  updatedAt: instant(),
  activityAt: instant(),
  resolvedAt: nullable(instant()),
  closedAt: nullable(instant()),
};

const eventColumns = {
  id: primary(id()),
  ticketId: id(),
  seq: integer(),
  version: integer(),
  kind: line(20),
  at: instant(),
  byKind: line(20),
  byId: nullable(id()),
  byName: line(100),
  visibility: line(20),
  text: nullable(paragraphs()),
  changes: json(),
};

const partyColumns = { ticketId: primary(id()), storeId: primary(id()), role: line(20) };

/** Declares the tables of tickets on one connection. */
export function initTicketModels(sequelize: Sequelize): TicketModels {
  const Ticket: TicketModels['Ticket'] = sequelize.define('ticket', ticketColumns);
  scopedModel(Ticket);
  return {
    Ticket,
    Event: sequelize.define('ticket_event', eventColumns),
    Party: sequelize.define('ticket_party', partyColumns),
  };
}
