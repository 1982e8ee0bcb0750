import type { AccessRequest, Requestable } from '@eoms/contracts/access/requests.record';
import type { GrantKind, ScopeKind } from '@eoms/contracts/access/shared.record';
import {
  choiceOf,
  choicesFor,
  startOf,
  windowBody,
  type WindowLimits,
  type WindowValue,
  type WorkClock,
} from '../../window-choice.ts';

/** Shortest reason that says something. */
export const REASON_MIN = 5;

/** Reach of one chosen item as it is entered. */
export interface DraftScope {
  readonly kind: ScopeKind;
  readonly unitIds: readonly string[];
}

/** One role or permission somebody chose. */
export interface DraftItem {
  readonly key: string;
  readonly what: Requestable;
  readonly scope: DraftScope;
}

/** Everything entered so far. */
export interface Draft {
  readonly items: readonly DraftItem[];
  readonly kind: GrantKind;
  readonly time: WindowValue;
  readonly reason: string;
  readonly ticketRef: string;
}

/** Nothing entered yet. */
export const emptyDraft: Draft = {
  items: [],
  kind: 'SHORT',
  time: { choice: 'd3', until: null, from: null },
  reason: '',
  ticketRef: '',
};

/** Names a role or permission, the same wherever it comes from. */
export const keyOf = ({ role, meta }: Pick<Requestable, 'role' | 'meta'>): string => role?.id ?? meta?.code ?? '';

const usual: readonly ScopeKind[] = ['OWN_STORE', 'OWN_SUBTREE', 'OWN_FRANCHISE', 'MANAGED', 'SELF', 'ORG_SET', 'ALL'];

/** Reach that is offered first: what lies nearest, never everything unless nothing else is allowed. */
export const firstScope = ({ scopeKinds }: Pick<Requestable, 'scopeKinds'>): DraftScope => {
  const preferred = scopeKinds.includes('OWN_SUBTREE')
    ? 'OWN_SUBTREE'
    : usual.find((kind) => scopeKinds.includes(kind));
  return { kind: preferred ?? 'SELF', unitIds: [] };
};

/** Tightest limits of everything chosen. */
export const limitsOf = (items: readonly DraftItem[]): WindowLimits => ({
  maxShortMinutes: Math.min(...items.map(({ what }) => what.maxShortMinutes)),
  maxLongDays: Math.min(...items.map(({ what }) => what.maxLongDays)),
});

/** Keeps the choice of time possible when kind or limits change. */
export function fitted(draft: Draft, now: number, clock: WorkClock): Draft {
  if (draft.items.length === 0) return draft;
  const possible = choicesFor(draft.kind, limitsOf(draft.items), startOf(draft.time, now), clock);
  if (possible.includes(draft.time.choice)) return draft;
  const choice = possible.findLast((one) => one !== 'custom' && one !== 'd365') ?? 'custom';
  return { ...draft, time: { ...draft.time, choice, until: null } };
}

/** True when what was entered suffices for asking who would decide. */
export const isComplete = ({ items, time }: Draft): boolean =>
  items.length > 0 &&
  items.every(({ scope }) => scope.kind !== 'ORG_SET' || scope.unitIds.length > 0) &&
  (time.choice !== 'custom' || time.until !== null);

/** What is asked for, as the commands take it. */
export const fieldsOf = ({ items, kind, time, reason, ticketRef }: Draft, now: number, clock: WorkClock) => ({
  kind,
  items: items.map(({ what, scope }) => ({
    roleId: what.role?.id ?? null,
    metaCode: what.role ? null : (what.meta?.code ?? null),
    scope: { kind: scope.kind, unitIds: scope.kind === 'ORG_SET' ? [...scope.unitIds] : [] },
  })),
  reason: reason.trim(),
  ticketRef: ticketRef.trim() === '' ? null : ticketRef.trim(),
  ...windowBody(kind, time, now, clock),
});

/** A request that is there already, to be edited; `known` gives the limits of what it asks for. */
export function draftOf(request: AccessRequest, known: readonly Requestable[]): Draft {
  const items = request.items.map((item): DraftItem => {
    const what = known.find((one) => keyOf(one) === keyOf(item)) ?? {
      kind: item.role ? ('role' as const) : ('meta' as const),
      role: item.role,
      meta: item.meta,
      system: item.role?.system ?? item.meta?.system ?? 'access',
      systemName: { zh: '', en: '' },
      name: item.role?.name ?? item.meta?.name ?? { zh: '', en: '' },
      metas: item.metas,
      riskTier: item.riskTier,
      maxShortMinutes: 30 * 24 * 60,
      maxLongDays: 730,
      scopeKinds: [item.scope.kind],
      held: false,
    };
    return { key: keyOf(item), what, scope: { kind: item.scope.kind, unitIds: item.scope.units.map(({ id }) => id) } };
  });
  return {
    items,
    kind: request.kind === 'LONG' ? 'LONG' : 'SHORT',
    time: choiceOf(request),
    reason: request.reason,
    ticketRef: request.ticketRef ?? '',
  };
}
