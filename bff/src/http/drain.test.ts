import { createServer, get, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { drain } from './drain.ts';
import { sayGoodbye, type Lifecycle } from './health.ts';

const log = pino({ level: 'silent' });

async function started() {
  const lifecycle: Lifecycle = { draining: false };
  const [entered, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const app = express();
  app.use(sayGoodbye(lifecycle));
  app.get('/fast', (_request, response) => void response.send('fast'));
  app.get('/slow', async (_request, response) => {
    entered.resolve();
    await release.promise;
    response.send('done');
  });
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { lifecycle, entered, release, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** One request on a connection of its own. */
const knock = (url: string): Promise<string> =>
  new Promise((resolve) => {
    get(url, { agent: false }, (answer) => resolve((answer.resume(), 'in'))).once('error', () => resolve('refused'));
  });

test('what is under way is finished, then nobody gets in', async () => {
  const { lifecycle, entered, release, server, url } = await started();
  const slow = fetch(`${url}/slow`).then((answer) => answer.text());
  await entered.promise;
  const drained = drain(server, lifecycle, { graceMs: 0, finishMs: 20_000 }, log);
  await expect.poll(() => knock(`${url}/fast`)).toBe('refused');
  release.resolve();
  expect(await slow).toBe('done');
  await drained;
});

test('during the grace requests are welcome and told not to come back on the same connection', async () => {
  const { lifecycle, server, url } = await started();
  const drained = drain(server, lifecycle, { graceMs: 300, finishMs: 1000 }, log);
  const connection = await new Promise((resolve) =>
    get(`${url}/fast`, (answer) => resolve((answer.resume(), answer.headers.connection))),
  );
  expect(connection).toBe('close');
  await drained;
});

test('what never finishes is cut off when the time is up', async () => {
  const { lifecycle, entered, server, url } = await started();
  const slow = fetch(`${url}/slow`).then(
    () => 'answered',
    () => 'cut off',
  );
  await entered.promise;
  await drain(server, lifecycle, { graceMs: 0, finishMs: 50 }, log);
  expect(await slow).toBe('cut off');
});
