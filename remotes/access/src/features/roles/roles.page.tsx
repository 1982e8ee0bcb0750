import type { RoleRow } from '@eoms/contracts/access/catalogue.record';
import { LifeStatus } from '@eoms/contracts/access/catalogue.contract';
import { systems } from '@eoms/contracts/systems';
import { useCan, useFormat, useLocalized } from '@eoms/kit';
import {
  Button,
  DataTable,
  EmptyState,
  FilterBar,
  FilterSelect,
  Page,
  SearchField,
  StatusTag,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { lifeTones, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { useSystemChoices } from '../../catalogue/choices.tsx';
import { RiskTag } from '../../scope-text.tsx';
import { NewRole } from './new-role.tsx';
import { useRolesText } from './roles-texts.ts';
import { roleFilters, useRoles } from './roles.api.ts';

function useColumns(): readonly Column<RoleRow>[] {
  const t = useRolesText();
  const c = useCatalogueText();
  const text = useLocalized();
  const format = useFormat();
  return [
    {
      key: 'name',
      title: c('name'),
      render: ({ name, code }) => (
        <span className="access-lines">
          <span>{text(name)}</span>
          <span className="access-hint access-code">{code}</span>
        </span>
      ),
    },
    { key: 'system', title: c('system'), width: 160, render: ({ system }) => text(systems[system]) },
    { key: 'metas', title: t('metas'), align: 'end', width: 100, render: ({ metas }) => format.number(metas) },
    { key: 'rules', title: t('rules'), align: 'end', width: 100, render: ({ rules }) => format.number(rules) },
    { key: 'risk', title: t('risk'), width: 120, render: ({ riskTier }) => <RiskTag tier={riskTier} always /> },
    {
      key: 'life',
      title: t('life'),
      width: 110,
      render: ({ status }) => <StatusTag tone={lifeTones[status]}>{c(`life_${status}`)}</StatusTag>,
    },
  ];
}

function Filters() {
  const t = useRolesText();
  const c = useCatalogueText();
  const [filters, set] = useUrlState(roleFilters);
  const active = [filters.q, ...filters.system, ...filters.status].filter(Boolean).length;
  return (
    <FilterBar
      search={
        <SearchField value={filters.q} onSearch={(q) => set({ q })} label={t('search')} placeholder={t('searchHint')} />
      }
      active={active}
      onClear={() => set({ q: '', system: [], status: [] })}
    >
      <FilterSelect
        label={c('system')}
        multiple
        value={filters.system}
        onChange={(system) => set({ system })}
        options={useSystemChoices()}
      />
      <FilterSelect
        label={t('life')}
        multiple
        value={filters.status}
        onChange={(status) => set({ status })}
        options={LifeStatus.options.map((value) => ({ value, label: c(`life_${value}`) }))}
      />
    </FilterBar>
  );
}

/** All roles; whoever may propose can draw up a new one. */
export function RolesPage() {
  const t = useRolesText();
  const c = useCatalogueText();
  const mayPropose = useCan('access.catalogue.propose');
  const [filters] = useUrlState(roleFilters);
  const [isCreating, setCreating] = useState(false);
  const pages = useRoles(filters);
  return (
    <Page
      title={c('roles')}
      subtitle={t('subtitle')}
      actions={
        mayPropose && (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('create')}
          </Button>
        )
      }
    >
      <Filters />
      <DataTable
        label={c('roles')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/access/roles/${id}`}
        pages={pages}
        empty={<EmptyState title={t('none')} />}
      />
      <ChangeBar />
      <NewRole isOpen={isCreating} onClose={() => setCreating(false)} />
    </Page>
  );
}
