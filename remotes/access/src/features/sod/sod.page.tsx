import { listSodRules } from '@eoms/contracts/access/catalogue.contract';
import type { SodRuleRow } from '@eoms/contracts/access/catalogue.record';
import { useCan, useLocalized } from '@eoms/kit';
import { Button, DataTable, EmptyState, Page, Popconfirm, StatusTag, useEndpoint, type Column } from '@eoms/kit/ui';
import { useState } from 'react';
import { lifeTones, modeTones, useCatalogueText } from '../../catalogue/catalogue-texts.ts';
import { ChangeBar } from '../../catalogue/change-bar.tsx';
import { changeBasket, useChangeBasket } from '../../catalogue/change-basket.ts';
import { MetaLine } from '../../scope-text.tsx';
import { SodEditor } from './sod-editor.tsx';
import { useSodText } from './sod-texts.ts';
import '../../catalogue/catalogue.css';

const retire = ({ id, version, name }: SodRuleRow): void =>
  changeBasket.put({ key: `sod ${id}`, op: { op: 'sod.retire', sodId: id, version }, subject: name });

function Side({ metas }: { metas: SodRuleRow['left'] }) {
  return (
    <span className="access-lines">
      {metas.map((meta) => (
        <MetaLine key={meta.code} meta={meta} />
      ))}
    </span>
  );
}

function RowActions({ rule, onEdit }: { rule: SodRuleRow; onEdit: (rule: SodRuleRow) => void }) {
  const t = useSodText();
  const c = useCatalogueText();
  const text = useLocalized();
  if (rule.status === 'RETIRED') return null;
  return (
    <span className="access-tags">
      <Button size="small" onClick={() => onEdit(rule)}>
        {t('editIt')}
      </Button>
      <Popconfirm
        title={t('retireTitle', { name: text(rule.name) })}
        okText={c('intoBasket')}
        cancelText={c('cancel')}
        onConfirm={() => retire(rule)}
      >
        <Button size="small" danger>
          {t('retire')}
        </Button>
      </Popconfirm>
    </span>
  );
}

function useColumns(onEdit: (rule: SodRuleRow) => void): readonly Column<SodRuleRow>[] {
  const t = useSodText();
  const c = useCatalogueText();
  const text = useLocalized();
  const mayPropose = useCan('access.catalogue.propose');
  const pending = new Set(useChangeBasket().map(({ key }) => key));
  return [
    {
      key: 'name',
      title: c('name'),
      render: ({ id, name, code }) => (
        <span className="access-lines">
          <span className="access-tags">
            {text(name)}
            {pending.has(`sod ${id}`) && <StatusTag tone="attention">{t('pending')}</StatusTag>}
          </span>
          <span className="access-hint access-code">{code}</span>
        </span>
      ),
    },
    { key: 'left', title: t('left'), render: ({ left }) => <Side metas={left} /> },
    { key: 'right', title: t('right'), render: ({ right }) => <Side metas={right} /> },
    {
      key: 'mode',
      title: t('mode'),
      width: 140,
      render: ({ mode }) => <StatusTag tone={modeTones[mode]}>{c(`mode_${mode}`)}</StatusTag>,
    },
    {
      key: 'range',
      title: t('range'),
      width: 110,
      render: ({ scopeSensitive }) => t(scopeSensitive ? 'sameUnit' : 'anyUnit'),
    },
    {
      key: 'life',
      title: t('life'),
      width: 100,
      render: ({ status }) => <StatusTag tone={lifeTones[status]}>{c(`life_${status}`)}</StatusTag>,
    },
    ...(mayPropose
      ? [
          {
            key: 'actions',
            title: t('actions'),
            width: 140,
            render: (rule: SodRuleRow) => <RowActions rule={rule} onEdit={onEdit} />,
          },
        ]
      : []),
  ];
}

/** Rules of separation of duties. */
export function SodPage() {
  const t = useSodText();
  const c = useCatalogueText();
  const mayPropose = useCan('access.catalogue.propose');
  const rules = useEndpoint(listSodRules);
  const [editing, setEditing] = useState<SodRuleRow | 'new' | null>(null);
  return (
    <Page
      title={c('sod')}
      subtitle={t('subtitle')}
      actions={
        mayPropose && (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('create')}
          </Button>
        )
      }
    >
      <DataTable
        label={c('sod')}
        columns={useColumns(setEditing)}
        rowKey={({ id }) => id}
        pages={{
          items: rules.data?.items ?? [],
          isLoading: rules.isPending,
          error: rules.error,
          refetch: () => void rules.refetch(),
        }}
        empty={<EmptyState title={t('none')} />}
      />
      <ChangeBar />
      {editing !== null && <SodEditor rule={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}
