import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';

/** Which stores a rule reaches: all, those of the matching assignment, those below it, or those the person franchises. */
export type ScopeKind = 'ALL' | 'OWN_STORE' | 'MANAGED' | 'OWN_FRANCHISE';

/** Employees are placed in units; franchisees stand outside the organisation. */
export type PersonKind = 'EMPLOYEE' | 'FRANCHISEE';

/** Unit of the organisation tree as evaluation needs it. */
export interface UnitFact {
  readonly id: string;
  readonly parentId: string | null;
  readonly kind: string;
}

/** A rule that gives a role to everybody it matches during [from, to). A condition that is null matches all. */
export interface RuleFact {
  readonly id: string;
  readonly unitId: string | null;
  readonly includeSubtree: boolean;
  readonly position: string | null;
  readonly levelMin: number | null;
  readonly levelMax: number | null;
  readonly personKind: PersonKind | null;
  readonly roleId: string;
  readonly scopeKind: ScopeKind;
  readonly from: Date;
  readonly to: Date | null;
}

/** Place of a person during [from, to). */
export interface AssignmentFact {
  readonly unitId: string;
  readonly position: string;
  readonly level: number;
  readonly from: Date;
  readonly to: Date | null;
}

/** Facts shared by everybody. */
export interface OrganisationFacts {
  readonly units: ReadonlyMap<string, UnitFact>;
  readonly rules: readonly RuleFact[];
  readonly roleMetas: ReadonlyMap<string, readonly MetaCode[]>;
}

/** Facts of one person. */
export interface PersonFacts {
  readonly kind: PersonKind;
  readonly assignments: readonly AssignmentFact[];
}

/** Reach of one permission; `franchise` stands for the stores the person franchises at the instant of the question. */
export interface Reach {
  readonly all: boolean;
  readonly franchise: boolean;
  readonly storeIds: ReadonlySet<string>;
}

/** Permissions of a person from the instant asked about until `validUntil` (null: until a fact changes). */
export interface Evaluation {
  readonly reaches: ReadonlyMap<MetaCode, Reach>;
  readonly validUntil: Date | null;
}

/** True while [from, to) holds at an instant. */
export const holdsAt = (fact: { readonly from: Date; readonly to: Date | null }, at: Date): boolean =>
  fact.from <= at && (fact.to === null || at < fact.to);

/** True when `unitId` is `ancestorId` or lies below it. */
export function isWithin(units: ReadonlyMap<string, UnitFact>, unitId: string, ancestorId: string): boolean {
  const visited = new Set<string>();
  for (let id: string | null = unitId; id !== null && !visited.has(id); id = units.get(id)?.parentId ?? null) {
    if (id === ancestorId) return true;
    visited.add(id);
  }
  return false;
}

function matches(
  rule: RuleFact,
  person: PersonFacts,
  assignment: AssignmentFact | null,
  organisation: OrganisationFacts,
): boolean {
  if (rule.personKind !== null && rule.personKind !== person.kind) return false;
  const placed = rule.unitId !== null || rule.position !== null || rule.levelMin !== null || rule.levelMax !== null;
  if (assignment === null) return !placed;
  if (rule.position !== null && rule.position !== assignment.position) return false;
  if (rule.levelMin !== null && assignment.level < rule.levelMin) return false;
  if (rule.levelMax !== null && assignment.level > rule.levelMax) return false;
  if (rule.unitId === null) return true;
  return rule.includeSubtree
    ? isWithin(organisation.units, assignment.unitId, rule.unitId)
    : rule.unitId === assignment.unitId;
}

function storesOf(
  scopeKind: ScopeKind,
  assignment: AssignmentFact | null,
  units: ReadonlyMap<string, UnitFact>,
): string[] {
  if (assignment === null) return [];
  if (scopeKind === 'OWN_STORE') return units.get(assignment.unitId)?.kind === 'STORE' ? [assignment.unitId] : [];
  if (scopeKind !== 'MANAGED') return [];
  return [...units.values()]
    .filter((unit) => unit.kind === 'STORE' && isWithin(units, unit.id, assignment.unitId))
    .map((unit) => unit.id);
}

function nearestBoundary(facts: readonly { readonly from: Date; readonly to: Date | null }[], at: Date): Date | null {
  const ahead = facts
    .flatMap(({ from, to }) => [from, to])
    .filter((instant): instant is Date => instant !== null && instant > at);
  return ahead.length === 0 ? null : new Date(Math.min(...ahead.map((instant) => instant.getTime())));
}

/**
 * Permissions of a person at an instant: each rule in force that matches one of his assignments (or him alone, when it asks
 * for no place) adds its role's Metas with its own reach. Nothing matched means nothing allowed.
 */
export function evaluate(organisation: OrganisationFacts, person: PersonFacts, at: Date): Evaluation {
  const reaches = new Map<MetaCode, { all: boolean; franchise: boolean; storeIds: Set<string> }>();
  const places = [null, ...person.assignments.filter((assignment) => holdsAt(assignment, at))];
  for (const rule of organisation.rules.filter((candidate) => holdsAt(candidate, at))) {
    const metas = organisation.roleMetas.get(rule.roleId) ?? [];
    for (const place of places) {
      if (!matches(rule, person, place, organisation)) continue;
      const stores = storesOf(rule.scopeKind, place, organisation.units);
      for (const meta of metas) {
        const reach = reaches.get(meta) ?? { all: false, franchise: false, storeIds: new Set<string>() };
        reach.all ||= rule.scopeKind === 'ALL';
        reach.franchise ||= rule.scopeKind === 'OWN_FRANCHISE';
        for (const store of stores) reach.storeIds.add(store);
        reaches.set(meta, reach);
      }
    }
  }
  return { reaches, validUntil: nearestBoundary([...organisation.rules, ...person.assignments], at) };
}

const nowhere: Scope = { kind: 'none' };

/** Turns an evaluation into the answers features ask for; `franchised` are the stores the person franchises now. */
export function accessOf({ reaches }: Pick<Evaluation, 'reaches'>, franchised: readonly string[] = []): Access {
  const scopes = new Map<MetaCode, Scope>();
  for (const [meta, reach] of reaches) {
    const storeIds = new Set([...reach.storeIds, ...(reach.franchise ? franchised : [])]);
    scopes.set(meta, reach.all ? { kind: 'all' } : { kind: 'stores', storeIds });
  }
  const metas: ReadonlySet<MetaCode> = new Set(scopes.keys());
  return { has: (meta) => scopes.has(meta), scope: (meta) => scopes.get(meta) ?? nowhere, metas: () => metas };
}

/** Access of a service client: its Metas, all with the same stores. */
export function grantedAccess(metas: readonly MetaCode[], storeIds: readonly string[] | null): Access {
  const reach: Reach = { all: storeIds === null, franchise: false, storeIds: new Set(storeIds ?? []) };
  return accessOf({ reaches: new Map(metas.map((meta) => [meta, reach])) });
}
