import { Op, col, fn, where as comparing, type WhereAttributeHashValue, type WhereOptions } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import type { Store } from '@eoms/contracts/stores/stores.contract';
import { scopedWhere } from '../../../database/scoped.ts';
import { AppError, type RefusalDetails } from '../../../errors.ts';
import type { Access, Context } from '../../../http/context.ts';
import { storeManagers, unitName } from '../../../portal/people/people.service.ts';
import { changedBy, inForce, scheduledAfter } from './store-life.policy.ts';
import {
  searchable,
  type FranchiseeRecord,
  type PeriodRecord,
  type RevisionRecord,
  type StoreModels,
  type StoreRecord,
} from './stores.model.ts';
import { may, reaches, refusedValues, storeFlags, type RefusedCode } from './stores.policy.ts';

/** The part of a request that statements need. */
export type Statement = Pick<Context, 'transaction'>;

/** Matters that keep a store from being closed, told by the systems that have them. */
export type OpenMatters = (context: Context, storeId: string) => Promise<NonNullable<RefusalDetails['blockers']>>;

/** What the register is built on. */
export interface StoreRegister {
  readonly models: StoreModels;
  readonly openMatters: OpenMatters;
  /**
   * Told after a change of owners, in its transaction; what the owners' people reach follows from it.
   * @throws AppError `duties_conflict` when somebody would hold what must be kept apart.
   */
  readonly ownersChanged: (context: Context, franchiseeIds: readonly string[]) => Promise<void>;
}

/** A period with the name of its franchisee, as policies take it. */
export type Period = PeriodRecord & {
  readonly from: Date;
  readonly until: Date | null;
  readonly franchiseeName: string | null;
};

/** Options every statement of a request carries. */
export const within = ({ transaction }: Statement) => ({ transaction: transaction ?? null });

/** Why statements on a store's rows need no scope of their own. */
export const FOUND = 'the store was found in the scope of the caller';

/** Where clause of the stretches in force at an instant. */
export const inForceAt = (
  at: Date,
): { fromAt: WhereAttributeHashValue<Date>; untilAt: WhereAttributeHashValue<Date | null> } => ({
  fromAt: { [Op.lte]: at },
  untilAt: { [Op.or]: [{ [Op.is]: null }, { [Op.gt]: at }] },
});

/** Each word must occur in one of the columns; INSTR compares byte by byte on both databases, so no character is special. */
export const containsWords = (text: string | undefined, columns: readonly string[]): WhereOptions[] =>
  searchable(text ?? '')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ [Op.or]: columns.map((column) => comparing(fn('INSTR', col(column), word), Op.gt, 0)) }));

/** A refusal of one value of the body whose form is right. */
export const refuseValue = (field: string, code: RefusedCode): AppError =>
  new AppError('validation_failed', { errors: [{ pointer: `#/body/${field}`, code, messages: refusedValues[code] }] });

/** Refuses a known store for an action the caller may not do there. @throws AppError `permission_missing` */
export function assertReaches(access: Access, meta: MetaCode, storeId: string): void {
  if (!reaches(access.scope(meta), storeId)) throw new AppError('permission_missing', { meta });
}

/** The store, if the caller may see it. @throws AppError `not_found` */
export async function findVisible({ models }: StoreRegister, context: Context, storeId: string): Promise<StoreRecord> {
  const scopeBy = scopedWhere(context.caller.access.scope(may.view), 'id');
  const row = await models.Store.findOne({ where: { id: storeId }, scopeBy, ...within(context) });
  if (!row) throw new AppError('not_found');
  return row.get({ plain: true });
}

/** A period row with the name of its franchisee joined. */
export const toPeriod = (row: { get(options: { plain: true }): PeriodRecord }): Period => {
  const record = row.get({ plain: true }) as PeriodRecord & { franchisee: Pick<FranchiseeRecord, 'name'> | null };
  return { ...record, from: record.fromAt, until: record.untilAt, franchiseeName: record.franchisee?.name ?? null };
};

async function findPeriods(
  { models }: StoreRegister,
  context: Statement,
  where: WhereOptions<PeriodRecord>,
): Promise<Period[]> {
  const rows = await models.Period.findAll({
    where,
    include: [{ model: models.Franchisee, as: 'franchisee', attributes: ['name'] }],
    order: [['fromAt', 'ASC']],
    unscoped: FOUND,
    ...within(context),
  });
  return rows.map(toPeriod);
}

/** All stretches of one kind, oldest first. */
export const lifeOf = (
  register: StoreRegister,
  context: Statement,
  storeId: string,
  kind: Period['kind'],
): Promise<Period[]> => findPeriods(register, context, { storeId, kind });

const dataOf = (record: StoreRecord) => {
  const { id, code, name, brand, city, address, zone, regionId, hosts, phone, openedOn, note, version } = record;
  const hours = { from: record.hoursFrom, until: record.hoursUntil };
  const instants = { createdAt: record.createdAt.toISOString(), updatedAt: record.updatedAt.toISOString() };
  return {
    id,
    code,
    name,
    brand,
    city,
    address,
    zone,
    regionId,
    hosts,
    phone,
    hours,
    openedOn,
    note,
    version,
    ...instants,
  };
};

function scheduledOf(ahead: readonly (Period | undefined)[]): Store['scheduled'] {
  const periods = ahead.filter((period) => period !== undefined);
  if (periods.length === 0) return null;
  const first = Math.min(...periods.map(({ from }) => from.getTime()));
  const next = periods.filter(({ from }) => from.getTime() === first);
  return {
    status: next.find(({ status }) => status)?.status ?? null,
    ownerKind: next.find(({ ownerKind }) => ownerKind)?.ownerKind ?? null,
    from: new Date(first).toISOString(),
  };
}

/** The store as the caller gets it at `now`. */
export async function presentStore(
  register: StoreRegister,
  context: Context,
  record: StoreRecord,
  { access = context.caller.access, now = context.now } = {},
): Promise<Store> {
  const life = await findPeriods(register, context, { storeId: record.id, untilAt: inForceAt(now).untilAt });
  const statuses = life.filter(({ kind }) => kind === 'status');
  const owners = life.filter(({ kind }) => kind === 'owner');
  const [status, owner] = [inForce(statuses, now), inForce(owners, now)];
  if (!status?.status || !owner?.ownerKind) throw new RangeError('a store without status or owner');
  const [statusAhead, ownerAhead] = [scheduledAfter(statuses, now), scheduledAfter(owners, now)];
  const region = await unitName(context, record.regionId);
  const managers = await storeManagers(context, [record.id]);
  return {
    ...dataOf(record),
    regionName: region?.[context.locale] ?? '',
    status: status.status,
    ownerKind: owner.ownerKind,
    franchiseeId: owner.franchiseeId,
    franchiseeName: owner.franchiseeName,
    managerName: managers.get(record.id) ?? null,
    scheduled: scheduledOf([statusAhead, ownerAhead]),
    ...storeFlags(access, {
      id: record.id,
      status: status.status,
      statusAhead: Boolean(statusAhead),
      ownerAhead: Boolean(ownerAhead),
    }),
  };
}

/** Names of the fields that commands changed after the version somebody saw. */
export async function changedFields(
  { models }: StoreRegister,
  context: Statement,
  storeId: string,
  seenVersion: number,
): Promise<string[]> {
  const where = { storeId, version: { [Op.gt]: seenVersion } };
  const rows = await models.Revision.findAll({ where, order: [['version', 'ASC']], ...within(context) });
  return changedBy(rows.map((row): RevisionRecord => row.get({ plain: true })));
}
