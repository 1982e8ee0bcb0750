import {
  getRequest,
  listMyRequests,
  withdrawRequest,
  type RequestState,
} from '@eoms/contracts/access/requests.contract';
import { isProblem } from '@eoms/kit';
import {
  urlOneOf,
  useCommand,
  useEndpoint,
  useEndpointPages,
  useInvalidate,
  type CommandOptions,
  type UrlValues,
} from '@eoms/kit/ui';

/** Views of the list, each a set of states. */
export const views = {
  open: ['PENDING', 'DRAFT'],
  done: ['APPROVED', 'DENIED', 'EXPIRED', 'WITHDRAWN'],
  everything: [],
} as const satisfies Record<string, readonly RequestState[]>;

/** Name of a view. */
export type ViewName = keyof typeof views;

/** Filters of the list as the URL keeps them. */
export const filterSpec = {
  view: urlOneOf(['open', 'done', 'everything'], 'everything'),
  kind: urlOneOf(['SHORT', 'LONG', 'CHANGE'], undefined),
};

/** One page of the list. */
export const useRequestList = ({ view, kind }: UrlValues<typeof filterSpec>) =>
  useEndpointPages(listMyRequests, {
    query: {
      ...(views[view].length > 0 ? { state: [...views[view]] } : {}),
      ...(kind ? { kind: [kind] } : {}),
    },
  });

/** One request. */
export const useRequest = (requestId: string) => useEndpoint(getRequest, { params: { requestId } });

/** Takes a request back; one that moved on meanwhile is read again. */
export function useWithdrawRequest(options: CommandOptions<typeof withdrawRequest>) {
  const invalidate = useInvalidate();
  return useCommand(withdrawRequest, {
    ...options,
    onError: (error) => {
      if (isProblem(error, 'stale_version') || isProblem(error, 'request_not_open')) void invalidate(getRequest);
    },
  });
}
