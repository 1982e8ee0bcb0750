import type { PersonRow } from '@eoms/contracts/access/people.record';
import { useCan, useLocalized } from '@eoms/kit';
import {
  Button,
  DataTable,
  FilterBar,
  FilterSelect,
  Page,
  SearchField,
  StatusTag,
  useUrlSort,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { personKinds, personStatuses, statusTones, useOrganisationText } from '../../organisation-words.ts';
import { ListEmpty } from '../../list-empty.tsx';
import { UnitSelect } from '../../unit-select.tsx';
import { choicesOf } from '../../words.ts';
import { CreateExternal } from './create-external.tsx';
import { filterSpec, noFilters, sortFields, usePeople } from './people.api.ts';
import { useListText } from './people-texts.ts';
import './people.css';

function useColumns(): readonly Column<PersonRow>[] {
  const t = useListText();
  const o = useOrganisationText();
  const text = useLocalized();
  return [
    { key: 'name', title: t('name'), sort: 'name', render: ({ name }) => name },
    {
      key: 'employeeNo',
      title: t('employeeNo'),
      sort: 'employeeNo',
      width: 120,
      render: ({ employeeNo, account }) => (
        <span className="access-lines">
          <span className="access-code">{employeeNo ?? '—'}</span>
          <span className="access-hint access-code">{account}</span>
        </span>
      ),
    },
    {
      key: 'unit',
      title: t('unit'),
      render: ({ unit, position, level }) => (
        <span className="access-lines">
          <span>{unit ? text(unit.name) : '—'}</span>
          <span className="access-hint">
            {position ? [text(position), o('level', { level: level ?? '' })].join(' · ') : unit && t('sponsored')}
          </span>
        </span>
      ),
    },
    { key: 'kind', title: t('kind'), width: 104, render: ({ kind }) => o(`kind_${kind}`), hiddenOnCard: true },
    {
      key: 'status',
      title: t('status'),
      width: 96,
      render: ({ status }) => <StatusTag tone={statusTones[status]}>{o(`status_${status}`)}</StatusTag>,
    },
    {
      key: 'phone',
      title: t('phone'),
      width: 128,
      hiddenOnCard: true,
      render: ({ phoneMasked }) => <span className="access-code">{phoneMasked ?? '—'}</span>,
    },
  ];
}

function Filters() {
  const t = useListText();
  const o = useOrganisationText();
  const [{ q, unitId, status, kind }, set] = useUrlState(filterSpec);
  return (
    <FilterBar
      search={
        <SearchField
          value={q}
          onSearch={(text) => set({ q: text })}
          label={t('search')}
          placeholder={t('searchHint')}
        />
      }
      active={[q, unitId, ...status, ...kind].filter(Boolean).length}
      onClear={() => set(noFilters)}
    >
      <span className="access-unit-filter">
        <UnitSelect
          aria-label={t('unit')}
          value={unitId ? [unitId] : []}
          onChange={(unitIds) => set({ unitId: unitIds.at(-1) ?? '' })}
        />
      </span>
      <FilterSelect
        label={t('status')}
        multiple
        value={status}
        onChange={(value) => set({ status: value })}
        options={choicesOf(personStatuses, (value) => o(`status_${value}`))}
      />
      <FilterSelect
        label={t('kind')}
        multiple
        value={kind}
        onChange={(value) => set({ kind: value })}
        options={choicesOf(personKinds, (value) => o(`kind_${value}`))}
      />
    </FilterBar>
  );
}

/** Everybody the person may see: search, filters and order live in the URL. */
export function PeoplePage() {
  const t = useListText();
  const mayManage = useCan('access.person.manage');
  const sort = useUrlSort(sortFields, { sort: 'name', order: 'asc' });
  const [filters, set] = useUrlState(filterSpec);
  const [isCreating, create] = useState(false);
  const pages = usePeople(filters, sort);
  const isFiltered = Boolean(filters.q || filters.unitId || filters.status.length || filters.kind.length);
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        mayManage && (
          <Button type="primary" onClick={() => create(true)}>
            {t('create')}
          </Button>
        )
      }
    >
      <Filters />
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/access/people/${id}`}
        pages={pages}
        sort={sort}
        empty={
          <ListEmpty
            isFiltered={isFiltered}
            none={t('none')}
            noneYet={t('noneYet')}
            clear={t('clear')}
            onClear={() => set(noFilters)}
          />
        }
      />
      {isCreating && <CreateExternal onClosed={() => create(false)} />}
    </Page>
  );
}
