import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ticket } from '@eoms/contracts/service/tickets.contract';
import {
  accessWith,
  all,
  granted,
  openTicketDesk,
  people,
  storeA,
  storeB,
  storeC,
  stores,
  type TicketDesk,
} from '../../../../test/ticket-desk.ts';

const { agent, lead, clerk, storeA: managerA, storeB: managerB } = people;
let desk: TicketDesk;

beforeAll(async () => {
  desk = await openTicketDesk();
});
afterAll(() => desk.close());

interface Page {
  readonly items: Ticket[];
  readonly next: string | null;
}

const found = async (query: Record<string, string | string[]>, person = agent): Promise<string[]> => {
  const words = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
  const { body } = await desk.call<Page>(person, 'GET', `/tickets?limit=200&${new URLSearchParams(words)}`);
  return body.items.map(({ id }) => id);
};

const anonymous = (path: string) => {
  const { call } = desk;
  return call(null, 'GET', path);
};

describe('listTickets', () => {
  it('finds by number, beginning of a number, subject, name, whole phone and last four digits', async () => {
    const requester = { kind: 'member', name: '㛃·𠮷Tian', phone: '１００－８６４２　１３５７' };
    const { id, no } = await desk.open(agent, { subject: `耳机'"><没声音%_`, requester });
    const finding = [
      no,
      no.toLowerCase(),
      `'"><没`,
      '%_',
      '𠮷tian',
      '10086421357',
      '+86 100 8642 1357',
      '1357',
      '１３５７',
      '100-8642-1357',
    ];
    for (const q of finding) expect([q, await found({ q })]).toEqual([q, expect.arrayContaining([id])]);
    const missing = ['8642', '0086421357', '没有的词', '1356'];
    for (const q of missing) expect([q, (await found({ q })).includes(id)]).toEqual([q, false]);
    expect(await found({ q: 'GD2026031' })).toContain(id);
    expect(await found({ q: '1357' }, managerB)).toEqual([]);
  });

  it('shows and logs no phone, and keeps none readable', async () => {
    const phone = '10099998888';
    const { id } = await desk.open(agent, { requester: { kind: 'member', name: '甲', phone } });
    const refused = await desk.call(agent, 'POST', '/tickets', { body: { phone, requester: phone } });
    const answers = [
      await desk.get(agent, id),
      await desk.call(agent, 'GET', `/tickets?q=${phone}`),
      await desk.events(agent, id),
      refused,
    ];
    const row = await desk.models.Ticket.findByPk(id, { unscoped: 'a test reads what is stored' });
    for (const shown of [answers, row?.get({ plain: true }), desk.logged, desk.audits])
      expect(JSON.stringify(shown)).not.toContain(phone);
  });

  it('filters by state, type, priority, requester, store and owner, several values at once', async () => {
    const mine = await desk.open(agent, {
      type: 'feedback',
      category: 'praise',
      priority: 'low',
      requester: { kind: 'store', storeId: storeC },
      storeId: storeC,
    });
    await desk.act(agent, mine.id, '/assignments', { ownerId: lead.id, note: null });
    expect(await found({ storeId: storeC })).toEqual([mine.id]);
    expect(
      await found({ type: 'feedback', priority: ['low', 'urgent'], requesterKind: 'store', state: ['open', 'closed'] }),
    ).toEqual([mine.id]);
    expect(await found({ owner: 'me' }, lead)).toEqual([mine.id]);
    expect(await found({ owner: lead.id, state: 'new' })).toEqual([]);
    expect(await found({ owner: 'none', storeId: storeC })).toEqual([]);
  });

  it.each(['updatedAt', 'openedAt', 'priority'])(
    'pages through equal %s in both directions without loss',
    async (sort) => {
      const subject = `同一时刻 ${sort}`;
      const ids = new Set(
        await Promise.all(Array.from({ length: 23 }, async () => (await desk.open(agent, { subject })).id)),
      );
      for (const order of ['asc', 'desc']) {
        const seen: string[] = [];
        for (let cursor = ''; ;) {
          const query = new URLSearchParams({
            q: subject,
            sort,
            order,
            limit: '5',
            ...(cursor === '' ? {} : { cursor }),
          });
          const { body } = await desk.call<Page>(agent, 'GET', `/tickets?${query}`);
          seen.push(...body.items.map(({ id }) => id));
          if (body.next === null) break;
          cursor = body.next;
        }
        expect([seen.length, new Set(seen)]).toEqual([23, ids]);
      }
    },
  );

  it('refuses a cursor of another list, unknown filters and wrong values', async () => {
    const { body } = await desk.call<Page>(agent, 'GET', '/tickets?limit=1');
    const cursor = encodeURIComponent(body.next ?? '');
    for (const query of [`limit=1&state=new&cursor=${cursor}`, 'cursor=abc', `sort=openedAt&cursor=${cursor}`]) {
      expect((await desk.call(agent, 'GET', `/tickets?${query}`)).body['code']).toBe('invalid_cursor');
    }
    for (const query of ['limit=201', 'state=gone', 'owner=you', 'page=2', 'storeId=1']) {
      expect((await desk.call(agent, 'GET', `/tickets?${query}`)).status).toBe(400);
    }
  });
});

describe('scope of each permission', () => {
  it('hides a ticket of another store, and names the permission a visible one lacks', async () => {
    const { id } = await desk.open(agent, { storeId: storeB });
    for (const path of [`/tickets/${id}`, `/tickets/${id}/events`, `/tickets/${randomUUID()}`]) {
      const { status, body } = await desk.call(managerA, 'GET', path);
      expect([status, body['code']]).toEqual([404, 'not_found']);
    }
    expect(
      (await desk.act<Record<string, unknown>>(managerA, id, '/messages', { visibility: 'store', text: '好' })).status,
    ).toBe(404);
    const looks = {
      ...agent,
      grants: { ...granted(all, 'view'), ...granted(stores(storeA), 'reply', 'edit', 'assign', 'change-state') },
    };
    const commands = {
      '/messages': { visibility: 'store', text: '好' },
      '/assignments': { ownerId: null, note: null },
      '/state-changes': { to: 'open', reason: null, wakeAt: null },
      '': { priority: 'low' },
    };
    for (const [path, body] of Object.entries(commands)) {
      const answered = await desk.act<Record<string, unknown>>(looks, id, path, body);
      expect([path, answered.status, answered.body['code']]).toEqual([path, 403, 'permission_missing']);
    }
    expect(await desk.get(looks, id)).toMatchObject({
      mayReply: false,
      mayEdit: false,
      mayAssign: false,
      nextStates: [],
    });
  });

  it('refuses anonymous callers and those without the permission', async () => {
    expect((await anonymous('/tickets')).status).toBe(401);
    expect((await desk.call(people.nobody, 'GET', '/tickets')).status).toBe(403);
  });
});

describe('updateTicket', () => {
  it('changes fields, adds the new store to those who see it and keeps the old', async () => {
    const { id } = await desk.open(agent);
    const answered = await desk.act(clerk, id, '', {
      subject: '改名',
      type: 'after_sales',
      category: 'device.fault',
      priority: 'urgent',
      storeId: storeB,
    });
    expect(answered.body).toMatchObject({
      subject: '改名',
      type: 'after_sales',
      storeId: storeB,
      priority: 'urgent',
      version: 2,
    });
    expect((await desk.get(managerA, id)).id).toBe((await desk.get(managerB, id)).id);
    const { changes } = (await desk.events(managerB, id)).at(-1) ?? { changes: [] };
    expect(changes.map(({ field }) => field)).toEqual(['type', 'category', 'subject', 'priority', 'storeName']);
  });

  it('refuses a category of the former type and a store beside the store that asks', async () => {
    const { id } = await desk.open(agent);
    expect((await desk.act(agent, id, '', { type: 'feedback' })).status).toBe(422);
    const store = await desk.open(agent, { requester: { kind: 'store', storeId: storeB }, storeId: null });
    expect((await desk.act(agent, store.id, '', { storeId: storeA })).status).toBe(422);
  });

  it('shows the later of two editors what changed', async () => {
    const { id } = await desk.open(agent);
    await desk.call(agent, 'PATCH', `/tickets/${id}`, { body: { priority: 'low' }, version: 1 });
    const late = await desk.call(lead, 'PATCH', `/tickets/${id}`, { body: { subject: '迟到' }, version: 1 });
    expect([late.status, late.body]).toMatchObject([
      412,
      { changed: ['priority'], current: { priority: 'low', version: 2 } },
    ]);
  });
});

describe('choices and work', () => {
  it('lists people who may take tickets with what they hold, page by page', async () => {
    const names: string[] = [];
    for (let cursor = ''; ;) {
      const { body } = await desk.call<{ items: { name: string; openTickets: number }[]; next: string | null }>(
        lead,
        'GET',
        `/assignees?limit=2${cursor}`,
      );
      names.push(...body.items.map(({ name }) => name));
      if (body.next === null) break;
      cursor = `&cursor=${encodeURIComponent(body.next)}`;
    }
    expect(names.toSorted()).toEqual([agent, lead, clerk, managerA, managerB].map(({ name }) => name).toSorted());
    const one = await desk.call<{ items: unknown[] }>(lead, 'GET', `/assignees?q=${encodeURIComponent('赵')}`);
    expect(one.body.items).toEqual([
      { id: lead.id, name: '赵磊', department: { zh: '客服部', en: 'Customer service' }, openTickets: 1 },
    ]);
  });

  it('offers a store manager his store and no department', async () => {
    const options = async (person: typeof agent, kind: string) =>
      (await desk.call<{ items: { name: string }[] }>(person, 'GET', `/requesters?kind=${kind}`)).body.items.map(
        ({ name }) => name,
      );
    expect(await options(managerA, 'store')).toEqual(['网鱼电竞(上海松江大学城店)']);
    expect([await options(managerA, 'hq'), await options(agent, 'hq')]).toEqual([[], ['财务部']]);
    expect((await desk.call<{ items: unknown[] }>(agent, 'GET', '/ticket-categories')).body.items).toContainEqual({
      code: 'billing.dispute',
      type: 'complaint',
      name: { zh: '计费争议', en: 'Billing dispute' },
    });
  });

  it('counts open work within the scope, at most 99, and what keeps a store from closing', async () => {
    const fresh = await openTicketDesk();
    const opened = await Promise.all(Array.from({ length: 101 }, () => fresh.open(agent)));
    const [first] = opened;
    await fresh.act(agent, first?.id ?? '', '/assignments', { ownerId: agent.id, note: null });
    const wakeAt = new Date(fresh.now.getTime() + 3600_000).toISOString();
    await fresh.act(agent, first?.id ?? '', '/state-changes', { to: 'waiting_store', reason: '等监控', wakeAt });
    const work = async (person: typeof agent) =>
      Object.fromEntries(
        (await fresh.service.workProvider.provide(fresh.contextOf(person))).map(({ key, count, more }) => [
          key,
          [count, more],
        ]),
      );
    expect(await work(lead)).toEqual({ 'service.unassigned': [99, true] });
    expect([await work(managerA), await work(managerB)]).toEqual([{ 'service.store': [1, false] }, {}]);
    expect(await fresh.service.openMatters({ transaction: undefined }, storeA)).toMatchObject([
      { kind: 'tickets', count: 101 },
    ]);
    expect(await fresh.service.openMatters({ transaction: undefined }, storeC)).toEqual([]);
    expect(accessWith({}).scope('service.ticket.view')).toEqual({ kind: 'none' });
    await fresh.close();
  });
});
