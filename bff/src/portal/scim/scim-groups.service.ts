import { scimUrns } from '@eoms/contracts/access/scim.record';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { feedUnits } from '../people/feed-reads.service.ts';
import { canonicalDoc, refuseIncomplete } from './canonical.policy.ts';
import { groupDoc, unitRecord } from './group-doc.policy.ts';
import { applyPatch, readOperations } from './patch.policy.ts';
import { project, type Projection } from './projection.policy.ts';
import { isObject, type Doc } from './resolve.policy.ts';
import { groupType } from './resource-types.policy.ts';
import {
  audited,
  changing,
  keepResource,
  lockResource,
  push,
  type Changing,
  type PushedRecord,
  type ScimDeps,
} from './scim-changes.ts';
import { invalidValue, notMutable, notUnique } from './scim-error.policy.ts';
import { holdsAt, readGroups, readOrganisation, readUsers, type GroupFacts, type Organisation } from './scim-facts.ts';
import { ehrIdOf, isUsableId, openDesk, UnitNaming } from './scim-people.ts';
import { groupShelf, locator, refusing } from './scim-reads.service.ts';
import type { ScimChange } from './scim-users.service.ts';
import { refuseStale } from './scim-version.ts';
import { MADE_ID } from './user-doc.policy.ts';
import { withoutPlace, withPlace } from './place.policy.ts';

type Wish = (before: Doc) => Doc;

const membersOf = (doc: Doc): string[] => {
  const members = Array.isArray(doc['members']) ? (doc['members'] as Doc[]) : [];
  return [
    ...new Set(
      members.map(({ value, type }) => {
        if (typeof type === 'string' && type.toLowerCase() !== 'user')
          throw invalidValue('members are users; the unit above is the parent');
        if (typeof value !== 'string') throw invalidValue('each member needs the id of a user as value');
        return value;
      }),
    ),
  ];
};

const externalOf = (doc: Doc): string | null => (typeof doc['externalId'] === 'string' ? doc['externalId'] : null);

const rootOf = ({ units, parents }: Organisation): string | null =>
  [...units.values()].find(({ id, status }) => status === 'ACTIVE' && !parents.has(id))?.id ?? null;

async function shownAgain(deps: ScimDeps, context: Changing, id: string, projection: Projection): Promise<Doc> {
  const [doc] = await groupShelf(deps, context, await readOrganisation(context), true).read([id]);
  if (!doc) throw new AppError('not_found');
  return project(groupType, doc, projection);
}

/** Records of the people who come into a unit and of those who go from it. @throws ScimFault for an unknown user */
async function memberRecords(
  deps: ScimDeps,
  context: Changing,
  organisation: Organisation,
  unit: { readonly id: string | null; readonly externalId: string },
  changes: { readonly added: readonly string[]; readonly removed: readonly string[] },
): Promise<PushedRecord[]> {
  const ids = [...changes.added, ...changes.removed].toSorted();
  if (ids.length === 0) return [];
  for (const id of ids) if ((await readUsers(context, [id])).length === 0) throw invalidValue(`there is no user ${id}`);
  // In the order of their ids, so that two changes of the same people wait for each other instead of for ever.
  for (const id of ids) await lockResource(context, 'User', id);
  const people = await readUsers(context, ids);
  const desk = await openDesk(deps, context, organisation, people);
  const added = new Set(changes.added);
  const records = people.flatMap((facts): PushedRecord[] => {
    const { person, places } = facts;
    const { data, main } = desk.before(facts);
    const isIn = places.some((place) => place.unitId === unit.id && holdsAt(place, context.now));
    if (added.has(person.id) === isIn) return [];
    if (person.status === 'LEFT') throw invalidValue(`user ${person.id} has left`);
    const after = added.has(person.id)
      ? withPlace(data, unit.externalId, main, context.now)
      : withoutPlace(data, unit.externalId, context.now);
    return [{ entity: 'person', externalId: ehrIdOf(facts), data: after }];
  });
  return [...desk.naming.records, ...records];
}

function freshId(doc: Doc, organisation: Organisation): string {
  const given = externalOf(doc);
  if (given === null || !isUsableId(given)) return `${MADE_ID}${newId()}`;
  const holder = [...organisation.units.values()].find(({ ehrId, status }) => ehrId === given && status === 'ACTIVE');
  if (holder) throw notUnique(`externalId ${given} is taken by group ${holder.id}`);
  return given;
}

async function create(deps: ScimDeps, context: Changing, given: Doc, projection: Projection): Promise<Doc> {
  const doc = canonicalDoc(groupType, given);
  refuseIncomplete(groupType, doc);
  const organisation = await readOrganisation(context);
  const naming = new UnitNaming(organisation, context.now);
  const around = { now: context.now, unit: (id: string) => naming.idOf(id), rootId: rootOf(organisation) };
  const data = unitRecord(null, {}, doc, around);
  if (data?.kind === 'STORE') throw notMutable('stores are opened in the stores system');
  const externalId = freshId(doc, organisation);
  const added = membersOf(doc);
  const members = await memberRecords(deps, context, organisation, { id: null, externalId }, { added, removed: [] });
  await push(deps, context, [...naming.records, { entity: 'unit', externalId, data }, ...members]);
  const unit = (await feedUnits(context.transaction)).find(({ ehrId }) => ehrId === externalId);
  if (!unit) throw invalidValue('the HR pipeline did not take the group');
  await lockResource(context, 'Group', unit.id);
  await keepResource(context, 'Group', unit.id, {
    externalId: externalOf(doc) === externalId ? null : externalOf(doc),
    deletedAt: null,
  });
  await audited(context, { action: 'scimCreateGroup', objectKind: 'unit' }, unit.id, { after: doc });
  return shownAgain(deps, context, unit.id, projection);
}

interface Change {
  readonly id: string;
  readonly ifMatch: string | null;
  readonly action: string;
  readonly projection: Projection;
}

/** Reads a group under the lock of its resource. @throws AppError `not_found`, `stale_version` */
async function claimed(deps: ScimDeps, context: Changing, { id, ifMatch }: Pick<Change, 'id' | 'ifMatch'>) {
  if (!(await readOrganisation(context)).units.has(id)) throw new AppError('not_found');
  await lockResource(context, 'Group', id);
  const organisation = await readOrganisation(context);
  const [facts] = await readGroups(context, organisation, [id], true);
  if (!facts) throw new AppError('not_found');
  if (ifMatch !== null) {
    const [doc] = await groupShelf(deps, context, organisation, true).read([id]);
    refuseStale(ifMatch, doc);
  }
  return { facts, organisation };
}

/** Records that bring a unit and its members from what they are to what is wanted. */
async function recordsOf(
  deps: ScimDeps,
  context: Changing,
  { unit }: GroupFacts,
  organisation: Organisation,
  docs: { readonly before: Doc; readonly after: Doc },
): Promise<PushedRecord[]> {
  const [old, wanted] = [membersOf(docs.before), membersOf(docs.after)];
  const added = wanted.filter((id) => !old.includes(id));
  const removed = old.filter((id) => !wanted.includes(id));
  const naming = new UnitNaming(organisation, context.now);
  const around = { now: context.now, unit: (id: string) => naming.idOf(id), rootId: rootOf(organisation) };
  const data = unitRecord(unit, docs.before, docs.after, around);
  if (data === null && added.length + removed.length === 0) return [];
  const externalId = naming.idOf(unit.id);
  const members = await memberRecords(deps, context, organisation, { id: unit.id, externalId }, { added, removed });
  const own: PushedRecord[] = data === null ? [] : [{ entity: 'unit', externalId, data }];
  // What only names an older unit is replaced by the record that changes it.
  const names = naming.records.filter((record) => data === null || record.externalId !== externalId);
  return [...names, ...own, ...members];
}

async function change(deps: ScimDeps, context: Changing, wanted: Change, wish: Wish): Promise<Doc> {
  const { id, action, projection } = wanted;
  const { facts, organisation } = await claimed(deps, context, wanted);
  const before = groupDoc(facts, organisation, locator(deps));
  const after = wish(before);
  refuseIncomplete(groupType, after);
  const records = await recordsOf(deps, context, facts, organisation, { before, after });
  await push(deps, context, distinct(records));
  const externalId = externalOf(after);
  await keepResource(context, 'Group', id, { externalId: externalId === facts.unit.ehrId ? null : externalId });
  await audited(context, { action, objectKind: 'unit' }, id, { before, after });
  return shownAgain(deps, context, id, projection);
}

/** Each record once: units of members may be the same older ones. */
const distinct = (records: readonly PushedRecord[]): PushedRecord[] => [
  ...new Map(records.map((record) => [`${record.entity} ${record.externalId}`, record])).values(),
];

/** What a PUT leaves; the extension, the id in the HR system and members that are not named count as not asserted. */
const replacing =
  (given: Doc): Wish =>
  (before) => {
    const id = given['id'];
    if (id !== undefined && id !== before['id']) throw notMutable('id cannot be changed');
    const doc = canonicalDoc(groupType, given);
    const unit = isObject(doc[scimUrns.unit]) ? (doc[scimUrns.unit] as Doc) : {};
    const asserted = Object.keys(given).some((name) => name.toLowerCase() === 'members');
    return {
      id: before['id'],
      externalId: before['externalId'],
      ...(asserted ? {} : { members: before['members'] }),
      ...doc,
      [scimUrns.unit]: { ...(before[scimUrns.unit] as Doc), ...unit },
    };
  };

async function remove(deps: ScimDeps, context: Changing, id: string, ifMatch: string | null): Promise<void> {
  const { facts, organisation } = await claimed(deps, context, { id, ifMatch });
  if (facts.unit.kind === 'STORE') throw notMutable('stores are closed in the stores system');
  const naming = new UnitNaming(organisation, context.now);
  const externalId = naming.idOf(id);
  const names = naming.records.filter((record) => record.externalId !== externalId);
  const known = naming.records.find((record) => record.externalId === externalId);
  // A unit from before the first push is made known before it is closed.
  if (known) await push(deps, context, [...names, known]);
  await push(deps, context, [{ entity: 'unit', externalId, data: null }]);
  await keepResource(context, 'Group', id, { deletedAt: context.now });
  await audited(context, { action: 'scimDeleteGroup', objectKind: 'unit' }, id, {});
}

/** Changes of groups, each in a transaction of its own. */
export const groupWriter = (deps: ScimDeps) => ({
  create: (context: Context, body: Doc, projection: Projection): Promise<Doc> =>
    refusing(() => changing(deps, context, (own) => create(deps, own, body, projection))),
  replace: (context: Context, { body, ...wanted }: ScimChange): Promise<Doc> =>
    refusing(() =>
      changing(deps, context, (own) => change(deps, own, { ...wanted, action: 'scimReplaceGroup' }, replacing(body))),
    ),
  patch: (context: Context, { body, ...wanted }: ScimChange): Promise<Doc> =>
    refusing(() => {
      const operations = readOperations(body);
      const wish: Wish = (before) => applyPatch(groupType, before, operations);
      return changing(deps, context, (own) => change(deps, own, { ...wanted, action: 'scimPatchGroup' }, wish));
    }),
  remove: (context: Context, { id, ifMatch }: Pick<ScimChange, 'id' | 'ifMatch'>): Promise<void> =>
    refusing(() => changing(deps, context, (own) => remove(deps, own, id, ifMatch))),
});
