import type { CatalogueChange } from '@eoms/contracts/access/catalogue-change.record';
import type { Facts } from '../access/access.service.ts';
import type { CatalogueState, DutyState } from './change-state.policy.ts';

/**
 * Facts cut down to some permissions: what people hold of these is the same, and everything else is not looked at, so a change
 * of one role costs what its permissions cost, not what the whole catalogue costs.
 */
export function narrowedTo(facts: Facts, metaIds: ReadonlySet<string>): Facts {
  const roles = facts.roles
    .map((role) => ({ ...role, metaIds: role.metaIds.filter((id) => metaIds.has(id)) }))
    .filter((role) => role.metaIds.length > 0);
  const kept = new Set(roles.map(({ id }) => id));
  const gives = ({ roleId, metaId }: { readonly roleId: string | null; readonly metaId: string | null }): boolean =>
    roleId === null ? metaId !== null && metaIds.has(metaId) : kept.has(roleId);
  return {
    ...facts,
    metas: facts.metas.filter(({ id }) => metaIds.has(id)),
    roles,
    rules: facts.rules.filter(({ roleId }) => kept.has(roleId)),
    grants: facts.grants.filter(gives),
    breakGlass: facts.breakGlass.filter(gives),
  };
}

/** Rules of separation of duties that a change may break, and those of them that the change itself made or sharpened. */
export function dutiesAtStake(
  change: CatalogueChange,
  after: CatalogueState,
  moved: ReadonlySet<string>,
): { readonly rules: readonly DutyState[]; readonly fresh: ReadonlySet<string> } {
  const codes = new Set<string>([...moved].map((id) => after.metas.get(id)?.code ?? ''));
  const fresh = new Set(
    change.ops.flatMap((op) => (op.op === 'sod.add' ? [op.id] : op.op === 'sod.change' ? [op.sodId] : [])),
  );
  const rules = [...after.duties.values()].filter(
    ({ id, status, left, right }) =>
      status === 'ACTIVE' && (fresh.has(id) || [...left, ...right].some((code) => codes.has(code))),
  );
  return { rules, fresh };
}

/** Ids of the living permissions that rules of separation of duties speak of. */
export function metasOfDuties(state: CatalogueState, rules: readonly DutyState[]): Set<string> {
  const codes = new Set(rules.flatMap(({ left, right }) => [...left, ...right]));
  return new Set(
    [...state.metas.values()].filter(({ code, status }) => status !== 'RETIRED' && codes.has(code)).map(({ id }) => id),
  );
}
