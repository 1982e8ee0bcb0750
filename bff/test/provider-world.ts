import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestListener } from 'node:http';
import * as client from 'openid-client';
import { seedDemo } from '../src/embedded/demo/seed.ts';
import { DEMO_NOW } from '../src/embedded/demo/plan.ts';
import { createEmbeddedSignIn } from '../src/embedded/sign-in.ts';
import { createIdentity, defineIdentity } from '../src/identity.ts';
import { keysFolder, silent, whoAmI } from './identity-world.ts';
import { testDatabase } from './test-database.ts';

/** The embedded provider and the resource server on one origin, as `npm start` runs them. */
export interface ProviderWorld {
  readonly url: string;
  readonly issuer: string;
  readonly keys: string;
  /** Starts the application anew over the same database and keys, as after a restart. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Makes a {@link ProviderWorld} on a free port. */
export async function providerWorld(): Promise<ProviderWorld> {
  const database = await testDatabase();
  const { sequelize } = database;
  defineIdentity(sequelize);
  const folder = keysFolder();
  await seedDemo({ sequelize, keysFolder: folder.path, systems: [], at: DEMO_NOW });
  let handler: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server: Server = createServer((request, response) => handler(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const restart = async (): Promise<void> => {
    const settings = { publicUrl: url, clientId: 'portal', audience: `${url}/api` };
    const provider = await createEmbeddedSignIn({ ...settings, keysFolder: folder.path, log: silent });
    const { issuer, keys, developmentClientId } = provider;
    const identity = createIdentity({
      ...settings,
      sequelize,
      issuer,
      keys,
      developmentClientId,
      loadFranchises: () => Promise.resolve([]),
    });
    handler = whoAmI(identity, (app) => void app.use(provider.router)) as unknown as RequestListener;
  };
  await restart();
  return {
    url,
    issuer: `${url}/sso`,
    keys: folder.path,
    restart,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await database.close();
      folder.remove();
    },
  };
}

/** A browser as far as sign-in needs one: keeps cookies by path, follows no redirect by itself. */
export class Browser {
  readonly #jar = new Map<string, { value: string; path: string }>();

  async go(address: string | URL, init: RequestInit = {}): Promise<Response> {
    const { pathname } = new URL(address);
    const cookies = [...this.#jar]
      .filter(([, { path }]) => pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split('|')[0]}=${value}`);
    const answer = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { 'accept-language': 'zh', ...init.headers, accept: 'text/html', cookie: cookies.join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  /** Posts a form. */
  post(address: string | URL, fields: Record<string, string>): Promise<Response> {
    return this.go(address, { method: 'POST', body: new URLSearchParams(fields) });
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const at = pair.indexOf('=');
    const path = attributes.find((attribute) => attribute.toLowerCase().startsWith('path='))?.slice(5) ?? '/';
    const key = `${pair.slice(0, at)}|${path}`;
    const value = pair.slice(at + 1);
    if (value === '' || attributes.some((attribute) => attribute.startsWith('expires=Thu, 01 Jan 1970')))
      this.#jar.delete(key);
    else this.#jar.set(key, { value, path });
  }
}

/** The portal's client as the shell is one: code, PKCE, DPoP. */
export interface PortalClient {
  readonly config: client.Configuration;
  readonly proof: client.DPoPHandle;
  /** Address that begins a sign-in. */
  begin(extra?: Record<string, string>): Promise<URL>;
  /** Tokens for the address the browser came back to. */
  finish(back: URL): Promise<client.TokenEndpointResponse & client.TokenEndpointResponseHelpers>;
  /** A request to the portal with the token. */
  call(token: string, method?: string): Promise<Response>;
}

/** Makes a {@link PortalClient} of a world. */
export async function portalClient({ url, issuer }: ProviderWorld): Promise<PortalClient> {
  const config = await client.discovery(new URL(issuer), 'portal', undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
  const proof = client.getDPoPHandle(config, await client.randomDPoPKeyPair('ES256', { extractable: false }));
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const nonce = client.randomNonce();
  return {
    config,
    proof,
    begin: async (extra = {}) =>
      client.buildAuthorizationUrl(config, {
        redirect_uri: `${url}/signin/callback`,
        scope: 'openid profile',
        state,
        nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...extra,
      }),
    finish: (back) =>
      client.authorizationCodeGrant(
        config,
        back,
        { pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce },
        undefined,
        { DPoP: proof },
      ),
    call: (token, method = 'GET') =>
      client.fetchProtectedResource(config, token, new URL(`${url}/api/who`), method, undefined, undefined, {
        DPoP: proof,
      }),
  };
}

const locationOf = (answer: Response, base: string): URL => new URL(answer.headers.get('location') ?? '', base);

/** Signs in through the pages of the provider; answers the address that carries the code. */
export async function signIn(
  world: ProviderWorld,
  browser: Browser,
  portal: PortalClient,
  account: string,
  extra: Record<string, string> = {},
): Promise<URL> {
  const begun = await browser.go(await portal.begin(extra));
  const page = locationOf(begun, world.url);
  if (page.pathname.startsWith('/signin/')) return page;
  const picked = await browser.post(`${page.origin}${page.pathname}/login`, { account });
  const resumed = await browser.go(locationOf(picked, world.url));
  return locationOf(resumed, world.url);
}
