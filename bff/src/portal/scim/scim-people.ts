import type { EhrAssignment, EhrPerson, EhrUnit } from '@eoms/contracts/access/sync.record';
import { AppError } from '../../errors.ts';
import { feedHeads, feedPeople, type FeedHead, type FeedPlace, type FeedUnit } from '../people/feed-reads.service.ts';
import type { PushedRecord } from './scim-changes.ts';
import { invalidValue } from './scim-error.policy.ts';
import type { Organisation, Reading, UserFacts } from './scim-facts.ts';
import type { ScimReadDeps } from './scim-reads.service.ts';
import { mainPlace } from './user-doc.policy.ts';
import type { PersonBefore, RecordSurroundings } from './place.policy.ts';

const USABLE_ID = /^[\p{L}\p{N}._:/@-]{1,80}$/u;

/** True for a client's id under which the HR pipeline can know a record. */
export const isUsableId = (id: string): boolean => USABLE_ID.test(id);

/**
 * Names units to the HR pipeline. One that has no id there yet, because it is older than the first push, gets its code as id; the
 * records that say so are collected and must be pushed first.
 */
export class UnitNaming {
  readonly #organisation: Organisation;
  readonly #byName: ReadonlyMap<string, FeedUnit>;
  readonly #records = new Map<string, PushedRecord>();
  readonly #now: Date;

  constructor(organisation: Organisation, now: Date) {
    this.#organisation = organisation;
    this.#now = now;
    const units = [...organisation.units.values()].filter(({ status }) => status === 'ACTIVE');
    this.#byName = new Map([
      ...units.flatMap((unit) => (unit.code === null ? [] : [[unit.code, unit] as const])),
      // The id in the HR system wins over another unit's code.
      ...units.flatMap((unit) => (unit.ehrId === null ? [] : [[unit.ehrId, unit] as const])),
    ]);
  }

  /** Records that give older units their ids. */
  get records(): readonly PushedRecord[] {
    return [...this.#records.values()];
  }

  /** The unit a department names, by its id in the HR system or its code. @throws ScimFault */
  find(name: string): FeedUnit {
    const unit = this.#byName.get(name);
    if (!unit) throw invalidValue(`there is no unit ${name}`);
    return unit;
  }

  /** Id in the HR system of a unit by its id here. @throws ScimFault */
  idOf(unitId: string): string {
    const unit = this.#organisation.units.get(unitId);
    if (unit?.status !== 'ACTIVE') throw invalidValue(`there is no group ${unitId}`);
    if (unit.ehrId !== null) return unit.ehrId;
    if (unit.code === null) throw invalidValue(`the HR system has no id for ${unit.nameZh}, and it has no code`);
    if (!this.#records.has(unit.id)) {
      const edge = this.#organisation.parents.get(unit.id);
      // Its parent first: the pipeline refuses a unit whose parent nobody has told of.
      const parentExternalId = edge ? this.idOf(edge.parentId) : null;
      const data: EhrUnit = {
        kind: unit.kind,
        code: unit.code,
        nameZh: unit.nameZh,
        nameEn: unit.nameEn,
        parentExternalId,
        effectiveFrom: (edge?.from ?? this.#now).toISOString(),
        status: 'ACTIVE',
      };
      this.#records.set(unit.id, { entity: 'unit', externalId: unit.code, data });
    }
    return unit.code;
  }
}

/** Everything that records of people are made from. */
export interface PeopleDesk {
  readonly naming: UnitNaming;
  readonly around: RecordSurroundings;
  /** The record of a person as the pipeline would have to tell it to change nothing. */
  before(facts: UserFacts): PersonBefore;
}

/** A value that was sealed; null when there is none or it was sealed with another secret. */
export function opened(
  { vault }: Pick<ScimReadDeps, 'vault'>,
  purpose: 'person-phone' | 'person-id-number',
  sealed: string | null | undefined,
): string | null {
  if (!sealed) return null;
  try {
    return vault.open(purpose, sealed);
  } catch {
    return null;
  }
}

interface Referred {
  readonly organisation: Organisation;
  readonly naming: UnitNaming;
  /** Ids in the HR system of people by their ids here. */
  readonly ehrIds: ReadonlyMap<string, string>;
  readonly now: Date;
}

function assignmentOf({ organisation, naming, ehrIds }: Referred, place: FeedPlace): EhrAssignment {
  const position = organisation.positions.get(place.position);
  return {
    unitExternalId: naming.idOf(place.unitId),
    position: { code: place.position, nameZh: position?.nameZh ?? place.position, nameEn: position?.nameEn ?? null },
    level: place.level,
    primary: place.primary,
    lineManagerExternalId: ehrIds.get(place.lineManagerId ?? '') ?? null,
    dottedManagerExternalId: ehrIds.get(place.dottedManagerId ?? '') ?? null,
    from: place.from.toISOString(),
    until: place.to?.toISOString() ?? null,
  };
}

const headshipsOf = ({ naming, now }: Referred, heads: readonly FeedHead[]): EhrPerson['headOf'] =>
  heads
    .filter(({ source, to }) => source === 'EHR' && (to === null || to > now))
    .map(({ unitId, kind, from, to }) => ({
      unitExternalId: naming.idOf(unitId),
      kind,
      from: from.toISOString(),
      until: to?.toISOString() ?? null,
    }));

function recordBefore(
  deps: Pick<ScimReadDeps, 'vault'>,
  referred: Referred,
  { person, places }: UserFacts,
  heads: readonly FeedHead[],
): PersonBefore {
  const assignments = new Map(places.map((place) => [place, assignmentOf(referred, place)]));
  const main = mainPlace(places, referred.now);
  const data: EhrPerson = {
    employeeNo: person.employeeNo,
    name: person.name,
    account: person.account,
    phone: opened(deps, 'person-phone', person.phoneSealed),
    idNumber: opened(deps, 'person-id-number', person.idNumberSealed),
    kind: person.kind === 'EXTERNAL' ? 'EXTERNAL' : 'EMPLOYEE',
    status: person.status,
    statusFrom: null,
    employment: person.employment,
    assignments: [...assignments.values()],
    headOf: headshipsOf(referred, heads),
    subject: person.subject.startsWith('ehr:') ? null : person.subject,
  };
  return { data, main: (main && assignments.get(main)) ?? null };
}

function surroundings({ organisation, naming, ehrIds, now }: Referred): RecordSurroundings {
  const byName = new Map(
    [...organisation.positions].flatMap(([code, { nameZh, nameEn }]) =>
      [nameZh, nameEn].map((name) => [name.toLowerCase(), code] as const),
    ),
  );
  return {
    now,
    unit: (name) => naming.idOf(naming.find(name).id),
    person(id) {
      const ehrId = ehrIds.get(id);
      if (ehrId === undefined) throw invalidValue(`there is no user ${id}`);
      return ehrId;
    },
    position: (code) => organisation.positions.get(code),
    positionNamed: (name) => byName.get(name.toLowerCase()),
  };
}

const superiorsOf = ({ places }: UserFacts): string[] =>
  places.flatMap(({ lineManagerId, dottedManagerId }) => [lineManagerId, dottedManagerId].filter((id) => id !== null));

/** Reads what records of people refer to: their superiors and those named, and the units they lead. */
export async function openDesk(
  deps: Pick<ScimReadDeps, 'vault'>,
  reading: Reading,
  organisation: Organisation,
  people: readonly UserFacts[],
  namedIds: readonly string[] = [],
): Promise<PeopleDesk> {
  const { transaction, now } = reading;
  const named = await feedPeople({ column: 'id', values: [...people.flatMap(superiorsOf), ...namedIds] }, transaction);
  const ids = people.map(({ person }) => person.id);
  const heads = Map.groupBy(await feedHeads(ids, transaction), ({ personId }) => personId);
  const ehrIds = new Map(named.flatMap(({ id, ehrId }) => (ehrId === null ? [] : [[id, ehrId] as const])));
  const naming = new UnitNaming(organisation, now);
  const referred = { organisation, naming, ehrIds, now };
  return {
    naming,
    around: surroundings(referred),
    before: (facts) => recordBefore(deps, referred, facts, heads.get(facts.person.id) ?? []),
  };
}

/** Id in the HR system of a user. @throws AppError `not_found` for somebody HR does not keep */
export function ehrIdOf({ person }: UserFacts): string {
  if (person.ehrId === null) throw new AppError('not_found');
  return person.ehrId;
}
