import type { Ticket, TicketEvent, TicketRow as TicketLine } from '@eoms/contracts/service/tickets.contract';
import type { Access } from '../../../http/context.ts';
import { categoryName } from './categories.policy.ts';
import type { EventRow, ListedTicket, TicketRecord } from './tickets.model.ts';
import { PRIORITIES, hasWoken, seesAllInternal, stateAt, ticketFlags } from './tickets.policy.ts';

/** Names behind the ids of a page of tickets. */
export interface Names {
  readonly stores: ReadonlyMap<string, string>;
  readonly people: ReadonlyMap<string, string>;
}

/** Who looks, and when. */
export interface Viewer {
  readonly access: Access;
  readonly now: Date;
}

const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

const requesterOf = (ticket: ListedTicket, names: Names): Ticket['requester'] => ({
  kind: ticket.requesterKind,
  id: ticket.requesterId,
  name: (ticket.requesterKind === 'store' && names.stores.get(ticket.requesterId ?? '')) || ticket.requesterName,
  phoneMasked: ticket.phoneMasked,
});

/** A ticket as a list shows it to one viewer. */
export const presentLine = (ticket: ListedTicket, names: Names, { access, now }: Viewer): TicketLine => ({
  id: ticket.id,
  no: ticket.no,
  type: ticket.type,
  categoryName: { ...categoryName(ticket.category) },
  subject: ticket.subject,
  priority: PRIORITIES[ticket.priority] ?? 'normal',
  requester: requesterOf(ticket, names),
  storeId: ticket.storeId,
  storeName: ticket.storeId === null ? null : (names.stores.get(ticket.storeId) ?? null),
  state: stateAt(ticket, now),
  ownerId: ticket.ownerId,
  ownerName: ticket.ownerId === null ? null : (names.people.get(ticket.ownerId) ?? null),
  openedAt: ticket.openedAt.toISOString(),
  updatedAt: (seesAllInternal(access) ? ticket.activityAt : ticket.updatedAt).toISOString(),
  wakeAt: hasWoken(ticket, now) ? null : iso(ticket.wakeAt),
});

/** A ticket as its page shows it to one viewer, with what he may do. */
export const presentTicket = (ticket: TicketRecord, names: Names, viewer: Viewer): Ticket => ({
  ...presentLine(ticket, names, viewer),
  category: ticket.category,
  channel: ticket.channel,
  waitingReason: hasWoken(ticket, viewer.now) ? null : ticket.waitingReason,
  cycle: ticket.cycle,
  version: ticket.version,
  resolvedAt: iso(ticket.resolvedAt),
  closedAt: iso(ticket.closedAt),
  ...ticketFlags(ticket, viewer.access, viewer.now),
});

/** A timeline entry as people read it; the first entry's values are those of the ticket itself and no change. */
export const presentEvent = (event: EventRow): TicketEvent => ({
  id: event.id,
  kind: event.kind,
  at: event.at.toISOString(),
  byName: event.byName,
  byKind: event.byKind,
  visibility: event.visibility,
  text: event.text,
  changes: event.kind === 'opened' ? [] : event.changes.map(({ field, from, to }) => ({ field, from, to })),
});

const SHOWN_WITH: Readonly<Record<string, readonly string[]>> = {
  ownerName: ['ownerId', 'ownerName'],
  storeName: ['storeId', 'storeName'],
};

/** Names of the ticket's fields that these entries changed; a message changes `messages`. */
export const changedFields = (events: readonly EventRow[]): string[] => [
  ...new Set(
    events.flatMap((event) => [
      ...(event.kind === 'message' ? ['messages'] : []),
      ...event.changes.flatMap(({ field }) => SHOWN_WITH[field] ?? [field]),
    ]),
  ),
];
