import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { demoHeads } from '../demo/company-heads.ts';
import {
  demoCompanyId,
  demoHeadquartersId,
  demoPeople,
  departmentId,
  storeUnitId,
  type DemoPerson,
} from '../demo/company-people.ts';
import { demoPositions } from '../demo/company-positions.ts';
import { FOUNDED_DAY } from '../demo/company.ts';
import { demoIdNumber, demoPhone } from '../demo/personal-data.ts';
import { demoDepartments, demoId, demoRegions, demoStores } from '../demo/plan.ts';
import { personEhrId, unitEhrId } from './ehr-ids.ts';

/** Instant of a day counted from the demo's instant. */
export type DayOf = (day: number) => string;

const DAY = 24 * 3600_000;

/** Days of a demo that was founded at an instant: its company unit was made then. */
export const daysFrom =
  (founded: Date): DayOf =>
  (day) =>
    new Date(founded.getTime() + (day - FOUNDED_DAY) * DAY).toISOString();

type UnitRecord = Extract<EhrRecordInput, { entity: 'unit' }>;
type PersonRecord = Extract<EhrRecordInput, { entity: 'person' }>;
/** A person's data as the demo's HR system tells it. */
export type DemoEhrPerson = NonNullable<PersonRecord['data']>;

interface DemoUnit {
  readonly id: string;
  readonly code: string;
  readonly kind: NonNullable<UnitRecord['data']>['kind'];
  readonly name: { readonly zh: string; readonly en: string };
  readonly parent: string | null;
}

const units: readonly DemoUnit[] = [
  { id: demoCompanyId, code: 'company', kind: 'COMPANY', name: { zh: '网鱼', en: 'Wangyu' }, parent: null },
  {
    id: demoHeadquartersId,
    code: 'headquarters',
    kind: 'HQ',
    name: { zh: '总部', en: 'Headquarters' },
    parent: 'company',
  },
  ...demoRegions.map((name, index): DemoUnit => {
    const code = `region-${index + 1}`;
    return { id: demoId('region', index + 1), code, kind: 'REGION', name, parent: 'company' };
  }),
  ...demoDepartments.map(({ code, zh, en }): DemoUnit => ({
    id: departmentId(code),
    code,
    kind: 'CENTRE',
    name: { zh, en },
    parent: 'headquarters',
  })),
  ...demoStores.map(({ code, name, region }): DemoUnit => ({
    id: storeUnitId(code),
    code,
    kind: 'STORE',
    name: { zh: name, en: name },
    parent: `region-${region}`,
  })),
];

const codeById = new Map(units.map(({ id, code }) => [id, code]));

const unitOf = (unitId: string): string => {
  const code = codeById.get(unitId);
  if (code === undefined) throw new RangeError(`no unit ${unitId}`);
  return unitEhrId(code);
};

const unitRecord =
  (dayOf: DayOf) =>
  ({ code, kind, name, parent }: DemoUnit): UnitRecord => ({
    entity: 'unit',
    externalId: unitEhrId(code),
    version: 1,
    data: {
      kind,
      code,
      nameZh: name.zh,
      nameEn: name.en,
      parentExternalId: parent === null ? null : unitEhrId(parent),
      effectiveFrom: dayOf(FOUNDED_DAY),
    },
  });

/** What the demo's HR system says of an employee. */
export function demoEhrPerson(person: DemoPerson, dayOf: DayOf): DemoEhrPerson {
  const index = demoPeople.indexOf(person);
  const days = ({ fromDay, untilDay }: { fromDay: number; untilDay: number | null }) => ({
    from: dayOf(fromDay),
    until: untilDay === null ? null : dayOf(untilDay),
  });
  const leftOn = person.status === 'LEFT' ? (person.assignments.at(-1)?.untilDay ?? null) : null;
  return {
    employeeNo: person.employeeNo,
    name: person.name,
    account: person.account,
    phone: demoPhone(index),
    idNumber: demoIdNumber(index),
    kind: 'EMPLOYEE',
    status: person.status,
    statusFrom: leftOn === null ? null : dayOf(leftOn),
    employment: person.employment,
    assignments: person.assignments.map((place) => ({
      unitExternalId: unitOf(place.unitId),
      position: {
        code: place.position,
        nameZh: demoPositions[place.position].zh,
        nameEn: demoPositions[place.position].en,
      },
      level: place.level,
      ...days(place),
    })),
    headOf: demoHeads()
      .filter(({ personId }) => personId === person.id)
      .map((head) => ({ unitExternalId: unitOf(head.unitId), kind: head.kind, ...days(head) })),
    subject: person.id,
  };
}

/** The whole demo company as its HR system tells it on the first day: exactly what the demo is seeded with. Franchisees are no employees. */
export const demoCompanyFeed = (dayOf: DayOf): EhrRecordInput[] => [
  ...units.map(unitRecord(dayOf)),
  ...demoPeople.flatMap((person): EhrRecordInput[] =>
    person.employeeNo === null
      ? []
      : [
          {
            entity: 'person',
            externalId: personEhrId(person.employeeNo),
            version: 1,
            data: demoEhrPerson(person, dayOf),
          },
        ],
  ),
];
