import { previewAs } from '@eoms/contracts/access/decisions.contract';
import { useCan } from '@eoms/kit';
import { Button, EmptyState, Loaded, Page, Segmented, urlOneOf, urlText, useEndpoint, useUrlState } from '@eoms/kit/ui';
import { useId } from 'react';
import { PersonSelect } from '../../person-select.tsx';
import { choicesOf } from '../../words.ts';
import { RoleSelect } from './role-select.tsx';
import { Seen } from './seen.tsx';
import { useSeeAsText } from './see-as-texts.ts';
import './see-as.css';

const filterSpec = { by: urlOneOf(['byPerson', 'byRole'], 'byPerson'), person: urlText(), role: urlText() };

/** The portal with the eyes of somebody else: to look at only, and every look is on record. */
export function SeeAsPage() {
  const t = useSeeAsText();
  const fieldId = useId();
  const maySeeRoles = useCan('access.catalogue.view');
  const [filters, set] = useUrlState(filterSpec);
  const isRole = filters.by === 'byRole' && maySeeRoles;
  const subject = isRole ? { roleId: filters.role } : { personId: filters.person };
  const isChosen = (isRole ? filters.role : filters.person) !== '';
  // Each look is on record, so the page looks once and again only when asked.
  const query = useEndpoint(
    previewAs,
    { query: subject },
    { enabled: isChosen, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
  );
  const again = isChosen && <Button onClick={() => void query.refetch()}>{t('again')}</Button>;
  return (
    <Page title={t('title')} subtitle={t('subtitle')} actions={again}>
      <div className="access-see-as">
        {maySeeRoles && (
          <Segmented
            aria-label={t('by')}
            value={filters.by}
            options={choicesOf(['byPerson', 'byRole'] as const, (by) => t(by))}
            onChange={(by) => set({ by })}
          />
        )}
        <div className="access-see-as-who">
          <label className="eoms-visually-hidden" htmlFor={fieldId}>
            {t(isRole ? 'role' : 'person')}
          </label>
          {isRole ? (
            <RoleSelect
              key="role"
              id={fieldId}
              value={filters.role || null}
              onChange={(role) => set({ role: role ?? '' })}
            />
          ) : (
            <PersonSelect
              key="person"
              id={fieldId}
              value={filters.person || null}
              onChange={(person) => set({ person: person ?? '' })}
            />
          )}
        </div>
      </div>
      {isChosen ? (
        <Loaded query={query}>{(seen) => <Seen seen={seen} />}</Loaded>
      ) : (
        <EmptyState title={t('empty')}>{t('emptyHint')}</EmptyState>
      )}
    </Page>
  );
}
