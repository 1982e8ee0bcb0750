import { useFormat } from '@eoms/kit';
import { Alert, Button, DayInput, InfoCard, Loaded, Page, SearchField, useUrlState } from '@eoms/kit/ui';
import { FoundUnits } from './found-units.tsx';
import { instantOfDay, useUnit, viewSpec } from './organisation.api.ts';
import { useOrganisationPageText } from './organisation-texts.ts';
import { TreePanel } from './tree-panel.tsx';
import { UnitPanel } from './unit-panel.tsx';
import './organisation.css';

/** The organisation of any day: tree and search on the left, the chosen unit on the right; all of it lives in the URL. */
export function OrganisationPage() {
  const t = useOrganisationPageText();
  const format = useFormat();
  const [{ unit: unitId, on, q }, set] = useUrlState(viewSpec);
  const at = instantOfDay(on);
  const unit = useUnit(unitId, at);
  const select = (id: string) => set({ unit: id, q: '' });
  const path = unit.data?.id === unitId ? unit.data.path.map(({ id }) => id) : [];
  return (
    <Page
      title={t('title')}
      subtitle={t('subtitle')}
      actions={
        <label className="access-as-of">
          <span>{t('asOf')}</span>
          <DayInput value={on || null} onChange={(day) => set({ on: day ?? '' })} />
        </label>
      }
    >
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
          <SearchField
            value={q}
            onSearch={(text) => set({ q: text })}
            label={t('search')}
            placeholder={t('searchHint')}
          />
          {q.trim() === '' ? (
            <TreePanel at={at} unitId={unitId} path={path} onSelect={select} />
          ) : (
            <FoundUnits q={q} at={at} onSelect={select} />
          )}
        </div>
        {unitId === '' ? (
          <InfoCard>
            <p className="access-lead">{t('pick')}</p>
          </InfoCard>
        ) : (
          <Loaded query={unit}>{(found) => <UnitPanel key={found.id} unit={found} at={at} onSelect={select} />}</Loaded>
        )}
      </div>
    </Page>
  );
}
