import { scimUrns } from '@eoms/contracts/access/scim.record';
import type { EhrAssignment, EhrPerson } from '@eoms/contracts/access/sync.record';
import type { Doc } from './resolve.policy.ts';
import { invalidValue } from './scim-error.policy.ts';

/** What a record is made from besides the resource. */
export interface RecordSurroundings {
  readonly now: Date;
  /** Id of a unit in the HR system, by that id or by its code. @throws ScimFault for an unknown one */
  unit(name: string): string;
  /** Id of a person in the HR system by his id here. @throws ScimFault for an unknown one */
  person(id: string): string;
  /** Name of a position that is known. */
  position(code: string): { readonly nameZh: string; readonly nameEn: string } | undefined;
  /** Code of a position by its name in either language. */
  positionNamed(name: string): string | undefined;
}

/** What the HR pipeline has of a person before the change. */
export interface PersonBefore {
  readonly data: EhrPerson;
  /** The assignment that the resource shows; null when there is none. */
  readonly main: EhrAssignment | null;
}

/** Position of somebody whose client names none. */
const DEFAULT_POSITION = { code: 'staff', nameZh: '员工', nameEn: 'Staff' };
const DEFAULT_LEVEL = 1;

/** The fields of a complex attribute or an extension; none when it is not there. */
export const fieldsOf = (doc: Doc, name: string): Doc => (doc[name] ?? {}) as Doc;

/** A text that says something; null for every other value. */
export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value : null;

interface PlaceWish {
  readonly department: string | null;
  readonly position: string | null;
  readonly positionName: string | null;
  readonly level: number | null;
  readonly manager: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly title: string | null;
}

function wishOf(doc: Doc): PlaceWish {
  const enterprise = fieldsOf(doc, scimUrns.enterprise);
  const assignment = fieldsOf(doc, scimUrns.assignment);
  return {
    department: textOf(enterprise['department']),
    position: textOf(assignment['position']),
    positionName: textOf(assignment['positionName']),
    level: typeof assignment['level'] === 'number' ? assignment['level'] : null,
    manager: textOf(fieldsOf(enterprise, 'manager')['value']),
    startsAt: textOf(assignment['startsAt']),
    endsAt: textOf(assignment['endsAt']),
    title: textOf(doc['title']),
  };
}

/** What of two wishes decides about the place; a title alone names the position of somebody who has none. */
const samePlace = (left: PlaceWish, right: PlaceWish): boolean =>
  JSON.stringify({ ...left, title: null }) === JSON.stringify({ ...right, title: null });

/** Code of the position: the one named, or that of a name; of the title only where there is no position yet. */
function positionCode(wish: PlaceWish, old: PlaceWish, around: RecordSurroundings): string {
  if (wish.position !== null && wish.position !== old.position) return wish.position;
  const renamed = wish.positionName === old.positionName ? null : wish.positionName;
  const name = renamed ?? (wish.position === null ? wish.title : null);
  return (name === null ? undefined : around.positionNamed(name)) ?? wish.position ?? DEFAULT_POSITION.code;
}

/** The position with its names; one that EOMS knows keeps them, whatever a client calls it. */
function positionOf(wish: PlaceWish, old: PlaceWish, around: RecordSurroundings): EhrAssignment['position'] {
  const code = positionCode(wish, old, around);
  const known = around.position(code) ?? (code === DEFAULT_POSITION.code ? DEFAULT_POSITION : undefined);
  return known
    ? { code, nameZh: known.nameZh, nameEn: known.nameEn }
    : { code, nameZh: wish.positionName ?? wish.title ?? code, nameEn: null };
}

const isSame = (main: EhrAssignment | null, unit: string, position: EhrAssignment['position']): main is EhrAssignment =>
  main !== null && main.unitExternalId === unit && main.position.code === position.code;

/** When the place holds: a move begins at once unless a beginning is named, and the end of the old place is not its own. */
function datesOf(stays: EhrAssignment | null, wish: PlaceWish, old: PlaceWish, now: Date) {
  const begins = wish.startsAt === old.startsAt ? (stays?.from ?? null) : wish.startsAt;
  const from = begins ?? now.toISOString();
  const until = stays === null && wish.endsAt === old.endsAt ? null : wish.endsAt;
  if (until !== null && until <= from) throw invalidValue('endsAt must come after startsAt');
  return { from, until };
}

function managerOf(stays: EhrAssignment | null, wish: PlaceWish, old: PlaceWish, around: RecordSurroundings) {
  if (stays !== null && wish.manager === old.manager) return stays.lineManagerExternalId;
  return wish.manager === null ? null : around.person(wish.manager);
}

/** The main place as the resource wants it; what the client did not touch stays as it is. */
function wantedPlace(
  main: EhrAssignment | null,
  old: PlaceWish,
  wish: PlaceWish,
  around: RecordSurroundings,
): EhrAssignment | null {
  if (wish.department === null) {
    if (wish.endsAt !== null && old.department === null) throw invalidValue('a place needs a department');
    return null;
  }
  const unit = main !== null && wish.department === old.department ? main.unitExternalId : around.unit(wish.department);
  const position = positionOf(wish, old, around);
  const stays = isSame(main, unit, position) ? main : null;
  return {
    unitExternalId: unit,
    position,
    level: wish.level ?? DEFAULT_LEVEL,
    primary: true,
    lineManagerExternalId: managerOf(stays, wish, old, around),
    dottedManagerExternalId: stays?.dottedManagerExternalId ?? null,
    ...datesOf(stays, wish, old, around.now),
  };
}

const overlaps = (a: EhrAssignment, b: EhrAssignment): boolean =>
  (b.until === null || a.from < b.until) && (a.until === null || b.from < a.until);

/** The old main place until a new one begins ahead; one that ends now needs no more than to be left out. */
function keptUntil(main: EhrAssignment | null, { from }: EhrAssignment, now: Date): EhrAssignment[] {
  if (main === null || from <= now.toISOString() || main.from >= from) return [];
  return [main.until === null || main.until > from ? { ...main, until: from } : main];
}

/** Places after the change: the old main one lasts until the new one begins. */
export function placesAfter(
  { data, main }: PersonBefore,
  docBefore: Doc,
  docAfter: Doc,
  around: RecordSurroundings,
): EhrAssignment[] {
  const [old, wish] = [wishOf(docBefore), wishOf(docAfter)];
  if (samePlace(old, wish)) return data.assignments;
  const others = data.assignments.filter((one) => one !== main);
  const place = wantedPlace(main, old, wish, around);
  if (!place) return others;
  // A product that compares and repeats what it pushed must not bring a move forward that is already to come.
  const isRepeated = (one: EhrAssignment): boolean =>
    one.primary && one.from > around.now.toISOString() && one.unitExternalId === place.unitExternalId;
  if (wish.startsAt === old.startsAt && others.some(isRepeated)) return data.assignments;
  // A place that is main elsewhere in the same time would contradict this one.
  const beside = (one: EhrAssignment): EhrAssignment =>
    one.primary && overlaps(one, place) ? { ...one, primary: false } : one;
  if (isSame(main, place.unitExternalId, place.position))
    return data.assignments.map((one) => (one === main ? place : beside(one)));
  return [...others.map(beside), ...keptUntil(main, place, around.now), place];
}

/** A person's record with one more place. */
export function withPlace(data: EhrPerson, unitExternalId: string, main: EhrAssignment | null, now: Date): EhrPerson {
  const position = main?.position ?? DEFAULT_POSITION;
  const place: EhrAssignment = {
    unitExternalId,
    position,
    level: main?.level ?? DEFAULT_LEVEL,
    primary: main === null,
    lineManagerExternalId: null,
    dottedManagerExternalId: null,
    from: now.toISOString(),
    until: null,
  };
  return { ...data, assignments: [...data.assignments, place] };
}

const holds = ({ from, until }: EhrAssignment, now: string): boolean => from <= now && (until === null || until > now);

/** A person's record without the places that hold in a unit. */
export const withoutPlace = (data: EhrPerson, unitExternalId: string, now: Date): EhrPerson => ({
  ...data,
  assignments: data.assignments.filter(
    (one) => one.unitExternalId !== unitExternalId || !holds(one, now.toISOString()),
  ),
});
