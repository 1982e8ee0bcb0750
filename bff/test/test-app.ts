import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import type { DestinationStream } from 'pino';
import { fillPath, isCommand, type Endpoint, type MetaCode } from '@eoms/contracts/endpoint';
import { createApp, type AppSettings } from '../src/app.ts';
import { defineModels } from '../src/associations.ts';
import { createFieldVault } from '../src/database/field-vault.ts';
import type { Sequelize } from 'sequelize';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { demoAccounts } from '../src/embedded/demo/company-accounts.ts';
import { demoCompanyId } from '../src/embedded/demo/company-people.ts';
import { seedPersonalData } from '../src/embedded/demo/personal-data.ts';
import { seedDemo } from '../src/embedded/demo/seed.ts';
import { seedStores } from '../src/embedded/demo/stores.ts';
import { seedTickets } from '../src/embedded/demo/tickets.ts';
import { createMetrics } from '../src/http/metrics.ts';
import { createLogger } from '../src/logger.ts';
import type { FeedClient } from '../src/portal/ehr/feed-client.ts';
import { recordChange } from '../src/portal/access/access.service.ts';
import { Person } from '../src/portal/people/people.model.ts';
import { createServices, type Services } from '../src/services.ts';
import { ticketPhones } from '../src/systems/service/tickets/phones.ts';
import { listen } from './identity-world.ts';
import { ReleaseFolder, serviceManifest, storesManifest } from './release-folder.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';
import { testIssuer, type SignedFetch, type TestIssuer } from './test-tokens.ts';

/** One request in the words of its contract; every part may be falsified. */
export interface Sending {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** Version for `If-Match`. */
  readonly ifMatch?: number;
  /** Idempotency key; a fresh one for every command when left out. */
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An answer with its body read. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Requests of one caller. */
export interface TestClient {
  send(endpoint: Endpoint, sending?: Sending): Promise<Answered>;
  /** Any request below the server's address. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
}

/** The real application with the demo company, on a database of its own. */
export interface TestApp {
  readonly url: string;
  readonly issuer: TestIssuer;
  readonly database: TestDatabase;
  readonly services: Services;
  /** JSON lines of the log. */
  readonly lines: readonly string[];
  /** Client of a person, of a service client, or of nobody. */
  client(as: { readonly personId: string } | { readonly serviceId: string } | null): TestClient;
  /** A demo account that holds a permission, everywhere if there is one; with `null` any account. @throws Error when there is none. */
  holder(meta: MetaCode | null): Promise<string>;
  /** Somebody from outside who may sign in and holds what everybody from outside holds. */
  readonly outsider: string;
  close(): Promise<void>;
}

/** What a test may change about the application. */
export interface TestAppOptions {
  readonly limits?: AppSettings['limits'];
  readonly metricsToken?: string;
  /** Feed of the HR system; none when left out. */
  readonly feed?: FeedClient;
}

const UNLIMITED = { requestsPerMinute: 1_000_000, commandsPerMinute: 1_000_000 };

const queryText = (query: Readonly<Record<string, unknown>>): string => {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs as [string, string][]).toString()}` : '';
};

async function read(response: Response): Promise<Answered> {
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') && text !== '';
  return {
    status: response.status,
    headers: response.headers,
    body: json ? (JSON.parse(text) as unknown) : text === '' ? undefined : text,
  };
}

function clientOver(url: string, signed: SignedFetch): TestClient {
  return {
    fetch: (path, init) => signed(url + path, init),
    async send(endpoint, { params, query = {}, body, ifMatch, key = randomUUID(), headers = {} } = {}) {
      const sent = {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(isCommand(endpoint) ? { 'idempotency-key': key } : {}),
        ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
        ...headers,
      };
      const init = {
        method: endpoint.method.toUpperCase(),
        headers: sent,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      return read(await signed(url + fillPath(endpoint.path, params) + queryText(query), init));
    },
  };
}

function prepareFolders() {
  const folder = mkdtempSync(join(tmpdir(), 'eoms-app-'));
  const releases = new ReleaseFolder();
  releases.release(serviceManifest);
  releases.release(storesManifest);
  const remove = (): void => {
    rmSync(folder, { recursive: true, force: true });
    releases[Symbol.dispose]();
  };
  return { keys: join(folder, 'keys'), shell: join(folder, 'shell'), releases: releases.path, remove };
}

async function demoServices(
  database: TestDatabase,
  issuer: TestIssuer,
  folders: ReturnType<typeof prepareFolders>,
  log: ReturnType<typeof createLogger>,
  feed: FeedClient | null,
) {
  const { sequelize } = database;
  const models = defineModels(sequelize);
  const vault = createFieldVault(Buffer.alloc(32, 7));
  const phones = ticketPhones(vault);
  await seedDemo({
    sequelize,
    keysFolder: folders.keys,
    at: new Date(),
    systems: [
      ({ transaction, anchor }) => seedStores({ models: models.stores, transaction }, anchor),
      ({ transaction, anchor }) => seedTickets({ sequelize, models: models.tickets, phones, transaction }, anchor),
      ({ transaction }) => seedPersonalData({ vault, transaction }),
    ],
  });
  const trusted = { ...issuer, developmentClientId: null };
  const clock = (): Date => new Date();
  return createServices({
    sequelize,
    models,
    log,
    clock,
    publicUrl: issuer.publicUrl,
    trusted,
    releasesFolder: folders.releases,
    vault,
    feed,
    demo: true,
  });
}

const settingsFor = (issuer: TestIssuer, options: TestAppOptions) => ({
  metrics: createMetrics({ ofProcess: false }),
  metricsToken: options.metricsToken ?? null,
  limits: options.limits ?? UNLIMITED,
  production: false,
  publicUrl: issuer.publicUrl,
  version: '1.0.0',
  shellConfig: {
    issuer: issuer.issuer,
    clientId: issuer.clientId,
    scope: 'openid profile',
    resource: issuer.audience,
    endpoints: { authorization: `${issuer.issuer}/auth`, token: `${issuer.issuer}/token`, endSession: null },
  },
  signIn: Router(),
  ehr: null,
  proxies: 0,
});

/** Adds somebody from outside who was given nothing. */
async function addStranger(sequelize: Sequelize): Promise<string> {
  const id = newId();
  const person = { id, subject: id, account: null, name: '访客', kind: 'EXTERNAL', status: 'ACTIVE' } as const;
  const none = { employeeNo: null, employment: null, franchiseeId: null };
  await inTransaction(sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, 'person', id, now);
    await Person.create(
      { ...person, ...none, sponsorUnitId: demoCompanyId, searchText: '访客', createdAt: now },
      { transaction },
    );
  });
  return id;
}

/** Starts the real application on a free port; sign-in is an issuer inside the test. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await testDatabase();
  const issuer = await testIssuer();
  const folders = prepareFolders();
  const lines: string[] = [];
  const destination: DestinationStream = { write: (line) => void lines.push(line) };
  const log = createLogger('info', destination);
  const services = await demoServices(database, issuer, folders, log, options.feed ?? null);
  const runtime = { sequelize: database.sequelize, log, clock: () => new Date() };
  const app = createApp({
    runtime,
    services,
    lifecycle: { draining: false },
    shellFolder: folders.shell,
    ...settingsFor(issuer, options),
  });
  const server = await listen(app);
  const stopFollowing = services.identity.access.follow();
  const stranger = await addStranger(database.sequelize);
  const holder = async (meta: MetaCode): Promise<string> => {
    let some: string | undefined;
    for (const { personId } of demoAccounts) {
      const access = await services.identity.access.accessOfPerson(personId, new Date());
      if (access.scope(meta).kind === 'all') return personId;
      if (access.has(meta)) some ??= personId;
    }
    if (some === undefined) throw new Error(`no demo account holds ${meta}`);
    return some;
  };
  return {
    url: server.url,
    issuer,
    database,
    services,
    lines,
    client: (as) =>
      clientOver(
        server.url,
        as === null
          ? (url, init) => fetch(url, init)
          : 'personId' in as
            ? issuer.personFetch(as.personId)
            : issuer.serviceFetch(as.serviceId),
      ),
    holder: async (meta) => (meta === null ? (demoAccounts[0]?.personId ?? '') : holder(meta)),
    outsider: stranger,
    async close() {
      await server.close();
      await stopFollowing();
      await database.close();
      folders.remove();
    },
  };
}
