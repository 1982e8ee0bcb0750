import { numbersFrom } from './facts.ts';
import type { Size } from './bench.ts';

const TEAM = 17;
const SINCE = '2020-01-01T00:00:00.000Z';
const POSITIONS = ['clerk', 'clerk', 'clerk', 'clerk', 'host', 'host', 'cashier', 'engineer', 'buyer', 'lead'];

interface HrRecord {
  readonly entity: 'unit' | 'person';
  readonly externalId: string;
  readonly version: number;
  readonly data: object;
}

const unitRecord = (code: string, version: number, parent: string | null, kind: string): HrRecord => ({
  entity: 'unit',
  externalId: `U-${code}`,
  version,
  data: { kind, code, nameZh: code, parentExternalId: parent, effectiveFrom: SINCE },
});

interface Working {
  readonly team: number;
  readonly position: string;
  readonly version: number;
  readonly status?: 'LEFT';
}

const personRecord = (n: number, { team, position, version, status = undefined }: Working): HrRecord => ({
  entity: 'person',
  externalId: `P-${n}`,
  version,
  data: {
    employeeNo: `E${n}`,
    name: `员工${n}`,
    account: `e${n}`,
    phone: String(10_000_000_000 + n),
    idNumber: `0000001900010${String(10_000 + (n % 90_000))}`,
    status: status ?? 'ACTIVE',
    subject: `sub-${n}`,
    assignments: [
      {
        unitExternalId: `U-team-${team}`,
        position: { code: position, nameZh: position, nameEn: position },
        level: position === 'lead' ? 5 : 3,
        from: SINCE,
      },
    ],
  },
});

/** What an HR product tells of a company on the first day: all units and people with phones and identity numbers. */
export function firstDay({ people }: Size): HrRecord[] {
  const teams = Math.ceil(people / TEAM);
  const regions = Math.ceil(teams / 100);
  return [
    unitRecord('company', 1, null, 'COMPANY'),
    ...Array.from({ length: regions }, (_none, n) => unitRecord(`region-${n}`, 1, 'U-company', 'REGION')),
    ...Array.from({ length: teams }, (_none, n) => unitRecord(`team-${n}`, 1, `U-region-${n % regions}`, 'CENTRE')),
    ...Array.from({ length: people }, (_none, n) =>
      personRecord(n, { team: n % teams, position: POSITIONS[n % POSITIONS.length] ?? '', version: 1 }),
    ),
  ];
}

/** The same company a day later: one person of a hundred changed, some moved, a few left, and a team hangs elsewhere. */
export function nextDay(size: Size): HrRecord[] {
  const draw = numbersFrom(7);
  const teams = Math.ceil(size.people / TEAM);
  const leavers = new Set(Array.from({ length: Math.min(25, size.people / 100) }, () => draw(size.people)));
  const touched = new Set(Array.from({ length: size.people / 100 }, () => draw(size.people)));
  return firstDay(size).map((record) => {
    if (record.externalId === 'U-team-0') return unitRecord('team-0', 2, 'U-company', 'CENTRE');
    if (record.entity === 'unit') return record;
    const n = Number(record.externalId.slice(2));
    const position = POSITIONS[n % POSITIONS.length] ?? '';
    if (leavers.has(n)) return personRecord(n, { team: n % teams, position, version: 2, status: 'LEFT' });
    if (!touched.has(n)) return record;
    // Half of them work elsewhere now.
    const team = n % 2 === 0 ? n % teams : draw(teams);
    return personRecord(n, { team, position: position === 'clerk' ? 'host' : position, version: 2 });
  });
}
