import type { ScopeKind } from '../access/access.service.ts';

/** What a request asks for, item by item. */
export interface ContentItem {
  readonly roleId: string | null;
  readonly metaId: string | null;
  readonly scopeKind: ScopeKind;
  readonly scopeUnitIds: readonly string[];
}

/** When somebody wants a permission. */
export interface Wanted {
  /** Null: as soon as it is approved. */
  readonly wantedFrom: Date | null;
  readonly wantedUntil: Date | null;
  readonly durationMinutes: number | null;
}

/** Everything of a request that a decision signs. */
export interface Content extends Wanted {
  readonly granteeId: string | null;
  readonly kind: 'LONG' | 'SHORT' | 'CHANGE';
  readonly items: readonly ContentItem[];
  readonly change: { readonly kind: string; readonly content: unknown } | null;
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
};

/** One text for one content: the order of items, of units and of names plays no part. */
export function canonicalContent(content: Content): string {
  const items = content.items
    .map(({ roleId, metaId, scopeKind, scopeUnitIds }) =>
      JSON.stringify([roleId, metaId, scopeKind, [...new Set(scopeUnitIds)].sort()]),
    )
    .sort();
  const { granteeId, kind, wantedFrom, wantedUntil, durationMinutes, change } = content;
  return JSON.stringify([
    granteeId,
    kind,
    items,
    wantedFrom?.toISOString() ?? null,
    wantedUntil?.toISOString() ?? null,
    durationMinutes,
    change === null ? null : [change.kind, sorted(change.content)],
  ]);
}

/** Window of the grants if they were made at an instant: never before the approval, the end as asked for. */
export function windowAt(
  { wantedFrom, wantedUntil, durationMinutes }: Wanted,
  at: Date,
): { from: Date; until: Date | null } {
  const from = wantedFrom !== null && wantedFrom > at ? wantedFrom : at;
  const until = durationMinutes === null ? wantedUntil : new Date(from.getTime() + durationMinutes * 60_000);
  return { from, until };
}
