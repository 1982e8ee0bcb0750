import { once } from 'node:events';
import { connect } from 'node:net';
import { Router } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { defineEndpoint } from '@eoms/contracts/endpoint';
import { EventReader } from '../../test/event-reader.ts';
import { serveForTest, type TestServer } from '../../test/portal-world.ts';
import { AppError } from '../errors.ts';
import type { EventStream } from './event-stream.ts';
import { serve } from './serve.ts';

const streamTicks = defineEndpoint({
  id: 'streamTicks',
  method: 'get',
  path: '/api/ticks',
  summary: 'Ticks',
  tags: ['test'],
  meta: null,
  query: z.strictObject({ refuse: z.enum(['yes', 'no']).default('no') }),
  stream: true,
  response: z.object({ text: z.string() }),
  errors: [],
  examples: { response: { text: 'tick' } },
});

let server: TestServer;
let stream: EventStream<{ text: string }>;
let closed: PromiseWithResolvers<void>;

beforeAll(async () => {
  server = await serveForTest(() => {
    const routes = Router();
    serve(routes, streamTicks, (_context, { query }, opened) => {
      if (query.refuse === 'yes') throw new AppError('unavailable');
      stream = opened;
      closed = Promise.withResolvers();
      opened.onClose(() => closed.resolve());
    });
    return [routes];
  });
});
afterAll(() => server.close());

test('opens at once, tells only what the contract names, and says when to come back', async () => {
  const reader = new EventReader(await fetch(`${server.url}/api/ticks`));
  expect((await reader.nextOfAny())?.isComment).toBe(true);
  stream.send('1', { text: 'two\nlines', secret: 'x' } as { text: string });
  expect(await reader.next()).toEqual({ id: '1', data: { text: 'two\nlines' }, retry: null, isComment: false });
  expect(() => stream.send('2', { text: 5 } as unknown as { text: string })).toThrow(/against its contract/);
  stream.end(1500);
  expect((await reader.next())?.retry).toBe(1500);
  expect(await reader.next()).toBeNull();
  await closed.promise;
  expect(() => stream.send('3', { text: 'late' })).not.toThrow();
});

test('a refusal before the first event is an ordinary one', async () => {
  expect((await server.get('/api/ticks?refuse=yes')).status).toBe(503);
  expect((await server.get('/api/ticks?refuse=perhaps')).status).toBe(400);
});

test('the id of the last event is taken only when it could be one of ours', async () => {
  for (const [sent, taken] of [
    ['a1b2-7', 'a1b2-7'],
    ['with blank', null],
    ['x'.repeat(101), null],
  ] as const) {
    const reader = new EventReader(await fetch(`${server.url}/api/ticks`, { headers: { 'Last-Event-ID': sent } }));
    await reader.nextOfAny();
    expect(stream.lastEventId).toBe(taken);
    await reader.close();
    await closed.promise;
  }
});

test('a client that does not read is cut off instead of filling the memory', async () => {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const before = stream;
  socket.write('GET /api/ticks HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'readable');
  socket.pause();
  expect(stream).not.toBe(before);
  const reading = { on: true };
  void closed.promise.then(() => (reading.on = false));
  while (reading.on) {
    stream.send('1', { text: 'x'.repeat(60_000) });
    await new Promise((resolve) => setImmediate(resolve));
  }
  socket.destroy();
});
