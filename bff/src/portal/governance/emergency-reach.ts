import type { WhereOptions } from 'sequelize';
import type { Context } from '../../http/context.ts';
import type { AccessService } from '../access/access.service.ts';
import { reachedBy } from '../people/reach.service.ts';
import { BreakGlass } from './governance.model.ts';

/** What the reach of a reviewer is worked out from. */
export interface EmergencyReach {
  readonly access: Pick<AccessService, 'facts'>;
}

const REVIEW = 'access.break-glass.review';

/** Condition on emergencies: those of people whom the caller may review. */
export async function reachedEmergencies({ access }: EmergencyReach, context: Context): Promise<WhereOptions> {
  const { caller, now } = context;
  const transaction = context.transaction ?? null;
  const scope = caller.access.scope(REVIEW);
  if (scope.kind === 'all') return {};
  const users = await BreakGlass.findAll({ attributes: ['personId'], group: ['personId'], transaction });
  const isReached = reachedBy(scope, caller.id, await access.facts(context.transaction), now);
  return { personId: users.map(({ personId }) => personId).filter(isReached) };
}

/** Condition on alarms: those about emergencies whom the caller may review. */
export async function reachedAlarms(reach: EmergencyReach, context: Context): Promise<WhereOptions> {
  if (context.caller.access.scope(REVIEW).kind === 'all') return {};
  const where = await reachedEmergencies(reach, context);
  const found = await BreakGlass.findAll({ attributes: ['id'], where, transaction: context.transaction ?? null });
  return { objectId: found.map(({ id }) => id) };
}
