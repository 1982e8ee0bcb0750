import { revealTicketPhone, type Ticket } from '@eoms/contracts/service/tickets.contract';
import { IntentLink, useCan, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Button, InfoCard, Loaded, MaskedValue } from '@eoms/kit/ui';
import type { ReactNode } from 'react';
import { Ago } from '../../ago.tsx';
import { useTicketText } from '../../labels.ts';
import { ticketPath } from '../../paths.ts';
import { PriorityTag, StateTag } from '../../ticket-tags.tsx';
import type { Deeds } from './ticket-actions.tsx';
import { revealPhone, useStoreTickets } from './ticket.api.ts';
import { usePageText } from './ticket-texts.ts';

function Facts({ ticket, deeds }: { ticket: Ticket; deeds: Deeds }) {
  const t = usePageText();
  const s = useTicketText();
  const text = useLocalized();
  const format = useFormat();
  const { take } = deeds;
  const owner = (
    <span className="service-tags">
      {ticket.ownerName ?? s('unassigned')}
      {take && (
        <Button type="link" size="small" loading={deeds.pending === 'take'} onClick={take}>
          {t('assignToMe')}
        </Button>
      )}
    </span>
  );
  const facts: readonly (readonly [label: string, value: ReactNode])[] = [
    [s('owner'), owner],
    [s('state'), <StateTag key="state" state={ticket.state} wakeAt={ticket.wakeAt} />],
    [s('priority'), <PriorityTag key="priority" priority={ticket.priority} />],
    [s('type'), s(ticket.type)],
    [s('category'), text(ticket.categoryName)],
    [s('channel'), s(`by_${ticket.channel}`)],
    ...(ticket.cycle > 1 ? [[s('cycle'), format.number(ticket.cycle)] as const] : []),
    [s('openedAt'), format.instant(ticket.openedAt)],
    [s('updatedAt'), <Ago key="updatedAt" iso={ticket.updatedAt} />],
    ...(ticket.resolvedAt ? [[s('resolvedAt'), format.instant(ticket.resolvedAt)] as const] : []),
    ...(ticket.closedAt ? [[s('closedAt'), format.instant(ticket.closedAt)] as const] : []),
  ];
  return (
    <InfoCard title={t('facts')}>
      <dl className="service-facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </InfoCard>
  );
}

function Requester({ ticket: { id, requester } }: { ticket: Ticket }) {
  const t = usePageText();
  const s = useTicketText();
  const maySeePhone = useCan('service.ticket.view-phone');
  const { phoneMasked } = requester;
  return (
    <InfoCard title={t('requesterCard')}>
      <div className="service-stack">
        <strong>{requester.name}</strong>
        <span className="service-hint">{s(`kind_${requester.kind}`)}</span>
        {phoneMasked && (
          <span className="service-no">
            {s('phone')}{' '}
            <MaskedValue
              key={id}
              label={s('phone')}
              masked={phoneMasked}
              may={maySeePhone}
              endpoint={revealTicketPhone}
              reveal={(reason) => revealPhone(id, reason)}
            />
          </span>
        )}
      </div>
    </InfoCard>
  );
}

function OtherTickets({ ticketId, storeId }: { ticketId: string; storeId: string }) {
  const t = usePageText();
  const tickets = useStoreTickets(storeId);
  return (
    <InfoCard title={t('storeTickets')}>
      <Loaded query={tickets}>
        {({ items }) => {
          const others = items.filter((row) => row.id !== ticketId).slice(0, 5);
          if (others.length === 0) return <p className="service-fact">{t('noStoreTickets')}</p>;
          return (
            <ul className="service-others">
              {others.map((row) => (
                <li key={row.id}>
                  <Link to={ticketPath(row.id)} className="eoms-link">
                    {row.subject}
                  </Link>
                  <StateTag state={row.state} wakeAt={null} />
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
      <IntentLink intent="ticket.list" params={{ storeId }}>
        {t('allStoreTickets')}
      </IntentLink>
    </InfoCard>
  );
}

/** Everything around the conversation: facts, who asks, the store and what else goes on there. */
export function TicketContext({ ticket, deeds }: { ticket: Ticket; deeds: Deeds }) {
  const t = usePageText();
  const { storeId } = ticket;
  return (
    <aside aria-label={t('context')} className="service-context">
      <Facts ticket={ticket} deeds={deeds} />
      <Requester ticket={ticket} />
      <InfoCard title={t('storeCard')}>
        {storeId === null ? (
          <p className="service-fact">{t('noStore')}</p>
        ) : (
          <div className="service-stack">
            <strong>{ticket.storeName}</strong>
            <span>
              <IntentLink intent="store.open" params={{ storeId }}>
                {t('openStore')}
              </IntentLink>
            </span>
          </div>
        )}
      </InfoCard>
      {storeId !== null && <OtherTickets ticketId={ticket.id} storeId={storeId} />}
    </aside>
  );
}
