import type { RemoteAppProps } from '@eoms/kit/remote';
import { Route, Routes } from '@eoms/kit/router';
import { NotFoundState, RemoteRoot } from '@eoms/kit/ui';
import { OpeningPage } from './features/opening/opening.page.tsx';
import { QueuePage } from './features/queue/queue.page.tsx';
import { TicketPage } from './features/ticket/ticket.page.tsx';
import './service.css';
import './desk.css';

/** The service desk: queue, ticket, opening a ticket. */
export default function ServiceApp(_props: RemoteAppProps) {
  return (
    <RemoteRoot>
      <Routes>
        <Route path="tickets" element={<QueuePage />} />
        <Route path="tickets/new" element={<OpeningPage />} />
        <Route path="tickets/:ticketId" element={<TicketPage />} />
        <Route path="*" element={<NotFoundState />} />
      </Routes>
    </RemoteRoot>
  );
}
