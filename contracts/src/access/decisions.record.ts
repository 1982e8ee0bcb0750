import { z } from 'zod';
import { Id, Instant, LocalizedText } from '../fields.ts';
import { MenuNode } from '../portal/remotes.contract.ts';
import { GrantState } from './grants.contract.ts';
import { ApprovalStep } from './requests.record.ts';
import {
  GrantKind,
  GrantScope,
  MetaRef,
  PersonRef,
  RoleRef,
  ScopeShown,
  SystemCodeText,
  UnitRef,
} from './shared.record.ts';

/** Who approved a grant, and for whom when he stood in. */
export const Approver = z
  .object({ person: PersonRef, at: Instant, onBehalfOf: PersonRef.nullable() })
  .meta({ id: 'Approver' });

/** Conditions of a base rule; one that is null matches everybody. */
export const RuleConditions = z
  .object({
    unit: UnitRef.nullable(),
    includeSubtree: z.boolean(),
    position: LocalizedText.nullable(),
    levelMin: z.int().nullable(),
    levelMax: z.int().nullable(),
  })
  .meta({ id: 'RuleConditions' });

/** Where a permission comes from: exactly one of `rule`, `grant` or neither (break-glass) says more. */
export const PermissionSource = z
  .object({
    via: z.enum(['rule', 'grant', 'break-glass']),
    /** Rule, grant or emergency. */
    refId: Id,
    role: RoleRef.nullable(),
    rule: RuleConditions.nullable(),
    grant: z
      .object({ kind: GrantKind, requestId: Id, requestNumber: z.string(), approvers: z.array(Approver) })
      .nullable(),
    scope: ScopeShown,
    from: Instant,
    until: Instant.nullable(),
  })
  .meta({ id: 'PermissionSource' });
/** Where a permission comes from. */
export type PermissionSource = z.infer<typeof PermissionSource>;

/** One role or one single permission a person holds or is about to hold, with where it comes from. */
export const OwnPermission = z
  .object({
    /** Stable within one answer. */
    key: z.string(),
    /** The role; null when a single permission was given. */
    role: RoleRef.nullable(),
    metas: z.array(MetaRef),
    source: PermissionSource,
    state: GrantState,
    /** Until when a suspended one may be confirmed. */
    confirmBy: Instant.nullable(),
    /** Last day on which one of the permissions was used; null when never, or never noted. */
    lastUsedOn: z.iso.date().nullable(),
  })
  .meta({ id: 'OwnPermission' });
/** One role or one single permission a person holds. */
export type OwnPermission = z.infer<typeof OwnPermission>;

/** What the caller may do, system by system. */
export const MyPermissions = z
  .object({
    person: PersonRef,
    asOf: Instant,
    systems: z.array(z.object({ system: SystemCodeText, name: LocalizedText, items: z.array(OwnPermission) })),
  })
  .meta({ id: 'MyPermissions' });
/** What the caller may do. */
export type MyPermissions = z.infer<typeof MyPermissions>;

/** Kinds of records about which "why do I not see it?" can be asked. */
export const RecordKind = z.enum(['store', 'ticket', 'person']).meta({ id: 'RecordKind' });
/** Kind of a record. */
export type RecordKind = z.infer<typeof RecordKind>;

/** Why something is allowed or not, in one word. */
export const ExplainVerdict = z
  .enum(['allowed', 'person_inactive', 'permission_retired', 'not_held', 'record_unknown', 'out_of_scope'])
  .meta({ id: 'ExplainVerdict' });
/** Why something is allowed or not. */
export type ExplainVerdict = z.infer<typeof ExplainVerdict>;

/** What to ask for: a role or one permission that contains what is missing. */
export const Remedy = z
  .object({
    role: RoleRef.nullable(),
    meta: MetaRef.nullable(),
    /** What it would give besides. */
    others: z.array(MetaRef),
    riskTier: z.int().min(0).max(3),
    /** Reach that would do. */
    scope: GrantScope,
    scopeShown: ScopeShown,
    /** Who would decide, step by step; empty when nobody could. */
    steps: z.array(ApprovalStep),
  })
  .meta({ id: 'Remedy' });
/** What to ask for. */
export type Remedy = z.infer<typeof Remedy>;

/** How far a person reaches with one permission. */
export const ReachShown = z
  .object({
    kind: z.enum(['all', 'units', 'none']),
    /** True when his own records are reached wherever they lie. */
    self: z.boolean(),
    stores: z.int().min(0),
    /** Units from which it is reached, the highest ones; at most 20. */
    units: z.array(UnitRef),
    /** Units reached, stores among them. */
    unitCount: z.int().min(0),
  })
  .meta({ id: 'ReachShown' });
/** How far a person reaches with one permission. */
export type ReachShown = z.infer<typeof ReachShown>;

/** Answer to "why can, or why can't, he do this?". */
export const Explanation = z
  .object({
    person: PersonRef,
    at: Instant,
    meta: MetaRef,
    /** The page that was asked about. */
    page: z.object({ system: SystemCodeText, path: z.string(), title: LocalizedText }).nullable(),
    allowed: z.boolean(),
    verdict: ExplainVerdict,
    /** What gives the permission; `reaches` says whether it reaches the record, null when none was asked about. */
    sources: z.array(z.object({ source: PermissionSource, reaches: z.boolean().nullable() })),
    /** Grants that would give it but do not now: not begun, resting since a move, or ended within 90 days. */
    idle: z.array(OwnPermission),
    reach: ReachShown,
    record: z
      .object({ kind: RecordKind, id: Id, name: z.string().nullable(), unit: UnitRef.nullable(), own: z.boolean() })
      .nullable(),
    /** Smallest first; empty when it is allowed or when nobody may ask for it. */
    remedies: z.array(Remedy),
  })
  .meta({ id: 'Explanation' });
/** Answer to "why can, or why can't, he do this?". */
export type Explanation = z.infer<typeof Explanation>;

/** What somebody else finds when he signs in; nothing can be done with it. */
export const SeenAs = z
  .object({
    person: PersonRef.nullable(),
    role: RoleRef.nullable(),
    at: Instant,
    /** Digest of everything he may do. */
    accessVersion: z.string(),
    /** Systems he may enter, in menu order, each with its menu as he sees it. */
    systems: z.array(
      z.object({ code: SystemCodeText, title: LocalizedText, icon: z.string(), menu: z.array(MenuNode) }),
    ),
    /** Every permission in force and how far it reaches; `reach` is null for a role, which has none by itself. */
    metas: z.array(z.object({ meta: MetaRef, reach: ReachShown.nullable() })),
    /** Stores he finds in the register; null for a role, or without that permission. */
    visibleStores: z.int().min(0).nullable(),
  })
  .meta({ id: 'SeenAs' });
/** What somebody else finds when he signs in. */
export type SeenAs = z.infer<typeof SeenAs>;
