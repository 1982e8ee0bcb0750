import type { SyncRunRow, SyncSourceState } from '@eoms/contracts/access/sync.contract';
import { useFormat } from '@eoms/kit';
import { DataTable, FilterBar, FilterSelect, useUrlState, type Column } from '@eoms/kit/ui';
import { ListEmpty } from '../../list-empty.tsx';
import { choicesOf } from '../../words.ts';
import { Counts, StateTag, WhyShort } from './run-cells.tsx';
import { useSyncText } from './sync-texts.ts';
import { HR_SOURCE, stateGroups, syncModes, useSyncWords, type StateGroup } from './sync-words.ts';
import { filterSpec, noFilters, useRuns } from './sync.api.ts';

const groups = Object.keys(stateGroups) as StateGroup[];

function useColumns(): readonly Column<SyncRunRow>[] {
  const t = useSyncText();
  const w = useSyncWords();
  const format = useFormat();
  return [
    {
      key: 'run',
      title: t('run'),
      width: 168,
      render: ({ startedAt }) => (
        <time dateTime={startedAt} title={format.relative(startedAt)}>
          {format.instant(startedAt)}
        </time>
      ),
    },
    {
      key: 'mode',
      title: t('mode'),
      width: 110,
      render: ({ mode, source }) => (
        <span className="access-lines">
          <span>{w(`mode_${mode}`)}</span>
          {source !== HR_SOURCE && <span className="access-hint access-code">{source}</span>}
        </span>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      render: (run) => (
        <span className="access-lines">
          <StateTag state={run.state} />
          <WhyShort run={run} />
        </span>
      ),
    },
    { key: 'counts', title: t('counts'), width: 240, render: ({ counts }) => <Counts counts={counts} /> },
    {
      key: 'by',
      title: t('by'),
      width: 96,
      render: ({ startedBy }) => startedBy?.name ?? <span className="access-hint">{w('byItself')}</span>,
    },
    {
      key: 'decided',
      title: t('decided'),
      width: 150,
      hiddenOnCard: true,
      render: ({ decidedBy, decidedAt, decideReason }) =>
        decidedBy && decidedAt ? (
          <span className="access-lines" {...(decideReason ? { title: decideReason } : {})}>
            <span>{decidedBy.name}</span>
            <span className="access-hint">{format.instant(decidedAt)}</span>
          </span>
        ) : (
          '—'
        ),
    },
  ];
}

function SourceFilter(props: {
  sources: readonly SyncSourceState[];
  value: string;
  onChange: (source: string) => void;
}) {
  const t = useSyncText();
  const w = useSyncWords();
  const codes = props.sources.map(({ code }) => code);
  if (codes.length < 2 && !props.value) return null;
  return (
    <FilterSelect
      label={t('source')}
      value={props.value || undefined}
      onChange={(value) => props.onChange(value ?? '')}
      options={choicesOf(codes, (code) => (code === HR_SOURCE ? w('hr') : code))}
    />
  );
}

/** Runs, newest first; filters and place live in the URL. */
export function RunList({ sources }: { sources: readonly SyncSourceState[] }) {
  const t = useSyncText();
  const w = useSyncWords();
  const [filters, set] = useUrlState(filterSpec);
  const { state, mode, source } = filters;
  const active = state.length + mode.length + (source ? 1 : 0);
  const pages = useRuns(filters);
  const clear = () => set(noFilters);
  return (
    <>
      <FilterBar active={active} onClear={clear}>
        <FilterSelect
          label={t('state')}
          multiple
          value={state}
          onChange={(value) => set({ state: value })}
          options={choicesOf(groups, (value) => w(`state_${value}`))}
        />
        <FilterSelect
          label={t('mode')}
          multiple
          value={mode}
          onChange={(value) => set({ mode: value })}
          options={choicesOf(syncModes, (value) => w(`mode_${value}`))}
        />
        <SourceFilter sources={sources} value={source} onChange={(value) => set({ source: value })} />
      </FilterBar>
      <DataTable
        label={w('runs')}
        columns={useColumns()}
        rowKey={({ id }) => id}
        rowHref={({ id }) => `/access/sync/${id}`}
        pages={pages}
        empty={
          <ListEmpty
            isFiltered={active > 0}
            none={t('noneFound')}
            noneYet={t('noneYet')}
            clear={w('clear')}
            onClear={clear}
          />
        }
      />
    </>
  );
}
