import { calculateJwkThumbprint, decodeProtectedHeader, importJWK, jwtVerify, type CryptoKey, type JWK } from 'jose';
import { LRUCache } from 'lru-cache';
import { AppError } from '../errors.ts';
import { acceptedAlgorithms, challenge, clockToleranceSeconds, sha256 } from './access-token.ts';

/** Seconds for which a proof is good. */
export const proofLifetimeSeconds = 60;

/** What a proof must prove: this request, this token, this key. */
export interface ProofExpectation {
  readonly method: string;
  /** Absolute address of the request as the caller sees it; its query is not looked at. */
  readonly url: string;
  /** Access token the proof goes with; null at a token endpoint. */
  readonly token: string | null;
  /** Thumbprint the token is bound to; null when any key will do (token endpoint). */
  readonly keyThumbprint: string | null;
}

/** A proof that was found good. `key` identifies it: the same proof has the same key on every instance. */
export interface VerifiedProof {
  readonly keyThumbprint: string;
  readonly key: string;
  /** Instant after which the proof is refused by its age, so its key need not be kept longer. */
  readonly expiresAt: Date;
}

/** Checks one DPoP proof (RFC 9449 section 4.3); refuses with `invalid_proof`. Replay is the caller's to check. */
export type ProofVerifier = (proof: string, expected: ProofExpectation) => Promise<VerifiedProof>;

interface ProofKey {
  readonly thumbprint: string;
  readonly key: CryptoKey | Uint8Array;
}

const KEPT_KEYS = 20_000;
const LONGEST_PROOF = 4096;
const SECRET_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'] as const;
const KEY_MEMBERS = ['kty', 'crv', 'x', 'y', 'n', 'e'] as const;

/** Refusal of a proof with the challenge of RFC 9449. */
export const invalidProof = (why: string, cause?: unknown): AppError =>
  new AppError('invalid_proof', {
    headers: { 'WWW-Authenticate': challenge('DPoP', 'invalid_dpop_proof', why) },
    ...(cause === undefined ? {} : { cause }),
  });

const isAccepted = (alg: unknown): alg is string => (acceptedAlgorithms as readonly unknown[]).includes(alg);

function readHeader(proof: string): { alg: string; jwk: JWK } {
  let header;
  try {
    header = decodeProtectedHeader(proof);
  } catch (cause) {
    throw invalidProof('the proof is not a JWT', cause);
  }
  const { alg, typ, jwk } = header;
  if (typ !== 'dpop+jwt') throw invalidProof('typ must be dpop+jwt');
  if (!isAccepted(alg)) throw invalidProof('the algorithm is not accepted');
  if (typeof jwk !== 'object' || jwk === null || jwk.kty === 'oct')
    throw invalidProof('the header must carry a public key');
  if (SECRET_MEMBERS.some((member) => member in jwk)) throw invalidProof('the header must not carry a private key');
  return { alg, jwk };
}

/** Path and origin of an address without query and fragment, normalised by the URL standard; null when it is none. */
function withoutQuery(address: unknown): string | null {
  if (typeof address !== 'string') return null;
  const url = URL.parse(address);
  return url && url.username === '' && url.password === '' ? url.origin + url.pathname : null;
}

function proofKeys(): (alg: string, jwk: JWK) => Promise<ProofKey> {
  const imported = new LRUCache<string, ProofKey>({ max: KEPT_KEYS });
  return async (alg, jwk) => {
    const publicJwk = Object.fromEntries(
      KEY_MEMBERS.filter((member) => typeof jwk[member] === 'string').map((member) => [member, jwk[member]]),
    );
    const cacheKey = `${alg} ${JSON.stringify(publicJwk)}`;
    const known = imported.get(cacheKey);
    if (known) return known;
    const [thumbprint, key] = await Promise.all([
      calculateJwkThumbprint(publicJwk as JWK),
      importJWK(publicJwk as JWK, alg),
    ]);
    const entry = { thumbprint, key };
    imported.set(cacheKey, entry);
    return entry;
  };
}

function checkPayload(
  payload: Record<string, unknown>,
  expected: ProofExpectation,
  nowSeconds: number,
): { jti: string; iat: number } {
  const { jti, iat, htm, htu, ath } = payload;
  if (typeof jti !== 'string' || jti === '' || jti.length > 255) throw invalidProof('jti is required');
  if (typeof iat !== 'number' || !Number.isFinite(iat)) throw invalidProof('iat is required');
  if (iat > nowSeconds + clockToleranceSeconds) throw invalidProof('the proof is from the future');
  if (iat < nowSeconds - proofLifetimeSeconds - clockToleranceSeconds) throw invalidProof('the proof is too old');
  if (htm !== expected.method) throw invalidProof('htm is another method');
  const address = withoutQuery(htu);
  if (address === null || address !== withoutQuery(expected.url)) throw invalidProof('htu is another address');
  if (expected.token !== null && ath !== sha256(expected.token)) throw invalidProof('ath is of another token');
  return { jti, iat };
}

/** Verifies DPoP proofs; public keys are imported once and kept by their content. */
export function proofVerifier(now: () => number = Date.now): ProofVerifier {
  const keyOf = proofKeys();
  return async (proof, expected) => {
    if (proof.length > LONGEST_PROOF) throw invalidProof('the proof is too long');
    const { alg, jwk } = readHeader(proof);
    try {
      const { thumbprint, key } = await keyOf(alg, jwk);
      if (expected.keyThumbprint !== null && expected.keyThumbprint !== thumbprint)
        throw invalidProof('the token is bound to another key');
      const { payload } = await jwtVerify(proof, key, {
        typ: 'dpop+jwt',
        algorithms: [alg],
        currentDate: new Date(now()),
        clockTolerance: clockToleranceSeconds,
      });
      const { jti, iat } = checkPayload(payload, expected, now() / 1000);
      return {
        keyThumbprint: thumbprint,
        key: sha256(`${thumbprint} ${jti}`),
        expiresAt: new Date((iat + proofLifetimeSeconds + 2 * clockToleranceSeconds) * 1000),
      };
    } catch (cause) {
      throw cause instanceof AppError ? cause : invalidProof('the signature was not accepted', cause);
    }
  };
}
