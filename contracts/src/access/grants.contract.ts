import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Day, Id, Instant, Line, LocalizedText, Paragraphs, Version, manyOf, pageOf, pageQuery } from '../fields.ts';
import { heldExample, itemExample, people, requestExample, requestId, storeUnitId } from './requests.examples.ts';
import { AccessRequest, requestFields } from './requests.record.ts';
import { GrantKind, MetaRef, PersonRef, RoleRef, ScopeShown, SystemCodeText, UnitRef } from './shared.record.ts';

/** How a grant stands now; computed from its columns, the places of its grantee and the time. */
export const GrantState = z.enum(['SCHEDULED', 'ACTIVE', 'SUSPENDED', 'ENDED', 'REVOKED']).meta({
  id: 'GrantState',
  description: 'Follows from dates and places; SUSPENDED: rests since a move until the new superior confirms it',
});
/** How a grant stands now. */
export type GrantState = z.infer<typeof GrantState>;

/** A role or a permission given to a person. */
export const Grant = z
  .object({
    id: Id,
    requestId: Id,
    requestNumber: z.string(),
    person: PersonRef,
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    name: LocalizedText,
    system: SystemCodeText,
    metas: z.array(MetaRef),
    riskTier: z.int().min(0).max(3),
    scope: ScopeShown,
    kind: GrantKind,
    from: Instant,
    /** Excluded end. */
    until: Instant.nullable(),
    state: GrantState,
    /** Rests since a move; ends at `confirmBy` unless the new superior confirms it. */
    suspended: z.object({ since: Instant, confirmBy: Instant, unit: UnitRef.nullable() }).nullable(),
    revokedAt: Instant.nullable(),
    /** Null when the system did it, such as for somebody who left. */
    revokedBy: PersonRef.nullable(),
    revokeReason: z.string().nullable(),
    approvedBy: z.array(PersonRef),
    approvedAt: Instant,
    lastUsedOn: Day.nullable(),
    version: Version,
    mayRevoke: z.boolean(),
    mayReturn: z.boolean(),
    mayExtend: z.boolean(),
    mayConfirm: z.boolean(),
  })
  .meta({ id: 'Grant' });
/** A role or a permission given to a person. */
export type Grant = z.infer<typeof Grant>;

/** What ends soon for one person. */
export const ExpiringPerson = z.object({ person: PersonRef, grants: z.array(Grant) }).meta({ id: 'ExpiringPerson' });
/** What ends soon for one person. */
export type ExpiringPerson = z.infer<typeof ExpiringPerson>;

const params = z.strictObject({ grantId: Id });
const grantId = '0195844e-2d00-7000-8000-0000000000e9';
const at = '2026-03-11T12:30:00.000Z';

const filters = {
  state: manyOf(GrantState),
  kind: manyOf(GrantKind),
  system: manyOf(SystemCodeText),
} as const;

const grantExample = {
  id: grantId,
  requestId,
  requestNumber: 'Q20260311-0007',
  person: people.requester,
  role: itemExample.role,
  meta: null,
  name: itemExample.role.name,
  system: 'stores',
  metas: itemExample.metas,
  riskTier: 0,
  scope: itemExample.scope,
  kind: 'SHORT',
  from: at,
  until: '2026-03-11T20:30:00.000Z',
  state: 'ACTIVE',
  suspended: null,
  revokedAt: null,
  revokedBy: null,
  revokeReason: null,
  approvedBy: [people.superior],
  approvedAt: at,
  lastUsedOn: null,
  version: 1,
  mayRevoke: true,
  mayReturn: false,
  mayExtend: true,
  mayConfirm: false,
};

const revoked = { state: 'REVOKED', revokedAt: at, mayRevoke: false, mayReturn: false, mayExtend: false, version: 2 };
const decided = {
  ...requestExample,
  origin: 'SUPERIOR',
  requester: people.superior,
  state: 'APPROVED',
  decidedAt: at,
  grantIds: [grantId],
  window: { from: at, until: '2026-03-11T20:30:00.000Z' },
  steps: [{ ...requestExample.steps[0], state: 'APPROVED', approvals: 1, deciders: [], dueAt: null }],
  decisions: [
    {
      id: '0195844e-2d00-7000-8000-0000000000ea',
      stepNo: 1,
      revision: 1,
      verdict: 'APPROVE',
      comment: null,
      actor: people.superior,
      onBehalfOf: null,
      at,
      counts: true,
    },
  ],
  held: [heldExample],
  mayEdit: false,
  mayWithdraw: false,
};

/** Grants of people inside the caller's reach. */
export const listGrants = defineEndpoint({
  id: 'listGrants',
  method: 'get',
  path: '/api/access/grants',
  summary: 'List grants',
  tags: ['access'],
  meta: 'access.grant.view',
  query: z.strictObject({
    ...filters,
    personId: Id.optional(),
    /** Only those that end within so many days. */
    endsWithinDays: z.coerce.number().int().min(1).max(366).optional(),
    sort: z.enum(['createdAt', 'from', 'until']).default('createdAt'),
    order: z.enum(['asc', 'desc']).default('desc'),
    ...pageQuery,
  }),
  response: pageOf(Grant),
  errors: ['invalid_cursor'],
  examples: { query: { state: ['ACTIVE'], endsWithinDays: 14 }, response: { items: [grantExample], next: null } },
});

/** Grants of the caller, past ones too, newest first. */
export const listMyGrants = defineEndpoint({
  id: 'listMyGrants',
  method: 'get',
  path: '/api/access/my/grants',
  summary: 'List own grants',
  tags: ['access'],
  meta: 'access.self.view',
  query: z.strictObject({ ...filters, ...pageQuery }),
  response: pageOf(Grant),
  errors: ['invalid_cursor'],
  examples: {
    query: { state: ['ACTIVE'] },
    response: { items: [{ ...grantExample, mayRevoke: false, mayReturn: true }], next: null },
  },
});

/** What ends soon for the people whose nearest superior the caller is, with the last use of each. */
export const expiryDigest = defineEndpoint({
  id: 'expiryDigest',
  method: 'get',
  path: '/api/access/grants/expiring',
  summary: 'Digest of what ends soon',
  tags: ['access'],
  meta: 'access.approval.view',
  query: z.strictObject({ withinDays: z.coerce.number().int().min(1).max(90).default(14), ...pageQuery }),
  response: pageOf(ExpiringPerson).extend({ total: z.int() }),
  errors: ['invalid_cursor'],
  examples: {
    query: {},
    response: { items: [{ person: people.requester, grants: [grantExample] }], next: null, total: 1 },
  },
});

/** Gives a permission to somebody below the caller; what his word does not suffice for goes on to the next decider. */
export const giveGrant = defineEndpoint({
  id: 'giveGrant',
  method: 'post',
  path: '/api/access/grants',
  summary: 'Grant directly',
  tags: ['access'],
  meta: 'access.grant.give',
  status: 201,
  body: z.strictObject({ granteeId: Id, ...requestFields }),
  response: AccessRequest,
  errors: ['validation_failed', 'grantee_inactive', 'not_superior', 'no_decider', 'sod_conflict'],
  examples: {
    body: {
      granteeId: people.requester.id,
      kind: 'SHORT',
      items: [{ roleId: itemExample.role.id, metaCode: null, scope: { kind: 'ORG_SET', unitIds: [storeUnitId] } }],
      reason: '代班盘点',
      ticketRef: null,
      wantedFrom: null,
      wantedUntil: null,
      durationMinutes: 480,
    },
    response: decided,
  },
});

/** Asks for more time: a new request of its own approval; the grant itself is never lengthened. */
export const extendGrant = defineEndpoint({
  id: 'extendGrant',
  method: 'post',
  path: '/api/access/grants/:grantId/extensions',
  summary: 'Request an extension',
  tags: ['access'],
  meta: 'access.request.create',
  status: 201,
  params,
  body: z.strictObject({
    wantedUntil: Instant.nullable().meta({ description: 'Excluded end; null gives a LONG one the default end' }),
    durationMinutes: requestFields.durationMinutes,
    reason: Paragraphs(500),
    ticketRef: requestFields.ticketRef,
  }),
  response: AccessRequest,
  errors: ['not_found', 'validation_failed', 'grantee_inactive', 'no_decider', 'sod_conflict', 'grant_over'],
  examples: {
    params: { grantId },
    body: { wantedUntil: null, durationMinutes: 240, reason: '盘点未完成', ticketRef: null },
    response: { ...requestExample, origin: 'EXTENSION', extendsGrantId: grantId },
  },
});

/** Ends somebody's grant now: by a superior, the system owner or a permission owner. */
export const revokeGrant = defineEndpoint({
  id: 'revokeGrant',
  method: 'post',
  path: '/api/access/grants/:grantId/revoke',
  summary: 'Revoke a grant',
  tags: ['access'],
  meta: 'access.grant.revoke',
  params,
  body: z.strictObject({ reason: Line(200) }),
  response: Grant,
  errors: ['not_found', 'not_superior', 'grant_over', 'last_administrators'],
  examples: {
    params: { grantId },
    body: { reason: '盘点已结束' },
    response: { ...grantExample, ...revoked, revokedBy: people.superior, revokeReason: '盘点已结束' },
  },
});

/** Gives an own grant back. */
export const returnGrant = defineEndpoint({
  id: 'returnGrant',
  method: 'post',
  path: '/api/access/my/grants/:grantId/return',
  summary: 'Return an own grant',
  tags: ['access'],
  meta: 'access.self.view',
  params,
  body: z.strictObject({}),
  response: Grant,
  errors: ['not_found', 'grant_over', 'last_administrators'],
  examples: {
    params: { grantId },
    body: {},
    response: { ...grantExample, ...revoked, revokedBy: people.requester, revokeReason: null },
  },
});

/** Lets a LONG grant of somebody who moved here go on. */
export const confirmGrant = defineEndpoint({
  id: 'confirmGrant',
  method: 'post',
  path: '/api/access/grants/:grantId/confirmations',
  summary: 'Confirm a grant after a move',
  tags: ['access'],
  meta: 'access.approval.decide',
  params,
  body: z.strictObject({}),
  response: Grant,
  errors: ['not_found', 'not_superior', 'grant_not_suspended', 'sod_conflict', 'validation_failed'],
  examples: {
    params: { grantId },
    body: {},
    response: { ...grantExample, kind: 'LONG', version: 2 },
  },
});
