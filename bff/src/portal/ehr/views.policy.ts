import type { StagedAction, StagedView } from '@eoms/contracts/access/sync-run.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { FeedPerson, FeedUnit } from '../people/feed-reads.service.ts';
import { headsAfter, linkChanges, personValues, placesAfter, placesChange, unitValues } from './changes.policy.ts';
import { isClosure, isLeaver, isUnplaced } from './guards.policy.ts';
import type { PlannedPerson, WantedHead, WantedPlace } from './people.policy.ts';
import type { Stretch, StretchChanges } from './periods.policy.ts';
import type { Link } from './tree.policy.ts';
import type { PlannedUnit } from './units.policy.ts';

/** What ids are shown as. */
export interface Names {
  unit(id: string): Localized;
  position(code: string): Localized;
  person(id: string): string | null;
}

/** One line of a run: what changes, from what to what. */
export interface ChangeLine {
  readonly name: string;
  readonly action: StagedAction;
  readonly removal: boolean;
  readonly before: StagedView | null;
  readonly after: StagedView;
  readonly effectiveAt: Date | null;
}

const period = ({ from, to }: Stretch) => ({ from: from.toISOString(), until: to?.toISOString() ?? null });

const inOrder = <S extends Stretch>(stretches: readonly S[]): S[] =>
  stretches.toSorted((a, b) => a.from.getTime() - b.from.getTime());

const parentsOf = (links: readonly Link[], names: Names): NonNullable<StagedView['parents']> =>
  inOrder(links).map((link) => ({ parent: names.unit(link.parentId), ...period(link) }));

const placesOf = (places: readonly WantedPlace[], names: Names): NonNullable<StagedView['places']> =>
  inOrder(places).map((place) => ({
    unit: names.unit(place.unitId),
    position: names.position(place.position),
    level: place.level,
    primary: place.primary,
    lineManager: place.lineManagerId === null ? null : names.person(place.lineManagerId),
    dottedManager: place.dottedManagerId === null ? null : names.person(place.dottedManagerId),
    ...period(place),
  }));

const headsOf = (heads: readonly WantedHead[], names: Names): NonNullable<StagedView['heads']> =>
  inOrder(heads).map((head) => ({ unit: names.unit(head.unitId), kind: head.kind, ...period(head) }));

/** The latest instant ahead at which something of the change begins or ends. */
function latest(
  now: Date,
  changes: readonly StretchChanges<Stretch>[],
  more: readonly (Date | null)[] = [],
): Date | null {
  const turns = changes.flatMap(({ add, change }) =>
    [...add, ...change.map(({ wanted }) => wanted)].flatMap(({ from, to }) => [from, to]),
  );
  const ahead = [...turns, ...more].filter((at): at is Date => at !== null && at > now).map((at) => at.getTime());
  return ahead.length === 0 ? null : new Date(Math.max(...ahead));
}

const unitColumns = (unit: FeedUnit): StagedView => ({
  name: unit.nameZh,
  nameEn: unit.nameEn,
  code: unit.code,
  unitKind: unit.kind,
  unitStatus: unit.status,
});

const UNIT_NAMES: Readonly<Partial<Record<keyof FeedUnit, keyof StagedView>>> = {
  nameZh: 'name',
  nameEn: 'nameEn',
  code: 'code',
  kind: 'unitKind',
  status: 'unitStatus',
};

const PERSON_NAMES: Readonly<Partial<Record<keyof FeedPerson, keyof StagedView>>> = {
  name: 'name',
  employeeNo: 'employeeNo',
  account: 'account',
  phoneSealed: 'phone',
  idNumberSealed: 'idNumber',
  kind: 'personKind',
  status: 'personStatus',
  employment: 'employment',
  subject: 'subject',
};

const only = (view: StagedView, names: ReadonlySet<keyof StagedView>): StagedView =>
  Object.fromEntries(Object.entries(view).filter(([name]) => names.has(name as keyof StagedView)));

const shownNames = <T>(changed: object, names: Readonly<Partial<Record<keyof T, keyof StagedView>>>) =>
  new Set(Object.keys(changed).flatMap((name) => names[name as keyof T] ?? []));

/** Line of a unit that comes or changes. */
export function unitLine(unit: PlannedUnit, names: Names, now: Date): ChangeLine {
  const links = linkChanges(unit);
  const moves = links.add.length + links.change.length + links.remove.length > 0;
  const shown = unit.before ? shownNames<FeedUnit>(unitValues(unit), UNIT_NAMES) : null;
  const view = (columns: FeedUnit, all: readonly Link[]): StagedView => ({
    ...(shown ? only(unitColumns(columns), shown) : unitColumns(columns)),
    ...(moves ? { parents: parentsOf(all, names) } : {}),
  });
  const closes = isClosure(unit);
  return {
    name: unit.after.nameZh,
    action: unit.before ? (closes ? 'END' : 'CHANGE') : 'ADD',
    removal: closes,
    before: unit.before && view(unit.before, unit.linksBefore),
    after: view(unit.after, unit.linksAfter),
    effectiveAt: latest(now, [links]),
  };
}

const personColumns = (person: FeedPerson): StagedView => ({
  name: person.name,
  employeeNo: person.employeeNo,
  account: person.account,
  phone: person.phoneMasked,
  idNumber: person.idNumberMasked,
  personKind: person.kind,
  personStatus: person.status,
  employment: person.employment,
  subject: person.subject,
});

/** Line of a person who comes or changes. */
export function personLine(person: PlannedPerson, names: Names, now: Date): ChangeLine {
  const moves = placesChange(person);
  const shown = person.before ? shownNames<FeedPerson>(personValues(person), PERSON_NAMES) : null;
  const view = (columns: FeedPerson, places: readonly WantedPlace[], heads: readonly WantedHead[]): StagedView => ({
    ...(shown ? only(personColumns(columns), shown) : personColumns(columns)),
    ...(moves ? { places: placesOf(places, names), heads: headsOf(heads, names) } : {}),
  });
  const leaves = person.before !== null && person.before.status !== 'LEFT' && person.after.status === 'LEFT';
  return {
    name: person.after.name,
    action: person.before ? (leaves ? 'END' : 'CHANGE') : 'ADD',
    removal: leaves || isLeaver(person) || isUnplaced(person, now),
    before: person.before && view(person.before, person.placesBefore, person.headsBefore),
    after: view(person.after, placesAfter(person, now), headsAfter(person, now)),
    effectiveAt: latest(now, [person.places, person.heads], [person.leaveAt]),
  };
}
