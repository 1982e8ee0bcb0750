import { jwtVerify, errors as joseErrors, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { Sequelize } from 'sequelize';
import { inTransaction } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import { acceptedAlgorithms, clockToleranceSeconds, sha256 } from '../../http/access-token.ts';
import { findPersonBySubject } from '../people/people.service.ts';
import { endSessionBySid, endSessionsOfPerson, personOfSession, rememberLogoutToken } from './sessions.service.ts';

/** Whose logout tokens are taken, and where they take effect. */
export interface LogoutSettings {
  readonly sequelize: Sequelize;
  readonly issuer: string;
  /** Client the token must be meant for. */
  readonly clientId: string;
  readonly keys: JWTVerifyGetKey;
  readonly clock: () => Date;
}

/** A logout token that is not acceptable; `message` says why, for the developer of the provider. */
export class LogoutRefusal extends Error {
  override readonly name = 'LogoutRefusal';
}

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const OLDEST_SECONDS = 120;

interface LogoutClaims {
  readonly tokenId: string;
  readonly subject: string | null;
  readonly sid: string | null;
  readonly expiresAt: Date;
}

const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= 255 ? value : null;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** OpenID Connect Back-Channel Logout 1.0 section 2.6, steps 4 to 8; the signature and times are checked before. */
function readClaims(payload: JWTPayload, typ: unknown, now: Date): LogoutClaims {
  if (typ !== undefined && typ !== 'JWT' && typ !== 'logout+jwt') throw new LogoutRefusal('typ must be logout+jwt');
  const tokenId = text(payload.jti);
  if (tokenId === null) throw new LogoutRefusal('jti is required');
  const iat = payload.iat ?? 0;
  const age = now.getTime() / 1000 - iat;
  if (age > OLDEST_SECONDS + clockToleranceSeconds || age < -clockToleranceSeconds)
    throw new LogoutRefusal('iat is not recent');
  if (!isObject(payload['events']) || !isObject(payload['events'][EVENT]))
    throw new LogoutRefusal('events must hold the back-channel logout event');
  if ('nonce' in payload) throw new LogoutRefusal('nonce must not be there');
  const subject = text(payload.sub);
  const sid = text(payload['sid']);
  if (subject === null && sid === null) throw new LogoutRefusal('sub or sid is required');
  return { tokenId, subject, sid, expiresAt: new Date((iat + OLDEST_SECONDS + 2 * clockToleranceSeconds) * 1000) };
}

async function verify(token: string, { issuer, clientId, keys, clock }: LogoutSettings): Promise<LogoutClaims> {
  const now = clock();
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      audience: clientId,
      algorithms: [...acceptedAlgorithms],
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['iat', 'exp', 'jti', 'events'],
      currentDate: now,
    });
    return readClaims(payload, protectedHeader.typ, now);
  } catch (cause) {
    if (cause instanceof LogoutRefusal) throw cause;
    if (cause instanceof joseErrors.JOSEError && !(cause instanceof joseErrors.JWKSTimeout))
      throw new LogoutRefusal('the logout token was not accepted', { cause });
    throw new AppError('unavailable', { cause });
  }
}

/**
 * Takes a logout token of the OpenID provider and ends the session it names, or all sessions of the person it names.
 * @throws LogoutRefusal when the token is not acceptable, AppError `unavailable` when the provider's keys cannot be read.
 */
export async function takeLogoutToken(token: string, settings: LogoutSettings): Promise<void> {
  const { tokenId, subject, sid, expiresAt } = await verify(token, settings);
  await inTransaction(settings.sequelize, async ({ transaction }) => {
    const now = settings.clock();
    if (!(await rememberLogoutToken(sha256(`${settings.issuer} ${tokenId}`), expiresAt, transaction)))
      throw new LogoutRefusal('the logout token was used before');
    const person = subject === null ? null : await findPersonBySubject({ transaction }, subject);
    if (sid === null) {
      if (person) await endSessionsOfPerson(person.id, now, transaction);
      return;
    }
    const owner = await personOfSession(sid, transaction);
    if (subject !== null && owner !== null && owner !== person?.id)
      throw new LogoutRefusal('sub is not the person of the session');
    await endSessionBySid(sid, settings.clientId, now, transaction);
  });
}
