import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Source } from '../access/access.service.ts';

/** A rule about separation of duties as decisions need it. */
export interface DutyRule {
  readonly id: string;
  readonly code: string;
  readonly name: { readonly zh: string; readonly en: string };
  readonly left: readonly MetaCode[];
  readonly right: readonly MetaCode[];
  readonly mode: 'BLOCK' | 'EXTRA_STAGE' | 'REPORT';
  /** True when holding both is forbidden for the same unit only. */
  readonly scopeSensitive: boolean;
}

/** What a person holds, and how far; a part of {@link Source}. */
export type Holding = Pick<Source, 'metaCode' | 'reach' | 'self'>;

const meets = (a: Holding, b: Holding): boolean => {
  if (a.self && b.self) return true;
  if (a.reach === 'all') return b.reach === 'all' || b.reach.size > 0 || b.self;
  if (b.reach === 'all') return a.reach.size > 0 || a.self;
  const { reach } = b;
  return [...a.reach].some((unitId) => reach.has(unitId));
};

/**
 * Rules that somebody with these holdings breaks, in the order of the rules. Base permissions, grants, emergencies and what
 * an acting head reaches count alike, and the order in which they were acquired plays no part.
 */
export function brokenDuties(rules: readonly DutyRule[], holdings: readonly Holding[]): DutyRule[] {
  const byMeta = Map.groupBy(holdings, ({ metaCode }) => metaCode);
  const of = (metas: readonly MetaCode[]): Holding[] => metas.flatMap((meta) => byMeta.get(meta) ?? []);
  return rules.filter((rule) => {
    const [left, right] = [of(rule.left), of(rule.right)];
    if (left.length === 0 || right.length === 0) return false;
    return !rule.scopeSensitive || left.some((a) => right.some((b) => meets(a, b)));
  });
}
