import { listStores, OwnerKind, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { useEndpointPages, urlList, urlSomeOf, urlText, type UrlSort, type UrlValues } from '@eoms/kit/ui';

/** Filters of the register as the URL keeps them. */
export const filterSpec = {
  q: urlText(),
  status: urlSomeOf(StoreStatus.options),
  ownerKind: urlSomeOf(OwnerKind.options),
  regionId: urlList(),
};

/** Fields the register can be ordered by. */
export const sortFields = ['code', 'name', 'city', 'hosts', 'openedOn', 'updatedAt'] as const;

/** One page of the register. */
export const useStoreList = (
  filters: UrlValues<typeof filterSpec>,
  { sort, order }: Pick<UrlSort<(typeof sortFields)[number]>, 'sort' | 'order'>,
) =>
  useEndpointPages(listStores, {
    query: {
      sort,
      order,
      ...(filters.q ? { q: filters.q } : {}),
      ...(filters.status.length > 0 ? { status: [...filters.status] } : {}),
      ...(filters.ownerKind.length > 0 ? { ownerKind: [...filters.ownerKind] } : {}),
      ...(filters.regionId.length > 0 ? { regionId: [...filters.regionId] } : {}),
    },
  });
