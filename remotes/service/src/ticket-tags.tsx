import type { TicketState } from '@eoms/contracts/service/tickets.contract';
import { StatusTag } from '@eoms/kit/ui';
import { Ago } from './ago.tsx';
import { priorityTones, stateTones, useTicketText, type Priority } from './labels.ts';

/** State of a ticket in words and colour; a waiting one says when it comes back. */
export function StateTag({ state, wakeAt }: { state: TicketState; wakeAt: string | null }) {
  const s = useTicketText();
  return (
    <span className="service-tags">
      <StatusTag tone={stateTones[state]}>{s(state)}</StatusTag>
      {wakeAt && (
        <span className="service-hint">
          <Ago iso={wakeAt} text={(when) => s('wakes', { when })} />
        </span>
      )}
    </span>
  );
}

/** Priority in words; only what is urgent is coloured. */
export function PriorityTag({ priority }: { priority: Priority }) {
  const s = useTicketText();
  return <StatusTag tone={priorityTones[priority]}>{s(priority)}</StatusTag>;
}
