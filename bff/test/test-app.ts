import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import type { DestinationStream } from 'pino';
import { fillPath, isCommand, type Endpoint, type MetaCode } from '@eoms/contracts/endpoint';
import { createApp, type AppSettings } from '../src/app.ts';
import { defineModels } from '../src/associations.ts';
import { demoAccounts } from '../src/embedded/demo/company-accounts.ts';
import { seedDemo } from '../src/embedded/demo/seed.ts';
import { seedStores } from '../src/embedded/demo/stores.ts';
import { seedTickets } from '../src/embedded/demo/tickets.ts';
import { createMetrics } from '../src/http/metrics.ts';
import { createLogger } from '../src/logger.ts';
import { createServices, type Services } from '../src/services.ts';
import { createPhoneVault } from '../src/systems/service/tickets/phones.ts';
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
  /** A demo account that holds a permission everywhere; with `null` any account. @throws Error when there is none. */
  holder(meta: MetaCode | null): Promise<string>;
  /** A demo account that does not hold a permission. @throws Error when there is none. */
  outsider(meta: MetaCode): Promise<string>;
  close(): Promise<void>;
}

/** What a test may change about the application. */
export interface TestAppOptions {
  readonly limits?: AppSettings['limits'];
  readonly metricsToken?: string;
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
) {
  const { sequelize } = database;
  const models = defineModels(sequelize);
  const phones = createPhoneVault(Buffer.alloc(32, 7));
  await seedDemo({
    sequelize,
    keysFolder: folders.keys,
    at: new Date(),
    systems: [
      ({ transaction, anchor }) => seedStores({ models: models.stores, transaction }, anchor),
      ({ transaction, anchor }) => seedTickets({ sequelize, models: models.tickets, phones, transaction }, anchor),
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
    phones,
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
  proxies: 0,
});

/** Starts the real application on a free port; sign-in is an issuer inside the test. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const database = await testDatabase();
  const issuer = await testIssuer();
  const folders = prepareFolders();
  const lines: string[] = [];
  const destination: DestinationStream = { write: (line) => void lines.push(line) };
  const log = createLogger('info', destination);
  const services = await demoServices(database, issuer, folders, log);
  const runtime = { sequelize: database.sequelize, log, clock: () => new Date() };
  const app = createApp({
    runtime,
    services,
    lifecycle: { draining: false },
    shellFolder: folders.shell,
    ...settingsFor(issuer, options),
  });
  const server = await listen(app);
  const account = async (meta: MetaCode, holds: boolean): Promise<string> => {
    for (const { personId } of demoAccounts) {
      const access = await services.identity.access.accessOfPerson(personId, new Date());
      if (holds ? access.scope(meta).kind === 'all' : !access.has(meta)) return personId;
    }
    throw new Error(`no demo account ${holds ? 'holds' : 'lacks'} ${meta}`);
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
    holder: async (meta) => (meta === null ? (demoAccounts[0]?.personId ?? '') : account(meta, true)),
    outsider: (meta) => account(meta, false),
    async close() {
      await server.close();
      await database.close();
      folders.remove();
    },
  };
}
