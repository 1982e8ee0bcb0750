import { createStore, getStore, listStores, updateStore } from '@eoms/contracts/stores/stores.contract';
import { useCommand, useEndpoint } from '@eoms/kit/ui';

const outdated = [getStore, listStores];

/** The store to edit: fresh when the form opens, then not read again behind the person's back while he types. */
export function useStoreToEdit(storeId: string) {
  const query = useEndpoint(
    getStore,
    { params: { storeId } },
    { staleTime: Number.POSITIVE_INFINITY, refetchOnMount: 'always' },
  );
  // An answer kept from the store's page may be old; a form begun on it would meet a conflict that nobody made.
  return { query, isFresh: query.isFetchedAfterMount };
}

/** Registers a store. */
export const useCreateStore = () => useCommand(createStore, { invalidates: outdated });

/** Changes data of a store. */
export const useUpdateStore = () => useCommand(updateStore, { invalidates: outdated });
