import type { DecisionDeps } from './decision-deps.ts';
import { explainer } from './explain.service.ts';
import { myPermissionsReader } from './my-permissions.service.ts';
import { questionLister } from './questions.service.ts';
import { otherEyes } from './see-as.service.ts';
import { createSourceReads } from './source-reads.service.ts';

export type { DecisionDeps, RecordResolver } from './decision-deps.ts';
export { personRecords } from './person-records.service.ts';

/** Explains decisions: what one may do and why, why not, what would help, and what somebody else sees. */
export function createDecisionsService(deps: DecisionDeps) {
  const reads = createSourceReads(deps.sequelize);
  return {
    getMyPermissions: myPermissionsReader(deps, reads),
    listQuestions: questionLister(deps),
    explainDecision: explainer(deps, reads),
    previewAs: otherEyes(deps),
  };
}

/** Explains decisions. */
export type DecisionsService = ReturnType<typeof createDecisionsService>;
