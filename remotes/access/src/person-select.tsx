import { getPerson, listPeople, type PersonRow } from '@eoms/contracts/access/people.contract';
import { messages, useLocalized } from '@eoms/kit';
import { ProblemAlert, Select, useEndpoint } from '@eoms/kit/ui';
import { useState } from 'react';
import { useSettled } from './settled.ts';

const useText = messages({
  'zh-CN': { placeholder: '输入姓名、工号或账号查找' },
  en: { placeholder: 'Type a name, number or account' },
});

const FEW = 20;

function usePersonLabel(): (person: Pick<PersonRow, 'name' | 'employeeNo' | 'unit' | 'position'>) => string {
  const text = useLocalized();
  return ({ name, employeeNo, unit, position }) =>
    [name, employeeNo, unit && text(unit.name), position && text(position)].filter(Boolean).join(' · ');
}

/** Chooses a person the caller may see, by typing part of the name. */
export function PersonSelect(props: {
  id?: string;
  value?: string | null;
  onChange?: (personId: string | null) => void;
  'aria-label'?: string;
  allowClear?: boolean;
  /** What an empty field says, when it means somebody. */
  placeholder?: string;
  /** Somebody who cannot be meant. */
  without?: string | undefined;
}) {
  const t = useText();
  const label = usePersonLabel();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(listPeople, { query: { limit: FEW, ...(asked ? { q: asked } : {}) } });
  const { value } = props;
  const options = (found.data?.items ?? [])
    .filter(({ id }) => id !== props.without)
    .map((person) => ({ value: person.id, label: label(person) }));
  const isMissing = Boolean(value) && found.data !== undefined && !options.some((one) => one.value === value);
  const known = useEndpoint(getPerson, { params: { personId: value ?? '' } }, { enabled: isMissing });
  if (value && known.data?.id === value && !q && isMissing) options.unshift({ value, label: label(known.data) });
  return (
    <>
      <Select
        {...(props.id ? { id: props.id } : {})}
        {...(props['aria-label'] ? { 'aria-label': props['aria-label'] } : {})}
        className="access-person-select"
        showSearch={{ filterOption: false, onSearch: setQ }}
        allowClear={props.allowClear ?? false}
        loading={found.isFetching}
        placeholder={props.placeholder ?? t('placeholder')}
        value={value ?? null}
        options={options}
        onChange={(chosen?: string | null) => props.onChange?.(chosen ?? null)}
      />
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
    </>
  );
}
