import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { errors, Problem, type ErrorCode } from '../errors.ts';
import { Id, Paragraphs, SearchText, manyOf, pageOf, pageQuery } from '../fields.ts';
import {
  decisionExample,
  fieldsExample,
  heldExample,
  inboxExample,
  itemExample,
  requestableExample,
  requestExample,
  requestId,
  rowExample,
  stepExample,
} from './requests.examples.ts';
import {
  AccessRequest,
  ApprovalStep,
  ContentHash,
  HeldPermission,
  InboxEntry,
  requestFields,
  Requestable,
  RequestFault,
  RequestItem,
  RequestKind,
  RequestRow,
  RequestState,
  SodConflict,
  Verdict,
} from './requests.record.ts';
import { Span, SystemCodeText } from './shared.record.ts';

export * from './requests.record.ts';

const params = z.strictObject({ requestId: Id });
const noBody = z.strictObject({});
const risk = z.coerce.number().int().min(0).max(3);

/** Refusals of entering a request. */
const entryErrors = ['validation_failed', 'grantee_inactive', 'not_superior', 'no_decider', 'sod_conflict'] as const;
/** Refusals of changing one that is there. */
const changeErrors = ['not_found', 'precondition_required', 'stale_version', 'request_not_open'] as const;

const fields = {
  granteeId: Id.nullable().meta({ description: 'null: for oneself; otherwise somebody below the caller' }),
  ...requestFields,
};

/** Refusal of one row of a batch. */
export const RowProblem = Problem.pick({ code: true, messages: true, next: true, blockers: true }).meta({
  id: 'RowProblem',
});

/** Roles and permissions that anybody may ask for, with their limits. */
export const listRequestable = defineEndpoint({
  id: 'listRequestable',
  method: 'get',
  path: '/api/access/requestable',
  summary: 'List what may be requested',
  tags: ['access'],
  meta: 'access.request.create',
  query: z.strictObject({
    q: SearchText.optional(),
    system: manyOf(SystemCodeText),
    kind: z.enum(['role', 'meta']).optional(),
    ...pageQuery,
  }),
  response: pageOf(Requestable),
  errors: ['invalid_cursor'],
  examples: { query: { q: '门店', kind: 'role' }, response: { items: [requestableExample], next: null } },
});

/** Says what would happen to a request: who decides, by when, what it means, and what stands in the way. Changes nothing. */
export const previewRequest = defineEndpoint({
  id: 'previewRequest',
  method: 'post',
  path: '/api/access/requests/preview',
  summary: 'Preview a request',
  tags: ['access'],
  meta: 'access.request.create',
  body: z.strictObject(fields),
  response: z.object({
    items: z.array(RequestItem),
    window: Span.nullable(),
    /** True when the caller, granting it directly, needs nobody else: his own word decides, and the steps do not apply. */
    direct: z.boolean(),
    steps: z.array(ApprovalStep),
    conflicts: z.array(SodConflict),
    held: z.array(HeldPermission),
    /** Empty when it may be submitted as it is. */
    faults: z.array(RequestFault),
  }),
  errors: ['not_superior'],
  examples: {
    body: { granteeId: null, ...fieldsExample },
    response: {
      items: [itemExample],
      window: { from: '2026-03-11T12:30:00.000Z', until: '2026-03-11T20:30:00.000Z' },
      direct: false,
      steps: [stepExample],
      conflicts: [],
      held: [heldExample],
      faults: [],
    },
  },
});

/** By which clock a person works, oneself or somebody below: forms offer the end of his shift and of his day. */
export const getWorkClock = defineEndpoint({
  id: 'getWorkClock',
  method: 'get',
  path: '/api/access/clock',
  summary: 'Read by which clock somebody works',
  tags: ['access'],
  meta: 'access.request.create',
  query: z.strictObject({ personId: Id.optional().meta({ description: 'The caller when left out' }) }),
  response: z.object({
    zone: z.string().meta({ description: 'IANA zone of his store, or of the head office' }),
    /** True in a store, where work goes by shifts; false where an office closes. */
    inShifts: z.boolean(),
  }),
  errors: ['not_superior'],
  examples: { query: {}, response: { zone: 'Asia/Shanghai', inShifts: true } },
});

/** Enters a request and, unless it is a draft, submits it. */
export const createRequest = defineEndpoint({
  id: 'createRequest',
  method: 'post',
  path: '/api/access/requests',
  summary: 'Request permissions',
  tags: ['access'],
  meta: 'access.request.create',
  status: 201,
  body: z.strictObject({ ...fields, submit: z.boolean().default(true).meta({ description: 'false keeps a draft' }) }),
  response: AccessRequest,
  errors: [...entryErrors],
  examples: { body: { granteeId: null, ...fieldsExample, submit: true }, response: requestExample },
});

/** Requests the caller made or that are about him, newest first. */
export const listMyRequests = defineEndpoint({
  id: 'listMyRequests',
  method: 'get',
  path: '/api/access/requests',
  summary: 'List own requests',
  tags: ['access'],
  meta: 'access.self.view',
  query: z.strictObject({ state: manyOf(RequestState), kind: manyOf(RequestKind), ...pageQuery }),
  response: pageOf(RequestRow),
  errors: ['invalid_cursor'],
  examples: { query: { state: ['PENDING'] }, response: { items: [rowExample], next: null } },
});

/** One request, for those it is about, those who decide or decided it, and those who may see grants of the person. */
export const getRequest = defineEndpoint({
  id: 'getRequest',
  method: 'get',
  path: '/api/access/requests/:requestId',
  summary: 'Read a request',
  tags: ['access'],
  meta: 'access.self.view',
  etag: true,
  params,
  response: AccessRequest,
  errors: ['not_found'],
  examples: { params: { requestId }, response: requestExample },
});

/** Changes the content of a draft or a pending request of the caller; decisions made so far count no more. */
export const editRequest = defineEndpoint({
  id: 'editRequest',
  method: 'patch',
  path: '/api/access/requests/:requestId',
  summary: 'Edit a request',
  tags: ['access'],
  meta: 'access.request.create',
  ifMatch: true,
  params,
  body: z.strictObject({
    ...z.strictObject(requestFields).partial().shape,
    submit: z.boolean().optional().meta({ description: 'true submits a draft' }),
  }),
  response: AccessRequest,
  errors: [...changeErrors, ...entryErrors],
  examples: {
    params: { requestId },
    body: { durationMinutes: 240 },
    response: { ...requestExample, durationMinutes: 240, revision: 2, version: 2 },
  },
});

/** Takes a request back before it is decided. */
export const withdrawRequest = defineEndpoint({
  id: 'withdrawRequest',
  method: 'post',
  path: '/api/access/requests/:requestId/withdraw',
  summary: 'Withdraw a request',
  tags: ['access'],
  meta: 'access.request.create',
  ifMatch: true,
  params,
  body: noBody,
  response: AccessRequest,
  errors: [...changeErrors],
  examples: {
    params: { requestId },
    body: {},
    response: { ...requestExample, state: 'WITHDRAWN', version: 2, mayEdit: false, mayWithdraw: false, steps: [] },
  },
});

/** Requests that wait for the caller, the most urgent first, with everything needed to decide them. */
export const listInbox = defineEndpoint({
  id: 'listInbox',
  method: 'get',
  path: '/api/access/inbox',
  summary: 'List requests to decide',
  tags: ['access'],
  meta: 'access.approval.view',
  query: z.strictObject({
    q: SearchText.optional(),
    system: manyOf(SystemCodeText),
    risk: manyOf(risk),
    kind: manyOf(RequestKind),
    sort: z.enum(['dueAt', 'submittedAt', 'riskTier']).default('dueAt'),
    order: z.enum(['asc', 'desc']).default('asc'),
    ...pageQuery,
  }),
  response: pageOf(InboxEntry).extend({
    total: z.int(),
    /** True when more wait than are looked at for one person (the oldest 500). */
    more: z.boolean(),
  }),
  errors: ['invalid_cursor'],
  examples: { query: { risk: [0, 1] }, response: { items: [inboxExample], next: null, total: 1, more: false } },
});

/** Decides up to a hundred requests; each row stands alone, and each must name the content that was shown. */
export const decideRequests = defineEndpoint({
  id: 'decideRequests',
  method: 'post',
  path: '/api/access/inbox/decisions',
  summary: 'Decide requests',
  tags: ['access'],
  meta: 'access.approval.decide',
  body: z.strictObject({
    decisions: z
      .array(
        z
          .strictObject({
            requestId: Id,
            revision: z.int().min(1),
            contentHash: ContentHash,
            verdict: Verdict,
            comment: Paragraphs(500).nullable().meta({ description: 'Needed for DENY: the applicant reads it' }),
          })
          .refine(({ verdict, comment }) => verdict === 'APPROVE' || comment !== null, {
            error: 'comment_required',
            path: ['comment'],
          }),
      )
      .min(1)
      .max(100),
  }),
  response: z.object({
    items: z.array(
      z.object({ requestId: Id, ok: z.boolean(), state: RequestState.nullable(), problem: RowProblem.nullable() }),
    ),
  }),
  errors: [],
  examples: {
    body: { decisions: [decisionExample] },
    response: { items: [{ requestId, ok: true, state: 'APPROVED', problem: null }] },
  },
});

/** Problem of a refused row of a batch. */
export const rowProblem = (code: ErrorCode): z.infer<typeof RowProblem> => ({
  code,
  messages: errors[code].title,
  next: errors[code].next,
});
