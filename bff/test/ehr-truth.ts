import fc from 'fast-check';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { hours, personRecord, place, unitRecord } from './ehr-world.ts';

/** One thing that happens in the HR system; numbers choose among what is possible then. */
export interface HrStep {
  readonly kind:
    | 'rename'
    | 'move-unit'
    | 'move-person'
    | 'move-ahead'
    | 'leave'
    | 'return'
    | 'promote'
    | 'head'
    | 'hire'
    | 'manager';
  readonly who: number;
  readonly where: number;
  readonly when: number;
}

/** Random steps; which of them mean something follows from the state they meet. */
export const hrSteps = (max: number): fc.Arbitrary<HrStep[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom<HrStep['kind']>(
        'rename',
        'move-unit',
        'move-unit',
        'move-person',
        'move-ahead',
        'leave',
        'return',
        'promote',
        'head',
        'hire',
        'manager',
      ),
      who: fc.nat(),
      where: fc.nat(),
      when: fc.nat({ max: 40 }),
    }),
    { minLength: 1, maxLength: max },
  );

interface Placement {
  readonly version: number;
  readonly parent: string | null;
  readonly from: string;
}

interface TrueUnit {
  readonly id: string;
  version: number;
  name: string;
  readonly kind: string;
  readonly placements: Placement[];
}

interface TruePlace {
  unit: string;
  level: number;
  manager: string | null;
  from: string;
  until: string | null;
}

interface TruePerson {
  readonly id: string;
  version: number;
  status: 'ACTIVE' | 'LEFT';
  leftAt: string | null;
  name: string;
  places: TruePlace[];
  heads: { unit: string; from: string; until: string | null }[];
}

const pick = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(1, list.length)];

/**
 * A company as its HR system has it, told in versions of records. It keeps to its own truth and knows nothing of how EOMS takes
 * records in: what it says at the end is what EOMS must come to, in whatever order the versions arrive.
 */
export class HrTruth {
  readonly units: TrueUnit[] = [];
  readonly people: TruePerson[] = [];
  readonly records: EhrRecordInput[] = [];

  constructor() {
    this.#unit('top', null, 'COMPANY');
    for (const region of ['north', 'south', 'west']) this.#unit(region, 'top', 'REGION');
    for (const [team, region] of [
      ['t1', 'north'],
      ['t2', 'north'],
      ['t3', 'south'],
      ['t4', 'west'],
    ] as const)
      this.#unit(team, region, 'CENTRE');
    for (const [index, unit] of ['t1', 't1', 't2', 't3', 'north'].entries()) this.#hire(`p${index}`, unit, null);
  }

  #unit(id: string, parent: string | null, kind: string): void {
    const unit = { id, version: 0, name: id, kind, placements: [] };
    this.units.push(unit);
    this.#place(unit, parent, hours(-10_000));
  }

  #place(unit: TrueUnit, parent: string | null, from: string): void {
    unit.version += 1;
    unit.placements.push({ version: unit.version, parent, from });
    this.#tellUnit(unit);
  }

  #tellUnit({ id, version, name, kind, placements }: TrueUnit): void {
    const newest = placements.at(-1);
    this.records.push(unitRecord(id, version, newest?.parent ?? null, { from: newest?.from ?? hours(0), kind, name }));
  }

  #hire(id: string, unit: string, manager: string | null): void {
    const places = [{ unit, level: 3, manager, from: hours(-1000), until: null }];
    const person: TruePerson = { id, version: 0, status: 'ACTIVE', leftAt: null, name: id, places, heads: [] };
    this.people.push(person);
    this.#tell(person);
  }

  #tell(person: TruePerson): void {
    person.version += 1;
    const places = person.places.map(({ unit, level, manager, from, until }) =>
      place(unit, { level, lineManagerExternalId: manager, from, until }),
    );
    const more = {
      name: person.name,
      status: person.status,
      statusFrom: person.leftAt,
      headOf: person.heads.map(({ unit, from, until }) => ({ unitExternalId: unit, kind: 'HEAD', from, until })),
    };
    this.records.push(personRecord(person.id, person.version, places, more));
  }

  /** Parent of a unit at an instant: what the highest version in force says. */
  parentAt(unit: TrueUnit, at: Date): string | null {
    const said = unit.placements.filter(({ from }) => new Date(from) <= at);
    return (
      said.reduce<Placement | null>((best, one) => (best && best.version > one.version ? best : one), null)?.parent ??
      null
    );
  }

  /** True when below stands under above at any of the instants. */
  #isUnder(below: string, above: string, instants: readonly Date[]): boolean {
    return instants.some((at) => {
      for (let id: string | null = below; id !== null;) {
        if (id === above) return true;
        const unit = this.units.find((one) => one.id === id);
        id = unit ? this.parentAt(unit, at) : null;
      }
      return false;
    });
  }

  /** Instants at which something may hold: now, and later whatever was dated ahead. */
  static readonly instants: readonly Date[] = [0, 1, 10, 25, 50].map((hour) => new Date(hours(hour)));

  /** Lets one thing happen; nothing when it cannot. */
  take({ kind, who, where, when }: HrStep): void {
    if (kind === 'hire') return this.#hire(`p${this.people.length}`, pick(this.units, where)?.id ?? 'top', null);
    if (kind === 'rename' || kind === 'move-unit') return this.#changeUnit(kind, who, where, when);
    const person = pick(this.people, who);
    if (!person) return;
    if (person.status === 'LEFT') {
      if (kind !== 'return') return;
      person.status = 'ACTIVE';
      person.leftAt = null;
      person.places = [
        { unit: pick(this.units, where)?.id ?? 'top', level: 2, manager: null, from: hours(-1), until: null },
      ];
    } else this.#changePerson(person, { kind, who, where, when });
    this.#tell(person);
  }

  #changeUnit(kind: 'rename' | 'move-unit', who: number, where: number, when: number): void {
    const unit = pick(this.units.slice(1), who);
    const parent = pick(this.units, where);
    if (!unit || !parent) return;
    if (kind === 'rename') {
      unit.version += 1;
      unit.name = `${unit.id} ${when}`;
      const newest = unit.placements.at(-1);
      if (newest) unit.placements.push({ ...newest, version: unit.version });
      return this.#tellUnit(unit);
    }
    // Teams move on a day ahead as well; regions move at once only, so that the truth stays a tree at every instant.
    const from = unit.kind === 'CENTRE' && when > 20 ? hours(when) : hours(-40 + when);
    if (parent.kind === 'CENTRE' || this.#isUnder(parent.id, unit.id, HrTruth.instants)) return;
    this.#place(unit, parent.id, from);
  }

  #changePerson(person: TruePerson, { kind, who, where, when }: HrStep): void {
    const unit = pick(this.units, where)?.id ?? 'top';
    const current = person.places.at(-1);
    switch (kind) {
      case 'move-person':
        person.places = [{ unit, level: 3, manager: null, from: hours(-40 + when), until: null }];
        break;
      case 'move-ahead':
        person.places = [
          { unit: current?.unit ?? 'top', level: 3, manager: null, from: hours(-1000), until: hours(1 + when) },
          { unit, level: 4, manager: null, from: hours(1 + when), until: null },
        ];
        break;
      case 'promote':
        if (current) current.level = 1 + (when % 9);
        break;
      case 'manager':
        if (current) current.manager = pick(this.people, where + who)?.id ?? null;
        break;
      case 'head':
        person.heads = when % 3 === 0 ? [] : [{ unit, from: hours(-20 + when), until: null }];
        break;
      case 'leave':
        person.status = 'LEFT';
        person.leftAt = hours(-when);
        break;
      default:
        person.name = `${person.id} ${when}`;
    }
  }

  /** What EOMS must show in the end. */
  picture(): unknown {
    const holds = (from: string, until: string | null, at: Date): boolean =>
      new Date(from) <= at && (until === null || at < new Date(until));
    const working = this.people.filter(({ status }) => status === 'ACTIVE');
    const byId = <T extends { id: string }>(list: readonly T[]): T[] => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    return {
      units: byId(this.units).map(({ id, kind, name }) => ({ id, kind, name, status: 'ACTIVE' })),
      people: byId(this.people).map(({ id, name, status }) => ({
        id,
        subject: `sub-${id}`,
        account: id,
        number: id,
        name,
        status,
      })),
      at: HrTruth.instants.map((at) => ({
        parents: this.units
          .flatMap((unit) => {
            const parent = this.parentAt(unit, at);
            return parent === null ? [] : [`${unit.id} < ${parent}`];
          })
          .toSorted(),
        places: working
          .flatMap(({ id, places }) =>
            places
              .filter(({ from, until }) => holds(from, until, at))
              .map((one) => `${id} @ ${one.unit} clerk/${one.level} -> ${one.manager ?? '-'}`),
          )
          .toSorted(),
        heads: working
          .flatMap(({ id, heads }) =>
            heads.filter(({ from, until }) => holds(from, until, at)).map(({ unit }) => `${id} leads ${unit} HEAD`),
          )
          .toSorted(),
      })),
    };
  }
}

/** The versions of some steps, and the truth they end in. */
export function tell(steps: readonly HrStep[]): HrTruth {
  const truth = new HrTruth();
  for (const step of steps) truth.take(step);
  return truth;
}
