import { createHash } from 'node:crypto';
import { SCIM_BASE, scimUrns } from '@eoms/contracts/access/scim.record';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { FieldVault } from '../../database/field-vault.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { feedPeople } from '../people/feed-reads.service.ts';
import type { ResourceType } from './attributes.policy.ts';
import { groupDoc } from './group-doc.policy.ts';
import { asksFor, project, type Projection } from './projection.policy.ts';
import type { Doc } from './resolve.policy.ts';
import { groupType, userType } from './resource-types.policy.ts';
import { ScimFault } from './scim-error.policy.ts';
import {
  readGroups,
  readOrganisation,
  readUsers,
  type GroupFacts,
  type Organisation,
  type Reading,
  type UserFacts,
} from './scim-facts.ts';
import { opened } from './scim-people.ts';
import { userDoc, type UserSurroundings } from './user-doc.policy.ts';

/** What reading resources needs of the process. */
export interface ScimReadDeps {
  readonly vault: FieldVault;
  /** Address people use, without a trailing slash. */
  readonly publicUrl: string;
}

const SYNC: MetaCode = 'access.scim.sync';

/** The HR product speaks for the whole company: a client that reaches a part of it only is refused. */
export function assertWhole({ caller }: Pick<Context, 'caller'>): void {
  if (caller.access.scope(SYNC).kind !== 'all') throw new AppError('permission_missing', { meta: SYNC });
}

/** Turns faults in the words of SCIM into refusals. */
export async function refusing<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ScimFault)) throw error;
    throw new AppError(error.code, { detail: { zh: error.message, en: error.message } });
  }
}

/** Address of a resource. */
export const locator =
  ({ publicUrl }: Pick<ScimReadDeps, 'publicUrl'>) =>
  (type: 'User' | 'Group', id: string): string =>
    `${publicUrl}${SCIM_BASE}/${type}s/${id}`;

const digest = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** The phone in the form in which it is kept: the version of a resource is the same whether or not it is shown. */
const sealOf = (facts: UserFacts | GroupFacts): string | null =>
  'person' in facts ? (facts.person.phoneSealed ?? null) : null;

/** A whole resource with `schemas` and `meta`; its version follows from everything it says. */
function finished(type: ResourceType, doc: Doc, facts: UserFacts | GroupFacts, location: string): Doc {
  const { phoneNumbers: _phones, ...said } = doc;
  const extensions = type.extensions.filter(({ id }) => doc[id] !== undefined).map(({ id }) => id);
  return {
    schemas: [type.core.id, ...extensions],
    ...doc,
    meta: {
      resourceType: type.name,
      created: facts.created.toISOString(),
      lastModified: facts.modified.toISOString(),
      location,
      version: `W/"${digest([said, sealOf(facts)])}"`,
    },
  };
}

async function managerNames(reading: Reading, users: readonly UserFacts[]): Promise<Map<string, string>> {
  const ids = users.flatMap(({ places }) => places.flatMap(({ lineManagerId }) => lineManagerId ?? []));
  const managers = await feedPeople({ column: 'id', values: ids }, reading.transaction);
  return new Map(managers.filter(({ ehrId }) => ehrId !== null).map(({ id, name }) => [id, name]));
}

/** What users are shown with; phones are opened only where they are asked for. */
export async function surroundingsOf(
  deps: ScimReadDeps,
  reading: Reading,
  users: readonly UserFacts[],
  organisation: Organisation,
): Promise<Omit<UserSurroundings, 'phone'>> {
  const managers = await managerNames(reading, users);
  return { now: reading.now, organisation, managers, location: locator(deps) };
}

/** Resources of some ids as whole documents, in their order. */
export interface Shelf {
  readonly type: ResourceType;
  read(ids: readonly string[]): Promise<Doc[]>;
}

/** Users as documents. */
export function userShelf(
  deps: ScimReadDeps,
  reading: Reading,
  organisation: Organisation,
  withPhones: boolean,
): Shelf {
  const read: Shelf['read'] = async (ids) => {
    const users = await readUsers(reading, ids);
    const around = await surroundingsOf(deps, reading, users, organisation);
    return users.map((facts) => {
      const phone = withPhones ? opened(deps, 'person-phone', facts.person.phoneSealed) : null;
      return finished(userType, userDoc(facts, { ...around, phone }), facts, around.location('User', facts.person.id));
    });
  };
  return { type: userType, read };
}

/** Groups as documents. */
export function groupShelf(
  deps: ScimReadDeps,
  reading: Reading,
  organisation: Organisation,
  withMembers: boolean,
): Shelf {
  const location = locator(deps);
  const read: Shelf['read'] = async (ids) => {
    const groups = await readGroups(reading, organisation, ids, withMembers);
    return groups.map((facts) =>
      finished(groupType, groupDoc(facts, organisation, location), facts, location('Group', facts.unit.id)),
    );
  };
  return { type: groupType, read };
}

/** One resource as a client asked to see it. @throws AppError `not_found` */
export async function readOne(
  deps: ScimReadDeps,
  reading: Reading,
  type: ResourceType,
  id: string,
  projection: Projection,
): Promise<Doc> {
  const organisation = await readOrganisation(reading);
  const shelf =
    type === userType
      ? userShelf(deps, reading, organisation, asksFor(type, projection, 'phoneNumbers'))
      : // The version of a group covers its members, whether or not they are shown.
        groupShelf(deps, reading, organisation, true);
  const [doc] = await shelf.read([id]);
  if (!doc) throw new AppError('not_found');
  return project(type, doc, projection);
}

/** The message that holds several resources. */
export const listMessage = <T>(total: number, startIndex: number, resources: readonly T[]) => ({
  schemas: [scimUrns.list],
  totalResults: total,
  startIndex,
  itemsPerPage: resources.length,
  Resources: [...resources],
});
