import type { CatalogueChange } from '@eoms/contracts/access/catalogue-change.record';
import type { Facts, Period } from '../access/access.service.ts';
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

/**
 * Instants after `now` at which what people hold may change by time alone, each with the people it concerns; null is everybody.
 * What was approved ahead may meet on its day with what a change brings today.
 */
export function laterInstants(facts: Facts, now: Date): Map<number, ReadonlySet<string> | null> {
  const found = new Map<number, Set<string> | null>();
  const note = ({ from, to }: Period, personId: string | null): void => {
    for (const at of [from, to]) {
      if (at === null || at <= now) continue;
      const known = found.get(at.getTime());
      if (personId === null) found.set(at.getTime(), null);
      else if (known !== null) found.set(at.getTime(), (known ?? new Set()).add(personId));
    }
  };
  for (const one of [...facts.rules, ...facts.edges]) note(one, null);
  // A store that changes hands concerns its owners, not everybody.
  const owners = Map.groupBy(facts.people, ({ franchiseeId }) => franchiseeId);
  for (const owned of facts.franchises) for (const { id } of owners.get(owned.franchiseeId) ?? []) note(owned, id);
  for (const one of [...facts.assignments, ...facts.grants, ...facts.breakGlass, ...facts.heads])
    note(one, one.personId);
  return found;
}

/** Ids of the living permissions that rules of separation of duties speak of. */
export function metasOfDuties(state: CatalogueState, rules: readonly DutyState[]): Set<string> {
  const codes = new Set(rules.flatMap(({ left, right }) => [...left, ...right]));
  return new Set(
    [...state.metas.values()].filter(({ code, status }) => status !== 'RETIRED' && codes.has(code)).map(({ id }) => id),
  );
}
