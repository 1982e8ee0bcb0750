import type * as contract from '@eoms/contracts/access/governance.contract';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { listAlarms, seeAlarm } from './alarms.service.ts';
import { createBreakGlassService, type BreakGlassDeps } from './break-glass.service.ts';
import { createReviewsService, type ReviewDeps } from './reviews.service.ts';

/** Reviews, emergencies and alarms. */
export const createGovernanceService = (deps: BreakGlassDeps & ReviewDeps) => ({
  ...createReviewsService(deps),
  ...createBreakGlassService(deps),
  listAlarms: (context: Context, input: HandlerInput<typeof contract.listAlarms>) => listAlarms(deps, context, input),
  seeAlarm: (context: Context, input: HandlerInput<typeof contract.seeAlarm>) => seeAlarm(deps, context, input),
});

/** Reviews, emergencies and alarms. */
export type GovernanceService = ReturnType<typeof createGovernanceService>;
