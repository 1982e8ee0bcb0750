import type { FieldVault } from '../../database/field-vault.ts';
import { newId } from '../../database/new-id.ts';
import { personChanges, unitChanges } from './changes.policy.ts';
import { markOf } from './incoming.service.ts';
import { planPeople, type PeoplePlan } from './people.policy.ts';
import { planUnits, type UnitPlan } from './units.policy.ts';
import type { Names } from './views.policy.ts';
import type { StoredPosition, Work, World } from './world.ts';

/** What a run would do. */
export interface Plan {
  readonly units: UnitPlan;
  readonly people: PeoplePlan;
  /** Positions that come or are named otherwise. */
  readonly positions: readonly StoredPosition[];
}

/** What planning needs beyond records and rows. */
export interface Planning {
  readonly vault: FieldVault;
  readonly now: Date;
  /** Units whose edges were refused before. */
  readonly heldBack: ReadonlySet<string>;
  /** People who had left in between. */
  readonly leftBetween: ReadonlySet<string>;
}

function sealedAs(
  vault: FieldVault,
): (purpose: 'person-phone' | 'person-id-number', sealed: string, mark: string) => boolean {
  return (purpose, sealed, mark) => {
    try {
      return markOf(vault, purpose, sealed) === mark;
    } catch {
      // Sealed with another secret: nobody can read it any more, so the feed's value takes its place.
      return false;
    }
  };
}

function positionsOf({ planned }: PeoplePlan, stored: readonly StoredPosition[]): StoredPosition[] {
  const known = new Map(stored.map((position) => [position.code, position]));
  const wanted = new Map<string, StoredPosition>();
  for (const { record } of planned)
    for (const { position } of record.content.data?.assignments ?? []) {
      const { code, nameZh } = position;
      wanted.set(code, { code, nameZh, nameEn: position.nameEn ?? known.get(code)?.nameEn ?? nameZh });
    }
  return [...wanted.values()].filter((position) => {
    const old = known.get(position.code);
    return old?.nameZh !== position.nameZh || old.nameEn !== position.nameEn;
  });
}

/** Works out what the records of a run come to. */
export function planRun(work: Work, world: World, { vault, now, heldBack, leftBetween }: Planning): Plan {
  const { edges, places, heads } = world;
  const units = planUnits({ now, work: work.units, heldBack, units: world.units, edges, newId });
  const byExternal = new Map(world.people.flatMap(({ ehrId, id }) => (ehrId === null ? [] : [[ehrId, id] as const])));
  const people = planPeople({
    now,
    work: work.people,
    people: world.people,
    places,
    heads,
    unitId: (externalId) => units.idByExternal.get(externalId),
    personId: (externalId) => byExternal.get(externalId),
    leftBetween,
    isSealed: sealedAs(vault),
    newId,
  });
  return { units, people, positions: positionsOf(people, world.positions) };
}

/** Only what changes something. */
export const changesOf = ({ units, people }: Plan) => ({
  units: units.planned.filter(unitChanges),
  people: people.planned.filter(personChanges),
});

/** What ids of a plan are shown as. */
export function namesOf({ units, people, positions }: Plan, world: World): Names {
  const unitNames = new Map(
    [...world.units, ...units.planned.map(({ after }) => after)].map(({ id, nameZh, nameEn }) => [
      id,
      { zh: nameZh, en: nameEn },
    ]),
  );
  const positionNames = new Map(
    [...world.positions, ...positions].map(({ code, nameZh, nameEn }) => [code, { zh: nameZh, en: nameEn }]),
  );
  const personNames = new Map([
    ...world.managers,
    ...[...world.people, ...people.planned.map(({ after }) => after)].map(({ id, name }) => [id, name] as const),
  ]);
  return {
    unit: (id) => unitNames.get(id) ?? { zh: id, en: id },
    position: (code) => positionNames.get(code) ?? { zh: code, en: code },
    person: (id) => personNames.get(id) ?? null,
  };
}
