import { findUnits, getOrganisation, getUnit } from '@eoms/contracts/access/organisation.contract';
import type { UnitRef } from '@eoms/contracts/access/shared.record';
import { call, messages, useLocalized } from '@eoms/kit';
import { ProblemAlert, Select, useEndpoint } from '@eoms/kit/ui';
import { useEffect, useState } from 'react';
import { useSettled } from './settled.ts';

const useText = messages({
  'zh-CN': { placeholder: '输入名称或编码查找组织', between: ' / ' },
  en: { placeholder: 'Type a name or code of a unit', between: ' / ' },
});

/** Names of units that were chosen elsewhere and that no search has found yet. */
function useKnownUnits(ids: readonly string[]): ReadonlyMap<string, UnitRef> {
  const [known, learn] = useState<ReadonlyMap<string, UnitRef>>(new Map());
  const missing = ids.filter((id) => !known.has(id)).join(' ');
  useEffect(() => {
    let gone = false;
    for (const unitId of missing.split(' ').filter(Boolean))
      call(getUnit, { params: { unitId }, query: {} }).then(
        ({ id, name, kind }) => !gone && learn((before) => new Map(before).set(id, { id, name, kind })),
        // A unit that cannot be read keeps its id; the BFF says what is wrong with it.
        () => undefined,
      );
    return () => {
      gone = true;
    };
  }, [missing]);
  return known;
}

/** Chooses units of the organisation by typing part of a name; nothing typed offers the top. */
export function UnitSelect(props: {
  id?: string;
  value?: readonly string[];
  onChange?: (unitIds: string[]) => void;
  'aria-label'?: string;
}) {
  const t = useText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(findUnits, { query: { q: asked } }, { enabled: asked !== '' });
  const top = useEndpoint(getOrganisation, { query: {} }, { enabled: asked === '' });
  const value = props.value ?? [];
  const known = useKnownUnits(value);
  const rows =
    asked === '' ? (top.data?.items ?? []).map((unit) => ({ ...unit, path: [] })) : (found.data?.items ?? []);
  const options = rows.map(({ id, name, path }) => ({
    value: id,
    label: [...path.slice(1), { name }].map((unit) => text(unit.name)).join(t('between')),
  }));
  const others = value.flatMap((id) => {
    const unit = known.get(id);
    return unit && !options.some((one) => one.value === id) ? [{ value: id, label: text(unit.name) }] : [];
  });
  return (
    <>
      <Select<string[]>
        {...(props.id ? { id: props.id } : {})}
        {...(props['aria-label'] ? { 'aria-label': props['aria-label'] } : {})}
        mode="multiple"
        className="access-unit-select"
        showSearch={{ filterOption: false, onSearch: setQ }}
        loading={found.isFetching}
        placeholder={t('placeholder')}
        value={[...value]}
        options={[...options, ...others]}
        onChange={(chosen) => props.onChange?.(chosen)}
      />
      <ProblemAlert problem={found.error ?? top.error} />
    </>
  );
}
