import {
  cancelStoreChange,
  changeStoreOwner,
  changeStoreStatus,
  getStore,
  listStorePeriods,
  listStores,
} from '@eoms/contracts/stores/stores.contract';
import { useCommand, useEndpoint, useEndpointFeed } from '@eoms/kit/ui';

const outdated = [getStore, listStorePeriods, listStores];

/** One store, read again when the person comes back to the tab. */
export const useStore = (storeId: string) => useEndpoint(getStore, { params: { storeId } }, { refetchOnWindowFocus: true });

/** Its history and schedule, newest first. */
export const useStorePeriods = (storeId: string) => useEndpointFeed(listStorePeriods, { params: { storeId }, query: { limit: 50 } });

/** Moves it along its life cycle. */
export const useChangeStoreStatus = () => useCommand(changeStoreStatus, { invalidates: outdated });

/** Gives it to another owner. */
export const useChangeStoreOwner = () => useCommand(changeStoreOwner, { invalidates: outdated });

/** Takes back a change that has not begun. */
export const useCancelStoreChange = () => useCommand(cancelStoreChange, { invalidates: outdated });
