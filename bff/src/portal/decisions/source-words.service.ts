import type { OwnPermission, PermissionSource } from '@eoms/contracts/access/decisions.record';
import type { MetaRef, PersonRef, RoleRef, ScopeShown, UnitRef } from '@eoms/contracts/access/shared.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { standingOf, type GrantFact, type Moment, type RuleFact, type Source } from '../access/access.service.ts';
import { metaRefs, roleRefs } from '../catalogue/references.service.ts';
import { personRefs, unitRefs } from '../people/references.service.ts';
import { topmost } from './decisions.policy.ts';
import type { GrantOrigin, SourceReads } from './source-reads.service.ts';

/** Most units that are named; the reader learns of more from the count. */
const MOST_UNITS = 20;

/** A source without the one permission it was found for. */
export type Origin = Omit<Source, 'metaCode' | 'metaId'>;

/** Turns sources into records for people; everything they name has been read. */
export interface SourceWords {
  source(origin: Origin): PermissionSource;
  metas(ids: Iterable<string>): MetaRef[];
}

interface Names {
  readonly rules: ReadonlyMap<string, RuleFact>;
  readonly origins: ReadonlyMap<string, GrantOrigin>;
  readonly roles: ReadonlyMap<string, RoleRef>;
  readonly units: ReadonlyMap<string, UnitRef>;
  readonly people: ReadonlyMap<string, PersonRef>;
  readonly positions: ReadonlyMap<string, Localized>;
}

/** Units to name for a reach: those entered, or where the kind leads today. */
const unitsToName = ({ tree }: Moment, { scopeKind, scopeUnitIds, reach }: Origin): readonly string[] => {
  if (scopeKind === 'ORG_SET') return scopeUnitIds;
  return reach === 'all' ? [] : topmost(reach, tree.parentOf).slice(0, MOST_UNITS);
};

const shownScope = (moment: Moment, origin: Origin, units: Names['units']): ScopeShown => ({
  kind: origin.scopeKind,
  units: unitsToName(moment, origin).flatMap((id) => units.get(id) ?? []),
});

const ruleShown = (rule: RuleFact, { units, positions }: Names): PermissionSource['rule'] => ({
  unit: rule.unitId === null ? null : (units.get(rule.unitId) ?? null),
  includeSubtree: rule.includeSubtree,
  position: rule.position === null ? null : (positions.get(rule.position) ?? null),
  levelMin: rule.levelMin,
  levelMax: rule.levelMax,
});

const grantShown = (
  { kind, requestId, requestNumber, approvals }: GrantOrigin,
  { people }: Names,
): PermissionSource['grant'] => ({
  kind,
  requestId,
  requestNumber,
  approvers: approvals.flatMap(({ actorId, onBehalfOfId, at }) => {
    const person = people.get(actorId);
    return person
      ? [
          {
            person,
            at: at.toISOString(),
            onBehalfOf: onBehalfOfId === null ? null : (people.get(onBehalfOfId) ?? null),
          },
        ]
      : [];
  }),
});

function sourceShown(moment: Moment, origin: Origin, names: Names): PermissionSource {
  const rule = origin.via === 'rule' ? names.rules.get(origin.refId) : undefined;
  const given = origin.via === 'grant' ? names.origins.get(origin.refId) : undefined;
  return {
    via: origin.via,
    refId: origin.refId,
    role: origin.roleId === null ? null : (names.roles.get(origin.roleId) ?? null),
    rule: rule ? ruleShown(rule, names) : null,
    grant: given ? grantShown(given, names) : null,
    scope: shownScope(moment, origin, names.units),
    from: origin.from.toISOString(),
    until: origin.to?.toISOString() ?? null,
  };
}

/** Reads every name that some sources need. */
export async function wordsFor(
  reads: SourceReads,
  context: Context,
  moment: Moment,
  origins: readonly Origin[],
  metaIds: readonly string[],
): Promise<SourceWords> {
  const of = (via: Source['via']): string[] => origins.filter((one) => one.via === via).map(({ refId }) => refId);
  const ruleIds = new Set(of('rule'));
  const rules = new Map(moment.facts.rules.filter(({ id }) => ruleIds.has(id)).map((rule) => [rule.id, rule]));
  const grants = await reads.origins(context, of('grant'));
  const units = await unitRefs(context, [
    ...origins.flatMap((origin) => unitsToName(moment, origin)),
    ...[...rules.values()].map(({ unitId }) => unitId),
  ]);
  const roles = await roleRefs(
    context,
    origins.map(({ roleId }) => roleId),
  );
  const people = await personRefs(
    context,
    [...grants.values()].flatMap(({ approvals }) => approvals.flatMap((one) => [one.actorId, one.onBehalfOfId])),
  );
  const positions = rules.size > 0 ? await reads.positions(context) : new Map<string, Localized>();
  const metas = await metaRefs(context, metaIds);
  const names = { rules, origins: grants, roles, units, people, positions };
  return {
    source: (origin) => sourceShown(moment, origin, names),
    metas: (ids) => [...new Set(ids)].flatMap((id) => metas.get(id) ?? []),
  };
}

/** A grant that gives nothing at the moment, as a source would show it. */
export const originOfGrant = (grant: GrantFact): Origin => ({
  via: 'grant',
  refId: grant.id,
  roleId: grant.roleId,
  scopeKind: grant.scopeKind,
  scopeUnitIds: grant.scopeUnitIds,
  reach: new Set(),
  self: grant.scopeKind === 'SELF',
  from: grant.from,
  to: grant.to,
});

/** Permissions a grant is about. */
export const metaIdsOfGrant = ({ metasOfRole }: Moment, { roleId, metaId }: GrantFact): string[] =>
  roleId === null ? [metaId ?? ''] : (metasOfRole.get(roleId) ?? []).map(({ id }) => id);

/** How a grant stands, in the words of its record. */
export function standingShown(moment: Moment, grant: GrantFact): Pick<OwnPermission, 'state' | 'confirmBy'> {
  const standing = standingOf(grant, moment.assignmentsOf.get(grant.personId) ?? [], moment.at);
  const states = { scheduled: 'SCHEDULED', active: 'ACTIVE', ended: 'ENDED', suspended: 'SUSPENDED' } as const;
  return {
    state: states[standing.state],
    confirmBy: standing.state === 'suspended' ? standing.confirmBy.toISOString() : null,
  };
}
