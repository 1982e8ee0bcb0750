import type { ServiceClientRecord } from '@eoms/contracts/access/clients.contract';
import { Can, useLocalized } from '@eoms/kit';
import {
  Button,
  DataTable,
  FilterBar,
  FilterSelect,
  Page,
  SearchField,
  StatusTag,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { ListEmpty } from '../../list-empty.tsx';
import { ClientDrawer } from './client-drawer.tsx';
import { filterSpec, useClients } from './clients.api.ts';
import { useClientsText } from './clients-texts.ts';
import { Proposals } from './proposals.tsx';

function useColumns(): readonly Column<ServiceClientRecord>[] {
  const t = useClientsText();
  const text = useLocalized();
  return [
    {
      key: 'name',
      title: t('name'),
      render: ({ name, clientId }) => (
        <span className="access-lines">
          <span>{name}</span>
          <span className="access-hint access-code">{clientId}</span>
        </span>
      ),
    },
    {
      key: 'metas',
      title: t('metas'),
      render: ({ metas }) => (
        <span title={metas.map(({ name }) => text(name)).join('\n')}>{t('metaCount', { count: metas.length })}</span>
      ),
    },
    {
      key: 'stores',
      title: t('stores'),
      render: ({ stores }) => (
        <span {...(stores ? { title: stores.map(({ name }) => text(name)).join('\n') } : {})}>
          {stores ? t('storeCount', { count: stores.length }) : t('allStores')}
        </span>
      ),
    },
    {
      key: 'status',
      title: t('status'),
      width: 104,
      render: ({ status }) => <StatusTag tone={status === 'ACTIVE' ? 'success' : 'neutral'}>{t(status)}</StatusTag>,
    },
  ];
}

function Filters() {
  const t = useClientsText();
  const [{ q, status }, set] = useUrlState(filterSpec);
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
      active={[q, ...status].filter(Boolean).length}
      onClear={() => set({ q: '', status: [] })}
    >
      <FilterSelect
        label={t('status')}
        multiple
        value={status}
        onChange={(value) => set({ status: value })}
        options={(['ACTIVE', 'WITHDRAWN'] as const).map((value) => ({ value, label: t(value) }))}
      />
    </FilterBar>
  );
}

function ClientTable() {
  const t = useClientsText();
  const [filters, set] = useUrlState(filterSpec);
  const empty = (
    <ListEmpty
      isFiltered={filters.q !== '' || filters.status.length > 0}
      none={t('none')}
      noneYet={t('noneYet')}
      clear={t('clear')}
      onClear={() => set({ q: '', status: [] })}
    />
  );
  return (
    <DataTable
      label={t('title')}
      columns={useColumns()}
      rowKey={({ id }) => id}
      onOpen={({ id }) => set({ client: id }, { replace: true })}
      pages={useClients(filters)}
      empty={empty}
    />
  );
}

/** Programs that may call; the one in the drawer stands in the URL. */
export function ClientsPage() {
  const t = useClientsText();
  const [{ client }, set] = useUrlState(filterSpec);
  const [isCreating, create] = useState(false);
  const action = (
    <Can meta="access.client.manage">
      <Button type="primary" onClick={() => create(true)}>
        {t('create')}
      </Button>
    </Can>
  );
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={action}>
      <Proposals />
      <Filters />
      <ClientTable />
      {(isCreating || client !== '') && (
        <ClientDrawer
          key={client}
          id={client}
          onClose={() => {
            create(false);
            set({ client: '' }, { replace: true });
          }}
          onProposed={() => create(false)}
        />
      )}
    </Page>
  );
}
