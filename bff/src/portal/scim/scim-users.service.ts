import { scimUrns } from '@eoms/contracts/access/scim.record';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { feedPeople } from '../people/feed-reads.service.ts';
import { canonicalDoc, refuseIncomplete } from './canonical.policy.ts';
import { applyPatch, readOperations } from './patch.policy.ts';
import { project, type Projection } from './projection.policy.ts';
import { isObject, type Doc } from './resolve.policy.ts';
import { userType } from './resource-types.policy.ts';
import { audited, changing, keepResource, lockResource, push, type Changing, type ScimDeps } from './scim-changes.ts';
import { invalidValue, notMutable, notUnique } from './scim-error.policy.ts';
import { readOrganisation, readUsers, userIds, type Organisation, type UserFacts } from './scim-facts.ts';
import { ehrIdOf, isUsableId, openDesk, opened } from './scim-people.ts';
import { ScimResource } from './scim.model.ts';
import { refusing, surroundingsOf, userShelf } from './scim-reads.service.ts';
import { refuseStale } from './scim-version.ts';
import { MADE_ID, userDoc, userExtras } from './user-doc.policy.ts';
import { personRecord } from './user-record.policy.ts';

/** Makes the resource a client wants of the one there is. */
type Wish = (before: Doc) => Doc;

const managerIdOf = (doc: Doc): string[] => {
  const enterprise = doc[scimUrns.enterprise];
  const manager = isObject(enterprise) ? enterprise['manager'] : undefined;
  const value = isObject(manager) ? manager['value'] : undefined;
  return typeof value === 'string' ? [value] : [];
};

const nameKeyOf = (doc: Doc): string => String(doc['userName']).toLowerCase();

/** The whole resource with its phone, as changes start from it. */
async function wholeDoc(deps: ScimDeps, context: Changing, facts: UserFacts, organisation: Organisation): Promise<Doc> {
  const around = await surroundingsOf(deps, context, [facts], organisation);
  return userDoc(facts, { ...around, phone: opened(deps, 'person-phone', facts.person.phoneSealed) });
}

async function shownAgain(deps: ScimDeps, context: Changing, id: string, projection: Projection): Promise<Doc> {
  const shelf = userShelf(deps, context, await readOrganisation(context), true);
  const [doc] = await shelf.read([id]);
  if (!doc) throw new AppError('not_found');
  return project(userType, doc, projection);
}

/** No two users share a userName or an employee number, whatever the case; people HR does not keep yet are matched by the pipeline. */
async function refuseTaken(context: Changing, doc: Doc, own: string | null): Promise<void> {
  const number = (doc[scimUrns.enterprise] as Doc | undefined)?.['employeeNumber'];
  const keys = [
    { column: 'userName', value: String(doc['userName']) } as const,
    ...(typeof number === 'string' ? [{ column: 'employeeNumber', value: number } as const] : []),
  ];
  for (const key of keys) {
    const holders = (await userIds(context, key)).filter((id) => id !== own);
    if (holders.length > 0) throw notUnique(`${key.column} ${key.value} is taken by user ${holders[0] ?? ''}`);
  }
}

const externalOf = (doc: Doc): string | null => (typeof doc['externalId'] === 'string' ? doc['externalId'] : null);

/** Id under which the pipeline will know a new person. @throws ScimFault when a user of that id is there already */
async function freshId(context: Changing, doc: Doc): Promise<string> {
  const given = externalOf(doc);
  if (given === null || !isUsableId(given)) return `${MADE_ID}${newId()}`;
  const [holder] = await userIds(context, { column: 'externalId', value: given });
  if (holder !== undefined) throw notUnique(`externalId ${given} is taken by user ${holder}`);
  return given;
}

/** Two clients may create the same user at the same moment: whoever comes second finds what the first has kept. */
async function refuseRepeated({ transaction }: Changing, id: string, externalId: string): Promise<void> {
  const known = await ScimResource.count({ where: { type: 'User', id, deletedAt: null }, transaction });
  if (known > 0) throw notUnique(`externalId ${externalId} is taken by user ${id}`);
}

async function create(deps: ScimDeps, context: Changing, given: Doc, projection: Projection): Promise<Doc> {
  const doc = canonicalDoc(userType, given);
  refuseIncomplete(userType, doc);
  await refuseTaken(context, doc, null);
  const organisation = await readOrganisation(context);
  const desk = await openDesk(deps, context, organisation, [], managerIdOf(doc));
  const externalId = await freshId(context, doc);
  const data = personRecord(null, {}, doc, desk.around);
  await push(deps, context, [...desk.naming.records, { entity: 'person', externalId, data }]);
  const [person] = await feedPeople({ column: 'ehrId', values: [externalId] }, context.transaction);
  if (!person) throw invalidValue('the HR pipeline did not take the user');
  await refuseRepeated(context, person.id, externalId);
  await lockResource(context, 'User', person.id);
  await keepResource(context, 'User', person.id, {
    externalId: externalOf(doc) === externalId ? null : externalOf(doc),
    nameKey: nameKeyOf(doc),
    extras: userExtras(doc),
    deletedAt: null,
  });
  await audited(context, { action: 'scimCreateUser', objectKind: 'person' }, person.id, { after: doc });
  return shownAgain(deps, context, person.id, projection);
}

interface Change {
  readonly id: string;
  readonly ifMatch: string | null;
  readonly action: string;
  readonly projection: Projection;
}

/** Reads a user under the lock of his resource. @throws AppError `not_found`, `stale_version` */
async function claimed(deps: ScimDeps, context: Changing, { id, ifMatch }: Pick<Change, 'id' | 'ifMatch'>) {
  if ((await readUsers(context, [id])).length === 0) throw new AppError('not_found');
  await lockResource(context, 'User', id);
  const organisation = await readOrganisation(context);
  const [facts] = await readUsers(context, [id]);
  if (!facts) throw new AppError('not_found');
  if (ifMatch !== null) {
    const [doc] = await userShelf(deps, context, organisation, false).read([id]);
    refuseStale(ifMatch, doc);
  }
  return { facts, organisation };
}

async function change(deps: ScimDeps, context: Changing, wanted: Change, wish: Wish): Promise<Doc> {
  const { id, action, projection } = wanted;
  const { facts, organisation } = await claimed(deps, context, wanted);
  const docBefore = await wholeDoc(deps, context, facts, organisation);
  const docAfter = wish(docBefore);
  refuseIncomplete(userType, docAfter);
  if (nameKeyOf(docAfter) !== nameKeyOf(docBefore) || !sameNumber(docBefore, docAfter))
    await refuseTaken(context, docAfter, id);
  const desk = await openDesk(deps, context, organisation, [facts], managerIdOf(docAfter));
  const before = desk.before(facts);
  const data = personRecord(before, docBefore, docAfter, desk.around);
  const same = JSON.stringify(data) === JSON.stringify(personRecord(before, docBefore, docBefore, desk.around));
  const externalId = ehrIdOf(facts);
  if (!same) await push(deps, context, [...desk.naming.records, { entity: 'person', externalId, data }]);
  await keepResource(context, 'User', id, {
    externalId: externalOf(docAfter) === externalId ? null : externalOf(docAfter),
    nameKey: nameKeyOf(docAfter),
    extras: userExtras(docAfter),
  });
  await audited(context, { action, objectKind: 'person' }, id, { before: docBefore, after: docAfter });
  return shownAgain(deps, context, id, projection);
}

const numberOf = (doc: Doc): unknown => (doc[scimUrns.enterprise] as Doc | undefined)?.['employeeNumber'];
const sameNumber = (before: Doc, after: Doc): boolean => numberOf(before) === numberOf(after);

/**
 * What a PUT leaves. Attributes of the user himself that are not named are cleared; the extensions and what answers do not show by
 * themselves count as not asserted (RFC 7644 section 3.5.1), so that no product that knows nothing of places takes one away.
 */
const replacing =
  (given: Doc): Wish =>
  (before) => {
    const id = given['id'];
    if (id !== undefined && id !== before['id']) throw notMutable('id cannot be changed');
    const doc = canonicalDoc(userType, given);
    const merged = (urn: string): Doc => ({ [urn]: { ...(before[urn] as Doc), ...(doc[urn] as Doc) } });
    const asserted = {
      externalId: before['externalId'],
      phoneNumbers: before['phoneNumbers'],
      active: before['active'],
    };
    return {
      id: before['id'],
      ...asserted,
      ...doc,
      ...merged(scimUrns.enterprise),
      ...merged(scimUrns.assignment),
    };
  };

async function remove(deps: ScimDeps, context: Changing, id: string, ifMatch: string | null): Promise<void> {
  const { facts } = await claimed(deps, context, { id, ifMatch });
  const externalId = ehrIdOf(facts);
  if (facts.person.status !== 'LEFT') await push(deps, context, [{ entity: 'person', externalId, data: null }]);
  await keepResource(context, 'User', id, { deletedAt: context.now, nameKey: null });
  await audited(context, { action: 'scimDeleteUser', objectKind: 'person' }, id, {});
}

/** What a client says about one change of a resource. */
export interface ScimChange {
  readonly id: string;
  readonly body: Doc;
  readonly ifMatch: string | null;
  readonly projection: Projection;
}

/** Changes of users, each in a transaction of its own. */
export const userWriter = (deps: ScimDeps) => ({
  create: (context: Context, body: Doc, projection: Projection): Promise<Doc> =>
    refusing(() => changing(deps, context, (own) => create(deps, own, body, projection))),
  replace: (context: Context, { body, ...wanted }: ScimChange): Promise<Doc> =>
    refusing(() =>
      changing(deps, context, (own) => change(deps, own, { ...wanted, action: 'scimReplaceUser' }, replacing(body))),
    ),
  patch: (context: Context, { body, ...wanted }: ScimChange): Promise<Doc> =>
    refusing(() => {
      const operations = readOperations(body);
      const wish: Wish = (before) => applyPatch(userType, before, operations);
      return changing(deps, context, (own) => change(deps, own, { ...wanted, action: 'scimPatchUser' }, wish));
    }),
  remove: (context: Context, { id, ifMatch }: Pick<ScimChange, 'id' | 'ifMatch'>): Promise<void> =>
    refusing(() => changing(deps, context, (own) => remove(deps, own, id, ifMatch))),
});
