import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Line, manyOf, pageOf, pageQuery, SearchText } from '../fields.ts';
import { CatalogueChange, ChangePreview } from './catalogue-change.record.ts';
import * as example from './catalogue.examples.ts';
import {
  AccessPolicyRecord,
  BaseRuleRow,
  CatalogueSystem,
  LifeStatus,
  MetaDetail,
  MetaEntry,
  MetaKind,
  MetaStatus,
  PositionRef,
  RoleDetail,
  RoleRow,
  SodRuleRow,
} from './catalogue.record.ts';
import { AccessRequest, RequestRow } from './requests.record.ts';
import { MetaCodeText, PersonRef, SystemCodeText, UnitRef } from './shared.record.ts';

export * from './catalogue-change.record.ts';
export * from './catalogue.record.ts';

const read = { method: 'get', tags: ['access'], meta: 'access.catalogue.view' } as const;
const Risk = z.coerce.number().int().min(0).max(3);
const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

/** Every business system with its owner. */
export const listSystems = defineEndpoint({
  ...read,
  id: 'listSystems',
  path: '/api/access/systems',
  summary: 'List systems',
  response: listOf(CatalogueSystem),
  errors: [],
  examples: { response: { items: [example.system] } },
});

/** One business system. */
export const getSystem = defineEndpoint({
  ...read,
  id: 'getSystem',
  path: '/api/access/systems/:system',
  summary: 'Read a system',
  params: z.strictObject({ system: SystemCodeText }),
  response: CatalogueSystem,
  errors: ['not_found'],
  examples: { params: { system: 'stores' }, response: example.system },
});

/** Permissions, page by page. */
export const listMetas = defineEndpoint({
  ...read,
  id: 'listMetas',
  path: '/api/access/metas',
  summary: 'List permissions',
  query: z.strictObject({
    q: SearchText.optional(),
    system: manyOf(SystemCodeText),
    status: manyOf(MetaStatus),
    kind: manyOf(MetaKind),
    risk: manyOf(Risk),
    ...pageQuery,
  }),
  response: pageOf(MetaEntry),
  errors: ['invalid_cursor'],
  examples: { query: { q: '门店', risk: [2, 3] }, response: { items: [example.meta], next: null } },
});

/** All permissions of one system at once, for trees; a repeated read costs nothing while nothing changed. */
export const listSystemMetas = defineEndpoint({
  ...read,
  id: 'listSystemMetas',
  path: '/api/access/systems/:system/metas',
  summary: 'All permissions of a system',
  etag: true,
  params: z.strictObject({ system: SystemCodeText }),
  response: listOf(MetaEntry),
  errors: [],
  examples: { params: { system: 'stores' }, response: { items: [example.meta, example.ownerMeta] } },
});

/** One permission and who holds it; a retired one is found by its last life. */
export const getMeta = defineEndpoint({
  ...read,
  id: 'getMeta',
  path: '/api/access/metas/:code',
  summary: 'Read a permission',
  etag: true,
  params: z.strictObject({ code: MetaCodeText }),
  response: MetaDetail,
  errors: ['not_found'],
  examples: { params: { code: 'stores.store.edit' }, response: example.metaDetail },
});

/** Roles, page by page. */
export const listRoles = defineEndpoint({
  ...read,
  id: 'listRoles',
  path: '/api/access/roles',
  summary: 'List roles',
  query: z.strictObject({
    q: SearchText.optional(),
    system: manyOf(SystemCodeText),
    status: manyOf(LifeStatus),
    ...pageQuery,
  }),
  response: pageOf(RoleRow),
  errors: ['invalid_cursor'],
  examples: { query: { q: '门店', system: ['stores'] }, response: { items: [example.role], next: null } },
});

/** One role with its permissions, rules and holders. */
export const getRole = defineEndpoint({
  ...read,
  id: 'getRole',
  path: '/api/access/roles/:roleId',
  summary: 'Read a role',
  etag: true,
  params: z.strictObject({ roleId: Id }),
  response: RoleDetail,
  errors: ['not_found'],
  examples: { params: { roleId: example.role.id }, response: example.roleDetail },
});

/** Base rules, the newest first. */
export const listRules = defineEndpoint({
  ...read,
  id: 'listRules',
  path: '/api/access/rules',
  summary: 'List base rules',
  query: z.strictObject({
    q: SearchText.optional().meta({ description: 'Part of the name or code of the role' }),
    system: manyOf(SystemCodeText),
    roleId: manyOf(Id),
    unitId: Id.optional().meta({ description: 'Rules that reach this unit, also from above' }),
    state: manyOf(z.enum(['SCHEDULED', 'ACTIVE', 'ENDED'])),
    ...pageQuery,
  }),
  response: pageOf(BaseRuleRow),
  errors: ['invalid_cursor'],
  examples: { query: { q: '门店', state: ['ACTIVE'] }, response: { items: [example.rule], next: null } },
});

/** Rules about separation of duties. */
export const listSodRules = defineEndpoint({
  ...read,
  id: 'listSodRules',
  path: '/api/access/sod-rules',
  summary: 'List rules of separation of duties',
  response: listOf(SodRuleRow),
  errors: [],
  examples: { response: { items: [example.sodRule] } },
});

/** Settings of the permission centre. */
export const getAccessPolicy = defineEndpoint({
  ...read,
  id: 'getAccessPolicy',
  path: '/api/access/policy',
  summary: 'Read the access policy',
  etag: true,
  response: AccessPolicyRecord,
  errors: [],
  examples: { response: example.policy },
});

const propose = { method: 'post', tags: ['access'] } as const;

/** What a change would do to people; nothing is written. */
export const previewChange = defineEndpoint({
  ...propose,
  id: 'previewChange',
  path: '/api/access/changes/preview',
  summary: 'Preview a change of the catalogue',
  meta: 'access.catalogue.view',
  body: CatalogueChange,
  response: ChangePreview,
  errors: ['change_not_applicable'],
  examples: { body: { ops: [example.addPermission] }, response: example.preview },
});

/** Asks the permission owners to approve a change; it takes effect with their decision. */
export const proposeChange = defineEndpoint({
  ...propose,
  id: 'proposeChange',
  path: '/api/access/changes',
  summary: 'Propose a change of the catalogue',
  meta: 'access.catalogue.propose',
  status: 201,
  body: z.strictObject({ ...CatalogueChange.shape, reason: Line(500) }),
  response: AccessRequest,
  errors: ['change_not_applicable', 'duties_conflict', 'last_administrators', 'no_decider'],
  examples: { body: { ops: [example.addPermission], reason: '督导需要维护门店资料' }, response: example.request },
});

/** Changes that were proposed, the newest first. */
export const listChanges = defineEndpoint({
  ...read,
  id: 'listChanges',
  path: '/api/access/changes',
  summary: 'List changes of the catalogue',
  query: z.strictObject({ ...pageQuery }),
  response: pageOf(RequestRow),
  errors: ['invalid_cursor'],
  examples: { response: { items: [example.requestRow], next: null } },
});

/** Units a rule may name, the larger ones first; `more` says that only the first are shown. */
export const listUnitChoices = defineEndpoint({
  ...read,
  id: 'listUnitChoices',
  path: '/api/access/choices/units',
  summary: 'Units to choose from',
  query: z.strictObject({ q: SearchText.optional() }),
  response: listOf(UnitRef).extend({ more: z.boolean() }),
  errors: [],
  examples: { query: { q: '华东' }, response: { items: [example.unit], more: false } },
});

/** Positions a rule may name. */
export const listPositionChoices = defineEndpoint({
  ...read,
  id: 'listPositionChoices',
  path: '/api/access/choices/positions',
  summary: 'Positions to choose from',
  response: listOf(PositionRef),
  errors: [],
  examples: { response: { items: [example.position] } },
});

/** Active people who may own a system. */
export const listOwnerChoices = defineEndpoint({
  ...read,
  id: 'listOwnerChoices',
  path: '/api/access/choices/owners',
  summary: 'People who may own a system',
  query: z.strictObject({ q: SearchText.optional(), ...pageQuery }),
  response: pageOf(PersonRef),
  errors: ['invalid_cursor'],
  examples: { query: { q: '王' }, response: { items: [example.person], next: null } },
});
