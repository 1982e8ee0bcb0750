import { useFormat, useLocalized } from '@eoms/kit';
import { useParams } from '@eoms/kit/router';
import { Alert, Loaded, NotFoundState, Page } from '@eoms/kit/ui';
import { useState } from 'react';
import { isWaiting, useTicketText } from '../../labels.ts';
import { QUEUE_PATH, isId } from '../../paths.ts';
import { PriorityTag, StateTag } from '../../ticket-tags.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import { DeedsOutlet, TicketActions, useDeeds } from './ticket-actions.tsx';
import { TicketContext } from './ticket-context.tsx';
import { useTicketDesk, type Desk } from './ticket.api.ts';
import { usePageText } from './ticket-texts.ts';

function WaitingNotice({ ticket: { state, waitingReason, wakeAt } }: Pick<Desk, 'ticket'>) {
  const t = usePageText();
  const s = useTicketText();
  const format = useFormat();
  if (!isWaiting(state)) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={[
        waitingReason ? t('waitingFor', { state: s(state), reason: waitingReason }) : s(state),
        wakeAt && t('wakesOn', { at: format.instant(wakeAt) }),
      ]
        .filter(Boolean)
        .join(' · ')}
    />
  );
}

function LoadedTicket({ desk }: { desk: Desk }) {
  const s = useTicketText();
  const text = useLocalized();
  const [acted, setActed] = useState(0);
  const act = () => setActed((count) => count + 1);
  const deeds = useDeeds(desk, act);
  const { ticket } = desk;
  return (
    <Page
      title={ticket.subject}
      tag={
        <span className="service-tags">
          <StateTag state={ticket.state} wakeAt={null} />
          <PriorityTag priority={ticket.priority} />
        </span>
      }
      subtitle={[ticket.no, s(ticket.type), text(ticket.categoryName), ticket.ownerName ?? s('unassigned')].join(' · ')}
      breadcrumb={[{ title: s('tickets'), to: QUEUE_PATH }, { title: ticket.no }]}
      actions={<TicketActions desk={desk} deeds={deeds} />}
    >
      <DeedsOutlet desk={desk} deeds={deeds} />
      <WaitingNotice ticket={ticket} />
      <div className="service-desk">
        <div className="service-talk">
          <Conversation ticket={ticket} acted={acted} />
          <Composer desk={desk} onSent={act} />
        </div>
        <TicketContext ticket={ticket} deeds={deeds} />
      </div>
    </Page>
  );
}

function TicketOf({ ticketId }: { ticketId: string }) {
  const { query, ticket, learn, catchUp } = useTicketDesk(ticketId);
  return <Loaded query={query}>{(read) => <LoadedTicket desk={{ ticket: ticket ?? read, learn, catchUp }} />}</Loaded>;
}

/** One ticket: the conversation with its composer, its context, and what the person may do with it. */
export function TicketPage() {
  const { ticketId = '' } = useParams();
  return isId(ticketId) ? <TicketOf key={ticketId} ticketId={ticketId} /> : <NotFoundState />;
}
