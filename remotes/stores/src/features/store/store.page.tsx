import type { Store } from '@eoms/contracts/stores/stores.contract';
import { useParams } from '@eoms/kit/router';
import { Button, isWithdrawn, LinkButton, Loaded, Page, StatusTag, Tabs, urlOneOf, useUrlState } from '@eoms/kit/ui';
import { useState } from 'react';
import { ownerText, statusTones, useStoreText } from '../../labels.ts';
import { ChangeOwnerDialog } from './change-owner.tsx';
import { ChangeStatusDialog } from './change-status.tsx';
import { PeriodList } from './period-list.tsx';
import { Facts, ScheduledNotice, TicketLinks } from './store-facts.tsx';
import { usePageText } from './store-texts.ts';
import { useStore } from './store.api.ts';

type Dialog = 'status' | 'owner';

const tabSpec = { tab: urlOneOf(['facts', 'life', 'tickets'], 'facts') };

function Actions({ store, open }: { store: Store; open: (dialog: Dialog) => void }) {
  const t = usePageText();
  return (
    <>
      {store.nextStatuses.length > 0 && <Button onClick={() => open('status')}>{t('changeStatus')}</Button>}
      {store.mayChangeOwner && <Button onClick={() => open('owner')}>{t('changeOwner')}</Button>}
      {store.mayEdit && (
        <LinkButton type="primary" to={`/stores/stores/${store.id}/edit`}>
          {t('edit')}
        </LinkButton>
      )}
    </>
  );
}

function StoreTabs({ store, asOf }: { store: Store; asOf: string }) {
  const t = usePageText();
  const [{ tab }, set] = useUrlState(tabSpec);
  return (
    <>
      <ScheduledNotice store={store} onSee={tab === 'life' ? null : () => set({ tab: 'life' })} />
      <Tabs
        activeKey={tab}
        onChange={(key) => set({ tab: key as typeof tab }, { replace: true })}
        items={[
          { key: 'facts', label: t('facts'), children: <Facts store={store} /> },
          { key: 'life', label: t('life'), children: <PeriodList store={store} asOf={asOf} /> },
          { key: 'tickets', label: t('tickets'), children: <TicketLinks store={store} /> },
        ]}
      />
    </>
  );
}

function StoreView({ storeId }: { storeId: string }) {
  const s = useStoreText();
  const query = useStore(storeId);
  const [dialog, setDialog] = useState<{ kind: Dialog; isOpen: boolean } | null>(null);
  const frame = {
    isOpen: dialog?.isOpen ?? false,
    onClose: () => setDialog((shown) => shown && { ...shown, isOpen: false }),
    onClosed: () => setDialog(null),
  };
  const store = isWithdrawn(query.error) ? undefined : query.data;
  const title = store?.name ?? s('store');
  return (
    <Page
      title={title}
      tag={store && <StatusTag tone={statusTones[store.status]}>{s(store.status)}</StatusTag>}
      subtitle={store && [store.code, store.city, ownerText(s, store)].join(' · ')}
      breadcrumb={[{ title: s('register'), to: '/stores/stores' }, { title }]}
      actions={store && <Actions store={store} open={(kind) => setDialog({ kind, isOpen: true })} />}
    >
      <Loaded query={query}>
        {(loaded) => (
          <>
            <StoreTabs store={loaded} asOf={new Date(query.dataUpdatedAt).toISOString()} />
            {dialog?.kind === 'status' && <ChangeStatusDialog store={loaded} frame={frame} />}
            {dialog?.kind === 'owner' && <ChangeOwnerDialog store={loaded} frame={frame} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** One store: data, history and schedule, its tickets, and what the person may do with it. */
export function StorePage() {
  const { storeId = '' } = useParams();
  return <StoreView key={storeId} storeId={storeId} />;
}
