import type { Grant } from '@eoms/contracts/access/grants.contract';
import { systemCodes, systems } from '@eoms/contracts/systems';
import { useCan, useLocalized } from '@eoms/kit';
import {
  Button,
  Checkbox,
  DataTable,
  EmptyState,
  FilterBar,
  FilterSelect,
  Page,
  Segmented,
  useUrlSort,
  useUrlState,
  type Column,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { PersonSelect } from '../../person-select.tsx';
import { PersonLine, ScopeText } from '../../scope-text.tsx';
import { Until } from '../../time-text.tsx';
import { choicesOf, grantKinds, grantStates, useAccessText } from '../../words.ts';
import { Digest } from './digest.tsx';
import { GiveDialog } from './give-dialog.tsx';
import { ApprovedCell, GrantActions, StateCell, UsedCell, WhatCell } from './grant-cells.tsx';
import { filterSpec, noFilters, sortFields, useGrantList } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';
import { RevokeDialog } from './revoke-dialog.tsx';
import './grants.css';

type Selection = readonly [selected: ReadonlySet<string>, toggle: (grantId: string) => void];

function useColumns([selected, toggle]: Selection, onRevoke: (grant: Grant) => void): readonly Column<Grant>[] {
  const t = useGrantsText();
  const s = useAccessText();
  const text = useLocalized();
  const mayRevoke = useCan('access.grant.revoke');
  return [
    {
      key: 'person',
      title: t('person'),
      render: (grant) => (
        <span className="access-selectable">
          {mayRevoke && (
            <Checkbox
              aria-label={t('select', { name: grant.person.name, what: text(grant.name) })}
              disabled={!grant.mayRevoke}
              checked={selected.has(grant.id)}
              onChange={() => toggle(grant.id)}
            />
          )}
          <PersonLine person={grant.person} />
        </span>
      ),
    },
    { key: 'what', title: t('what'), render: (grant) => <WhatCell grant={grant} /> },
    { key: 'where', title: t('where'), render: (grant) => <ScopeText scope={grant.scope} />, hiddenOnCard: true },
    { key: 'until', title: t('until'), sort: 'until', width: 150, render: (grant) => <Until until={grant.until} /> },
    { key: 'state', title: s('state'), width: 170, render: (grant) => <StateCell grant={grant} /> },
    {
      key: 'approved',
      title: t('approved'),
      sort: 'createdAt',
      width: 190,
      render: (grant) => <ApprovedCell grant={grant} />,
      hiddenOnCard: true,
    },
    { key: 'used', title: t('lastUsed'), width: 110, render: (grant) => <UsedCell grant={grant} /> },
    {
      key: 'actions',
      title: '',
      width: 96,
      render: (grant) => <GrantActions grant={grant} onRevoke={onRevoke} />,
    },
  ];
}

function Filters() {
  const t = useGrantsText();
  const s = useAccessText();
  const text = useLocalized();
  const [filters, set] = useUrlState(filterSpec);
  const { state, kind, system, person, ends } = filters;
  return (
    <FilterBar
      search={
        <span className="access-person-filter">
          <PersonSelect
            aria-label={t('person')}
            allowClear
            value={person || null}
            onChange={(personId) => set({ person: personId ?? '' })}
          />
        </span>
      }
      active={[person, ends, ...state, ...kind, ...system].filter(Boolean).length}
      onClear={() => set(noFilters)}
    >
      <FilterSelect
        label={s('state')}
        multiple
        value={state}
        onChange={(value) => set({ state: value })}
        options={choicesOf(grantStates, (value) => s(value))}
      />
      <FilterSelect
        label={s('kind')}
        multiple
        value={kind}
        onChange={(value) => set({ kind: value })}
        options={choicesOf(grantKinds, (value) => s(value))}
      />
      <FilterSelect
        label={s('system')}
        multiple
        value={system}
        onChange={(value) => set({ system: value })}
        options={systemCodes.map((code) => ({ value: code, label: text(systems[code]) }))}
      />
      <FilterSelect
        label={t('endsWithin')}
        value={ends}
        onChange={(value) => set({ ends: value })}
        options={choicesOf(['7', '14', '30'] as const, (days) => t('days', { count: Number(days) }))}
      />
    </FilterBar>
  );
}

function List({ onRevoke }: { onRevoke: (grants: readonly Grant[]) => void }) {
  const t = useGrantsText();
  const [filters, set] = useUrlState(filterSpec);
  const sort = useUrlSort(sortFields, { sort: 'createdAt', order: 'desc' });
  const pages = useGrantList(filters, sort);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggle = (grantId: string) => {
    const next = new Set(selected);
    if (!next.delete(grantId)) next.add(grantId);
    setSelected(next);
  };
  const chosen = pages.items.filter(({ id, mayRevoke }) => mayRevoke && selected.has(id));
  const isFiltered = Boolean(
    filters.person || filters.ends || filters.state.length || filters.kind.length || filters.system.length,
  );
  const clear = <Button onClick={() => set(noFilters)}>{t('clear')}</Button>;
  return (
    <>
      <Filters />
      {chosen.length > 0 && (
        <div className="access-tags">
          <span>{t('selected', { count: chosen.length })}</span>
          <Button danger onClick={() => onRevoke(chosen)}>
            {t('revokeMany')}
          </Button>
        </div>
      )}
      <DataTable
        label={t('title')}
        columns={useColumns([selected, toggle], (grant) => onRevoke([grant]))}
        rowKey={(grant) => grant.id}
        pages={pages}
        sort={sort}
        empty={
          isFiltered ? (
            <EmptyState title={t('none')} actions={clear} />
          ) : (
            <EmptyState title={t('noneYet')}>{t('noneYetHint')}</EmptyState>
          )
        }
      />
    </>
  );
}

/** Grants of the people one manages: find, revoke, confirm after a move, and see what ends soon. */
export function GrantsPage() {
  const t = useGrantsText();
  const mayGive = useCan('access.grant.give');
  const maySeeDigest = useCan('access.approval.view');
  const [{ tab }, set] = useUrlState(filterSpec);
  const [revoking, setRevoking] = useState<readonly Grant[]>([]);
  const [isGiving, setGiving] = useState(false);
  const give = mayGive && (
    <Button type="primary" onClick={() => setGiving(true)}>
      {t('give')}
    </Button>
  );
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={give}>
      {maySeeDigest && (
        <div className="access-views">
          <Segmented
            aria-label={t('tabs')}
            value={tab}
            options={choicesOf(['all', 'expiring'] as const, (value) => t(value))}
            onChange={(value) => set({ tab: value })}
          />
        </div>
      )}
      {tab === 'expiring' && maySeeDigest ? (
        <Digest onRevoke={(grant) => setRevoking([grant])} />
      ) : (
        <List onRevoke={setRevoking} />
      )}
      {revoking.length > 0 && <RevokeDialog grants={revoking} onClose={() => setRevoking([])} />}
      {isGiving && <GiveDialog onClose={() => setGiving(false)} />}
    </Page>
  );
}
