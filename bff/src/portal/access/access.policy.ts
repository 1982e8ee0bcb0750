import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Access, Scope } from '../../http/context.ts';
import { momentOf, sourcesAt, type Source } from './reference.policy.ts';
import type { Facts } from './facts.policy.ts';

const nowhere: Scope = { kind: 'none' };
const nobodys = {};

/** Turns scopes by permission into the answers features ask for. */
export function accessFrom(scopes: ReadonlyMap<MetaCode, Scope>): Access {
  const metas: ReadonlySet<MetaCode> = new Set(scopes.keys());
  return { has: (meta) => scopes.has(meta), scope: (meta) => scopes.get(meta) ?? nowhere, metas: () => metas };
}

/** Union of what several sources of one permission reach. */
function unite(sources: readonly Source[], isStore: (unitId: string) => boolean): Scope {
  if (sources.some(({ reach }) => reach === 'all')) return { kind: 'all' };
  const unitIds = new Set(sources.flatMap(({ reach }) => (reach === 'all' ? [] : [...reach])));
  return {
    kind: 'units',
    unitIds,
    storeIds: new Set([...unitIds].filter(isStore)),
    self: sources.some(({ self }) => self),
  };
}

/** Access that follows from sources: the scope of each permission is the union over the sources that carry this permission. */
export function accessFromSources(sources: readonly Source[], units: Facts['units']): Access {
  const stores = new Set(units.filter(({ kind }) => kind === 'STORE').map(({ id }) => id));
  const byMeta = Map.groupBy(sources, ({ metaCode }) => metaCode);
  return accessFrom(new Map([...byMeta].map(([meta, all]) => [meta, unite(all, (id) => stores.has(id))])));
}

/** Access of nobody. */
export const noAccess: Access = { ...accessFrom(new Map()), held: nobodys };

/** Access of a service client: its Metas, all with the same stores; null means every store. */
export function grantedAccess(metas: readonly MetaCode[], storeIds: readonly string[] | null): Access {
  const stores = new Set(storeIds ?? []);
  const scope: Scope =
    storeIds === null ? { kind: 'all' } : { kind: 'units', storeIds: stores, unitIds: stores, self: false };
  return accessFrom(new Map(metas.map((meta) => [meta, scope])));
}

/** Canonical text of what somebody may do; equal texts mean equal permissions. */
export const pictureOf = (access: Access): string =>
  [...access.metas()]
    .sort()
    .map((meta) => {
      const scope = access.scope(meta);
      if (scope.kind !== 'units') return `${meta}=${scope.kind}`;
      return `${meta}=${scope.self ? 'self,' : ''}${[...scope.unitIds].sort().join(',')}`;
    })
    .join('\n');

/** Permissions of one person by the reference evaluator. */
export const referenceAccess = (facts: Facts, personId: string, at: Date): Access =>
  accessFromSources(sourcesAt(momentOf(facts, at), personId), facts.units);
