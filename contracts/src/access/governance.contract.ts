import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Instant, Line, Paragraphs, manyOf, pageOf, pageQuery } from '../fields.ts';
import {
  Alarm,
  BreakGlass,
  BreakGlassVerdict,
  ReviewCampaign,
  ReviewItem,
  ReviewSelection,
  ReviewVerdict,
} from './governance.record.ts';
import {
  campaignId,
  itemId,
  breakGlassId,
  at,
  later,
  superiorExample,
  roleExample,
  selectionExample,
  campaignExample,
  itemExample,
  breakGlassExample,
} from './governance.examples.ts';
import { GrantScope, MetaCodeText } from './shared.record.ts';

export * from './governance.record.ts';

/** Reviews, newest first. */
export const listReviewCampaigns = defineEndpoint({
  id: 'listReviewCampaigns',
  method: 'get',
  path: '/api/access/reviews',
  summary: 'List reviews of grants',
  tags: ['access'],
  meta: 'access.review.view',
  query: z.strictObject({ state: manyOf(z.enum(['OPEN', 'CLOSED'])), ...pageQuery }),
  response: pageOf(ReviewCampaign),
  errors: ['invalid_cursor'],
  examples: { query: {}, response: { items: [campaignExample], next: null } },
});

/** One review. */
export const getReviewCampaign = defineEndpoint({
  id: 'getReviewCampaign',
  method: 'get',
  path: '/api/access/reviews/:campaignId',
  summary: 'Read a review',
  tags: ['access'],
  meta: 'access.review.view',
  params: z.strictObject({ campaignId: Id }),
  response: ReviewCampaign,
  errors: ['not_found'],
  examples: { params: { campaignId }, response: campaignExample },
});

/** Starts a review: every matching grant becomes an item for the superior of its holder. */
export const startReview = defineEndpoint({
  id: 'startReview',
  method: 'post',
  path: '/api/access/reviews',
  summary: 'Start a review of grants',
  tags: ['access'],
  meta: 'access.review.run',
  status: 201,
  body: z.strictObject({
    name: Line(120),
    dueAt: Instant.meta({ description: '1 to 90 days ahead' }),
    onNoAnswer: ReviewVerdict,
    selection: ReviewSelection,
  }),
  response: ReviewCampaign,
  errors: ['review_empty', 'last_administrators'],
  examples: {
    body: { name: campaignExample.name, dueAt: later, onNoAnswer: 'REVOKE', selection: selectionExample },
    response: campaignExample,
  },
});

/** Items of reviews: those the caller may answer for, or all of one review for whoever runs reviews. */
export const listReviewItems = defineEndpoint({
  id: 'listReviewItems',
  method: 'get',
  path: '/api/access/review-items',
  summary: 'List grants under review',
  tags: ['access'],
  meta: 'access.review.view',
  query: z.strictObject({
    campaignId: Id.optional(),
    mine: z.enum(['true', 'false']).default('true'),
    open: z.enum(['true', 'false']).default('true'),
    ...pageQuery,
  }),
  response: pageOf(ReviewItem),
  errors: ['invalid_cursor'],
  examples: { query: { mine: 'true' }, response: { items: [itemExample], next: null } },
});

/** Answers for several grants at once; each row has its own result. */
export const decideReviewItems = defineEndpoint({
  id: 'decideReviewItems',
  method: 'post',
  path: '/api/access/review-items/decisions',
  summary: 'Keep or revoke grants under review',
  tags: ['access'],
  meta: 'access.review.view',
  body: z.strictObject({
    decisions: z
      .array(z.strictObject({ itemId: Id, verdict: ReviewVerdict, comment: Paragraphs(500).nullable() }))
      .min(1)
      .max(100),
  }),
  response: z.object({ results: z.array(z.object({ itemId: Id, ok: z.boolean(), code: z.string().nullable() })) }),
  errors: [],
  examples: {
    body: { decisions: [{ itemId, verdict: 'KEEP', comment: null }] },
    response: { results: [{ itemId, ok: true, code: null }] },
  },
});

/** Emergencies: the caller's own, or all for whoever reviews them. */
export const listBreakGlass = defineEndpoint({
  id: 'listBreakGlass',
  method: 'get',
  path: '/api/access/break-glass',
  summary: 'List own emergency permissions',
  tags: ['access'],
  meta: 'access.break-glass.use',
  query: z.strictObject(pageQuery),
  response: pageOf(BreakGlass),
  errors: ['invalid_cursor'],
  examples: { query: {}, response: { items: [breakGlassExample], next: null } },
});

/** Takes a permission at once for at most four hours; an alarm is raised before it works. */
export const takeBreakGlass = defineEndpoint({
  id: 'takeBreakGlass',
  method: 'post',
  path: '/api/access/break-glass',
  summary: 'Take an emergency permission',
  tags: ['access'],
  meta: 'access.break-glass.use',
  status: 201,
  body: z.strictObject({
    roleId: Id.nullable(),
    metaCode: MetaCodeText.nullable(),
    scope: GrantScope,
    minutes: z.int().min(5).max(240),
    reason: Paragraphs(500),
  }),
  response: BreakGlass,
  errors: ['not_found', 'break_glass_forbidden', 'break_glass_unreviewed', 'break_glass_spent', 'sod_conflict'],
  examples: {
    body: {
      roleId: roleExample.id,
      metaCode: null,
      scope: { kind: 'ALL', unitIds: [] },
      minutes: 120,
      reason: breakGlassExample.reason,
    },
    response: breakGlassExample,
  },
});

/** Gives an emergency permission back early. */
export const endBreakGlass = defineEndpoint({
  id: 'endBreakGlass',
  method: 'post',
  path: '/api/access/break-glass/:breakGlassId/end',
  summary: 'Give an emergency permission back',
  tags: ['access'],
  meta: 'access.break-glass.use',
  params: z.strictObject({ breakGlassId: Id }),
  body: z.strictObject({}),
  response: BreakGlass,
  errors: ['not_found', 'conflict'],
  examples: {
    params: { breakGlassId },
    body: {},
    response: { ...breakGlassExample, state: 'ENDED', mayEnd: false, version: 2 },
  },
});

/** Emergencies waiting for a review, and those reviewed. */
export const listBreakGlassReviews = defineEndpoint({
  id: 'listBreakGlassReviews',
  method: 'get',
  path: '/api/access/break-glass-reviews',
  summary: 'List emergency permissions for review',
  tags: ['access'],
  meta: 'access.break-glass.review',
  query: z.strictObject({ open: z.enum(['true', 'false']).default('true'), ...pageQuery }),
  response: pageOf(BreakGlass),
  errors: ['invalid_cursor'],
  examples: {
    query: {},
    response: { items: [{ ...breakGlassExample, mayEnd: false, mayReview: true }], next: null },
  },
});

/** Judges an emergency; never the one who used it. */
export const reviewBreakGlass = defineEndpoint({
  id: 'reviewBreakGlass',
  method: 'post',
  path: '/api/access/break-glass/:breakGlassId/review',
  summary: 'Review an emergency permission',
  tags: ['access'],
  meta: 'access.break-glass.review',
  params: z.strictObject({ breakGlassId: Id }),
  body: z.strictObject({ verdict: BreakGlassVerdict, note: Paragraphs(500) }),
  response: BreakGlass,
  errors: ['not_found', 'conflict', 'own_break_glass'],
  examples: {
    params: { breakGlassId },
    body: { verdict: 'JUSTIFIED', note: '故障属实，处理记录完整' },
    response: {
      ...breakGlassExample,
      state: 'ENDED',
      reviewedBy: superiorExample,
      reviewedAt: later,
      verdict: 'JUSTIFIED',
      note: '故障属实，处理记录完整',
      version: 2,
    },
  },
});

/** Alarms nobody has looked at yet, and those seen. */
export const listAlarms = defineEndpoint({
  id: 'listAlarms',
  method: 'get',
  path: '/api/access/alarms',
  summary: 'List alarms of the permission centre',
  tags: ['access'],
  meta: 'access.break-glass.review',
  query: z.strictObject({ open: z.enum(['true', 'false']).default('true'), ...pageQuery }),
  response: pageOf(Alarm),
  errors: ['invalid_cursor'],
  examples: {
    query: {},
    response: {
      items: [
        {
          id: '0195844e-2d00-7000-8000-000000000305',
          kind: 'break-glass',
          objectKind: 'break-glass',
          objectId: breakGlassId,
          raisedAt: at,
          seenBy: null,
          seenAt: null,
        },
      ],
      next: null,
    },
  },
});

/** Notes that somebody responsible has seen an alarm. */
export const seeAlarm = defineEndpoint({
  id: 'seeAlarm',
  method: 'post',
  path: '/api/access/alarms/:alarmId/seen',
  summary: 'Note that an alarm was seen',
  tags: ['access'],
  meta: 'access.break-glass.review',
  params: z.strictObject({ alarmId: Id }),
  body: z.strictObject({}),
  response: Alarm,
  errors: ['not_found'],
  examples: {
    params: { alarmId: '0195844e-2d00-7000-8000-000000000305' },
    body: {},
    response: {
      id: '0195844e-2d00-7000-8000-000000000305',
      kind: 'break-glass',
      objectKind: 'break-glass',
      objectId: breakGlassId,
      raisedAt: at,
      seenBy: superiorExample,
      seenAt: later,
    },
  },
});
