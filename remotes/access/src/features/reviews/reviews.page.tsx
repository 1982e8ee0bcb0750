import type { listReviewCampaigns } from '@eoms/contracts/access/governance.contract';
import { useCan, useFormat } from '@eoms/kit';
import {
  Button,
  DataTable,
  EmptyState,
  Page,
  Segmented,
  StatusTag,
  urlOneOf,
  useUrlState,
  type Column,
  type RowOf,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { ReviewItems } from './review-items.tsx';
import { useReviewText } from './review-texts.ts';
import { useReviewCampaigns } from './reviews.api.ts';
import { StartReview } from './start-review.tsx';
import './reviews.css';

type Campaign = RowOf<typeof listReviewCampaigns>;

const views = ['mine', 'campaigns'] as const;
const spec = { view: urlOneOf(views, 'mine') };

function useColumns(): readonly Column<Campaign>[] {
  const t = useReviewText();
  const format = useFormat();
  return [
    { key: 'name', title: t('name'), render: (row) => row.name },
    {
      key: 'state',
      title: t('state'),
      width: 220,
      render: (row) => (
        <>
          <StatusTag tone={row.state === 'OPEN' ? 'attention' : 'neutral'}>{t(row.state)}</StatusTag>{' '}
          {t('progress', { done: row.counts.kept + row.counts.revoked, items: row.counts.items })}
        </>
      ),
    },
    { key: 'startedBy', title: t('startedBy'), width: 140, render: (row) => row.startedBy.name },
    { key: 'due', title: t('due'), width: 160, render: (row) => format.instant(row.dueAt) },
    { key: 'onNoAnswer', title: t('onNoAnswer'), width: 120, render: (row) => t(row.onNoAnswer), hiddenOnCard: true },
  ];
}

/** Reviews: what waits for me, and the reviews of the company. */
export function ReviewsPage() {
  const t = useReviewText();
  const mayStart = useCan('access.review.run');
  const [{ view }, set] = useUrlState(spec);
  const [starting, setStarting] = useState(false);
  const campaigns = useReviewCampaigns(view === 'campaigns');
  const columns = useColumns();
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        mayStart && (
          <Button type="primary" onClick={() => setStarting(true)}>
            {t('start')}
          </Button>
        )
      }
    >
      <Segmented
        aria-label={t('title')}
        value={view}
        onChange={(value) => set({ view: value })}
        options={views.map((value) => ({ value, label: t(value) }))}
      />
      {view === 'mine' ? (
        <ReviewItems query={{ mine: true, open: true }} />
      ) : (
        <DataTable
          label={t('campaigns')}
          columns={columns}
          rowKey={(row) => row.id}
          rowHref={(row) => `/access/reviews/${row.id}`}
          pages={campaigns}
          empty={<EmptyState title={t('noCampaign')}>{t('noCampaignHint')}</EmptyState>}
        />
      )}
      <StartReview open={starting} onClose={() => setStarting(false)} />
    </Page>
  );
}
