import { randomInt } from 'node:crypto';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { reportClientError as reportClientErrorEndpoint } from '@eoms/contracts/portal/portal.contract';
import { Op } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { ClientError } from './client-errors.model.ts';
import { withoutPersonalData, withoutQuery } from './client-errors.policy.ts';

type Endpoint = typeof reportClientErrorEndpoint;

/** Errors that browsers saw. */
export interface ClientErrorsService {
  /** Keeps an error for the team that owns it; at most 20 a minute of one caller. */
  reportClientError(context: Context, input: HandlerInput<Endpoint>): Promise<HandlerOutput<Endpoint>>;
}

const MINUTE_MS = 60_000;
const REPORTS_PER_MINUTE = 20;
const KEPT_MS = 90 * 24 * 3600_000;
const LONGEST_MESSAGE = 600;

/** No letters that are misread or misheard on the telephone. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

const newIncident = (now: Date): string => {
  const day = now.toISOString().slice(2, 10).replaceAll('-', '');
  return `INC-${day}-${Array.from({ length: 6 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`;
};

async function refuseFlood({ caller, now, transaction }: Context): Promise<void> {
  const where = { reporterId: caller.id, createdAt: { [Op.gt]: new Date(now.getTime() - MINUTE_MS) } };
  const reported = await ClientError.count({ where, transaction: transaction ?? null });
  if (reported >= REPORTS_PER_MINUTE) throw new AppError('rate_limited', { retryAfter: MINUTE_MS / 1000 });
}

async function reportClientError(context: Context, { body }: HandlerInput<Endpoint>): Promise<HandlerOutput<Endpoint>> {
  await refuseFlood(context);
  const { caller, now, transaction, log } = context;
  const incident = newIncident(now);
  const { kind, remote, releases } = body;
  const message = [...withoutPersonalData(body.message, caller.name)].slice(0, LONGEST_MESSAGE).join('');
  const path = withoutQuery(body.path);
  const row = { id: newId(), incident, reporterId: caller.id, kind, remote, message, path, releases };
  await ClientError.create({ ...row, seenAt: new Date(body.at), createdAt: now }, { transaction: transaction ?? null });
  context.afterCommit(() => log.warn({ incident, kind, remote, releases, message }, 'error in a browser'));
  return { incident };
}

/** Deletes what is older than 90 days, which is longer than a release is looked after; answers how many rows went. */
export const sweepClientErrors = (now: Date): Promise<number> =>
  ClientError.destroy({ where: { createdAt: { [Op.lt]: new Date(now.getTime() - KEPT_MS) } } });

/** Opens the browser errors of the database its model is bound to. */
export const createClientErrorsService = (): ClientErrorsService => ({ reportClientError });
