import type { PersonRow } from '@eoms/contracts/access/people.record';
import { useLocalized } from '@eoms/kit';
import { DataTable, EmptyState, Segmented, StatusTag, type Column } from '@eoms/kit/ui';
import { useState } from 'react';
import { statusTones, useOrganisationText } from '../../organisation-words.ts';
import { useUnitPeople } from './organisation.api.ts';
import { useOrganisationPageText } from './organisation-texts.ts';

function useColumns(unitId: string): readonly Column<PersonRow>[] {
  const t = useOrganisationPageText();
  const o = useOrganisationText();
  const text = useLocalized();
  return [
    {
      key: 'name',
      title: t('name'),
      render: ({ name, employeeNo, account }) => (
        <span className="access-person">
          <span>{name}</span>
          <span className="access-hint access-code">{employeeNo ?? account}</span>
        </span>
      ),
    },
    {
      key: 'position',
      title: t('position'),
      render: ({ position, unit, kind }) => (
        <span className="access-lines">
          <span>{position ? text(position) : o(`kind_${kind}`)}</span>
          {unit && unit.id !== unitId && <span className="access-hint">{text(unit.name)}</span>}
        </span>
      ),
    },
    {
      key: 'status',
      title: t('status'),
      width: 96,
      render: ({ status }) => <StatusTag tone={statusTones[status]}>{o(`status_${status}`)}</StatusTag>,
    },
  ];
}

/** People of a unit, of it alone or with everything below. */
export function UnitPeople({ unitId, at }: { unitId: string; at: string | undefined }) {
  const t = useOrganisationPageText();
  const [only, choose] = useState<'unit' | 'subtree'>('unit');
  const pages = useUnitPeople(unitId, only, at);
  return (
    <div className="access-stack">
      <Segmented
        aria-label={t('peopleHere')}
        value={only}
        options={[
          { value: 'unit', label: t('onlyUnit') },
          { value: 'subtree', label: t('subtree') },
        ]}
        onChange={(value) => choose(value as typeof only)}
      />
      <DataTable
        label={t('peopleHere')}
        columns={useColumns(unitId)}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/access/people/${id}`}
        pages={pages}
        empty={<EmptyState title={t('noPeople')} />}
      />
    </div>
  );
}
