import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';

const CACHE_MS = 600_000;
const COOLDOWN_MS = 5_000;
const TIMEOUT_MS = 5_000;

/** Discovery document of an OpenID provider. */
export type DiscoveryDocument = Readonly<Record<string, unknown>> & {
  readonly issuer: string;
  readonly jwks_uri: string;
};

/** Reads the discovery document of an OpenID provider. @throws Error with one line when it cannot be read or names another issuer. */
export async function discoverProvider(issuer: string): Promise<DiscoveryDocument> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await fetch(address, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { accept: 'application/json' },
  });
  if (!answer.ok) throw new Error(`discovery of the OpenID provider answered ${answer.status}`);
  const document = (await answer.json()) as Record<string, unknown>;
  const { issuer: named, jwks_uri: keySet } = document;
  // OpenID Connect Discovery 4.3: the document must name the issuer it was asked of.
  if (named !== issuer) throw new Error('discovery names another issuer than OIDC_ISSUER');
  if (typeof keySet !== 'string') throw new Error('discovery names no jwks_uri');
  return { ...document, issuer, jwks_uri: keySet };
}

async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const { jwks_uri: keySet } = await discoverProvider(issuer);
  return createRemoteJWKSet(new URL(keySet), {
    cacheMaxAge: CACHE_MS,
    cooldownDuration: COOLDOWN_MS,
    timeoutDuration: TIMEOUT_MS,
  });
}

/**
 * Signing keys of an OpenID provider, found by discovery at the first use and cached for ten minutes.
 * An unknown key id asks again, at most once in five seconds; a failed discovery is tried again at the next use.
 */
export function remoteIssuerKeys(issuer: string): JWTVerifyGetKey {
  let found: Promise<JWTVerifyGetKey> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (header, input) => {
    if (!found) {
      if (performance.now() - failedAt < COOLDOWN_MS)
        throw new Error('the OpenID provider could not be reached a moment ago');
      found = discoverKeys(issuer);
      found.catch(() => {
        found = undefined;
        failedAt = performance.now();
      });
    }
    return (await found)(header, input);
  };
}
