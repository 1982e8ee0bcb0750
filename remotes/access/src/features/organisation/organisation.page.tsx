import { useFormat } from '@eoms/kit';
import { Alert, Button, DayInput, InfoCard, Loaded, Page, SearchField, useUrlState } from '@eoms/kit/ui';
import { useRef } from 'react';
import { FoundUnits } from './found-units.tsx';
import { instantOfDay, useUnit, viewSpec } from './organisation.api.ts';
import { useOrganisationPageText } from './organisation-texts.ts';
import { TreePanel } from './tree-panel.tsx';
import { UnitPanel } from './unit-panel.tsx';
import './organisation.css';

const NARROW = '(width < 960px)';

/** The organisation of any day: tree and search on the left, the chosen unit on the right; all of it lives in the URL. */
export function OrganisationPage() {
  const t = useOrganisationPageText();
  const format = useFormat();
  const [{ unit: unitId, on, q }, set] = useUrlState(viewSpec);
  const at = instantOfDay(on);
  const unit = useUnit(unitId, at);
  const panel = useRef<HTMLDivElement>(null);
  const select = (id: string) => {
    set({ unit: id, q: '' });
    // On a narrow page the unit stands below the tree, out of sight.
    if (matchMedia(NARROW).matches) panel.current?.scrollIntoView();
  };
  const path = unit.data?.id === unitId ? unit.data.path.map(({ id }) => id) : [];
  return (
    <Page title={t('title')} subtitle={t('subtitle')}>
      <div className="access-organisation-bar">
        <SearchField
          value={q}
          onSearch={(text) => set({ q: text })}
          label={t('search')}
          placeholder={t('searchHint')}
        />
        <label className="access-as-of">
          <span>{t('asOf')}</span>
          <DayInput value={on || null} onChange={(day) => set({ on: day ?? '' })} />
        </label>
      </div>
      {at && (
        <Alert
          type="info"
          showIcon
          role="note"
          title={t('past', { when: format.instant(at) })}
          action={
            <Button size="small" onClick={() => set({ on: '' })}>
              {t('now')}
            </Button>
          }
        />
      )}
      <div className="access-organisation">
        <div className="access-stack">
          {q.trim() === '' ? (
            <TreePanel at={at} unitId={unitId} path={path} onSelect={select} />
          ) : (
            <FoundUnits q={q} at={at} onSelect={select} />
          )}
        </div>
        <div ref={panel} className="access-unit-panel">
          {unitId === '' ? (
            <InfoCard>
              <p className="access-lead">{t('pick')}</p>
            </InfoCard>
          ) : (
            <Loaded query={unit}>
              {(found) => <UnitPanel key={found.id} unit={found} at={at} onSelect={select} />}
            </Loaded>
          )}
        </div>
      </div>
    </Page>
  );
}
