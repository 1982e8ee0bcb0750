import { createHash } from 'node:crypto';
import type { Access, Scope } from '../../http/context.ts';
import { addBit, addBits, hasAny, stretchOf, takeBits, takeCommon, type Bits } from './bits.ts';
import { HeldAccess, Reach } from './evaluate.ts';
import type { AssignmentFact, BreakGlassFact, GrantFact, RuleFact } from './facts.policy.ts';

type Fact = RuleFact | GrantFact | BreakGlassFact;

/** A rule or grant of those that reach alike, and what places it is about. */
interface Reaching {
  readonly fact: Fact;
  readonly places: readonly AssignmentFact[];
}

/** Permissions with the same sources as far as their reach goes. */
interface Part {
  readonly reaching: readonly Reaching[];
  readonly bits: Bits;
}

const digests = new WeakMap<Scope, string>();

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

const scopeDigest = (scope: Scope): string => {
  if (scope.kind !== 'units') return scope.kind;
  const known = digests.get(scope) ?? `${scope.self ? 'self ' : ''}${digestOf([...scope.unitIds].sort().join())}`;
  digests.set(scope, known);
  return known;
};

const scopeOf = (found: HeldAccess, reaching: readonly Reaching[]): Scope => {
  const reach = new Reach(found);
  for (const { fact, places } of reaching) reach.add(fact, places);
  return reach.scope();
};

/** Puts parts that reach the same together; by digest of what they reach. */
function joined(found: HeldAccess, parts: Iterable<Part>): Map<string, Part> {
  const byReach = new Map<string, Part>();
  for (const part of parts) {
    const key = scopeDigest(scopeOf(found, part.reaching));
    const known = byReach.get(key);
    if (known) addBits(known.bits, part.bits);
    else byReach.set(key, part);
  }
  return byReach;
}

/** Facts of one kind of reach; only named units tell two of a kind apart. */
const wayOf = ({ scopeKind, scopeUnitIds }: Fact): string =>
  scopeUnitIds.length === 0 ? scopeKind : `${scopeKind} ${scopeUnitIds.join()}`;

/** What each way to reach carries; a permission that is reached in several ways is in several parts. */
function* waysOf(found: HeldAccess): Generator<Part> {
  const { permissions } = found.ground;
  const waysTo = (places: readonly AssignmentFact[], facts: readonly Fact[]): Iterable<Part> => {
    const ways = new Map<string, Part>();
    for (const fact of facts) {
      const way = wayOf(fact);
      const { bits } = ways.get(way) ?? { bits: permissions.copyOf() };
      if (!ways.has(way)) ways.set(way, { reaching: [{ fact, places }], bits });
      const bit = 'metaId' in fact && fact.metaId !== null ? permissions.bitOfMeta(fact.metaId) : undefined;
      if (fact.roleId !== null) permissions.addRole(bits, fact.roleId);
      else if (bit !== undefined) addBit(bits, bit);
    }
    return ways.values();
  };
  for (const { rules, place } of found.matched()) yield* waysTo(place ? [place] : [], rules);
  yield* waysTo(found.places, found.given);
}

/** Every permission in one part, with all ways in which it is reached; what reaches everything needs no other way. */
function apart(ways: ReadonlyMap<string, Part>): Part[] {
  const everywhere = ways.get('all');
  const parts: Part[] = [];
  for (const way of ways.values()) {
    if (way === everywhere) continue;
    if (everywhere) takeBits(way.bits, everywhere.bits);
    const shared = parts.flatMap((part) => {
      const bits = takeCommon(part.bits, way.bits);
      return bits ? [{ reaching: [...part.reaching, ...way.reaching], bits }] : [];
    });
    parts.push(...shared, way);
  }
  return [...parts, ...(everywhere ? [everywhere] : [])].filter(({ bits }) => hasAny(bits));
}

/** Digest of permissions by what they reach: the cost follows from how many reaches there are, not from how many permissions. */
function digestOfHeld(found: HeldAccess): string {
  const parts = joined(found, apart(joined(found, waysOf(found))));
  const hash = createHash('sha256');
  for (const [reach, { bits }] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${reach}=`).update(bits.subarray(0, stretchOf(bits).to));
  return hash.digest('base64url').slice(0, 16);
}

const digestOfCodes = (access: Access): string =>
  digestOf(
    [...access.metas()]
      .sort()
      .map((meta) => `${meta}=${scopeDigest(access.scope(meta))}`)
      .join(),
  );

const versions = new WeakMap<Access, string>();

/** Digest of everything an access allows: equal exactly where permissions and scopes are equal. */
export function versionOf(access: Access): string {
  const known = versions.get(access) ?? (access instanceof HeldAccess ? digestOfHeld(access) : digestOfCodes(access));
  versions.set(access, known);
  return known;
}
