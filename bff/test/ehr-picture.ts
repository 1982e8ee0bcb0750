import type { EhrWorld } from './ehr-world.ts';

interface UnitRow {
  readonly id: string;
  readonly ehr_id: string;
  readonly kind: string;
  readonly name_zh: string;
  readonly status: string;
}

interface PersonRow {
  readonly id: string;
  readonly ehr_id: string;
  readonly subject: string;
  readonly account: string | null;
  readonly name: string;
  readonly status: string;
  readonly employee_no: string | null;
}

interface Span {
  readonly starts_at: string | Date;
  readonly ends_at: string | Date | null;
}

const time = (value: string | Date): number => (value instanceof Date ? value : new Date(value)).getTime();

const holds = ({ starts_at, ends_at }: Span, at: Date): boolean =>
  time(starts_at) <= at.getTime() && (ends_at === null || at.getTime() < time(ends_at));

/** What holds at some instants, in ids of the HR system: two databases with equal pictures decide alike from then on. */
export async function pictureOf(world: EhrWorld, instants: readonly Date[]): Promise<unknown> {
  const units = await world.rows<UnitRow>('SELECT * FROM org_unit ORDER BY ehr_id');
  const people = await world.rows<PersonRow>('SELECT * FROM person ORDER BY ehr_id');
  const edges = await world.rows<Span & { child_id: string; parent_id: string }>('SELECT * FROM org_edge');
  const places = await world.rows<
    Span & { person_id: string; unit_id: string; position: string; level: number; line_manager_id: string | null }
  >('SELECT * FROM assignment');
  const heads = await world.rows<Span & { person_id: string; unit_id: string; kind: string }>('SELECT * FROM org_head');
  const names = new Map([...units, ...people].map(({ id, ehr_id }) => [id, ehr_id]));
  const named = (id: string | null): string | null => (id === null ? null : (names.get(id) ?? '?'));
  return {
    units: units.map(({ ehr_id, kind, name_zh, status }) => ({ id: ehr_id, kind, name: name_zh, status })),
    people: people.map((person) => ({
      id: person.ehr_id,
      subject: person.subject,
      account: person.account,
      number: person.employee_no,
      name: person.name,
      status: person.status,
    })),
    at: instants.map((at) => ({
      parents: edges
        .filter((edge) => holds(edge, at))
        .map((edge) => `${named(edge.child_id)} < ${named(edge.parent_id)}`)
        .toSorted(),
      places: places
        .filter((place) => holds(place, at))
        .map((place) => {
          const manager = named(place.line_manager_id) ?? '-';
          return `${named(place.person_id)} @ ${named(place.unit_id)} ${place.position}/${place.level} -> ${manager}`;
        })
        .toSorted(),
      heads: heads
        .filter((head) => holds(head, at))
        .map((head) => `${named(head.person_id)} leads ${named(head.unit_id)} ${head.kind}`)
        .toSorted(),
    })),
  };
}
