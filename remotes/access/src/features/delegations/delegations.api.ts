import {
  createDelegation,
  endDelegation,
  listDelegateChoices,
  listMyDelegations,
} from '@eoms/contracts/access/delegations.contract';
import { urlOneOf, useCommand, useEndpoint, useEndpointPages, type CommandOptions, type UrlValues } from '@eoms/kit/ui';

/** View of the list as the URL keeps it. */
export const filterSpec = { view: urlOneOf(['given', 'received', 'everything'], 'everything') };

/** One page of own delegations. */
export const useDelegations = ({ view }: UrlValues<typeof filterSpec>) =>
  useEndpointPages(listMyDelegations, { query: view === 'everything' ? {} : { direction: view } });

/** People who may stand in, by part of the name. */
export const useDelegateChoices = (q: string) =>
  useEndpoint(listDelegateChoices, { query: { limit: 20, ...(q ? { q } : {}) } });

/** Makes a delegation. */
export const useCreateDelegation = (options?: CommandOptions<typeof createDelegation>) =>
  useCommand(createDelegation, options);

/** Ends a delegation now. */
export const useEndDelegation = (options?: CommandOptions<typeof endDelegation>) => useCommand(endDelegation, options);
