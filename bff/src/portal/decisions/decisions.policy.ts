import type { MetaCode } from '@eoms/contracts/endpoint';
import type { RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import type { RecordKind } from '@eoms/contracts/access/decisions.record';
import type { Scope } from '../../http/context.ts';
import type { MetaFact, Moment, ScopeKind } from '../access/access.service.ts';

/** Where a record lies, as its own system tells somebody who sees it. */
export interface PlacedRecord {
  readonly name: string | null;
  /** Every unit through which it is reached; none where only a scope without limits reaches it. */
  readonly unitIds: readonly string[];
  /** Person whose own record it is, where its system lets people reach their own. */
  readonly ownerPersonId: string | null;
}

type Reach = Pick<Extract<Scope, { kind: 'units' }>, 'unitIds' | 'self'> | 'all';

/** True when a reach of a person covers a record; the same rule by which systems filter their lists. */
export const covers = (reach: Reach, record: Omit<PlacedRecord, 'name'>, personId: string): boolean =>
  reach === 'all' ||
  record.unitIds.some((id) => reach.unitIds.has(id)) ||
  (reach.self && record.ownerPersonId === personId);

/** {@link covers} for a whole scope. */
export const scopeCovers = (scope: Scope, record: Omit<PlacedRecord, 'name'>, personId: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && covers(scope, record, personId));

/** Units of a set that lie below no other unit of the set. */
export const topmost = (unitIds: Iterable<string>, parentOf: (unitId: string) => string | null): string[] => {
  const all = new Set(unitIds);
  return [...all].filter((id) => {
    const parent = parentOf(id);
    return parent === null || !all.has(parent);
  });
};

/** Something that may be asked for and would give a missing permission. */
export interface Candidate {
  readonly roleId: string | null;
  readonly metaId: string | null;
  /** What it would give besides, without what the person holds anyway. */
  readonly others: readonly MetaFact[];
  readonly riskTier: number;
}

/** Most remedies that are told. */
const MOST_CANDIDATES = 3;

/** A permission as the catalogue lets people ask for it. */
export interface AskedMeta {
  readonly requestable: boolean;
  /** Scope kinds a grant of it may have; empty means any. */
  readonly scopeKinds: readonly ScopeKind[];
}

/**
 * Roles and single permissions that contain a missing permission and may be asked for: those that give the least besides
 * come first, then those of the lowest risk.
 */
export function candidatesFor(
  { facts, metasOfRole }: Pick<Moment, 'facts' | 'metasOfRole'>,
  missing: MetaFact,
  held: ReadonlySet<MetaCode>,
  asked: ReadonlyMap<string, AskedMeta>,
): Candidate[] {
  const mayAsk = (metas: readonly MetaFact[]): boolean => metas.every(({ id }) => asked.get(id)?.requestable === true);
  const alone = { roleId: null, metaId: missing.id, others: [], riskTier: missing.riskTier };
  const roles = facts.roles.flatMap(({ id }): Candidate[] => {
    const metas = metasOfRole.get(id) ?? [];
    if (!metas.some((meta) => meta.id === missing.id) || !mayAsk(metas)) return [];
    const others = metas.filter((meta) => meta.id !== missing.id && !held.has(meta.code));
    return [{ roleId: id, metaId: null, others, riskTier: Math.max(...metas.map(({ riskTier }) => riskTier)) }];
  });
  return [...(missing.live && mayAsk([missing]) ? [alone] : []), ...roles]
    .toSorted(
      (a, b) =>
        a.others.length - b.others.length ||
        a.riskTier - b.riskTier ||
        Number(a.metaId === null) - Number(b.metaId === null),
    )
    .slice(0, MOST_CANDIDATES);
}

/** Scope kinds that every permission of a candidate takes. */
export function scopeKindsOf(
  { metasOfRole }: Pick<Moment, 'metasOfRole'>,
  { roleId, metaId }: Candidate,
  asked: ReadonlyMap<string, AskedMeta>,
): (kind: ScopeKind) => boolean {
  const ids = roleId === null ? [metaId ?? ''] : (metasOfRole.get(roleId) ?? []).map(({ id }) => id);
  return (kind) =>
    ids.every((id) => {
      const kinds = asked.get(id)?.scopeKinds ?? [];
      return kinds.length === 0 || kinds.includes(kind);
    });
}

const RECORD_PARAMS: Readonly<Record<string, RecordKind>> = {
  storeId: 'store',
  ticketId: 'ticket',
  personId: 'person',
};

const ID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** A page an address leads to. */
export interface FoundPage {
  readonly manifest: RemoteManifest;
  /** Pattern below the base path. */
  readonly path: string;
  readonly meta: MetaCode;
  /** The record the address names, where its kind is one that can be asked about. */
  readonly record: { readonly kind: RecordKind; readonly id: string } | null;
}

function paramsOf(pattern: string, parts: readonly string[]): Record<string, string> | null {
  const wanted = pattern.split('/').filter(Boolean);
  if (wanted.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = parts[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = value;
    else if (part !== value) return null;
  }
  return params;
}

/** The page of a deployed system at an address; a fixed part of a route wins over a parameter. */
export function pageAt(manifests: readonly RemoteManifest[], address: string): FoundPage | null {
  const manifest = manifests.find(({ basePath }) => address === basePath || address.startsWith(`${basePath}/`));
  if (!manifest) return null;
  const parts = address.slice(manifest.basePath.length).split('/').filter(Boolean);
  const found = manifest.routes
    .flatMap((route) => {
      const params = paramsOf(route.path, parts);
      return params ? [{ route, params }] : [];
    })
    .sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
  if (!found) return null;
  const named = Object.entries(found.params).find(([name, id]) => name in RECORD_PARAMS && ID.test(id));
  const kind = named && RECORD_PARAMS[named[0]];
  return {
    manifest,
    path: found.route.path,
    meta: found.route.meta as MetaCode,
    record: named && kind ? { kind, id: named[1] } : null,
  };
}
