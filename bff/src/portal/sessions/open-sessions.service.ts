import { Op } from 'sequelize';
import { Session, SignOut } from './sessions.model.ts';
import { sessionKey } from './sessions.service.ts';

/** Somebody who was admitted once and is still there, such as at the other end of a stream. */
export interface Sitting {
  readonly personId: string;
  /** Key of his session; null for a token that belongs to none. */
  readonly session: string | null;
  /** When he was admitted. */
  readonly since: Date;
}

/** Notes that a person sits here from now on. */
export const sittingOf = (personId: string, sid: string | null, since: Date): Sitting => ({
  personId,
  session: sid === null ? null : sessionKey(sid),
  since,
});

// Databases limit how many values a statement may carry.
const AT_ONCE = 500;

async function endedAmong(sessions: readonly string[]): Promise<ReadonlySet<string>> {
  const where = { id: [...sessions], endedAt: { [Op.ne]: null } };
  const rows = await Session.findAll({ attributes: ['id'], where, transaction: null });
  return new Set(rows.map(({ id }) => id));
}

async function signOutsOf(personIds: readonly string[]): Promise<ReadonlyMap<string, Date>> {
  const rows = await SignOut.findAll({ where: { personId: [...new Set(personIds)] }, transaction: null });
  return new Map(rows.map(({ personId, beforeAt }) => [personId, beforeAt]));
}

/** Those whose session has ended since they were admitted: it alone, or all of the person at once. */
export async function endedSittings<S extends Sitting>(sittings: readonly S[]): Promise<S[]> {
  const ended: S[] = [];
  for (let from = 0; from < sittings.length; from += AT_ONCE) {
    const some = sittings.slice(from, from + AT_ONCE);
    const [over, signOuts] = await Promise.all([
      endedAmong(some.flatMap(({ session }) => session ?? [])),
      signOutsOf(some.map(({ personId }) => personId)),
    ]);
    const isOver = ({ personId, session, since }: Sitting): boolean =>
      (session !== null && over.has(session)) || (signOuts.get(personId)?.getTime() ?? 0) > since.getTime();
    ended.push(...some.filter(isOver));
  }
  return ended;
}
