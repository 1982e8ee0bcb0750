import type { OrgNode } from '@eoms/contracts/access/organisation.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import { EmptyState, ErrorState, StatusTag } from '@eoms/kit/ui';
import { useCallback, useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { VirtualList } from '../../virtual-list.tsx';
import { useLevel } from './organisation.api.ts';
import { useOrganisationPageText } from './organisation-texts.ts';
import { parentIndex, rowsOf, wantedLevels, type Level, type Levels, type TreeRow } from './tree-rows.ts';

const ROW_HEIGHT = 44;
const VISIBLE_ROWS = 15;

/** Reads one level and tells it; drawn for every open unit, so that levels are cached and read again like any list. */
function LevelReader({
  parentId,
  at,
  onLevel,
}: {
  parentId: string;
  at: string | undefined;
  onLevel: (parentId: string, level: Level) => void;
}) {
  const { data, error, refetch } = useLevel(parentId === '' ? null : parentId, at);
  useEffect(
    () => onLevel(parentId, { items: data?.items, error, retry: () => void refetch() }),
    [parentId, data, error, refetch, onLevel],
  );
  return null;
}

function UnitRow(props: {
  row: TreeRow & { kind: 'unit' };
  isSelected: boolean;
  onSelect: () => void;
  onToggle: () => void;
}) {
  const t = useOrganisationPageText();
  const text = useLocalized();
  const format = useFormat();
  const { node, isOpen } = props.row;
  const name = text(node.name);
  const counts = { people: format.number(node.people), stores: format.number(node.stores) };
  const leaders = node.leaders.map(({ person }) => person.name).join(' ');
  return (
    <>
      <button
        type="button"
        className="access-tree-unit"
        aria-current={props.isSelected}
        {...(node.hasChildren ? { 'aria-expanded': isOpen } : {})}
        onClick={props.onSelect}
      >
        <span className="access-tree-name">{name}</span>
        {node.status === 'CLOSED' && <StatusTag>{t('closed')}</StatusTag>}
        <span className="access-tree-leaders">{leaders || t('vacant')}</span>
        <span className="access-tree-counts">
          {node.kind === 'STORE' || node.stores === 0 ? t('peopleCount', counts) : t('counts', counts)}
        </span>
      </button>
      {node.hasChildren && (
        <button
          type="button"
          tabIndex={-1}
          className="access-tree-toggle"
          aria-label={t(isOpen ? 'close' : 'open', { name })}
          onClick={props.onToggle}
        >
          <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span>
        </button>
      )}
    </>
  );
}

/** Left and right close and open a unit, or go to its parent and first child; up and down belong to the list. */
function useSideKeys(rows: readonly TreeRow[], toggle: (node: OrgNode, open: boolean) => void) {
  const region = useRef<HTMLDivElement>(null);
  const focusRow = (index: number) => {
    const list = region.current?.querySelector('.access-virtual');
    const find = () => list?.querySelector<HTMLElement>(`[data-index="${index}"] button`);
    if (!find() && list) list.scrollTop = index * ROW_HEIGHT;
    requestAnimationFrame(() => find()?.focus());
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const line = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    const index = Number(line?.dataset['index'] ?? -1);
    const row = rows[index];
    if (row?.kind !== 'unit' || !['ArrowLeft', 'ArrowRight'].includes(event.key)) return;
    event.preventDefault();
    if (event.key === 'ArrowRight') {
      if (row.node.hasChildren && !row.isOpen) toggle(row.node, true);
      else if (row.isOpen) focusRow(index + 1);
    } else if (row.isOpen) toggle(row.node, false);
    else if (parentIndex(rows, index) >= 0) focusRow(parentIndex(rows, index));
  };
  return { region, onKeyDown };
}

/** Brings the chosen unit into sight once its row is there. */
function useRevealed(region: { current: HTMLElement | null }, rows: readonly TreeRow[], unitId: string) {
  const shown = useRef('');
  const index = rows.findIndex((row) => row.kind === 'unit' && row.node.id === unitId);
  useEffect(() => {
    if (index < 0 || shown.current === unitId) return;
    shown.current = unitId;
    const list = region.current?.querySelector('.access-virtual');
    const top = index * ROW_HEIGHT;
    if (list && (top < list.scrollTop || top >= list.scrollTop + VISIBLE_ROWS * ROW_HEIGHT))
      list.scrollTop = Math.max(0, top - 3 * ROW_HEIGHT);
  }, [index, unitId, region]);
}

/** The organisation as a tree whose levels are read when they are opened. */
export function TreePanel(props: {
  at: string | undefined;
  unitId: string;
  /** Units above the chosen one: they are open. */
  path: readonly string[];
  onSelect: (unitId: string) => void;
}) {
  const t = useOrganisationPageText();
  const { at, unitId, path } = props;
  const [levels, setLevels] = useState<Levels>(new Map());
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const learn = useCallback(
    (parentId: string, level: Level) => setLevels((before) => new Map(before).set(parentId, level)),
    [],
  );
  const toggle = (node: OrgNode, open: boolean) => setToggled((before) => new Map(before).set(node.id, open));
  const rows = rowsOf(levels, ({ id }, level) => toggled.get(id) ?? (level === 1 || path.includes(id)));
  const { region, onKeyDown } = useSideKeys(rows, toggle);
  useRevealed(region, rows, unitId);
  const top = levels.get('');
  const readers = wantedLevels(rows).map((parentId) => (
    <LevelReader key={`${at ?? ''} ${parentId}`} parentId={parentId} at={at} onLevel={learn} />
  ));
  if (top?.error && top.items === undefined) {
    return (
      <>
        {readers}
        <ErrorState error={top.error} onRetry={top.retry} />
      </>
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- the buttons in the rows take the focus; the tree hears their keys
    <div ref={region} onKeyDown={onKeyDown} className="access-tree">
      {readers}
      <VirtualList
        label={t('tree')}
        rows={rows}
        rowKey={(row) => row.key}
        rowHeight={ROW_HEIGHT}
        visibleRows={VISIBLE_ROWS}
        levelOf={(row) => row.level}
        empty={<EmptyState title={t('empty')} />}
        render={(row) => {
          if (row.kind === 'loading') return <span className="access-hint">{t('loadingLevel')}</span>;
          if (row.kind === 'failed')
            return (
              <button type="button" className="access-tree-unit" onClick={row.retry}>
                {t('failedLevel')}
              </button>
            );
          return (
            <UnitRow
              row={row}
              isSelected={row.node.id === unitId}
              onSelect={() => props.onSelect(row.node.id)}
              onToggle={() => toggle(row.node, !row.isOpen)}
            />
          );
        }}
      />
    </div>
  );
}
