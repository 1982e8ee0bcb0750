import type { Context } from '../../http/context.ts';
import type { ResourceType } from './attributes.policy.ts';
import { parseFilter, type AttributePath, type Filter } from './filter.policy.ts';
import { matcherOf, type Matcher } from './match.policy.ts';
import { compareKeys, sortKeyOf, type SortKey } from './order.policy.ts';
import { asksFor, namesOf, project, type Projection } from './projection.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { groupType, userType } from './resource-types.policy.ts';
import { invalidSyntax, invalidValue, ScimFault } from './scim-error.policy.ts';
import { groupIds, readOrganisation, userIds, type Organisation, type Reading, type UserKey } from './scim-facts.ts';
import { groupShelf, listMessage, userShelf, type ScimReadDeps, type Shelf } from './scim-reads.service.ts';

/** Resources of one answer at most. */
export const MOST_RESULTS = 200;

/** What is searched for, how it is ordered, and which part is shown. */
export interface Search {
  readonly filter: string | undefined;
  readonly sortBy: string | undefined;
  readonly sortOrder: 'ascending' | 'descending';
  readonly startIndex: number;
  readonly count: number;
  readonly projection: Projection;
}

/** Resources read at once while a filter is tried on all of them. */
const BATCH = 500;

const namesOfPath = (filter: Filter): AttributePath[] => {
  if (filter.op === 'and' || filter.op === 'or') return [...namesOfPath(filter.left), ...namesOfPath(filter.right)];
  return filter.op === 'not' ? namesOfPath(filter.of) : [filter.path];
};

const isAbout = (path: AttributePath, name: string): boolean => path.name.toLowerCase() === name.toLowerCase();

const KEYS: Readonly<Record<string, UserKey['column']>> = {
  id: 'id',
  username: 'userName',
  externalid: 'externalId',
  employeenumber: 'employeeNumber',
};

// The database folds the case of ASCII letters only; other texts are compared by the filter itself.
const ASCII = /^[\x20-\x7e]*$/;

/** An equality that every match must satisfy, by which the database finds the candidates. */
function keyOf(filter: Filter | null): UserKey | null {
  if (filter?.op === 'and') return keyOf(filter.left) ?? keyOf(filter.right);
  if (filter?.op !== 'eq' || filter.path.sub !== null || typeof filter.value !== 'string') return null;
  const column = KEYS[filter.path.name.toLowerCase()];
  return column && ASCII.test(filter.value) ? { column, value: filter.value } : null;
}

interface Found {
  readonly shelf: Shelf;
  readonly id: string;
  readonly key: SortKey;
}

interface Source {
  readonly shelf: Shelf;
  ids(): Promise<string[]>;
}

function sourceOf(
  deps: ScimReadDeps,
  reading: Reading,
  organisation: Organisation,
  {
    type,
    filter,
    sortBy,
    projection,
  }: { type: ResourceType; filter: Filter | null } & Pick<Search, 'sortBy' | 'projection'>,
): Source {
  const uses = (name: string): boolean =>
    asksFor(type, projection, name) ||
    (sortBy ?? '').toLowerCase().includes(name.toLowerCase()) ||
    (filter !== null && namesOfPath(filter).some((path) => isAbout(path, name)));
  return type === userType
    ? {
        shelf: userShelf(deps, reading, organisation, uses('phoneNumbers')),
        ids: () => userIds(reading, keyOf(filter)),
      }
    : {
        shelf: groupShelf(deps, reading, organisation, uses('members') || uses('meta')),
        ids: () => Promise.resolve(groupIds(organisation)),
      };
}

/** Tries a filter on resources part by part, keeping of each match only what its place in the list needs. */
async function matchesOf({ shelf, ids }: Source, matches: Matcher | null, sortKey: ((doc: Doc) => SortKey) | null) {
  const candidates = await ids();
  if (!matches && !sortKey) return candidates.map((id): Found => ({ shelf, id, key: null }));
  const found: Found[] = [];
  for (let at = 0; at < candidates.length; at += BATCH) {
    const docs = await shelf.read(candidates.slice(at, at + BATCH));
    for (const doc of docs)
      if (!matches || matches(doc)) found.push({ shelf, id: String(doc['id']), key: sortKey ? sortKey(doc) : null });
  }
  return found;
}

/** A filter or order that one kind of resource does not know concerns the other kinds only. */
function bound<T>(types: readonly ResourceType[], bind: (type: ResourceType) => T): Map<ResourceType, T> {
  const known = new Map<ResourceType, T>();
  let refused: ScimFault | undefined;
  for (const type of types) {
    try {
      known.set(type, bind(type));
    } catch (error) {
      if (!(error instanceof ScimFault)) throw error;
      refused = error;
    }
  }
  if (known.size === 0 && refused) throw refused;
  return known;
}

async function shown(found: readonly Found[], projection: Projection): Promise<Doc[]> {
  const docs = new Map<string, Doc>();
  const byShelf = Map.groupBy(found, ({ shelf }) => shelf);
  for (const [shelf, part] of byShelf)
    for (const doc of await shelf.read(part.map(({ id }) => id)))
      docs.set(`${shelf.type.name} ${String(doc['id'])}`, project(shelf.type, doc, projection));
  return (
    found
      .map(({ shelf, id }) => docs.get(`${shelf.type.name} ${id}`))
      // Somebody may have gone between the two reads.
      .filter((doc) => doc !== undefined)
  );
}

/** Finds resources of some kinds (RFC 7644 section 3.4.2). @throws ScimFault */
export async function searchResources(
  deps: ScimReadDeps,
  context: Pick<Context, 'now'>,
  types: readonly ResourceType[],
  search: Search,
) {
  const reading = { transaction: undefined, now: context.now };
  const filter = search.filter === undefined ? null : parseFilter(search.filter);
  const { sortBy, projection } = search;
  const sortKeys = sortBy === undefined ? null : bound(types, (type) => sortKeyOf(type, sortBy));
  const matchers = filter === null ? null : bound(types, (type) => matcherOf(type, filter));
  const organisation = await readOrganisation(reading);
  const found: Found[] = [];
  for (const type of types) {
    const matches = matchers?.get(type);
    if (matchers && !matches) continue;
    const source = sourceOf(deps, reading, organisation, { type, filter, sortBy, projection });
    const sortKey = sortKeys ? (sortKeys.get(type) ?? (() => null)) : null;
    found.push(...(await matchesOf(source, matches ?? null, sortKey)));
  }
  const ordered = sortKeys ? found.toSorted(compareKeys(search.sortOrder)) : found;
  const startIndex = Math.max(1, search.startIndex);
  const count = Math.min(MOST_RESULTS, Math.max(0, search.count));
  const part = ordered.slice(startIndex - 1, startIndex - 1 + count);
  return listMessage(ordered.length, startIndex, await shown(part, projection));
}

const textIn = (body: Doc, name: string): string | undefined => {
  const value = valueIn(body, name);
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value.length > 4000) throw invalidValue(`${name} must be a text`);
  return value;
};

const valueIn = (body: Doc, name: string): unknown =>
  Object.entries(body).find(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];

const numberIn = (body: Doc, name: string, usual: number): number => {
  const value = valueIn(body, name) ?? usual;
  if (!Number.isSafeInteger(value)) throw invalidValue(`${name} must be a whole number`);
  return value as number;
};

const listIn = (body: Doc, name: string): string[] => {
  const value = valueIn(body, name) ?? [];
  if (!Array.isArray(value) || !value.every((each) => typeof each === 'string'))
    throw invalidSyntax(`${name} must be a list of names`);
  return value.flatMap((each) => namesOf(each));
};

/** A search as its body says it (RFC 7644 section 3.4.3). @throws ScimFault */
export function readSearch(body: Doc): Search {
  const order = textIn(body, 'sortOrder')?.toLowerCase() ?? 'ascending';
  if (order !== 'ascending' && order !== 'descending') throw invalidValue('sortOrder must be ascending or descending');
  return {
    filter: textIn(body, 'filter'),
    sortBy: textIn(body, 'sortBy'),
    sortOrder: order,
    startIndex: numberIn(body, 'startIndex', 1),
    count: numberIn(body, 'count', 100),
    projection: { attributes: listIn(body, 'attributes'), excludedAttributes: listIn(body, 'excludedAttributes') },
  };
}

/** Kinds of resources that a search at the root looks through. */
export const everything: readonly ResourceType[] = [userType, groupType];
