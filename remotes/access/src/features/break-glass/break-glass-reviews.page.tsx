import { Button, Checkbox, DataTable, EmptyState, Page, urlFlag, useUrlState, type Column } from '@eoms/kit/ui';
import { useState } from 'react';
import { PersonLine } from '../../scope-text.tsx';
import { useBreakGlassText } from './break-glass-texts.ts';
import { useEmergencyReviews } from './break-glass.api.ts';
import { useEmergencyColumns, type Emergency } from './emergency-line.tsx';
import { ReviewEmergency } from './review-emergency.tsx';

const spec = { all: urlFlag() };

/** Emergencies for auditors: each is judged by somebody who did not use it. */
export function BreakGlassReviewsPage() {
  const t = useBreakGlassText();
  const [{ all }, set] = useUrlState(spec);
  const [chosen, setChosen] = useState<Emergency | null>(null);
  const pages = useEmergencyReviews(!all);
  const shared = useEmergencyColumns();
  const columns: readonly Column<Emergency>[] = [
    { key: 'person', title: t('person'), width: 200, render: (one) => <PersonLine person={one.person} /> },
    shared.what,
    shared.when,
    shared.state,
    shared.verdict,
    {
      key: 'actions',
      title: '',
      width: 100,
      render: (one) =>
        one.mayReview && (
          <Button size="small" onClick={() => setChosen(one)}>
            {t('review')}
          </Button>
        ),
    },
  ];
  return (
    <Page title={t('reviews')} subtitle={t('reviewsSubtitle')}>
      <Checkbox checked={!all} onChange={(event) => set({ all: !event.target.checked })}>
        {t('openOnly')}
      </Checkbox>
      <DataTable
        label={t('reviews')}
        columns={columns}
        rowKey={(one) => one.id}
        pages={pages}
        empty={
          all ? (
            <EmptyState title={t('noneAtAll')}>{t('noneHint')}</EmptyState>
          ) : (
            <EmptyState
              title={t('noneOpen')}
              actions={<Button onClick={() => set({ all: true })}>{t('showAll')}</Button>}
            />
          )
        }
      />
      {chosen && <ReviewEmergency one={chosen} onClose={() => setChosen(null)} />}
    </Page>
  );
}
