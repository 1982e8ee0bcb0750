import { streamEvents, type PortalEvent } from '@eoms/contracts/portal/events.contract';
import { setSession } from '@eoms/kit';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow, StreamRefusedError, type LiveEvent, type StreamLimits } from './event-source.ts';

const url = `${location.origin}${streamEvents.path}`;
const PATIENT: StreamLimits = { first: 60_000, silence: 60_000 };
const access = (accessVersion: string): PortalEvent => ({ kind: 'access', accessVersion });

/** What the server does: one request, answered as a test says. */
let asked: Headers;
let answer: () => Response;
let out: ReadableStreamDefaultController<Uint8Array>;

const bytes = new TextEncoder();
const write = (text: string): void => out.enqueue(bytes.encode(text));
const tell = (id: string, event: PortalEvent): void => write(`id: ${id}\ndata: ${JSON.stringify(event)}\n\n`);

function openStream(signal: AbortSignal): Response {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      out = controller;
      signal.addEventListener('abort', () => controller.error(signal.reason));
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
}

const open: AbortController[] = [];
beforeEach(() => {
  const fetched: typeof fetch = async (_url, init) => {
    asked = new Headers(init?.headers);
    answer ??= () => openStream(init?.signal as AbortSignal);
    return answer();
  };
  vi.spyOn(globalThis, 'fetch').mockImplementation(fetched);
});
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
  answer = undefined as unknown as typeof answer;
  setSession(null);
  vi.restoreAllMocks();
});

function following(options: { lastEventId?: string; limits?: StreamLimits } = {}) {
  const giveUp = new AbortController();
  open.push(giveUp);
  const heard: LiveEvent[] = [];
  const { signal } = giveUp;
  const onEvent = (event: LiveEvent): void => void heard.push(event);
  const ended = follow(url, { lastEventId: options.lastEventId ?? null, signal, onEvent }, options.limits ?? PATIENT);
  const outcome = ended.then(
    (retry) => ({ retry }),
    (error: unknown) => ({ error }),
  );
  return { heard, outcome, giveUp };
}
const opened = () => vi.waitFor(() => expect(fetch).toHaveBeenCalled());

test('tells each event with its id, in order, under the headers of the session', async () => {
  const answered = vi.fn();
  const authorize = vi.fn(async () => ({ Authorization: 'DPoP token', DPoP: 'proof' }));
  setSession({ authorize, answered, expired: () => Promise.reject(new Error('unused')) });
  const { heard, outcome } = following({ lastEventId: 'x-7' });
  await opened();
  expect(authorize).toHaveBeenCalledWith(url, 'GET');
  expect([asked.get('DPoP'), asked.get('Last-Event-ID')]).toEqual(['proof', 'x-7']);
  await vi.waitFor(() => expect(answered).toHaveBeenCalledTimes(1));
  tell('x-8', access('a'));
  tell('x-9', access('b'));
  out.close();
  expect(await outcome).toEqual({ retry: null });
  expect(heard).toEqual([
    { id: 'x-8', event: access('a') },
    { id: 'x-9', event: access('b') },
  ]);
});

test('an event that comes in pieces, comments and the advice when to come back are understood', async () => {
  const { heard, outcome } = following();
  await opened();
  const event = bytes.encode('id: 1\ndata: {"kind":"access","accessVersion":"网鱼"}\n\n');
  write('retry: 15');
  write('00\n');
  write('\n:\n\n');
  for (const byte of event) out.enqueue(new Uint8Array([byte]));
  out.close();
  expect(await outcome).toEqual({ retry: 1500 });
  expect(heard).toEqual([{ id: '1', event: access('网鱼') }]);
});

test.each([
  ['a refusal', () => Response.json({}, { status: 401 }), 401],
  ['an answer that is no stream', () => Response.json({}), 200],
  ['an unavailable service', () => new Response(null, { status: 503 }), 503],
])('%s is told apart by its status', async (_what, refuse, status) => {
  answer = refuse;
  const { error } = (await following().outcome) as { error: StreamRefusedError };
  expect(error).toBeInstanceOf(StreamRefusedError);
  expect(error.status).toBe(status);
});

test('no network is what it is', async () => {
  answer = () => {
    throw new TypeError('Failed to fetch');
  };
  expect(await following().outcome).toMatchObject({ error: { name: 'TypeError' } });
});

test('a stream whose first event a proxy keeps back is given up, signs of life or not', async () => {
  const { outcome } = following({ limits: { first: 300, silence: 60_000 } });
  await opened();
  write(':\n\n');
  expect(await outcome).toMatchObject({ error: { message: 'the stream is silent' } });
});

test('a stream that falls silent afterwards is given up', async () => {
  const { heard, outcome } = following({ limits: { first: 60_000, silence: 20 } });
  await opened();
  tell('1', access('a'));
  expect(await outcome).toMatchObject({ error: { message: 'the stream is silent' } });
  expect(heard).toHaveLength(1);
});

test('a stream given up ends at once', async () => {
  const { outcome, giveUp } = following();
  await opened();
  giveUp.abort();
  expect(await outcome).toMatchObject({ error: { name: 'AbortError' } });
});
