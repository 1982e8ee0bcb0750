import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Instant, Line, SearchText, pageOf, pageQuery } from '../fields.ts';
import { people } from './requests.examples.ts';
import { PersonRef, SystemCodeText } from './shared.record.ts';

/** Longest time one may let somebody else decide. */
export const DELEGATION_DAYS = 90;

/** Somebody who decides for somebody else for a while. */
export const Delegation = z
  .object({
    id: Id,
    owner: PersonRef,
    delegate: PersonRef,
    from: Instant,
    /** Excluded end. */
    until: Instant,
    /** Systems it is about; empty means all. */
    systems: z.array(SystemCodeText),
    reason: z.string(),
    state: z.enum(['SCHEDULED', 'ACTIVE', 'ENDED']),
    /** Why it has no effect although it runs. */
    without: z.enum(['OWNER_INACTIVE', 'DELEGATE_INACTIVE', 'NOTHING_TO_DECIDE']).nullable(),
    endedAt: Instant.nullable(),
    createdAt: Instant,
    mayEnd: z.boolean(),
  })
  .meta({ id: 'Delegation' });
/** Somebody who decides for somebody else for a while. */
export type Delegation = z.infer<typeof Delegation>;

const delegationId = '0195844e-2d00-7000-8000-0000000000ec';
const standIn = { ...people.superior, id: '0195844e-2d00-7000-8000-0000000000f3', name: '蔡雯', employeeNo: 'E1085' };
const delegationExample = {
  id: delegationId,
  owner: people.superior,
  delegate: standIn,
  from: '2026-03-11T12:30:00.000Z',
  until: '2026-03-18T12:30:00.000Z',
  systems: [],
  reason: '年休假',
  state: 'ACTIVE',
  without: null,
  endedAt: null,
  createdAt: '2026-03-11T12:30:00.000Z',
  mayEnd: true,
};

/** Delegations the caller gave or received, newest first. */
export const listMyDelegations = defineEndpoint({
  id: 'listMyDelegations',
  method: 'get',
  path: '/api/access/delegations',
  summary: 'List own delegations',
  tags: ['access'],
  meta: 'access.delegation.manage',
  query: z.strictObject({ direction: z.enum(['given', 'received']).optional(), ...pageQuery }),
  response: pageOf(Delegation),
  errors: ['invalid_cursor'],
  examples: { query: { direction: 'given' }, response: { items: [delegationExample], next: null } },
});

/** People who may decide for the caller: active approvers who are not below him, and deputies of his units. */
export const listDelegateChoices = defineEndpoint({
  id: 'listDelegateChoices',
  method: 'get',
  path: '/api/access/delegations/choices',
  summary: 'Find a delegate',
  tags: ['access'],
  meta: 'access.delegation.manage',
  query: z.strictObject({ q: SearchText.optional(), ...pageQuery }),
  response: pageOf(PersonRef),
  errors: ['invalid_cursor'],
  examples: { query: { q: '蔡' }, response: { items: [standIn], next: null } },
});

/** Lets somebody decide for the caller from now or later, at most 90 days. */
export const createDelegation = defineEndpoint({
  id: 'createDelegation',
  method: 'post',
  path: '/api/access/delegations',
  summary: 'Delegate decisions',
  tags: ['access'],
  meta: 'access.delegation.manage',
  status: 201,
  body: z.strictObject({
    delegateId: Id,
    from: Instant.nullable().meta({ description: 'null: from now' }),
    until: Instant,
    systems: z.array(SystemCodeText).max(50).meta({ description: 'Empty: all systems' }),
    reason: Line(200),
  }),
  response: Delegation,
  errors: ['validation_failed', 'delegate_ineligible', 'delegation_pointless'],
  examples: {
    body: {
      delegateId: standIn.id,
      from: null,
      until: '2026-03-18T12:30:00.000Z',
      systems: [],
      reason: '年休假',
    },
    response: delegationExample,
  },
});

/** Ends a delegation now; its owner or its delegate may. */
export const endDelegation = defineEndpoint({
  id: 'endDelegation',
  method: 'post',
  path: '/api/access/delegations/:delegationId/end',
  summary: 'End a delegation',
  tags: ['access'],
  meta: 'access.delegation.manage',
  params: z.strictObject({ delegationId: Id }),
  body: z.strictObject({}),
  response: Delegation,
  errors: ['not_found', 'delegation_over'],
  examples: {
    params: { delegationId },
    body: {},
    response: { ...delegationExample, state: 'ENDED', endedAt: '2026-03-12T01:00:00.000Z', mayEnd: false },
  },
});
