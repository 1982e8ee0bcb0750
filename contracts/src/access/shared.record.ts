import { z } from 'zod';
import { Id, Instant, LocalizedText } from '../fields.ts';
import { systemCodes } from '../systems.ts';

/** Code of a Meta, `system.resource.action`. */
export const MetaCodeText = z
  .string()
  .regex(/^[a-z]+(?:\.[a-z][a-z-]*){2}$/, 'meta_format')
  .max(120)
  .meta({ id: 'MetaCode', description: 'Permission, system.resource.action' });

/** Code of a business system. */
export const SystemCodeText = z.enum(systemCodes).meta({ id: 'SystemCode' });

/** Kinds of units, from the company down to a store. */
export const UnitKind = z
  .enum(['COMPANY', 'HQ', 'CENTRE', 'REGION', 'DISTRICT', 'STORE', 'FRANCHISE'])
  .meta({ id: 'UnitKind' });
/** Kind of a unit. */
export type UnitKind = z.infer<typeof UnitKind>;

/** A unit as another record names it. */
export const UnitRef = z.object({ id: Id, name: LocalizedText, kind: UnitKind }).meta({ id: 'UnitRef' });
/** A unit as another record names it. */
export type UnitRef = z.infer<typeof UnitRef>;

/** A person as another record names him, with unit and position at the instant of the answer. */
export const PersonRef = z
  .object({
    id: Id,
    name: z.string(),
    employeeNo: z.string().nullable(),
    unit: LocalizedText.nullable(),
    position: LocalizedText.nullable(),
    active: z.boolean(),
  })
  .meta({ id: 'PersonRef' });
/** A person as another record names him. */
export type PersonRef = z.infer<typeof PersonRef>;

/** A permission as another record names it. */
export const MetaRef = z
  .object({ code: z.string(), name: LocalizedText, system: SystemCodeText, riskTier: z.int().min(0).max(3) })
  .meta({ id: 'MetaRef' });
/** A permission as another record names it. */
export type MetaRef = z.infer<typeof MetaRef>;

/** A role as another record names it. */
export const RoleRef = z
  .object({ id: Id, code: z.string(), name: LocalizedText, system: SystemCodeText })
  .meta({ id: 'RoleRef' });
/** A role as another record names it. */
export type RoleRef = z.infer<typeof RoleRef>;

/** How far a rule or a grant reaches. */
export const ScopeKind = z
  .enum(['SELF', 'OWN_STORE', 'OWN_SUBTREE', 'MANAGED', 'OWN_FRANCHISE', 'ORG_SET', 'ALL'])
  .meta({
    id: 'ScopeKind',
    description:
      'SELF own records; OWN_STORE stores of own assignments; OWN_SUBTREE own unit and below; MANAGED units led and below; OWN_FRANCHISE own franchised stores; ORG_SET the units named and below; ALL everything',
  });
/** How far a rule or a grant reaches. */
export type ScopeKind = z.infer<typeof ScopeKind>;

/** Reach of a rule or a grant as a person enters it; units are named for ORG_SET only. */
export const GrantScope = z
  .strictObject({ kind: ScopeKind, unitIds: z.array(Id).max(200) })
  .refine(({ kind, unitIds }) => (kind === 'ORG_SET') === unitIds.length > 0, {
    error: 'scope_units',
    path: ['unitIds'],
  })
  .meta({ id: 'GrantScope', description: 'unitIds: at least one for ORG_SET, none otherwise' });
/** Reach of a rule or a grant. */
export type GrantScope = z.infer<typeof GrantScope>;

/** Reach as an answer shows it. */
export const ScopeShown = z.object({ kind: ScopeKind, units: z.array(UnitRef) }).meta({ id: 'ScopeShown' });
/** Reach as an answer shows it. */
export type ScopeShown = z.infer<typeof ScopeShown>;

/** Half-open stretch of time; `until` null means without end. */
export const Span = z.object({ from: Instant, until: Instant.nullable() }).meta({ id: 'Span' });

/** Long-term entitlement 长期权益 or short-term permission 短期权限. */
export const GrantKind = z.enum(['LONG', 'SHORT']).meta({
  id: 'GrantKind',
  description: 'LONG-term entitlement, reviewed and confirmed after a move, or SHORT-term permission',
});
/** Long-term entitlement or short-term permission. */
export type GrantKind = z.infer<typeof GrantKind>;
