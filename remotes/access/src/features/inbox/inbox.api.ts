import { decideRequests, getRequest, listInbox, type InboxEntry } from '@eoms/contracts/access/requests.contract';
import type { ClientOutput } from '@eoms/contracts/endpoint';
import { systemCodes } from '@eoms/contracts/systems';
import {
  urlOneOf,
  urlSomeOf,
  urlText,
  useCommand,
  useEndpoint,
  useEndpointPages,
  useInvalidate,
  type UrlValues,
} from '@eoms/kit/ui';

/** Filters, order and the opened request as the URL keeps them. */
export const filterSpec = {
  q: urlText(),
  system: urlSomeOf(systemCodes),
  risk: urlSomeOf(['0', '1', '2', '3']),
  kind: urlSomeOf(['SHORT', 'LONG', 'CHANGE']),
  sort: urlOneOf(['dueAt', 'submittedAt', 'riskTier'], 'dueAt'),
  open: urlText(),
};

/** What a decision did to one request. */
export type DecisionResult = ClientOutput<typeof decideRequests>['items'][number];

/** What is sent for one request: exactly the content that was shown. */
export const decisionOn = ({ request }: InboxEntry, verdict: 'APPROVE' | 'DENY', comment: string | null) => ({
  requestId: request.id,
  revision: request.revision,
  contentHash: request.contentHash,
  verdict,
  comment,
});

const queryOf = ({ q, system, risk, kind, sort }: UrlValues<typeof filterSpec>) => ({
  sort,
  order: sort === 'riskTier' ? ('desc' as const) : ('asc' as const),
  ...(q ? { q } : {}),
  ...(system.length > 0 ? { system: [...system] } : {}),
  ...(risk.length > 0 ? { risk: risk.map(Number) } : {}),
  ...(kind.length > 0 ? { kind: [...kind] } : {}),
});

/** One page of the inbox. */
export const useInboxPages = (filters: UrlValues<typeof filterSpec>) =>
  useEndpointPages(listInbox, { query: queryOf(filters) });

/** How many requests wait with these filters. */
export function useInboxTotal(filters: UrlValues<typeof filterSpec>): { total: number; more: boolean } {
  const { data } = useEndpoint(listInbox, { query: queryOf(filters) });
  return { total: data?.total ?? 0, more: data?.more ?? false };
}

/** Decides; the inbox is read again whatever came of it. */
export function useDecide() {
  const invalidate = useInvalidate();
  return useCommand(decideRequests, { onError: () => void invalidate(listInbox, getRequest) });
}
