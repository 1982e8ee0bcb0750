import { demoCompanyId, demoHeadquartersId, demoPeople, departmentId, type DemoPerson } from './company-people.ts';
import type { DemoPosition } from './company-positions.ts';

/** Who leads a unit of the demo company; days count from the demo's instant. */
export interface DemoHead {
  readonly unitId: string;
  readonly personId: string;
  readonly kind: 'HEAD' | 'ACTING' | 'DEPUTY';
  readonly fromDay: number;
  readonly untilDay: number | null;
}

/** Positions that head the unit they work in; where two could, the higher level does. */
const heading: ReadonlySet<DemoPosition> = new Set(['department-head', 'manager', 'regional-manager', 'store-manager']);

const personOf = (account: string): DemoPerson => {
  const person = demoPeople.find((one) => one.account === account);
  if (!person) throw new RangeError(`no person ${account}`);
  return person;
};

const named = (account: string, unitId: string, kind: DemoHead['kind']): DemoHead => {
  const { id, assignments } = personOf(account);
  return { unitId, personId: id, kind, fromDay: assignments[0]?.fromDay ?? 0, untilDay: null };
};

/** Heads of all units: the highest heading position of each, and the executives above. */
export function demoHeads(): DemoHead[] {
  const best = new Map<string, { level: number; head: DemoHead }>();
  for (const person of demoPeople)
    for (const { unitId, position, level, fromDay, untilDay } of person.assignments) {
      if (!heading.has(position) || level <= (best.get(unitId)?.level ?? 0)) continue;
      best.set(unitId, { level, head: { unitId, personId: person.id, kind: 'HEAD', fromDay, untilDay } });
    }
  return [
    named('chenhai', demoCompanyId, 'HEAD'),
    named('linyue', demoCompanyId, 'DEPUTY'),
    named('linyue', demoHeadquartersId, 'HEAD'),
    named('chenhai', departmentId('executive'), 'HEAD'),
    named('zhaolei', departmentId('service'), 'DEPUTY'),
    ...[...best.values()].map(({ head }) => head),
  ];
}
