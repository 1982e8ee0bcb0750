import { scimUrns } from '@eoms/contracts/access/scim.record';
import type { FeedPlace, FeedUnit } from '../people/feed-reads.service.ts';
import type { Doc } from './resolve.policy.ts';
import type { Organisation, UserFacts } from './scim-facts.ts';

/** What a user's resource says beyond his own facts. */
export interface UserSurroundings {
  readonly now: Date;
  readonly organisation: Organisation;
  /** Names of superiors by id; those who are no users are left out. */
  readonly managers: ReadonlyMap<string, string>;
  /** Phone in plain, where it is asked for. */
  readonly phone: string | null;
  /** Address of a resource. */
  location(type: 'User' | 'Group', id: string): string;
}

/** Marks an id in the HR system that EOMS made because the client gave none. */
export const MADE_ID = 'scim:';

/** The id a client knows a resource by. */
export const externalIdOf = (ehrId: string | null, kept: { readonly externalId: string | null } | null) => {
  if (kept?.externalId) return kept.externalId;
  return ehrId === null || ehrId.startsWith(MADE_ID) ? undefined : ehrId;
};

const holdsAt = ({ from, to }: FeedPlace, at: Date): boolean => from <= at && (to === null || at < to);

/** The place that counts: the main one that holds, else one that holds, else the next one. */
export function mainPlace(places: readonly FeedPlace[], now: Date): FeedPlace | undefined {
  const held = places.filter((place) => holdsAt(place, now));
  return held.find(({ primary }) => primary) ?? held[0] ?? places.find(({ from }) => from > now);
}

/** How a client names a unit: its id in the HR system, or its code. */
export const unitName = (unit: FeedUnit | undefined): string | undefined => unit?.ehrId ?? unit?.code ?? undefined;

const without = (doc: Doc): Doc =>
  Object.fromEntries(
    Object.entries(doc).filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0)),
  );

const fieldsOf = (extras: Doc | undefined, name: string): Doc => (extras?.[name] ?? {}) as Doc;

function enterpriseOf({ person, kept }: UserFacts, place: FeedPlace | undefined, around: UserSurroundings): Doc {
  const managerId = place?.lineManagerId ?? null;
  const managerName = managerId === null ? undefined : around.managers.get(managerId);
  const unit = place && around.organisation.units.get(place.unitId);
  const { department: written, ...extras } = fieldsOf(kept?.extras, scimUrns.enterprise);
  return without({
    employeeNumber: person.employeeNo ?? undefined,
    ...extras,
    // In the client's own spelling while it still names the unit: otherwise the client would correct it for ever.
    department: unit && (unit.code === written || unit.ehrId === written) ? written : unitName(unit),
    manager:
      managerId === null || managerName === undefined
        ? undefined
        : { value: managerId, $ref: around.location('User', managerId), displayName: managerName },
  });
}

const assignmentOf = ({ person }: UserFacts, place: FeedPlace | undefined, { organisation }: UserSurroundings): Doc =>
  without({
    position: place?.position,
    positionName: place && organisation.positions.get(place.position)?.nameZh,
    level: place?.level,
    startsAt: place?.from.toISOString(),
    endsAt: place?.to?.toISOString(),
    status: person.status,
    subject: person.subject.startsWith('ehr:') ? undefined : person.subject,
  });

const groupsOf = ({ places }: UserFacts, { now, organisation, location }: UserSurroundings): Doc[] => {
  const unitIds = new Set(places.filter((place) => holdsAt(place, now)).map(({ unitId }) => unitId));
  return [...unitIds].flatMap((id) => {
    const unit = organisation.units.get(id);
    if (unit?.status !== 'ACTIVE') return [];
    return [{ value: id, $ref: location('Group', id), display: unit.nameZh, type: 'direct' }];
  });
};

/** A person as a SCIM user, without `meta` and `schemas`. What EOMS has a place for is read from there, the rest from what was kept. */
export function userDoc(facts: UserFacts, around: UserSurroundings): Doc {
  const { person, places, kept } = facts;
  const place = mainPlace(places, around.now);
  const { [scimUrns.enterprise]: _enterprise, ...extras } = kept?.extras ?? {};
  return without({
    id: person.id,
    externalId: externalIdOf(person.ehrId, kept),
    ...extras,
    userName: person.account ?? person.subject,
    displayName: person.name,
    active: person.status === 'ACTIVE',
    phoneNumbers: around.phone === null ? [] : [{ value: around.phone, type: 'mobile', primary: true }],
    groups: groupsOf(facts, around),
    [scimUrns.enterprise]: enterpriseOf(facts, place, around),
    [scimUrns.assignment]: assignmentOf(facts, place, around),
  });
}

const KEPT = ['name', 'nickName', 'title', 'userType', 'preferredLanguage', 'locale', 'timezone', 'emails'] as const;
const KEPT_ENTERPRISE = ['costCenter', 'organization', 'division', 'department'] as const;

const part = (doc: Doc, names: readonly string[]): Doc =>
  without(Object.fromEntries(names.map((name) => [name, doc[name]])));

/** What of a user EOMS has no place for. */
export function userExtras(doc: Doc): Doc {
  const enterprise = part(fieldsOf(doc, scimUrns.enterprise), KEPT_ENTERPRISE);
  return { ...part(doc, KEPT), ...(Object.keys(enterprise).length > 0 ? { [scimUrns.enterprise]: enterprise } : {}) };
}
