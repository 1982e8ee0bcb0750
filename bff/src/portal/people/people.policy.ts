import type { HeadKind, Phase } from '@eoms/contracts/access/organisation.record';
import type { Scope } from '../../http/context.ts';

/** Half-open stretch of time; no end means for good. */
export interface Stretch {
  readonly from: Date;
  readonly to: Date | null;
}

/** How a stretch lies to an instant. */
export const phaseAt = ({ from, to }: Stretch, at: Date): Phase =>
  from > at ? 'AHEAD' : to !== null && to <= at ? 'PAST' : 'NOW';

/** True when two stretches share an instant. */
export const overlap = (a: Stretch, b: Stretch): boolean =>
  (a.to === null || b.from < a.to) && (b.to === null || a.from < b.to);

/** Folding of both sides of a search: width and case do not matter. */
export const foldText = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Text a person is found by. */
export const personSearchText = (name: string, account: string | null, employeeNo: string | null): string =>
  foldText([name, account ?? '', employeeNo ?? ''].join(' '));

/** Where a person belongs now: units of his places in force, and the unit that sponsors him. */
export interface Belonging {
  readonly personId: string;
  readonly unitIds: readonly string[];
}

/** True when a scope reaches a unit. */
export const coversUnit = (scope: Scope, unitId: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && scope.unitIds.has(unitId));

/** True when a scope reaches a person; the same rule as the WHERE of lists. */
export const coversPerson = (scope: Scope, callerId: string, { personId, unitIds }: Belonging): boolean =>
  unitIds.some((unitId) => coversUnit(scope, unitId)) ||
  scope.kind === 'all' ||
  (scope.kind === 'units' && scope.self && personId === callerId);

/** Somebody who leads a unit, or shall. */
export interface Post extends Stretch {
  readonly personId: string;
  readonly kind: HeadKind;
}

/** The post that stands in the way: one head and one acting head at a time, several deputies, and nobody in two posts of one unit. */
export const conflictingPost = <P extends Post>(posts: readonly P[], wanted: Post): P | undefined =>
  posts.find(
    (post) =>
      overlap(post, wanted) &&
      (post.personId === wanted.personId || (post.kind === wanted.kind && wanted.kind !== 'DEPUTY')),
  );

/** What the status of a person outside the EHR allows next. */
export const statusSteps = {
  suspend: { from: ['ACTIVE'], to: 'SUSPENDED' },
  resume: { from: ['SUSPENDED'], to: 'ACTIVE' },
  end: { from: ['ACTIVE', 'SUSPENDED'], to: 'LEFT' },
} as const;
/** One of the steps. */
export type StatusStep = keyof typeof statusSteps;

/** True when a status allows a step. */
export const mayStep = (step: StatusStep, status: string): boolean =>
  (statusSteps[step].from as readonly string[]).includes(status);
