import type { MetaEntry } from '@eoms/contracts/access/catalogue.record';
import { messages, useLocalized } from '@eoms/kit';
import { Checkbox, SearchField, StatusTag } from '@eoms/kit/ui';
import { useMemo, useState } from 'react';
import { RiskTag } from '../scope-text.tsx';
import { VirtualList } from '../virtual-list.tsx';
import { metaStatusTones, useCatalogueText } from './catalogue-texts.ts';
import { matches, treeRows, type TreeRow } from './meta-tree-rows.ts';

const useText = messages({
  'zh-CN': {
    search: '搜索权限点',
    hint: '名称或编码',
    picked: '已选 {count} 项，共 {all} 项',
    all: '共 {all} 项',
    group: '全选“{group}”',
    inGroup: '{picked}/{all}',
    none: '没有符合条件的权限点',
  },
  en: {
    search: 'Search permissions',
    hint: 'Name or code',
    picked: '{count} of {all} chosen',
    all: '{all} in all',
    group: 'All of “{group}”',
    inGroup: '{picked}/{all}',
    none: 'No permission matches',
  },
});

/** Which permissions are ticked, and what ticking does. */
export interface Selection {
  readonly codes: ReadonlySet<string>;
  /** Ticks (`on`) or unticks permissions. */
  onChange(codes: readonly string[], on: boolean): void;
  /** Permissions that cannot be ticked. */
  isDisabled?(meta: MetaEntry): boolean;
}

/** Above so many permissions the groups begin folded. */
const UNFOLDED = 300;

function Group({
  row,
  isOpen,
  onToggle,
  selection,
}: {
  row: TreeRow & { kind: 'group' };
  isOpen: boolean;
  onToggle: () => void;
  selection: Selection | undefined;
}) {
  const t = useText();
  const text = useLocalized();
  const open = selection ? row.metas.filter((meta) => !selection.isDisabled?.(meta)) : [];
  const picked = row.metas.filter(({ code }) => selection?.codes.has(code)).length;
  return (
    <>
      {selection && (
        <Checkbox
          aria-label={t('group', { group: row.title ? text(row.title) : row.key })}
          checked={picked > 0 && picked === row.metas.length}
          indeterminate={picked > 0 && picked < row.metas.length}
          disabled={open.length === 0}
          onChange={(event) =>
            selection.onChange(
              open.map(({ code }) => code),
              event.target.checked,
            )
          }
        />
      )}
      <button type="button" className="access-group-toggle" aria-expanded={isOpen} onClick={onToggle}>
        {row.title ? text(row.title) : <code>{row.key}</code>}
      </button>
      {row.title && <code className="access-hint access-row-name">{row.key}</code>}
      <span className="access-picked">
        {selection ? t('inGroup', { picked, all: row.metas.length }) : t('all', { all: row.metas.length })}
      </span>
    </>
  );
}

/** Risk, state and limits of a permission in short. */
export function MetaTags({ meta }: { meta: MetaEntry }) {
  const c = useCatalogueText();
  return (
    <span className="access-tags">
      <RiskTag tier={meta.riskTier} />
      {meta.status !== 'ACTIVE' && (
        <StatusTag tone={metaStatusTones[meta.status]}>{c(`status_${meta.status}`)}</StatusTag>
      )}
      {!meta.requestable && <StatusTag>{c('notRequestable')}</StatusTag>}
    </span>
  );
}

function Leaf({
  meta,
  selection,
  onOpen,
}: {
  meta: MetaEntry;
  selection: Selection | undefined;
  onOpen: ((meta: MetaEntry) => void) | undefined;
}) {
  const text = useLocalized();
  const name = text(meta.name);
  return (
    <>
      {selection ? (
        <Checkbox
          checked={selection.codes.has(meta.code)}
          disabled={selection.isDisabled?.(meta) ?? false}
          onChange={(event) => selection.onChange([meta.code], event.target.checked)}
        >
          {name}
        </Checkbox>
      ) : onOpen ? (
        <button type="button" className="access-row-open" onClick={() => onOpen(meta)}>
          {name}
        </button>
      ) : (
        <span>{name}</span>
      )}
      <code className="access-hint access-row-name">{meta.code}</code>
      <MetaTags meta={meta} />
    </>
  );
}

/**
 * Permissions of a system as a tree, searched and drawn in a window, so that ten thousand stay usable; with `selection`
 * they can be ticked, alone or by group.
 */
export function MetaTree(props: {
  label: string;
  metas: readonly MetaEntry[];
  selection?: Selection;
  /** What opening a permission does, where nothing is ticked. */
  onOpen?: (meta: MetaEntry) => void;
  visibleRows?: number;
}) {
  const t = useText();
  const { metas, selection } = props;
  const [q, setQ] = useState('');
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const isSearching = q.trim() !== '';
  const isOpen = (group: string): boolean => isSearching || toggled.has(group) !== metas.length <= UNFOLDED;
  const found = useMemo(
    () => (isSearching ? metas.filter((meta) => matches(meta, q.trim())) : metas),
    [metas, q, isSearching],
  );
  const toggle = (group: string) => {
    const next = new Set(toggled);
    if (!next.delete(group)) next.add(group);
    setToggled(next);
  };
  return (
    <div>
      <div className="access-toolbar">
        <SearchField value={q} onSearch={setQ} label={t('search')} placeholder={t('hint')} />
        <span className="access-picked">
          {selection
            ? t('picked', { count: selection.codes.size, all: metas.length })
            : t('all', { all: metas.length })}
        </span>
      </div>
      <VirtualList
        label={props.label}
        rows={treeRows(found, isOpen)}
        rowKey={({ key }) => key}
        levelOf={({ kind }) => (kind === 'group' ? 1 : 2)}
        visibleRows={props.visibleRows ?? 14}
        empty={<p className="access-note">{t('none')}</p>}
        render={(row) =>
          row.kind === 'group' ? (
            <Group row={row} isOpen={isOpen(row.key)} onToggle={() => toggle(row.key)} selection={selection} />
          ) : (
            <Leaf meta={row.meta} selection={selection} onOpen={props.onOpen} />
          )
        }
      />
    </div>
  );
}
