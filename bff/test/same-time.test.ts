import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTicket, type Ticket } from '@eoms/contracts/service/tickets.contract';
import { changeStoreStatus, getStore, updateStore, type Store } from '@eoms/contracts/stores/stores.contract';
import { openBusinessDay, refused, ticketBody, type BusinessDay } from './business-day.ts';
import type { Answered, Sending, TestClient } from './test-app.ts';

let day: BusinessDay;
let desk: TestClient;
let keeper: TestClient;

beforeAll(async () => {
  day = await openBusinessDay();
  ({ desk, keeper } = day);
});
afterAll(() => day.close());

describe('at the same time', () => {
  test('two people save the same store: one wins, the other sees what changed, and nothing is lost', async () => {
    const store = await day.newStore();
    const params = { storeId: store.id };
    const save = (body: Record<string, unknown>): Promise<Answered> =>
      keeper.send(updateStore, { params, ifMatch: store.version, body });
    const answers = await Promise.all([save({ hosts: 11 }), save({ note: '二楼' })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    const lost = answers.find(({ status }) => status === 412) as Answered;
    const problem = refused(lost, 412, 'stale_version');
    const now = (await keeper.send(getStore, { params })).body as Store;
    expect(now.version).toBe(store.version + 1);
    expect(problem.current).toMatchObject({ id: store.id, version: now.version });
    expect(problem.changed).toHaveLength(1);
  });

  test('two people move the same store on: it moves once', async () => {
    const store = await day.newStore();
    const params = { storeId: store.id };
    const sending: Sending = {
      params,
      ifMatch: store.version,
      body: { to: 'trial', effectiveFrom: null, reason: '开业' },
    };
    const answers = await Promise.all([
      keeper.send(changeStoreStatus, sending),
      keeper.send(changeStoreStatus, sending),
    ]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  test('the same command twice is one ticket, with other content it is refused', async () => {
    const subject = `重复 ${randomUUID()}`;
    const sending = { body: ticketBody({ subject }), key: randomUUID() };
    const first = await desk.send(createTicket, sending);
    const second = await desk.send(createTicket, sending);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    refused(
      await desk.send(createTicket, { ...sending, body: ticketBody({ subject: `${subject}!` }) }),
      409,
      'request_id_reused',
    );
    expect(await day.countTickets(subject)).toBe(1);
  });

  test('the same command 50 times at once is one ticket', async () => {
    const subject = `并发 ${randomUUID()}`;
    const sending = { body: ticketBody({ subject }), key: randomUUID() };
    const answers = await Promise.all(Array.from({ length: 50 }, () => desk.send(createTicket, sending)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    expect(new Set(answers.map(({ body }) => (body as Ticket).no)).size).toBe(1);
    expect(await day.countTickets(subject)).toBe(1);
  });

  test('a refused command leaves nothing behind and may be sent again with its key', async () => {
    const store = await day.newStore();
    const sending = {
      params: { storeId: store.id },
      key: randomUUID(),
      body: { to: 'closed', effectiveFrom: null, reason: '闭店' },
    };
    const before = (await keeper.send(getStore, { params: sending.params })).body;
    const answers = [
      await keeper.send(changeStoreStatus, { ...sending, ifMatch: store.version }),
      await keeper.send(changeStoreStatus, { ...sending, ifMatch: store.version }),
    ];
    for (const answer of answers) expect([409, 422]).toContain(answer.status);
    expect((await keeper.send(getStore, { params: sending.params })).body).toEqual(before);
    expect(
      (
        await keeper.send(changeStoreStatus, {
          ...sending,
          ifMatch: store.version,
          body: { ...sending.body, to: 'trial' },
        })
      ).status,
    ).toBe(200);
  });
});
