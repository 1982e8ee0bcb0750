import express, { type Express, type Router } from 'express';
import type { ShellConfig } from '@eoms/contracts/portal/shell-config';
import { allEndpoints, catalogueFaults } from '@eoms/contracts/catalogue';
import { securityHeaders } from './http/csp.ts';
import { documentation } from './http/documentation.ts';
import { errorHandler, unmatched } from './http/error-handler.ts';
import { alive, ready, sayGoodbye, type Lifecycle } from './http/health.ts';
import { metricsPage, type Metrics } from './http/metrics.ts';
import { rateLimits, refusedLimit, type RateLimits } from './http/rate-limit.ts';
import { requestLog } from './http/request-log.ts';
import { observeUse } from './http/observe-use.ts';
import { openScope, type HttpRuntime } from './http/scope.ts';
import { mountingFaults } from './http/serve.ts';
import { shellPage } from './http/shell-page.ts';
import { staticFiles } from './http/static-files.ts';
import { permissionCentreRoutes } from './permission-centre.ts';
import { bootstrapRoutes } from './portal/bootstrap/bootstrap.routes.ts';
import { clientErrorsRoutes } from './portal/client-errors/client-errors.routes.ts';
import { decisionsRoutes } from './portal/decisions/decisions.routes.ts';
import { eventsRoutes } from './portal/events/events.routes.ts';
import { menusRoutes } from './portal/menus/menus.routes.ts';
import { preferencesRoutes } from './portal/preferences/preferences.routes.ts';
import { workRoutes } from './portal/work/work.routes.ts';
import type { Services } from './services.ts';
import { ticketsRoutes } from './systems/service/tickets/tickets.routes.ts';
import { storesRoutes } from './systems/stores/stores/stores.routes.ts';

/** What an application is made of besides its services. */
export interface AppSettings {
  readonly runtime: HttpRuntime;
  readonly services: Services;
  readonly lifecycle: Lifecycle;
  readonly metrics: Metrics;
  readonly metricsToken: string | null;
  readonly limits: RateLimits;
  readonly production: boolean;
  /** Address people use, without a trailing slash. */
  readonly publicUrl: string;
  readonly version: string;
  /** Folder of the built shell. */
  readonly shellFolder: string;
  readonly shellConfig: ShellConfig;
  /** Embedded OpenID provider; null when people sign in elsewhere. */
  readonly signIn: Router | null;
  /** Embedded HR system; null outside the demonstration. */
  readonly ehr: Router | null;
  /** Number of reverse proxies whose `X-Forwarded-For` is believed. */
  readonly proxies: number;
}

/** Failed sign-ins of one address a minute; an office shares one address. */
const REFUSALS_PER_MINUTE = 3000;

const QUIET = new Set(['/healthz', '/readyz', '/metrics']);
const isQuiet = (path: string): boolean =>
  QUIET.has(path) || path.startsWith('/assets/') || path.startsWith('/remotes/');

/** Every feature's routes, in the order of the catalogue. */
const featureRoutes = ({
  identity,
  bootstrap,
  events,
  menus,
  work,
  preferences,
  clientErrors,
  centre,
  decisions,
  stores,
  tickets,
}: Services): Router[] => [
  bootstrapRoutes(bootstrap),
  eventsRoutes(events),
  menusRoutes(menus),
  workRoutes(work),
  preferencesRoutes(preferences),
  identity.sessionsRoutes,
  clientErrorsRoutes(clientErrors),
  ...permissionCentreRoutes(centre),
  decisionsRoutes(decisions),
  storesRoutes(stores),
  ticketsRoutes(tickets),
];

/** Builds the application; the order of the lines is the order in which a request meets them. @throws Error when contracts and routes do not match. */
export function createApp(settings: AppSettings): Express {
  const { runtime, services, lifecycle, metrics, production, publicUrl } = settings;
  const routes = featureRoutes(services);
  const [fault] = [...catalogueFaults(), ...mountingFaults(routes, allEndpoints)];
  if (fault) throw new Error(`contracts and routes do not match: ${fault}`);

  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple').set('case sensitive routing', true);
  app.set('trust proxy', settings.proxies);

  app.use(requestLog(runtime.log, isQuiet), openScope(runtime), metrics.observe, sayGoodbye(lifecycle));
  app.use(securityHeaders({ production }));
  app.get('/healthz', alive);
  app.get('/readyz', ready(runtime.sequelize, lifecycle));
  app.get('/metrics', metricsPage(metrics, settings.metricsToken));
  app.use(documentation(publicUrl, settings.version));
  app.use(staticFiles({ shellFolder: settings.shellFolder, remoteFile: services.registry.file }));
  if (settings.signIn) app.use(settings.signIn);
  if (settings.ehr) app.use(settings.ehr);
  app.use(services.identity.backchannelLogout);

  app.use('/api', refusedLimit(REFUSALS_PER_MINUTE), services.identity.authenticate, ...rateLimits(settings.limits));
  app.use('/api', observeUse(allEndpoints, services.centre.use.note));
  app.use(routes);

  app.use(shellPage({ shellFolder: settings.shellFolder, config: settings.shellConfig }));
  app.use(unmatched(allEndpoints), errorHandler);
  return app;
}
