import type { Person, PersonPlace } from '@eoms/contracts/access/people.record';
import { IntentLink, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { InfoCard, StatusTag } from '@eoms/kit/ui';
import type { ReactNode } from 'react';
import { useOrganisationText } from '../../organisation-words.ts';
import { PersonLine } from '../../scope-text.tsx';
import { SpanText } from '../../span-text.tsx';
import { usePersonText } from './people-texts.ts';

function UnitLink({ unit }: { unit: Person['places'][number]['unit'] }) {
  const text = useLocalized();
  return (
    <Link className="eoms-link" to={`/access/organisation?unit=${unit.id}`}>
      {text(unit.name)}
    </Link>
  );
}

function Lines({ label, empty, children }: { label: string; empty: string; children: readonly ReactNode[] }) {
  if (children.length === 0) return <p className="access-lead">{empty}</p>;
  return (
    <ul className="access-person-lines" aria-label={label}>
      {children}
    </ul>
  );
}

function PlaceLine({ place }: { place: PersonPlace }) {
  const t = usePersonText();
  const o = useOrganisationText();
  const text = useLocalized();
  const managers = [
    place.lineManager && t('lineManager', { name: place.lineManager.name }),
    place.dottedManager && t('dottedManager', { name: place.dottedManager.name }),
  ].filter(Boolean);
  return (
    <li>
      <span className="access-tags">
        <UnitLink unit={place.unit} />
        <span>{text(place.position)}</span>
        <span className="access-hint">{o('level', { level: place.level })}</span>
        <StatusTag>{t(place.isPrimary ? 'primary' : 'second')}</StatusTag>
      </span>
      <SpanText from={place.from} until={place.until} phase={place.phase} />
      {managers.length > 0 && <span className="access-hint">{managers.join(o('between'))}</span>}
    </li>
  );
}

/** Where the person works, worked and will work. */
export function Places({ person }: { person: Person }) {
  const t = usePersonText();
  return (
    <InfoCard title={t('places')}>
      <Lines label={t('places')} empty={t('noPlaces')}>
        {person.places.map((place) => (
          <PlaceLine key={place.id} place={place} />
        ))}
      </Lines>
    </InfoCard>
  );
}

/** Units the person leads, led and will lead. */
export function Heads({ person }: { person: Person }) {
  const t = usePersonText();
  const o = useOrganisationText();
  return (
    <InfoCard title={t('heads')}>
      <Lines label={t('heads')} empty={t('noHeads')}>
        {person.heads.map((head) => (
          <li key={head.id}>
            <span className="access-tags">
              <UnitLink unit={head.unit} />
              <span>{o(`head_${head.kind}`)}</span>
              <span className="access-hint">{o(`source_${head.source}`)}</span>
            </span>
            <SpanText from={head.from} until={head.until} phase={head.phase} />
          </li>
        ))}
      </Lines>
    </InfoCard>
  );
}

/** Who decides about the person's requests, level by level. */
export function Superiors({ person }: { person: Person }) {
  const t = usePersonText();
  return (
    <InfoCard title={t('superiors')}>
      <p className="access-lead">{t('superiorsHint')}</p>
      {person.superiors.length === 0 ? (
        <p>{t('noSuperiors')}</p>
      ) : (
        <ol className="access-steps" aria-label={t('superiors')}>
          {person.superiors.map(({ unit, people }) => (
            <li key={unit.id}>
              <UnitLink unit={unit} />
              <ul className="access-person-lines">
                {people.map((superior) => (
                  <li key={superior.id}>
                    <PersonLine person={superior} />
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </InfoCard>
  );
}

/** Stores of a franchisee. */
export function Stores({ person }: { person: Person }) {
  const t = usePersonText();
  if (person.kind !== 'FRANCHISEE') return null;
  return (
    <InfoCard title={t('stores')}>
      <Lines label={t('stores')} empty={t('noStores')}>
        {person.stores.map(({ unit, from, until, phase }) => (
          <li key={`${unit.id} ${from}`}>
            <span className="access-tags">
              <UnitLink unit={unit} />
              <IntentLink intent="store.open" params={{ storeId: unit.id }}>
                {t('store')}
              </IntentLink>
            </span>
            <SpanText from={from} until={until} phase={phase} />
          </li>
        ))}
      </Lines>
    </InfoCard>
  );
}
