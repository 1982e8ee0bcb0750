import {
  cancelStoreChange,
  changeStoreOwner,
  changeStoreStatus,
  getStore,
  listStorePeriods,
  listStores,
} from '@eoms/contracts/stores/stores.contract';
import { ProblemError } from '@eoms/kit';
import { useCommand, useEndpoint, useEndpointFeed, useInvalidate } from '@eoms/kit/ui';

const outdated = [getStore, listStorePeriods, listStores];

/** One store, read again when the person comes back to the tab. */
export const useStore = (storeId: string) =>
  useEndpoint(getStore, { params: { storeId } }, { refetchOnWindowFocus: true });

/** Its history and schedule, newest first. */
export const useStorePeriods = (storeId: string) =>
  useEndpointFeed(listStorePeriods, { params: { storeId }, query: { limit: 50 } });

/** After a change the page is read again, and also when it was refused because the store is not what the page shows. */
function useOutdating() {
  const invalidate = useInvalidate();
  const onError = (error: unknown) => {
    if (error instanceof ProblemError && [403, 404, 409, 412].includes(error.problem.status))
      void invalidate(...outdated);
  };
  return { invalidates: outdated, onError };
}

/** Moves it along its life cycle. */
export const useChangeStoreStatus = () => useCommand(changeStoreStatus, useOutdating());

/** Gives it to another owner. */
export const useChangeStoreOwner = () => useCommand(changeStoreOwner, useOutdating());

/** Takes back a change that has not begun. */
export const useCancelStoreChange = () => useCommand(cancelStoreChange, useOutdating());
