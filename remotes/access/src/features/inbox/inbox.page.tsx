import type { InboxEntry } from '@eoms/contracts/access/requests.record';
import { useCan } from '@eoms/kit';
import {
  App,
  Button,
  Checkbox,
  EmptyState,
  ErrorState,
  isWithdrawn,
  Page,
  ProblemAlert,
  Skeleton,
  StatusTag,
  useUrlState,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { DecideDialog, type Deciding } from './decide-dialog.tsx';
import { EntryDrawer } from './entry-drawer.tsx';
import { EntryList } from './entry-list.tsx';
import { filterSpec, useInboxPages, useInboxTotal } from './inbox.api.ts';
import { InboxFilters, noFilters } from './inbox-filters.tsx';
import { useInboxKeys } from './inbox-keys.ts';
import { useInboxText } from './inbox-texts.ts';
import './inbox.css';

const MOST_AT_ONCE = 100;

function toggled(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) next.add(id);
  return next;
}

function Bulk(props: {
  entries: readonly InboxEntry[];
  selected: ReadonlySet<string>;
  onSelect: (selected: ReadonlySet<string>) => void;
  onDecide: (deciding: Deciding) => void;
}) {
  const t = useInboxText();
  const { entries, selected, onSelect, onDecide } = props;
  const chosen = entries.filter(({ request }) => selected.has(request.id)).slice(0, MOST_AT_ONCE);
  const isAll = entries.length > 0 && chosen.length === Math.min(entries.length, MOST_AT_ONCE);
  return (
    <div className="access-bulk-bar">
      <Checkbox
        checked={isAll}
        indeterminate={chosen.length > 0 && !isAll}
        onChange={() => onSelect(new Set(isAll ? [] : entries.map(({ request }) => request.id)))}
      >
        {chosen.length > 0 ? t('selected', { count: chosen.length }) : t('selectAll')}
      </Checkbox>
      {chosen.length > 0 && (
        <span className="access-tags">
          <Button size="small" type="primary" onClick={() => onDecide({ verdict: 'APPROVE', entries: chosen })}>
            {t('approveMany')}
          </Button>
          <Button size="small" danger onClick={() => onDecide({ verdict: 'DENY', entries: chosen })}>
            {t('denyMany')}
          </Button>
        </span>
      )}
    </div>
  );
}

function Desk({ pages }: { pages: ReturnType<typeof useInboxPages> }) {
  const t = useInboxText();
  const mayDecide = useCan('access.approval.decide');
  const [{ open }, set] = useUrlState(filterSpec);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState<string | null>(null);
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const { message } = App.useApp();
  const entries = pages.items;
  const opened = entries.find(({ request }) => request.id === open) ?? null;
  const show = (requestId: string) => set({ open: requestId }, { replace: true });
  const ask = (verdict: Deciding['verdict'], entry: InboxEntry | undefined) => {
    if (entry && mayDecide) setDeciding({ verdict, entries: [entry] });
  };
  const here = opened ?? entries.find(({ request }) => request.id === current);
  const move = (step: 1 | -1) => {
    const at = entries.findIndex(({ request }) => request.id === current);
    const next = entries[at < 0 ? 0 : Math.min(entries.length - 1, Math.max(0, at + step))];
    if (!next) return;
    setCurrent(next.request.id);
    if (opened) show(next.request.id);
  };
  const select = () => here && setSelected(toggled(selected, here.request.id));
  useInboxKeys(
    { move, select, approve: () => ask('APPROVE', here), deny: () => ask('DENY', here) },
    deciding === null && !pages.isLoading,
  );
  return (
    <>
      {mayDecide && <Bulk entries={entries} selected={selected} onSelect={setSelected} onDecide={setDeciding} />}
      <EntryList
        entries={entries}
        current={current}
        onCurrent={setCurrent}
        mayDecide={mayDecide}
        selected={selected}
        onSelect={(id) => setSelected(toggled(selected, id))}
        onOpen={({ request }) => show(request.id)}
        onDecide={ask}
      />
      <div className="access-inbox-foot">
        <p className="access-keys access-hint">{t('hints')}</p>
        {(pages.hasPrevious || pages.hasNext) && (
          <nav className="access-tags" aria-label={t('pager')}>
            <Button disabled={!pages.hasPrevious} onClick={pages.previous}>
              {t('previous')}
            </Button>
            <Button disabled={!pages.hasNext} onClick={pages.next}>
              {t('following')}
            </Button>
          </nav>
        )}
      </div>
      <EntryDrawer entry={opened} mayDecide={mayDecide} onClose={() => show('')} onDecide={ask} />
      {deciding && (
        <DecideDialog
          deciding={deciding}
          onClose={(done) => {
            setDeciding(null);
            if (!done) return;
            const decided = new Set(deciding.entries.map(({ request }) => request.id));
            const last = entries.findIndex(({ request }) => decided.has(request.id));
            const next = entries.slice(last).find(({ request }) => !decided.has(request.id));
            setCurrent(next?.request.id ?? null);
            setSelected(new Set());
            if (open) show('');
          }}
          onReread={(requestId) => {
            setDeciding(null);
            if (entries.some(({ request }) => request.id === requestId)) show(requestId);
            else void message.info(t('gone'));
          }}
        />
      )}
    </>
  );
}

/** What waits for the person's decision, made to be worked off in minutes. */
export function InboxPage() {
  const t = useInboxText();
  const [filters, set] = useUrlState(filterSpec);
  const pages = useInboxPages(filters);
  const { total, more } = useInboxTotal(filters);
  const isFiltered = Boolean(filters.q || filters.system.length || filters.risk.length || filters.kind.length);
  const clear = isFiltered && <Button onClick={() => set(noFilters)}>{t('clear')}</Button>;
  const isGone = pages.error && (pages.items.length === 0 || isWithdrawn(pages.error));
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      tag={
        total > 0 ? <StatusTag tone="attention">{t(more ? 'totalMore' : 'total', { count: total })}</StatusTag> : null
      }
    >
      <InboxFilters filters={filters} set={set} />
      {isGone && pages.error ? (
        <ErrorState error={pages.error} onRetry={pages.refetch} />
      ) : (
        <>
          <ProblemAlert problem={pages.error} onRetry={pages.refetch} />
          {pages.isLoading && <Skeleton active paragraph={{ rows: 6 }} />}
          {!pages.isLoading && pages.items.length === 0 && (
            <EmptyState title={t(isFiltered ? 'none' : 'noneYet')} actions={clear}>
              {!isFiltered && t('noneYetHint')}
            </EmptyState>
          )}
          {pages.items.length > 0 && <Desk pages={pages} />}
        </>
      )}
    </Page>
  );
}
