import type { ReachShown } from '@eoms/contracts/access/decisions.record';
import type { Context, Scope } from '../../http/context.ts';
import type { Moment } from '../access/access.service.ts';
import { unitRefs } from '../people/references.service.ts';
import { topmost } from './decisions.policy.ts';

const MOST_UNITS = 20;

const named = ({ tree }: Pick<Moment, 'tree'>, scope: Scope): string[] =>
  scope.kind === 'units' ? topmost(scope.unitIds, tree.parentOf).slice(0, MOST_UNITS) : [];

/** Says how far scopes reach, with one read of names for all of them. */
export async function reachesShown(
  context: Pick<Context, 'transaction'>,
  moment: Pick<Moment, 'tree'>,
  scopes: readonly Scope[],
): Promise<(scope: Scope) => ReachShown> {
  const units = await unitRefs(
    context,
    scopes.flatMap((scope) => named(moment, scope)),
  );
  return (scope) => ({
    kind: scope.kind,
    self: scope.kind === 'units' && scope.self,
    stores: scope.kind === 'units' ? scope.storeIds.size : 0,
    unitCount: scope.kind === 'units' ? scope.unitIds.size : 0,
    units: named(moment, scope).flatMap((id) => units.get(id) ?? []),
  });
}
