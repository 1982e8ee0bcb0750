import { getRole, listRoles } from '@eoms/contracts/access/catalogue.contract';
import { systems } from '@eoms/contracts/systems';
import { useLocalized } from '@eoms/kit';
import { ProblemAlert, Select, useEndpoint } from '@eoms/kit/ui';
import { useState } from 'react';
import { useSettled } from '../../settled.ts';
import { useSeeAsText } from './see-as-texts.ts';

/** Chooses a role by typing part of its name. */
export function RoleSelect(props: { id: string; value: string | null; onChange: (roleId: string | null) => void }) {
  const t = useSeeAsText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(listRoles, { query: { limit: 20, status: ['ACTIVE'], ...(asked ? { q: asked } : {}) } });
  const options = (found.data?.items ?? []).map(({ id, name, system }) => ({
    value: id,
    label: `${text(name)} · ${text(systems[system])}`,
  }));
  const { value } = props;
  const isMissing = value !== null && found.data !== undefined && !options.some((one) => one.value === value);
  const known = useEndpoint(getRole, { params: { roleId: value ?? '' } }, { enabled: isMissing });
  if (value && known.data && isMissing && !q) options.unshift({ value, label: text(known.data.name) });
  return (
    <>
      <Select
        id={props.id}
        className="access-person-select"
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        placeholder={t('rolePlaceholder')}
        value={value}
        options={options}
        onChange={(chosen?: string | null) => props.onChange(chosen ?? null)}
      />
      <ProblemAlert problem={found.error} onRetry={() => void found.refetch()} />
    </>
  );
}
