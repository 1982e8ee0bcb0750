import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '@eoms/contracts/service/tickets.contract';
import { openTicketDesk, people, storeA, stores, granted, type TicketDesk } from '../../../../test/ticket-desk.ts';

const { agent, lead, clerk, storeA: managerA, storeB: managerB, left, nobody } = people;
let desk: TicketDesk;

beforeAll(async () => {
  desk = await openTicketDesk();
});
afterAll(() => desk.close());

const pointers = (body: unknown): string[] =>
  ((body as { errors?: { pointer: string; code: string }[] }).errors ?? []).map(
    ({ pointer, code }) => `${pointer} ${code}`,
  );
const inHours = (hours: number): string => new Date(desk.now.getTime() + hours * 3600_000).toISOString();
const assigned = async (body = {}): Promise<Ticket> => {
  const { id } = await desk.open(agent, body);
  return (await desk.act(agent, id, '/assignments', { ownerId: agent.id, note: null })).body;
};
const moved = (
  person: typeof agent,
  id: string,
  to: string,
  reason: string | null = null,
  wakeAt: string | null = null,
) => desk.act(person, id, '/state-changes', { to, reason, wakeAt });

describe('replyToTicket', () => {
  it('opens a new ticket with the first message the requester can read, and not before', async () => {
    const { id } = await desk.open(agent);
    const note = await desk.act<{ ticket: Ticket }>(agent, id, '/messages', {
      visibility: 'internal',
      text: '先核对账单',
    });
    expect([note.status, note.body.ticket.state]).toEqual([201, 'new']);
    const toStore = await desk.act<{ ticket: Ticket }>(agent, id, '/messages', {
      visibility: 'store',
      text: '请门店核对',
    });
    expect(toStore.body.ticket.state).toBe('new');
    const reply = await desk.act<{ ticket: Ticket; event: { text: string } }>(agent, id, '/messages', {
      visibility: 'requester',
      text: '正在核对',
    });
    expect(reply.body).toMatchObject({
      ticket: { state: 'open', version: 4 },
      event: { text: '正在核对', kind: 'message', byName: '王敏', byKind: 'person' },
    });
    expect((await desk.events(agent, id)).map(({ kind }) => kind)).toEqual([
      'opened',
      'message',
      'message',
      'message',
      'state_changed',
    ]);
  });

  it('lets one of two agents through and shows the other what happened', async () => {
    const { id } = await desk.open(agent);
    const [one, two] = await Promise.all(
      [agent, lead].map((person) =>
        desk.call(person, 'POST', `/tickets/${id}/messages`, {
          body: { visibility: 'requester', text: person.name },
          version: 1,
        }),
      ),
    );
    expect([one?.status, two?.status].toSorted()).toEqual([201, 412]);
    const refused = [one, two].find((answer) => answer?.status === 412);
    expect(refused?.body).toMatchObject({
      code: 'someone_replied',
      current: { id, state: 'open', version: 2 },
      changed: ['messages', 'state'],
    });
    expect((await desk.events(agent, id)).filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  it('takes a version that never was as stale, and asks for a missing one', async () => {
    const { id } = await desk.open(agent);
    const body = { visibility: 'requester', text: '您好' };
    expect((await desk.call(agent, 'POST', `/tickets/${id}/messages`, { body, version: 9 })).status).toBe(412);
    expect((await desk.call(agent, 'POST', `/tickets/${id}/messages`, { body })).status).toBe(428);
  });

  it('refuses notes to those who may not write them, whatever the ticket is', async () => {
    const { id } = await desk.open(agent);
    for (const person of [
      clerk,
      managerA,
      { ...managerA, grants: { ...managerA.grants, ...granted(stores(storeA), 'note') } },
    ]) {
      const answered = await desk.act<Record<string, unknown>>(person, id, '/messages', {
        visibility: 'internal',
        text: '密',
      });
      expect([answered.status, answered.body['code'], answered.body['meta']]).toMatchObject([
        403,
        'permission_missing',
        { code: 'service.ticket.note' },
      ]);
    }
  });

  it('refuses messages on closed and invalid tickets', async () => {
    const closed = await assigned();
    await moved(agent, closed.id, 'resolved');
    await moved(agent, closed.id, 'closed');
    const invalid = await assigned();
    await moved(agent, invalid.id, 'invalid');
    for (const { id } of [closed, invalid]) {
      const answered = await desk.act<Record<string, unknown>>(agent, id, '/messages', {
        visibility: 'requester',
        text: '还有吗',
      });
      expect([answered.status, answered.body['code']]).toEqual([409, 'ticket_closed']);
      expect(await desk.get(agent, id)).toMatchObject({
        mayReply: false,
        mayNote: false,
        mayEdit: false,
        mayAssign: false,
        nextStates: [],
      });
    }
  });

  it('ends waiting for the store when the store answers', async () => {
    const { id } = await assigned();
    await moved(agent, id, 'waiting_store', '等待监控', inHours(5));
    const answered = await desk.act<{ ticket: Ticket }>(managerA, id, '/messages', {
      visibility: 'store',
      text: '监控已上传',
    });
    expect(answered.body.ticket).toMatchObject({ state: 'open', wakeAt: null, waitingReason: null });
  });
});

describe('changeTicketState', () => {
  it('walks new → open → waiting → open → resolved → open → resolved → closed', async () => {
    const { id, state } = await assigned();
    expect(state).toBe('open');
    const wakeAt = inHours(24);
    expect((await moved(agent, id, 'waiting_requester', '等客户回电', wakeAt)).body).toMatchObject({
      state: 'waiting_requester',
      waitingReason: '等客户回电',
      wakeAt,
    });
    expect((await moved(agent, id, 'open')).body).toMatchObject({ state: 'open', waitingReason: null, wakeAt: null });
    expect((await moved(agent, id, 'resolved')).body).toMatchObject({
      state: 'resolved',
      cycle: 1,
      resolvedAt: desk.now.toISOString(),
    });
    expect((await moved(agent, id, 'open', '客户不满意')).body).toMatchObject({
      state: 'open',
      cycle: 2,
      resolvedAt: null,
    });
    expect((await moved(agent, id, 'resolved')).body).toMatchObject({ cycle: 2 });
    expect((await moved(agent, id, 'closed')).body).toMatchObject({
      state: 'closed',
      closedAt: desk.now.toISOString(),
      nextStates: [],
    });
    expect((await moved(agent, id, 'open')).body).toMatchObject({ code: 'ticket_state_unreachable' });
  });

  it('asks for reason and an instant ahead before waiting, and for none elsewhere', async () => {
    const { id } = await assigned();
    const refused = async (to: string, reason: string | null, wakeAt: string | null) =>
      pointers((await moved(agent, id, to, reason, wakeAt)).body);
    expect(await refused('waiting_hq', null, null)).toEqual([
      '#/body/reason reason_required',
      '#/body/wakeAt wake_required',
    ]);
    expect(await refused('waiting_hq', '等财务', desk.now.toISOString())).toEqual(['#/body/wakeAt wake_not_ahead']);
    expect(await refused('waiting_hq', '等财务', '9999-12-31T23:59:59.999Z')).toEqual(['#/body/wakeAt wake_too_far']);
    expect(await refused('resolved', null, inHours(1))).toEqual(['#/body/wakeAt wake_not_applicable']);
    expect((await desk.get(agent, id)).version).toBe(2);
  });

  it('resolves only with owner and category, and keeps them while resolved', async () => {
    const { id } = await desk.open(agent, { category: '' });
    await moved(agent, id, 'open');
    expect(pointers((await moved(agent, id, 'resolved')).body)).toEqual([
      '#/body/to owner_required',
      '#/body/to category_required',
    ]);
    await desk.act(agent, id, '', { category: 'billing.dispute' });
    await desk.act(agent, id, '/assignments', { ownerId: agent.id, note: null });
    expect((await moved(agent, id, 'resolved')).status).toBe(200);
    expect(pointers((await desk.act(agent, id, '', { category: '' })).body)).toEqual([
      '#/body/category category_required',
    ]);
    expect(pointers((await desk.act(agent, id, '/assignments', { ownerId: null, note: null })).body)).toEqual([
      '#/body/ownerId owner_required',
    ]);
  });

  it('counts a ticket whose wait is over as open everywhere, and writes it down with the next command', async () => {
    const { id } = await assigned({ subject: '唤醒' });
    const wakeAt = inHours(1);
    await moved(agent, id, 'waiting_platform', '等渠道', wakeAt);
    const before = desk.now;
    const listed = async (state: string) =>
      (
        await desk.call<{ items: Ticket[] }>(agent, 'GET', `/tickets?q=${encodeURIComponent('唤醒')}&state=${state}`)
      ).body.items.map((row) => row.id);
    desk.now = new Date(Date.parse(wakeAt) - 1);
    expect([await listed('open'), await listed('waiting_platform')]).toEqual([[], [id]]);
    desk.now = new Date(wakeAt);
    expect([await listed('open'), await listed('waiting_platform')]).toEqual([[id], []]);
    expect(await desk.get(agent, id)).toMatchObject({ state: 'open', wakeAt: null, waitingReason: null, version: 3 });
    expect((await desk.get(agent, id)).nextStates).toContain('resolved');
    desk.now = new Date(Date.parse(wakeAt) + 3600_000);
    expect(
      (await desk.service.workProvider.provide(desk.contextOf(agent))).find(({ key }) => key === 'service.woken'),
    ).toMatchObject({ count: 1, more: false });
    expect((await moved(agent, id, 'resolved')).body).toMatchObject({ state: 'resolved', version: 4 });
    const [woken, resolved] = (await desk.events(agent, id)).slice(-2);
    expect(woken).toMatchObject({ at: wakeAt, byKind: 'system', kind: 'state_changed' });
    expect(resolved).toMatchObject({ at: desk.now.toISOString(), byKind: 'person' });
    desk.now = before;
  });
});

describe('assignTicket', () => {
  it('gives, gives back, and keeps the note from those who may not read notes', async () => {
    const { id } = await desk.open(agent);
    const given = await desk.act(lead, id, '/assignments', { ownerId: agent.id, note: '老客户，优先' });
    expect(given.body).toMatchObject({ ownerId: agent.id, ownerName: '王敏', state: 'open' });
    expect(JSON.stringify(await desk.events(agent, id))).toContain('老客户');
    expect(JSON.stringify(await desk.events(managerA, id))).not.toContain('老客户');
    expect((await desk.act(lead, id, '/assignments', { ownerId: null, note: null })).body).toMatchObject({
      ownerId: null,
      state: 'open',
    });
  });

  it('refuses people who are gone, unknown, without the permission, or of another store', async () => {
    const { id } = await desk.open(agent);
    for (const ownerId of [left.id, randomUUID(), nobody.id, managerB.id]) {
      const answered = await desk.act<Record<string, unknown>>(lead, id, '/assignments', { ownerId, note: null });
      expect([answered.status, answered.body['code']]).toEqual([422, 'assignee_ineligible']);
    }
    expect((await desk.act(lead, id, '/assignments', { ownerId: managerA.id, note: null })).status).toBe(200);
  });

  it('changes nothing when nothing changes', async () => {
    const { id, version } = await assigned();
    expect((await desk.act(lead, id, '/assignments', { ownerId: agent.id, note: null })).body).toMatchObject({
      version,
    });
    expect((await desk.act(lead, id, '', { priority: 'high' })).body).toMatchObject({ version });
  });
});
