import {
  listOwnerChoices,
  listPositionChoices,
  listRoles,
  listUnitChoices,
} from '@eoms/contracts/access/catalogue.contract';
import type { UnitRef } from '@eoms/contracts/access/shared.record';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { messages, useLocalized } from '@eoms/kit';
import { Select, useEndpoint } from '@eoms/kit/ui';
import { useState } from 'react';
import { useSettled } from '../settled.ts';
import { useAccessText } from '../words.ts';

const useText = messages({
  'zh-CN': {
    unit: '输入名称或编码查找组织',
    role: '输入名称或编码查找角色',
    position: '任意岗位',
    person: '输入姓名、工号或账号查找',
  },
  en: {
    unit: 'Type a name or code',
    role: 'Type a name or code',
    position: 'Any position',
    person: 'Type a name, number or account',
  },
});

interface Field<T> {
  readonly id?: string;
  readonly value?: T;
  readonly onChange?: (value: T) => void;
}

const fieldOf = ({ id }: { readonly id?: string }) => (id ? { id } : {});

/** Units found by text, those already chosen among them. */
function useUnitOptions(known: readonly UnitRef[]) {
  const text = useLocalized();
  const s = useAccessText();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(listUnitChoices, { query: asked ? { q: asked } : {} });
  const units = [...known, ...(found.data?.items ?? [])];
  const options = [...new Map(units.map((unit) => [unit.id, unit])).values()].map(({ id, name, kind }) => ({
    value: id,
    label: `${text(name)} · ${s(`unit_${kind}`)}`,
  }));
  return { options, isFetching: found.isFetching, setQ };
}

const NO_UNITS: readonly UnitRef[] = [];

/** Chooses one unit, or none. */
export function UnitChoice({
  known = NO_UNITS,
  placeholder,
  ...field
}: Field<string | null> & { known?: readonly UnitRef[]; placeholder?: string; 'aria-label'?: string }) {
  const t = useText();
  const { options, isFetching, setQ } = useUnitOptions(known);
  return (
    <Select
      {...fieldOf(field)}
      {...(field['aria-label'] ? { 'aria-label': field['aria-label'] } : {})}
      className="access-choice"
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      loading={isFetching}
      placeholder={placeholder ?? t('unit')}
      value={field.value ?? null}
      options={options}
      onChange={(chosen?: string | null) => field.onChange?.(chosen ?? null)}
    />
  );
}

/** Chooses several units. */
export function UnitsChoice(field: Field<readonly string[]>) {
  const t = useText();
  const { options, isFetching, setQ } = useUnitOptions([]);
  return (
    <Select<string[]>
      {...fieldOf(field)}
      mode="multiple"
      className="access-choice"
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={isFetching}
      placeholder={t('unit')}
      value={[...(field.value ?? [])]}
      options={options}
      onChange={(chosen) => field.onChange?.(chosen)}
    />
  );
}

/** Chooses a position, or any. */
export function PositionChoice(field: Field<string | null>) {
  const t = useText();
  const text = useLocalized();
  const found = useEndpoint(listPositionChoices);
  return (
    <Select
      {...fieldOf(field)}
      className="access-choice"
      showSearch={{ optionFilterProp: 'label' }}
      allowClear
      placeholder={t('position')}
      loading={found.isFetching}
      value={field.value ?? null}
      options={(found.data?.items ?? []).map(({ code, name }) => ({ value: code, label: text(name) }))}
      onChange={(chosen?: string | null) => field.onChange?.(chosen ?? null)}
    />
  );
}

/** A role as forms choose it. */
export interface ChosenRole {
  readonly id: string;
  readonly name: { readonly zh: string; readonly en: string };
}

/** Chooses a role in use, or one that the change creates. */
export function RoleChoice({
  fresh,
  onPick,
  ...field
}: Field<string | null> & { fresh: readonly ChosenRole[]; onPick: (role: ChosenRole) => void }) {
  const t = useText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(listRoles, { query: { limit: 20, status: ['ACTIVE'], ...(asked ? { q: asked } : {}) } });
  const known = (found.data?.items ?? []).map(({ id, name, system }) => ({ id, name, where: text(systems[system]) }));
  const all = [...fresh.map((role) => ({ ...role, where: '+' })), ...known];
  return (
    <Select
      {...fieldOf(field)}
      className="access-choice"
      showSearch={{ filterOption: false, onSearch: setQ }}
      loading={found.isFetching}
      placeholder={t('role')}
      value={field.value ?? null}
      options={all.map(({ id, name, where }) => ({ value: id, label: `${text(name)} · ${where}` }))}
      onChange={(chosen?: string | null) => {
        const role = all.find(({ id }) => id === chosen);
        if (role) onPick({ id: role.id, name: role.name });
        field.onChange?.(chosen ?? null);
      }}
    />
  );
}

/** Chooses an active person as owner of a system, or nobody. */
export function OwnerChoice(field: Field<string | null>) {
  const t = useText();
  const text = useLocalized();
  const [q, setQ] = useState('');
  const asked = useSettled(q.trim());
  const found = useEndpoint(listOwnerChoices, { query: { limit: 20, ...(asked ? { q: asked } : {}) } });
  return (
    <Select
      {...fieldOf(field)}
      className="access-choice"
      showSearch={{ filterOption: false, onSearch: setQ }}
      allowClear
      loading={found.isFetching}
      placeholder={t('person')}
      value={field.value ?? null}
      options={(found.data?.items ?? []).map(({ id, name, employeeNo, unit, position }) => ({
        value: id,
        label: [name, employeeNo, unit && text(unit), position && text(position)].filter(Boolean).join(' · '),
      }))}
      onChange={(chosen?: string | null) => field.onChange?.(chosen ?? null)}
    />
  );
}

/** Every system as a choice, in menu order. */
export function useSystemChoices() {
  const text = useLocalized();
  return systemCodes.map((value) => ({ value, label: text(systems[value]) }));
}
