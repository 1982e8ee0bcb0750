import {
  assignTicket,
  changeTicketState,
  getTicket,
  listAssignees,
  listTicketEvents,
  listTickets,
  replyToTicket,
  revealTicketPhone,
  updateTicket,
  type Ticket,
} from '@eoms/contracts/service/tickets.contract';
import { call, ProblemError, type CallError } from '@eoms/kit';
import { useCommand, useEndpoint, useEndpointFeed, useInvalidate } from '@eoms/kit/ui';
import { useEffect, useRef, useState } from 'react';

const LOOK_AGAIN_MS = 30_000;
const EVENTS_PER_PAGE = 50;
const outdated = [getTicket, listTicketEvents, listTickets];

/** The ticket on the page, as new as anybody has told this page. */
export interface Desk {
  readonly ticket: Ticket;
  /** Takes the ticket a command answered, so that the next command carries its version at once. */
  learn(ticket: Ticket): void;
  /** Somebody else was faster: takes what the refusal shows and reads the rest again. */
  catchUp(error: CallError): void;
}

const isTicket = (value: unknown, id: string): value is Ticket =>
  typeof value === 'object' && value !== null && 'id' in value && value.id === id && 'version' in value;

/** One ticket; read again on focus and every half minute while the tab is seen. */
export function useTicketDesk(ticketId: string) {
  const query = useEndpoint(
    getTicket,
    { params: { ticketId } },
    { refetchOnWindowFocus: true, refetchInterval: LOOK_AGAIN_MS },
  );
  const invalidate = useInvalidate();
  const [learned, learn] = useState<Ticket | null>(null);
  const catchUp = (error: CallError) => {
    if (!(error instanceof ProblemError) || error.problem.status !== 412) return;
    if (isTicket(error.problem.current, ticketId)) learn(error.problem.current);
    void invalidate(...outdated);
  };
  const read = query.data;
  const ticket = learned && (!read || learned.version > read.version) ? learned : read;
  return { query, ticket, learn, catchUp };
}

/** Its timeline from the newest entry on; read again as soon as the ticket has moved on. */
export function useTicketEvents({ id, version }: Ticket) {
  const feed = useEndpointFeed(listTicketEvents, {
    params: { ticketId: id },
    query: { order: 'desc', limit: EVENTS_PER_PAGE },
  });
  const seen = useRef(version);
  const { refetch } = feed;
  useEffect(() => {
    if (seen.current === version) return;
    seen.current = version;
    refetch();
    // oxlint-disable-next-line react/exhaustive-deps -- `refetch` is made anew by each draw; only the version matters
  }, [version]);
  return feed;
}

const following = (desk: Desk) => ({ invalidates: outdated, onSuccess: desk.learn, onError: desk.catchUp });

/** Writes a message. */
export const useReply = (desk: Desk) =>
  useCommand(replyToTicket, { ...following(desk), onSuccess: ({ ticket }) => desk.learn(ticket) });

/** Gives the ticket to a person or back to the queue. */
export const useAssign = (desk: Desk) =>
  useCommand(assignTicket, { ...following(desk), invalidates: [...outdated, listAssignees] });

/** Moves the ticket to another state. */
export const useChangeState = (desk: Desk) => useCommand(changeTicketState, following(desk));

/** Changes what the ticket says about itself. */
export const useEdit = (desk: Desk) => useCommand(updateTicket, following(desk));

/** People who may take tickets. */
export const useAssignees = (q: string) =>
  useEndpointFeed(listAssignees, { query: { limit: 20, ...(q.trim() ? { q: q.trim() } : {}) } });

/** The latest tickets of a store. */
export const useStoreTickets = (storeId: string) => useEndpoint(listTickets, { query: { storeId, limit: 6 } });

/** The requester's phone, asked for once; not through the query cache, where it would stay. */
export const revealPhone = async (ticketId: string, reason: string): Promise<string> =>
  (await call(revealTicketPhone, { params: { ticketId }, body: { reason } })).value;
