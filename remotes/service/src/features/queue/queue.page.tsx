import type { TicketRow } from '@eoms/contracts/service/tickets.contract';
import { messages, useCan, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Button, DataTable, EmptyState, Page, useUrlSort, useUrlState, type Column } from '@eoms/kit/ui';
import { Ago } from '../../ago.tsx';
import { useTicketText } from '../../labels.ts';
import { OPENING_PATH, ticketPath } from '../../paths.ts';
import { PriorityTag, StateTag } from '../../ticket-tags.tsx';
import { filterSpec, noFilters, sortFields, useTicketList, viewOf } from './queue.api.ts';
import { QueueFilters } from './queue-filters.tsx';

const useText = messages({
  'zh-CN': {
    none: '没有符合条件的工单',
    noneHint: '换一个视图，或减少筛选条件。',
    mineEmpty: '你手上没有未完结的工单',
    unassignedEmpty: '没有等待分派的工单',
    noneYet: '还没有你可以查看的工单',
    clear: '查看全部工单',
  },
  en: {
    none: 'No ticket matches',
    noneHint: 'Try another view, or fewer filters.',
    mineEmpty: 'You own no unfinished ticket',
    unassignedEmpty: 'No ticket waits for an owner',
    noneYet: 'There is no ticket you may see yet',
    clear: 'See all tickets',
  },
});

function RequesterCell({ row }: { row: TicketRow }) {
  const s = useTicketText();
  const { kind, name, phoneMasked } = row.requester;
  return (
    <span className="service-stack">
      <span>{name}</span>
      <span className="service-hint service-spare">{[s(`kind_${kind}`), phoneMasked].filter(Boolean).join(' · ')}</span>
    </span>
  );
}

function useColumns(): readonly Column<TicketRow>[] {
  const s = useTicketText();
  const text = useLocalized();
  return [
    {
      key: 'subject',
      title: s('subject'),
      render: (row) => (
        <span className="service-stack service-row-title">
          <span>{row.subject}</span>
          <span className="service-hint service-no">
            {row.no} · {s(row.type)} · {text(row.categoryName)}
          </span>
        </span>
      ),
    },
    {
      key: 'state',
      title: s('state'),
      width: 128,
      render: (row) => <StateTag state={row.state} wakeAt={row.wakeAt} />,
    },
    {
      key: 'priority',
      title: s('priority'),
      sort: 'priority',
      width: 92,
      render: (row) => <PriorityTag priority={row.priority} />,
    },
    { key: 'requester', title: s('requester'), width: 160, render: (row) => <RequesterCell row={row} /> },
    { key: 'store', title: s('store'), width: 170, render: (row) => row.storeName ?? '—' },
    {
      key: 'owner',
      title: s('owner'),
      width: 92,
      render: (row) => row.ownerName ?? <span className="service-hint">{s('unassigned')}</span>,
    },
    {
      key: 'openedAt',
      title: s('openedAt'),
      sort: 'openedAt',
      width: 112,
      hiddenOnCard: true,
      render: (row) => <Ago iso={row.openedAt} />,
    },
    {
      key: 'updatedAt',
      title: s('updatedAt'),
      sort: 'updatedAt',
      width: 112,
      render: (row) => <Ago iso={row.updatedAt} />,
    },
  ];
}

/** Tickets the person may see: view, search, filters and order live in the URL. */
export function QueuePage() {
  const t = useText();
  const s = useTicketText();
  const mayCreate = useCan('service.ticket.create');
  const sort = useUrlSort(sortFields, { sort: 'updatedAt', order: 'desc' });
  const [filters, set] = useUrlState(filterSpec);
  const pages = useTicketList(filters, sort);
  const view = viewOf(filters);
  const isNarrowed = Boolean(
    filters.q || filters.storeId || filters.type.length || filters.priority.length || filters.requesterKind.length,
  );
  const emptyTitle =
    isNarrowed || !view || view === 'todo' ? t('none') : t(view === 'all' ? 'noneYet' : `${view}Empty`);
  const isAll = view === 'all' && !isNarrowed;
  return (
    <Page
      title={s('tickets')}
      actions={
        mayCreate && (
          <Link to={OPENING_PATH} className="service-button-link">
            <Button type="primary" tabIndex={-1}>
              {s('create')}
            </Button>
          </Link>
        )
      }
    >
      <QueueFilters filters={filters} set={set} rows={pages.items} />
      <DataTable
        label={s('tickets')}
        columns={useColumns()}
        rowKey={(row) => row.id}
        rowHref={(row) => ticketPath(row.id)}
        pages={pages}
        sort={sort}
        empty={
          <EmptyState
            title={emptyTitle}
            actions={!isAll && <Button onClick={() => set(noFilters)}>{t('clear')}</Button>}
          >
            {isNarrowed && t('noneHint')}
          </EmptyState>
        }
      />
    </Page>
  );
}
