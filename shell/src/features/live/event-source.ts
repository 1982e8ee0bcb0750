import type { PortalEvent } from '@eoms/contracts/portal/events.contract';
import { getSession } from '@eoms/kit';

/** One event with its id, as it came. */
export interface LiveEvent {
  readonly id: string;
  readonly event: PortalEvent;
}

/** How a stream is followed. */
export interface FollowOptions {
  readonly lastEventId: string | null;
  /** Gives the stream up. */
  readonly signal: AbortSignal;
  onEvent(event: LiveEvent): void;
}

/** Limits of a stream, in milliseconds. */
export interface StreamLimits {
  /** For the first event, which the server tells at once: a proxy that collects the answer would keep it back for ever. */
  readonly first: number;
  /** Without any sign of life; the server gives one every 15 seconds. */
  readonly silence: number;
}

const LIMITS: StreamLimits = { first: 5_000, silence: 35_000 };

/** The server answered, but with no stream: it refused the person, or something before it is in the way. */
export class StreamRefusedError extends Error {
  override readonly name = 'StreamRefusedError';
  readonly status: number;

  constructor(status: number) {
    super(`no stream: ${status}`);
    this.status = status;
  }
}

/** Gives a stream up when nothing came in time; each sign of life begins the time anew. */
class Deadline {
  readonly #given = new AbortController();
  readonly signal = this.#given.signal;
  #timer: ReturnType<typeof setTimeout> | undefined;

  within(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#given.abort(new Error('the stream is silent')), milliseconds);
  }

  over(): void {
    clearTimeout(this.#timer);
  }
}

async function open(url: string, lastEventId: string | null, signal: AbortSignal): Promise<Response> {
  const session = getSession();
  const headers = new Headers(await session?.authorize(url, 'GET'));
  headers.set('Accept', 'text/event-stream');
  if (lastEventId !== null) headers.set('Last-Event-ID', lastEventId);
  const response = await fetch(url, { headers, signal, cache: 'no-store' });
  session?.answered?.(response.headers);
  const isStream = response.headers.get('Content-Type')?.startsWith('text/event-stream');
  if (response.ok && response.body && isStream) return response;
  await response.body?.cancel();
  throw new StreamRefusedError(response.status);
}

interface Block {
  readonly id: string;
  readonly data: string;
  readonly retry: number;
}

/** Fields of one block (HTML Living Standard 9.2.6), as far as our server writes them. */
function readBlock(block: string): Block {
  const field = (name: string): string => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1] ?? '';
  return { id: field('id'), data: field('data'), retry: Number(field('retry') || Number.NaN) };
}

/**
 * Follows the stream of the portal until it ends; answers after how many milliseconds the server wants the client back, or null
 * when it did not say. Not `EventSource`: that cannot send the token and its proof.
 * @throws StreamRefusedError, or what broke the connection.
 */
export async function follow(
  url: string,
  { lastEventId, signal, onEvent }: FollowOptions,
  limits = LIMITS,
): Promise<number | null> {
  const deadline = new Deadline();
  deadline.within(limits.first);
  let kept = '';
  let retry: number | null = null;
  const take = ({ id, data, ...advice }: Block): void => {
    if (Number.isFinite(advice.retry)) retry = advice.retry;
    if (data) onEvent({ id, event: JSON.parse(data) as PortalEvent });
  };
  try {
    const response = await open(url, lastEventId, AbortSignal.any([signal, deadline.signal]));
    const texts = (response.body as ReadableStream<BufferSource>).pipeThrough(new TextDecoderStream()).getReader();
    for (let told = false; ;) {
      const { done, value } = await texts.read();
      if (done) return retry;
      const blocks = (kept + value).split('\n\n');
      kept = blocks.pop() ?? '';
      blocks.map(readBlock).forEach(take);
      told ||= blocks.some((block) => /^data/m.test(block));
      if (told) deadline.within(limits.silence);
    }
  } finally {
    deadline.over();
  }
}
