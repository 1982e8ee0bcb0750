import {
  assignTicket,
  changeTicketState,
  createTicket,
  getTicket,
  listAssignees,
  listRequesterOptions,
  listTicketCategories,
  listTicketEvents,
  listTickets,
  replyToTicket,
  updateTicket,
  type Ticket,
  type TicketEvent,
} from '@eoms/contracts/service/tickets.contract';
import type { FakeBff } from '@eoms/kit/testing/browser';
import {
  caseOf,
  categories,
  entry,
  idOf,
  inState,
  people,
  personIdOf,
  storeIdOf,
  stores,
  type Case,
} from './stand-alone-cases.ts';

const PAGE = 20;

const matches = (
  ticket: Ticket,
  query: { q?: string | undefined; owner?: string | undefined; storeId?: string | undefined },
): boolean =>
  (!query.q || `${ticket.no}${ticket.subject}${ticket.requester.name}`.includes(query.q)) &&
  (!query.storeId || ticket.storeId === query.storeId) &&
  (!query.owner ||
    ticket.ownerId === (query.owner === 'none' ? null : query.owner === 'me' ? personIdOf(0) : query.owner));

const pageFrom = <T>(all: readonly T[], cursor: string | undefined, limit: number) => {
  const from = Number(cursor ?? 0);
  return { items: all.slice(from, from + limit), next: from + limit < all.length ? String(from + limit) : null };
};

/** A desk with tickets in every state that answers commands, for a service remote that runs alone. */
export function prepareDesk(bff: FakeBff): void {
  const now = Date.now();
  const cases = Array.from({ length: 64 }, (_none, n) => caseOf(n, now));
  const find = (id: string): Case => cases.find((one) => one.ticket.id === id) ?? (cases[0] as Case);
  const act = (id: string, change: (ticket: Ticket) => Ticket, event: Partial<TicketEvent>) => {
    const found = find(id);
    const { ticket, events } = found;
    const instant = new Date().toISOString();
    events.push(entry(ticket, 1000 + events.length, { byName: '王敏', byKind: 'person', at: instant, ...event }));
    found.ticket = { ...change(ticket), version: ticket.version + 1, updatedAt: instant };
    return { ticket: found.ticket, event: events.at(-1) as TicketEvent };
  };
  bff.on(listTickets, ({ query }) => {
    const among = <T>(wanted: readonly T[] | undefined, value: T) => !wanted || wanted.includes(value);
    const found = cases
      .map(({ ticket }) => ticket)
      .filter((ticket) => matches(ticket, query) && among(query.state, ticket.state) && among(query.type, ticket.type))
      .filter((ticket) => among(query.priority, ticket.priority) && among(query.requesterKind, ticket.requester.kind))
      .toSorted((a, b) => (query.order === 'asc' ? 1 : -1) * a.updatedAt.localeCompare(b.updatedAt));
    return pageFrom(found, query.cursor, Math.min(query.limit, PAGE));
  });
  bff.on(getTicket, ({ params }) => find(params.ticketId).ticket);
  bff.on(listTicketEvents, ({ params, query }) =>
    pageFrom(find(params.ticketId).events.toReversed(), query.cursor, query.limit),
  );
  bff.on(replyToTicket, ({ params, body }) => act(params.ticketId, (ticket) => ticket, { ...body }));
  prepareCommands(bff, act);
  bff.on(createTicket, ({ body }) => {
    const fresh: Case = {
      ticket: inState({ ...caseOf(cases.length, now).ticket, ...exampleTicketOf(body) }, 'new'),
      events: [],
    };
    fresh.events.push(entry(fresh.ticket, 0, { kind: 'opened', text: body.text }));
    cases.unshift(fresh);
    return fresh.ticket;
  });
}

type Act = (id: string, change: (ticket: Ticket) => Ticket, event: Partial<TicketEvent>) => { ticket: Ticket };
type Opening = Pick<Ticket, 'type' | 'subject' | 'priority' | 'channel'>;

const exampleTicketOf = ({ type, subject, priority, channel }: Opening) => ({
  type,
  subject,
  priority,
  channel,
  ownerId: null,
  ownerName: null,
  openedAt: new Date().toISOString(),
  updatedAt: new Date().toISOString(),
});

function prepareCommands(bff: FakeBff, act: Act): void {
  const assignees = people.map((name, n) => ({
    id: personIdOf(n),
    name,
    department: { zh: '客服部', en: 'Customer service' },
    openTickets: 3 + n * 2,
  }));
  bff.on(assignTicket, ({ params, body: { ownerId } }) => {
    const ownerName = assignees.find((one) => one.id === ownerId)?.name ?? null;
    const change = { field: 'ownerName', from: null, to: ownerName };
    return act(params.ticketId, (ticket) => ({ ...ticket, ownerId, ownerName }), {
      kind: 'assigned',
      visibility: 'store',
      changes: [change],
    }).ticket;
  });
  bff.on(changeTicketState, ({ params, body: { to, reason, wakeAt } }) => {
    const changes = [
      { field: 'state', from: null, to },
      { field: 'wakeAt', from: null, to: wakeAt },
    ];
    return act(params.ticketId, (ticket) => inState(ticket, to, reason, wakeAt), {
      kind: 'state_changed',
      visibility: 'store',
      text: reason,
      changes,
    }).ticket;
  });
  bff.on(updateTicket, ({ params, body }) => {
    const given = Object.fromEntries(
      Object.entries(body).filter(([, value]) => value !== undefined),
    ) as Partial<Ticket>;
    const changes = Object.entries(given).map(([field, value]) => ({ field, from: null, to: String(value) }));
    return act(params.ticketId, (ticket) => ({ ...ticket, ...given }), { kind: 'edited', visibility: 'store', changes })
      .ticket;
  });
  bff.on(listAssignees, ({ query }) =>
    pageFrom(
      assignees.filter((one) => one.name.includes(query.q ?? '')),
      query.cursor,
      query.limit,
    ),
  );
  bff.on(listTicketCategories, {
    items: categories.map(([type, code, zh, en]) => ({ code, type, name: { zh, en } })),
  });
  bff.on(listRequesterOptions, ({ query }) => {
    const names = query.kind === 'store' ? stores : ['财务部', '法务部', '市场部'];
    const all = names.map((name, n) => ({ id: query.kind === 'store' ? storeIdOf(n) : idOf('00dd', n), name }));
    return pageFrom(
      all.filter((one) => one.name.includes(query.q ?? '')),
      query.cursor,
      query.limit,
    );
  });
}
