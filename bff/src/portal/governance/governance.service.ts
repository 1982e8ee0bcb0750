import { listAlarms, seeAlarm } from './alarms.service.ts';
import { createBreakGlassService, type BreakGlassDeps } from './break-glass.service.ts';
import { createReviewsService, type ReviewDeps } from './reviews.service.ts';

/** Reviews, emergencies and alarms. */
export const createGovernanceService = (deps: BreakGlassDeps & ReviewDeps) => ({
  ...createReviewsService(deps),
  ...createBreakGlassService(deps),
  listAlarms,
  seeAlarm,
});

/** Reviews, emergencies and alarms. */
export type GovernanceService = ReturnType<typeof createGovernanceService>;
