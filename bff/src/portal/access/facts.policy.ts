import { ScopeKind } from '@eoms/contracts/access/shared.record';
import type { MetaCode } from '@eoms/contracts/endpoint';

/** How far a rule or a grant reaches; see docs/glossary.md. */
export const scopeKinds = ScopeKind.options;
export type { ScopeKind };

/** Employees are placed in units; franchisees and external people stand outside and have a sponsor unit. */
export type PersonKind = 'EMPLOYEE' | 'FRANCHISEE' | 'EXTERNAL';

/** Half-open stretch of time; `to` null means without end. */
export interface Period {
  readonly from: Date;
  readonly to: Date | null;
}

/** Unit of the organisation. */
export interface UnitFact {
  readonly id: string;
  readonly kind: 'COMPANY' | 'HQ' | 'CENTRE' | 'REGION' | 'DISTRICT' | 'STORE' | 'FRANCHISE';
}

/** A unit's parent in a time. */
export interface EdgeFact extends Period {
  readonly childId: string;
  readonly parentId: string;
}

/** Who leads a unit in a time. */
export interface HeadFact extends Period {
  readonly unitId: string;
  readonly personId: string;
  readonly kind: 'HEAD' | 'ACTING' | 'DEPUTY';
}

/** A person as permissions see him. */
export interface PersonFact {
  readonly id: string;
  readonly kind: PersonKind;
  readonly status: 'PREBOARD' | 'ACTIVE' | 'SUSPENDED' | 'LEFT';
  readonly franchiseeId: string | null;
  readonly sponsorUnitId: string | null;
}

/** Place of a person in a time. */
export interface AssignmentFact extends Period {
  readonly personId: string;
  readonly unitId: string;
  readonly position: string;
  readonly level: number;
  readonly primary: boolean;
}

/** Owner of a franchised store in a time. */
export interface FranchiseFact extends Period {
  readonly storeId: string;
  readonly franchiseeId: string;
}

/** One permission of the catalogue; `bitNo` is its place in every bitset and never given to another. */
export interface MetaFact {
  readonly id: string;
  readonly bitNo: number;
  readonly code: MetaCode;
  readonly systemCode: string;
  readonly riskTier: number;
  readonly live: boolean;
}

/** A named set of permissions of one system. */
export interface RoleFact {
  readonly id: string;
  readonly systemCode: string;
  readonly live: boolean;
  readonly metaIds: readonly string[];
}

/** A rule that gives a role to everybody it matches; a condition that is null matches all. */
export interface RuleFact extends Period {
  readonly id: string;
  readonly unitId: string | null;
  readonly includeSubtree: boolean;
  readonly position: string | null;
  readonly levelMin: number | null;
  readonly levelMax: number | null;
  readonly personKind: PersonKind | null;
  readonly roleId: string;
  readonly scopeKind: ScopeKind;
  readonly scopeUnitIds: readonly string[];
}

/** A role or one permission given to one person. */
interface Given extends Period {
  readonly id: string;
  readonly personId: string;
  readonly roleId: string | null;
  readonly metaId: string | null;
  readonly scopeKind: ScopeKind;
  readonly scopeUnitIds: readonly string[];
}

/** A grant; `to` is the earlier of its end and its revocation. A LONG one rests while its grantee works in another unit. */
export interface GrantFact extends Given {
  readonly kind: 'LONG' | 'SHORT';
  readonly basisUnitId: string | null;
  readonly approvedAt: Date;
  readonly confirmations: readonly { readonly unitId: string; readonly at: Date }[];
}

/** Emergency permission; `to` is the earlier of its end and its early return. */
export type BreakGlassFact = Given;

/** Everything that permissions follow from. */
export interface Facts {
  readonly units: readonly UnitFact[];
  readonly edges: readonly EdgeFact[];
  readonly heads: readonly HeadFact[];
  readonly people: readonly PersonFact[];
  readonly assignments: readonly AssignmentFact[];
  readonly franchises: readonly FranchiseFact[];
  readonly metas: readonly MetaFact[];
  readonly roles: readonly RoleFact[];
  readonly rules: readonly RuleFact[];
  readonly grants: readonly GrantFact[];
  readonly breakGlass: readonly BreakGlassFact[];
}

/** True while a period holds at an instant. */
export const holdsAt = ({ from, to }: Period, at: Date): boolean => from <= at && (to === null || at < to);
