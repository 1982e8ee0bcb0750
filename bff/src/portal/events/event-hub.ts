import { randomUUID } from 'node:crypto';
import type { PortalEvent } from '@eoms/contracts/portal/events.contract';
import type { EventStream } from '../../http/event-stream.ts';
import type { Sitting } from '../sessions/open-sessions.service.ts';

/** One open stream and who sits at its other end. */
export interface Listener extends Sitting {
  readonly stream: EventStream<PortalEvent>;
  /** Last sign of life to the client. */
  heardAt: number;
}

interface Told {
  readonly number: number;
  readonly at: number;
  readonly event: PortalEvent;
}

/** Streams one person may hold here: a browser needs one. */
export const STREAMS_PER_PERSON = 8;
const BEAT_MS = 15_000;
/** Then the client proves anew who it is; a stream must not outlive what admitted it by far. */
const LIFE_MS = 10 * 60_000;
const KEPT_EVENTS = 50;
const KEPT_MS = 2 * 60_000;
const CROWDED_RETRY_MS = 60_000;
const DRAIN_SPREAD_MS = 2_000;

/**
 * The open streams of this instance, by person. It numbers what it tells and keeps it for a moment, so that a client which
 * comes back with the id of the last event it saw misses none; after a restart the ids are others and nothing is repeated.
 */
export class EventHub {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #told = new Map<string, Told[]>();
  readonly #name = randomUUID().slice(0, 8);
  readonly #clock: () => Date;
  #number = 0;
  #draining = false;

  constructor(clock: () => Date) {
    this.#clock = clock;
  }

  /** Ids of everybody who listens. */
  people(): string[] {
    return [...this.#listeners.keys()];
  }

  /** Every open stream. */
  all(): Listener[] {
    return [...this.#listeners.values()].flatMap((streams) => [...streams]);
  }

  /** Takes a stream in; null when this instance is leaving and has sent the client away. */
  add(sitting: Sitting, stream: EventStream<PortalEvent>): Listener | null {
    if (this.#draining) {
      stream.end(this.#spread());
      return null;
    }
    const listener: Listener = { ...sitting, stream, heardAt: this.#now() };
    const streams = this.#listeners.get(sitting.personId) ?? new Set();
    this.#listeners.set(sitting.personId, streams.add(listener));
    stream.onClose(() => this.remove(listener));
    const [oldest] = streams;
    if (streams.size > STREAMS_PER_PERSON && oldest) this.end(oldest, CROWDED_RETRY_MS);
    return listener;
  }

  /** Repeats what was told while the client was away; the access version is a state and is told by itself. */
  resume(listener: Listener): void {
    const [name, number] = (listener.stream.lastEventId ?? '').split('-');
    if (name !== this.#name) return;
    for (const told of this.#told.get(listener.personId) ?? [])
      if (told.number > Number(number) && told.event.kind !== 'access') this.#send(listener, told);
  }

  /** Tells one event to every stream of a person. */
  publish(personId: string, event: PortalEvent): void {
    const told = { number: (this.#number += 1), at: this.#now(), event };
    this.#told.set(personId, [...(this.#told.get(personId) ?? []), told].slice(-KEPT_EVENTS));
    for (const listener of this.#listeners.get(personId) ?? []) this.#send(listener, told);
  }

  /** Tells one event to one stream only. */
  tell(listener: Listener, event: PortalEvent): void {
    this.#send(listener, { number: (this.#number += 1), event });
  }

  /** Ends a stream; nothing reaches it from here on. */
  end(listener: Listener, retryMs = 0): void {
    this.remove(listener);
    listener.stream.end(retryMs);
  }

  /** Forgets a stream that is gone. */
  remove(listener: Listener): void {
    const streams = this.#listeners.get(listener.personId);
    if (streams?.delete(listener) && streams.size === 0) this.#listeners.delete(listener.personId);
  }

  /** Keeps silent streams alive, ends those that grew old, forgets what nobody will ask for again. */
  beat(): void {
    const now = this.#now();
    for (const listener of this.all()) {
      if (now - listener.since.getTime() >= LIFE_MS) this.end(listener, this.#spread());
      else if (now - listener.heardAt >= BEAT_MS) {
        listener.heardAt = now;
        listener.stream.beat();
      }
    }
    for (const [personId, told] of this.#told) {
      const fresh = told.filter(({ at }) => now - at < KEPT_MS);
      if (fresh.length > 0) this.#told.set(personId, fresh);
      else this.#told.delete(personId);
    }
  }

  /** Sends everybody away, not all in the same instant, and from now on everybody who comes. */
  drain(): void {
    this.#draining = true;
    for (const listener of this.all()) this.end(listener, this.#spread());
  }

  #now(): number {
    return this.#clock().getTime();
  }

  #spread(): number {
    return Math.random() * DRAIN_SPREAD_MS;
  }

  #send(listener: Listener, { number, event }: Omit<Told, 'at'>): void {
    listener.heardAt = this.#now();
    listener.stream.send(`${this.#name}-${number}`, event);
  }
}
