import type { Ticket, TicketEvent } from '@eoms/contracts/service/tickets.contract';
import { announce, usePortal } from '@eoms/kit';
import { Button, ErrorState, ProblemAlert, Skeleton, Timeline } from '@eoms/kit/ui';
import { useEffect, useRef, useState } from 'react';
import { useEntries } from './entries.tsx';
import { useTicketEvents } from './ticket.api.ts';
import { usePageText } from './ticket-texts.ts';

/** Entries of others that came while the page was open. */
function useFresh(events: readonly TicketEvent[], cycleOfLooking: number): ReadonlySet<string> {
  const t = usePageText();
  const me = usePortal((state) => state.person?.name);
  const newest = events[0]?.id ?? null;
  const [seen, see] = useState<{ id: string | null; looking: number }>({ id: null, looking: cycleOfLooking });
  if ((seen.id === null && newest !== null) || seen.looking !== cycleOfLooking)
    see({ id: newest, looking: cycleOfLooking });
  const until = events.findIndex((event) => event.id === seen.id);
  const fresh = events.slice(0, Math.max(0, until)).filter((event) => event.byKind !== 'person' || event.byName !== me);
  const count = fresh.length;
  useEffect(() => {
    if (count > 0) announce(t('freshCount', { count }));
  }, [count, t]);
  return new Set(fresh.map((event) => event.id));
}

/**
 * What was said and done, the newest at the bottom beside the composer. `acted` counts what the person has done himself:
 * with each deed, all that was there counts as read.
 */
export function Conversation({ ticket, acted }: { ticket: Ticket; acted: number }) {
  const t = usePageText();
  const feed = useTicketEvents(ticket);
  const entries = useEntries(feed.items, useFresh(feed.items, acted));
  const pane = useRef<HTMLElement>(null);
  const wasLoading = useRef(false);
  useEffect(() => {
    if (wasLoading.current && !feed.isLoadingMore) {
      announce(t('earlierLoaded'));
      // The button may be gone now; the keyboard stays in the conversation.
      if (!feed.hasMore) pane.current?.focus({ preventScroll: true });
    }
    wasLoading.current = feed.isLoadingMore;
  }, [feed.isLoadingMore, feed.hasMore, t]);
  useEffect(() => {
    // In a reversed column zero is the end: what the person has just done shows.
    if (acted > 0 && pane.current) pane.current.scrollTop = 0;
  }, [acted]);
  if (feed.error && feed.items.length === 0) return <ErrorState error={feed.error} onRetry={feed.refetch} />;
  return (
    <section
      ref={pane}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('conversation')}
      aria-busy={feed.isLoading}
      className="service-conversation"
    >
      <div>
        <ProblemAlert problem={feed.error} onRetry={feed.refetch} />
        {feed.hasMore && (
          <div className="service-earlier">
            <Button onClick={feed.loadMore} loading={feed.isLoadingMore}>
              {t('earlier')}
            </Button>
          </div>
        )}
        {feed.isLoading ? (
          <Skeleton active paragraph={{ rows: 8 }} />
        ) : (
          <Timeline label={t('conversation')} items={entries} />
        )}
      </div>
    </section>
  );
}
