import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Sequelize } from 'sequelize';
import { createApp } from './app.ts';
import { defineModels, type Models } from './associations.ts';
import { openDatabase } from './database/connect.ts';
import { checkDataSecret } from './database/data-seal.ts';
import { createFieldVault, type FieldVault } from './database/field-vault.ts';
import { migrate } from './database/migrate.ts';
import { inTransaction } from './database/transaction.ts';
import { demoBanner } from './embedded/banner.ts';
import { hasCompany } from './embedded/demo/company.ts';
import { seedPersonalData } from './embedded/demo/personal-data.ts';
import { seedDemo } from './embedded/demo/seed.ts';
import { seedStores } from './embedded/demo/stores.ts';
import { seedTickets } from './embedded/demo/tickets.ts';
import { keptSecret } from './embedded/identity-provider/keys.ts';
import { createEhrFeed } from './ehr-feed.ts';
import { readEnv, type Env } from './env.ts';
import { drain } from './http/drain.ts';
import { createMetrics } from './http/metrics.ts';
import { createLogger } from './logger.ts';
import { startSealing } from './portal/audit/seal.service.ts';
import { declareMetas } from './portal/catalogue/declare.service.ts';
import { startSchedule } from './portal/ehr/schedule.ts';
import { createServices } from './services.ts';
import { createSignIn } from './sign-in.ts';
import { startSweeps } from './sweeps.ts';
import { ticketPhones } from './systems/service/tickets/phones.ts';

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const KEEP_ALIVE_MS = 5_000;
const HEADERS_MS = 15_000;
const REQUEST_MS = 60_000;
const FINISH_MS = 30_000;

const clock = (): Date => new Date();

async function openMigrated(env: Env, log: Logger): Promise<{ sequelize: Sequelize; models: Models }> {
  const sequelize = await openDatabase({
    url: env.databaseUrl ?? undefined,
    file: join(env.varFolder, 'eoms.sqlite'),
    logger: log,
  });
  const models = defineModels(sequelize);
  const applied = await migrate(sequelize);
  if (applied.length > 0) log.info({ applied }, 'database migrated');
  return { sequelize, models };
}

async function seedOnce(
  sequelize: Sequelize,
  models: Models,
  vault: FieldVault,
  keysFolder: string,
  log: Logger,
): Promise<void> {
  const writing = seedDemo({
    sequelize,
    keysFolder,
    at: clock(),
    systems: [
      ({ transaction, anchor }) => seedStores({ models: models.stores, transaction }, anchor),
      ({ transaction, anchor }) =>
        seedTickets({ sequelize, models: models.tickets, phones: ticketPhones(vault), transaction }, anchor),
      ({ transaction }) => seedPersonalData({ vault, transaction }),
    ],
  });
  const seeded = await writing.catch(async (error: unknown) => {
    // Another instance that started at the same moment may have written it.
    if (!(await hasCompany())) throw error;
    return false;
  });
  if (seeded) log.info('demo company written');
}

const listen = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`port ${port} is in use: set PORT to a free one`) : error),
    );
    server.listen(port, resolve);
  });

/** Ends the process in good order at the first signal, at once at the second. */
function endOnSignal(end: () => Promise<void>): void {
  let ending = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (ending) process.exit(1);
      ending = true;
      void end().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}

async function start(): Promise<void> {
  const env = readEnv(process.env);
  const log = createLogger(env.logLevel);
  const keysFolder = join(env.varFolder, 'keys');
  const demo = env.oidcIssuer === null;
  const { sequelize, models } = await openMigrated(env, log);
  const dataSecret = env.dataSecret ?? (await keptSecret(keysFolder, 'data'));
  await checkDataSecret(dataSecret, clock());
  const vault = createFieldVault(dataSecret);
  if (demo) await seedOnce(sequelize, models, vault, keysFolder, log);
  const declared = await inTransaction(sequelize, ({ transaction, now }) => declareMetas(transaction, now));
  if (declared > 0) log.info({ declared }, 'permission catalogue brought up to date');

  const signIn = await createSignIn(env, keysFolder, log);
  const { feed, router: ehr } = await createEhrFeed(env, keysFolder, demo);
  const { production, publicUrl, metricsToken, proxies } = env;
  const foundations = { sequelize, models, log, clock, publicUrl, trusted: signIn.trusted, vault, feed, demo };
  const lifecycle = { draining: false };
  const services = createServices({ ...foundations, releasesFolder: join(env.varFolder, 'releases') });
  await services.remoteMetas.declare();
  const app = createApp({
    runtime: { sequelize, log, clock },
    services,
    lifecycle,
    metrics: createMetrics({ ofProcess: true }),
    metricsToken,
    limits: { requestsPerMinute: env.requestsPerMinute, commandsPerMinute: env.commandsPerMinute },
    production,
    publicUrl,
    version,
    shellFolder: env.shellFolder,
    shellConfig: signIn.shellConfig,
    signIn: signIn.router,
    ehr,
    proxies,
  });

  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS },
    app,
  );
  const stopFollowing = services.identity.access.follow();
  const stopSweeps = startSweeps(clock, log, { uses: services.centre.use.flush });
  const stopSchedule = startSchedule(services.centre.ehr.sweep, clock, log);
  const stopSealing = startSealing({ sequelize, clock, log });
  endOnSignal(async () => {
    services.events.drain();
    await drain(server, lifecycle, { graceMs: env.drainMs, finishMs: FINISH_MS }, log);
    await stopFollowing();
    await stopSweeps();
    await services.centre.use.flush();
    await services.remoteMetas.settled();
    await stopSchedule();
    await services.centre.ehr.settled();
    await stopSealing();
    await sequelize.close();
  });
  await listen(server, env.port);
  log.info({ port: env.port, publicUrl, demo }, 'listening');
  if (demo) console.error(demoBanner(publicUrl));
}

try {
  await start();
} catch (error) {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n', 1);
  console.error(`EOMS cannot start: ${line}`);
  process.exit(1);
}
