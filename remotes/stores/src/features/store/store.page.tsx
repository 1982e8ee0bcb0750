import type { Store } from '@eoms/contracts/stores/stores.contract';
import { IntentLink, useFormat } from '@eoms/kit';
import { Link, useParams } from '@eoms/kit/router';
import { Alert, Button, InfoCard, Loaded, Page, StatusTag, Tabs, urlOneOf, useUrlState } from '@eoms/kit/ui';
import { useState } from 'react';
import { hoursText, statusTones, useStoreText } from '../../labels.ts';
import { ChangeOwnerDialog } from './change-owner.tsx';
import { ChangeStatusDialog } from './change-status.tsx';
import { PeriodList } from './period-list.tsx';
import { usePageText } from './store-texts.ts';
import { useStore } from './store.api.ts';

const tabSpec = { tab: urlOneOf(['facts', 'life', 'tickets'], 'facts') };

function Facts({ store }: { store: Store }) {
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
          { label: s('phone'), value: store.phone },
          { label: s('manager'), value: store.managerName },
          { label: s('note'), value: store.note && <span className="stores-note">{store.note}</span>, wide: true },
        ]}
      />
      <InfoCard
        title={t('operation')}
        items={[
          { label: s('status'), value: s(store.status) },
          { label: s('ownerKind'), value: s(store.ownerKind) },
          { label: s('franchiseeId'), value: store.franchiseeName },
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

function TicketLinks({ store }: { store: Store }) {
  const t = usePageText();
  return (
    <InfoCard title={t('tickets')}>
      <p>{t('ticketsOf')}</p>
      <ul className="stores-links">
        <li>
          <IntentLink intent="ticket.list" params={{ storeId: store.id }}>{t('openTickets')}</IntentLink>
        </li>
        <li>
          <IntentLink intent="ticket.create" params={{ storeId: store.id }}>{t('newTicket')}</IntentLink>
        </li>
      </ul>
    </InfoCard>
  );
}

function ScheduledNotice({ store, onSee }: { store: Store; onSee: () => void }) {
  const t = usePageText();
  const s = useStoreText();
  const format = useFormat();
  const { scheduled } = store;
  if (!scheduled) return null;
  const at = format.instant(scheduled.from, store.zone);
  const title = scheduled.status
    ? t('scheduledStatus', { at, status: s(scheduled.status) })
    : t('scheduledOwner', { at, owner: scheduled.ownerKind ? s(scheduled.ownerKind) : '' });
  return <Alert type="info" showIcon title={title} action={<Button size="small" onClick={onSee}>{t('seeSchedule')}</Button>} />;
}

function LoadedStore({ store }: { store: Store }) {
  const t = usePageText();
  const s = useStoreText();
  const [{ tab }, set] = useUrlState(tabSpec);
  const [dialog, open] = useState<'status' | 'owner' | null>(null);
  const close = () => open(null);
  return (
    <Page
      title={store.name}
      tag={<StatusTag tone={statusTones[store.status]}>{s(store.status)}</StatusTag>}
      subtitle={[store.code, store.city, store.franchiseeName ? `${s(store.ownerKind)} · ${store.franchiseeName}` : s(store.ownerKind)].join(' · ')}
      breadcrumb={[{ title: s('register'), to: '/stores/stores' }, { title: store.name }]}
      actions={
        <>
          {store.nextStatuses.length > 0 && <Button onClick={() => open('status')}>{t('changeStatus')}</Button>}
          {store.mayChangeOwner && <Button onClick={() => open('owner')}>{t('changeOwner')}</Button>}
          {store.mayEdit && (
            <Link to={`/stores/stores/${store.id}/edit`} className="stores-button-link"><Button type="primary" tabIndex={-1}>{t('edit')}</Button></Link>
          )}
        </>
      }
    >
      <ScheduledNotice store={store} onSee={() => set({ tab: 'life' })} />
      <Tabs
        activeKey={tab}
        onChange={(key) => set({ tab: key as typeof tab }, { replace: true })}
        items={[
          { key: 'facts', label: t('facts'), children: <Facts store={store} /> },
          { key: 'life', label: t('life'), children: <PeriodList store={store} /> },
          { key: 'tickets', label: t('tickets'), children: <TicketLinks store={store} /> },
        ]}
      />
      {dialog === 'status' && <ChangeStatusDialog store={store} onClose={close} />}
      {dialog === 'owner' && <ChangeOwnerDialog store={store} onClose={close} />}
    </Page>
  );
}

/** One store: data, history and schedule, its tickets, and what the person may do with it. */
export function StorePage() {
  const { storeId = '' } = useParams();
  return <Loaded query={useStore(storeId)}>{(store) => <LoadedStore store={store} />}</Loaded>;
}
