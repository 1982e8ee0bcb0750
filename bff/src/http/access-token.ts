import { createHash } from 'node:crypto';
import { errors as joseErrors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';

/** Signature algorithms accepted in tokens and proofs: asymmetric ones only, so a public key can never serve as a secret. */
export const acceptedAlgorithms = ['ES256', 'EdDSA', 'RS256', 'PS256'] as const;

/** Seconds by which the clock of the OpenID provider may differ from ours. */
export const clockToleranceSeconds = 5;

/** What EOMS reads from a verified access token: who, never what he may do. */
export interface AccessTokenClaims {
  readonly subject: string;
  readonly clientId: string;
  readonly tokenId: string;
  /** Session at the OpenID provider; null when the provider does not say. */
  readonly sid: string | null;
  /** Thumbprint of the key the token is bound to; null for a bearer token. */
  readonly keyThumbprint: string | null;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

/** Whose tokens are accepted, for whom, and where the signing keys come from. */
export interface AccessTokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
}

/** Checks one access token; refuses with `invalid_token`, or `unavailable` when the signing keys cannot be read. */
export type AccessTokenVerifier = (token: string) => Promise<AccessTokenClaims>;

const KEPT_TOKENS = 20_000;
const LONGEST_TOKEN = 8192;

/** SHA-256 of a text in base64url, as RFC 9449 wants `ath`. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Refusal of an access token with the challenge of RFC 9449 and RFC 6750. */
export const invalidToken = (why: string, scheme: 'DPoP' | 'Bearer' = 'DPoP', cause?: unknown): AppError =>
  new AppError('invalid_token', {
    headers: { 'WWW-Authenticate': challenge(scheme, 'invalid_token', why) },
    ...(cause === undefined ? {} : { cause }),
  });

/** One challenge of a `WWW-Authenticate` header; `why` is shown to developers and holds no data of the request. */
export const challenge = (scheme: 'DPoP' | 'Bearer', error: string, why: string): string =>
  `${scheme} error="${error}", error_description="${why}"${scheme === 'DPoP' ? `, algs="${acceptedAlgorithms.join(' ')}"` : ''}`;

const textClaim = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : null;

function readClaims(payload: Record<string, unknown>): AccessTokenClaims {
  const subject = textClaim(payload['sub']);
  const clientId = textClaim(payload['client_id']);
  const tokenId = textClaim(payload['jti']);
  if (subject === null || clientId === null || tokenId === null)
    throw invalidToken('sub, client_id and jti are required');
  const confirmation = payload['cnf'];
  const bound =
    typeof confirmation === 'object' && confirmation !== null ? (confirmation as { jkt?: unknown }).jkt : undefined;
  // A token bound in a way we cannot check must not be taken for an unbound one.
  if (confirmation !== undefined && typeof bound !== 'string')
    throw invalidToken('the confirmation method is not supported');
  return {
    subject,
    clientId,
    tokenId,
    sid: textClaim(payload['sid']),
    keyThumbprint: bound === undefined ? null : (bound as string),
    issuedAt: new Date(Number(payload['iat']) * 1000),
    expiresAt: new Date(Number(payload['exp']) * 1000),
  };
}

const KEY_SOURCE_FAULTS = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

function refusalOf(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  if (cause instanceof joseErrors.JOSEError && !KEY_SOURCE_FAULTS.has(cause.code)) {
    return invalidToken(
      cause instanceof joseErrors.JWTExpired ? 'the token has expired' : 'the token was not accepted',
      'DPoP',
      cause,
    );
  }
  return new AppError('unavailable', { cause, retryAfter: 5 });
}

/**
 * Verifies access tokens of RFC 9068 (`at+jwt`): signature, algorithm, issuer, audience, times, required claims.
 * A verified token is remembered by its hash until it expires, so a repeated call costs one hash.
 */
export function accessTokenVerifier(
  { issuer, audience, keys }: AccessTokenSettings,
  now: () => number = Date.now,
): AccessTokenVerifier {
  const verified = new LRUCache<string, AccessTokenClaims>({ max: KEPT_TOKENS });
  return async (token) => {
    if (token.length > LONGEST_TOKEN) throw invalidToken('the token is too long');
    const key = sha256(token);
    const known = verified.get(key);
    if (known) {
      if (known.expiresAt.getTime() + clockToleranceSeconds * 1000 > now()) return known;
      verified.delete(key);
      throw invalidToken('the token has expired');
    }
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: [...acceptedAlgorithms],
        clockTolerance: clockToleranceSeconds,
        requiredClaims: ['sub', 'client_id', 'jti', 'iat', 'exp'],
        currentDate: new Date(now()),
      });
      const claims = readClaims(payload);
      verified.set(key, claims);
      return claims;
    } catch (cause) {
      throw refusalOf(cause);
    }
  };
}
