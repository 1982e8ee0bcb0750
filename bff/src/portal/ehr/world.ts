import type { Transaction } from 'sequelize';
import {
  feedEdges,
  feedHeads,
  feedPeople,
  feedPlaces,
  feedPositions,
  feedUnits,
  type FeedEdge,
  type FeedHead,
  type FeedPerson,
  type FeedPlace,
  type FeedUnit,
  type PeopleKeys,
} from '../people/feed-reads.service.ts';
import { namesByIds } from '../people/people.service.ts';
import type { Kept, KeptPerson, KeptUnit } from './kept.ts';

/** Position as it is stored. */
export interface StoredPosition {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** What a run is planned against. */
export interface World {
  readonly units: readonly FeedUnit[];
  readonly edges: readonly FeedEdge[];
  readonly positions: readonly StoredPosition[];
  /** People the records may speak of, managers included. */
  readonly people: readonly FeedPerson[];
  readonly places: readonly FeedPlace[];
  readonly heads: readonly FeedHead[];
  /** Names of managers that are stored with places. */
  readonly managers: ReadonlyMap<string, string>;
}

/** Records a run looks at, by their ids in the HR system. */
export interface Work {
  readonly units: ReadonlyMap<string, Kept<KeptUnit>>;
  readonly people: ReadonlyMap<string, Kept<KeptPerson>>;
}

/** From this many people on everybody is read at once. */
const MANY = 5_000;

function keysOf({ people }: Work): PeopleKeys[] {
  const records = [...people.values()];
  const data = records.flatMap(({ content }) => (content.data ? [content.data] : []));
  const texts = (values: readonly (string | null)[]): string[] => values.filter((value) => value !== null);
  const managers = data.flatMap(({ assignments }) =>
    assignments.flatMap((one) => [one.lineManagerExternalId, one.dottedManagerExternalId]),
  );
  return [
    { column: 'ehrId', values: [...records.map(({ externalId }) => externalId), ...texts(managers)] },
    { column: 'employeeNo', values: texts(data.map(({ employeeNo }) => employeeNo)) },
    { column: 'subject', values: texts(data.map(({ subject }) => subject)) },
    { column: 'account', values: texts(data.map(({ account }) => account)) },
  ];
}

async function readPeople(work: Work, transaction: Transaction): Promise<FeedPerson[]> {
  if (work.people.size > MANY) return feedPeople(null, transaction);
  const found = new Map<string, FeedPerson>();
  for (const keys of keysOf(work))
    for (const person of await feedPeople(keys, transaction)) found.set(person.id, person);
  return [...found.values()];
}

/** Reads what the records of a run are compared with. */
export async function readWorld(work: Work, transaction: Transaction): Promise<World> {
  const units = await feedUnits(transaction);
  const edges = work.units.size > 0 ? await feedEdges(transaction) : [];
  const people = work.people.size > 0 ? await readPeople(work, transaction) : [];
  const personIds = work.people.size > MANY ? null : people.map(({ id }) => id);
  const places = people.length > 0 ? await feedPlaces(personIds, transaction) : [];
  const heads = people.length > 0 ? await feedHeads(personIds, transaction) : [];
  const known = new Set(people.map(({ id }) => id));
  const others = places
    .flatMap(({ lineManagerId, dottedManagerId }) => [lineManagerId, dottedManagerId])
    .filter((id): id is string => id !== null && !known.has(id));
  return {
    units,
    edges,
    positions: await feedPositions(transaction),
    people,
    places,
    heads,
    managers: await namesByIds({ transaction }, others),
  };
}
