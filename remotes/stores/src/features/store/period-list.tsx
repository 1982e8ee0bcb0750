import type { Store, StorePeriod } from '@eoms/contracts/stores/stores.contract';
import { useFormat } from '@eoms/kit';
import {
  App,
  Button,
  EmptyState,
  ErrorState,
  InfoCard,
  Popconfirm,
  ProblemAlert,
  Skeleton,
  StatusTag,
  Timeline,
} from '@eoms/kit/ui';
import { useRef } from 'react';
import { ownerText, statusTones, useStoreText } from '../../labels.ts';
import { movedBy } from '../../shown-value.ts';
import { MovedNotice } from './moved-notice.tsx';
import { usePageText } from './store-texts.ts';
import { useCancelStoreChange, useStorePeriods } from './store.api.ts';

/** Where a stretch lies, seen from the instant at which the store was read. */
function stage(period: StorePeriod, asOf: string): 'planned' | 'now' | null {
  if (period.from > asOf) return 'planned';
  return period.until === null || period.until > asOf ? 'now' : null;
}

function useTimeline(periods: readonly StorePeriod[], zone: string, asOf: string) {
  const t = usePageText();
  const s = useStoreText();
  const format = useFormat();
  const titleOf = ({ status, ownerKind, franchiseeName }: StorePeriod): string => {
    if (status) return t('becameStatus', { status: s(status) });
    return ownerKind ? t('becameOwner', { owner: ownerText(s, { ownerKind, franchiseeName }) }) : '';
  };
  return periods.map((period) => {
    const at = stage(period, asOf);
    const from = format.instant(period.from, zone);
    return {
      period,
      key: period.id,
      iso: period.from,
      tone: period.status ? statusTones[period.status] : ('neutral' as const),
      title: (
        <>
          {titleOf(period)} {at && <StatusTag tone={at === 'planned' ? 'attention' : 'info'}>{t(at)}</StatusTag>}
        </>
      ),
      name: titleOf(period),
      time: period.until ? t('period', { from, until: format.instant(period.until, zone) }) : t('periodOpen', { from }),
    };
  });
}

/** Every stretch of the store's life, newest first; one that has not begun can be taken back. */
export function PeriodList({ store, asOf }: { store: Store; asOf: string }) {
  const t = usePageText();
  const { message } = App.useApp();
  const region = useRef<HTMLDivElement>(null);
  const periods = useStorePeriods(store.id);
  const cancel = useCancelStoreChange();
  const lines = useTimeline(periods.items, store.zone, asOf);
  const takeBack = ({ id }: StorePeriod) =>
    cancel.mutate(
      { params: { storeId: store.id, periodId: id }, body: {}, ifMatch: store.version },
      {
        onSuccess: () => {
          void message.success(t('cancelled'));
          // The pressed button goes away with the change; the keyboard goes on at the list.
          region.current?.focus();
        },
      },
    );
  const isTakingBack = ({ id }: StorePeriod) => cancel.isPending && cancel.variables.params.periodId === id;
  const items = lines.map(({ period, name, ...line }) => ({
    ...line,
    content: (
      <div className="stores-period">
        <span>{t('byReason', { name: period.byName, reason: period.reason })}</span>
        {period.mayCancel && (
          <Popconfirm
            title={t('cancelAsk')}
            okText={t('cancelChange')}
            cancelText={t('keep')}
            onConfirm={() => takeBack(period)}
          >
            <Button size="small" danger loading={isTakingBack(period)} aria-label={t('cancelNamed', { change: name })}>
              {t('cancelChange')}
            </Button>
          </Popconfirm>
        )}
      </div>
    ),
  }));
  if (periods.error && items.length === 0) return <ErrorState error={periods.error} onRetry={periods.refetch} />;
  return (
    <div ref={region} tabIndex={-1} className="stores-history">
      <MovedNotice error={cancel.error} />
      <ProblemAlert problem={movedBy(cancel.error) ? null : cancel.error} />
      <InfoCard title={t('history')}>
        <ProblemAlert problem={periods.error} onRetry={periods.refetch} />
        {periods.isLoading && <Skeleton active />}
        {!periods.isLoading && items.length === 0 && <EmptyState title={t('noHistory')} />}
        {items.length > 0 && <Timeline label={t('history')} items={items} />}
        {periods.hasMore && (
          <Button loading={periods.isLoadingMore} onClick={periods.loadMore}>
            {t('more')}
          </Button>
        )}
      </InfoCard>
    </div>
  );
}
