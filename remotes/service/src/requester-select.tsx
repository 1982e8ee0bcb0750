import { Select } from '@eoms/kit/ui';
import { useState } from 'react';
import { useTicketText } from './labels.ts';
import { useRequesterOptions, useStoreName } from './ticket-references.ts';

/** Chooses a store or a department by typing part of its name. */
export function RequesterSelect(props: {
  kind: 'store' | 'hq';
  /** Given by Form.Item. */
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
  /** Name of the value chosen elsewhere, which no search has found yet. */
  knownName?: string | null;
  allowClear?: boolean;
  'aria-label'?: string;
}) {
  const s = useTicketText();
  const [q, setQ] = useState('');
  const found = useRequesterOptions(props.kind, q);
  const { value, knownName } = props;
  const options = (found.data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  const isMissing = Boolean(value) && found.data !== undefined && !options.some((one) => one.value === value);
  const learned = useStoreName(isMissing && !knownName && props.kind === 'store' ? (value ?? undefined) : undefined);
  if (value && !options.some((one) => one.value === value) && !q) {
    options.unshift({ value, label: knownName ?? learned ?? s('someStore') });
  }
  return (
    <Select
      {...(props.id ? { id: props.id } : {})}
      {...(props['aria-label'] ? { 'aria-label': props['aria-label'] } : {})}
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear={props.allowClear ?? false}
      loading={found.isFetching}
      placeholder={s('searchByName')}
      value={value ?? null}
      options={options}
      onChange={(chosen?: string | null) => props.onChange?.(chosen ?? null)}
    />
  );
}
