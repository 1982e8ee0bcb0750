import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type ErrorRequestHandler, type Express } from 'express';
import { pino } from 'pino';
import { errors } from '@eoms/contracts/errors';
import { seedDemo } from '../src/embedded/demo/seed.ts';
import { DEMO_NOW } from '../src/embedded/demo/plan.ts';
import { AppError } from '../src/errors.ts';
import type { Caller } from '../src/http/context.ts';
import { createIdentity, defineIdentity, type Identity, type IdentitySettings } from '../src/identity.ts';
import { testDatabase, type TestDatabase } from './test-database.ts';
import { testIssuer, type TestIssuer } from './test-tokens.ts';

/** A server that listens on a free port. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a handler on a free port of this machine. */
export async function listen(app: Express | ((...args: Parameters<Express>) => void)): Promise<Listening> {
  const server: Server = createServer(app as Express);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, close };
}

const answerRefusal: ErrorRequestHandler = (error, _request, response, _next) => {
  const code = error instanceof AppError ? error.code : 'internal';
  if (error instanceof AppError) response.set({ ...error.details.headers });
  response.status(errors[code].status).json({ code });
};

/** A small application around sign-in: what the real one mounts, with one path that tells who called. */
export function whoAmI(identity: Identity, before: (app: Express) => void = () => {}): Express {
  const app = express();
  before(app);
  app.use(identity.backchannelLogout);
  app.all('/api/who', identity.authenticate, (_request, response) => {
    const { kind, id, name, clientId, sid, access } = response.locals['caller'] as Caller;
    response.json({ kind, id, name, clientId, sid, metas: [...access.metas()].sort() });
  });
  app.use(answerRefusal);
  return app;
}

/** Folder for keys that goes away with the test. */
export function keysFolder(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'eoms-keys-'));
  return { path: join(folder, 'keys'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Demo company on a fresh database, an issuer in memory, and one instance that listens. */
export interface IdentityWorld extends Listening {
  readonly issuer: TestIssuer;
  readonly database: TestDatabase;
  readonly identity: Identity;
  /** Another instance over the same database, with its own memory. */
  another(): Promise<Listening>;
}

/** Makes an {@link IdentityWorld}. */
export async function identityWorld(overrides: Partial<IdentitySettings> = {}): Promise<IdentityWorld> {
  const database = await testDatabase();
  defineIdentity(database.sequelize);
  const folder = keysFolder();
  await seedDemo({ sequelize: database.sequelize, keysFolder: folder.path, systems: [], at: DEMO_NOW });
  const issuer = await testIssuer();
  const { sequelize } = database;
  const make = (): Identity =>
    createIdentity({
      ...issuer,
      sequelize,
      developmentClientId: null,
      loadFranchises: () => Promise.resolve([]),
      ...overrides,
    });
  const identity = make();
  const first = await listen(whoAmI(identity));
  const others: Listening[] = [];
  return {
    issuer,
    database,
    identity,
    url: first.url,
    async another() {
      const instance = await listen(whoAmI(make()));
      others.push(instance);
      return instance;
    },
    async close() {
      await Promise.all([first, ...others].map((each) => each.close()));
      await database.close();
      folder.remove();
    },
  };
}

/** A logger that says nothing. */
export const silent = pino({ level: 'silent' });
