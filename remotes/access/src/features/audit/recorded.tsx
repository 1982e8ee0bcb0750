import type { AuditEvent } from '@eoms/contracts/access/audit.contract';
import { Button, InfoCard } from '@eoms/kit/ui';
import { useId, useState } from 'react';
import { useAuditText } from './audit-texts.ts';
import { RecordedValue, usePathTitle } from './recorded-value.tsx';
import { changedValues, isEmpty, recordedValues, toldChanges, type ChangedValue } from './recorded-values.ts';

const fieldOf = (path: ChangedValue['path']): string => path.findLast((step) => typeof step === 'string') ?? '';

function ChangeRow({ event, change, isNew }: { event: AuditEvent; change: ChangedValue; isNew: boolean }) {
  const t = useAuditText();
  const titleOf = usePathTitle(event.objectKind);
  const { path, before, after } = change;
  const field = fieldOf(path);
  const isUnsaid = isEmpty(before) && isEmpty(after);
  return (
    <tr>
      <th scope="row">{titleOf(path)}</th>
      {!isNew && (
        <td data-label={t('before')}>
          {isUnsaid ? t('unsaid') : <RecordedValue event={event} field={field} value={before} />}
        </td>
      )}
      <td {...(isNew ? {} : { 'data-label': t('after') })}>
        {isUnsaid ? t('unsaid') : <RecordedValue event={event} field={field} value={after} />}
      </td>
    </tr>
  );
}

/** What an event changed, field by field in words; of what is new only what it is. */
export function Changes({ event }: { event: AuditEvent }) {
  const t = useAuditText();
  const { before, after, changes: told } = event.detail ?? {};
  const values = [...changedValues(before, after), ...toldChanges(told)];
  if (values.length === 0) {
    const isSecret = event.beforeHash !== null || event.afterHash !== null;
    return isSecret && before === undefined && after === undefined ? <p>{t('onlyDigest')}</p> : null;
  }
  const isNew = isEmpty(before) && isEmpty(told);
  return (
    <InfoCard title={t('changes')}>
      <table className={`eoms-table access-audit-changes ${isNew ? 'access-audit-new' : ''}`} aria-label={t('changes')}>
        <thead>
          <tr>
            <th scope="col">{t('field')}</th>
            {!isNew && <th scope="col">{t('before')}</th>}
            <th scope="col">{isNew ? t('value') : t('after')}</th>
          </tr>
        </thead>
        <tbody>
          {values.map((change) => (
            <ChangeRow key={change.path.join('.')} event={event} change={change} isNew={isNew} />
          ))}
        </tbody>
      </table>
    </InfoCard>
  );
}

/** What was recorded beside the change. */
export function Further({ event }: { event: AuditEvent }) {
  const t = useAuditText();
  const titleOf = usePathTitle(event.objectKind);
  const { before: _before, after: _after, changes: _changes, ...rest } = event.detail ?? {};
  const values = recordedValues(rest);
  if (values.length === 0) return null;
  return (
    <InfoCard
      title={t('more')}
      items={values.map(({ path, value }) => ({
        label: titleOf(path),
        value: <RecordedValue event={event} field={fieldOf(path)} value={value} />,
        wide: Array.isArray(value) && value.length > 2,
      }))}
    />
  );
}

/** Everything as it was recorded, for whoever must compare it with the sealed digest. */
export function RawDetail({ detail }: { detail: NonNullable<AuditEvent['detail']> }) {
  const t = useAuditText();
  const [isShown, setShown] = useState(false);
  const id = useId();
  return (
    <div className="access-stack">
      <div>
        <Button size="small" aria-expanded={isShown} aria-controls={id} onClick={() => setShown(!isShown)}>
          {t(isShown ? 'hideRaw' : 'raw')}
        </Button>
      </div>
      {isShown && (
        // A long record scrolls inside itself, also by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre id={id} className="access-audit-raw" tabIndex={0} aria-label={t('raw')}>
          {JSON.stringify(detail, null, 2)}
        </pre>
      )}
    </div>
  );
}
