import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Instant, Line, SearchText } from '../fields.ts';
import { FoundUnit, HeadKind, OrgNode, UnitDetail } from './organisation.record.ts';

export * from './organisation.record.ts';

const unitId = '0195844e-2d00-7000-8000-0000000000b1';
const companyId = '0195844e-2d00-7000-8000-0000000000b0';
const personId = '0195844e-2d00-7000-8000-000000000001';
const headId = '0195844e-2d00-7000-8000-0000000001a1';
const at = '2026-03-11T12:30:00.000Z';
const until = '2026-06-30T16:00:00.000Z';
const company = { id: companyId, name: { zh: '网鱼', en: 'Wangyu' }, kind: 'COMPANY' };
const personExample = {
  id: personId,
  name: '黄伟',
  employeeNo: 'E1075',
  unit: { zh: '华东大区', en: 'East China' },
  position: { zh: '大区经理', en: 'Regional manager' },
  active: true,
};
const nodeExample = {
  id: unitId,
  name: { zh: '华东大区', en: 'East China' },
  kind: 'REGION',
  code: 'region-1',
  status: 'ACTIVE',
  leaders: [{ kind: 'HEAD', person: personExample }],
  people: 46,
  stores: 9,
  hasChildren: true,
};
const headExample = {
  id: headId,
  kind: 'HEAD',
  person: personExample,
  from: at,
  until: null,
  phase: 'NOW',
  source: 'EHR',
  mayEnd: false,
};
const unitExample = {
  ...nodeExample,
  at,
  ehrId: null,
  path: [company],
  heads: [headExample],
  changes: [],
  maySeePeople: true,
  mayAppoint: true,
};
const actingExample = {
  ...headExample,
  id: '0195844e-2d00-7000-8000-0000000001a2',
  kind: 'ACTING',
  until,
  source: 'EOMS',
  mayEnd: true,
};
const AsOf = Instant.optional().meta({ description: 'Instant the organisation is shown of; now when left out' });

/** One level of the organisation: the children of a unit, or the top. */
export const getOrganisation = defineEndpoint({
  id: 'getOrganisation',
  method: 'get',
  path: '/api/access/organisation',
  summary: 'Children of a unit at an instant',
  tags: ['access'],
  meta: 'access.organisation.view',
  query: z.strictObject({ parentId: Id.optional(), at: AsOf }),
  response: z.object({ at: Instant, items: z.array(OrgNode) }),
  errors: ['not_found'],
  examples: { query: { parentId: companyId }, response: { at, items: [nodeExample] } },
});

/** Finds units by name or code, each with its path; `more` says that only the first are shown. */
export const findUnits = defineEndpoint({
  id: 'findUnits',
  method: 'get',
  path: '/api/access/organisation/units',
  summary: 'Find units',
  tags: ['access'],
  meta: 'access.organisation.view',
  query: z.strictObject({ q: SearchText, at: AsOf }),
  response: z.object({ items: z.array(FoundUnit), more: z.boolean() }),
  errors: [],
  examples: {
    query: { q: '华东' },
    response: {
      items: [{ id: unitId, name: nodeExample.name, kind: 'REGION', code: 'region-1', path: [company] }],
      more: false,
    },
  },
});

/** One unit at an instant: who leads it, who led it, what lies ahead. */
export const getUnit = defineEndpoint({
  id: 'getUnit',
  method: 'get',
  path: '/api/access/organisation/units/:unitId',
  summary: 'Read a unit',
  tags: ['access'],
  meta: 'access.organisation.view',
  params: z.strictObject({ unitId: Id }),
  query: z.strictObject({ at: AsOf }),
  response: UnitDetail,
  errors: ['not_found'],
  examples: { params: { unitId }, response: unitExample },
});

/** Makes an employee head, acting head or deputy of a unit from now or a later instant; an acting head has an end. */
export const appointHead = defineEndpoint({
  id: 'appointHead',
  method: 'post',
  path: '/api/access/organisation/units/:unitId/heads',
  summary: 'Appoint a head, acting head or deputy',
  tags: ['access'],
  meta: 'access.organisation.edit',
  status: 201,
  params: z.strictObject({ unitId: Id }),
  body: z.strictObject({
    personId: Id,
    kind: HeadKind,
    from: Instant.nullable().meta({ description: 'null means now; otherwise at most a year ahead' }),
    until: Instant.nullable().meta({ description: 'null means without end; an acting head needs one' }),
    reason: Line(200),
  }),
  response: UnitDetail,
  errors: ['not_found', 'own_superior', 'head_overlaps', 'duties_conflict', 'last_administrators'],
  examples: {
    params: { unitId },
    body: { personId, kind: 'ACTING', from: null, until, reason: '负责人休产假' },
    response: { ...unitExample, heads: [actingExample, headExample] },
  },
});

/** Ends what EOMS keeps about who leads a unit, now or later; what has not begun is taken back. */
export const endHead = defineEndpoint({
  id: 'endHead',
  method: 'post',
  path: '/api/access/organisation/heads/:headId/end',
  summary: 'End an appointment',
  tags: ['access'],
  meta: 'access.organisation.edit',
  params: z.strictObject({ headId: Id }),
  body: z.strictObject({ at: Instant.nullable().meta({ description: 'null means now' }), reason: Line(200) }),
  response: UnitDetail,
  errors: ['not_found', 'own_superior', 'head_from_ehr', 'conflict', 'last_administrators'],
  examples: {
    params: { headId },
    body: { at: null, reason: '负责人提前返岗' },
    response: unitExample,
  },
});
