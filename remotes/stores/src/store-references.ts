import { listFranchisees, listRegions, type OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { useEndpoint } from '@eoms/kit/ui';

/** Regions a store may lie in. */
export const useRegions = () => useEndpoint(listRegions, undefined, { staleTime: 300_000 });

/** Franchisees whose name contains the text; held back for stores that need none. */
export const useFranchisees = (q: string, ownerKind: OwnerKind | undefined) =>
  useEndpoint(
    listFranchisees,
    { query: { limit: 200, ...(q ? { q } : {}) } },
    { enabled: ownerKind !== undefined && ownerKind !== 'direct', placeholderData: (before) => before },
  );
