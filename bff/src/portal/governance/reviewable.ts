import type { ReviewSelection } from '@eoms/contracts/access/governance.record';
import { chainOf, primaryAt, standingOf, treeAt, type Facts, type GrantFact } from '../access/access.service.ts';

/** Days a review may run. */
export const REVIEW_DAYS = { least: 1, most: 90 } as const;

/** A grant that a review looks at, and who is asked first. */
export interface Reviewable {
  readonly grantId: string;
  readonly granteeId: string;
  readonly reviewerId: string | null;
}

type Metas = (grant: GrantFact) => readonly { readonly systemCode: string; readonly riskTier: number }[];

function metasOf(facts: Facts): Metas {
  const metas = new Map(facts.metas.map((meta) => [meta.id, meta]));
  const roles = new Map(facts.roles.map((role) => [role.id, role]));
  return ({ roleId, metaId }) =>
    (roleId === null ? [metaId ?? ''] : (roles.get(roleId)?.metaIds ?? [])).flatMap((id) => metas.get(id) ?? []);
}

/** Grants that still give or may give something and match the selection, each with the nearest superior of its holder. */
export function reviewableGrants(
  facts: Facts,
  selection: ReviewSelection,
  at: Date,
  creators: ReadonlyMap<string, string>,
): Reviewable[] {
  const assignments = Map.groupBy(facts.assignments, ({ personId }) => personId);
  const spans = metasOf(facts);
  const tree = treeAt(facts.edges, at);
  const { systems, kinds, minRiskTier, unitId } = selection;
  const wanted = (grant: GrantFact): boolean => {
    const places = assignments.get(grant.personId) ?? [];
    if (standingOf(grant, places, at).state === 'ended') return false;
    if (kinds.length > 0 && !kinds.includes(grant.kind)) return false;
    const unit = primaryAt(places, at)?.unitId;
    if (unitId !== null && !(unit && tree.isWithin(unit, unitId))) return false;
    const metas = spans(grant);
    if (systems.length > 0 && !metas.some(({ systemCode }) => systems.some((code) => code === systemCode)))
      return false;
    return Math.max(0, ...metas.map(({ riskTier }) => riskTier)) >= minRiskTier;
  };
  return facts.grants.filter(wanted).map(({ id, personId }) => ({
    grantId: id,
    granteeId: personId,
    reviewerId:
      chainOf(facts, personId, at)
        .flatMap(({ personIds }) => personIds)
        .find((id) => id !== creators.get(personId)) ?? null,
  }));
}
