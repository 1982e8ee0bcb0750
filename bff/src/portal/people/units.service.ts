import { Op, type Transaction } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import { newId } from '../../database/new-id.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange } from '../access/access.service.ts';
import { Assignment, OrgEdge, OrgUnit, Person, type UnitKind } from './people.model.ts';

/** A unit as other features may know it. */
export interface UnitRecord {
  readonly id: string;
  readonly kind: UnitKind;
  readonly code: string | null;
  readonly name: Localized;
}

const inTransactionOf = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

/** The unit of a row. */
export const unitOf = (unit: OrgUnit): UnitRecord => ({
  id: unit.id,
  kind: unit.kind,
  code: unit.code,
  name: { zh: unit.nameZh, en: unit.nameEn },
});

const holding = (at: Date) => ({ startsAt: { [Op.lte]: at }, endsAt: { [Op.or]: [null, { [Op.gt]: at }] } });

/** All units of a kind, by code. */
export async function listUnits(context: Pick<Context, 'transaction'>, kind: UnitKind): Promise<UnitRecord[]> {
  const units = await OrgUnit.findAll({
    where: { kind },
    order: [
      ['code', 'ASC'],
      ['id', 'ASC'],
    ],
    ...inTransactionOf(context),
  });
  return units.map(unitOf);
}

/** Reads units by id; unknown ids are left out. */
export async function unitsByIds(
  context: Pick<Context, 'transaction'>,
  ids: readonly string[],
): Promise<Map<string, UnitRecord>> {
  if (ids.length === 0) return new Map();
  const units = await OrgUnit.findAll({ where: { id: [...new Set(ids)] }, ...inTransactionOf(context) });
  return new Map(units.map((unit) => [unit.id, unitOf(unit)]));
}

/** Name of a unit in both languages, or null when there is none. */
export async function unitName(context: Pick<Context, 'transaction'>, unitId: string): Promise<Localized | null> {
  return (await unitsByIds(context, [unitId])).get(unitId)?.name ?? null;
}

/** Names of the present managers of stores, by store id. */
export async function storeManagers(
  context: Pick<Context, 'transaction' | 'now'>,
  storeIds: readonly string[],
): Promise<Map<string, string>> {
  if (storeIds.length === 0) return new Map();
  const where = { unitId: [...new Set(storeIds)], position: 'store-manager', ...holding(context.now) };
  const assignments = await Assignment.findAll({
    where,
    order: [
      ['startsAt', 'ASC'],
      ['id', 'ASC'],
    ],
    ...inTransactionOf(context),
  });
  const people = await Person.findAll({
    where: { id: assignments.map(({ personId }) => personId), status: 'ACTIVE' },
    ...inTransactionOf(context),
  });
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return new Map(
    assignments.flatMap(({ unitId, personId }) => (names.has(personId) ? [[unitId, names.get(personId) ?? '']] : [])),
  );
}

async function regionOf(context: Pick<Context, 'transaction'>, regionId: string): Promise<OrgUnit> {
  const region = await OrgUnit.findOne({ where: { id: regionId, kind: 'REGION' }, ...inTransactionOf(context) });
  if (region) return region;
  const messages = { zh: '大区不存在', en: 'There is no such region' };
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/regionId', code: 'region_unknown', messages }],
  });
}

/** A store as the organisation sees it; the unit gets the store's id. */
export interface StoreUnit {
  readonly id: string;
  readonly name: string;
  readonly regionId: string;
}

/** Change of the organisation; only commands make one. */
interface ChangeContext {
  readonly transaction: Transaction | undefined;
  readonly now: Date;
}

async function announced(
  { transaction, now }: ChangeContext,
  unitId: string,
): Promise<{ seq: number; transaction: Transaction }> {
  if (!transaction) throw new Error('the organisation is only changed inside a transaction');
  return { seq: await recordChange(transaction, 'org', unitId, now), transaction };
}

/** Puts a store into the organisation below its region; registering it again changes nothing. */
export async function registerStoreUnit(context: ChangeContext, { id, name, regionId }: StoreUnit): Promise<void> {
  const region = await regionOf(context, regionId);
  if (await OrgUnit.findByPk(id, inTransactionOf(context))) return;
  const { seq, transaction } = await announced(context, id);
  const unit = {
    id,
    ehrId: null,
    kind: 'STORE' as const,
    code: null,
    nameZh: name,
    nameEn: name,
    status: 'ACTIVE' as const,
  };
  await OrgUnit.create({ ...unit, createdAt: context.now }, { transaction });
  await OrgEdge.create(
    { id: newId(), childId: id, parentId: region.id, startsAt: context.now, endsAt: null, seq, source: 'EOMS' },
    { transaction },
  );
}

/** Moves a store to another region, and with it what managers of both regions may reach. */
export async function moveStoreUnit(
  context: ChangeContext,
  { id, regionId }: Pick<StoreUnit, 'id' | 'regionId'>,
): Promise<void> {
  const region = await regionOf(context, regionId);
  const { seq, transaction } = await announced(context, id);
  const { now } = context;
  const open = { childId: id, endsAt: { [Op.or]: [null, { [Op.gt]: now }] } };
  // An edge that begins at this very instant never held.
  await OrgEdge.destroy({ where: { ...open, startsAt: { [Op.gte]: now } }, transaction });
  await OrgEdge.update({ endsAt: now }, { where: open, transaction });
  await OrgEdge.create(
    { id: newId(), childId: id, parentId: region.id, startsAt: now, endsAt: null, seq, source: 'EOMS' },
    { transaction },
  );
}

/** Renames the unit of a store. */
export async function renameStoreUnit(
  context: ChangeContext,
  { id, name }: Pick<StoreUnit, 'id' | 'name'>,
): Promise<void> {
  await announced(context, id);
  await OrgUnit.update({ nameZh: name, nameEn: name }, { where: { id, kind: 'STORE' }, ...inTransactionOf(context) });
}
