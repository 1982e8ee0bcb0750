import type { Delegation } from '@eoms/contracts/access/delegations.contract';
import { systems } from '@eoms/contracts/systems';
import { describeError, useFormat, useLocalized, usePortal } from '@eoms/kit';
import {
  App,
  Button,
  DataTable,
  EmptyState,
  Page,
  Popconfirm,
  Segmented,
  StatusTag,
  useUrlState,
  type Column,
  type Tone,
} from '@eoms/kit/ui';
import { useState } from 'react';
import { choicesOf } from '../../words.ts';
import { CreateDelegation } from './create-delegation.tsx';
import { filterSpec, useDelegations, useEndDelegation } from './delegations.api.ts';
import { useDelegationsText } from './delegations-texts.ts';

const tones: Record<Delegation['state'], Tone> = { SCHEDULED: 'info', ACTIVE: 'success', ENDED: 'neutral' };

function End({ delegation }: { delegation: Delegation }) {
  const t = useDelegationsText();
  const text = useLocalized();
  const { message } = App.useApp();
  const end = useEndDelegation({
    onSuccess: () => void message.success(t('ended')),
    onError: (error) => void message.error(text(describeError(error).title)),
  });
  if (!delegation.mayEnd) return null;
  return (
    <Popconfirm
      title={t('endAsk')}
      okText={t('end')}
      onConfirm={() => end.mutate({ params: { delegationId: delegation.id }, body: {} })}
    >
      <Button size="small" loading={end.isPending}>
        {t('end')}
      </Button>
    </Popconfirm>
  );
}

function useColumns(): readonly Column<Delegation>[] {
  const t = useDelegationsText();
  const text = useLocalized();
  const format = useFormat();
  const me = usePortal((state) => state.person?.id);
  return [
    {
      key: 'who',
      title: t('who'),
      render: ({ owner, delegate }) => (
        <span className="access-lines">
          <span>{owner.id === me ? t('toWhom', { name: delegate.name }) : t('fromWhom', { name: owner.name })}</span>
          <span className="access-hint">{text((owner.id === me ? delegate : owner).unit ?? { zh: '', en: '' })}</span>
        </span>
      ),
    },
    {
      key: 'state',
      title: t('state'),
      width: 200,
      render: ({ state, without }) => (
        <span className="access-lines">
          <StatusTag tone={without ? 'attention' : tones[state]}>{t(state)}</StatusTag>
          {without && <span className="access-hint">{t(`without_${without}`)}</span>}
        </span>
      ),
    },
    {
      key: 'period',
      title: t('period'),
      width: 210,
      render: ({ from, until, endedAt }) =>
        t('periodText', { from: format.instant(from), until: format.instant(endedAt ?? until) }),
    },
    {
      key: 'systems',
      title: t('systems'),
      render: ({ systems: codes }) =>
        codes.length === 0 ? t('allSystems') : codes.map((code) => text(systems[code])).join(t('between')),
    },
    { key: 'why', title: t('why'), render: ({ reason }) => reason },
    { key: 'end', title: '', width: 104, render: (delegation) => <End delegation={delegation} /> },
  ];
}

/** Who decides for the person, and for whom the person decides. */
export function DelegationsPage() {
  const t = useDelegationsText();
  const [filters, set] = useUrlState(filterSpec);
  const [isCreating, setCreating] = useState(false);
  const pages = useDelegations(filters);
  const create = (
    <Button type="primary" onClick={() => setCreating(true)}>
      {t('create')}
    </Button>
  );
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={create}>
      <div className="access-views">
        <Segmented
          aria-label={t('views')}
          value={filters.view}
          options={choicesOf(['everything', 'given', 'received'] as const, (view) => t(view))}
          onChange={(view) => set({ view })}
        />
      </div>
      <DataTable
        label={t('title')}
        columns={useColumns()}
        rowKey={(row) => row.id}
        pages={pages}
        empty={<EmptyState title={t('none')}>{t('noneHint')}</EmptyState>}
      />
      {isCreating && <CreateDelegation onClose={() => setCreating(false)} />}
    </Page>
  );
}
