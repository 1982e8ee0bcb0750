import type { AuditEventRow } from '@eoms/contracts/access/audit.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { App, Button, DataTable, EmptyState, Page, ProblemAlert, useUrlState, type Column } from '@eoms/kit/ui';
import { useState } from 'react';
import { activeFilters, AuditFilters, noFilters } from './audit-filters.tsx';
import { ActorLine, ObjectLine } from './audit-lines.tsx';
import { useAuditText } from './audit-texts.ts';
import { filterSpec, useAuditEvents, useAuditExport, type AuditFilters as Filters } from './audit.api.ts';
import { ChainBanner } from './chain-banner.tsx';
import { EventDrawer } from './event-drawer.tsx';
import './audit.css';

function useColumns(): readonly Column<AuditEventRow>[] {
  const t = useAuditText();
  const text = useLocalized();
  const format = useFormat();
  return [
    { key: 'action', title: t('action'), render: (event) => text(event.actionTitle) },
    { key: 'actor', title: t('actor'), width: 180, render: (event) => <ActorLine event={event} /> },
    { key: 'object', title: t('object'), render: (event) => <ObjectLine event={event} /> },
    { key: 'reason', title: t('reason'), render: (event) => event.reason ?? '—', hiddenOnCard: true },
    {
      key: 'at',
      title: t('time'),
      width: 160,
      render: (event) => (
        <time dateTime={event.at} title={format.relative(event.at)}>
          {format.instant(event.at)}
        </time>
      ),
    },
  ];
}

const BOM = '\ufeff';

/** Hands a text to the person as a file; the mark in front makes spreadsheets read it as UTF-8. */
function save(name: string, csv: string): void {
  const address = URL.createObjectURL(new Blob([BOM, csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function ExportButton({ filters }: { filters: Filters }) {
  const t = useAuditText();
  const format = useFormat();
  const { message } = App.useApp();
  const file = useAuditExport();
  const start = async () => {
    const { csv, rows, more } = await file.run(filters);
    save(`${t('fileName')}-${new Date().toISOString().slice(0, 10)}.csv`, csv);
    const count = { rows: format.number(rows) };
    void (more ? message.warning(t('exportedPart', count)) : message.success(t('exported', count)));
  };
  return (
    <>
      <ProblemAlert problem={file.error} />
      <Button loading={file.progress !== null} onClick={() => void start().catch(() => undefined)}>
        {file.progress === null ? t('export') : t('exporting', { rows: format.number(file.progress) })}
      </Button>
    </>
  );
}

/** Everything that was done, newest first, and the proof that nothing of it was changed. */
export function AuditPage() {
  const t = useAuditText();
  const [filters, set] = useUrlState(filterSpec);
  const [open, setOpen] = useState<string | null>(null);
  const pages = useAuditEvents(filters);
  const isFiltered = activeFilters(filters) > 0;
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={<ExportButton filters={filters} />}>
      <ChainBanner />
      <AuditFilters filters={filters} set={set} />
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rowKey={(row) => row.id}
        onOpen={(row) => setOpen(row.id)}
        pages={pages}
        empty={
          isFiltered ? (
            <EmptyState title={t('none')} actions={<Button onClick={() => set(noFilters)}>{t('clear')}</Button>} />
          ) : (
            <EmptyState title={t('noneYet')} />
          )
        }
      />
      {open && (
        <EventDrawer
          eventId={open}
          onClose={() => setOpen(null)}
          onFilter={(wanted) => {
            setOpen(null);
            set({ ...noFilters, ...wanted });
          }}
        />
      )}
    </Page>
  );
}
