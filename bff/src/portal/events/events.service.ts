import type { Logger } from 'pino';
import type { PortalEvent } from '@eoms/contracts/portal/events.contract';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import type { EventStream } from '../../http/event-stream.ts';
import { endedSittings, sittingOf } from '../sessions/open-sessions.service.ts';
import { AccessWatch, type AccessNews, type WatchedAccess } from './access-watch.ts';
import { EventHub } from './event-hub.ts';

/** What the events of a process are made from. */
export interface EventsDeps {
  readonly access: WatchedAccess;
  /** Whether a person may still sign in. */
  readonly isActive: (personId: string) => Promise<boolean>;
  readonly clock: () => Date;
  readonly log: Logger;
  /** How often sessions, boundaries in time and signs of life are looked after, in milliseconds. */
  readonly everyMs?: number;
}

/** Tells open tabs what happened; one per process. */
export interface EventsService {
  streamEvents(context: Context, input: object, stream: EventStream<PortalEvent>): Promise<void>;
  /** Tells every stream of a person on this instance. */
  publish(personId: string, event: PortalEvent): void;
  /** Sends everybody away, so that the instance can leave. */
  drain(): void;
}

const EVERY_MS = 1000;

/** Says that something failed, and again only after it had succeeded in between. */
function complaints(log: Logger): { failed(error: unknown): void; succeeded(): void } {
  let told = false;
  return {
    failed(error) {
      if (!told) log.warn({ kind: error instanceof Error ? error.name : typeof error }, 'events are late');
      told = true;
    },
    succeeded: () => void (told = false),
  };
}

/** Runs `work` once more whenever it was asked for while it ran, never twice at the same time. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  let again = false;
  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
    running = undefined;
  };
  return () => {
    if (running) again = true;
    return (running ??= run());
  };
}

/** Opens the events of a process. One timer serves all streams, and only while there are any. */
export function createEventsService({ access, isActive, clock, log, everyMs = EVERY_MS }: EventsDeps): EventsService {
  const hub = new EventHub(clock);
  const watch = new AccessWatch(access, () => hub.people(), clock);
  const complain = complaints(log);
  let timer: NodeJS.Timeout | undefined;

  const endAll = (personId: string): void => {
    for (const listener of hub.all()) {
      if (listener.personId !== personId) continue;
      hub.tell(listener, { kind: 'session', ended: true });
      hub.end(listener);
    }
  };
  const tell = ({ personId, version, nothing }: AccessNews): void => {
    hub.publish(personId, { kind: 'access', accessVersion: version });
    // Nobody who is here lacks every permission, unless he has left.
    if (nothing) void isActive(personId).then((active) => active || endAll(personId), complain.failed);
  };
  const endSessions = async (): Promise<void> => {
    for (const listener of await endedSittings(hub.all())) {
      hub.tell(listener, { kind: 'session', ended: true });
      hub.end(listener);
    }
  };
  const look = oneAtATime(() => watch.look(tell).then(complain.succeeded, complain.failed));
  const catchUp = (): Promise<void> => watch.catchUp().then(look, complain.failed);
  const tick = oneAtATime(async () => {
    hub.beat();
    await Promise.all([catchUp(), endSessions().catch(complain.failed)]);
    if (hub.people().length > 0) return;
    clearInterval(timer);
    timer = undefined;
  });
  access.onChange((changes) => {
    watch.suspect(changes);
    void look();
  });

  return {
    async streamEvents({ caller, now }, _input, stream) {
      if (caller.kind !== 'person') throw new AppError('permission_missing');
      const listener = hub.add(sittingOf(caller.id, caller.sid, now), stream);
      if (!listener) return;
      timer ??= setInterval(() => void tick(), everyMs).unref();
      try {
        hub.resume(listener);
        const { version, known } = await watch.watch(caller.id);
        const event = { kind: 'access', accessVersion: version } as const;
        if (known === null || known === version) hub.tell(listener, event);
        else hub.publish(caller.id, event);
      } catch (error) {
        hub.remove(listener);
        throw error;
      }
    },
    publish: (personId, event) => hub.publish(personId, event),
    drain: () => hub.drain(),
  };
}
