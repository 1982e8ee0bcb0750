import { expect } from 'vitest';
import { Problem } from '@eoms/contracts/errors';
import { createTicket, listTickets, type Ticket } from '@eoms/contracts/service/tickets.contract';
import { createStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { demoId } from '../src/embedded/demo/plan.ts';
import { startTestApp, type Answered } from './test-app.ts';

/** Expects a refusal and answers its problem. */
export function refused(answer: Answered, status: number, code: string): Problem {
  expect({ status: answer.status, code: (answer.body as Problem).code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return Problem.parse(answer.body);
}

/** A ticket somebody may open, changed as said. */
export const ticketBody = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...(createTicket.examples.body as object),
  storeId: demoId('store', 1),
  ...over,
});

/** The real application with people at work in it: the ticket desk, who registers stores, and who keeps them. */
export async function openBusinessDay() {
  const app = await startTestApp();
  const desk = app.client({ personId: await app.holder('service.ticket.reply') });
  const registrar = app.client({ personId: await app.holder('stores.store.create') });
  const keeper = app.client({ personId: await app.holder('stores.store.edit') });
  let stores = 100;
  return {
    app,
    desk,
    keeper,
    countTickets: async (q: string): Promise<number> =>
      ((await desk.send(listTickets, { query: { q } })).body as { items: unknown[] }).items.length,
    newTicket: async (over: Record<string, unknown> = {}): Promise<Ticket> =>
      (await desk.send(createTicket, { body: ticketBody(over) })).body as Ticket,
    newStore: async (): Promise<Store> => {
      stores += 1;
      const body = { ...(createStore.examples.body as object), code: `YY${stores}`, regionId: demoId('region', 1) };
      return (await registrar.send(createStore, { body })).body as Store;
    },
    /** Closes it and expects that nobody was answered with our fault. */
    async close(): Promise<void> {
      const faults = app.lines.filter((line) => ((JSON.parse(line) as { status?: number }).status ?? 0) >= 500);
      await app.close();
      expect(faults).toEqual([]);
    },
  };
}

/** What {@link openBusinessDay} opens. */
export type BusinessDay = Awaited<ReturnType<typeof openBusinessDay>>;
