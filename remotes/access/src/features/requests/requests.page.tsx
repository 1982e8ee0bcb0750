import type { RequestRow } from '@eoms/contracts/access/requests.record';
import { useCan, useLocalized, usePortal } from '@eoms/kit';
import {
  DataTable,
  EmptyState,
  FilterSelect,
  LinkButton,
  Page,
  Segmented,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { RiskTag } from '../../scope-text.tsx';
import { useSomeNames } from '../../some-names.ts';
import { KindTag, RequestStateTag } from '../../state-tags.tsx';
import { Ago, Due } from '../../time-text.tsx';
import { choicesOf, useAccessText } from '../../words.ts';
import { filterSpec, useRequestList, views, type ViewName } from './requests.api.ts';
import { useRequestsText } from './requests-texts.ts';
import './requests.css';

function useColumns(): readonly Column<RequestRow>[] {
  const t = useRequestsText();
  const s = useAccessText();
  const text = useLocalized();
  const me = usePortal((state) => state.person?.id);
  const someNames = useSomeNames();
  return [
    {
      key: 'what',
      title: t('what'),
      render: (row) => (
        <span className="access-lines">
          <span>{row.titles.map(text).join(t('between'))}</span>
          <span className="access-hint access-code">{row.number}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: s('state'),
      width: 120,
      render: (row) => <RequestStateTag state={row.state} />,
    },
    {
      key: 'kind',
      title: t('kind'),
      width: 176,
      render: (row) => (
        <span className="access-tags">
          <KindTag kind={row.kind} />
          <RiskTag tier={row.riskTier} />
        </span>
      ),
    },
    {
      key: 'grantee',
      title: t('forWhom'),
      width: 110,
      render: (row) => (row.grantee ? (row.grantee.id === me ? t('myself') : row.grantee.name) : '—'),
      hiddenOnCard: true,
    },
    {
      key: 'waiting',
      title: t('waitingFor'),
      width: 230,
      render: (row) =>
        row.state === 'PENDING' ? (
          <span className="access-lines">
            <span>{someNames(row.waitingFor) || '—'}</span>
            {row.dueAt && <Due at={row.dueAt} />}
          </span>
        ) : (
          '—'
        ),
    },
    {
      key: 'submitted',
      title: t('submitted'),
      width: 120,
      render: (row) => <Ago at={row.submittedAt ?? row.createdAt} />,
    },
  ];
}

/** Requests the person made or that are about him. */
export function RequestsPage() {
  const t = useRequestsText();
  const s = useAccessText();
  const mayAsk = useCan('access.request.create');
  const [filters, set] = useUrlState(filterSpec);
  const pages = useRequestList(filters);
  const isAll = filters.view === 'everything' && filters.kind === undefined;
  const empty = isAll ? t('noneYet') : filters.view === 'open' && !filters.kind ? t('openEmpty') : t('none');
  const create = mayAsk && (
    <LinkButton type="primary" to="/access/request">
      {t('create')}
    </LinkButton>
  );
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={create}>
      <div className="access-views">
        <Segmented<ViewName>
          aria-label={t('views')}
          value={filters.view}
          options={choicesOf(Object.keys(views) as ViewName[], (view) => t(view))}
          onChange={(view) => set({ view })}
        />
        <FilterSelect
          label={t('kind')}
          value={filters.kind}
          onChange={(kind) => set({ kind })}
          options={choicesOf(['SHORT', 'LONG', 'CHANGE'] as const, (kind) => s(kind))}
        />
      </div>
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rowKey={(row) => row.id}
        rowHref={(row) => `/access/requests/${row.id}`}
        pages={pages}
        empty={<EmptyState title={empty} actions={isAll && create} />}
      />
    </Page>
  );
}
