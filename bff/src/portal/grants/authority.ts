import { partiesOf, type Subject } from './subject.ts';
import type { Situation } from './situation.ts';
import type { Rule } from './steps.policy.ts';

/** In which quality somebody decides, and for whom. */
export interface Voice {
  readonly as: 'SUPERIOR' | 'SYSTEM_OWNER' | 'PERMISSION_OWNER';
  readonly onBehalfOfId: string | null;
  readonly delegationId: string | null;
}

/** Who is asked about what, as far as authority depends on it. */
export interface Question extends Pick<Subject, 'granteeId' | 'requesterId'> {
  readonly systems: readonly string[];
}

const own = (as: Voice['as']): Voice => ({ as, onBehalfOfId: null, delegationId: null });

/** Owners of every system a question is about; a system without an owner leaves it to the permission owners. */
function systemOwners({ targets, isActive, mayDecide }: Situation, { systems }: Question): string[] {
  const owners = new Set(systems.map((system) => targets.ownerOf(system)));
  const [owner] = owners;
  return owners.size === 1 && owner && isActive(owner) && mayDecide(owner) ? [owner] : [];
}

/** Who decides a step in his own name, the nearest first, level by level. */
export function decidersOf(situation: Situation, question: Question, rule: Rule): string[][] {
  const parties = partiesOf(situation, question);
  const others = (ids: readonly string[]): string[] => ids.filter((id) => !parties.has(id));
  if (rule === 'SUPERIOR')
    return situation.superiorsOf(question.granteeId ?? '', parties).map(({ personIds }) => [...personIds]);
  const owners = others(situation.permissionOwners());
  if (rule === 'PERMISSION_OWNERS') return [owners];
  return [[...new Set([...others(systemOwners(situation, question)), ...owners])]];
}

/** People for whom somebody may stand in: superiors and system owners, never permission owners, whose word needs two keys. */
function principals(situation: Situation, question: Question, rule: Rule): string[] {
  if (rule === 'SUPERIOR') return decidersOf(situation, question, rule).flat();
  if (rule === 'PERMISSION_OWNERS') return [];
  const parties = partiesOf(situation, question);
  return systemOwners(situation, question).filter((id) => !parties.has(id));
}

/** Delegations by which somebody stands in for one of these people in this question. */
export function standInsOf(situation: Situation, question: Question, rule: Rule): Situation['delegations'] {
  const parties = partiesOf(situation, question);
  const represented = new Set(principals(situation, question, rule));
  return situation.delegations.filter(
    ({ ownerId, delegateId, systemCodes }) =>
      represented.has(ownerId) &&
      !parties.has(delegateId) &&
      situation.isActive(delegateId) &&
      situation.mayDecide(delegateId) &&
      !(question.granteeId !== null && situation.isAbove(question.granteeId, delegateId)) &&
      (systemCodes.length === 0 || question.systems.every((system) => systemCodes.includes(system))),
  );
}

/**
 * The voice of somebody in a step, or null when he has none. Grantee and requester never decide, nor does who entered the
 * grantee from outside the EHR; a delegate decides for one who could himself and never about somebody above him, and nobody speaks twice in a request, neither himself nor through
 * another.
 */
export function voiceOf(
  situation: Situation,
  question: Question,
  rule: Rule,
  actorId: string,
  spoken: ReadonlySet<string>,
): Voice | null {
  if (partiesOf(situation, question).has(actorId) || spoken.has(actorId)) return null;
  if (!situation.isActive(actorId)) return null;
  if (decidersOf(situation, question, rule).some((ids) => ids.includes(actorId))) {
    if (rule === 'SUPERIOR') return own('SUPERIOR');
    return own(situation.isPermissionOwner(actorId) ? 'PERMISSION_OWNER' : 'SYSTEM_OWNER');
  }
  const delegation = standInsOf(situation, question, rule).find(
    ({ ownerId, delegateId }) => delegateId === actorId && !spoken.has(ownerId),
  );
  if (!delegation) return null;
  const as = rule === 'SUPERIOR' ? 'SUPERIOR' : 'SYSTEM_OWNER';
  return { as, onBehalfOfId: delegation.ownerId, delegationId: delegation.id };
}
