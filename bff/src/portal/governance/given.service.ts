import type { MetaRef, RoleRef, ScopeKind, ScopeShown } from '@eoms/contracts/access/shared.record';
import type { Context } from '../../http/context.ts';
import { metaRefs, roleRefs } from '../catalogue/references.service.ts';
import { unitRefs } from '../people/references.service.ts';

/** A role or a permission with its reach, as facts and tables keep it. */
interface Given {
  readonly roleId: string | null;
  readonly metaId: string | null;
  readonly scopeKind: ScopeKind;
  readonly scopeUnitIds: readonly string[];
}

/** The same, with names. */
export interface GivenShown {
  readonly role: RoleRef | null;
  readonly meta: MetaRef | null;
  readonly scope: ScopeShown;
}

/** Names what was given, for many rows at once. */
export async function namesOfGiven(
  context: Pick<Context, 'transaction'>,
  all: readonly Given[],
): Promise<(given: Given) => GivenShown> {
  const roles = await roleRefs(
    context,
    all.map(({ roleId }) => roleId),
  );
  const metas = await metaRefs(
    context,
    all.map(({ metaId }) => metaId),
  );
  const units = await unitRefs(
    context,
    all.flatMap(({ scopeUnitIds }) => scopeUnitIds),
  );
  return ({ roleId, metaId, scopeKind, scopeUnitIds }) => ({
    role: roles.get(roleId ?? '') ?? null,
    meta: metas.get(metaId ?? '') ?? null,
    scope: { kind: scopeKind, units: scopeUnitIds.flatMap((id) => units.get(id) ?? []) },
  });
}
