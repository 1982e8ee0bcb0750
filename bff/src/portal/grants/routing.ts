import type { ApprovalStep } from './grants.model.ts';
import { progress, type Dossier } from './request-store.ts';
import type { Situation } from './situation.ts';
import { changeNeeds, ownerNeed, type Rule } from './steps.policy.ts';
import { needsFor, weightOf, type Subject, type Weighed } from './subject.ts';

/** The step that waits, as it must be decided now. */
export interface Routed {
  readonly step: ApprovalStep;
  readonly rule: Rule;
  readonly requiredCount: number;
  /** Later steps that its present rule makes needless. */
  readonly dropped: readonly string[];
  /** True when it differs from what is stored. */
  readonly moved: boolean;
}

/**
 * Says who must decide the step that waits as things are now: superiors come and go while a request waits. A first step nobody
 * has spoken in follows the organisation; what risk has risen asks for more voices; a step is never lightened otherwise.
 */
export function currentStep(situation: Situation, dossier: Dossier, subject: Subject, weighed: Weighed): Routed | null {
  const { all, current } = progress(dossier);
  if (!current) return null;
  const { step, approvals } = current;
  const as = (rule: Rule, requiredCount: number, dropped: readonly string[] = []): Routed => ({
    step,
    rule,
    requiredCount,
    dropped,
    moved: rule !== step.rule || requiredCount !== step.requiredCount || dropped.length > 0,
  });
  if (subject.granteeId === null) {
    const [need] = changeNeeds(weighed.tier);
    return as(step.rule, Math.max(step.requiredCount, need?.requiredCount ?? 1));
  }
  if (step.no > 1) {
    const need = ownerNeed(weightOf(situation, weighed, []));
    return as(step.rule, Math.max(step.requiredCount, need?.requiredCount ?? 1));
  }
  const [need] = approvals === 0 ? needsFor(situation, subject, weighed) : [];
  if (!need) return as(step.rule, step.requiredCount);
  // Two permission owners jointly are an owner's word already.
  const later = need.rule === 'PERMISSION_OWNERS' ? all.slice(1).map((one) => one.step.id) : [];
  return as(need.rule, need.requiredCount, later);
}
