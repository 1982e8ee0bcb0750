import type { EhrAssignment, EhrHeadship } from '@eoms/contracts/access/sync.record';
import type { FeedHead, FeedPerson, FeedPlace } from '../people/feed-reads.service.ts';
import type { Kept, KeptField, KeptPerson, PersonData } from './kept.ts';
import { matchPeople, type MatchBefore, type MatchedPerson } from './people-match.policy.ts';
import {
  clipped,
  compareStretches,
  earlierEnd,
  overlaps,
  type Stretch,
  type StretchChanges,
} from './periods.policy.ts';
import type { Setback } from './units.policy.ts';

/** A place a person is to have. */
export type WantedPlace = Omit<FeedPlace, 'id' | 'source'>;
/** A unit a person is to lead. */
export type WantedHead = Omit<FeedHead, 'id' | 'source'>;

/** What people are planned from. */
export interface PeopleBefore extends MatchBefore {
  readonly places: readonly FeedPlace[];
  readonly heads: readonly FeedHead[];
  /** Local id of a unit by its id in the HR system. */
  unitId(externalId: string): string | undefined;
  /** Local id of somebody who is not part of the run. */
  personId(externalId: string): string | undefined;
  /** Records that tell of a leave which is over again. */
  readonly leftBetween: ReadonlySet<string>;
  /** True when a sealed value is the one with this mark. */
  isSealed(purpose: 'person-phone' | 'person-id-number', sealed: string, mark: string): boolean;
}

/** A person who comes or changes. */
export interface PlannedPerson extends Omit<MatchedPerson, 'record'> {
  /** His record, with the status it gives him remembered. */
  readonly record: Kept<KeptPerson>;
  readonly after: FeedPerson;
  readonly placesBefore: readonly FeedPlace[];
  readonly headsBefore: readonly FeedHead[];
  readonly places: StretchChanges<WantedPlace>;
  readonly heads: StretchChanges<WantedHead>;
  /** Facts of EOMS that end with his leaving. */
  readonly ended: { readonly places: readonly string[]; readonly heads: readonly string[] };
  /** When he leaves; null for everybody else. */
  readonly leaveAt: Date | null;
}

/** What becomes of the people of a run. */
export interface PeoplePlan {
  readonly planned: readonly PlannedPerson[];
  readonly setbacks: readonly Setback[];
}

const date = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** When a record says that he leaves; null when it does not. */
function leaveOf({ data, gone, leftAt }: KeptPerson, now: Date): Date | null {
  if (gone === null && data?.status !== 'LEFT') return null;
  return date(gone === null ? (data?.statusFrom ?? leftAt) : leftAt) ?? now;
}

/**
 * Stored stretches that the record no longer names: what is over stays as it was, what holds ends now, what lies ahead never comes.
 * Somebody who took another main place before now left the old one then.
 */
function dropped<S extends Stretch>(stored: readonly S[], now: Date, end: Date | null): S[] {
  return stored.flatMap((one) => {
    if (one.to !== null && one.to <= now) return clipped(one, end);
    return clipped(one, earlierEnd(now, end));
  });
}

interface Refs {
  readonly unitId: (externalId: string) => string | undefined;
  readonly personId: (externalId: string) => string | undefined;
}

function wantedPlaces(personId: string, assignments: readonly EhrAssignment[], end: Date | null, refs: Refs) {
  const manager = (externalId: string | null): string | null =>
    externalId === null ? null : (refs.personId(externalId) ?? null);
  return assignments.flatMap((one): WantedPlace[] => {
    const unitId = refs.unitId(one.unitExternalId);
    if (unitId === undefined) return [];
    const place = {
      personId,
      unitId,
      position: one.position.code,
      level: one.level,
      primary: one.primary,
      lineManagerId: manager(one.lineManagerExternalId),
      dottedManagerId: manager(one.dottedManagerExternalId),
      from: new Date(one.from),
      to: date(one.until),
    };
    return clipped(place, end);
  });
}

function wantedHeads(personId: string, headOf: readonly EhrHeadship[], end: Date | null, refs: Refs): WantedHead[] {
  return headOf.flatMap((one): WantedHead[] => {
    const unitId = refs.unitId(one.unitExternalId);
    if (unitId === undefined) return [];
    return clipped({ personId, unitId, kind: one.kind, from: new Date(one.from), to: date(one.until) }, end);
  });
}

const placeKey = (one: WantedPlace): string => `${one.unitId} ${one.position} ${one.from.getTime()}`;
const headKey = (one: WantedHead): string => `${one.unitId} ${one.kind} ${one.from.getTime()}`;

const samePlace = (a: WantedPlace, b: WantedPlace): boolean =>
  a.level === b.level &&
  a.primary === b.primary &&
  a.lineManagerId === b.lineManagerId &&
  a.dottedManagerId === b.dottedManagerId;

/** Instant from which a new main place holds that began before now. */
function handover(wanted: readonly WantedPlace[], old: WantedPlace, now: Date): Date | null {
  const begun = wanted.filter(({ primary, from }) => primary && old.primary && from > old.from && from <= now);
  return begun.reduce<Date | null>((first, { from }) => earlierEnd(first, from), null);
}

function planPlaces(stored: readonly FeedPlace[], wanted: readonly WantedPlace[], now: Date, end: Date | null) {
  const keys = new Set(wanted.map(placeKey));
  const gone = stored.filter((one) => !keys.has(placeKey(one)));
  const kept = gone.flatMap((one) =>
    dropped(wanted.some((other) => overlaps(other, one)) ? clipped(one, handover(wanted, one, now)) : [one], now, end),
  );
  return compareStretches<FeedPlace, WantedPlace>(stored, [...wanted, ...kept], placeKey, samePlace);
}

function planHeads(stored: readonly FeedHead[], wanted: readonly WantedHead[], now: Date, end: Date | null) {
  const keys = new Set(wanted.map(headKey));
  const kept = dropped(
    stored.filter((one) => !keys.has(headKey(one))),
    now,
    end,
  );
  return compareStretches<FeedHead, WantedHead>(stored, [...wanted, ...kept], headKey, () => true);
}

/** A suspension that EOMS decided outlives whatever the feed says but his leaving. */
const isOwnSuspension = ({ before, status, record }: MatchedPerson): boolean =>
  before?.status === 'SUSPENDED' && record.content.givenStatus !== 'SUSPENDED' && status !== 'LEFT';

type SealedColumns = Pick<FeedPerson, 'phoneSealed' | 'phoneMasked' | 'idNumberSealed' | 'idNumberMasked'>;

/** Equal values are sealed to different texts: what is there already stays. */
function sealedColumns({ isSealed }: PeopleBefore, data: PersonData, before: FeedPerson | null): SealedColumns {
  const keeps = (purpose: 'person-phone' | 'person-id-number', sealed: string | null, field: KeptField | null) =>
    sealed !== null && field !== null && (sealed === field.sealed || isSealed(purpose, sealed, field.mark));
  const phone = keeps('person-phone', before?.phoneSealed ?? null, data.phone)
    ? before?.phoneSealed
    : data.phone?.sealed;
  const number = keeps('person-id-number', before?.idNumberSealed ?? null, data.idNumber)
    ? before?.idNumberSealed
    : data.idNumber?.sealed;
  return {
    phoneSealed: phone ?? null,
    phoneMasked: data.phone?.masked ?? null,
    idNumberSealed: number ?? null,
    idNumberMasked: data.idNumber?.masked ?? null,
  };
}

function personAfter(given: PeopleBefore, matched: MatchedPerson): FeedPerson {
  const { record, before, id, keys, status } = matched;
  const { data } = record.content;
  const subject = keys.subject ?? `ehr:${record.externalId}`;
  const shown = isOwnSuspension(matched) ? ('SUSPENDED' as const) : status;
  const base = { id, ehrId: record.externalId, ...keys, subject, status: shown };
  if (data)
    return {
      ...base,
      name: data.name,
      kind: data.kind,
      employment: data.employment,
      ...sealedColumns(given, data, before),
    };
  if (!before) throw new RangeError(`${record.externalId}: nothing is known of this person`);
  return { ...before, ...base };
}

function setbacksOf({ externalId, content }: Kept<KeptPerson>, now: Date, refs: Refs): Setback[] {
  const { data, gone } = content;
  if (!data || gone !== null) return [];
  const units = [...data.assignments, ...data.headOf].map(({ unitExternalId }) => unitExternalId);
  const managers = data.assignments.flatMap((one) => [one.lineManagerExternalId, one.dottedManagerExternalId]);
  const missing = (ids: readonly (string | null)[], find: (id: string) => string | undefined): string =>
    [...new Set(ids)].filter((id) => id !== null && find(id) === undefined).join(', ');
  const unit = missing(units, refs.unitId);
  const manager = missing(managers, refs.personId);
  const ahead = data.statusFrom !== null && data.statusFrom > now.toISOString();
  return [
    ...(unit ? [{ externalId, error: 'unit_waiting' as const, detail: `unit ${unit}` }] : []),
    ...(manager ? [{ externalId, error: 'manager_waiting' as const, detail: `person ${manager}` }] : []),
    ...(ahead
      ? [{ externalId, error: 'status_ahead' as const, detail: `${data.status} ${data.statusFrom ?? ''}` }]
      : []),
  ];
}

const unfinished = (facts: readonly (FeedPlace | FeedHead)[], now: Date): string[] =>
  facts.filter(({ source, to }) => source === 'EOMS' && (to === null || to > now)).map(({ id }) => id);

/** Plans the people of a run: who they are, where they work and what they lead. */
export function planPeople(given: PeopleBefore): PeoplePlan {
  const { now } = given;
  const { matched, setbacks } = matchPeople(given);
  const inRun = new Map(matched.map(({ record, id }) => [record.externalId, id]));
  const refs: Refs = {
    unitId: (id) => given.unitId(id),
    personId: (id) => inRun.get(id) ?? given.personId(id),
  };
  const placesOf = Map.groupBy(given.places, ({ personId }) => personId);
  const headsOf = Map.groupBy(given.heads, ({ personId }) => personId);
  const planned = matched.map((one): PlannedPerson => {
    const { record, id, status } = one;
    const { data } = record.content;
    const leaveAt = leaveOf(record.content, now);
    const [placesBefore, headsBefore] = [placesOf.get(id) ?? [], headsOf.get(id) ?? []];
    const [assignments, headOf] = [data?.assignments ?? [], data?.headOf ?? []];
    const ofFeed = <T extends { source: string }>(facts: readonly T[]): T[] =>
      facts.filter(({ source }) => source === 'EHR');
    const out = status === 'LEFT' || given.leftBetween.has(record.externalId);
    return {
      ...one,
      record: isOwnSuspension(one) ? record : { ...record, content: { ...record.content, givenStatus: status } },
      after: personAfter(given, one),
      placesBefore,
      headsBefore,
      places: planPlaces(ofFeed(placesBefore), wantedPlaces(id, assignments, leaveAt, refs), now, leaveAt),
      heads: planHeads(ofFeed(headsBefore), wantedHeads(id, headOf, leaveAt, refs), now, leaveAt),
      ended: { places: out ? unfinished(placesBefore, now) : [], heads: out ? unfinished(headsBefore, now) : [] },
      leaveAt,
    };
  });
  const setBack = new Map(setbacks.map((one) => [one.externalId, one]));
  for (const { record } of matched)
    for (const one of setbacksOf(record, now, refs)) if (!setBack.has(one.externalId)) setBack.set(one.externalId, one);
  return { planned, setbacks: [...setBack.values()] };
}
