import { scimUrns } from '@eoms/contracts/access/scim.record';
import type { UnitKind } from '@eoms/contracts/access/shared.record';
import type { EhrUnit } from '@eoms/contracts/access/sync.record';
import type { FeedUnit } from '../people/feed-reads.service.ts';
import type { Doc } from './resolve.policy.ts';
import { invalidValue, notMutable } from './scim-error.policy.ts';
import type { GroupFacts, Organisation } from './scim-facts.ts';
import { externalIdOf } from './user-doc.policy.ts';

/** A unit as a SCIM group, without `meta` and `schemas`. */
export function groupDoc(
  { unit, kept, members }: GroupFacts,
  { units, parents }: Organisation,
  location: (type: 'User' | 'Group', id: string) => string,
): Doc {
  const edge = parents.get(unit.id);
  const parent = edge && units.get(edge.parentId);
  const externalId = externalIdOf(unit.ehrId, kept);
  return {
    id: unit.id,
    ...(externalId === undefined ? {} : { externalId }),
    displayName: unit.nameZh,
    ...(members && members.length > 0
      ? {
          members: members.map(({ id, name }) => ({
            value: id,
            $ref: location('User', id),
            display: name,
            type: 'User',
          })),
        }
      : {}),
    [scimUrns.unit]: {
      kind: unit.kind,
      ...(unit.code === null ? {} : { code: unit.code }),
      nameEn: unit.nameEn,
      ...(parent
        ? { parent: { value: parent.id, $ref: location('Group', parent.id), displayName: parent.nameZh } }
        : {}),
      ...(edge ? { effectiveFrom: edge.from.toISOString() } : {}),
    },
  };
}

const KINDS: readonly string[] = ['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'];
const text = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);
const unitOf = (doc: Doc): Doc => (doc[scimUrns.unit] ?? {}) as Doc;
const parentOf = (doc: Doc): string | null => text(((unitOf(doc)['parent'] ?? {}) as Doc)['value']);

function kindOf(doc: Doc, before: FeedUnit | null): UnitKind {
  const kind = text(unitOf(doc)['kind'])?.toUpperCase() ?? before?.kind ?? 'CENTRE';
  if (!KINDS.includes(kind)) throw invalidValue(`kind must be one of ${KINDS.join(', ')}`);
  if (before && before.kind !== kind) throw notMutable('kind cannot be changed');
  return kind as UnitKind;
}

/** What of a store's unit a client may not change: the stores system keeps it. */
function refuseStore(docBefore: Doc, docAfter: Doc): void {
  const [old, wanted] = [docBefore, docAfter].map((doc) =>
    JSON.stringify([doc['displayName'], unitOf(doc)['code'], unitOf(doc)['nameEn'], parentOf(doc)]),
  );
  if (old !== wanted) throw notMutable('name, code and place of a store are kept by the stores system');
}

/** What a unit's record is made from besides the resource. */
export interface UnitSurroundings {
  readonly now: Date;
  /** Id in the HR system of a unit. @throws ScimFault for an unknown one */
  unit(id: string): string;
  /** Topmost unit; null while there is none. */
  readonly rootId: string | null;
}

/** The record of a unit as the changed resource wants it; null when it is the same. @throws ScimFault */
export function unitRecord(
  before: FeedUnit | null,
  docBefore: Doc,
  docAfter: Doc,
  around: UnitSurroundings,
): EhrUnit | null {
  const kind = kindOf(docAfter, before);
  if (before?.kind === 'STORE') {
    refuseStore(docBefore, docAfter);
    return null;
  }
  const parentId = parentOf(docAfter) ?? (before === null ? around.rootId : parentOf(docBefore));
  if (parentId !== null && parentId === before?.id) throw invalidValue('a unit is not its own parent');
  const isPlaced = before !== null && parentId === parentOf(docBefore);
  const [since, wanted] = [text(unitOf(docBefore)['effectiveFrom']), text(unitOf(docAfter)['effectiveFrom'])];
  const from = isPlaced || wanted !== since ? wanted : null;
  const record: EhrUnit = {
    kind,
    code: text(unitOf(docAfter)['code']),
    nameZh: String(docAfter['displayName']),
    nameEn: text(unitOf(docAfter)['nameEn']),
    parentExternalId: parentId === null ? null : around.unit(parentId),
    effectiveFrom: from ?? around.now.toISOString(),
    status: 'ACTIVE',
  };
  const same = (left: Doc): string =>
    JSON.stringify([left['displayName'], unitOf(left)['code'], unitOf(left)['nameEn']]);
  return before && isPlaced && from === since && same(docBefore) === same(docAfter) ? null : record;
}
