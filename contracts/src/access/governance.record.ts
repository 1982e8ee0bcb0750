import { z } from 'zod';
import { Id, Instant, Line, Version } from '../fields.ts';
import { GrantKind, MetaRef, PersonRef, RoleRef, ScopeShown, SystemCodeText } from './shared.record.ts';

/** What one review says of a grant. */
export const ReviewVerdict = z.enum(['KEEP', 'REVOKE']).meta({ id: 'ReviewVerdict' });

/** Which grants a review looks at; an empty list means all. */
export const ReviewSelection = z
  .strictObject({
    systems: z.array(SystemCodeText).max(20),
    kinds: z.array(GrantKind).max(2),
    minRiskTier: z.int().min(0).max(3),
    /** Only grants of people in this unit and below; null means the whole company. */
    unitId: Id.nullable(),
  })
  .meta({ id: 'ReviewSelection' });
/** Which grants a review looks at. */
export type ReviewSelection = z.infer<typeof ReviewSelection>;

/** A review of grants by the superiors of those who hold them. */
export const ReviewCampaign = z
  .object({
    id: Id,
    name: Line(120),
    startedBy: PersonRef,
    startedAt: Instant,
    dueAt: Instant,
    /** What happens to a grant nobody answered for until `dueAt`. */
    onNoAnswer: ReviewVerdict,
    selection: ReviewSelection,
    state: z.enum(['OPEN', 'CLOSED']),
    counts: z.object({ items: z.int(), kept: z.int(), revoked: z.int(), open: z.int() }),
    version: Version,
  })
  .meta({ id: 'ReviewCampaign' });

/** One grant under review. */
export const ReviewItem = z
  .object({
    id: Id,
    campaignId: Id,
    campaignName: z.string(),
    grantId: Id,
    grantee: PersonRef,
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    scope: ScopeShown,
    kind: GrantKind,
    from: Instant,
    until: Instant.nullable(),
    reason: z.string(),
    /** Who is asked first; anyone above the grantee may answer. */
    reviewer: PersonRef.nullable(),
    /** Day of the last use, `YYYY-MM-DD`; null when it was never used. */
    lastUsedOn: z.string().nullable(),
    verdict: ReviewVerdict.nullable(),
    comment: z.string().nullable(),
    decidedBy: PersonRef.nullable(),
    decidedAt: Instant.nullable(),
    dueAt: Instant,
    mayDecide: z.boolean(),
  })
  .meta({ id: 'ReviewItem' });

/** Judgement on an emergency. */
export const BreakGlassVerdict = z.enum(['JUSTIFIED', 'MISUSED']).meta({ id: 'BreakGlassVerdict' });

/** An emergency permission: at most four hours, with an alarm at once and a review by somebody else. */
export const BreakGlass = z
  .object({
    id: Id,
    person: PersonRef,
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    scope: ScopeShown,
    reason: z.string(),
    from: Instant,
    until: Instant,
    state: z.enum(['ACTIVE', 'ENDED']),
    reviewedBy: PersonRef.nullable(),
    reviewedAt: Instant.nullable(),
    verdict: BreakGlassVerdict.nullable(),
    note: z.string().nullable(),
    version: Version,
    mayEnd: z.boolean(),
    mayReview: z.boolean(),
  })
  .meta({ id: 'BreakGlass' });

/** Something that people responsible for permissions must look at. */
export const Alarm = z
  .object({
    id: Id,
    kind: z.enum(['break-glass', 'last-administrators', 'sync-staged']),
    objectKind: z.string(),
    objectId: z.string(),
    raisedAt: Instant,
    seenBy: PersonRef.nullable(),
    seenAt: Instant.nullable(),
  })
  .meta({ id: 'Alarm' });
