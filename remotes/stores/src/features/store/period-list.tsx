import type { Store, StorePeriod } from '@eoms/contracts/stores/stores.contract';
import { announce, useFormat } from '@eoms/kit';
import { Button, EmptyState, InfoCard, Popconfirm, ProblemAlert, Skeleton, StatusTag, Timeline } from '@eoms/kit/ui';
import type { z } from 'zod';
import { statusTones, useStoreText } from '../../labels.ts';
import { usePageText } from './store-texts.ts';
import { useCancelStoreChange, useStorePeriods } from './store.api.ts';

type Period = z.infer<typeof StorePeriod>;

function stage(period: Period, now: string): 'planned' | 'now' | null {
  if (period.from > now) return 'planned';
  return period.until === null || period.until > now ? 'now' : null;
}

/** Every stretch of the store's life, newest first; one that has not begun can be taken back. */
export function PeriodList({ store }: { store: Store }) {
  const t = usePageText();
  const s = useStoreText();
  const format = useFormat();
  const periods = useStorePeriods(store.id);
  const cancel = useCancelStoreChange();
  const now = new Date().toISOString();
  const title = (period: Period) =>
    period.status
      ? t('becameStatus', { status: s(period.status) })
      : t('becameOwner', { owner: [period.ownerKind && s(period.ownerKind), period.franchiseeName].filter(Boolean).join(' · ') });
  const takeBack = (period: Period) =>
    cancel.mutate(
      { params: { storeId: store.id, periodId: period.id }, body: {}, ifMatch: store.version },
      { onSuccess: () => announce(t('cancelled')) },
    );
  const items = periods.items.map((period) => {
    const at = stage(period, now);
    const from = format.instant(period.from, store.zone);
    return {
      key: period.id,
      iso: period.from,
      tone: at === 'planned' ? ('info' as const) : period.status ? statusTones[period.status] : ('neutral' as const),
      title: (
        <>
          {title(period)} {at && <StatusTag tone={at === 'planned' ? 'info' : 'success'}>{t(at)}</StatusTag>}
        </>
      ),
      time: period.until ? t('period', { from, until: format.instant(period.until, store.zone) }) : t('periodOpen', { from }),
      content: (
        <div className="stores-period">
          <span>{t('byReason', { name: period.byName, reason: period.reason })}</span>
          {period.mayCancel && (
            <Popconfirm title={t('cancelAsk')} okText={t('cancelChange')} cancelText={t('keep')} onConfirm={() => takeBack(period)}>
              <Button size="small" danger loading={cancel.isPending}>{t('cancelChange')}</Button>
            </Popconfirm>
          )}
        </div>
      ),
    };
  });
  return (
    <InfoCard title={t('history')}>
      <ProblemAlert problem={cancel.error ?? periods.error} onRetry={periods.refetch} />
      {periods.isLoading ? <Skeleton active /> : items.length === 0 && !periods.error ? <EmptyState title={t('noHistory')} /> : <Timeline label={t('history')} items={items} />}
      {periods.hasMore && <Button loading={periods.isLoadingMore} onClick={periods.loadMore}>{t('more')}</Button>}
    </InfoCard>
  );
}
