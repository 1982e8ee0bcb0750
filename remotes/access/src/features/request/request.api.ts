import { explainDecision, type Explanation, type Remedy } from '@eoms/contracts/access/decisions.contract';
import { giveGrant } from '@eoms/contracts/access/grants.contract';
import {
  createRequest,
  editRequest,
  getRequest,
  listRequestable,
  previewRequest,
  type AccessRequest,
  type Requestable,
} from '@eoms/contracts/access/requests.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import { isProblem } from '@eoms/kit';
import { urlList, urlSomeOf, urlText, useCommand, useEndpoint, useEndpointFeed, type UrlValues } from '@eoms/kit/ui';
import { useMinute } from '../../minute.ts';
import { useSettled } from '../../settled.ts';
import type { WorkClock } from '../../window-choice.ts';
import { fieldsOf, isComplete, keyOf, type Draft } from './draft.ts';

const PREVIEW_SETTLE_MS = 400;

/** Filters of the catalogue, and what the page was opened for, as the URL keeps them. */
export const filterSpec = {
  q: urlText(),
  system: urlSomeOf(systemCodes),
  /** Permission somebody lacks: the refusal page sends people here with it. */
  meta: urlText(),
  /** Role to begin with. */
  role: urlText(),
  scope: urlText(),
  unit: urlList(),
  /** Person a superior grants to. */
  for: urlText(),
  /** Request to edit. */
  edit: urlText(),
};

/** Roles, or single permissions, that match the filters. */
export const useCatalogue = (kind: 'role' | 'meta', { q, system }: UrlValues<typeof filterSpec>, enabled = true) =>
  useEndpointFeed(
    listRequestable,
    { query: { kind, limit: 60, ...(q ? { q } : {}), ...(system.length > 0 ? { system: [...system] } : {}) } },
    { enabled },
  );

const systemOf = (code: string): SystemCode | undefined => systemCodes.find((system) => code.startsWith(`${system}.`));

/** Whether a permission is missing and what would help, the smallest first; nothing asked when no link names one. */
export function useRemedies(
  meta: string,
  personId: string,
): { explanation: Explanation | null; remedies: readonly Remedy[]; isLoading: boolean } {
  const { data, isLoading } = useEndpoint(
    explainDecision,
    { query: { meta, ...(personId ? { personId } : {}) } },
    { enabled: meta !== '' && systemOf(meta) !== undefined },
  );
  return { explanation: data ?? null, remedies: data?.remedies ?? [], isLoading };
}

/** Limits of things that are named elsewhere, such as in a link or in a request that is edited. */
export function useRequestables(systems: readonly SystemCode[]): { known: readonly Requestable[]; isLoading: boolean } {
  const { data, isLoading } = useEndpoint(
    listRequestable,
    { query: { system: [...systems], limit: 200 } },
    { enabled: systems.length > 0 },
  );
  return { known: data?.items ?? [], isLoading };
}

/** The request that is edited. */
export const useEditedRequest = (requestId: string) =>
  useEndpoint(getRequest, { params: { requestId } }, { enabled: requestId !== '' });

/** Finds among known things the one a link or remedy names. */
export const findKnown = (known: readonly Requestable[], one: { roleId: string; metaCode: string }) =>
  known.find((each) => (one.roleId ? each.role?.id === one.roleId : !each.role && keyOf(each) === one.metaCode));

/** What would happen to the draft, once typing pauses. */
export function usePreview(draft: Draft, granteeId: string | null, clock: WorkClock) {
  const now = useMinute();
  const { reason: _reason, ticketRef: _ref, ...content } = draft;
  const asked = useSettled(
    // A reason changes nothing about who decides, and must not ask anew with each letter.
    JSON.stringify(
      isComplete(draft) ? { granteeId, ...fieldsOf({ ...content, reason: '-', ticketRef: '' }, now, clock) } : null,
    ),
    PREVIEW_SETTLE_MS,
  );
  const body = JSON.parse(asked) as { granteeId: string | null } & ReturnType<typeof fieldsOf>;
  return useEndpoint(previewRequest, { body: body as never }, { enabled: body !== null, staleTime: 30_000 });
}

/** Sends the draft: a new request, a direct grant, or an edit. */
export function useSendDraft(
  edited: AccessRequest | null,
  granteeId: string | null,
  { mayGive, clock }: { readonly mayGive: boolean; readonly clock: WorkClock },
) {
  const create = useCommand(createRequest);
  const give = useCommand(giveGrant);
  const edit = useCommand(editRequest);
  const used = edited ? edit : granteeId && mayGive ? give : create;
  const send = (draft: Draft, done: (request: AccessRequest) => void): void => {
    const fields = fieldsOf(draft, Date.now(), clock);
    if (edited)
      edit.mutate(
        { params: { requestId: edited.id }, body: { ...fields, submit: true }, ifMatch: edited.version },
        { onSuccess: done },
      );
    else if (granteeId && mayGive) give.mutate({ body: { granteeId, ...fields } }, { onSuccess: done });
    else create.mutate({ body: { granteeId, ...fields, submit: true } }, { onSuccess: done });
  };
  return { send, isPending: used.isPending, error: used.error, isStale: isProblem(used.error, 'stale_version') };
}
