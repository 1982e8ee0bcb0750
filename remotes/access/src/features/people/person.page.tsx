import type { Person } from '@eoms/contracts/access/people.record';
import { Can, IntentLink, useLocalized } from '@eoms/kit';
import { Link, useParams } from '@eoms/kit/router';
import { Button, InfoCard, isWithdrawn, Loaded, Page, StatusTag } from '@eoms/kit/ui';
import { useState } from 'react';
import { statusTones, useOrganisationText } from '../../organisation-words.ts';
import { PersonFacts } from './person-facts.tsx';
import { Heads, Places, Stores, Superiors } from './person-places.tsx';
import { usePerson, type StatusStep } from './people.api.ts';
import { usePersonText } from './people-texts.ts';
import { StatusDialog } from './status-dialog.tsx';
import '../../links.css';
import './people.css';

/** Ways to what the person may do. */
function Permissions({ person: { id } }: { person: Person }) {
  const t = usePersonText();
  return (
    <InfoCard title={t('permissions')}>
      <ul className="access-person-lines">
        <Can meta="access.decision.explain">
          <li>
            <Link className="eoms-link" to={`/access/explain?person=${id}`}>
              {t('explain')}
            </Link>
          </li>
        </Can>
        <Can meta="access.request.create">
          <li>
            <Link className="eoms-link" to={`/access/request?for=${id}`}>
              {t('give')}
            </Link>
          </li>
        </Can>
        <Can meta="access.grant.view">
          <li>
            <Link className="eoms-link" to={`/access/grants?person=${id}`}>
              {t('grants')}
            </Link>
          </li>
        </Can>
      </ul>
    </InfoCard>
  );
}

/** What belongs to the person elsewhere, as far as the reader may see it. */
function Elsewhere({ person: { id } }: { person: Person }) {
  const t = usePersonText();
  return (
    <InfoCard title={t('elsewhere')}>
      <ul className="access-links access-links-column">
        <Can meta="access.audit.view">
          <li>
            <Link className="eoms-link" to={`/access/audit?actorId=${id}`}>
              {t('auditBy')}
            </Link>
          </li>
          <li>
            <Link className="eoms-link" to={`/access/audit?objectKind=person&objectId=${id}`}>
              {t('auditOf')}
            </Link>
          </li>
        </Can>
        <li>
          <IntentLink intent="ticket.list" params={{ owner: id }}>
            {t('tickets')}
          </IntentLink>
        </li>
      </ul>
    </InfoCard>
  );
}

function Actions({ person, onStep }: { person: Person; onStep: (step: StatusStep) => void }) {
  const t = usePersonText();
  const steps: readonly (readonly [StatusStep, boolean])[] = [
    ['suspend', person.maySuspend],
    ['resume', person.mayResume],
    ['end', person.mayEnd],
  ];
  return steps.map(
    ([step, may]) =>
      may && (
        <Button key={step} danger={step !== 'resume'} onClick={() => onStep(step)}>
          {t(step)}
        </Button>
      ),
  );
}

function Sections({ person }: { person: Person }) {
  return (
    <div className="access-person-columns">
      <div className="access-stack">
        <PersonFacts person={person} />
        <Places person={person} />
        <Heads person={person} />
        <Stores person={person} />
      </div>
      <div className="access-stack">
        <Superiors person={person} />
        <Permissions person={person} />
        <Elsewhere person={person} />
      </div>
    </div>
  );
}

function PersonView({ personId }: { personId: string }) {
  const t = usePersonText();
  const o = useOrganisationText();
  const text = useLocalized();
  const query = usePerson(personId);
  const [step, take] = useState<StatusStep | null>(null);
  const person = isWithdrawn(query.error) ? undefined : query.data;
  const title = person?.name ?? t('person');
  const place = [person?.unit && text(person.unit.name), person?.position && text(person.position)].filter(Boolean);
  return (
    <Page
      title={title}
      tag={person && <StatusTag tone={statusTones[person.status]}>{o(`status_${person.status}`)}</StatusTag>}
      subtitle={place.join(' · ')}
      breadcrumb={[{ title: t('people'), to: '/access/people' }, { title }]}
      actions={person && <Actions person={person} onStep={take} />}
    >
      <Loaded query={query}>
        {(loaded) => (
          <>
            <Sections person={loaded} />
            {step && <StatusDialog key={step} person={loaded} step={step} onClosed={() => take(null)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

/** One person: facts, places, superiors, and the ways to his permissions. */
export function PersonPage() {
  const { personId = '' } = useParams();
  return <PersonView key={personId} personId={personId} />;
}
