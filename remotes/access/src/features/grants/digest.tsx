import type { Grant } from '@eoms/contracts/access/grants.contract';
import { useLocalized } from '@eoms/kit';
import { Button, Checkbox, EmptyState, ErrorState, InfoCard, Skeleton } from '@eoms/kit/ui';
import { useState } from 'react';
import { ExtendDialog } from '../../extend-dialog.tsx';
import { ScopeText } from '../../scope-text.tsx';
import { Until } from '../../time-text.tsx';
import { ExtendManyDialog } from './extend-many-dialog.tsx';
import { GrantActions, UsedCell, WhatCell } from './grant-cells.tsx';
import { useDigest } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';

interface Picking {
  readonly selected: ReadonlySet<string>;
  readonly onToggle: (grantId: string) => void;
  readonly onRevoke: (grant: Grant) => void;
}

function Line({ grant, selected, onToggle, onRevoke }: Picking & { grant: Grant }) {
  const t = useGrantsText();
  const text = useLocalized();
  const [isExtending, setExtending] = useState(false);
  return (
    <li>
      <span className="access-selectable">
        <Checkbox
          aria-label={t('select', { name: grant.person.name, what: text(grant.name) })}
          disabled={!grant.mayExtend}
          checked={selected.has(grant.id)}
          onChange={() => onToggle(grant.id)}
        />
        <WhatCell grant={grant} />
      </span>
      <ScopeText scope={grant.scope} />
      <Until until={grant.until} />
      <span className="access-lines">
        <span className="access-hint">{t('lastUsed')}</span>
        <UsedCell grant={grant} />
      </span>
      <span className="access-tags">
        {grant.mayExtend && (
          <Button
            size="small"
            aria-label={t('extendFor', { name: grant.person.name, what: text(grant.name) })}
            onClick={() => setExtending(true)}
          >
            {t('extend')}
          </Button>
        )}
        <GrantActions grant={grant} onRevoke={onRevoke} />
      </span>
      {isExtending && <ExtendDialog grant={grant} onClose={() => setExtending(false)} />}
    </li>
  );
}

/** What ends soon, person by person, with the last use of each: one look a week instead of many reminders. */
export function Digest({ onRevoke }: Pick<Picking, 'onRevoke'>) {
  const t = useGrantsText();
  const text = useLocalized();
  const feed = useDigest();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [extending, setExtending] = useState<readonly Grant[]>([]);
  const all = feed.items.flatMap(({ grants }) => grants).filter(({ mayExtend }) => mayExtend);
  const chosen = all.filter(({ id }) => selected.has(id));
  const toggle = (grantId: string) => {
    const next = new Set(selected);
    if (!next.delete(grantId)) next.add(grantId);
    setSelected(next);
  };
  if (feed.error && feed.items.length === 0) return <ErrorState error={feed.error} onRetry={feed.refetch} />;
  if (feed.isLoading) return <Skeleton active />;
  if (feed.items.length === 0) return <EmptyState title={t('digestNone')}>{t('digestNoneHint')}</EmptyState>;
  return (
    <div className="access-stack">
      <p className="access-lead">{t('digestHint')}</p>
      {all.length > 1 && (
        <div className="access-tags">
          <Checkbox
            checked={chosen.length === all.length}
            indeterminate={chosen.length > 0 && chosen.length < all.length}
            onChange={(event) => setSelected(new Set(event.target.checked ? all.map(({ id }) => id) : []))}
          >
            {t('selectAll')}
          </Checkbox>
          <Button type="primary" disabled={chosen.length === 0} onClick={() => setExtending(chosen)}>
            {t('extendMany', { count: chosen.length })}
          </Button>
        </div>
      )}
      {feed.items.map(({ person, grants }) => (
        <InfoCard
          key={person.id}
          title={[person.name, person.employeeNo, person.position && text(person.position)].filter(Boolean).join(' · ')}
        >
          <ul className="access-digest">
            {grants.map((grant) => (
              <Line key={grant.id} grant={grant} selected={selected} onToggle={toggle} onRevoke={onRevoke} />
            ))}
          </ul>
        </InfoCard>
      ))}
      {feed.hasMore && (
        <Button loading={feed.isLoadingMore} onClick={feed.loadMore}>
          {t('more')}
        </Button>
      )}
      {extending.length > 0 && (
        <ExtendManyDialog
          grants={extending}
          onClose={() => {
            setExtending([]);
            setSelected(new Set());
          }}
        />
      )}
    </div>
  );
}
