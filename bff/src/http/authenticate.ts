import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import { readmitBy, type Admission } from './admission.ts';
import { acceptedAlgorithms, invalidToken, type AccessTokenClaims, type AccessTokenVerifier } from './access-token.ts';
import type { Access } from './context.ts';
import { versionAsked, tellVersionBy, type ReadVersion } from './authz-version.ts';
import { invalidProof, proofLifetimeSeconds, type ProofVerifier } from './dpop.ts';
import { scopeOf, type RequestScope } from './scope.ts';

/** A person as every request looks him up: status and session as they are now, on every instance. */
export interface AdmittedPerson {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  /** False once the session, or all sessions of the person up to the token's issue, have ended. */
  readonly sessionOpen: boolean;
  /** Version of all permissions that was read with it; see authz-version.ts. */
  readonly version: number;
  /** Permissions at this instant; called only for an active person in an open session. */
  access(): Promise<Access>;
}

/** A service client as every request looks it up. */
export interface AdmittedService {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly version: number;
  readonly access: Access;
}

/** What sign-in must know about callers; the features give it at composition, because http imports no feature. */
export interface CallerDirectory {
  /** Person behind a token, or null when the organisation does not know him. Opens the session on first sight. */
  admitPerson(claims: AccessTokenClaims, now: Date): Promise<AdmittedPerson | null>;
  /** Registered service client, or null. */
  admitService(clientId: string): Promise<AdmittedService | null>;
  /** Remembers a proof for all instances; false when one of them has seen it. */
  rememberProof(key: string, expiresAt: Date): Promise<boolean>;
  /** Version of all permissions now. */
  readonly readVersion: ReadVersion;
}

/** Everything {@link authenticate} needs. */
export interface AuthenticateDeps {
  readonly verifyToken: AccessTokenVerifier;
  readonly verifyProof: ProofVerifier;
  readonly directory: CallerDirectory;
  /** Address people use, without a trailing slash; proofs must name it. */
  readonly publicUrl: string;
  /** Client through which people sign in. */
  readonly portalClientId: string;
  /** Development client whose unbound person tokens are accepted; null outside the embedded set-up. */
  readonly developmentClientId: string | null;
  readonly clock: () => Date;
}

const KEPT_PROOFS = 200_000;
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const signedOut = (): AppError =>
  new AppError('signed_out', {
    headers: { 'WWW-Authenticate': `DPoP algs="${acceptedAlgorithms.join(' ')}", Bearer realm="eoms"` },
  });

function readCredentials(request: IncomingMessage): { scheme: 'DPoP' | 'Bearer'; token: string } {
  // Distinct headers: Node would silently keep only the first of several.
  const given = request.headersDistinct['authorization'] ?? [];
  if (given.length === 0) throw signedOut();
  const parts = /^(\S+) +(\S+)$/.exec(given[0]?.trim() ?? '');
  if (given.length > 1 || !parts?.[1] || !parts[2]) throw invalidToken('exactly one token is expected');
  const scheme = parts[1].toLowerCase();
  if (scheme !== 'dpop' && scheme !== 'bearer') throw signedOut();
  return { scheme: scheme === 'dpop' ? 'DPoP' : 'Bearer', token: parts[2] };
}

/** Refuses a proof that was seen before: in this process, and for commands on any instance (RFC 9449 section 11.1). */
function replayGuard(directory: CallerDirectory): (method: string, key: string, expiresAt: Date) => Promise<void> {
  const seen = new LRUCache<string, true>({
    max: KEPT_PROOFS,
    ttl: 2 * proofLifetimeSeconds * 1000,
    ttlAutopurge: false,
  });
  return async (method, key, expiresAt) => {
    if (seen.has(key)) throw invalidProof('the proof was used before');
    seen.set(key, true);
    if (!READS.has(method) && !(await directory.rememberProof(key, expiresAt)))
      throw invalidProof('the proof was used before');
  };
}

/** How long a request waits for the version its client has seen; only a database that lags behind another needs any. */
const BEHIND_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** Admits again until the answer is as new as what the client has seen. @throws AppError `unavailable` when it does not get there. */
async function notOlderThan<T extends { readonly version: number }>(
  asked: number,
  admit: () => Promise<T | null>,
): Promise<T | null> {
  const until = performance.now() + BEHIND_MS;
  for (;;) {
    const admitted = await admit();
    if (!admitted || admitted.version >= asked) return admitted;
    if (performance.now() >= until) throw new AppError('unavailable', { retryAfter: 1 });
    await wait(LOOK_AGAIN_MS);
  }
}

async function personCaller(
  deps: AuthenticateDeps,
  claims: AccessTokenClaims,
  asked: number,
  now: Date,
): Promise<Admission> {
  const person = await notOlderThan(asked, () => deps.directory.admitPerson(claims, now));
  if (!person) throw new AppError('person_unknown');
  if (!person.active) throw new AppError('person_inactive');
  if (!person.sessionOpen)
    throw new AppError('session_ended', {
      headers: { 'WWW-Authenticate': `DPoP error="invalid_token", error_description="the session has ended"` },
    });
  const { id, name, version } = person;
  const { clientId, sid } = claims;
  return { version, caller: { kind: 'person', id, name, clientId, sid, access: await person.access() } };
}

async function serviceCaller(
  deps: AuthenticateDeps,
  claims: AccessTokenClaims,
  scheme: 'DPoP' | 'Bearer',
  asked: number,
): Promise<Admission> {
  const service = await notOlderThan(asked, () => deps.directory.admitService(claims.clientId));
  if (!service?.active) throw invalidToken('the client is not registered or has been withdrawn', scheme);
  const { id, name, access, version } = service;
  return { version, caller: { kind: 'service', id, name, clientId: claims.clientId, sid: null, access } };
}

/** The one instant of the request, where a scope was opened for it. */
const instantOf = (response: Response): Date | undefined => (scopeOf(response) as RequestScope | undefined)?.now;

/**
 * Answers who calls, in `res.locals.caller`, or refuses: token (RFC 9068), binding and proof (RFC 9449), session, status.
 * A token only says who; every permission is evaluated here and now.
 */
export function authenticate(deps: AuthenticateDeps): RequestHandler {
  const refuseReplay = replayGuard(deps.directory);

  async function checkProof(
    request: IncomingMessage & { originalUrl: string },
    token: string,
    keyThumbprint: string,
  ): Promise<void> {
    const proofs = request.headersDistinct['dpop'] ?? [];
    const [proof] = proofs;
    if (proofs.length !== 1 || !proof) throw invalidProof('exactly one DPoP header is expected');
    const method = request.method ?? 'GET';
    const path = request.originalUrl.split('?')[0] ?? '/';
    const { key, expiresAt } = await deps.verifyProof(proof, {
      method,
      url: deps.publicUrl + path,
      token,
      keyThumbprint,
    });
    await refuseReplay(method, key, expiresAt);
  }

  /** Checks token and proof once; answers how to look up who they are of. */
  async function credentialsOf(
    request: IncomingMessage & { originalUrl: string },
  ): Promise<(now: Date) => Promise<Admission>> {
    const { scheme, token } = readCredentials(request);
    const asked = versionAsked(request.headers);
    const claims = await deps.verifyToken(token);
    const forPerson = claims.clientId === deps.portalClientId || claims.clientId === deps.developmentClientId;
    if (claims.keyThumbprint !== null) {
      if (scheme !== 'DPoP') throw invalidToken('the token is bound to a key: use the DPoP scheme');
      await checkProof(request, token, claims.keyThumbprint);
    } else if (scheme === 'DPoP') {
      throw invalidToken('the token is not bound to a key', 'Bearer');
    } else if (forPerson && claims.clientId !== deps.developmentClientId) {
      throw invalidToken('people need a token that is bound to a key');
    }
    return (now) => (forPerson ? personCaller(deps, claims, asked, now) : serviceCaller(deps, claims, scheme, asked));
  }

  return async function authenticateRequest(request, response, next) {
    const admit = await credentialsOf(request);
    const { caller, version } = await admit(instantOf(response) ?? deps.clock());
    response.locals['caller'] = caller;
    readmitBy(response, { version, admit, readVersion: () => deps.directory.readVersion() });
    tellVersionBy(response, deps.directory.readVersion);
    next();
  };
}
