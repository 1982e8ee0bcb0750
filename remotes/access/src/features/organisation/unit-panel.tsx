import type { UnitDetail, UnitHead } from '@eoms/contracts/access/organisation.contract';
import { IntentLink, useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { Button, InfoCard, StatusTag } from '@eoms/kit/ui';
import { useState } from 'react';
import { useOrganisationText } from '../../organisation-words.ts';
import { PersonLine } from '../../scope-text.tsx';
import { SpanText } from '../../span-text.tsx';
import { useAccessText } from '../../words.ts';
import { AppointDialog } from './appoint-dialog.tsx';
import { EndHeadDialog } from './end-head-dialog.tsx';
import { useOrganisationPageText } from './organisation-texts.ts';
import { UnitPeople } from './unit-people.tsx';
import '../../links.css';

function Facts({ unit }: { unit: UnitDetail }) {
  const t = useOrganisationPageText();
  const s = useAccessText();
  const format = useFormat();
  return (
    <InfoCard
      title={t('facts')}
      items={[
        { label: t('kind'), value: s(`unit_${unit.kind}`) },
        { label: t('code'), value: unit.code },
        { label: t('people'), value: format.number(unit.people) },
        { label: t('stores'), value: format.number(unit.stores) },
        ...(unit.ehrId === null ? [] : [{ label: t('ehrId'), value: unit.ehrId }]),
      ]}
    />
  );
}

/** A store's other records, in the systems that keep them. */
function Elsewhere({ unit }: { unit: UnitDetail }) {
  const t = useOrganisationPageText();
  if (unit.kind !== 'STORE') return null;
  return (
    <InfoCard title={t('elsewhere')}>
      <ul className="access-links">
        <li>
          <IntentLink intent="store.open" params={{ storeId: unit.id }}>
            {t('store')}
          </IntentLink>
        </li>
        <li>
          <IntentLink intent="ticket.list" params={{ storeId: unit.id }}>
            {t('tickets')}
          </IntentLink>
        </li>
      </ul>
    </InfoCard>
  );
}

function HeadLine({ head, isOpen, onEnd }: { head: UnitHead; isOpen: boolean; onEnd?: (head: UnitHead) => void }) {
  const t = useOrganisationPageText();
  const o = useOrganisationText();
  const { name } = head.person;
  const isAhead = head.phase === 'AHEAD';
  return (
    <li className="access-head">
      <span className="access-head-kind">{o(`head_${head.kind}`)}</span>
      {isOpen ? (
        <Link className="access-head-link" to={`/access/people/${head.person.id}`}>
          <PersonLine person={head.person} />
        </Link>
      ) : (
        <PersonLine person={head.person} />
      )}
      <span className="access-head-span">
        <SpanText from={head.from} until={head.until} phase={head.phase} />
        <span className="access-hint">{o(`source_${head.source}`)}</span>
      </span>
      {onEnd && head.mayEnd && (
        <Button
          size="small"
          aria-label={t(isAhead ? 'takeBackNamed' : 'endNamed', { name })}
          onClick={() => onEnd(head)}
        >
          {t(isAhead ? 'takeBack' : 'end')}
        </Button>
      )}
    </li>
  );
}

function Heads({ unit, isPresent }: { unit: UnitDetail; isPresent: boolean }) {
  const t = useOrganisationPageText();
  const [isAppointing, appoint] = useState(false);
  const [ending, end] = useState<UnitHead | null>(null);
  return (
    <InfoCard
      title={t('heads')}
      actions={isPresent && unit.mayAppoint && <Button onClick={() => appoint(true)}>{t('appoint')}</Button>}
    >
      {unit.heads.length === 0 ? (
        <p className="access-lead">{t('noHeads')}</p>
      ) : (
        <ul className="access-heads" aria-label={t('heads')}>
          {unit.heads.map((head) => (
            <HeadLine key={head.id} head={head} isOpen={unit.maySeePeople} {...(isPresent ? { onEnd: end } : {})} />
          ))}
        </ul>
      )}
      {!isPresent && unit.mayAppoint && <p className="access-hint">{t('asOfThen')}</p>}
      {isAppointing && <AppointDialog unit={unit} onClosed={() => appoint(false)} />}
      {ending && <EndHeadDialog key={ending.id} head={ending} onClosed={() => end(null)} />}
    </InfoCard>
  );
}

function Changes({ unit }: { unit: UnitDetail }) {
  const t = useOrganisationPageText();
  const o = useOrganisationText();
  const text = useLocalized();
  const format = useFormat();
  return (
    <InfoCard title={t('changes')}>
      {unit.changes.length === 0 ? (
        <p className="access-lead">{t('noChanges')}</p>
      ) : (
        <ul className="access-changes">
          {unit.changes.map(({ at, kind, headKind, person, unit: other }) => (
            <li key={`${at} ${kind} ${person?.id ?? other?.id ?? ''} ${headKind ?? ''}`}>
              <time dateTime={at}>{format.instant(at)}</time>
              <span>
                {t(`change_${kind}`, {
                  person: person?.name ?? '—',
                  head: headKind ? o(`head_${headKind}`) : '',
                  unit: other ? text(other.name) : '—',
                })}
              </span>
            </li>
          ))}
        </ul>
      )}
    </InfoCard>
  );
}

/** One unit: where it stands, who leads it, who works there, what lies ahead. */
export function UnitPanel({
  unit,
  at,
  onSelect,
}: {
  unit: UnitDetail;
  at: string | undefined;
  onSelect: (unitId: string) => void;
}) {
  const t = useOrganisationPageText();
  const s = useAccessText();
  const text = useLocalized();
  return (
    <section aria-labelledby="unit-name" className="access-stack">
      <div>
        {unit.path.length > 0 && (
          <nav aria-label={t('above')} className="access-path">
            {unit.path.map(({ id, name }) => (
              <span key={id}>
                <button type="button" className="eoms-link" onClick={() => onSelect(id)}>
                  {text(name)}
                </button>
                <span aria-hidden="true"> / </span>
              </span>
            ))}
          </nav>
        )}
        <h2 id="unit-name" className="access-unit-name">
          {text(unit.name)} <StatusTag>{s(`unit_${unit.kind}`)}</StatusTag>
        </h2>
      </div>
      <Facts unit={unit} />
      <Elsewhere unit={unit} />
      <Heads unit={unit} isPresent={at === undefined} />
      <Changes unit={unit} />
      <InfoCard title={t('peopleHere')}>
        {unit.maySeePeople ? (
          <UnitPeople unitId={unit.id} at={at} />
        ) : (
          <p className="access-lead">{t('peopleDenied')}</p>
        )}
      </InfoCard>
    </section>
  );
}
