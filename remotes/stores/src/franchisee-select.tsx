import type { OwnerKind } from '@eoms/contracts/stores/stores.contract';
import { messages } from '@eoms/kit';
import { ProblemAlert, Select } from '@eoms/kit/ui';
import { useEffect, useState } from 'react';
import { useFranchisees } from './store-references.ts';

const useText = messages({
  'zh-CN': { placeholder: '输入名称查找' },
  en: { placeholder: 'Type part of the name' },
});

const SETTLE_MS = 250;

/** The text once typing has paused, so that not every keystroke asks the BFF. */
function useSettled(text: string): string {
  const [settled, settle] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => settle(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** Chooses a franchisee of the given kind by typing part of its name. */
export function FranchiseeSelect({
  ownerKind,
  value,
  onChange,
  ...field
}: {
  ownerKind: OwnerKind;
  id?: string;
  value?: string | null;
  onChange?: (value: string | null) => void;
}) {
  const t = useText();
  const [q, setQ] = useState('');
  const found = useFranchisees(useSettled(q.trim()), ownerKind);
  const options = (found.data?.items ?? [])
    .filter((one) => one.kind === ownerKind)
    .map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <Select
        {...field}
        showSearch={{ filterOption: false, onSearch: setQ }}
        allowClear
        placeholder={t('placeholder')}
        loading={found.isFetching}
        value={value ?? null}
        options={options}
        onChange={(chosen?: string | null) => onChange?.(chosen ?? null)}
      />
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
    </>
  );
}
