import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type Router } from 'express';
import { pino } from 'pino';
import type { Sequelize } from 'sequelize';
import { storeMetas, type Store } from '@eoms/contracts/stores/stores.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Problem } from '@eoms/contracts/errors';
import { defineStoredAnswer } from '../src/database/idempotency.model.ts';
import { DEMO_NOW, demoId, demoRegions, demoStores } from '../src/embedded/demo/plan.ts';
import { seedStores } from '../src/embedded/demo/stores.ts';
import type { Caller, Context } from '../src/http/context.ts';
import { errorHandler } from '../src/http/error-handler.ts';
import { openScope } from '../src/http/scope.ts';
import { grantedAccess } from '../src/portal/access/access.policy.ts';
import { AuditEvent, defineAuditEvent } from '../src/portal/audit/audit.model.ts';
import { definePeople, OrgEdge, OrgUnit } from '../src/portal/people/people.model.ts';
import { defineAccess } from '../src/portal/access/access.model.ts';
import { initStoreModels, type StoreModels } from '../src/systems/stores/stores/stores.model.ts';
import { storesRoutes } from '../src/systems/stores/stores/stores.routes.ts';
import { createStoresService } from '../src/systems/stores/stores/stores.service.ts';
import { testDatabase } from './test-database.ts';

/** One answer over HTTP. */
export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** A store or a problem: tests look at the fields of the one they expect. */
export type StoreAnswer = Store & Omit<Problem, 'status' | 'instance'>;

/** What a test sends. */
export interface Sending {
  readonly as?: Caller;
  readonly body?: unknown;
  readonly ifMatch?: number;
  readonly key?: string;
  readonly language?: string;
}

export const allStoreMetas = Object.keys(storeMetas) as MetaCode[];

/** Id of a demo store by its code. */
export const storeId = (code: (typeof demoStores)[number]['code']): string =>
  demoId('store', demoStores.findIndex((store) => store.code === code) + 1);

/** Ids of the demo stores of a region (1 … 4). */
export const storesOfRegion = (region: number): string[] =>
  demoStores.flatMap((store, index) => (store.region === region ? [demoId('store', index + 1)] : []));

/** A caller with these permissions on these stores; null means all stores. */
export const callerWith = (metas: readonly MetaCode[], storeIds: readonly string[] | null, name = '周婷'): Caller => ({
  kind: 'person',
  id: randomUUID(),
  name,
  clientId: 'portal',
  sid: 'session',
  access: grantedAccess(metas, storeIds),
});

/** HQ: every permission of the register, everywhere. */
export const headquarters = callerWith(allStoreMetas, null, '吴健');

const log = pino({ level: 'silent' });

const regionUnits = demoRegions.map(({ zh, en }, index) => ({
  id: demoId('region', index + 1),
  kind: 'REGION' as const,
  code: `R${index + 1}`,
  nameZh: zh,
  nameEn: en,
  ehrId: null,
  status: 'ACTIVE' as const,
  createdAt: DEMO_NOW,
}));

const storeUnits = demoStores.map(({ code, name }, index) => ({
  id: demoId('store', index + 1),
  kind: 'STORE' as const,
  code,
  nameZh: name,
  nameEn: name,
  ehrId: null,
  status: 'ACTIVE' as const,
  createdAt: DEMO_NOW,
}));

const storeEdges = demoStores.map(({ region }, index) => ({
  id: demoId('org-edge', index + 1),
  childId: demoId('store', index + 1),
  parentId: demoId('region', region),
  startsAt: DEMO_NOW,
  endsAt: null,
  seq: 1,
  source: 'EHR' as const,
}));

async function demoRegister(sequelize: Sequelize): Promise<StoreModels> {
  definePeople(sequelize);
  defineAccess(sequelize);
  defineAuditEvent(sequelize);
  defineStoredAnswer(sequelize);
  const models = initStoreModels(sequelize);
  await OrgUnit.bulkCreate(regionUnits);
  await OrgUnit.bulkCreate(storeUnits);
  await OrgEdge.bulkCreate(storeEdges);
  await seedStores({ models, transaction: undefined }, DEMO_NOW);
  return models;
}

async function listen(routes: Router, sequelize: Sequelize, callers: ReadonlyMap<string, Caller>, clock: () => Date) {
  const app = express();
  app.set('query parser', 'simple');
  app.use((request, _response, next) => {
    Object.assign(request, { id: randomUUID(), log });
    next();
  });
  app.use(openScope({ sequelize, log, clock }));
  app.use((request, response, next) => {
    response.locals['caller'] = callers.get(String(request.headers['x-caller']));
    next();
  });
  app.use(routes, errorHandler);
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return server;
}

const headersOf = (method: string, { as = headquarters, ifMatch, key, language = 'zh' }: Sending) => ({
  'x-caller': as.id,
  'accept-language': language,
  ...(method === 'GET' ? {} : { 'idempotency-key': key ?? randomUUID(), 'content-type': 'application/json' }),
  ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
});

/** Sends requests to a listening register; callers are known by the id in a header. */
const sender = (server: Server, callers: Map<string, Caller>) =>
  async function send<Body = StoreAnswer>(method: string, path: string, sending: Sending = {}): Promise<Answer<Body>> {
    const { as = headquarters, body } = sending;
    callers.set(as.id, as);
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/api/stores${path}`, {
      method,
      headers: headersOf(method, sending),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? null : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: answer as Body };
  };

/** A context outside of HTTP, for what other systems ask of the register. */
const contextAt = (now: Date, caller: Caller): Context => ({
  requestId: 'test',
  locale: 'zh',
  caller,
  now,
  log,
  transaction: undefined,
  afterCommit: () => undefined,
});

async function auditOf(objectId: string) {
  const events = await AuditEvent.findAll({ where: { objectId }, order: [['id', 'ASC']] });
  return events.map(({ action, detail }) => ({ action, detail }));
}

/** The store register over HTTP on a real database with the demo company's stores, at an instant the test moves; `damage` seeds a fault. */
export async function storesFixture(damage: (models: StoreModels) => StoreModels = (models) => models) {
  const database = await testDatabase();
  const models = await demoRegister(database.sequelize);
  const state = { now: DEMO_NOW, matters: new Map<string, number>() };
  const callers = new Map<string, Caller>();
  const tickets = { kind: 'ticket', name: { zh: '未完结工单', en: 'Open tickets' } };
  const service = createStoresService({
    models: damage(models),
    openMatters: async (_context, id) => [{ ...tickets, count: state.matters.get(id) ?? 0 }],
    ownersChanged: async () => {},
  });
  const server = await listen(storesRoutes(service), database.sequelize, callers, () => state.now);
  const send = sender(server, callers);
  return {
    models,
    service,
    send,
    get: <Body = StoreAnswer>(path: string, as?: Caller) => send<Body>('GET', path, as ? { as } : {}),
    contextOf: (caller: Caller) => contextAt(state.now, caller),
    audited: auditOf,
    unitOf: async (id: string) => {
      const edge = await OrgEdge.findOne({ where: { childId: id, endsAt: null } });
      return { ...(await OrgUnit.findByPk(id))?.get(), parentId: edge?.parentId ?? null };
    },
    setNow: (now: Date) => void (state.now = now),
    now: () => state.now,
    /** Days after the demo's instant. */
    inDays: (days: number) => new Date(DEMO_NOW.getTime() + days * 24 * 3600_000),
    setMatters: (id: string, count: number) => void state.matters.set(id, count),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await database.close();
    },
  };
}

/** The register under test. */
export type StoresFixture = Awaited<ReturnType<typeof storesFixture>>;
