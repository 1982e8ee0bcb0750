import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../../../database/new-id.ts';
import { updateWhere } from '../../../database/transaction.ts';
import { AppError } from '../../../errors.ts';
import type { Context } from '../../../http/context.ts';
import { recordChange } from '../../../portal/access/access.service.ts';
import { ownerFault, type LifeKind, type Owner, type TakeBack, type Turn } from './store-life.policy.ts';
import {
  FOUND,
  assertReaches,
  changedFields,
  findVisible,
  lifeOf,
  presentStore,
  refuseValue,
  within,
  type StoreRegister,
} from './store-reads.service.ts';
import type { PeriodRecord, StoreRecord } from './stores.model.ts';

/** Asks for a change of the version the caller saw. */
export interface Claim {
  readonly storeId: string;
  readonly seenVersion: number;
  readonly meta: MetaCode;
}

/** A stretch to be written; `value` holds what its kind says. */
export interface NewPeriod {
  readonly storeId: string;
  readonly kind: LifeKind;
  readonly at: Date;
  readonly value: Partial<Pick<PeriodRecord, 'status' | 'ownerKind' | 'franchiseeId' | 'regionId'>>;
  readonly reason: string;
}

const noValue = { status: null, ownerKind: null, franchiseeId: null, regionId: null };

/** The store is no longer the one the caller saw: says what it is now and what changed. */
async function refuseStale(register: StoreRegister, context: Context, { storeId, seenVersion }: Claim): Promise<never> {
  const record = await findVisible(register, context, storeId);
  const changed = await changedFields(register, context, storeId, seenVersion);
  throw new AppError('stale_version', { current: await presentStore(register, context, record), changed });
}

/** Finds the store in the version the caller saw, if he may change it. @throws AppError `not_found`, `permission_missing`, `stale_version` */
export async function findClaimed(register: StoreRegister, context: Context, claim: Claim): Promise<StoreRecord> {
  const record = await findVisible(register, context, claim.storeId);
  assertReaches(context.caller.access, claim.meta, claim.storeId);
  return record.version === claim.seenVersion ? record : refuseStale(register, context, claim);
}

/** Raises the version if it still is the one the caller saw; from here on the store is ours until the commit. @throws AppError `stale_version` */
export async function raiseVersion(
  register: StoreRegister,
  context: Context,
  claim: Claim,
  fields: readonly string[],
  values: Partial<StoreRecord> = {},
): Promise<void> {
  const { Store, Revision } = register.models;
  const { storeId, seenVersion } = claim;
  const version = seenVersion + 1;
  const changes = { ...values, version, updatedAt: context.now };
  const matched = await updateWhere(
    Store,
    changes,
    { id: storeId, version: seenVersion },
    { unscoped: FOUND, ...within(context) },
  );
  if (matched === 0) await refuseStale(register, context, claim);
  await Revision.create({ storeId, version, fields, at: context.now }, within(context));
}

/** Begins a stretch, named after the caller. */
export async function beginPeriod(
  { models }: StoreRegister,
  context: Context,
  { at, value, ...period }: NewPeriod,
): Promise<void> {
  const { id, name: byName, kind } = context.caller;
  await announceOwner(context, period);
  const byId = kind === 'person' ? id : null;
  const span = { fromAt: at, untilAt: null, createdAt: context.now };
  await models.Period.create({ ...noValue, ...value, ...period, ...span, id: newId(), byId, byName }, within(context));
}

/** What a franchisee may see follows from who owns which store. */
export const announceOwner = async (
  context: Context,
  { kind, storeId }: Pick<NewPeriod, 'kind' | 'storeId'>,
): Promise<void> => {
  if (kind === 'owner' && context.transaction)
    await recordChange(context.transaction, 'franchise', storeId, context.now);
};

const endPeriod = ({ models }: StoreRegister, context: Context, id: string, untilAt: Date | null): Promise<number> =>
  updateWhere(models.Period, { untilAt }, { id }, { unscoped: FOUND, ...within(context) });

/** Lets the permission centre look at all owners of a store after a change of theirs. */
export async function settleOwners(register: StoreRegister, context: Context, storeId: string): Promise<void> {
  const owners = await lifeOf(register, context, storeId, 'owner');
  await register.ownersChanged(context, [...new Set(owners.flatMap(({ franchiseeId }) => franchiseeId ?? []))]);
}

/** Ends the stretch in force and begins the next at the same instant. */
export async function turnLife(
  register: StoreRegister,
  context: Context,
  { endId, at }: Turn,
  next: Omit<NewPeriod, 'at'>,
): Promise<void> {
  await endPeriod(register, context, endId, at);
  await beginPeriod(register, context, { ...next, at });
}

/** Removes a stretch that lies ahead; the one before it is open ended again. */
export async function takeBackChange(
  register: StoreRegister,
  context: Context,
  { removeId, reopenId }: TakeBack,
): Promise<void> {
  await register.models.Period.destroy({ where: { id: removeId }, unscoped: FOUND, ...within(context) });
  await endPeriod(register, context, reopenId, null);
}

/** Refuses an owner whose parts do not fit together. @throws AppError `validation_failed` */
export async function assertOwner({ models }: StoreRegister, context: Context, owner: Owner): Promise<void> {
  const row =
    owner.franchiseeId === null ? null : await models.Franchisee.findByPk(owner.franchiseeId, within(context));
  const fault = ownerFault(owner, row?.get({ plain: true }) ?? null);
  if (fault) throw refuseValue('franchiseeId', fault);
}
