import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { pino, type Logger } from 'pino';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Ticket, TicketEvent } from '@eoms/contracts/service/tickets.contract';
import { createFieldVault } from '../src/database/field-vault.ts';
import { defineStoredAnswer } from '../src/database/idempotency.model.ts';
import { storeScope, type Access, type Caller, type Context, type Scope } from '../src/http/context.ts';
import { errorHandler } from '../src/http/error-handler.ts';
import { requestLog } from '../src/http/request-log.ts';
import { openScope } from '../src/http/scope.ts';
import { ticketPhones } from '../src/systems/service/tickets/phones.ts';
import type { TicketAudit, TicketDeps } from '../src/systems/service/tickets/ticket-deps.ts';
import { initTicketModels, type TicketModels } from '../src/systems/service/tickets/tickets.model.ts';
import { ticketsRoutes } from '../src/systems/service/tickets/tickets.routes.ts';
import { createTicketsService, type TicketsService } from '../src/systems/service/tickets/tickets.service.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';

/** Scope of each permission a test caller holds. */
export type Grants = Partial<Record<MetaCode, Scope>>;

/** An answer with its body read. */
export interface Answered<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

const nothing: Scope = { kind: 'none' };

export const all: Scope = { kind: 'all' };
export const stores = (...storeIds: string[]): Scope => storeScope(storeIds);

export const accessWith = (grants: Grants): Access => ({
  has: (meta) => grants[meta] !== undefined,
  scope: (meta) => grants[meta] ?? nothing,
  metas: () => new Set(Object.keys(grants) as MetaCode[]),
});

const ACTIONS = ['view', 'create', 'reply', 'note', 'edit', 'assign', 'change-state', 'view-phone'] as const;

/** The same scope for some of the desk's permissions; all of them when none is named. */
export const granted = (scope: Scope, ...actions: readonly (typeof ACTIONS)[number][]): Grants =>
  Object.fromEntries((actions.length > 0 ? actions : ACTIONS).map((action) => [`service.ticket.${action}`, scope]));

export const storeA = '0195844e-2d00-7000-8000-0000000000a1';
export const storeB = '0195844e-2d00-7000-8000-0000000000a2';
export const storeC = '0195844e-2d00-7000-8000-0000000000a3';
export const finance = '0195844e-2d00-7000-8000-0000000000b1';

const storeNames = new Map([
  [storeA, '网鱼电竞(上海松江大学城店)'],
  [storeB, '网鱼电竞(上海五角场店)'],
  [storeC, `yVR(武汉"江汉路"<体验>&'旗舰'店)`],
]);

const grantsOfStore = (storeId: string): Grants => granted(stores(storeId), 'view', 'create', 'reply', 'change-state');

/** People of the test: an agent, a lead, a colleague without notes, two store managers, one who left, one without any permission. */
export const people = {
  agent: { id: randomUUID(), name: '王敏', grants: granted(all) },
  lead: { id: randomUUID(), name: '赵磊', grants: granted(all) },
  clerk: {
    id: randomUUID(),
    name: '周婷',
    grants: granted(all, 'view', 'create', 'reply', 'edit', 'assign', 'change-state'),
  },
  storeA: { id: randomUUID(), name: '李强', grants: grantsOfStore(storeA) },
  storeB: { id: randomUUID(), name: '邓华', grants: grantsOfStore(storeB) },
  left: { id: randomUUID(), name: '离职员', grants: {} as Grants },
  nobody: { id: randomUUID(), name: '何萍', grants: {} as Grants },
};

/** Somebody who calls. */
export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly grants: Grants;
}

const known = (): TestPerson[] => Object.values(people);

const fakePeople: TicketDeps['people'] = {
  names: async (_context, ids) =>
    new Map(
      known()
        .filter(({ id }) => ids.includes(id))
        .map(({ id, name }) => [id, name]),
    ),
  departments: async (_context, ids) => new Map(ids.map((id) => [id, { zh: '客服部', en: 'Customer service' }])),
  replyScope: async (_context, personId) =>
    known().find(({ id }) => id === personId)?.grants['service.ticket.reply'] ?? nothing,
  agentIds: async () =>
    known()
      .filter(({ grants }) => grants['service.ticket.reply'])
      .map(({ id }) => id),
  headquarters: async () => [{ id: finance, name: { zh: '财务部', en: 'Finance' } }],
};

const reached = (scope: Scope, id: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && scope.storeIds.has(id));

const fakeStores: TicketDeps['stores'] = {
  names: async (_context, ids) => new Map([...storeNames].filter(([id]) => ids.includes(id))),
  search: async (_context, scope, { q }) => ({
    items: [...storeNames]
      .filter(([id, name]) => reached(scope, id) && (q === undefined || name.includes(q)))
      .map(([id, name]) => ({ id, name })),
    next: null,
  }),
};

/** The ticket desk behind HTTP on a real database, with the people above signed in by a header. */
export interface TicketDesk {
  readonly database: TestDatabase;
  readonly models: TicketModels;
  readonly service: TicketsService;
  readonly audits: TicketAudit[];
  readonly logged: string[];
  now: Date;
  call<T = Record<string, unknown>>(
    person: TestPerson | null,
    method: string,
    path: string,
    options?: CallOptions,
  ): Promise<Answered<T>>;
  /** Opens a ticket of a member about store A (or as `body` says). */
  open(person: TestPerson, body?: Record<string, unknown>): Promise<Ticket>;
  get(person: TestPerson, ticketId: string): Promise<Ticket>;
  events(person: TestPerson, ticketId: string): Promise<TicketEvent[]>;
  /** A command on a ticket with the version it has now. */
  act<T = Ticket>(person: TestPerson, ticketId: string, path: string, body: unknown): Promise<Answered<T>>;
  contextOf(person: TestPerson): Context;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly body?: unknown;
  readonly version?: number;
  readonly key?: string;
}

export const ticketBody = {
  type: 'complaint',
  category: 'billing.dispute',
  subject: '包夜被多扣 15 元',
  text: '昨晚 22 点包夜，今早结账多扣了 15 元。',
  priority: 'high',
  channel: 'counter',
  requester: { kind: 'member', name: '峡谷老六', phone: '10000000042' },
  storeId: storeA,
};

const callerOf = ({ id, name, grants }: TestPerson): Caller => ({
  kind: 'person',
  id,
  name,
  clientId: 'portal',
  sid: 'test',
  access: accessWith(grants),
});

async function readPages<T>(
  call: (cursor: string) => Promise<Answered<{ items: T[]; next: string | null }>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let next: string | null = ''; next !== null;) {
    const { body }: Answered<{ items: T[]; next: string | null }> = await call(
      next === '' ? '' : `&cursor=${encodeURIComponent(next)}`,
    );
    items.push(...body.items);
    next = body.next;
  }
  return items;
}

/** What the desk is built from, before anybody calls it. */
type Parts = Pick<TicketDesk, 'database' | 'models' | 'service' | 'audits' | 'logged' | 'now'> & {
  readonly log: Logger;
};

async function makeParts(): Promise<Parts> {
  const database = await testDatabase();
  const { sequelize } = database;
  defineStoredAnswer(sequelize);
  const models = initTicketModels(sequelize);
  const audits: TicketAudit[] = [];
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (text: string) => void logged.push(text) });
  const phones = ticketPhones(createFieldVault(Buffer.alloc(32, 7)));
  const audit = async (_context: Context, entry: TicketAudit): Promise<void> => void audits.push(entry);
  const service = createTicketsService({ sequelize, models, phones, stores: fakeStores, people: fakePeople, audit });
  return { database, models, service, audits, logged, log, now: new Date('2026-03-11T12:30:00.000Z') };
}

async function listen(parts: Parts, visitors: ReadonlyMap<string, Caller>): Promise<Server> {
  const app = express();
  app.use(requestLog(parts.log, () => false));
  app.use(openScope({ sequelize: parts.database.sequelize, log: parts.log, clock: () => parts.now }));
  app.use((request, response, next) => {
    response.locals['caller'] = visitors.get(request.get('x-test-visitor') ?? '');
    next();
  });
  app.use(ticketsRoutes(parts.service));
  app.use(errorHandler);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function caller(server: Server, visitors: Map<string, Caller>): TicketDesk['call'] {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/service`;
  return async (person, method, path, { body, version, key } = {}) => {
    const visitor = randomUUID();
    if (person) visitors.set(visitor, callerOf(person));
    const headers = {
      'x-test-visitor': visitor,
      ...(method === 'GET' ? {} : { 'Idempotency-Key': key ?? randomUUID() }),
      ...(version === undefined ? {} : { 'If-Match': `"${version}"` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${origin}${path}`, { method, headers, ...sent });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text), headers: response.headers };
  };
}

async function must<T>(answered: Promise<Answered<T>>): Promise<T> {
  const { status, body } = await answered;
  if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

/** Opens a desk of its own. */
export async function openTicketDesk(): Promise<TicketDesk> {
  const visitors = new Map<string, Caller>();
  const parts = await makeParts();
  const server = await listen(parts, visitors);
  const call = caller(server, visitors);
  const versionOf = async (ticketId: string): Promise<number> =>
    (await parts.models.Ticket.findByPk(ticketId, { unscoped: 'a test reads the version' }))?.get('version') as number;
  const rest: Omit<TicketDesk, keyof Parts> = {
    call,
    get: (person, ticketId) => must(call<Ticket>(person, 'GET', `/tickets/${ticketId}`)),
    open: (person, body = {}) => must(call<Ticket>(person, 'POST', '/tickets', { body: { ...ticketBody, ...body } })),
    events: (person, ticketId) =>
      readPages<TicketEvent>((cursor) =>
        call(person, 'GET', `/tickets/${ticketId}/events?order=asc&limit=200${cursor}`),
      ),
    async act<T>(person: TestPerson, ticketId: string, path: string, body: unknown) {
      const version = await versionOf(ticketId);
      return call<T>(person, path === '' ? 'PATCH' : 'POST', `/tickets/${ticketId}${path}`, { body, version });
    },
    contextOf: (person) => ({
      requestId: 'test',
      locale: 'zh',
      caller: callerOf(person),
      now: parts.now,
      log: parts.log,
      transaction: undefined,
      afterCommit: () => undefined,
    }),
    async close() {
      server.close();
      await once(server, 'close');
      await parts.database.close();
    },
  };
  return Object.assign(parts, rest);
}
