/** Hours after which an emergency that nobody reviewed bars its user from the next one. */
export const REVIEW_HOURS = 24;

/** Systems whose permissions nobody takes in an emergency: who changes permissions needs two keys, always. */
const NEVER: ReadonlySet<string> = new Set(['access']);

/** True when a permission of this system may be taken in an emergency. */
export const mayBeTaken = (systemCode: string): boolean => !NEVER.has(systemCode);

interface Emergency {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly endedAt: Date | null;
  readonly reviewedAt: Date | null;
}

/** Instant at which an emergency ends or ended. */
export const endOf = ({ endsAt, endedAt }: Emergency): Date => (endedAt && endedAt < endsAt ? endedAt : endsAt);

/** True while an emergency works. */
export const isActive = (emergency: Emergency, at: Date): boolean => emergency.startsAt <= at && at < endOf(emergency);

/** How long emergencies last together, in milliseconds. */
export const lastingOf = (emergencies: readonly Emergency[]): number =>
  emergencies.reduce((sum, one) => sum + endOf(one).getTime() - one.startsAt.getTime(), 0);

/** True when an emergency should have been reviewed long ago. */
export const isOverdue = ({ startsAt, reviewedAt }: Emergency, at: Date): boolean =>
  reviewedAt === null && at.getTime() - startsAt.getTime() > REVIEW_HOURS * 3600_000;
