import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ticket, TicketEvent, TicketState } from '@eoms/contracts/service/tickets.contract';
import {
  closeDesks,
  refutation,
  freshDesk,
  type FreshDesk,
  type SeededFault,
} from '../../../../test/faulty-ticket-desk.ts';
import type * as life from './ticket-life.policy.ts';

/** Faults are searched for in the same cases each time. */
const SEED = 20191115;

afterEach(closeDesks);

const HOUR = 3600_000;
/** The machine of domain 2.3, written down a second time. */
const EDGES = new Set(
  'new>open open>waiting_requester open>waiting_store open>waiting_hq open>waiting_platform waiting_requester>open waiting_store>open waiting_hq>open waiting_platform>open open>resolved resolved>open resolved>closed new>invalid open>invalid waiting_requester>invalid waiting_store>invalid waiting_hq>invalid waiting_platform>invalid resolved>invalid'.split(
    ' ',
  ),
);
const STATES = [
  'new',
  'open',
  'waiting_requester',
  'waiting_store',
  'waiting_hq',
  'waiting_platform',
  'resolved',
  'closed',
  'invalid',
] as const;

type Step =
  | { readonly kind: 'reply'; readonly visibility: 'requester' | 'store' | 'internal'; readonly byStore: boolean }
  | { readonly kind: 'assign'; readonly toSomebody: boolean }
  | { readonly kind: 'move'; readonly to: TicketState | 'next'; readonly pick: number }
  | { readonly kind: 'edit'; readonly priority: 'low' | 'urgent' }
  | { readonly kind: 'wait'; readonly hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reply' as const),
      visibility: fc.constantFrom('requester', 'store', 'internal'),
      byStore: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('assign' as const), toSomebody: fc.boolean() }) },
  // Mostly a step the machine offers, so that histories get far; sometimes any state at all.
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('move' as const), to: fc.constant('next' as const), pick: fc.nat(20) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('move' as const), to: fc.constantFrom(...STATES), pick: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('edit' as const),
      priority: fc.constantFrom('low' as const, 'urgent' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 4 }) }) },
);

const isWaiting = (state: string): boolean => state.startsWith('waiting_');

function target({ to, pick }: Step & { kind: 'move' }, before: Ticket): TicketState {
  if (to !== 'next') return to;
  const offered = before.nextStates.filter((state) => state !== 'invalid' || pick === 20);
  return offered[pick % Math.max(1, offered.length)] ?? 'open';
}

async function take({ desk, people }: FreshDesk, before: Ticket, each: Step): Promise<number> {
  const { agent, lead, storeA } = people;
  if (each.kind === 'wait') {
    desk.now = new Date(desk.now.getTime() + each.hours * HOUR);
    return 0;
  }
  if (each.kind === 'edit') return (await desk.act(agent, before.id, '', { priority: each.priority })).status;
  if (each.kind === 'assign')
    return (await desk.act(lead, before.id, '/assignments', { ownerId: each.toSomebody ? agent.id : null, note: null }))
      .status;
  if (each.kind === 'reply') {
    const person = each.byStore && each.visibility !== 'internal' ? storeA : agent;
    return (await desk.act(person, before.id, '/messages', { visibility: each.visibility, text: '好' })).status;
  }
  const to = target(each, before);
  const wait = isWaiting(to)
    ? { reason: '等', wakeAt: new Date(desk.now.getTime() + 2 * HOUR).toISOString() }
    : { reason: null, wakeAt: null };
  return (await desk.act(agent, before.id, '/state-changes', { to, ...wait })).status;
}

/** What the entries say the ticket is; time alone is added by the reader, as everywhere. */
function folded(events: readonly TicketEvent[], now: Date) {
  const facts: Record<string, string | null> = {
    state: 'new',
    cycle: '1',
    waitingReason: null,
    wakeAt: null,
    ownerName: null,
    priority: 'high',
  };
  for (const { changes } of events) {
    for (const { field, from, to } of changes) {
      expect(facts[field], `${field} before`).toBe(from);
      facts[field] = to;
    }
  }
  const woken = isWaiting(facts['state'] ?? '') && Date.parse(facts['wakeAt'] ?? '') <= now.getTime();
  return woken ? { ...facts, state: 'open', waitingReason: null, wakeAt: null } : facts;
}

const legalHistory = (fresh: FreshDesk) =>
  fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
    const { desk, people } = fresh;
    let ticket = await desk.open(people.agent);
    let [reopened, wakeAt] = [0, null as string | null];
    for (const each of steps) {
      const status = await take(fresh, ticket, each);
      const after = await desk.get(people.agent, ticket.id);
      const woke = wakeAt !== null && Date.parse(wakeAt) <= desk.now.getTime();
      if (woke) expect(isWaiting(after.state) && after.wakeAt === wakeAt, 'woken').toBe(false);
      if (after.state !== ticket.state)
        expect(EDGES, `${ticket.state}>${after.state}`).toContain(`${ticket.state}>${after.state}`);
      if (['closed', 'invalid'].includes(ticket.state) && status !== 0) expect(status).toBe(409);
      if (ticket.state === 'resolved' && after.state === 'open') reopened += 1;
      if (after.state === 'resolved') expect(after.ownerId).not.toBeNull();
      expect(after.cycle).toBe(1 + reopened);
      [ticket, wakeAt] = [after, after.wakeAt];
    }
    const events = await desk.events(people.agent, ticket.id);
    const { state, cycle, waitingReason, ownerName, priority } = ticket;
    expect(folded(events, desk.now)).toEqual({
      state,
      cycle: String(cycle),
      waitingReason,
      wakeAt: ticket.wakeAt,
      ownerName,
      priority,
    });
    expect(ticket.updatedAt).toBe(
      events
        .map(({ at }) => at)
        .toSorted()
        .at(-1),
    );
  });

/** An entry that says nothing of what changed. */
const silent = (at: Date): life.Entry => ({
  kind: 'edited',
  by: 'caller',
  at,
  visibility: 'store',
  text: null,
  changes: [],
});

describe('any history of commands', () => {
  it('takes only legal steps, counts reopenings as cycles and folds back from its events', async () => {
    expect(await refutation(legalHistory(await freshDesk()), 25)).toBeNull();
  });

  it.each<[string, SeededFault]>([
    ['reopening keeps the cycle', { policy: { cycleAfter: (cycle) => cycle } }],
    [
      'a closed ticket opens again',
      { policy: { reachableStates: (state) => (state === 'closed' ? ['open'] : ['open', 'resolved', 'closed']) } },
    ],
    ['waiting never ends', { policy: { hasWoken: () => false, stateAt: ({ state }) => state } }],
    ['resolving needs no owner', { policy: { stateChangeRefusals: () => [] } }],
    [
      'an edit leaves no entry',
      {
        life: {
          edited: (before, _edit, now) => ({
            ticket: { ...before.ticket, priority: 0 },
            entries: [...before.entries, silent(now)],
          }),
        },
      },
    ],
    [
      'assigning forgets what was',
      {
        life: {
          assigned: (before, { to }) => ({
            ticket: { ...before.ticket, ownerId: to?.id ?? null },
            entries: [...before.entries, silent(before.ticket.updatedAt)],
          }),
        },
      },
    ],
  ])('is caught when %s', async (_title, fault) => {
    expect(await refutation(legalHistory(await freshDesk(fault)), 150, SEED)).not.toBeNull();
  });
});
