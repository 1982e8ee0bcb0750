import { Op, type Transaction } from 'sequelize';
import { isDuplicate } from '../../database/failures.ts';
import type { Context } from '../../http/context.ts';
import { sha256 } from '../../http/access-token.ts';
import { DpopProof, LogoutToken, Session, SignOut } from './sessions.model.ts';

/** Key under which a session of the OpenID provider is kept; the provider's own id stays out of the database. */
export const sessionKey = (sid: string): string => sha256(`session ${sid}`);

const on = (transaction: Transaction | undefined) => ({ transaction: transaction ?? null });

/** Writes a row whose key may be there already; answers whether it was new. */
async function insertNew(write: () => Promise<unknown>, table: string, key = 'id'): Promise<boolean> {
  try {
    await write();
    return true;
  } catch (error) {
    if (isDuplicate(error, table, [key], 'primary')) return false;
    throw error;
  }
}

/** Records a session at its first sight; false when another request or a logout was faster. */
export function openSession(sid: string, personId: string, clientId: string, now: Date): Promise<boolean> {
  return insertNew(
    () => Session.create({ id: sessionKey(sid), personId, clientId, openedAt: now, endedAt: null }),
    'session',
  );
}

/** Ends one session on every instance, also one that EOMS never saw. */
export async function endSessionBySid(
  sid: string,
  clientId: string,
  now: Date,
  transaction?: Transaction,
): Promise<void> {
  const id = sessionKey(sid);
  const closed = { id, personId: null, clientId, openedAt: now, endedAt: now };
  const known = await Session.findByPk(id, on(transaction));
  // Its first sight may come between.
  if (known || !(await insertNew(() => Session.create(closed, on(transaction)), 'session')))
    await Session.update({ endedAt: now }, { where: { id, endedAt: null }, ...on(transaction) });
}

/** Ends all sessions of a person: those known, and every token issued until now. */
export async function endSessionsOfPerson(personId: string, now: Date, transaction?: Transaction): Promise<void> {
  await Session.update({ endedAt: now }, { where: { personId, endedAt: null }, ...on(transaction) });
  const earlier = { personId, beforeAt: { [Op.lt]: now } };
  const raised = (): Promise<unknown> => SignOut.update({ beforeAt: now }, { where: earlier, ...on(transaction) });
  // It only ever rises: what was ended stays ended.
  const known = await SignOut.findByPk(personId, on(transaction));
  const first = (): Promise<unknown> => SignOut.create({ personId, beforeAt: now }, on(transaction));
  if (known || !(await insertNew(first, 'sign_out', 'person_id'))) await raised();
}

/** Ends the session of the caller; a token without a session id gives back everything issued to the person until now. */
export async function endSession(context: Context): Promise<void> {
  const { caller, now, transaction } = context;
  if (caller.kind !== 'person') return;
  if (caller.sid === null) await endSessionsOfPerson(caller.id, now, transaction);
  else await endSessionBySid(caller.sid, caller.clientId, now, transaction);
}

/** True when the session was ended; an unknown one is not. */
export async function isSessionEnded(sid: string): Promise<boolean> {
  const session = await Session.findByPk(sessionKey(sid), { attributes: ['endedAt'] });
  return session !== null && session.endedAt !== null;
}

/** Remembers a used proof for all instances; false when it was there already. */
export const rememberProof = (id: string, expiresAt: Date): Promise<boolean> =>
  insertNew(() => DpopProof.create({ id, expiresAt }), 'dpop_proof');

/** Remembers a logout token; false when it was taken before. */
export const rememberLogoutToken = (id: string, expiresAt: Date, transaction: Transaction): Promise<boolean> =>
  insertNew(() => LogoutToken.create({ id, expiresAt }, { transaction }), 'logout_token');

const KEPT_SESSIONS_MS = 60 * 24 * 3600_000;

/** Forgets proofs and logout tokens that are too old to be accepted, and sessions of two months ago. Returns how many rows. */
export async function sweepSessions(now: Date): Promise<number> {
  const long = { [Op.lte]: new Date(now.getTime() - KEPT_SESSIONS_MS) };
  const counts = await Promise.all([
    DpopProof.destroy({ where: { expiresAt: { [Op.lte]: now } } }),
    LogoutToken.destroy({ where: { expiresAt: { [Op.lte]: now } } }),
    Session.destroy({ where: { [Op.or]: [{ endedAt: long }, { endedAt: null, openedAt: long }] } }),
  ]);
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Person a session belongs to; null when it is unknown. */
export async function personOfSession(sid: string, transaction: Transaction): Promise<string | null> {
  const session = await Session.findByPk(sessionKey(sid), { attributes: ['personId'], transaction });
  return session?.personId ?? null;
}

/** How many sessions of a person are open. */
export const openSessionsOf = (personId: string, transaction?: Transaction): Promise<number> =>
  Session.count({ where: { personId, endedAt: null }, ...on(transaction) });
