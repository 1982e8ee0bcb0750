import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PortalEvent } from '@eoms/contracts/portal/events.contract';
import { EventReader, type Told } from '../../../test/event-reader.ts';
import { accessOf, callerWith, serveForTest, testLog, type TestServer } from '../../../test/portal-world.ts';
import type { Caller } from '../../http/context.ts';
import { defineSessions } from '../sessions/sessions.model.ts';
import { endSessionBySid, openSession } from '../sessions/sessions.service.ts';
import type { AccessChange, WatchedAccess } from './access-watch.ts';
import { STREAMS_PER_PERSON } from './event-hub.ts';
import { eventsRoutes } from './events.routes.ts';
import { createEventsService, type EventsService } from './events.service.ts';

const START = Date.parse('2026-03-11T08:00:00Z');

/** People's permissions as a test decides them; a person nobody speaks of holds one. */
const held = new Map<string, string[]>();
/** Instants at which time takes everything from a person. */
const ends = new Map<string, number>();
const inactive = new Set<string>();
let epoch = 1;
let tellChanges: (changes: readonly AccessChange[]) => void;
/** Raises the epoch and tells of it, as the poller does. */
const changed = (changes: readonly Omit<AccessChange, 'v'>[]): void => {
  epoch += 1;
  tellChanges(changes.map((change) => ({ v: epoch, ...change })));
};
let broken = false;
let evaluated: string[] = [];
let now = START;

const access: WatchedAccess = {
  async epoch() {
    if (broken) throw new Error('no database');
    return epoch;
  },
  async accessAt(personId, _epoch, at) {
    evaluated.push(personId);
    const over = (ends.get(personId) ?? Number.POSITIVE_INFINITY) <= at.getTime();
    return accessOf(over ? ['portal.after.end'] : (held.get(personId) ?? ['stores.store.view']));
  },
  async nextChange(personId, at) {
    const end = ends.get(personId);
    return end !== undefined && end > at.getTime() ? new Date(end) : null;
  },
  accessVersion: (what) => [...what.metas()].sort().join() || 'nothing',
  onChange(tell) {
    tellChanges = tell;
    return () => undefined;
  },
};

let server: TestServer;
let events: EventsService;
const { log, lines } = testLog();

beforeAll(async () => {
  server = await serveForTest(
    (sequelize) => {
      defineSessions(sequelize);
      events = createEventsService({
        access,
        isActive: async (personId) => !inactive.has(personId),
        clock: () => new Date(now),
        log,
        everyMs: 5,
      });
      return [eventsRoutes(events)];
    },
    { now: () => new Date(now) },
  );
});
afterAll(() => server.close());

const opened: EventReader[] = [];
beforeEach(async () => {
  for (const reader of opened.splice(0)) await reader.close().catch(() => undefined);
  broken = false;
  evaluated = [];
});

async function open(caller: Caller, lastEventId?: string): Promise<EventReader> {
  server.as(caller);
  const headers = lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId };
  const reader = new EventReader(await fetch(`${server.url}/api/portal/events`, { headers }));
  opened.push(reader);
  return reader;
}
const somebody = (): Caller => callerWith([], { sid: randomUUID() });
const version = (accessVersion: string): PortalEvent => ({ kind: 'access', accessVersion });
const ended: PortalEvent = { kind: 'session', ended: true };
const dataOf = (told: readonly Told[]): unknown[] => told.flatMap(({ data }) => data ?? []);

describe('streamEvents', () => {
  it('tells the present version at once, as an event stream that no proxy may collect', async () => {
    server.as(somebody());
    const answer = await fetch(`${server.url}/api/portal/events`);
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(answer.headers.get('x-accel-buffering')).toBe('no');
    const reader = new EventReader(answer);
    opened.push(reader);
    const told = await reader.next();
    expect(told?.data).toEqual(version('stores.store.view'));
    expect(told?.id).toMatch(/^[0-9a-f]{8}-\d+$/);
  });

  it('answers HEAD without staying open, and refuses what is no person', async () => {
    server.as(somebody());
    expect((await fetch(`${server.url}/api/portal/events`, { method: 'HEAD' })).status).toBe(200);
    server.as(callerWith([], { kind: 'service', sid: null }));
    expect((await server.get('/api/portal/events')).status).toBe(403);
  });

  it('wakes exactly those whose permissions are others than before, also after a change that concerns everybody', async () => {
    const [one, other] = [somebody(), somebody()];
    const [stream, untouched] = [await open(one), await open(other)];
    await stream.next();
    await untouched.next();
    held.set(one.id, ['service.ticket.view']);
    changed([{ kind: 'org', ref: 'unit' }]);
    expect((await stream.next())?.data).toEqual(version('service.ticket.view'));
    held.set(other.id, ['service.ticket.view']);
    changed([{ kind: 'person', ref: other.id }]);
    // The first thing it hears: nothing came of the change before.
    expect((await untouched.next())?.data).toEqual(version('service.ticket.view'));
    changed([{ kind: 'client', ref: 'pos' }]);
    held.set(one.id, ['stores.store.view']);
    changed([{ kind: 'person', ref: one.id }]);
    expect((await stream.next())?.data).toEqual(version('stores.store.view'));
  });

  it('looks at nobody else when one person changed', async () => {
    const [one, other] = [somebody(), somebody()];
    const stream = await open(one);
    await stream.next();
    await (await open(other)).next();
    evaluated = [];
    held.set(one.id, []);
    changed([{ kind: 'person', ref: one.id }]);
    await stream.next();
    expect(evaluated).toEqual([one.id]);
  });

  it('tells a change by time alone, at its instant', async () => {
    const caller = somebody();
    ends.set(caller.id, now + 60_000);
    const stream = await open(caller);
    expect((await stream.next())?.data).toEqual(version('stores.store.view'));
    now += 60_000;
    expect((await stream.next())?.data).toEqual(version('portal.after.end'));
  });

  it('a change between two streams of one person reaches both', async () => {
    const caller = somebody();
    const first = await open(caller);
    await first.next();
    held.set(caller.id, ['service.ticket.view']);
    const second = await open(caller);
    expect((await second.next())?.data).toEqual(version('service.ticket.view'));
    expect((await first.next())?.data).toEqual(version('service.ticket.view'));
  });

  it('makes up for a look that failed, and says once that events are late', async () => {
    const caller = somebody();
    const stream = await open(caller);
    await stream.next();
    const said = lines.length;
    broken = true;
    held.set(caller.id, ['service.ticket.view']);
    changed([{ kind: 'person', ref: caller.id }]);
    await expect.poll(() => lines.length).toBe(said + 1);
    broken = false;
    expect((await stream.next())?.data).toEqual(version('service.ticket.view'));
    expect(lines.slice(said).map(({ msg }) => msg)).toEqual(['events are late']);
  });

  it('finds out by itself when the news of a change was lost', async () => {
    const caller = somebody();
    const stream = await open(caller);
    await stream.next();
    held.set(caller.id, ['service.ticket.view']);
    epoch += 1;
    expect((await stream.next())?.data).toEqual(version('service.ticket.view'));
  });

  it('refuses instead of pretending when it cannot look at all', async () => {
    broken = true;
    server.as(somebody());
    expect((await server.get('/api/portal/events')).status).toBe(500);
  });
});

describe('the stream itself', () => {
  it('gives a sign of life after 15 seconds of silence', async () => {
    const stream = await open(somebody());
    await stream.next();
    now += 15_000;
    expect((await stream.nextOfAny())?.isComment).toBe(true);
  });

  it('ends after ten minutes, so that the client proves anew who it is', async () => {
    const stream = await open(somebody());
    await stream.next();
    now += 10 * 60_000;
    const told = (await stream.rest()).at(-1);
    expect(told?.retry).toBeGreaterThanOrEqual(0);
    expect(told?.retry).toBeLessThanOrEqual(2000);
  });

  it('repeats what was told meanwhile to a client that comes back, once, and not what is only a state', async () => {
    const caller = somebody();
    const [left, stays] = [await open(caller), await open(caller)];
    const seen = (await left.next())?.id ?? '';
    await stays.next();
    await left.close();
    const news = { kind: 'session', ended: true } as const;
    events.publish(caller.id, news);
    events.publish(caller.id, version('old'));
    await stays.next();
    const last = await stays.next();
    const back = await open(caller, seen);
    expect([(await back.next())?.data, (await back.next())?.data]).toEqual([news, version('stores.store.view')]);
    const current = await open(caller, last?.id ?? '');
    expect((await current.next())?.data).toEqual(version('stores.store.view'));
    // Ids of another instance, or of nobody, repeat nothing.
    for (const strange of ['0badcafe-1', 'nonsense', '1']) {
      const stream = await open(caller, strange);
      expect((await stream.next())?.data).toEqual(version('stores.store.view'));
    }
  });

  it(`closes the oldest when a person opens more than ${STREAMS_PER_PERSON}`, async () => {
    const caller = somebody();
    const streams: EventReader[] = [];
    for (let n = 0; n <= STREAMS_PER_PERSON; n += 1) {
      const stream = await open(caller);
      await stream.next();
      streams.push(stream);
    }
    expect((await streams[0]?.rest())?.map(({ retry }) => retry)).toEqual([60_000]);
    events.publish(caller.id, version('told'));
    for (const stream of streams.slice(1)) expect((await stream.next())?.data).toEqual(version('told'));
  });
});

describe('end of a session', () => {
  it('is told to the streams of that session and closes them; others of the person stay', async () => {
    const caller = somebody();
    const other = { ...caller, sid: randomUUID() };
    for (const { sid } of [caller, other]) await openSession(sid ?? '', caller.id, 'portal', new Date(now));
    const [stream, stays] = [await open(caller), await open(other)];
    await stream.next();
    await stays.next();
    await endSessionBySid(caller.sid ?? '', 'portal', new Date(now));
    const told = await stream.rest();
    expect(dataOf(told)).toEqual([ended]);
    events.publish(caller.id, version('still here'));
    expect((await stays.next())?.data).toEqual(version('still here'));
  });

  it('comes with leaving: who holds nothing and is no longer active is told so and closed', async () => {
    const caller = somebody();
    const stream = await open(caller);
    await stream.next();
    held.set(caller.id, []);
    inactive.add(caller.id);
    changed([{ kind: 'person', ref: caller.id }]);
    expect(dataOf(await stream.rest())).toEqual([version('nothing'), ended]);
  });

  it('somebody who merely holds nothing any more stays', async () => {
    const caller = somebody();
    const stream = await open(caller);
    await stream.next();
    held.set(caller.id, []);
    changed([{ kind: 'person', ref: caller.id }]);
    expect((await stream.next())?.data).toEqual(version('nothing'));
    held.set(caller.id, ['stores.store.view']);
    changed([{ kind: 'person', ref: caller.id }]);
    expect((await stream.next())?.data).toEqual(version('stores.store.view'));
  });
});

// Last: an instance that leaves does not come back.
describe('an instance that leaves', () => {
  it('sends everybody away to come back soon, and at once whoever comes after that', async () => {
    const stays = await open(somebody());
    await stays.next();
    events.drain();
    const late = await open(somebody());
    for (const stream of [stays, late]) {
      const told = await stream.rest();
      expect(dataOf(told)).toEqual([]);
      expect(told.at(-1)?.retry).toBeLessThanOrEqual(2000);
    }
  });
});
