import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { getBootstrap, savePreferences } from '@eoms/contracts/portal/portal.contract';
import { demoAccountGrant, developmentClientId } from '../src/embedded/identity-provider/settings.ts';
import { emptyDatabase } from './test-database.ts';
import { freePort, startPortal, type PortalProcess } from './portal-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'eoms-rolling-'));
const agent = new Agent({ keepAlive: true });
let settings: Record<string, string>;
let publicUrl: string;
const instances = new Map<number, PortalProcess>();
const welcome = new Set<number>();
let turn = 0;

async function isReady(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(1000) }).catch(
    () => null,
  );
  await answer?.arrayBuffer();
  return answer?.status === 200;
}

/** What a load balancer does: asks who is ready, and sends everything there; it never sends anything twice. */
const balancer = createServer((incoming: IncomingMessage, outgoing: ServerResponse) => {
  const ports = [...welcome];
  const port = ports[(turn += 1) % ports.length];
  const onward = sendRequest(
    { host: '127.0.0.1', port, path: incoming.url, method: incoming.method, headers: incoming.headers, agent },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', (error) => outgoing.writeHead(502).end(String(error)));
  incoming.pipe(onward);
});
const checks = setInterval(() => {
  for (const port of instances.keys())
    void isReady(port).then((ready) => (ready ? welcome.add(port) : welcome.delete(port)));
}, 50);

const allWelcome = (): Promise<void> => vi.waitFor(() => expect(welcome.size).toBe(2), { timeout: 10_000 });

async function startInstance(port: number): Promise<void> {
  const instance = startPortal({ ...settings, PORT: String(port) });
  instances.set(port, instance);
  await instance.ready;
}

beforeAll(async () => {
  const database = await emptyDatabase();
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.1', resolve));
  const address = balancer.address();
  publicUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  settings = {
    EOMS_VAR: join(folder, 'var'),
    PUBLIC_URL: publicUrl,
    EOMS_DRAIN_SECONDS: '1',
    EOMS_REQUESTS_PER_MINUTE: '1000000',
    EOMS_COMMANDS_PER_MINUTE: '1000000',
    ...(database.url ? { DATABASE_URL: database.url } : {}),
  };
  const [first, second] = [await freePort(), await freePort()];
  await startInstance(first);
  await startInstance(second);
  await allWelcome();
}, 60_000);

afterAll(async () => {
  clearInterval(checks);
  for (const instance of instances.values()) instance.kill();
  await Promise.all([...instances.values()].map(({ ended }) => ended));
  balancer.closeAllConnections();
  await new Promise((resolve) => balancer.close(resolve));
  agent.destroy();
  rmSync(folder, { recursive: true, force: true });
});

async function tokenOf(account: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: demoAccountGrant, client_id: developmentClientId, account });
  const answer = await fetch(`${publicUrl}/sso/token`, { method: 'POST', body });
  return ((await answer.json()) as { access_token: string }).access_token;
}

describe('a rolling restart', () => {
  test('loses no request: reads and commands go on while each instance in turn leaves and comes back', async () => {
    const authorization = `Bearer ${await tokenOf('wangmin')}`;
    const until = { done: false };
    const failures: string[] = [];
    let answered = 0;
    const call = async (method: string, path: string, init: RequestInit): Promise<void> => {
      const answer = await fetch(publicUrl + path, { method, ...init });
      const text = await answer.text();
      if (answer.status === 200) answered += 1;
      else failures.push(`${method} ${path} ${answer.status} ${text.slice(0, 200)}`);
    };
    const caller = async (index: number): Promise<void> => {
      while (!until.done) {
        await call('GET', getBootstrap.path, { headers: { authorization } });
        const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
        await call('PUT', savePreferences.path, {
          headers,
          body: JSON.stringify({ locale: index % 2 ? 'en' : 'zh-CN', theme: 'dark' }),
        });
      }
    };
    const callers = Array.from({ length: 4 }, (_, index) => caller(index));
    for (const [port, instance] of instances) {
      instance.leave();
      expect((await instance.ended).code).toBe(0);
      await startInstance(port);
      await allWelcome();
    }
    until.done = true;
    await Promise.all(callers);
    expect(failures).toEqual([]);
    expect(answered).toBeGreaterThan(40);
  }, 60_000);
});

describe('a start that cannot succeed', () => {
  test.each([
    [{ EOMS_PROT: '4300' }, /^EOMS cannot start: EOMS_PROT is not a setting/],
    [
      { NODE_ENV: 'production' },
      /^EOMS cannot start: NODE_ENV=production needs DATABASE_URL, OIDC_ISSUER, OIDC_CLIENT_ID, PUBLIC_URL/,
    ],
    [{ DATABASE_URL: 'mysql://nobody@127.0.0.1:1/eoms' }, /^EOMS cannot start: /],
  ])('%j ends with one line', async (wrong, line) => {
    const port = await freePort();
    const { code, said } = await startPortal({ EOMS_VAR: join(folder, 'other'), PORT: String(port), ...wrong }).ended;
    expect(code).toBe(1);
    expect(said).toMatch(line);
    expect(said.trim().split('\n')).toHaveLength(1);
  });

  test('a port that is taken is named', async () => {
    const [port] = instances.keys();
    const { said } = await startPortal({ EOMS_VAR: join(folder, 'other'), PORT: String(port) }).ended;
    expect(said).toBe(`EOMS cannot start: port ${port} is in use: set PORT to a free one\n`);
  });
});
