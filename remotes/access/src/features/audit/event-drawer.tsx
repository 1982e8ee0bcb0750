import type { AuditEvent } from '@eoms/contracts/access/audit.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { Button, Drawer, InfoCard, Loaded } from '@eoms/kit/ui';
import { ActorLine, ObjectLine } from './audit-lines.tsx';
import { useAuditText } from './audit-texts.ts';
import { useAuditEvent, type AuditFilters } from './audit.api.ts';
import { Changes, Further, RawDetail } from './recorded.tsx';

function About({ event }: { event: AuditEvent }) {
  const t = useAuditText();
  const text = useLocalized();
  const format = useFormat();
  return (
    <InfoCard
      items={[
        { label: t('action'), value: text(event.actionTitle) },
        { label: t('time'), value: <time dateTime={event.at}>{format.instant(event.at)}</time> },
        { label: t('actor'), value: <ActorLine event={event} /> },
        { label: t('object'), value: <ObjectLine event={event} /> },
        ...(event.reason ? [{ label: t('reason'), value: event.reason, wide: true }] : []),
      ]}
    />
  );
}

/** Where the event stands in the chain, and the ids by which others name it. */
function Trace({ event }: { event: AuditEvent }) {
  const t = useAuditText();
  const { seal } = event;
  const code = (value: string) => <span className="access-code">{value}</span>;
  return (
    <InfoCard
      title={t('trace')}
      items={[
        { label: t('sealed'), value: seal ? t('sealedAs', { seq: seal.seq, day: seal.day }) : t('notSealed') },
        { label: t('request'), value: code(event.requestId), wide: true },
        { label: t('eventId'), value: code(event.id), wide: true },
        { label: t('hash'), value: seal && code(seal.hash), wide: true },
      ]}
    />
  );
}

function EventFacts({ event, onFilter }: { event: AuditEvent; onFilter: (filters: Partial<AuditFilters>) => void }) {
  const t = useAuditText();
  return (
    <div className="access-stack">
      <About event={event} />
      <Changes event={event} />
      <Further event={event} />
      <Trace event={event} />
      {event.detail && <RawDetail detail={event.detail} />}
      <div className="access-tags">
        <Button onClick={() => onFilter({ actorId: event.actor.id })}>{t('sameActor')}</Button>
        <Button onClick={() => onFilter({ objectKind: event.objectKind, objectId: event.objectId })}>
          {t('sameObject')}
        </Button>
        <Button onClick={() => onFilter({ requestId: event.requestId })}>{t('sameRequest')}</Button>
      </div>
    </div>
  );
}

/** One event beside the list: values before and after, its place in the chain, and ways to related events. */
export function EventDrawer(props: {
  eventId: string;
  onClose: () => void;
  onFilter: (filters: Partial<AuditFilters>) => void;
}) {
  const t = useAuditText();
  const event = useAuditEvent(props.eventId);
  return (
    <Drawer open size="large" title={t('detail')} onClose={props.onClose}>
      <Loaded query={event}>{(shown) => <EventFacts event={shown} onFilter={props.onFilter} />}</Loaded>
    </Drawer>
  );
}
