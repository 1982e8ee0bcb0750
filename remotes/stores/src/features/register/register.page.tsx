import type { StoreRow } from '@eoms/contracts/stores/stores.contract';
import { messages, useCan, useFormat, useLocalized } from '@eoms/kit';
import {
  Button,
  DataTable,
  EmptyState,
  FilterBar,
  FilterSelect,
  LinkButton,
  Page,
  SearchField,
  StatusTag,
  useUrlSort,
  useUrlState,
} from '@eoms/kit/ui';
import type { Column } from '@eoms/kit/ui';
import { ownerKinds, statusTones, statuses, useStoreText } from '../../labels.ts';
import { useRegions } from '../../store-references.ts';
import { filterSpec, sortFields, useStoreList } from './register.api.ts';

const useText = messages({
  'zh-CN': {
    subtitle: '查找门店，了解其营业状态、归属与历史',
    create: '新建门店',
    search: '搜索编码、名称、城市、地址或加盟商',
    searchHint: '编码、名称、城市、地址、加盟商',
    none: '没有符合条件的门店',
    noneYet: '还没有你可以查看的门店',
    clear: '清除筛选',
  },
  en: {
    subtitle: 'Find a store, its status, its owner and its history',
    create: 'New store',
    search: 'Search code, name, city, address or franchisee',
    searchHint: 'Code, name, city, franchisee',
    none: 'No store matches',
    noneYet: 'There is no store you may see yet',
    clear: 'Clear the filters',
  },
});

function TwoLines({ first, second }: { first: string; second: string | null }) {
  return (
    <span className="stores-two-lines">
      <span>{first}</span>
      {second && <span className="stores-second">{second}</span>}
    </span>
  );
}

function useColumns(): readonly Column<StoreRow>[] {
  const s = useStoreText();
  const format = useFormat();
  return [
    { key: 'name', title: s('name'), sort: 'name', render: (row) => row.name },
    {
      key: 'code',
      title: s('code'),
      sort: 'code',
      width: 96,
      render: (row) => <span className="stores-code">{row.code}</span>,
    },
    {
      key: 'status',
      title: s('status'),
      width: 116,
      render: (row) => <StatusTag tone={statusTones[row.status]}>{s(row.status)}</StatusTag>,
    },
    {
      key: 'owner',
      title: s('ownerKind'),
      render: (row) => <TwoLines first={s(row.ownerKind)} second={row.franchiseeName} />,
    },
    {
      key: 'city',
      title: s('city'),
      sort: 'city',
      width: 120,
      render: (row) => <TwoLines first={row.city} second={row.regionName} />,
    },
    {
      key: 'hosts',
      title: s('hosts'),
      sort: 'hosts',
      align: 'end',
      width: 104,
      render: (row) => format.number(row.hosts),
    },
    {
      key: 'openedOn',
      title: s('openedOn'),
      sort: 'openedOn',
      width: 124,
      render: (row) => (row.openedOn ? format.day(row.openedOn) : '—'),
      hiddenOnCard: true,
    },
    {
      key: 'updatedAt',
      title: s('updatedAt'),
      sort: 'updatedAt',
      width: 148,
      hiddenOnCard: true,
      render: (row) => (
        <time dateTime={row.updatedAt} title={format.instant(row.updatedAt)}>
          {format.relative(row.updatedAt)}
        </time>
      ),
    },
  ];
}

function Filters() {
  const t = useText();
  const s = useStoreText();
  const text = useLocalized();
  const regions = useRegions();
  const [filters, set] = useUrlState(filterSpec);
  const active = [filters.q, ...filters.status, ...filters.ownerKind, ...filters.regionId].filter(Boolean).length;
  return (
    <FilterBar
      search={
        <SearchField value={filters.q} onSearch={(q) => set({ q })} label={t('search')} placeholder={t('searchHint')} />
      }
      active={active}
      onClear={() => set({ q: '', status: [], ownerKind: [], regionId: [] })}
    >
      <FilterSelect
        label={s('status')}
        multiple
        value={filters.status}
        onChange={(status) => set({ status })}
        options={statuses.map((value) => ({ value, label: s(value) }))}
      />
      <FilterSelect
        label={s('ownerKind')}
        multiple
        value={filters.ownerKind}
        onChange={(ownerKind) => set({ ownerKind })}
        options={ownerKinds.map((value) => ({ value, label: s(value) }))}
      />
      <FilterSelect
        label={s('regionId')}
        multiple
        value={filters.regionId}
        onChange={(regionId) => set({ regionId })}
        options={(regions.data?.items ?? []).map((region) => ({ value: region.id, label: text(region.title) }))}
      />
    </FilterBar>
  );
}

/** All stores the person may see: search, filters and order live in the URL. */
export function RegisterPage() {
  const t = useText();
  const s = useStoreText();
  const mayCreate = useCan('stores.store.create');
  const sort = useUrlSort(sortFields, { sort: 'code', order: 'asc' });
  const [filters, set] = useUrlState(filterSpec);
  const pages = useStoreList(filters, sort);
  const filtered = Boolean(filters.q || filters.status.length || filters.ownerKind.length || filters.regionId.length);
  const clear = () => set({ q: '', status: [], ownerKind: [], regionId: [] });
  return (
    <Page
      title={s('register')}
      subtitle={t('subtitle')}
      actions={
        mayCreate && (
          <LinkButton type="primary" to="/stores/stores/new">
            {t('create')}
          </LinkButton>
        )
      }
    >
      <Filters />
      <DataTable
        label={s('register')}
        columns={useColumns()}
        rowKey={(row) => row.id}
        rowHref={(row) => `/stores/stores/${row.id}`}
        pages={pages}
        sort={sort}
        empty={
          filtered ? (
            <EmptyState title={t('none')} actions={<Button onClick={clear}>{t('clear')}</Button>} />
          ) : (
            <EmptyState title={t('noneYet')} />
          )
        }
      />
    </Page>
  );
}
