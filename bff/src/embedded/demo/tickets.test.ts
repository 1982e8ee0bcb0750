import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFieldVault } from '../../database/field-vault.ts';
import { inTransaction } from '../../database/transaction.ts';
import { ticketPhones } from '../../systems/service/tickets/phones.ts';
import type { EventRow, TicketRow } from '../../systems/service/tickets/tickets.model.ts';
import { openTicketDesk, people, type TicketDesk } from '../../../test/ticket-desk.ts';
import { DEMO_NOW } from './plan.ts';
import { ticketTraps } from './ticket-plan.ts';
import { seedTickets } from './tickets.ts';

let desk: TicketDesk;
let tickets: TicketRow[];
let events: Map<string, EventRow[]>;

async function seeded(): Promise<TicketDesk> {
  const fresh = await openTicketDesk();
  const phones = ticketPhones(createFieldVault(Buffer.alloc(32, 7)));
  const { sequelize } = fresh.database;
  await inTransaction(sequelize, ({ transaction }) =>
    seedTickets({ sequelize, models: fresh.models, phones, transaction }, DEMO_NOW),
  );
  fresh.now = DEMO_NOW;
  return fresh;
}

const ticketsOf = async ({ models }: TicketDesk): Promise<TicketRow[]> =>
  (await models.Ticket.findAll({ order: ['id'], unscoped: 'a test reads everything' })).map((row) =>
    row.get({ plain: true }),
  );
const eventsOf = async ({ models }: TicketDesk): Promise<EventRow[]> =>
  (await models.Event.findAll({ order: ['ticketId', 'seq'] })).map((row) => row.get({ plain: true }));

beforeAll(async () => {
  desk = await seeded();
  tickets = await ticketsOf(desk);
  events = Map.groupBy(await eventsOf(desk), ({ ticketId }) => ticketId);
});
afterAll(() => desk.close());

const count = (of: (ticket: TicketRow) => boolean): number => tickets.filter(of).length;
const sharesOf = (by: (ticket: TicketRow) => string) =>
  Object.fromEntries([...Map.groupBy(tickets, by)].map(([name, rows]) => [name, rows.length]));
const most = (values: readonly number[]): number =>
  Math.max(...[...Map.groupBy(values, (value) => value).values()].map((group) => group.length));

describe('seedTickets', () => {
  it('has the shares of the recipe', async () => {
    expect(sharesOf(({ type }) => type)).toEqual({ consultation: 147, complaint: 67, after_sales: 77, feedback: 29 });
    expect(sharesOf(({ requesterKind }) => requesterKind)).toEqual({ member: 227, store: 70, hq: 23 });
    const parties = Map.groupBy(await desk.models.Party.findAll(), (row) => row.get('ticketId'));
    expect([...parties.values()].filter((rows) => rows.length === 2)).toHaveLength(12);
    expect(new Set(tickets.map(({ state }) => state)).size).toBe(9);
    expect(count(({ state, wakeAt }) => state.startsWith('waiting') && (wakeAt ?? DEMO_NOW) <= DEMO_NOW)).toBe(3);
  });

  it('carries its traps', () => {
    const messages = [...events.values()].map((rows) => rows.filter(({ kind }) => kind === 'message').length);
    expect(Math.max(...messages)).toBe(400);
    expect(Math.max(...[...events.values()].flat().map(({ text }) => [...(text ?? '')].length))).toBe(20_000);
    for (const column of ['openedAt', 'updatedAt', 'activityAt'] as const)
      expect(most(tickets.map((ticket) => ticket[column].getTime()))).toBe(50);
    const names = tickets.map(({ requesterName }) => requesterName).join();
    for (const part of ['𠮷', '㛃', '🎮', '·']) expect(names).toContain(part);
    expect(tickets.some(({ subject }) => subject.includes(`"`) && subject.includes(`'><`))).toBe(true);
    expect(ticketTraps.crossing).toHaveLength(12);
    expect(tickets.every(({ phoneMasked }) => phoneMasked === null || /^100\*{4}\d{4}$/.test(phoneMasked))).toBe(true);
  });

  it('tells stories that end before the anchor, in order, by active people of the desk', () => {
    for (const ticket of tickets) {
      const rows = events.get(ticket.id) ?? [];
      const instants = rows.map(({ at }) => at.getTime());
      expect(instants).toEqual(instants.toSorted((a, b) => a - b));
      expect([rows[0]?.kind, instants[0]]).toEqual(['opened', ticket.openedAt.getTime()]);
      expect(Math.max(...instants)).toBe(ticket.activityAt.getTime());
      expect(Math.max(...instants)).toBeLessThanOrEqual(DEMO_NOW.getTime());
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, index) => index + 1));
    }
  });

  it('gives every ticket that was taken up an owner', () => {
    const working = tickets.filter(({ state }) => state !== 'new' && state !== 'invalid');
    expect(working.filter(({ ownerId }) => ownerId === null)).toEqual([]);
  });

  it('can be worked on: the list shows all, the endless ticket pages, the next number follows', async () => {
    const { body } = await desk.call<{ items: unknown[]; next: string | null }>(
      people.agent,
      'GET',
      '/tickets?limit=200',
    );
    expect([body.items.length, body.next === null]).toEqual([200, false]);
    const endless = [...events.entries()].find(([, rows]) => rows.length > 400)?.[0] ?? '';
    expect((await desk.events(people.agent, endless)).length).toBe(events.get(endless)?.length);
    const today = tickets.filter(({ no }) => no.startsWith('GD20260311')).length;
    expect((await desk.open(people.agent)).no).toBe(`GD20260311-${String(today + 1).padStart(5, '0')}`);
  });

  it('tells the same again', async () => {
    const other = await seeded();
    const visible = ({ phoneSealed: _sealed, ...ticket }: TicketRow) => ticket;
    expect((await ticketsOf(other)).map(visible)).toEqual(tickets.map(visible));
    expect(await eventsOf(other)).toEqual([...events.values()].flat());
    await other.close();
  });
});
