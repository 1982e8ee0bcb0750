import { exampleResponse } from '@eoms/contracts/fake';
import { getTicket, listTicketEvents, type Ticket, type TicketEvent } from '@eoms/contracts/service/tickets.contract';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage, type RenderedPage, type RenderPageOptions } from '@eoms/kit/testing/render';
import { screen, within } from '@testing-library/react';
import { beforeEach } from 'vitest';
import { TicketPage } from './ticket.page.tsx';

/** The contract's ticket, and an entry of its timeline. */
export const ticket = exampleResponse(getTicket);
export const [example] = exampleResponse(listTicketEvents).items as [TicketEvent];
/** Address of its page. */
export const path = `/service/tickets/${ticket.id}`;

/** The n-th entry: a reply to the requester unless told. */
export const event = (n: number, changes: Partial<TicketEvent> = {}): TicketEvent => ({
  ...example,
  id: `0195844e-2d00-7000-8000-0000000002${String(n).padStart(2, '0')}`,
  at: new Date(Date.parse(example.at) + n * 60_000).toISOString(),
  text: `第 ${n} 条`,
  ...changes,
});

/** A fake BFF under every test of the file, with one ticket on it that a test may change while its page is open. */
export function ticketScene() {
  const bff = fakeBff();
  const desk = { now: ticket, events: [] as TicketEvent[] };
  beforeEach(() => {
    desk.now = ticket;
    desk.events = [event(1)];
    bff.on(getTicket, () => desk.now);
    bff.on(listTicketEvents, () => ({ items: desk.events.toReversed(), next: null }));
  });
  return {
    bff,
    /** What the ticket is from now on. */
    become: (changes: Partial<Ticket>) => (desk.now = { ...ticket, ...changes }),
    /** What its timeline holds from now on, oldest first. */
    timeline: (...events: TicketEvent[]) => (desk.events = events),
  };
}

/** Opens its page, whatever it shows. */
export const open = (options: RenderPageOptions = {}): RenderedPage =>
  renderPage(<TicketPage />, { path, route: '/service/tickets/:ticketId', ...options });

/** Opens its page and waits for the ticket. */
export async function opened(options: RenderPageOptions = {}): Promise<RenderedPage> {
  const page = open(options);
  await screen.findByRole('heading', { level: 1 });
  return page;
}

/** Presses a button by its name. */
export const press = ({ user }: RenderedPage, name: string | RegExp): Promise<void> =>
  user.click(screen.getByRole('button', { name }));

/** Entries of the timeline, as they stand on the page. */
export const entries = async (): Promise<HTMLElement[]> =>
  within(await screen.findByRole('list', { name: '沟通记录' })).findAllByRole('listitem');
