import type { listReviewItems } from '@eoms/contracts/access/governance.contract';
import { useFormat, useLocalized } from '@eoms/kit';
import {
  App,
  Button,
  Checkbox,
  DataTable,
  EmptyState,
  Flex,
  Input,
  StatusTag,
  type Column,
  type RowOf,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { PersonLine, RiskTag, ScopeText } from '../../scope-text.tsx';
import { useAccessText } from '../../words.ts';
import { useReviewText } from './review-texts.ts';
import { useDecideReviewItems, useReviewItems } from './reviews.api.ts';

type Item = RowOf<typeof listReviewItems>;
type Verdict = 'KEEP' | 'REVOKE';

function What({ item }: { item: Item }) {
  const text = useLocalized();
  const s = useAccessText();
  const name = item.role?.name ?? item.meta?.name;
  return (
    <span className="access-meta">
      <span className="access-meta-name">
        {name ? text(name) : '—'}
        <StatusTag tone={item.kind === 'LONG' ? 'info' : 'neutral'}>{s(item.kind)}</StatusTag>
        {item.meta && <RiskTag tier={item.meta.riskTier} />}
      </span>
      <span className="access-hint">
        <ScopeText scope={item.scope} />
        {item.reason && ` · ${item.reason}`}
      </span>
    </span>
  );
}

function useColumns(chosen: ReadonlySet<string>, choose: (id: string, on: boolean) => void): readonly Column<Item>[] {
  const t = useReviewText();
  const s = useAccessText();
  const format = useFormat();
  return [
    {
      key: 'grantee',
      title: t('grantee'),
      render: (row) => (
        <Flex gap={12} align="center">
          {row.mayDecide && (
            <Checkbox
              aria-label={t('select', { name: row.grantee.name })}
              checked={chosen.has(row.id)}
              onChange={(event) => choose(row.id, event.target.checked)}
            />
          )}
          <PersonLine person={row.grantee} />
        </Flex>
      ),
    },
    { key: 'what', title: t('what'), render: (row) => <What item={row} /> },
    {
      key: 'until',
      title: s('until'),
      width: 150,
      render: (row) => (row.until ? format.instant(row.until) : s('noEnd')),
    },
    {
      key: 'lastUsed',
      title: t('lastUsed'),
      width: 120,
      render: (row) => (row.lastUsedOn ? format.day(row.lastUsedOn) : t('neverUsed')),
    },
    { key: 'due', title: t('due'), width: 150, render: (row) => format.instant(row.dueAt) },
    {
      key: 'answer',
      title: t('answer'),
      width: 140,
      render: (row) =>
        row.verdict ? (
          <StatusTag tone={row.verdict === 'KEEP' ? 'success' : 'danger'}>{t(row.verdict)}</StatusTag>
        ) : (
          <span className="access-lines">
            <StatusTag tone="attention">{t('unanswered')}</StatusTag>
            {row.reviewer && <span className="access-hint">{t('byWhom', { name: row.reviewer.name })}</span>}
          </span>
        ),
    },
  ];
}

function Decisions(props: {
  chosen: ReadonlySet<string>;
  pending: boolean;
  onDecide: (verdict: Verdict, comment: string) => void;
}) {
  const t = useReviewText();
  const { modal } = App.useApp();
  const [comment, setComment] = useState('');
  const count = props.chosen.size;
  const decide = (verdict: Verdict) => {
    props.onDecide(verdict, comment.trim());
    setComment('');
  };
  const revoke = () =>
    modal.confirm({
      title: t('confirmRevoke', { count }),
      content: t('confirmRevokeText'),
      okText: t('REVOKE'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => decide('REVOKE'),
    });
  return (
    <Flex gap={8} wrap align="center" className="access-bulk">
      <Input
        className="access-bulk-comment"
        aria-label={t('comment')}
        placeholder={t('comment')}
        maxLength={500}
        value={comment}
        onChange={(event) => setComment(event.target.value)}
      />
      <Button type="primary" loading={props.pending} disabled={count === 0} onClick={() => decide('KEEP')}>
        {t('keepSelected', { count })}
      </Button>
      <Button danger loading={props.pending} disabled={count === 0} onClick={revoke}>
        {t('revokeSelected', { count })}
      </Button>
    </Flex>
  );
}

/** Grants under review with their answers, several at once. */
export function ReviewItems({ query }: { query: Parameters<typeof useReviewItems>[0] }) {
  const t = useReviewText();
  const { message } = App.useApp();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const pages = useReviewItems(query);
  const decide = useDecideReviewItems({
    onSuccess: ({ results }) => {
      const ok = results.filter((one) => one.ok).length;
      setChosen(new Set());
      if (ok === results.length) void message.success(t('done', { count: ok }));
      else void message.warning(t('partly', { ok, failed: results.length - ok }));
    },
    onError: (error) => void message.error(error.message),
  });
  const choose = (id: string, on: boolean) =>
    setChosen((before) => new Set(on ? [...before, id] : [...before].filter((one) => one !== id)));
  const answerable = pages.items.filter(({ mayDecide }) => mayDecide);
  const columns = useColumns(chosen, choose);
  const send = (verdict: Verdict, comment: string) =>
    decide.mutate({
      body: { decisions: [...chosen].map((itemId) => ({ itemId, verdict, comment: comment || null })) },
    });
  return (
    <div className="access-stack">
      {answerable.length > 0 && (
        <Flex gap={12} wrap align="center" justify="space-between">
          <Checkbox
            checked={chosen.size === answerable.length}
            indeterminate={chosen.size > 0 && chosen.size < answerable.length}
            onChange={(event) => setChosen(new Set(event.target.checked ? answerable.map(({ id }) => id) : []))}
          >
            {t('selectAll')}
          </Checkbox>
          <Decisions chosen={chosen} pending={decide.isPending} onDecide={send} />
        </Flex>
      )}
      <DataTable
        label={t('mine')}
        columns={columns}
        rowKey={(row) => row.id}
        pages={pages}
        empty={<EmptyState title={t('nothing')}>{t('nothingHint')}</EmptyState>}
      />
    </div>
  );
}
