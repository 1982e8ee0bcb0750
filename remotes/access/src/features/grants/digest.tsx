import type { Grant } from '@eoms/contracts/access/grants.contract';
import { useLocalized } from '@eoms/kit';
import { Button, EmptyState, ErrorState, InfoCard, Skeleton } from '@eoms/kit/ui';
import { useState } from 'react';
import { ExtendDialog } from '../../extend-dialog.tsx';
import { ScopeText } from '../../scope-text.tsx';
import { Until } from '../../time-text.tsx';
import { GrantActions, UsedCell, WhatCell } from './grant-cells.tsx';
import { useDigest } from './grants.api.ts';
import { useGrantsText } from './grants-texts.ts';

function Line({ grant, onRevoke }: { grant: Grant; onRevoke: (grant: Grant) => void }) {
  const t = useGrantsText();
  const text = useLocalized();
  const [isExtending, setExtending] = useState(false);
  return (
    <li>
      <WhatCell grant={grant} />
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
export function Digest({ onRevoke }: { onRevoke: (grant: Grant) => void }) {
  const t = useGrantsText();
  const text = useLocalized();
  const feed = useDigest();
  if (feed.error && feed.items.length === 0) return <ErrorState error={feed.error} onRetry={feed.refetch} />;
  if (feed.isLoading) return <Skeleton active />;
  if (feed.items.length === 0) return <EmptyState title={t('digestNone')} />;
  return (
    <div className="access-stack">
      <p className="access-lead">{t('digestHint')}</p>
      {feed.items.map(({ person, grants }) => (
        <InfoCard
          key={person.id}
          title={[person.name, person.employeeNo, person.position && text(person.position)].filter(Boolean).join(' · ')}
        >
          <ul className="access-digest">
            {grants.map((grant) => (
              <Line key={grant.id} grant={grant} onRevoke={onRevoke} />
            ))}
          </ul>
        </InfoCard>
      ))}
      {feed.hasMore && (
        <Button loading={feed.isLoadingMore} onClick={feed.loadMore}>
          {t('more')}
        </Button>
      )}
    </div>
  );
}
