import { createStore, getStore, listStores, updateStore } from '@eoms/contracts/stores/stores.contract';
import { useCommand, useEndpoint } from '@eoms/kit/ui';

const outdated = [getStore, listStores];

/** The store to edit; not read again behind the person's back while he types. */
export const useStoreToEdit = (storeId: string) =>
  useEndpoint(getStore, { params: { storeId } }, { staleTime: Number.POSITIVE_INFINITY, gcTime: 0, refetchOnReconnect: false });

/** Registers a store. */
export const useCreateStore = () => useCommand(createStore, { invalidates: outdated });

/** Changes data of a store. */
export const useUpdateStore = () => useCommand(updateStore, { invalidates: outdated });
