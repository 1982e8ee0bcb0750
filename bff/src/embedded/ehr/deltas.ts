import { demoPeople, memorableAccounts, type DemoPerson } from '../demo/company-people.ts';
import { demoPositions } from '../demo/company-positions.ts';
import { demoEhrPerson, type DayOf, type DemoEhrPerson } from './company-feed.ts';
import { personEhrId, unitEhrId } from './ehr-ids.ts';

/** Somebody without a memorable account, so that nobody who tries the demo is signed out by it. */
function worker(position: string, unitId?: string): DemoPerson {
  const found = demoPeople.find(
    ({ account, status, assignments }) =>
      !memorableAccounts.has(account) &&
      status === 'ACTIVE' &&
      assignments.length === 1 &&
      assignments[0]?.position === position &&
      (unitId === undefined || assignments[0].unitId === unitId),
  );
  if (!found) throw new RangeError(`nobody works as ${position}`);
  return found;
}

const idOf = ({ employeeNo }: DemoPerson): string => personEhrId(employeeNo ?? '');

const person = (externalId: string, version: number, data: DemoEhrPerson | Record<string, unknown>) => ({
  entity: 'person' as const,
  externalId,
  version,
  data,
});

const place = (
  unit: string,
  code: keyof typeof demoPositions,
  level: number,
  from: string,
  manager: string | null,
) => ({
  unitExternalId: unitEhrId(unit),
  position: { code, nameZh: demoPositions[code].zh, nameEn: demoPositions[code].en },
  level,
  lineManagerExternalId: manager,
  from,
});

const newcomer = {
  employeeNo: 'E1501',
  name: '方雨桐',
  account: 'e1501',
  phone: '10000009501',
  status: 'ACTIVE',
  employment: 'REGULAR',
  subject: 'e1501',
} as const;

const nightLead = {
  employeeNo: 'E1502',
  name: '贺明轩',
  account: 'e1502',
  phone: '10000009502',
  status: 'ACTIVE',
  employment: 'REGULAR',
  subject: 'e1502',
} as const;

const NIGHT = 'service-night';

/** News one after another: a name that arrives twice and out of order, and a record nobody can read. */
function corrections(dayOf: DayOf): unknown[] {
  const [cashier, agent] = [worker('cashier'), worker('agent')];
  const corrected = demoEhrPerson(cashier, dayOf);
  return [
    person(idOf(cashier), 3, { ...corrected, phone: '10000009103' }),
    person(idOf(cashier), 2, { ...corrected, phone: '10000009102' }),
    person(idOf(cashier), 3, { ...corrected, phone: '10000009103' }),
    person(personEhrId('E1503'), 1, {
      ...newcomer,
      employeeNo: 'E1503',
      account: 'e1503',
      subject: 'e1503',
      assignments: [{ ...place('service', 'agent', 2, dayOf(0), null), level: 12 }],
    }),
    person(idOf(agent), 2, { ...demoEhrPerson(agent, dayOf), employment: 'CONTRACT' }),
  ];
}

/** A newcomer before her manager and her team, and a move that is dated ahead. */
function joiner(dayOf: DayOf): unknown[] {
  const mover = worker('supervisor');
  const data = demoEhrPerson(mover, dayOf);
  const [now] = data.assignments ?? [];
  return [
    person(personEhrId('E1501'), 1, {
      ...newcomer,
      assignments: [place(NIGHT, 'agent', 2, dayOf(0), personEhrId('E1502'))],
    }),
    person(idOf(mover), 2, {
      ...data,
      assignments: [{ ...now, until: dayOf(40) }, place('store-ops', 'specialist', 4, dayOf(40), null)],
    }),
  ];
}

/** The team and its lead arrive, a cashier leaves, and the record nobody could read comes in order. */
function arrival(dayOf: DayOf): unknown[] {
  const leaver = worker('store-staff');
  const headship = { unitExternalId: unitEhrId(NIGHT), kind: 'HEAD', from: dayOf(0) };
  return [
    person(personEhrId('E1502'), 1, {
      ...nightLead,
      assignments: [place(NIGHT, 'lead', 4, dayOf(0), null)],
      headOf: [headship],
    }),
    {
      entity: 'unit',
      externalId: unitEhrId(NIGHT),
      version: 1,
      data: {
        kind: 'CENTRE',
        code: NIGHT,
        nameZh: '客服夜班组',
        nameEn: 'Night shift service',
        parentExternalId: unitEhrId('service'),
        effectiveFrom: dayOf(0),
      },
    },
    person(idOf(leaver), 2, { ...demoEhrPerson(leaver, dayOf), status: 'LEFT', statusFrom: dayOf(0) }),
    person(personEhrId('E1503'), 2, {
      ...newcomer,
      employeeNo: 'E1503',
      name: '陆知遥',
      account: 'e1503',
      phone: '10000009503',
      subject: 'e1503',
      assignments: [place('service', 'agent', 2, dayOf(0), null)],
    }),
  ];
}

/** An export that went wrong: nearly all cashiers and assistants are gone. The guard makes it wait for a person. */
const accident = (): unknown[] =>
  demoPeople
    .filter(({ status, assignments, account }) => {
      const position = assignments[0]?.position ?? '';
      return status === 'ACTIVE' && ['cashier', 'store-staff'].includes(position) && !memorableAccounts.has(account);
    })
    .slice(0, 30)
    .map((one) => ({ entity: 'person', externalId: idOf(one), version: 8, deleted: true }));

/** Pages of news, each brought by one delta. */
export const demoDeltas: readonly ((dayOf: DayOf) => unknown[])[] = [corrections, joiner, arrival, accident];
