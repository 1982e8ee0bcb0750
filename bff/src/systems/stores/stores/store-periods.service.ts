import { Op } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/stores/stores.contract';
import type { Store } from '@eoms/contracts/stores/stores.contract';
import { keysetPage } from '../../../database/keyset.ts';
import { AppError } from '../../../errors.ts';
import type { Context } from '../../../http/context.ts';
import { recordAudit } from '../../../portal/audit/audit.service.ts';
import {
  announceOwner,
  assertOwner,
  findClaimed,
  raiseVersion,
  settleOwners,
  takeBackChange,
  turnLife,
} from './store-changes.service.ts';
import {
  effectiveInstant,
  liesAhead,
  planStatusChange,
  planTakeBack,
  planTurn,
  type StatusStretch,
} from './store-life.policy.ts';
import {
  FOUND,
  assertReaches,
  findVisible,
  lifeOf,
  presentStore,
  refuseValue,
  toPeriod,
  within,
  type Period,
  type StoreRegister,
} from './store-reads.service.ts';
import { may, neededToTakeBack, reaches, sameOwner } from './stores.policy.ts';

type PeriodList = HandlerInput<typeof contract.listStorePeriods>;
type PeriodPage = HandlerOutput<typeof contract.listStorePeriods>;
type ShownPeriod = Period & { readonly kind: 'status' | 'owner' };

const SHOWN = ['status', 'owner'] as const;

const isShown = (period: Period): period is ShownPeriod => period.kind !== 'region';

const asStatuses = (periods: readonly Period[]): StatusStretch[] =>
  periods.flatMap(({ id, from, until, status }) => (status ? [{ id, from, until, status }] : []));

/** @throws AppError when the wished instant is past or too far ahead */
function effectiveAt(wished: string | null, now: Date): Date {
  const at = effectiveInstant(wished === null ? null : new Date(wished), now);
  if (at instanceof Date) return at;
  throw refuseValue('effectiveFrom', at);
}

const shownPeriod = (context: Context, period: ShownPeriod): PeriodPage['items'][number] => {
  const { id, kind, status, ownerKind, franchiseeId, franchiseeName, reason, byName, from, until } = period;
  const reached = neededToTakeBack(kind).every((meta) => reaches(context.caller.access.scope(meta), period.storeId));
  const span = { from: from.toISOString(), until: until?.toISOString() ?? null };
  return {
    id,
    kind,
    status,
    ownerKind,
    franchiseeId,
    franchiseeName,
    reason,
    byName,
    ...span,
    mayCancel: reached && liesAhead(period, context.now),
  };
};

/** History and schedule of a store, newest first. */
export async function listStorePeriods(
  register: StoreRegister,
  context: Context,
  { params: { storeId }, query }: PeriodList,
): Promise<PeriodPage> {
  await findVisible(register, context, storeId);
  const { Period: Periods, Franchisee } = register.models;
  const { cursor, limit } = query;
  const keyset = keysetPage(Periods, {
    sort: [{ column: 'fromAt', direction: 'desc' }],
    cursor,
    limit,
    binding: { storeId },
  });
  const rows = await Periods.findAll({
    where: { [Op.and]: [{ storeId, kind: { [Op.in]: SHOWN } }, keyset.where] },
    include: [{ model: Franchisee, as: 'franchisee', attributes: ['name'] }],
    order: keyset.order,
    limit: keyset.limit,
    unscoped: FOUND,
    ...within(context),
  });
  const { items, next } = keyset.page(rows);
  const periods = items.map(toPeriod).filter(isShown);
  return { items: periods.map((period) => shownPeriod(context, period)), next };
}

/** A change of now must show in its own answer, even when it had to begin a moment later. */
async function presentChanged(register: StoreRegister, context: Context, storeId: string, at: Date): Promise<Store> {
  const record = await findVisible(register, context, storeId);
  const now = liesAhead({ from: at }, context.now) ? context.now : at;
  return presentStore(register, context, record, { now });
}

async function assertClosable(register: StoreRegister, context: Context, storeId: string): Promise<void> {
  const blockers = (await register.openMatters(context, storeId)).filter(({ count }) => count > 0);
  if (blockers.length > 0) throw new AppError('store_closing_blocked', { blockers });
}

/** Moves a store along its life cycle, now or at a later instant. */
export async function changeStoreStatus(
  register: StoreRegister,
  context: Context,
  { params: { storeId }, body, ifMatch }: HandlerInput<typeof contract.changeStoreStatus>,
): Promise<Store> {
  const claim = { storeId, seenVersion: ifMatch, meta: may.changeStatus };
  await findClaimed(register, context, claim);
  const { to, reason } = body;
  const at = effectiveAt(body.effectiveFrom, context.now);
  await raiseVersion(register, context, claim, [liesAhead({ from: at }, context.now) ? 'scheduled' : 'status']);
  const statuses = asStatuses(await lifeOf(register, context, storeId, 'status'));
  const turn = planStatusChange(statuses, to, at, context.now);
  if (typeof turn === 'string') throw new AppError(turn);
  if (to === 'closed') await assertClosable(register, context, storeId);
  await turnLife(register, context, turn, { storeId, kind: 'status', value: { status: to }, reason });
  const detail = { version: ifMatch + 1, to, effectiveFrom: turn.at.toISOString() };
  await recordAudit(context, { action: 'changeStoreStatus', objectKind: 'store', objectId: storeId, detail });
  return presentChanged(register, context, storeId, turn.at);
}

/** Gives a store to another owner, now or at a later instant. */
export async function changeStoreOwner(
  register: StoreRegister,
  context: Context,
  { params: { storeId }, body, ifMatch }: HandlerInput<typeof contract.changeStoreOwner>,
): Promise<Store> {
  const claim = { storeId, seenVersion: ifMatch, meta: may.changeOwner };
  await findClaimed(register, context, claim);
  const { ownerKind, franchiseeId, reason } = body;
  const owner = { ownerKind, franchiseeId };
  const at = effectiveAt(body.effectiveFrom, context.now);
  await assertOwner(register, context, owner);
  await raiseVersion(
    register,
    context,
    claim,
    liesAhead({ from: at }, context.now) ? ['scheduled'] : ['ownerKind', 'franchiseeId'],
  );
  const owners = await lifeOf(register, context, storeId, 'owner');
  const turn = planTurn(owners, at, context.now);
  if (typeof turn === 'string') throw new AppError(turn);
  const present = owners.find(({ id }) => id === turn.endId);
  if (
    present?.ownerKind &&
    sameOwner({ ...owner, ownerKind: present.ownerKind, franchiseeId: present.franchiseeId }, owner)
  ) {
    throw refuseValue('ownerKind', 'owner_unchanged');
  }
  await turnLife(register, context, turn, { storeId, kind: 'owner', value: owner, reason });
  await settleOwners(register, context, storeId);
  const detail = { version: ifMatch + 1, ...owner, effectiveFrom: turn.at.toISOString() };
  await recordAudit(context, { action: 'changeStoreOwner', objectKind: 'store', objectId: storeId, detail });
  return presentChanged(register, context, storeId, turn.at);
}

async function findShown(
  register: StoreRegister,
  context: Context,
  storeId: string,
  periodId: string,
): Promise<ShownPeriod> {
  const lives = [await lifeOf(register, context, storeId, 'status'), await lifeOf(register, context, storeId, 'owner')];
  const period = lives.flat().find(({ id }) => id === periodId);
  if (!period || !isShown(period)) throw new AppError('not_found');
  return period;
}

/** Takes back a change that has not begun. */
export async function cancelStoreChange(
  register: StoreRegister,
  context: Context,
  { params: { storeId, periodId }, ifMatch }: HandlerInput<typeof contract.cancelStoreChange>,
): Promise<Store> {
  const claim = { storeId, seenVersion: ifMatch, meta: may.changeStatus };
  await findClaimed(register, context, claim);
  const { kind, status, ownerKind, franchiseeId, from } = await findShown(register, context, storeId, periodId);
  for (const meta of neededToTakeBack(kind)) assertReaches(context.caller.access, meta, storeId);
  await raiseVersion(register, context, claim, ['scheduled']);
  const plan = planTakeBack(await lifeOf(register, context, storeId, kind), periodId, context.now);
  if (!plan) throw new AppError('conflict');
  await announceOwner(context, { kind, storeId });
  await takeBackChange(register, context, plan);
  if (kind === 'owner') await settleOwners(register, context, storeId);
  const detail = { version: ifMatch + 1, kind, status, ownerKind, franchiseeId, effectiveFrom: from.toISOString() };
  await recordAudit(context, { action: 'cancelStoreChange', objectKind: 'store', objectId: storeId, detail });
  return presentStore(register, context, await findVisible(register, context, storeId));
}
