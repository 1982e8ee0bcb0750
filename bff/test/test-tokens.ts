import { randomUUID } from 'node:crypto';
import {
  calculateJwkThumbprint,
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { sha256 } from '../src/http/access-token.ts';

/** Key pair of a caller's browser or of the issuer. */
export interface TestKey {
  readonly privateKey: CryptoKey;
  readonly jwk: JWK;
  readonly thumbprint: string;
}

/** A fetch whose requests are signed in: the absolute address is that of the server under test. */
export type SignedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What to put into a token besides the usual; `undefined` drops a claim. */
export interface MintOptions {
  readonly claims?: JWTPayload;
  readonly header?: { typ?: string; alg?: string; kid?: string };
  /** Seconds until the token expires; default 300. */
  readonly lifetime?: number;
  readonly key?: TestKey;
}

/** Parts of a proof that a test may falsify. */
export interface ProofOptions {
  readonly method: string;
  readonly url: string | URL;
  readonly token: string;
  readonly key: TestKey;
  readonly claims?: JWTPayload;
  readonly header?: Record<string, unknown>;
}

/** An OpenID provider inside the test: own key, static key set, tokens in microseconds instead of a sign-in. */
export interface TestIssuer {
  readonly issuer: string;
  readonly audience: string;
  readonly publicUrl: string;
  readonly clientId: string;
  readonly key: TestKey;
  /** Key set for `accessTokenVerifier` and `backchannelLogout`. */
  readonly keys: JWTVerifyGetKey;
  readonly jwks: { keys: JWK[] };
  mint(options?: MintOptions): Promise<string>;
  proof(options: ProofOptions): Promise<string>;
  logoutToken(claims?: JWTPayload, options?: Omit<MintOptions, 'claims'>): Promise<string>;
  /** Requests of a person in a browser: DPoP-bound token of the portal client, fresh proof for each request. */
  personFetch(subject: string, options?: { sid?: string }): SignedFetch;
  /** Requests of a service client with a bearer token. */
  serviceFetch(clientId: string): SignedFetch;
}

/** Makes a key pair with its public JWK and thumbprint. */
export async function testKey(): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

const withoutUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

function minter(key: TestKey, kid: string) {
  return (payload: JWTPayload, typ: string, options: Omit<MintOptions, 'claims'>): Promise<string> =>
    new SignJWT(withoutUndefined(payload))
      .setProtectedHeader({ alg: 'ES256', typ, kid, ...options.header })
      .sign((options.key ?? key).privateKey);
}

/** Signs a DPoP proof for one request; the query of the address is left out. */
export async function signProof({ method, url, token, key, claims, header }: ProofOptions): Promise<string> {
  const address = new URL(url);
  const payload = {
    jti: randomUUID(),
    htm: method,
    htu: address.origin + address.pathname,
    iat: Math.floor(Date.now() / 1000),
    ath: sha256(token),
    ...claims,
  };
  return new SignJWT(withoutUndefined(payload))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

interface Common {
  readonly issuer: string;
  readonly audience: string;
  readonly publicUrl: string;
  readonly clientId: string;
}

function personFetcher({ publicUrl, clientId }: Common, mint: TestIssuer['mint']): TestIssuer['personFetch'] {
  return (subject, { sid = randomUUID() } = {}) => {
    const ready = testKey().then(async (key) => ({
      key,
      token: await mint({ claims: { sub: subject, client_id: clientId, sid, cnf: { jkt: key.thumbprint } } }),
    }));
    return async (url, init = {}) => {
      const { key, token } = await ready;
      const proof = await signProof({
        method: (init.method ?? 'GET').toUpperCase(),
        url: publicUrl + new URL(url).pathname,
        token,
        key,
      });
      const headers = new Headers(init.headers);
      headers.set('authorization', `DPoP ${token}`);
      headers.set('dpop', proof);
      return fetch(url, { ...init, headers });
    };
  };
}

/**
 * Starts an issuer in memory. Proofs name `publicUrl`, whatever port the server under test listens on.
 * Subjects of the demo company are person ids.
 */
export async function testIssuer(overrides: Partial<Common> = {}): Promise<TestIssuer> {
  const publicUrl = overrides.publicUrl ?? 'http://portal.test';
  const common: Common = {
    issuer: `${publicUrl}/sso`,
    audience: `${publicUrl}/api`,
    clientId: 'portal',
    ...overrides,
    publicUrl,
  };
  const key = await testKey();
  const kid = 'test-1';
  const jwks = { keys: [{ ...key.jwk, kid, alg: 'ES256', use: 'sig' }] };
  const sign = minter(key, kid);
  const mint: TestIssuer['mint'] = ({ claims, ...options } = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const usual = {
      iss: common.issuer,
      aud: common.audience,
      sub: 'nobody',
      client_id: common.clientId,
      jti: randomUUID(),
      iat: now,
      exp: now + (options.lifetime ?? 300),
    };
    return sign({ ...usual, ...claims }, 'at+jwt', options);
  };
  const logoutToken: TestIssuer['logoutToken'] = (claims, options = {}) => {
    const now = Math.floor(Date.now() / 1000);
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
    return sign(
      { iss: common.issuer, aud: common.clientId, jti: randomUUID(), iat: now, exp: now + 120, events, ...claims },
      'logout+jwt',
      options,
    );
  };
  const serviceFetch: TestIssuer['serviceFetch'] = (clientId) => {
    const token = mint({ claims: { sub: clientId, client_id: clientId } });
    return async (url, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set('authorization', `Bearer ${await token}`);
      return fetch(url, { ...init, headers });
    };
  };
  const keys = createLocalJWKSet(jwks);
  return {
    ...common,
    key,
    keys,
    jwks,
    mint,
    proof: signProof,
    logoutToken,
    personFetch: personFetcher(common, mint),
    serviceFetch,
  };
}
