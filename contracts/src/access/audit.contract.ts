import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Instant, Line, manyOf, pageOf, pageQuery } from '../fields.ts';
import { AuditActorKind, AuditEvent, AuditEventRow, AuditVerification } from './audit.record.ts';

export * from './audit.record.ts';

const eventId = '0195844e-2d00-7000-8000-000000000e01';
const personId = '0195844e-2d00-7000-8000-000000000e02';
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const at = '2026-03-11T12:30:00.000Z';
const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const rowExample = {
  id: eventId,
  at,
  actor: { kind: 'person', id: personId, name: '李强' },
  onBehalfOf: null,
  action: 'changeStoreStatus',
  actionTitle: { zh: '变更门店营业状态', en: 'Change a store’s status' },
  objectKind: 'store',
  objectId: storeId,
  objectName: { zh: '网鱼电竞(上海松江大学城店)', en: '网鱼电竞(上海松江大学城店)' },
  reason: '消防整改',
};

/** Which events a list or an export is about. */
const auditFilters = {
  /** Person, service client or `sweep:…`. */
  actorId: Line(80).optional(),
  actorKind: AuditActorKind.optional(),
  onBehalfOf: Line(80).optional(),
  action: manyOf(Line(80)),
  objectKind: Line(40).optional(),
  objectId: Line(80).optional(),
  requestId: Line(100).optional(),
  from: Instant.optional(),
  /** The first instant that no longer counts. */
  until: Instant.optional(),
} as const;

/** What was done, newest first. */
export const listAuditEvents = defineEndpoint({
  id: 'listAuditEvents',
  method: 'get',
  path: '/api/access/audit',
  summary: 'List what was done, newest first',
  tags: ['access'],
  meta: 'access.audit.view',
  query: z.strictObject({ ...auditFilters, ...pageQuery }),
  response: pageOf(AuditEventRow),
  errors: ['invalid_cursor'],
  examples: {
    query: { objectKind: 'store', from: '2026-03-01T00:00:00.000Z' },
    response: { items: [rowExample], next: null },
  },
});

/** One event with values before and after. */
export const getAuditEvent = defineEndpoint({
  id: 'getAuditEvent',
  method: 'get',
  path: '/api/access/audit/events/:eventId',
  summary: 'Read one event with values before and after',
  tags: ['access'],
  meta: 'access.audit.view',
  params: z.strictObject({ eventId: Id }),
  response: AuditEvent,
  errors: ['not_found'],
  examples: {
    params: { eventId },
    response: {
      ...rowExample,
      requestId: '0b8f7c8e-6a55-4a53-9f0e-1c1d3a9f5d11',
      detail: { before: { status: 'open' }, after: { status: 'suspended' } },
      references: [],
      beforeHash: hash,
      afterHash: hash,
      seal: { seq: 41, day: '2026-03-11', hash, prevHash: hash, sealedAt: at },
    },
  },
});

/** Walks the whole chain and says whether anything was altered, removed or put elsewhere. */
export const verifyAudit = defineEndpoint({
  id: 'verifyAudit',
  method: 'get',
  path: '/api/access/audit/verification',
  summary: 'Verify the chain that seals the audit log',
  tags: ['access'],
  meta: 'access.audit.view',
  response: AuditVerification,
  errors: [],
  examples: {
    response: {
      sound: true,
      events: 41,
      days: 3,
      lastSeq: 41,
      lastHash: hash,
      fault: null,
      guarded: true,
      verifiedAt: at,
    },
  },
});

/** One part of an export as CSV, newest first; the next part begins at `next`. Each part is an event itself. */
export const exportAudit = defineEndpoint({
  id: 'exportAudit',
  method: 'post',
  path: '/api/access/audit/exports',
  summary: 'Export a part of the audit log as CSV',
  tags: ['access'],
  meta: 'access.audit.view',
  body: z.strictObject({
    ...auditFilters,
    action: z.array(Line(80)).max(50).optional(),
    cursor: z.string().max(1000).nullable(),
  }),
  response: z.object({ csv: z.string(), rows: z.int(), next: z.string().nullable() }),
  errors: ['invalid_cursor'],
  examples: {
    body: { from: '2026-03-01T00:00:00.000Z', until: '2026-04-01T00:00:00.000Z', cursor: null },
    response: { csv: 'at,actor\r\n', rows: 0, next: null },
  },
});
