import type { ServiceClientRecord } from '@eoms/contracts/access/clients.contract';
import { useLocalized } from '@eoms/kit';
import { ProblemAlert, Radio, Select } from '@eoms/kit/ui';
import { useState } from 'react';
import { useSettled } from '../../settled.ts';
import { useStores } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';

/** Stores by name: those found, and those that were chosen before. */
function StoreSelect(props: {
  id?: string;
  value: readonly string[];
  known: NonNullable<ServiceClientRecord['stores']>;
  onChange: (ids: string[]) => void;
}) {
  const t = useClientsText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const [names, learn] = useState(() => new Map(props.known.map(({ id, name }) => [id, text(name)])));
  const found = useStores(useSettled(q.trim()));
  const options = (found.data?.items ?? [])
    .filter(({ kind }) => kind === 'STORE')
    .map(({ id, name }) => ({ value: id, label: text(name) }));
  const chosen = props.value
    .filter((id) => !options.some(({ value }) => value === id))
    .map((id) => ({ value: id, label: names.get(id) ?? id }));
  return (
    <>
      <Select<string[]>
        {...(props.id ? { id: props.id } : {})}
        mode="multiple"
        className="access-unit-select"
        aria-label={t('stores')}
        placeholder={t('storePlaceholder')}
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        value={[...props.value]}
        options={[...options, ...chosen]}
        onChange={(ids) => {
          learn((before) => new Map([...before, ...options.map(({ value, label }) => [value, label] as const)]));
          props.onChange(ids);
        }}
      />
      <ProblemAlert problem={found.error} />
    </>
  );
}

/** Every store (null), or some. */
export function StoreField({
  id,
  value = null,
  known,
  onChange,
}: {
  id?: string;
  value?: readonly string[] | null;
  known: NonNullable<ServiceClientRecord['stores']>;
  onChange?: (value: string[] | null) => void;
}) {
  const t = useClientsText();
  return (
    <div className="access-stack">
      <Radio.Group
        aria-label={t('reach')}
        value={value === null ? 'all' : 'some'}
        options={[
          { value: 'some', label: t('reachSome') },
          { value: 'all', label: t('reachAll') },
        ]}
        onChange={(event) => onChange?.(event.target.value === 'all' ? null : [])}
      />
      {value !== null && (
        <StoreSelect {...(id ? { id } : {})} value={value} known={known} onChange={(ids) => onChange?.(ids)} />
      )}
    </div>
  );
}
