import { z } from 'zod';
import { Id, Instant, LocalizedText, Version } from '../fields.ts';
import { PersonKind } from './people.record.ts';
import { MetaRef, PersonRef, RoleRef, ScopeKind, ScopeShown, SystemCodeText, UnitRef } from './shared.record.ts';

/** What a permission opens; DIR only groups others. */
export const MetaKind = z.enum(['DIR', 'PAGE', 'ACTION', 'FIELD']).meta({ id: 'MetaKind' });
/** What a permission opens. */
export type MetaKind = z.infer<typeof MetaKind>;

/** A deprecated permission still works but nobody can ask for it; a retired one is effective for nobody, for ever. */
export const MetaStatus = z.enum(['ACTIVE', 'DEPRECATED', 'RETIRED']).meta({ id: 'MetaStatus' });
/** Life of a permission. */
export type MetaStatus = z.infer<typeof MetaStatus>;

/** Life of a role or a rule about separation of duties. */
export const LifeStatus = z.enum(['ACTIVE', 'RETIRED']).meta({ id: 'LifeStatus' });

/** What a conflict of duties leads to: refused, one more approval, or listed only. */
export const SodMode = z.enum(['BLOCK', 'EXTRA_STAGE', 'REPORT']).meta({ id: 'SodMode' });
/** What a conflict of duties leads to. */
export type SodMode = z.infer<typeof SodMode>;

const Count = z.int().min(0);

/** A business system in the catalogue. */
export const CatalogueSystem = z
  .object({
    code: SystemCodeText,
    name: LocalizedText,
    status: z.enum(['DRAFT', 'LIVE', 'RETIRED']),
    owner: PersonRef.nullable(),
    metaVersion: z.int().min(1).meta({ description: 'Rises with every change of the system’s permissions' }),
    metas: Count,
    roles: Count,
  })
  .meta({ id: 'CatalogueSystem' });
/** A business system in the catalogue. */
export type CatalogueSystem = z.infer<typeof CatalogueSystem>;

/** A permission as the catalogue keeps it. */
export const MetaEntry = z
  .object({
    id: Id,
    code: z.string(),
    system: SystemCodeText,
    name: LocalizedText,
    kind: MetaKind,
    status: MetaStatus,
    riskTier: z.int().min(0).max(3),
    requestable: z.boolean(),
    maxShortMinutes: z.int().min(1),
    maxLongDays: z.int().min(1),
    scopeKinds: z.array(ScopeKind).meta({ description: 'Kinds of reach it may be given with; empty means any' }),
    declaredBy: z.string().meta({ description: '`contracts` or `remote:<system>`' }),
    tuned: z.boolean().meta({ description: 'True once the business set its own limits' }),
    version: Version,
  })
  .meta({ id: 'MetaEntry' });
/** A permission as the catalogue keeps it. */
export type MetaEntry = z.infer<typeof MetaEntry>;

/** Who holds something now, counted, with some of them by name; one person may hold it in several ways. */
export const Holders = z
  .object({ total: Count, byRule: Count, byGrant: Count, byBreakGlass: Count, sample: z.array(PersonRef) })
  .meta({ id: 'Holders' });
/** Who holds something now. */
export type Holders = z.infer<typeof Holders>;

/** Highest risk of its permissions is the risk of a role. */
export const RoleRow = z
  .object({
    ...RoleRef.shape,
    status: LifeStatus,
    metas: Count,
    rules: Count.meta({ description: 'Base rules in force or to come' }),
    riskTier: z.int().min(0).max(3),
    version: Version,
  })
  .meta({ id: 'RoleRow' });
/** A role in a list. */
export type RoleRow = z.infer<typeof RoleRow>;

/** Position that a base rule may name. */
export const PositionRef = z.object({ code: z.string(), name: LocalizedText }).meta({ id: 'PositionRef' });
/** Position that a base rule may name. */
export type PositionRef = z.infer<typeof PositionRef>;

/** A base rule: everybody it matches holds the role while it is in force; a condition that is null matches all. */
export const BaseRuleRow = z
  .object({
    id: Id,
    role: RoleRef,
    unit: UnitRef.nullable(),
    includeSubtree: z.boolean(),
    position: PositionRef.nullable(),
    levelMin: z.int().min(1).max(9).nullable(),
    levelMax: z.int().min(1).max(9).nullable(),
    personKind: PersonKind.nullable(),
    scope: ScopeShown,
    from: Instant,
    until: Instant.nullable(),
    state: z.enum(['SCHEDULED', 'ACTIVE', 'ENDED']),
    changeId: Id.nullable().meta({
      description: 'Request that approved it; null for what was there from the beginning',
    }),
  })
  .meta({ id: 'BaseRuleRow' });
/** A base rule. */
export type BaseRuleRow = z.infer<typeof BaseRuleRow>;

/** One role with its permissions, its rules and who holds it. */
export const RoleDetail = z
  .object({
    ...RoleRow.shape,
    permissions: z.array(z.object({ ...MetaRef.shape, kind: MetaKind, status: MetaStatus })),
    baseRules: z.array(BaseRuleRow),
    holders: Holders,
  })
  .meta({ id: 'RoleDetail' });
/** One role with its permissions, its rules and who holds it. */
export type RoleDetail = z.infer<typeof RoleDetail>;

/** One permission, the roles that hold it and who holds it. */
export const MetaDetail = z
  .object({
    ...MetaEntry.shape,
    createdAt: Instant,
    retiredAt: Instant.nullable(),
    roles: z.array(RoleRef),
    holders: Holders,
  })
  .meta({ id: 'MetaDetail' });
/** One permission, the roles that hold it and who holds it. */
export type MetaDetail = z.infer<typeof MetaDetail>;

/** Two sets of permissions one person should not hold together; which side came first does not matter. */
export const SodRuleRow = z
  .object({
    id: Id,
    code: z.string(),
    name: LocalizedText,
    left: z.array(MetaRef),
    right: z.array(MetaRef),
    mode: SodMode,
    scopeSensitive: z.boolean().meta({ description: 'True when holding both is forbidden for the same unit only' }),
    status: LifeStatus,
    version: Version,
  })
  .meta({ id: 'SodRuleRow' });
/** Two sets of permissions one person should not hold together. */
export type SodRuleRow = z.infer<typeof SodRuleRow>;

/** Settings of the permission centre. */
export const AccessPolicySettings = z
  .strictObject({
    superiorShortCounts: z.boolean().meta({
      description: 'A superior’s direct SHORT grant of risk 0–1 within his own reach needs no second person',
    }),
    requestExpiryDays: z.int().min(1).max(60).meta({ description: 'A request nobody decided ends after so many days' }),
    stepDueDays: z.int().min(1).max(14).meta({ description: 'After so many days the next superior gets it as well' }),
    breakGlassMinutes: z.int().min(15).max(240).meta({ description: 'Longest emergency permission' }),
    syncMaxLeavers: z
      .int()
      .min(1)
      .max(10_000)
      .meta({ description: 'More leavers in one run and it waits for a person' }),
    syncMaxShare: z.int().min(1).max(100).meta({ description: 'Percent of people that one run may end or move' }),
  })
  .meta({ id: 'AccessPolicySettings' });
/** Settings of the permission centre. */
export type AccessPolicySettings = z.infer<typeof AccessPolicySettings>;

/** Settings in force until somebody proposes others. */
export const DEFAULT_ACCESS_POLICY: AccessPolicySettings = {
  superiorShortCounts: true,
  requestExpiryDays: 14,
  stepDueDays: 3,
  breakGlassMinutes: 240,
  syncMaxLeavers: 30,
  syncMaxShare: 10,
};

/** The settings with their version. */
export const AccessPolicyRecord = z
  .object({ settings: AccessPolicySettings, version: Version, changedAt: Instant })
  .meta({ id: 'AccessPolicyRecord' });
/** The settings with their version. */
export type AccessPolicyRecord = z.infer<typeof AccessPolicyRecord>;
