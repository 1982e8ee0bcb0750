import type { OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { Select } from '@eoms/kit/ui';
import { useState } from 'react';
import { useFranchisees } from './store-references.ts';

/** Chooses a franchisee of the given kind by typing part of its name. */
export function FranchiseeSelect(props: {
  ownerKind: OwnerKind | undefined;
  /** The franchisee chosen before, so that its name shows although no search found it. */
  known?: { id: string; name: string } | undefined;
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
}) {
  const [q, setQ] = useState('');
  const found = useFranchisees(q, props.ownerKind);
  const options = (found.data?.items ?? [])
    .filter((one) => one.kind === props.ownerKind)
    .map((one) => ({ value: one.id, label: one.name }));
  const { known } = props;
  if (known && known.id === props.value && !options.some((one) => one.value === known.id)) {
    options.unshift({ value: known.id, label: known.name });
  }
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      loading={found.isFetching}
      value={props.value ?? null}
      options={options}
      onChange={(value?: string | null) => props.onChange?.(value ?? null)}
    />
  );
}
