import type { MetaCode } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { holdsAt, type Moment, type PersonFact } from '../access/access.service.ts';
import { scopeCovers, type PlacedRecord } from './decisions.policy.ts';

/** Where a person belongs: all his places now, the main one first, and the unit that sponsors him. */
export function placeOfPerson(moment: Moment, person: PersonFact): Omit<PlacedRecord, 'name'> {
  const places = (moment.assignmentsOf.get(person.id) ?? []).filter((place) => holdsAt(place, moment.at));
  const units = places.toSorted((a, b) => Number(b.primary) - Number(a.primary)).map(({ unitId }) => unitId);
  const sponsor = person.sponsorUnitId === null ? [] : [person.sponsorUnitId];
  return { unitIds: [...new Set([...units, ...sponsor])], ownerPersonId: person.id };
}

/** A person within the caller's scope of a permission. @throws AppError `not_found` for others, as for nobody. */
export function personWithin(context: Context, moment: Moment, meta: MetaCode, personId: string): PersonFact {
  const person = moment.people.get(personId);
  const { access, id } = context.caller;
  if (!person || !scopeCovers(access.scope(meta), placeOfPerson(moment, person), id)) throw new AppError('not_found');
  return person;
}
