import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler, type Router } from 'express';
import { pino } from 'pino';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import type { Sequelize } from 'sequelize';
import { defineStoredAnswer } from '../src/database/idempotency.model.ts';
import type { Access, Caller } from '../src/http/context.ts';
import { errorHandler, unmatched } from '../src/http/error-handler.ts';
import { requestLog } from '../src/http/request-log.ts';
import { openScope } from '../src/http/scope.ts';
import { testDatabase } from './test-database.ts';

/** One line of the log. */
export type LogLine = Record<string, unknown> & { readonly level: string; readonly msg: string };

/** A log whose lines a test can read. */
export function testLog() {
  const lines: LogLine[] = [];
  const log = pino(
    { base: null, formatters: { level: (label) => ({ level: label }) } },
    { write: (line: string) => void lines.push(JSON.parse(line) as LogLine) },
  );
  return { log, lines };
}

/** Access that holds exactly these permissions, without limits of data. */
export const accessOf = (metas: Iterable<string>): Access => {
  const held = new Set(metas) as Set<MetaCode>;
  return {
    has: (meta) => held.has(meta),
    scope: (meta) => ({ kind: held.has(meta) ? 'all' : 'none' }),
    metas: () => held,
  };
};

/** A caller with exactly these permissions. */
export const callerWith = (metas: Iterable<string>, change: Partial<Caller> = {}): Caller => ({
  kind: 'person',
  id: randomUUID(),
  name: '王敏',
  clientId: 'portal',
  sid: 'session',
  access: accessOf(metas),
  ...change,
});

/** What a page shows of a caller of a test. */
export const personOf = (caller: Caller): Bootstrap['person'] => ({
  id: caller.id,
  name: caller.name,
  employeeNo: 'E1001',
  kind: 'employee',
  department: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服专员', en: 'Agent' },
  level: 3,
});

/** An answer with its body read; `body` is undefined unless it is JSON. */
export interface Answered<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: T;
}

/** A server on a port of its own that answers for one caller at a time. */
export interface TestServer {
  readonly url: string;
  readonly lines: readonly LogLine[];
  /** Signs in who calls from now on. */
  as(caller: Caller): void;
  get<T = Problem>(path: string, headers?: Record<string, string>): Promise<Answered<T>>;
  /** Sends a command with a fresh key. */
  send<T = Problem>(
    method: string,
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<Answered<T>>;
  close(): Promise<void>;
}

async function answered<T>(response: Response): Promise<Answered<T>> {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson && text ? JSON.parse(text) : undefined) as T,
  };
}

type Handlers = readonly (Router | RequestHandler)[];

/** Serves routers and handlers on a database of their own, which closes with the server. */
export async function serveForTest(
  handlersOn: (sequelize: Sequelize) => Handlers,
  options: { now?: () => Date } = {},
): Promise<TestServer> {
  const database = await testDatabase();
  defineStoredAnswer(database.sequelize);
  const { log, lines } = testLog();
  const app = express().disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  let caller = callerWith([]);
  app.use(
    requestLog(log, () => true),
    openScope({ sequelize: database.sequelize, log, clock: options.now ?? (() => new Date()) }),
  );
  app.use((_request, response, next) => {
    response.locals['caller'] = caller;
    next();
  });
  app.use([...handlersOn(database.sequelize)]);
  app.use(unmatched([]), errorHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    lines,
    as: (next) => void (caller = next),
    get: async (path, headers = {}) => answered(await fetch(url + path, { headers })),
    async send(method, path, body, headers = {}) {
      const sent = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID(), ...headers };
      const init: RequestInit = { method, body: JSON.stringify(body), headers: sent };
      return answered(await fetch(url + path, init));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await database.close();
    },
  };
}
