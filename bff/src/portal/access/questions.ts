import { createHash } from 'node:crypto';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';
import type { AccessState } from './access-state.ts';
import { bitsOf } from './bits.ts';
import { evaluated, Reach, type Found } from './evaluate.ts';
import type { BreakGlassFact, GrantFact, RuleFact } from './facts.policy.ts';
import type { Source } from './reference.policy.ts';

/** People who may hold a permission: those whom a rule that gives it can match and those to whom it was given; null for everybody. */
function candidates({ ground, people }: AccessState, bit: number, meta: string, at: Date): Set<string> | null {
  const { permissions } = ground;
  const { rules } = ground.at(at.getTime());
  const ids = new Set<string>(people.withTarget(meta));
  for (const roleId of permissions.rolesWith(bit)) {
    for (const id of people.withTarget(roleId)) ids.add(id);
    for (const rule of rules.giving(roleId)) {
      const units = rules.unitsOf(rule);
      if (units === null) return null;
      for (const unit of units) for (const id of people.inUnit(unit)) ids.add(id);
    }
  }
  return ids;
}

/** Ids of active people who hold a permission at an instant, rising. */
export function holders(state: AccessState, meta: MetaCode, at: Date): string[] {
  const { ground, people } = state;
  const bit = ground.permissions.bitOf(meta);
  if (bit === undefined) return [];
  const among = candidates(state, bit, ground.permissions.metaOf(bit)?.id ?? '', at);
  const found: string[] = [];
  const look = (row: ReturnType<typeof people.get>): void => {
    if (row && evaluated(ground, row, at).access.has(meta)) found.push(row.person.id);
  };
  if (among) for (const id of among) look(people.get(id));
  else for (const row of people.rows()) look(row);
  return found.sort();
}

type Origin = Omit<Source, 'metaCode' | 'metaId'>;

function originOf(
  found: Found,
  via: Source['via'],
  fact: RuleFact | GrantFact | BreakGlassFact,
  places: Found['places'],
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
  const byRules = found.matched.flatMap(({ rules, place }) =>
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

const digests = new WeakMap<Scope, string>();
const versions = new WeakMap<Access, string>();

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

const scopeDigest = (scope: Scope): string => {
  if (scope.kind !== 'units') return scope.kind;
  const known = digests.get(scope) ?? `${scope.self ? 'self ' : ''}${digestOf([...scope.unitIds].sort().join())}`;
  digests.set(scope, known);
  return known;
};

/** Digest of everything an access allows: equal exactly where permissions and scopes are equal. */
export function versionOf(access: Access): string {
  const known =
    versions.get(access) ??
    digestOf(
      [...access.metas()]
        .sort()
        .map((meta) => `${meta}=${scopeDigest(access.scope(meta))}`)
        .join(),
    );
  versions.set(access, known);
  return known;
}
