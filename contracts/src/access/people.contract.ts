import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, IdNumber, Instant, Line, Phone, RevealReason, SearchText, manyOf, pageOf, pageQuery } from '../fields.ts';
import { Person, PersonKind, PersonRow, PersonStatus } from './people.record.ts';

export * from './people.record.ts';

const personId = '0195844e-2d00-7000-8000-000000000001';
const externalId = '0195844e-2d00-7000-8000-000000000009';
const unitId = '0195844e-2d00-7000-8000-0000000000b2';
const at = '2026-03-11T12:30:00.000Z';
const unit = { id: unitId, name: { zh: '客服部', en: 'Customer service' }, kind: 'CENTRE' };
const rowExample = {
  id: personId,
  name: '王敏',
  account: 'wangmin',
  employeeNo: 'E1004',
  kind: 'EMPLOYEE',
  status: 'ACTIVE',
  unit,
  position: { zh: '客服专员', en: 'Service agent' },
  level: 3,
  phoneMasked: '100****1004',
};
const superior = {
  id: '0195844e-2d00-7000-8000-000000000002',
  name: '孙丽',
  employeeNo: 'E1015',
  unit: unit.name,
  position: { zh: '经理', en: 'Manager' },
  active: true,
};
const personExample = {
  ...rowExample,
  employment: 'REGULAR',
  source: 'EHR',
  sponsorUnit: null,
  idNumberMasked: '0****************4',
  createdAt: at,
  places: [
    {
      id: '0195844e-2d00-7000-8000-0000000002a1',
      unit,
      position: rowExample.position,
      level: 3,
      isPrimary: true,
      lineManager: superior,
      dottedManager: null,
      from: at,
      until: null,
      phase: 'NOW',
      source: 'EHR',
    },
  ],
  heads: [],
  superiors: [{ unit, people: [superior] }],
  stores: [],
  openSessions: 1,
  mayRevealPhone: true,
  mayRevealIdNumber: false,
  maySuspend: false,
  mayResume: false,
  mayEnd: false,
};
const externalExample = {
  ...personExample,
  id: externalId,
  name: '陆工',
  account: 'lugong',
  employeeNo: null,
  kind: 'EXTERNAL',
  position: null,
  level: null,
  employment: null,
  source: 'EOMS',
  sponsorUnit: unit,
  idNumberMasked: null,
  places: [],
  openSessions: 0,
  maySuspend: true,
  mayEnd: true,
};
const personParams = z.strictObject({ personId: Id });
const because = z.strictObject({ reason: Line(200) });
const Account = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9._-]{1,39}$/, 'account_format')
  .meta({ maxLength: 40, description: 'Name he signs in with: lower-case letters, digits, dot, dash' });

/** People the caller may see: those whose unit lies in the scope of the permission now. */
export const listPeople = defineEndpoint({
  id: 'listPeople',
  method: 'get',
  path: '/api/access/people',
  summary: 'List people',
  tags: ['access'],
  meta: 'access.person.view',
  query: z.strictObject({
    q: SearchText.optional(),
    unitId: Id.optional().meta({ description: 'Only people of this unit and those below it' }),
    only: z.enum(['unit', 'subtree']).default('subtree').meta({ description: 'Whether `unitId` means it alone' }),
    at: Instant.optional().meta({ description: 'Instant of the places shown and of `unitId`; now when left out' }),
    status: manyOf(PersonStatus),
    kind: manyOf(PersonKind),
    sort: z.enum(['name', 'employeeNo', 'createdAt']).default('name'),
    order: z.enum(['asc', 'desc']).default('asc'),
    ...pageQuery,
  }),
  response: pageOf(PersonRow),
  errors: ['invalid_cursor'],
  examples: { query: { q: '王', status: ['ACTIVE'] }, response: { items: [rowExample], next: null } },
});

/** One person. */
export const getPerson = defineEndpoint({
  id: 'getPerson',
  method: 'get',
  path: '/api/access/people/:personId',
  summary: 'Read a person',
  tags: ['access'],
  meta: 'access.person.view',
  params: personParams,
  response: Person,
  errors: ['not_found'],
  examples: { params: { personId }, response: personExample },
});

/** Answers a masked field of a person once; who asked and why is on record. It also needs the permission of the field. */
export const revealPersonField = defineEndpoint({
  id: 'revealPersonField',
  method: 'post',
  path: '/api/access/people/:personId/reveals',
  summary: 'See a masked field of a person',
  tags: ['access'],
  meta: 'access.person.view',
  secret: true,
  params: personParams,
  body: z.strictObject({ field: z.enum(['phone', 'id-number']), reason: RevealReason }),
  response: z.object({ value: z.string() }),
  errors: ['not_found', 'field_empty', 'answer_given_once'],
  examples: {
    params: { personId },
    body: { field: 'phone', reason: '核对入职资料' },
    response: { value: '10000001004' },
  },
});

/** Registers somebody the EHR does not know, such as a contractor; a unit answers for him. */
export const createExternalPerson = defineEndpoint({
  id: 'createExternalPerson',
  method: 'post',
  path: '/api/access/people',
  summary: 'Register a person outside the EHR',
  tags: ['access'],
  meta: 'access.person.manage',
  status: 201,
  body: z.strictObject({
    name: Line(60),
    account: Account,
    subject: Line(255).nullable().meta({ description: 'His `sub` at the OpenID provider; null: the id EOMS gives' }),
    sponsorUnitId: Id,
    phone: Phone.nullable(),
    idNumber: IdNumber.nullable(),
    reason: Line(200),
  }),
  response: Person,
  errors: ['account_taken'],
  examples: {
    body: {
      name: '陆工',
      account: 'lugong',
      subject: null,
      sponsorUnitId: unitId,
      phone: '10000009001',
      idNumber: null,
      reason: '收银系统驻场实施',
    },
    response: externalExample,
  },
});

/** Takes every permission from a person outside the EHR at once and ends his sessions. */
export const suspendPerson = defineEndpoint({
  id: 'suspendPerson',
  method: 'post',
  path: '/api/access/people/:personId/suspend',
  summary: 'Suspend a person outside the EHR',
  tags: ['access'],
  meta: 'access.person.manage',
  params: personParams,
  body: because,
  response: Person,
  errors: ['not_found', 'person_from_ehr', 'person_status_unreachable', 'last_administrators'],
  examples: {
    params: { personId: externalId },
    body: { reason: '合同待续签' },
    response: { ...externalExample, status: 'SUSPENDED', maySuspend: false, mayResume: true },
  },
});

/** Lets a suspended person in again. */
export const resumePerson = defineEndpoint({
  id: 'resumePerson',
  method: 'post',
  path: '/api/access/people/:personId/resume',
  summary: 'Resume a suspended person',
  tags: ['access'],
  meta: 'access.person.manage',
  params: personParams,
  body: because,
  response: Person,
  errors: ['not_found', 'person_from_ehr', 'person_status_unreachable', 'duties_conflict'],
  examples: { params: { personId: externalId }, body: { reason: '合同已续签' }, response: externalExample },
});

/** Ends the relation with a person outside the EHR for good; sessions end at once. */
export const endExternalPerson = defineEndpoint({
  id: 'endExternalPerson',
  method: 'post',
  path: '/api/access/people/:personId/end',
  summary: 'End a person outside the EHR',
  tags: ['access'],
  meta: 'access.person.manage',
  params: personParams,
  body: because,
  response: Person,
  errors: ['not_found', 'person_from_ehr', 'person_status_unreachable', 'last_administrators'],
  examples: {
    params: { personId: externalId },
    body: { reason: '驻场结束' },
    response: { ...externalExample, status: 'LEFT', maySuspend: false, mayEnd: false },
  },
});
