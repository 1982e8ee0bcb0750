import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, LocalizedText, SearchText } from '../fields.ts';
import { Explanation, MyPermissions, RecordKind, SeenAs } from './decisions.record.ts';
import { MetaCodeText, MetaRef, SystemCodeText } from './shared.record.ts';

export * from './decisions.record.ts';

const at = '2026-03-11T12:30:00.000Z';
const wangmin = {
  id: '0195844e-2d00-7000-8000-000000000001',
  name: '王敏',
  employeeNo: 'E1001',
  unit: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服专员', en: 'Service agent' },
  active: true,
};
const sunli = {
  id: '0195844e-2d00-7000-8000-000000000002',
  name: '孙丽',
  employeeNo: 'E1002',
  unit: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服经理', en: 'Service manager' },
  active: true,
};
const serviceUnit = {
  id: '0195844e-2d00-7000-8000-0000000000d1',
  name: { zh: '客服部', en: 'Customer service' },
  kind: 'CENTRE',
};
const agentRole = {
  id: '0195844e-2d00-7000-8000-0000000000c1',
  code: 'service-agent',
  name: { zh: '客服专员', en: 'Service agent' },
  system: 'service',
};
const dispatcherRole = {
  id: '0195844e-2d00-7000-8000-0000000000c2',
  code: 'service-dispatcher',
  name: { zh: '工单分派', en: 'Ticket dispatcher' },
  system: 'service',
};
const viewMeta = {
  code: 'service.ticket.view',
  name: { zh: '查看工单', en: 'See tickets' },
  system: 'service',
  riskTier: 0,
};
const assignMeta = {
  code: 'service.ticket.assign',
  name: { zh: '分派工单', en: 'Assign tickets' },
  system: 'service',
  riskTier: 1,
};
const everywhere = { kind: 'ALL', units: [] };
const ruleSource = {
  via: 'rule',
  refId: '0195844e-2d00-7000-8000-0000000000b1',
  role: agentRole,
  rule: { unit: serviceUnit, includeSubtree: true, position: null, levelMin: null, levelMax: null },
  grant: null,
  scope: everywhere,
  from: '2020-01-01T00:00:00.000Z',
  until: null,
};
const grantSource = {
  via: 'grant',
  refId: '0195844e-2d00-7000-8000-0000000000b2',
  role: dispatcherRole,
  rule: null,
  grant: {
    kind: 'SHORT',
    requestId: '0195844e-2d00-7000-8000-0000000000a2',
    requestNumber: 'Q20260310-0001',
    approvers: [{ person: sunli, at, onBehalfOf: null }],
  },
  scope: everywhere,
  from: at,
  until: '2026-03-14T12:30:00.000Z',
};
const held = { state: 'ACTIVE', confirmBy: null, lastUsedOn: null };
const step = {
  no: 1,
  rule: 'SUPERIOR',
  because: 'SUPERIOR',
  requiredCount: 1,
  approvals: 0,
  state: 'CURRENT',
  deciders: [sunli],
  moreDeciders: 0,
  dueAt: null,
  escalated: false,
};
const allReach = { kind: 'all', self: false, stores: 0, units: [], unitCount: 0 };

/** What the caller may do, where it comes from, how far it reaches and until when. */
export const getMyPermissions = defineEndpoint({
  id: 'getMyPermissions',
  method: 'get',
  path: '/api/access/my/permissions',
  summary: 'Permissions of the caller with their sources',
  tags: ['access'],
  meta: 'access.self.view',
  response: MyPermissions,
  errors: [],
  examples: {
    response: {
      person: wangmin,
      asOf: at,
      systems: [
        {
          system: 'service',
          name: { zh: '客服中心', en: 'Customer service' },
          items: [
            { key: 'rule-1', role: agentRole, metas: [viewMeta], source: ruleSource, ...held },
            { key: 'grant-1', role: dispatcherRole, metas: [viewMeta, assignMeta], source: grantSource, ...held },
          ],
        },
      ],
    },
  },
});

/** Pages and permissions by name, for somebody who wants to ask why. */
export const listQuestions = defineEndpoint({
  id: 'listQuestions',
  method: 'get',
  path: '/api/access/decisions/questions',
  summary: 'Find a page or a permission to ask about',
  tags: ['access'],
  meta: 'access.self.view',
  query: z.strictObject({ q: SearchText.optional() }),
  response: z.object({
    pages: z.array(z.object({ system: SystemCodeText, path: z.string(), title: LocalizedText, meta: z.string() })),
    metas: z.array(MetaRef),
  }),
  errors: [],
  examples: {
    query: { q: '工单' },
    response: {
      pages: [
        {
          system: 'service',
          path: '/service/tickets',
          title: { zh: '工单', en: 'Tickets' },
          meta: 'service.ticket.view',
        },
      ],
      metas: [viewMeta, assignMeta],
    },
  },
});

/**
 * Why a person may or may not do something, on a record when one is named. One asks about oneself; about others within the
 * scope of `access.decision.explain`. A page is asked about by its address: its Meta, and the record in it, follow from that.
 */
export const explainDecision = defineEndpoint({
  id: 'explainDecision',
  method: 'get',
  path: '/api/access/decisions/explain',
  summary: 'Why somebody may or may not do something',
  tags: ['access'],
  meta: 'access.self.view',
  query: z
    .strictObject({
      personId: Id.optional().meta({ description: 'Left out: oneself' }),
      meta: MetaCodeText.optional(),
      path: z
        .string()
        .max(500)
        .regex(/^\/[^?#\s]*$/, 'path_format')
        .optional()
        .meta({ description: 'Address of a page, instead of meta' }),
      objectKind: RecordKind.optional(),
      objectId: Id.optional(),
    })
    .refine((query) => (query.meta === undefined) !== (query.path === undefined), {
      error: 'question_unclear',
      path: ['meta'],
    })
    .refine((query) => (query.objectKind === undefined) === (query.objectId === undefined), {
      error: 'record_unclear',
      path: ['objectId'],
    }),
  response: Explanation,
  errors: ['not_found'],
  examples: {
    query: { meta: 'service.ticket.assign' },
    response: {
      person: wangmin,
      at,
      meta: assignMeta,
      page: null,
      allowed: false,
      verdict: 'not_held',
      sources: [],
      idle: [],
      reach: { ...allReach, kind: 'none' },
      record: null,
      remedies: [
        {
          role: dispatcherRole,
          meta: null,
          others: [viewMeta],
          riskTier: 1,
          scope: { kind: 'ALL', unitIds: [] },
          scopeShown: everywhere,
          steps: [step],
        },
      ],
    },
  },
});

/** Systems, menus and permissions exactly as a person, or whoever held only one role, would find them. Each look is audited. */
export const previewAs = defineEndpoint({
  id: 'previewAs',
  method: 'get',
  path: '/api/access/decisions/see-as',
  summary: 'See the portal as somebody else finds it',
  tags: ['access'],
  meta: 'access.decision.preview',
  query: z
    .strictObject({ personId: Id.optional(), roleId: Id.optional() })
    .refine(({ personId, roleId }) => (personId === undefined) !== (roleId === undefined), {
      error: 'question_unclear',
      path: ['personId'],
    }),
  response: SeenAs,
  errors: ['not_found'],
  examples: {
    query: { personId: wangmin.id },
    response: {
      person: wangmin,
      role: null,
      at,
      accessVersion: 'q8Yk2mB0c5uQ',
      systems: [
        {
          code: 'service',
          title: { zh: '客服中心', en: 'Customer service' },
          icon: 'headset',
          menu: [
            {
              id: 'tickets',
              title: { zh: '工单', en: 'Tickets' },
              path: '/tickets',
              meta: 'service.ticket.view',
              icon: 'ticket',
            },
          ],
        },
      ],
      metas: [{ meta: viewMeta, reach: allReach }],
      visibleStores: 20,
    },
  },
});
