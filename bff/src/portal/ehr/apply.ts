import type { Transaction } from 'sequelize';
import { newId } from '../../database/new-id.ts';
import { recordChanges, type Change } from '../access/access.service.ts';
import { personSearchText, writeFeed, type FeedWrites } from '../people/feed-writes.service.ts';
import { linkChanges, personValues, unitValues } from './changes.policy.ts';
import type { PlannedPerson, WantedHead, WantedPlace } from './people.policy.ts';
import type { changesOf, Plan } from './plan.ts';
import type { Link } from './tree.policy.ts';
import type { PlannedUnit } from './units.policy.ts';

/** From this many changed people on the log of changes says "anything" instead of naming them. */
const NAMED_PEOPLE = 2_000;

type Changes = ReturnType<typeof changesOf>;

function logOf({ units, people }: Changes): Change[] {
  const heads = people.flatMap(({ heads: { add, change }, headsBefore, heads, ended }) => [
    ...[...add, ...change.map(({ wanted }) => wanted)].map(({ unitId }) => unitId),
    ...headsBefore
      .filter(({ id }) => heads.remove.includes(id) || ended.heads.includes(id))
      .map(({ unitId }) => unitId),
  ]);
  const organisation = [...units.map(({ id }) => id), ...heads];
  if (people.length + organisation.length > NAMED_PEOPLE) return [{ kind: 'org', ref: '*' }];
  return [
    ...people.map(({ id }) => ({ kind: 'person' as const, ref: id })),
    ...organisation.map((ref) => ({ kind: 'org' as const, ref })),
  ];
}

interface Stamp {
  readonly seq: number;
  readonly now: Date;
}

const fromFeed = ({ seq }: Stamp) => ({ seq, source: 'EHR' as const });

function unitWrites(units: readonly PlannedUnit[], stamp: Stamp): Pick<FeedWrites, 'units' | 'edges'> {
  const edgeOf = (link: Link) => ({
    id: newId(),
    childId: link.childId,
    parentId: link.parentId,
    startsAt: link.from,
    endsAt: link.to,
    ...fromFeed(stamp),
  });
  const links = units.map(linkChanges);
  return {
    units: {
      add: units.flatMap(({ before, after }) => (before ? [] : [{ ...after, createdAt: stamp.now }])),
      change: units
        .filter(({ before }) => before !== null)
        .map((unit) => ({ id: unit.id, values: unitValues(unit) }))
        .filter(({ values }) => Object.keys(values).length > 0),
    },
    edges: {
      add: links.flatMap(({ add }) => add.map(edgeOf)),
      change: links.flatMap(({ change }) =>
        change.map(({ id, wanted }) => ({ id, values: { endsAt: wanted.to, ...fromFeed(stamp) } })),
      ),
      remove: links.flatMap(({ remove }) => remove),
    },
  };
}

const searchText = ({ after: { name, account, employeeNo } }: PlannedPerson): string =>
  personSearchText(name, account, employeeNo);

function peopleWrites(people: readonly PlannedPerson[], { seq, now }: Stamp): FeedWrites['people'] {
  return {
    add: people
      .filter(({ before }) => before === null)
      .map((person) => ({
        ...person.after,
        statusSeq: seq,
        franchiseeId: null,
        sponsorUnitId: null,
        searchText: searchText(person),
        createdAt: now,
      })),
    change: people
      .filter(({ before }) => before !== null)
      .map((person) => {
        const values = personValues(person);
        if (Object.keys(values).length === 0) return { id: person.id, values };
        const status = values.status === undefined ? {} : { statusSeq: seq };
        return { id: person.id, values: { ...values, ...status, searchText: searchText(person) } };
      })
      .filter(({ values }) => Object.keys(values).length > 0),
  };
}

const placeColumns = ({ position, level, primary, lineManagerId, dottedManagerId, to }: WantedPlace) => ({
  position,
  level,
  isPrimary: primary,
  lineManagerId,
  dottedManagerId,
  endsAt: to,
});

const headColumns = ({ kind, to }: WantedHead) => ({ kind, endsAt: to });

/** Facts of EOMS that end because their person leaves; one that has not begun never comes. */
const endings = (facts: readonly { readonly id: string; readonly from: Date }[], ids: readonly string[], now: Date) => {
  const over = facts.filter(({ id }) => ids.includes(id));
  return {
    change: over.filter(({ from }) => from < now).map(({ id }) => ({ id, values: { endsAt: now } })),
    remove: over.filter(({ from }) => from >= now).map(({ id }) => id),
  };
};

function placeWrites(people: readonly PlannedPerson[], stamp: Stamp): FeedWrites['places'] {
  const ended = people.map(({ placesBefore, ended: { places } }) => endings(placesBefore, places, stamp.now));
  return {
    add: people.flatMap(({ places }) =>
      places.add.map((place) => ({
        id: newId(),
        personId: place.personId,
        unitId: place.unitId,
        startsAt: place.from,
        ...placeColumns(place),
        ...fromFeed(stamp),
      })),
    ),
    change: [
      ...people.flatMap(({ places }) =>
        places.change.map(({ id, wanted }) => ({ id, values: { ...placeColumns(wanted), ...fromFeed(stamp) } })),
      ),
      ...ended.flatMap(({ change }) => change),
    ],
    remove: [...people.flatMap(({ places }) => places.remove), ...ended.flatMap(({ remove }) => remove)],
  };
}

function headWrites(people: readonly PlannedPerson[], stamp: Stamp): FeedWrites['heads'] {
  const ended = people.map(({ headsBefore, ended: { heads } }) => endings(headsBefore, heads, stamp.now));
  return {
    add: people.flatMap(({ heads }) =>
      heads.add.map((head) => ({
        id: newId(),
        unitId: head.unitId,
        personId: head.personId,
        startsAt: head.from,
        ...headColumns(head),
        ...fromFeed(stamp),
      })),
    ),
    change: [
      ...people.flatMap(({ heads }) =>
        heads.change.map(({ id, wanted }) => ({ id, values: { ...headColumns(wanted), ...fromFeed(stamp) } })),
      ),
      ...ended.flatMap(({ change }) => change),
    ],
    remove: [...people.flatMap(({ heads }) => heads.remove), ...ended.flatMap(({ remove }) => remove)],
  };
}

/** Writes what a plan changes; nothing is written, and no change recorded, when it changes nothing. */
export async function applyPlan(
  { positions }: Pick<Plan, 'positions'>,
  changes: Changes,
  now: Date,
  transaction: Transaction,
): Promise<void> {
  const { units, people } = changes;
  if (units.length + people.length + positions.length === 0) return;
  const log = logOf(changes);
  const seq = log.length > 0 ? await recordChanges(transaction, log, now) : 0;
  const stamp = { seq, now };
  await writeFeed(
    {
      positions,
      ...unitWrites(units, stamp),
      people: peopleWrites(people, stamp),
      places: placeWrites(people, stamp),
      heads: headWrites(people, stamp),
    },
    transaction,
  );
}
