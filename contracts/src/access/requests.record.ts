import { z } from 'zod';
import { Id, Instant, Line, LocalizedText, Paragraphs, Version } from '../fields.ts';
import {
  GrantKind,
  GrantScope,
  MetaCodeText,
  MetaRef,
  PersonRef,
  RoleRef,
  ScopeKind,
  ScopeShown,
  SystemCodeText,
  UnitRef,
} from './shared.record.ts';

/** Where a request stands; EXPIRED follows from time alone. */
export const RequestState = z
  .enum(['DRAFT', 'PENDING', 'APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN'])
  .meta({ id: 'RequestState', description: 'EXPIRED follows from time alone: nobody decided before expiresAt' });
/** Where a request stands. */
export type RequestState = z.infer<typeof RequestState>;

/** Long-term entitlement, short-term permission, or a change of the catalogue. */
export const RequestKind = z.enum(['LONG', 'SHORT', 'CHANGE']).meta({ id: 'RequestKind' });
/** What a request is for. */
export type RequestKind = z.infer<typeof RequestKind>;

/** Who began it and why: the person himself, a superior, an extension, a handover, a review, an emergency. */
export const RequestOrigin = z
  .enum(['SELF', 'SUPERIOR', 'EXTENSION', 'HANDOVER', 'REVIEW', 'BREAK_GLASS'])
  .meta({ id: 'RequestOrigin' });
/** Who began a request. */
export type RequestOrigin = z.infer<typeof RequestOrigin>;

/** Who decides a step: a superior, an owner (system owner or permission owner), or permission owners jointly. */
export const StepRule = z.enum(['SUPERIOR', 'OWNER', 'PERMISSION_OWNERS']).meta({
  id: 'StepRule',
  description:
    'SUPERIOR anyone in the chain above; OWNER system owner or permission owner; PERMISSION_OWNERS these jointly',
});
/** Who decides a step. */
export type StepRule = z.infer<typeof StepRule>;

/** What a decision says. */
export const Verdict = z.enum(['APPROVE', 'DENY']).meta({ id: 'Verdict' });
/** What a decision says. */
export type Verdict = z.infer<typeof Verdict>;

/** SHA-256 of what a request asks for, in hex: a decision signs exactly this. */
export const ContentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'ContentHash', description: 'Digest of the content; a decision sends back the one that was shown' });

/** One role or one permission as a person asks for it, with its reach. */
export const RequestItemInput = z
  .strictObject({ roleId: Id.nullable(), metaCode: MetaCodeText.nullable(), scope: GrantScope })
  .refine(({ roleId, metaCode }) => (roleId === null) !== (metaCode === null), { error: 'item_target' })
  .meta({ id: 'RequestItemInput', description: 'Either roleId or metaCode, the other null' });
/** One role or one permission as a person asks for it. */
export type RequestItemInput = z.infer<typeof RequestItemInput>;

/** Fields a person fills in; the same for a new request, an edit, a preview and a direct grant. */
export const requestFields = {
  kind: GrantKind,
  items: z.array(RequestItemInput).min(1).max(20),
  reason: Paragraphs(500),
  ticketRef: Line(60).nullable(),
  wantedFrom: Instant.nullable().meta({ description: 'null: as soon as it is approved' }),
  wantedUntil: Instant.nullable().meta({
    description: 'Excluded end. SHORT needs it or durationMinutes; a LONG one without it gets the default end',
  }),
  durationMinutes: z.int().min(1).max(1_051_200).nullable().meta({ description: 'SHORT only; counted from the start' }),
} as const;

/** One role or permission of a request, in words. */
export const RequestItem = z
  .object({
    no: z.int().min(1),
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    /** What it allows: the permission, or every permission of the role. */
    metas: z.array(MetaRef),
    riskTier: z.int().min(0).max(3),
    scope: ScopeShown,
    /** Units the scope reaches today (at most 20 named); null for ALL. */
    reaches: z.object({ total: z.int(), stores: z.int(), units: z.array(UnitRef) }).nullable(),
    /** True when the grantee holds all of it at least as far already. */
    held: z.boolean(),
  })
  .meta({ id: 'RequestItem' });
/** One role or permission of a request, in words. */
export type RequestItem = z.infer<typeof RequestItem>;

/** A step of the approval; `deciders` are those who can decide it now, nearest first. */
export const ApprovalStep = z
  .object({
    no: z.int().min(1),
    rule: StepRule,
    /** Why the step is there. */
    because: z.enum(['SUPERIOR', 'NOBODY_ABOVE', 'RISK', 'SCOPE', 'SEPARATION', 'CHANGE']),
    requiredCount: z.int().min(1).max(2),
    approvals: z.int().min(0),
    state: z.enum(['AHEAD', 'CURRENT', 'APPROVED', 'DENIED']),
    deciders: z.array(PersonRef),
    /** Further people who could, not listed. */
    moreDeciders: z.int().min(0),
    dueAt: Instant.nullable(),
    /** True once it is overdue and the next level got it too. */
    escalated: z.boolean(),
  })
  .meta({ id: 'ApprovalStep' });
/** A step of the approval. */
export type ApprovalStep = z.infer<typeof ApprovalStep>;

/** A decision as it was made; one of an earlier revision counts no more. */
export const DecisionShown = z
  .object({
    id: Id,
    stepNo: z.int(),
    revision: z.int(),
    verdict: Verdict,
    comment: z.string().nullable(),
    actor: PersonRef,
    onBehalfOf: PersonRef.nullable(),
    at: Instant,
    counts: z.boolean(),
  })
  .meta({ id: 'DecisionShown' });
/** A decision as it was made. */
export type DecisionShown = z.infer<typeof DecisionShown>;

/** A rule of separation of duties that the person would touch. */
export const SodConflict = z
  .object({
    ruleId: Id,
    name: LocalizedText,
    mode: z.enum(['BLOCK', 'EXTRA_STAGE', 'REPORT']),
    /** Units in which both sides would meet; empty when the reach does not matter or is everything. */
    units: z.array(UnitRef),
  })
  .meta({ id: 'SodConflict' });
/** A rule of separation of duties that the person would touch. */
export type SodConflict = z.infer<typeof SodConflict>;

/** What the grantee holds already in the systems concerned. */
export const HeldPermission = z
  .object({
    via: z.enum(['rule', 'grant', 'break-glass']),
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    scope: ScopeShown,
    from: Instant,
    until: Instant.nullable(),
  })
  .meta({ id: 'HeldPermission' });
/** What the grantee holds already. */
export type HeldPermission = z.infer<typeof HeldPermission>;

/** A change of the catalogue, in words. */
export const ChangeShown = z
  .object({
    kind: z.string(),
    title: LocalizedText,
    lines: z.array(
      z.object({ label: LocalizedText, before: LocalizedText.nullable(), after: LocalizedText.nullable() }),
    ),
    metas: z.array(MetaRef),
    gained: z.int().nullable(),
    lost: z.int().nullable(),
  })
  .meta({ id: 'ChangeShown' });
/** A change of the catalogue, in words. */
export type ChangeShown = z.infer<typeof ChangeShown>;

/** What a change of the catalogue that waits would do today, which may be other than when it was proposed. */
export const ChangeNow = z
  .object({
    gained: z.int().nullable(),
    lost: z.int().nullable(),
    /** Why it could not be carried out as things are now; null when it could. */
    hindrance: LocalizedText.nullable(),
  })
  .meta({ id: 'ChangeNow' });
/** What a change of the catalogue that waits would do today. */
export type ChangeNow = z.infer<typeof ChangeNow>;

const common = {
  id: Id,
  number: z.string(),
  kind: RequestKind,
  origin: RequestOrigin,
  state: RequestState,
  requester: PersonRef,
  /** Null for a change of the catalogue. */
  grantee: PersonRef.nullable(),
  reason: z.string(),
  ticketRef: z.string().nullable(),
  systems: z.array(SystemCodeText),
  riskTier: z.int().min(0).max(3),
  wantedFrom: Instant.nullable(),
  wantedUntil: Instant.nullable(),
  durationMinutes: z.int().nullable(),
  createdAt: Instant,
  submittedAt: Instant.nullable(),
  /** Instant from which nobody can decide it any more. */
  expiresAt: Instant.nullable(),
  decidedAt: Instant.nullable(),
  version: Version,
} as const;

/** A request in a list. */
export const RequestRow = z
  .object({
    ...common,
    /** Names of the roles and permissions, or of the change. */
    titles: z.array(LocalizedText),
    /** Who decides the current step now; empty unless PENDING. */
    waitingFor: z.array(PersonRef),
    dueAt: Instant.nullable(),
  })
  .meta({ id: 'RequestRow' });
/** A request in a list. */
export type RequestRow = z.infer<typeof RequestRow>;

/** A request with everything one needs to decide it, and everything its applicant wants to know. */
export const AccessRequest = z
  .object({
    ...common,
    revision: z.int().min(1),
    contentHash: ContentHash,
    items: z.array(RequestItem),
    change: ChangeShown.nullable(),
    /** Only where one request is read, and only while it waits. */
    changeNow: ChangeNow.nullable(),
    /** Window the grants got; before that only where it does not depend on when the approval comes. */
    window: z.object({ from: Instant, until: Instant.nullable() }).nullable(),
    steps: z.array(ApprovalStep),
    decisions: z.array(DecisionShown),
    conflicts: z.array(SodConflict),
    held: z.array(HeldPermission),
    extendsGrantId: Id.nullable(),
    grantIds: z.array(Id),
    mayDecide: z.boolean(),
    mayEdit: z.boolean(),
    mayWithdraw: z.boolean(),
  })
  .meta({ id: 'AccessRequest' });
/** A request with everything one needs to decide it. */
export type AccessRequest = z.infer<typeof AccessRequest>;

/** A request that waits for the caller. */
export const InboxEntry = z
  .object({
    request: AccessRequest,
    stepNo: z.int(),
    /** In which quality the caller decides. */
    as: z.enum(['SUPERIOR', 'SYSTEM_OWNER', 'PERMISSION_OWNER']),
    /** Whose voice it is when the caller stands in for him. */
    onBehalfOf: PersonRef.nullable(),
    dueAt: Instant,
    overdue: z.boolean(),
    /** Step that follows an approval; null when it would be the last one. */
    next: ApprovalStep.nullable(),
  })
  .meta({ id: 'InboxEntry' });
/** A request that waits for the caller. */
export type InboxEntry = z.infer<typeof InboxEntry>;

/** A role or permission that may be asked for, with its limits. */
export const Requestable = z
  .object({
    kind: z.enum(['role', 'meta']),
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    system: SystemCodeText,
    systemName: LocalizedText,
    name: LocalizedText,
    metas: z.array(MetaRef),
    riskTier: z.int().min(0).max(3),
    maxShortMinutes: z.int(),
    maxLongDays: z.int(),
    /** Reaches a request may name. */
    scopeKinds: z.array(ScopeKind),
    held: z.boolean(),
  })
  .meta({ id: 'Requestable' });
/** A role or permission that may be asked for. */
export type Requestable = z.infer<typeof Requestable>;

/** One thing that stands in the way of a request, at the place where it was entered. */
export const RequestFault = z
  .object({ pointer: z.string(), code: z.string(), messages: LocalizedText })
  .meta({ id: 'RequestFault' });
/** One thing that stands in the way of a request. */
export type RequestFault = z.infer<typeof RequestFault>;
