import { useLocalized } from '@eoms/kit';
import { EmptyState, Loaded } from '@eoms/kit/ui';
import { useFoundUnits } from './organisation.api.ts';
import { useOrganisationPageText } from './organisation-texts.ts';

/** Units found by name or code, each with the way down to it. */
export function FoundUnits({
  q,
  at,
  onSelect,
}: {
  q: string;
  at: string | undefined;
  onSelect: (unitId: string) => void;
}) {
  const t = useOrganisationPageText();
  const text = useLocalized();
  const found = useFoundUnits(q, at);
  return (
    <Loaded query={found}>
      {({ items, more }) =>
        items.length === 0 ? (
          <EmptyState title={t('none')} />
        ) : (
          <>
            <ul className="access-found" aria-label={t('results')}>
              {items.map((unit) => (
                <li key={unit.id}>
                  <button type="button" onClick={() => onSelect(unit.id)}>
                    <span className="access-tree-name">{text(unit.name)}</span>
                    <span className="access-hint">
                      {[...unit.path.map(({ name }) => text(name)), unit.code].filter(Boolean).join(' / ')}
                    </span>
                  </button>
                </li>
              ))}
            </ul>
            {more && <p className="access-hint">{t('more')}</p>}
          </>
        )
      }
    </Loaded>
  );
}
