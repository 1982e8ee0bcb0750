import { objectTitle } from '@eoms/contracts/access/audit-actions';
import type { AuditEvent } from '@eoms/contracts/access/audit.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { Button, Drawer, InfoCard, Loaded } from '@eoms/kit/ui';
import { ActorLine, ObjectLine } from './audit-lines.tsx';
import { useAuditText } from './audit-texts.ts';
import { useAuditEvent, type AuditFilters } from './audit.api.ts';
import { changedValues, valueText } from './changed-values.ts';

function Changes({ event }: { event: AuditEvent }) {
  const t = useAuditText();
  const { before, after } = event.detail ?? {};
  const values = changedValues(before, after);
  if (values.length === 0) {
    const isSecret = event.beforeHash !== null || event.afterHash !== null;
    return isSecret && before === undefined && after === undefined ? <p>{t('onlyDigest')}</p> : null;
  }
  return (
    <InfoCard title={t('changes')}>
      <table className="eoms-table" aria-label={t('changes')}>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            <th scope="col">{t('before')}</th>
            <th scope="col">{t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((value) => (
            <tr key={value.field}>
              <th scope="row">{value.field || '—'}</th>
              <td data-label={t('before')}>{valueText(value.before) ?? '—'}</td>
              <td data-label={t('after')}>{valueText(value.after) ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </InfoCard>
  );
}

function Further({ detail }: { detail: AuditEvent['detail'] }) {
  const t = useAuditText();
  const { before: _before, after: _after, ...rest } = detail ?? {};
  const entries = Object.entries(rest);
  if (entries.length === 0) return null;
  return (
    <InfoCard
      title={t('more')}
      items={entries.map(([label, value]) => ({ label, value: valueText(value), wide: typeof value === 'object' }))}
    />
  );
}

function useFacts(event: AuditEvent) {
  const t = useAuditText();
  const text = useLocalized();
  const format = useFormat();
  const { seal } = event;
  return [
    { label: t('action'), value: text(event.actionTitle) },
    { label: t('time'), value: <time dateTime={event.at}>{format.instant(event.at)}</time> },
    { label: t('actor'), value: <ActorLine event={event} /> },
    { label: t('objectKind'), value: text(objectTitle(event.objectKind)) },
    { label: t('object'), value: <ObjectLine event={event} /> },
    { label: t('reason'), value: event.reason, wide: true },
    { label: t('request'), value: <span className="access-code">{event.requestId}</span>, wide: true },
    { label: t('eventId'), value: <span className="access-code">{event.id}</span>, wide: true },
    { label: t('sealed'), value: seal ? t('sealedAs', { seq: seal.seq, day: seal.day }) : t('notSealed') },
    { label: t('hash'), value: seal && <span className="access-code">{seal.hash}</span>, wide: true },
  ];
}

function EventFacts({ event, onFilter }: { event: AuditEvent; onFilter: (filters: Partial<AuditFilters>) => void }) {
  const t = useAuditText();
  return (
    <div className="access-stack">
      <InfoCard items={useFacts(event)} />
      <Changes event={event} />
      <Further detail={event.detail} />
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
