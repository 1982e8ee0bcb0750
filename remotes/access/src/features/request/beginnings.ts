import type { Explanation, Remedy } from '@eoms/contracts/access/decisions.contract';
import { scopeKinds } from '../../words.ts';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import type { Requestable } from '@eoms/contracts/access/requests.record';
import type { UrlValues } from '@eoms/kit/ui';
import { useState } from 'react';
import type { WorkClock } from '../../window-choice.ts';
import { useWorkClock } from '../../work-clock.ts';
import { draftOf, emptyDraft, firstScope, fitted, keyOf, type Draft, type DraftScope } from './draft.ts';
import { findKnown, useEditedRequest, useRemedies, useRequestables, type filterSpec } from './request.api.ts';

/** What a draft begins with, once everything it needs has been read. */
export interface Beginning {
  readonly draft: Draft;
  /** Other things that would help, for somebody who came from a refusal. */
  readonly others: readonly Remedy[];
  /** Why the person is here, when a link named a permission. */
  readonly explanation: Explanation | null;
  /** By which clock the person works for whom it is. */
  readonly clock: WorkClock;
}

const systemsOf = (codes: readonly string[]): SystemCode[] =>
  systemCodes.filter((system) => codes.some((code) => code === system || code.startsWith(`${system}.`)));

/** The reach a link names, when it is one of ours. */
function scopeIn({ scope, unit }: UrlValues<typeof filterSpec>): DraftScope | null {
  const kind = scopeKinds.find((one) => one === scope);
  return kind ? { kind, unitIds: kind === 'ORG_SET' ? unit : [] } : null;
}

/** The role or permission a link names, or else the smallest remedy. */
function firstOf(
  { meta, role }: UrlValues<typeof filterSpec>,
  remedies: readonly Remedy[],
  known: readonly Requestable[],
): Requestable | undefined {
  if (role) return findKnown(known, { roleId: role, metaCode: '' });
  if (!meta) return undefined;
  const [smallest] = remedies;
  return findKnown(known, { roleId: smallest?.role?.id ?? '', metaCode: smallest?.meta?.code ?? meta });
}

function beginningOf(
  filters: UrlValues<typeof filterSpec>,
  explanation: Explanation | null,
  known: readonly Requestable[],
  { now, clock }: { readonly now: number; readonly clock: WorkClock },
): Beginning {
  const remedies = explanation?.remedies ?? [];
  const what = firstOf(filters, remedies, known);
  if (!what) return { draft: emptyDraft, others: remedies, explanation, clock };
  const remedied = remedies.find((one) => keyOf(one) === keyOf(what));
  const scope = scopeIn(filters) ?? remedied?.scope ?? firstScope(what);
  const draft = fitted({ ...emptyDraft, items: [{ key: keyOf(what), what, scope }] }, now, clock);
  return { draft, others: remedies.filter((one) => one !== remedied), explanation, clock };
}

/**
 * What the draft begins with: a request to edit, what a link names, or the smallest remedy for a missing permission.
 * Null while that is being read.
 */
export function useBeginning(filters: UrlValues<typeof filterSpec>): {
  beginning: Beginning | null;
  edited: ReturnType<typeof useEditedRequest>;
} {
  const { meta, edit } = filters;
  const [opened] = useState(() => Date.now());
  const edited = useEditedRequest(edit);
  const { explanation, isLoading: isExplaining } = useRemedies(edit ? '' : meta, filters.for);
  const { known, isLoading } = useRequestables(edit ? (edited.data?.systems ?? []) : systemsOf([meta]));
  const { clock, isLoading: isWaiting } = useWorkClock(edited.data?.grantee?.id ?? filters.for);
  const isReading = isExplaining || isLoading || isWaiting || (edit !== '' && !edited.data);
  if (isReading) return { beginning: null, edited };
  if (edited.data && edit)
    return { beginning: { draft: draftOf(edited.data, known), others: [], explanation: null, clock }, edited };
  return { beginning: beginningOf(filters, explanation, known, { now: opened, clock }), edited };
}
