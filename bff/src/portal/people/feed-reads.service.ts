import type { Attributes, Model, ModelStatic, Transaction, WhereOptions } from 'sequelize';
import { Assignment, OrgEdge, OrgHead, OrgUnit, Person, Position, type FactSource } from './people.model.ts';

/** Half-open stretch of time of a fact. */
interface Dated {
  readonly id: string;
  readonly from: Date;
  readonly to: Date | null;
  readonly source: FactSource;
}

/** A unit as the HR synchronisation compares it. */
export type FeedUnit = Pick<Attributes<OrgUnit>, 'id' | 'ehrId' | 'kind' | 'code' | 'nameZh' | 'nameEn' | 'status'>;

/** A unit's parent for a time. */
export interface FeedEdge extends Dated {
  readonly childId: string;
  readonly parentId: string;
}

/** A person as the HR synchronisation compares him. */
export type FeedPerson = Pick<
  Attributes<Person>,
  | 'id'
  | 'ehrId'
  | 'subject'
  | 'account'
  | 'name'
  | 'kind'
  | 'status'
  | 'employeeNo'
  | 'employment'
  | 'phoneSealed'
  | 'phoneMasked'
  | 'idNumberSealed'
  | 'idNumberMasked'
>;

/** A place of a person for a time. */
export interface FeedPlace extends Dated {
  readonly personId: string;
  readonly unitId: string;
  readonly position: string;
  readonly level: number;
  readonly primary: boolean;
  readonly lineManagerId: string | null;
  readonly dottedManagerId: string | null;
}

/** A unit a person leads for a time. */
export interface FeedHead extends Dated {
  readonly unitId: string;
  readonly personId: string;
  readonly kind: OrgHead['kind'];
}

/** Values of one column by which people are read. */
export interface PeopleKeys {
  readonly column: 'id' | 'ehrId' | 'employeeNo' | 'subject' | 'account';
  readonly values: readonly string[];
}

const CHUNK = 800;

const parts = (values: readonly string[]): string[][] => {
  const distinct = [...new Set(values)];
  return Array.from({ length: Math.ceil(distinct.length / CHUNK) }, (_none, at) =>
    distinct.slice(at * CHUNK, (at + 1) * CHUNK),
  );
};

/** Raw rows of a model: a hundred thousand models would cost five times as much. */
async function rowsOf<M extends Model>(
  model: ModelStatic<M>,
  attributes: readonly (keyof Attributes<M> & string)[],
  transaction: Transaction | undefined,
  by?: { readonly column: string; readonly values: readonly string[] },
): Promise<Attributes<M>[]> {
  const read = async (where?: WhereOptions): Promise<Attributes<M>[]> =>
    (await model.findAll({
      attributes: [...attributes],
      ...(where ? { where: where as never } : {}),
      raw: true,
      transaction: transaction ?? null,
    })) as unknown as Attributes<M>[];
  if (!by) return read();
  const found: Attributes<M>[] = [];
  for (const values of parts(by.values)) found.push(...(await read({ [by.column]: values })));
  return found;
}

/** SQLite's raw rows carry instants as text. */
const instant = (value: Date | string): Date => (value instanceof Date ? value : new Date(value));

const dated = (row: { id: string; startsAt: Date; endsAt: Date | null; source: FactSource }): Dated => ({
  id: row.id,
  from: instant(row.startsAt),
  to: row.endsAt === null ? null : instant(row.endsAt),
  source: row.source,
});

/** All units. */
export const feedUnits = (transaction?: Transaction): Promise<FeedUnit[]> =>
  rowsOf(OrgUnit, ['id', 'ehrId', 'kind', 'code', 'nameZh', 'nameEn', 'status'], transaction);

/** All edges, past and to come. */
export async function feedEdges(transaction?: Transaction): Promise<FeedEdge[]> {
  const rows = await rowsOf(OrgEdge, ['id', 'childId', 'parentId', 'startsAt', 'endsAt', 'source'], transaction);
  return rows.map((row) => ({ ...dated(row), childId: row.childId, parentId: row.parentId }));
}

/** All positions. */
export const feedPositions = (transaction?: Transaction): Promise<Pick<Position, 'code' | 'nameZh' | 'nameEn'>[]> =>
  rowsOf(Position, ['code', 'nameZh', 'nameEn'], transaction);

/** People by values of one column; everybody when none are named. */
export const feedPeople = (keys: PeopleKeys | null, transaction?: Transaction): Promise<FeedPerson[]> =>
  rowsOf(
    Person,
    [
      'id',
      'ehrId',
      'subject',
      'account',
      'name',
      'kind',
      'status',
      'employeeNo',
      'employment',
      'phoneSealed',
      'phoneMasked',
      'idNumberSealed',
      'idNumberMasked',
    ],
    transaction,
    keys ?? undefined,
  );

/** Places of people, past and to come; everybody's when none are named. */
export async function feedPlaces(personIds: readonly string[] | null, transaction?: Transaction): Promise<FeedPlace[]> {
  const rows = await rowsOf(
    Assignment,
    [
      'id',
      'personId',
      'unitId',
      'position',
      'level',
      'isPrimary',
      'lineManagerId',
      'dottedManagerId',
      'startsAt',
      'endsAt',
      'source',
    ],
    transaction,
    personIds ? { column: 'personId', values: personIds } : undefined,
  );
  return rows.map((row) => ({
    ...dated({ ...row, source: row.source ?? 'EHR' }),
    personId: row.personId,
    unitId: row.unitId,
    position: row.position,
    level: row.level,
    primary: Boolean(row.isPrimary),
    lineManagerId: row.lineManagerId ?? null,
    dottedManagerId: row.dottedManagerId ?? null,
  }));
}

/** Headships of people, past and to come; everybody's when none are named. */
export async function feedHeads(personIds: readonly string[] | null, transaction?: Transaction): Promise<FeedHead[]> {
  const rows = await rowsOf(
    OrgHead,
    ['id', 'unitId', 'personId', 'kind', 'startsAt', 'endsAt', 'source'],
    transaction,
    personIds ? { column: 'personId', values: personIds } : undefined,
  );
  return rows.map((row) => ({ ...dated(row), unitId: row.unitId, personId: row.personId, kind: row.kind }));
}
