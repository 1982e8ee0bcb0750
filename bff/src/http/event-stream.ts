import type { Request, Response } from 'express';

/** One open stream of server-sent events (HTML Living Standard 9.2). */
export interface EventStream<Event> {
  /** Id of the last event that a client which comes back has seen; null when it comes for the first time. */
  readonly lastEventId: string | null;
  /** Tells one event; what the contract does not name never leaves. Later calls after the end do nothing. */
  send(id: string, event: Event): void;
  /** Writes a comment, so that client and proxies see that the stream lives. */
  beat(): void;
  /** Ends the stream; a client may come back after `retryMs`. */
  end(retryMs: number): void;
  /** Runs once, however the stream came to its end. */
  onClose(listener: () => void): void;
}

/** Checks an event and gives the text that goes over the wire. */
export type EventText = (event: unknown) => string;

const headers = {
  'Content-Type': 'text/event-stream',
  // A proxy must hand on each event at once: neither packed nor collected (nginx reads the last one).
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** What a client may leave unread before it is cut off: it is not reading any more, and it would fill the memory. */
const UNREAD_BYTES = 64 * 1024;

const SHOWN_ID = /^[\x21-\x7e]{1,100}$/;

/** Opens the answer to a request as a stream; nothing is written before the first event, comment or end. */
export function eventStream<Event>(request: Request, response: Response, textOf: EventText): EventStream<Event> {
  const last = request.headers['last-event-id'];
  const write = (text: string): void => {
    if (response.writableEnded || response.destroyed) return;
    if (!response.headersSent) response.status(200).set(headers);
    response.write(text);
    if (response.writableLength > UNREAD_BYTES) response.destroy();
  };
  return {
    lastEventId: typeof last === 'string' && SHOWN_ID.test(last) ? last : null,
    send: (id, event) => write(`id: ${id}\ndata: ${textOf(event)}\n\n`),
    beat: () => write(':\n\n'),
    end(retryMs) {
      write(`retry: ${Math.round(retryMs)}\n\n`);
      if (!response.writableEnded) response.end();
    },
    onClose: (listener) => void response.once('close', listener),
  };
}
