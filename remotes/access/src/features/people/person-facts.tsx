import { revealPersonField } from '@eoms/contracts/access/people.contract';
import type { Person } from '@eoms/contracts/access/people.record';
import { useFormat, useLocalized } from '@eoms/kit';
import { Link } from '@eoms/kit/router';
import { InfoCard, MaskedValue } from '@eoms/kit/ui';
import { useOrganisationText } from '../../organisation-words.ts';
import { revealField } from './people.api.ts';
import { usePersonText } from './people-texts.ts';

function Masked({
  person,
  field,
  masked,
  may,
  label,
}: {
  person: Person;
  field: 'phone' | 'id-number';
  masked: string | null;
  may: boolean;
  label: string;
}) {
  if (masked === null) return null;
  return (
    <MaskedValue
      key={`${person.id} ${field}`}
      label={label}
      masked={masked}
      may={may}
      endpoint={revealPersonField}
      reveal={(reason) => revealField(person.id, field, reason)}
    />
  );
}

/** What is known about the person; phone and ID number stand masked. */
export function PersonFacts({ person }: { person: Person }) {
  const t = usePersonText();
  const o = useOrganisationText();
  const text = useLocalized();
  const format = useFormat();
  const { phoneMasked, idNumberMasked, sponsorUnit } = person;
  return (
    <InfoCard
      title={t('facts')}
      items={[
        { label: t('account'), value: person.account },
        { label: t('employeeNo'), value: person.employeeNo },
        { label: t('kind'), value: o(`kind_${person.kind}`) },
        ...(person.employment ? [{ label: t('employment'), value: t(person.employment) }] : []),
        ...(sponsorUnit
          ? [
              {
                label: t('sponsor'),
                value: (
                  <Link className="eoms-link" to={`/access/organisation?unit=${sponsorUnit.id}`}>
                    {text(sponsorUnit.name)}
                  </Link>
                ),
              },
            ]
          : []),
        {
          label: t('phone'),
          value: phoneMasked && (
            <Masked person={person} field="phone" masked={phoneMasked} may={person.mayRevealPhone} label={t('phone')} />
          ),
        },
        {
          label: t('idNumber'),
          value: idNumberMasked && (
            <Masked
              person={person}
              field="id-number"
              masked={idNumberMasked}
              may={person.mayRevealIdNumber}
              label={t('idNumber')}
            />
          ),
        },
        { label: t('source'), value: o(`source_${person.source}`) },
        { label: t('sessions'), value: format.number(person.openSessions) },
        { label: t('since'), value: format.day(person.createdAt) },
      ]}
    />
  );
}
