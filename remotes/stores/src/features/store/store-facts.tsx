import type { Store } from '@eoms/contracts/stores/stores.contract';
import { IntentLink, useFormat } from '@eoms/kit';
import { Alert, Button, InfoCard, StatusTag } from '@eoms/kit/ui';
import { hoursText, statusTones, useStoreText } from '../../labels.ts';
import { usePageText } from './store-texts.ts';

/** What is known about the store. */
export function Facts({ store }: { store: Store }) {
  const t = usePageText();
  const s = useStoreText();
  const format = useFormat();
  return (
    <div className="stores-columns">
      <InfoCard
        title={t('identity')}
        items={[
          { label: s('code'), value: <span className="stores-code">{store.code}</span> },
          { label: s('brand'), value: store.brand },
          { label: s('regionId'), value: store.regionName },
          { label: s('city'), value: store.city },
          { label: s('address'), value: store.address, wide: true },
          {
            label: s('phone'),
            value: (
              <a className="eoms-link" href={`tel:${store.phone}`}>
                {store.phone}
              </a>
            ),
          },
          { label: s('manager'), value: store.managerName },
          { label: s('note'), value: store.note, wide: true },
        ]}
      />
      <InfoCard
        title={t('operation')}
        items={[
          { label: s('status'), value: <StatusTag tone={statusTones[store.status]}>{s(store.status)}</StatusTag> },
          { label: s('ownerKind'), value: s(store.ownerKind) },
          { label: s('franchiseeId'), value: store.franchiseeName, wide: store.franchiseeName !== null },
          { label: s('hosts'), value: format.number(store.hosts) },
          { label: s('hours'), value: hoursText(s, store.hours) },
          { label: s('zone'), value: store.zone },
          { label: s('openedOn'), value: store.openedOn && format.day(store.openedOn) },
          { label: s('updatedAt'), value: format.instant(store.updatedAt) },
        ]}
      />
    </div>
  );
}

/** Ways to the store's tickets, which another system keeps. */
export function TicketLinks({ store }: { store: Store }) {
  const t = usePageText();
  return (
    <InfoCard title={t('tickets')}>
      <p className="stores-lead">{t('ticketsOf')}</p>
      <ul className="stores-links">
        <li>
          <IntentLink intent="ticket.list" params={{ storeId: store.id }}>
            {t('openTickets')}
          </IntentLink>
        </li>
        <li>
          <IntentLink intent="ticket.create" params={{ storeId: store.id }}>
            {t('newTicket')}
          </IntentLink>
        </li>
      </ul>
    </InfoCard>
  );
}

/** Says that a change lies ahead. */
export function ScheduledNotice({ store, onSee }: { store: Store; onSee: (() => void) | null }) {
  const t = usePageText();
  const s = useStoreText();
  const format = useFormat();
  const { scheduled } = store;
  if (!scheduled) return null;
  const at = format.instant(scheduled.from, store.zone);
  const title = scheduled.status
    ? t('scheduledStatus', { at, status: s(scheduled.status) })
    : t('scheduledOwner', { at, owner: scheduled.ownerKind ? s(scheduled.ownerKind) : '' });
  const see = onSee && (
    <Button size="small" onClick={onSee}>
      {t('seeSchedule')}
    </Button>
  );
  return <Alert type="info" showIcon role="note" title={title} action={see} />;
}
