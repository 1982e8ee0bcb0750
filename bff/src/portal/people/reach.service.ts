import type { Scope } from '../../http/context.ts';
import { holdsAt, type Facts } from '../access/access.service.ts';
import { coversPerson } from './people.policy.ts';

/**
 * Says whom a scope reaches at an instant, by the same rule as lists of people: by a place in force, or by the unit that
 * sponsors them.
 */
export function reachedBy(
  scope: Scope,
  callerId: string,
  facts: Pick<Facts, 'people' | 'assignments'>,
  at: Date,
): (personId: string) => boolean {
  if (scope.kind === 'all') return () => true;
  const places = Map.groupBy(
    facts.assignments.filter((place) => holdsAt(place, at)),
    ({ personId }) => personId,
  );
  const sponsors = new Map(facts.people.map(({ id, sponsorUnitId }) => [id, sponsorUnitId]));
  return (personId) => {
    const own = (places.get(personId) ?? []).map(({ unitId }) => unitId);
    const sponsor = sponsors.get(personId);
    return coversPerson(scope, callerId, { personId, unitIds: sponsor ? [...own, sponsor] : own });
  };
}
