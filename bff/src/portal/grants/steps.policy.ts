/** Who decides a step. */
export type Rule = 'SUPERIOR' | 'OWNER' | 'PERMISSION_OWNERS';

/** What a request weighs, as far as it says who must decide. */
export interface Weight {
  /** Highest risk of what is asked for. */
  readonly tier: number;
  /** True when the reach is everything, which nobody manages. */
  readonly reachesAll: boolean;
  /** True when the superior manages every unit it reaches. */
  readonly covered: boolean;
  /** True when a rule of separation of duties asks for one more step. */
  readonly extraStage: boolean;
}

/** Why a step is there. */
export type Because = 'SUPERIOR' | 'NOBODY_ABOVE' | 'RISK' | 'SCOPE' | 'SEPARATION' | 'CHANGE';

/** A step that must be there. */
export interface Need {
  readonly rule: Rule;
  readonly because: Because;
  readonly requiredCount: number;
}

/** Risk from which an owner must agree as well, and from which two of them must. */
const OWNER_TIER = 2;
const TWO_OWNERS_TIER = 3;

/** Why an owner must agree besides the superior; null when he need not. */
export function ownerNeed({ tier, reachesAll, covered, extraStage }: Weight): Need | null {
  const because = tier >= OWNER_TIER ? 'RISK' : reachesAll || !covered ? 'SCOPE' : extraStage ? 'SEPARATION' : null;
  return because && { rule: 'OWNER', because, requiredCount: tier >= TWO_OWNERS_TIER ? 2 : 1 };
}

/** Steps of a request about a person. Where nobody stands above him, two permission owners decide jointly, which is an owner's word too. */
export function needsOf(someoneAbove: boolean, weight: Weight): Need[] {
  if (!someoneAbove) return [{ rule: 'PERMISSION_OWNERS', because: 'NOBODY_ABOVE', requiredCount: 2 }];
  const owner = ownerNeed(weight);
  return [{ rule: 'SUPERIOR', because: 'SUPERIOR', requiredCount: 1 }, ...(owner ? [owner] : [])];
}

/** Steps of a change of the catalogue. */
export const changeNeeds = (touchedTier: number): Need[] => [
  { rule: 'PERMISSION_OWNERS', because: 'CHANGE', requiredCount: touchedTier >= OWNER_TIER ? 2 : 1 },
];

/** True when a superior's own direct grant is decision enough (decision A1). */
export const countsAsDecision = (
  { kind, origin }: { readonly kind: string; readonly origin: string },
  { tier, reachesAll, covered, extraStage }: Weight,
  superiorShortCounts: boolean,
): boolean =>
  superiorShortCounts &&
  origin === 'SUPERIOR' &&
  kind === 'SHORT' &&
  tier <= 1 &&
  covered &&
  !reachesAll &&
  !extraStage;

/** A decision as counting needs it. */
export interface Vote {
  readonly stepId: string;
  readonly revision: number;
  readonly contentHash: string;
  readonly verdict: 'APPROVE' | 'DENY';
  readonly actorId: string;
  readonly onBehalfOfId: string | null;
}

/** A step as counting needs it. */
export interface CountedStep {
  readonly id: string;
  readonly requestId: string;
  readonly revision: number;
  readonly no: number;
  readonly requiredCount: number;
}

/** The present content of a request. */
export interface Present {
  readonly revision: number;
  readonly contentHash: string;
}

/** True when a decision was made on exactly this content: an edit voids all before it. */
export const countsFor = ({ revision, contentHash }: Present, vote: Vote): boolean =>
  vote.revision === revision && vote.contentHash === contentHash;

/** Steps of the present revision in order, each with its state. */
export function progressOf<Step extends CountedStep>(
  present: Present,
  steps: readonly Step[],
  votes: readonly Vote[],
): { step: Step; approvals: number; state: 'AHEAD' | 'CURRENT' | 'APPROVED' | 'DENIED' }[] {
  let open = true;
  return steps
    .filter(({ revision }) => revision === present.revision)
    .toSorted((a, b) => a.no - b.no)
    .map((step) => {
      const own = votes.filter((vote) => vote.stepId === step.id && countsFor(present, vote));
      const denied = own.some(({ verdict }) => verdict === 'DENY');
      const approvals = new Set(own.filter(({ verdict }) => verdict === 'APPROVE').map(({ actorId }) => actorId)).size;
      const state = denied ? 'DENIED' : approvals >= step.requiredCount ? 'APPROVED' : open ? 'CURRENT' : 'AHEAD';
      if (state !== 'APPROVED') open = false;
      return { step, approvals, state };
    });
}
