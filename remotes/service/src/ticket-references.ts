import {
  listRequesterOptions,
  listTicketCategories,
  listTickets,
  type TicketType,
} from '@eoms/contracts/service/tickets.contract';
import { useLocalized } from '@eoms/kit';
import { useEndpoint } from '@eoms/kit/ui';

const LASTING = { staleTime: 300_000 };

/** Categories of a type as choices, and the name of any category by its code. */
export function useCategories(type?: TicketType) {
  const text = useLocalized();
  const { data, isFetching } = useEndpoint(listTicketCategories, undefined, LASTING);
  const items = data?.items ?? [];
  return {
    isFetching,
    choices: items.filter((one) => one.type === type).map((one) => ({ value: one.code, label: text(one.name) })),
    nameOf: (code: string) => {
      const known = items.find((one) => one.code === code);
      return known ? text(known.name) : code;
    },
    fits: (code: string) => items.some((one) => one.code === code && one.type === type),
  };
}

/** Stores or departments whose name contains the text; the ones before stay while others are looked for. */
export const useRequesterOptions = (kind: 'store' | 'hq', q: string) =>
  useEndpoint(
    listRequesterOptions,
    { query: { kind, limit: 100, ...(q.trim() ? { q: q.trim() } : {}) } },
    { ...LASTING, placeholderData: (before) => before },
  );

/** Name of a store by id as its tickets say it; undefined while unknown. */
export function useStoreName(storeId: string | undefined): string | undefined {
  const { data } = useEndpoint(
    listTickets,
    { query: { limit: 5, ...(storeId ? { storeId } : {}) } },
    { ...LASTING, enabled: Boolean(storeId) },
  );
  return data?.items.find((row) => row.storeId === storeId)?.storeName ?? undefined;
}
