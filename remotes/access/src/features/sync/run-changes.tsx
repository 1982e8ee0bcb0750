import type { StagedChange, SyncRun } from '@eoms/contracts/access/sync.contract';
import { useCan, useFormat } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import {
  Checkbox,
  DataTable,
  FilterBar,
  FilterSelect,
  SearchField,
  StatusTag,
  useUrlState,
  type Column,
  type Tone,
} from '@eoms/kit/ui';
import { ListEmpty } from '../../list-empty.tsx';
import { useMinute } from '../../minute.ts';
import { choicesOf } from '../../words.ts';
import { useFieldChanges } from './change-values.ts';
import { useChangeText } from './run-texts.ts';
import { useSyncWords } from './sync-words.ts';
import { changeSpec, noChangeFilters, useChanges } from './sync.api.ts';

const tones: Record<StagedChange['action'], Tone> = { ADD: 'success', CHANGE: 'info', END: 'danger' };

function Who({ change }: { change: StagedChange }) {
  const t = useChangeText();
  const seesPeople = useCan('access.person.view');
  const seesUnits = useCan('access.organisation.view');
  const { entity, localId, action, appliedAt, name, externalId } = change;
  const isThere = localId !== null && (action !== 'ADD' || appliedAt !== null);
  const mayOpen = isThere && (entity === 'person' ? seesPeople : seesUnits);
  const to = entity === 'person' ? `/access/people/${localId}` : `/access/organisation?unit=${localId}`;
  return (
    <span className="access-lines">
      {mayOpen ? (
        <Link className="eoms-link" to={to}>
          {name}
        </Link>
      ) : (
        <span>{name}</span>
      )}
      <span className="access-hint">
        {t(entity)} <span className="access-code">{externalId}</span>
      </span>
    </span>
  );
}

function What({ change: { action, entity, removal } }: { change: StagedChange }) {
  const t = useChangeText();
  const word = action === 'END' ? (entity === 'person' ? 'left' : 'closed') : action;
  return (
    <span className="access-lines">
      <StatusTag tone={tones[action]}>{t(word)}</StatusTag>
      {removal && action !== 'END' && <StatusTag tone="danger">{t('removal')}</StatusTag>}
    </span>
  );
}

function Values({ lines, gone }: { lines: readonly string[]; gone: boolean }) {
  const t = useChangeText();
  const Mark = gone ? 'del' : 'ins';
  return (
    <Mark>
      <span className="eoms-visually-hidden">{t(gone ? 'was' : 'becomes')}</span>
      {lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </Mark>
  );
}

function Diff({ change }: { change: StagedChange }) {
  const t = useChangeText();
  const fields = useFieldChanges()(change);
  return (
    <dl className="access-sync-diff">
      {fields.map(({ field, gone, come }) => (
        <div key={field}>
          <dt>{t(field)}</dt>
          <dd>
            {gone.length > 0 && <Values gone lines={gone} />}
            {come.length > 0 ? <Values gone={false} lines={come} /> : <span className="access-hint">{t('empty')}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Effective({ change: { effectiveAt, appliedAt }, waits }: { change: StagedChange; waits: boolean }) {
  const t = useChangeText();
  const format = useFormat();
  const now = useMinute();
  if (waits && appliedAt !== null) return <StatusTag tone="success">{t('inForce')}</StatusTag>;
  if (effectiveAt === null) return t('atOnce');
  return (
    <span className="access-lines">
      <time dateTime={effectiveAt}>{format.instant(effectiveAt)}</time>
      {Date.parse(effectiveAt) > now && <StatusTag tone="info">{t('ahead')}</StatusTag>}
    </span>
  );
}

function useColumns(waits: boolean): readonly Column<StagedChange>[] {
  const t = useChangeText();
  return [
    { key: 'who', title: t('entity'), width: 200, render: (change) => <Who change={change} /> },
    { key: 'what', title: t('action'), width: 130, render: (change) => <What change={change} /> },
    { key: 'diff', title: t('diff'), render: (change) => <Diff change={change} /> },
    {
      key: 'effective',
      title: t('effective'),
      width: 150,
      render: (change) => <Effective change={change} waits={waits} />,
    },
  ];
}

/** Units and people a run changes, from what to what; filters and place live in the URL. */
export function RunChanges({ run }: { run: Pick<SyncRun, 'id' | 'state'> }) {
  const t = useChangeText();
  const w = useSyncWords();
  const { id, state } = run;
  const [filters, set] = useUrlState(changeSpec);
  const { q, entity, action, removal } = filters;
  const active = [q, entity, removal, ...action].filter(Boolean).length;
  const clear = () => set(noChangeFilters);
  return (
    <section aria-label={t('title')} className="access-stack">
      <h2 className="access-sync-heading">{t('title')}</h2>
      <FilterBar
        search={
          <SearchField value={q} onSearch={(text) => set({ q: text })} label={t('search')} placeholder={t('search')} />
        }
        active={active}
        onClear={clear}
      >
        <FilterSelect
          label={t('entity')}
          value={entity}
          onChange={(value) => set({ entity: value })}
          options={choicesOf(['person', 'unit'] as const, (value) => t(value))}
        />
        <FilterSelect
          label={t('action')}
          multiple
          value={action}
          onChange={(value) => set({ action: value })}
          options={choicesOf(['ADD', 'CHANGE', 'END'] as const, (value) => t(value))}
        />
        <Checkbox
          className="access-sync-check"
          checked={removal}
          onChange={({ target }) => set({ removal: target.checked })}
        >
          {t('removalOnly')}
        </Checkbox>
      </FilterBar>
      <DataTable
        label={t('title')}
        columns={useColumns(state === 'STAGED' || state === 'REJECTED')}
        rowKey={({ id }) => id}
        pages={useChanges(id, filters)}
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
    </section>
  );
}
