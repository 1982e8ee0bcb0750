import { randomBytes } from 'node:crypto';
import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { createLocalJWKSet, type JWTVerifyGetKey } from 'jose';
import Provider, { errors } from 'oidc-provider';
import { pageContextOf, providerConfiguration } from './configuration.ts';
import { registerDemoAccountGrant } from './demo-account-grant.ts';
import { publicHalf } from './keys.ts';
import type { PageContext } from './page.ts';
import { failurePage, signInPage } from './pages.ts';
import { developmentClientId, providerPath, type ProviderSettings } from './settings.ts';

/** Addresses of an OpenID provider as the shell's client wants them. */
export interface ProviderMetadata {
  readonly issuer: string;
  readonly authorization_endpoint: string;
  readonly token_endpoint: string;
  readonly end_session_endpoint: string;
  readonly jwks_uri: string;
  readonly revocation_endpoint: string;
  readonly userinfo_endpoint: string;
}

/** The embedded OpenID provider, ready to be mounted. */
export interface EmbeddedProvider {
  /** Everything below `/sso`; mount it at the root, before any body parser. */
  readonly router: Router;
  readonly issuer: string;
  /** Public signing keys, without a request to ourselves. */
  readonly keys: JWTVerifyGetKey;
  readonly metadata: ProviderMetadata;
  readonly developmentClientId: string;
}

const SEARCH_LIMIT = 60;

function languageOf(request: Request): PageContext['locale'] {
  const asked = request.query['lang'] ?? request.query['ui_locales'];
  if (typeof asked === 'string' && asked !== '') return asked.toLowerCase().startsWith('en') ? 'en' : 'zh';
  return request.acceptsLanguages('zh', 'zh-CN', 'en') === 'en' ? 'en' : 'zh';
}

/** Sets what pages need, and a policy under which only their own style and script run. */
const preparePage: RequestHandler = (request, response, next) => {
  const nonce = randomBytes(16).toString('base64');
  response.locals['page'] = { locale: languageOf(request), nonce } satisfies PageContext;
  // A silent sign-in loads the authorization endpoint in a frame of the portal itself.
  const framed = /^\/auth(?:\/|$)/.test(request.path);
  response.set({
    'Content-Security-Policy':
      `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src 'self' data:; ` +
      `form-action 'self'; base-uri 'none'; frame-ancestors ${framed ? "'self'" : "'none'"}`,
    'X-Frame-Options': framed ? 'SAMEORIGIN' : 'DENY',
    'Cache-Control': 'no-store',
    'Referrer-Policy': 'no-referrer',
  });
  next();
};

/** A form of ours is posted from our own pages only. */
const fromOwnPage =
  (publicUrl: string): RequestHandler =>
  (request, response, next) => {
    const { origin } = request.headers;
    if (origin === undefined || origin === 'null' || origin === new URL(publicUrl).origin) return next();
    fail(response, new errors.InvalidRequest('posted from another origin'));
  };

function fail(response: Response, error: unknown): void {
  if (!(error instanceof errors.OIDCProviderError)) throw error;
  response
    .status(error.statusCode)
    .type('html')
    .send(failurePage(pageContextOf(response), error.error));
}

const guarded =
  (handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
  async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      fail(response, error);
    }
  };

function interactionRoutes(provider: Provider, { people, publicUrl }: ProviderSettings): Router {
  const routes = Router();

  async function show(request: Request, response: Response, refused: boolean): Promise<void> {
    const { uid, params } = await provider.interactionDetails(request, response);
    const context = pageContextOf(response);
    const asked =
      request.query['lang'] === undefined && typeof params['ui_locales'] === 'string' ? params['ui_locales'] : null;
    const locale = asked === null ? context.locale : asked.toLowerCase().startsWith('en') ? 'en' : 'zh';
    const typed = request.query['q'];
    const query = (typeof typed === 'string' ? typed : '')
      .toWellFormed()
      .normalize('NFKC')
      .trim()
      .slice(0, SEARCH_LIMIT);
    const found = query === '' ? null : await people.search(query);
    const view = { address: `${providerPath}/interaction/${uid}`, query, found, groups: people.groups, refused };
    response
      .status(refused ? 403 : 200)
      .type('html')
      .send(signInPage({ ...context, locale }, view));
  }

  const form = express.urlencoded({ extended: false, limit: '8kb' });

  routes.get(
    `${providerPath}/interaction/:uid`,
    guarded((request, response) => show(request, response, false)),
  );
  routes.post(
    `${providerPath}/interaction/:uid/login`,
    fromOwnPage(publicUrl),
    form,
    guarded(async (request, response) => {
      const account: unknown = (request.body as Record<string, unknown> | undefined)?.['account'];
      const person = typeof account === 'string' ? await people.findByAccount(account) : null;
      if (!person?.active) return show(request, response, true);
      await provider.interactionFinished(
        request,
        response,
        { login: { accountId: person.subject, amr: ['demo'] } },
        { mergeWithLastSubmission: false },
      );
    }),
  );
  routes.post(
    `${providerPath}/interaction/:uid/cancel`,
    fromOwnPage(publicUrl),
    guarded((request, response) =>
      provider.interactionFinished(
        request,
        response,
        { error: 'access_denied', error_description: 'the person cancelled' },
        { mergeWithLastSubmission: false },
      ),
    ),
  );
  return routes;
}

function watch(provider: Provider, { log }: ProviderSettings): void {
  const kind = (error: Error): string =>
    [error.message, (error as errors.OIDCProviderError).error_description].filter(Boolean).join(': ').slice(0, 200);
  provider.on('server_error', (_ctx, error) => log.error({ err: error }, 'OpenID provider failed'));
  provider.on('grant.error', (_ctx, error) => log.info({ reason: kind(error) }, 'OpenID provider refused a token'));
  provider.on('authorization.error', (_ctx, error) =>
    log.info({ reason: kind(error) }, 'OpenID provider refused a sign-in'),
  );
  provider.on('backchannel.error', (_ctx, error) =>
    log.warn({ reason: kind(error) }, 'the portal could not be told of a logout'),
  );
}

/**
 * Makes the embedded OpenID provider for development and the demo company.
 * @throws Error when NODE_ENV is production: a real company signs in at its own provider.
 */
export function createIdentityProvider(settings: ProviderSettings): EmbeddedProvider {
  if (process.env['NODE_ENV'] === 'production')
    throw new Error('the embedded sign-in is for demonstration only: set OIDC_ISSUER and OIDC_CLIENT_ID');
  const issuer = settings.publicUrl + providerPath;
  const provider = new Provider(issuer, providerConfiguration(settings));
  provider.proxy = settings.publicUrl.startsWith('https:');
  registerDemoAccountGrant(provider, settings);
  watch(provider, settings);

  const router = Router();
  router.use(providerPath, preparePage);
  router.use(interactionRoutes(provider, settings));
  router.use(providerPath, provider.callback());
  return {
    router,
    issuer,
    keys: createLocalJWKSet({ keys: [publicHalf(settings.signingKey)] }),
    metadata: {
      issuer,
      authorization_endpoint: provider.urlFor('authorization'),
      token_endpoint: provider.urlFor('token'),
      end_session_endpoint: provider.urlFor('end_session'),
      jwks_uri: provider.urlFor('jwks'),
      revocation_endpoint: provider.urlFor('revocation'),
      userinfo_endpoint: provider.urlFor('userinfo'),
    },
    developmentClientId,
  };
}
