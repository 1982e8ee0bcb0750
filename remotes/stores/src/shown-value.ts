import type { Store, StoreStatus, OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { ProblemError, useFormat, useLocalized } from '@eoms/kit';
import { hoursText, useStoreText } from './labels.ts';
import { useRegions } from './store-references.ts';

/** What one person changed while another one looked: the store as it is now, and which of its fields differ. */
export interface Moved {
  readonly store: Store;
  readonly fields: readonly string[];
}

/** What a 412 says; null for everything else. */
export function movedBy(error: unknown): Moved | null {
  if (!(error instanceof ProblemError) || error.problem.status !== 412 || !error.problem.current) return null;
  return { store: error.problem.current as Store, fields: error.problem.changed ?? [] };
}

/** Gives one value of a store in words; `store` names the ids in it. */
export function useShownValue(): (field: string, value: unknown, store: Store) => string {
  const s = useStoreText();
  const format = useFormat();
  const text = useLocalized();
  const regions = useRegions();
  const scheduled = ({ status, ownerKind, from }: NonNullable<Store['scheduled']>, zone: string) =>
    `${format.instant(from, zone)} · ${[status, ownerKind].flatMap((part) => (part ? [s(part)] : [])).join(' · ')}`;
  return (field, value, store) => {
    if (value === null || value === undefined || value === '') return '—';
    switch (field) {
      case 'status':
      case 'ownerKind':
        return s(value as StoreStatus | OwnerKind);
      case 'hours':
        return hoursText(s, value as Store['hours']);
      case 'openedOn':
        return format.day(String(value));
      case 'hosts':
        return format.number(Number(value));
      case 'scheduled':
        return scheduled(value as NonNullable<Store['scheduled']>, store.zone);
      case 'franchiseeId':
        return store.franchiseeName ?? '—';
      case 'regionId': {
        const region = regions.data?.items.find((one) => one.id === value);
        return region ? text(region.title) : value === store.regionId ? store.regionName : String(value);
      }
      default:
        return String(value);
    }
  };
}
