import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '@eoms/contracts/service/tickets.contract';
import {
  finance,
  openTicketDesk,
  people,
  storeA,
  storeB,
  ticketBody,
  type TicketDesk,
} from '../../../../test/ticket-desk.ts';

const { agent, storeA: managerA } = people;
let desk: TicketDesk;

beforeAll(async () => {
  desk = await openTicketDesk();
});
afterAll(() => desk.close());

const pointers = (body: unknown): string[] =>
  ((body as { errors?: { pointer: string; code: string }[] }).errors ?? []).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );

describe('createTicket', () => {
  it('answers a new ticket with a number of the business day', async () => {
    const { status, body, headers } = await desk.call<Ticket>(agent, 'POST', '/tickets', { body: ticketBody });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      state: 'new',
      cycle: 1,
      version: 1,
      ownerId: null,
      storeId: storeA,
      storeName: '网鱼电竞(上海松江大学城店)',
    });
    expect(body.no).toMatch(/^GD20260311-\d{5}$/);
    expect(body.requester).toEqual({ kind: 'member', id: null, name: '峡谷老六', phoneMasked: '100****0042' });
    expect(headers.get('etag')).toMatch(/^"1-/);
    expect(desk.audits.at(-1)).toMatchObject({ action: 'createTicket', objectId: body.id });
  });

  it('counts a day by the clock of Shanghai', async () => {
    const before = desk.now;
    desk.now = new Date('2026-03-11T16:00:00.000Z');
    expect((await desk.open(agent)).no).toBe('GD20260312-00001');
    desk.now = before;
  });

  it('takes the store of a store requester, and the department of HQ', async () => {
    const store = await desk.open(agent, { requester: { kind: 'store', storeId: storeB }, storeId: null });
    expect(store).toMatchObject({
      storeId: storeB,
      requester: { kind: 'store', id: storeB, name: '网鱼电竞(上海五角场店)', phoneMasked: null },
    });
    const hq = await desk.open(agent, { requester: { kind: 'hq', departmentId: finance }, storeId: null });
    expect(hq).toMatchObject({ storeId: null, requester: { kind: 'hq', id: finance, name: '财务部' } });
  });

  it.each([
    ['a category of another type', agent, { category: 'device.fault' }, ['#/body/category category_unknown']],
    ['an unknown store', agent, { storeId: randomUUID() }, ['#/body/storeId store_unknown']],
    ['a store out of scope, as if it were unknown', managerA, { storeId: storeB }, ['#/body/storeId store_unknown']],
    ['a store manager without a store', managerA, { storeId: null }, ['#/body/storeId store_required']],
    [
      'another store beside the requester',
      agent,
      { requester: { kind: 'store', storeId: storeB } },
      ['#/body/storeId store_differs'],
    ],
    [
      'an unknown department',
      agent,
      { requester: { kind: 'hq', departmentId: randomUUID() } },
      ['#/body/requester/departmentId department_unknown'],
    ],
    [
      'a store speaking for HQ',
      managerA,
      { requester: { kind: 'hq', departmentId: finance } },
      ['#/body/requester/kind requester_foreign'],
    ],
  ])('refuses %s', async (_title, person, body, expected) => {
    const answered = await desk.call(person, 'POST', '/tickets', { body: { ...ticketBody, ...body } });
    expect([answered.status, pointers(answered.body)]).toEqual([422, expected]);
  });

  it.each([
    ['unknown fields', { ...ticketBody, state: 'closed' }],
    ['a lone surrogate', { ...ticketBody, subject: 'a\ud800' }],
    ['a text of 20,001 characters', { ...ticketBody, text: '鱼'.repeat(20_001) }],
    ['only blanks', { ...ticketBody, text: ' \n ' }],
    ['bidi overrides', { ...ticketBody, text: 'abc\u202edef' }],
    ['a phone of letters', { ...ticketBody, requester: { kind: 'member', name: '甲', phone: 'abcdefgh' } }],
    [
      'requester kind and id of different kinds',
      { ...ticketBody, requester: { kind: 'store', departmentId: finance } },
    ],
  ])('refuses %s with 422', async (_title, body) => {
    expect((await desk.call(agent, 'POST', '/tickets', { body })).status).toBe(422);
  });

  it('keeps 20,000 rare characters, quotes and emoji as they are', async () => {
    const text = '𠮷'.repeat(20_000);
    const ticket = await desk.open(agent, {
      text,
      subject: `'"><script>𠮷🎮`,
      requester: { kind: 'member', name: '㛃·𠮷田', phone: null },
    });
    expect(ticket.subject).toBe(`'"><script>𠮷🎮`);
    expect((await desk.events(agent, ticket.id))[0]).toMatchObject({ kind: 'opened', text, changes: [] });
  });

  it('gives 50 tickets at once 50 numbers without a gap', async () => {
    const before = desk.now;
    desk.now = new Date('2026-04-01T04:00:00.000Z');
    const opened = await Promise.all(Array.from({ length: 50 }, () => desk.open(agent)));
    const numbers = opened.map(({ no }) => Number(no.slice(-5))).toSorted((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_none, index) => index + 1));
    desk.now = before;
  });

  it('runs 50 times the same command once', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => desk.call<Ticket>(agent, 'POST', '/tickets', { body: ticketBody, key })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    const other = await desk.call(agent, 'POST', '/tickets', { body: { ...ticketBody, subject: '另一件事' }, key });
    expect([other.status, other.body['code']]).toEqual([409, 'request_id_reused']);
  });
});
