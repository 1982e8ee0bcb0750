import {
  errors,
  interactionPolicy,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
  type ResourceServer,
} from 'oidc-provider';
import type { Response } from 'express';
import { acceptedAlgorithms } from '../../http/access-token.ts';
import { databaseAdapter } from './adapter.ts';
import { SafeHtml, type PageContext } from './page.ts';
import { failurePage, signedOutPage, signOutPage } from './pages.ts';
import {
  accessTokenSeconds,
  demoAccountGrant,
  developmentClientId,
  providerPath,
  sessionSeconds,
  type ProviderSettings,
} from './settings.ts';

const algorithm = 'ES256';
const scopes = 'openid profile';

/** Describes the BFF as the resource that access tokens are for. */
export const resourceServer = (audience: string): ResourceServer => ({
  scope: '',
  audience,
  accessTokenFormat: 'jwt',
  accessTokenTTL: accessTokenSeconds,
  jwt: { sign: { alg: algorithm } },
});

/** Language and nonce of the request a page answers; set by the router. */
export const pageContextOf = (response: Response): PageContext => response.locals['page'] as PageContext;

const pageContext = (ctx: KoaContextWithOIDC): PageContext => pageContextOf(ctx.res as unknown as Response);

function clients({ publicUrl, clientId }: ProviderSettings): ClientMetadata[] {
  return [
    {
      client_id: clientId,
      client_name: 'EOMS',
      application_type: 'web',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${publicUrl}/signin/callback`, `${publicUrl}/signin/silent`],
      post_logout_redirect_uris: [`${publicUrl}/signed-out`],
      backchannel_logout_uri: `${publicUrl}/api/portal/backchannel-logout`,
      backchannel_logout_session_required: true,
      dpop_bound_access_tokens: true,
      scope: scopes,
    },
    {
      client_id: developmentClientId,
      token_endpoint_auth_method: 'none',
      grant_types: [demoAccountGrant],
      response_types: [],
      redirect_uris: [],
    },
  ];
}

/** Artefacts live in the database; service clients are those the portal has registered. */
function adapterFor(settings: ProviderSettings): NonNullable<Configuration['adapter']> {
  return (model: string) => {
    const artefacts = databaseAdapter(model);
    if (model !== 'Client') return artefacts;
    return {
      ...artefacts,
      async find(id: string) {
        const client = await settings.findServiceClient(id);
        if (!client) return undefined;
        return {
          client_id: client.clientId,
          client_name: client.name,
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: algorithm,
          jwks: structuredClone(client.jwks),
          grant_types: ['client_credentials'],
          response_types: [],
          redirect_uris: [],
        };
      },
    };
  };
}

/** A session that EOMS has ended must not come back by a silent renewal: it asks for a new sign-in, which gets a new `sid`. */
function policy(settings: ProviderSettings): interactionPolicy.DefaultPolicy {
  const prompts = interactionPolicy.base();
  const check = new interactionPolicy.Check('session_ended', 'the session has ended', 'login_required', async (ctx) => {
    const { session, client, result } = ctx.oidc;
    const sid = session && client ? session.sidFor(client.clientId) : undefined;
    if (!session || !client || !sid || !(await settings.isSessionEnded(sid)))
      return interactionPolicy.Check.NO_NEED_TO_PROMPT;
    if (session.authorizations) delete session.authorizations[client.clientId];
    session.ensureClientContainer(client.clientId);
    return result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT;
  });
  prompts.get('login')?.checks.add(check);
  return prompts;
}

const features = (settings: ProviderSettings): NonNullable<Configuration['features']> => ({
  devInteractions: { enabled: false },
  dPoP: { enabled: true },
  clientCredentials: { enabled: true },
  introspection: { enabled: false },
  revocation: { enabled: true },
  userinfo: { enabled: true },
  backchannelLogout: { enabled: true },
  resourceIndicators: {
    enabled: true,
    defaultResource: () => settings.audience,
    useGrantedResource: () => true,
    getResourceServerInfo: (_ctx, resource) => {
      if (resource !== settings.audience) throw new errors.InvalidTarget();
      return resourceServer(settings.audience);
    },
  },
  rpInitiatedLogout: {
    enabled: true,
    logoutSource(ctx, form) {
      const hinted = (ctx.oidc.entities as { IdTokenHint?: { payload?: { sub?: string } } }).IdTokenHint?.payload?.sub;
      ctx.body = signOutPage(
        pageContext(ctx),
        new SafeHtml(form),
        hinted !== undefined && hinted === ctx.oidc.session?.accountId,
      );
    },
    postLogoutSuccessSource(ctx) {
      ctx.body = signedOutPage(pageContext(ctx));
    },
  },
});

/** Consent is the company's, not the employee's: a grant for the portal is made without a question. */
const loadExistingGrant =
  (settings: ProviderSettings): NonNullable<Configuration['loadExistingGrant']> =>
  async ({ oidc }) => {
    const { client, session, provider } = oidc;
    if (!client || !session?.accountId) return undefined;
    const known = session.grantIdFor(client.clientId);
    const grant =
      (known ? await provider.Grant.find(known) : undefined) ??
      new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(scopes);
    grant.addResourceScope(settings.audience, '');
    await grant.save();
    return grant;
  };

// The provider may not call out to private addresses by default; its only call is the logout of this portal.
const fetchOwn =
  ({ publicUrl }: ProviderSettings): NonNullable<Configuration['fetch']> =>
  (address, options) => {
    if (new URL(address).origin !== new URL(publicUrl).origin)
      return Promise.reject(new Error('the embedded provider calls nobody but the portal'));
    const { dispatcher: _guard, ...plain } = options as RequestInit & { dispatcher?: unknown };
    return fetch(address, plain);
  };

const cookies = ({ cookieKeys, publicUrl }: ProviderSettings): NonNullable<Configuration['cookies']> => {
  const options = { httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:'), signed: true } as const;
  return { keys: [...cookieKeys], short: options, long: { ...options, path: providerPath } };
};

/** Configuration of node-oidc-provider. */
export function providerConfiguration(settings: ProviderSettings): Configuration {
  return {
    adapter: adapterFor(settings),
    clients: clients(settings),
    clientAuthMethods: ['none', 'private_key_jwt'],
    clientBasedCORS: (_ctx, origin) => origin === new URL(settings.publicUrl).origin,
    clientDefaults: { id_token_signed_response_alg: algorithm },
    claims: { openid: ['sub'], profile: ['name', 'preferred_username'] },
    conformIdTokenClaims: false,
    cookies: cookies(settings),
    enabledJWA: {
      idTokenSigningAlgValues: [algorithm],
      dPoPSigningAlgValues: ['ES256', 'EdDSA', 'RS256', 'PS256'],
      clientAuthSigningAlgValues: [...acceptedAlgorithms],
    },
    expiresWithSession: () => true,
    features: features(settings),
    fetch: fetchOwn(settings),
    async findAccount(_ctx, subject) {
      const person = await settings.people.findBySubject(subject);
      if (!person?.active) return undefined;
      return {
        accountId: subject,
        claims: () => ({ sub: subject, name: person.name, preferred_username: person.account ?? person.name }),
      };
    },
    formats: {
      customizers: {
        jwt(_ctx, token, parts) {
          if ('sid' in token && token.sid !== undefined) parts.payload = { ...parts.payload, sid: token.sid };
        },
      },
    },
    interactions: {
      policy: policy(settings),
      url: (_ctx, interaction) => `${providerPath}/interaction/${interaction.uid}`,
    },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [settings.signingKey] },
    loadExistingGrant: loadExistingGrant(settings),
    pkce: { required: () => true },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = failurePage(pageContext(ctx), out.error);
    },
    responseTypes: ['code'],
    rotateRefreshToken: true,
    scopes: scopes.split(' '),
    ttl: {
      AccessToken: accessTokenSeconds,
      ClientCredentials: accessTokenSeconds,
      AuthorizationCode: 60,
      IdToken: accessTokenSeconds,
      Interaction: 1800,
      Session: sessionSeconds,
      Grant: 7 * 24 * 3600,
      RefreshToken: sessionSeconds,
    },
  };
}
