import type { InboxEntry } from '@eoms/contracts/access/requests.record';
import { useLocalized } from '@eoms/kit';
import { Button, Checkbox, StatusTag } from '@eoms/kit/ui';
import { useEffect, useRef } from 'react';
import { RiskTag, useScopeText } from '../../scope-text.tsx';
import { KindTag } from '../../state-tags.tsx';
import { Due } from '../../time-text.tsx';
import { useWindowText } from '../../request-content.tsx';
import { useEntryTitle } from './entry-title.tsx';
import { useInboxText } from './inbox-texts.ts';

interface Handling {
  readonly mayDecide: boolean;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (requestId: string) => void;
  readonly onOpen: (entry: InboxEntry) => void;
  readonly onDecide: (verdict: 'APPROVE' | 'DENY', entry: InboxEntry) => void;
}

function useScopes(): (entry: InboxEntry) => string {
  const t = useInboxText();
  const text = useLocalized();
  const scopeText = useScopeText();
  return ({ request }) =>
    request.change
      ? request.change.lines
          .slice(0, 2)
          .map(({ label }) => text(label))
          .join(t('between'))
      : [...new Set(request.items.map(({ scope }) => scopeText(scope)))].join(t('between'));
}

function Entry({
  entry,
  isCurrent,
  onFocus,
  ...on
}: Handling & { entry: InboxEntry; isCurrent: boolean; onFocus: () => void }) {
  const t = useInboxText();
  const title = useEntryTitle();
  const scopes = useScopes();
  const windowText = useWindowText();
  const row = useRef<HTMLButtonElement>(null);
  const text = useLocalized();
  const { request, onBehalfOf } = entry;
  const { name, unit, position } = request.grantee ?? request.requester;
  const place = [unit, position].flatMap((part) => (part ? text(part) : [])).join(' · ');
  useEffect(() => {
    if (isCurrent && !row.current?.contains(document.activeElement)) row.current?.focus();
  }, [isCurrent]);
  return (
    <li className="access-entry" data-risk={request.riskTier} data-current={isCurrent}>
      {on.mayDecide && (
        <Checkbox
          aria-label={t('select', { name })}
          checked={on.selected.has(request.id)}
          onChange={() => on.onSelect(request.id)}
        />
      )}
      <div className="access-entry-text">
        <button ref={row} type="button" className="eoms-row-link" onFocus={onFocus} onClick={() => on.onOpen(entry)}>
          {title(request)}
        </button>
        <p className="access-entry-facts">
          {place && <span>{place}</span>}
          <span>{scopes(entry)}</span>
          {!request.change && <span>{windowText(request)}</span>}
        </p>
        <p className="access-quote access-entry-reason">{request.reason}</p>
        <span className="access-tags">
          <KindTag kind={request.kind} />
          <RiskTag tier={request.riskTier} />
          {onBehalfOf && <StatusTag tone="info">{t('behalf', { name: onBehalfOf.name })}</StatusTag>}
          {!onBehalfOf && entry.as !== 'SUPERIOR' && <StatusTag>{t(`as_${entry.as}`)}</StatusTag>}
        </span>
      </div>
      <Due at={entry.dueAt} />
      {on.mayDecide && (
        <span className="access-entry-actions">
          <Button size="small" type="primary" ghost onClick={() => on.onDecide('APPROVE', entry)}>
            {t('approve')}
          </Button>
          <Button size="small" onClick={() => on.onDecide('DENY', entry)}>
            {t('deny')}
          </Button>
        </span>
      )}
    </li>
  );
}

/** The requests that wait, each with what it means; the current one is where the keyboard is. */
export function EntryList(
  props: Handling & { entries: readonly InboxEntry[]; current: string | null; onCurrent: (requestId: string) => void },
) {
  const t = useInboxText();
  const { entries, current, onCurrent, ...handling } = props;
  return (
    <ul className="access-entries" aria-label={t('list')}>
      {entries.map((entry) => (
        <Entry
          key={entry.request.id}
          entry={entry}
          isCurrent={current === entry.request.id}
          onFocus={() => onCurrent(entry.request.id)}
          {...handling}
        />
      ))}
    </ul>
  );
}
