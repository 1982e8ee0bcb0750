import type { MetaCode } from '@eoms/contracts/endpoint';
import type { AccessState } from './access-state.ts';
import { bitsOf } from './bits.ts';
import { evaluated, Reach, type HeldAccess } from './evaluate.ts';
import type { BreakGlassFact, GrantFact, RuleFact } from './facts.policy.ts';
import type { PersonRow } from './person-table.ts';
import type { Source } from './reference.policy.ts';

/** People to whom some roles may come by a rule, and those to whom one of these was given alone; null for everybody. */
function candidates(
  { ground, people }: AccessState,
  roleIds: readonly string[],
  targets: readonly string[],
  at: Date,
): Set<string> | null {
  const { rules } = ground.at(at.getTime());
  const ids = new Set<string>([...targets, ...roleIds].flatMap((id) => [...people.withTarget(id)]));
  for (const roleId of roleIds)
    for (const rule of rules.giving(roleId)) {
      const units = rules.unitsOf(rule);
      if (units === null) return null;
      for (const unit of units) for (const id of people.inUnit(unit)) ids.add(id);
    }
  return ids;
}

/** Asks about everybody among the candidates. */
function lookAt({ people }: AccessState, among: Set<string> | null, look: (row: PersonRow) => void): void {
  if (!among) for (const row of people.rows()) look(row);
  for (const id of among ?? []) {
    const row = people.get(id);
    if (row) look(row);
  }
}

/** Ids of active people who hold a permission at an instant, rising. */
export function holders(state: AccessState, meta: MetaCode, at: Date): string[] {
  const { ground } = state;
  const { permissions } = ground;
  const bit = permissions.bitOf(meta);
  if (bit === undefined) return [];
  const found: string[] = [];
  const among = candidates(state, permissions.rolesWith(bit), [permissions.metaOf(bit)?.id ?? ''], at);
  lookAt(state, among, (row) => {
    if (evaluated(ground, row, at).access.has(meta)) found.push(row.person.id);
  });
  return found.sort();
}

/** What may be held: a role as a whole, or one permission by whatever gives it. */
export type Held = { readonly roleId: string } | { readonly metaId: string };

/** In which ways active people hold a role or a permission at an instant; what gives nothing any more is held by nobody. */
export function waysHeld(state: AccessState, held: Held, at: Date): Map<string, Set<Source['via']>> {
  const { ground } = state;
  const { permissions } = ground;
  const [metaId, bit] = 'metaId' in held ? [held.metaId, permissions.bitOfMeta(held.metaId)] : [null, undefined];
  const giving = 'roleId' in held ? [held.roleId].filter((id) => permissions.bitsOfRole(id).some(Boolean)) : [];
  const roles = new Set(bit === undefined ? giving : permissions.rolesWith(bit));
  const alone = bit === undefined ? null : metaId;
  const ways = new Map<string, Set<Source['via']>>();
  lookAt(state, candidates(state, [...roles], alone === null ? [] : [alone], at), (row) => {
    const { found } = evaluated(ground, row, at);
    const via = new Set<Source['via']>();
    for (const { rules } of found?.matched() ?? []) if (rules.some((rule) => roles.has(rule.roleId))) via.add('rule');
    for (const one of found?.given ?? [])
      if (one.roleId === null ? one.metaId === alone : roles.has(one.roleId))
        via.add('kind' in one ? 'grant' : 'break-glass');
    if (via.size > 0) ways.set(row.person.id, via);
  });
  return ways;
}

type Origin = Omit<Source, 'metaCode' | 'metaId'>;

function originOf(
  found: HeldAccess,
  via: Source['via'],
  fact: RuleFact | GrantFact | BreakGlassFact,
  places: HeldAccess['places'],
): Origin {
  const { id, roleId, scopeKind, scopeUnitIds, from, to } = fact;
  const reach = new Reach(found);
  reach.add(fact, places);
  const scope = reach.scope();
  const self = scopeKind === 'SELF';
  const units = scope.kind === 'units' ? scope.unitIds : new Set<string>();
  return {
    via,
    refId: id,
    roleId,
    scopeKind,
    scopeUnitIds,
    reach: scope.kind === 'all' ? 'all' : units,
    self,
    from,
    to,
  };
}

/** Every rule, grant and emergency in force for a person, permission by permission. */
export function sources({ ground, people }: AccessState, personId: string, at: Date): Source[] {
  const row = people.get(personId);
  const found = row && evaluated(ground, row, at).found;
  if (!found) return [];
  const { permissions } = ground;
  const spread = (bits: Iterable<number>, origin: Origin): Source[] =>
    [...bits].flatMap((bit) => {
      const meta = permissions.metaOf(bit);
      return meta ? [{ metaCode: meta.code, metaId: meta.id, ...origin }] : [];
    });
  const byRules = [...found.matched()].flatMap(({ rules, place }) =>
    rules.flatMap((rule) =>
      spread(bitsOf(permissions.bitsOfRole(rule.roleId)), originOf(found, 'rule', rule, place ? [place] : [])),
    ),
  );
  const given = found.given.flatMap((one) => {
    const single = one.metaId === null ? undefined : permissions.bitOfMeta(one.metaId);
    const bits = one.roleId === null ? [single ?? []].flat() : bitsOf(permissions.bitsOfRole(one.roleId));
    return spread(bits, originOf(found, 'kind' in one ? 'grant' : 'break-glass', one, found.places));
  });
  return [...byRules, ...given];
}
