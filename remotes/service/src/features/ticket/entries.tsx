import type { Ticket, TicketEvent } from '@eoms/contracts/service/tickets.contract';
import { useFormat, type Formats } from '@eoms/kit';
import { StatusTag, type TimelineItem } from '@eoms/kit/ui';
import type { ReactNode } from 'react';
import { Ago } from '../../ago.tsx';
import { isWaiting, useTicketText, visibilityTones } from '../../labels.ts';
import { useCategories } from '../../ticket-references.ts';
import { LongText } from './long-text.tsx';
import { usePageText } from './ticket-texts.ts';

type Change = TicketEvent['changes'][number];
type PageText = ReturnType<typeof usePageText>;
type TicketText = ReturnType<typeof useTicketText>;

interface Words {
  readonly t: PageText;
  readonly s: TicketText;
  readonly format: Formats;
  readonly nameOf: (code: string) => string;
}

const changeOf = (event: TicketEvent, field: string): Change | undefined =>
  event.changes.find((change) => change.field === field);

const FIELDS = {
  type: 'type',
  category: 'category',
  subject: 'subject',
  priority: 'priority',
  storeName: 'store',
} as const;

/** Lines of what an edit changed, with values in words. */
function editLines(event: TicketEvent, { t, s, nameOf }: Words): string[] {
  const inWords = (field: string, value: string | null): string => {
    if (value === null || value === '') return t('nothing');
    if (field === 'category') return nameOf(value);
    if (field === 'type' || field === 'priority') return s(value as Ticket['type'] | Ticket['priority']);
    return value;
  };
  return event.changes.flatMap(({ field, from, to }) => {
    const label = FIELDS[field as keyof typeof FIELDS];
    return label ? [t('change', { field: s(label), from: inWords(field, from), to: inWords(field, to) })] : [];
  });
}

function movedTitle(event: TicketEvent, name: string, { t, s }: Words): string {
  const move = changeOf(event, 'state');
  if (event.byKind === 'system') return t('woke');
  if (move?.from === 'resolved' && move.to === 'open') return t('reopened', { name });
  return t('moved', { name, state: move?.to ? s(move.to as Ticket['state']) : '' });
}

function assignedTitle(event: TicketEvent, name: string, { t }: Words): string {
  const owner = changeOf(event, 'ownerName')?.to;
  if (!owner) return t('released', { name });
  return owner === event.byName ? t('took', { name }) : t('assignedTo', { name, owner });
}

function titleOf(event: TicketEvent, words: Words): string {
  const { t } = words;
  const name = event.byKind === 'system' ? t('system') : event.byName;
  switch (event.kind) {
    case 'opened':
      return t('opened', { name });
    case 'assigned':
      return assignedTitle(event, name, words);
    case 'state_changed':
      return movedTitle(event, name, words);
    case 'edited':
      return t('edited', { name });
    default:
      return name;
  }
}

function factsOf(event: TicketEvent, words: Words): ReactNode {
  const lines = event.kind === 'edited' ? editLines(event, words) : [];
  const wakeAt = changeOf(event, 'wakeAt')?.to;
  const to = changeOf(event, 'state')?.to;
  if (wakeAt && to && isWaiting(to as Ticket['state']))
    lines.push(words.t('wakeAtLine', { at: words.format.instant(wakeAt) }));
  return lines.map((line) => (
    <p key={line} className="service-fact">
      {line}
    </p>
  ));
}

function Title({ event, fresh, words }: { event: TicketEvent; fresh: boolean; words: Words }) {
  const { t, s } = words;
  const isMessage = event.kind === 'message' || event.kind === 'opened';
  return (
    <span className="service-tags">
      {titleOf(event, words)}
      {isMessage && event.byKind === 'requester' && <StatusTag>{t('isRequester')}</StatusTag>}
      {isMessage && event.byKind === 'service' && <StatusTag>{t('isService')}</StatusTag>}
      {isMessage && <StatusTag tone={visibilityTones[event.visibility]}>{s(`visible_${event.visibility}`)}</StatusTag>}
      {fresh && <StatusTag tone="danger">{t('fresh')}</StatusTag>}
    </span>
  );
}

function Content({ event, words }: { event: TicketEvent; words: Words }) {
  const isMessage = event.kind === 'message' || event.kind === 'opened';
  if (isMessage) {
    return (
      <div className={`service-message service-message-${event.visibility}`}>
        {event.text && <LongText text={event.text} />}
      </div>
    );
  }
  return (
    <>
      {event.text && <p className="service-fact">{event.text}</p>}
      {factsOf(event, words)}
    </>
  );
}

/** Entries as the timeline draws them, oldest first. */
export function useEntries(events: readonly TicketEvent[], freshIds: ReadonlySet<string>): TimelineItem[] {
  const words: Words = { t: usePageText(), s: useTicketText(), format: useFormat(), nameOf: useCategories().nameOf };
  return events.toReversed().map((event) => ({
    key: event.id,
    title: <Title event={event} fresh={freshIds.has(event.id)} words={words} />,
    time: (
      <>
        {words.format.instant(event.at)} · <Ago iso={event.at} />
      </>
    ),
    iso: event.at,
    tone: event.kind === 'message' || event.kind === 'opened' ? visibilityTones[event.visibility] : 'neutral',
    content: (event.text || event.changes.length > 0) && <Content event={event} words={words} />,
  }));
}
