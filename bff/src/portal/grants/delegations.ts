import { Op, type WhereOptions } from 'sequelize';
import { DELEGATION_DAYS } from '@eoms/contracts/access/delegations.contract';
import type * as contract from '@eoms/contracts/access/delegations.contract';
import type { Delegation as ShownDelegation } from '@eoms/contracts/access/delegations.contract';
import type { HandlerInput, HandlerOutput, Localized } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import { keysetPage } from '../../database/keyset.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { holdsAt } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { searchPeople } from '../people/people.service.ts';
import { personRefs } from '../people/references.service.ts';
import { Delegation } from './grants.model.ts';
import { namesFor } from './request-views.ts';
import { begin, rowOf } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';

const DAY = 24 * 3600_000;
/** Pages of people that one page of choices may look through. */
const LOOKED_THROUGH = 10;

const headFacts = ({ facts, at }: Situation, personId: string) =>
  facts.heads.filter((head) => head.personId === personId && holdsAt(head, at));

/** True when somebody may have something to decide: he leads a unit, or owns a system. */
function hasDecisions(situation: Situation, personId: string): boolean {
  if (!situation.mayDecide(personId)) return false;
  if (headFacts(situation, personId).length > 0) return true;
  return situation.targets.all().some(({ system }) => situation.targets.ownerOf(system) === personId);
}

/** True when somebody may decide for another: an active approver who is not below him, or the deputy of a unit of his. */
function isEligible(situation: Situation, ownerId: string, delegateId: string): boolean {
  if (ownerId === delegateId || !situation.isActive(delegateId) || !situation.mayDecide(delegateId)) return false;
  if (!situation.isAbove(ownerId, delegateId)) return true;
  const led = new Set(headFacts(situation, ownerId).map(({ unitId }) => unitId));
  return headFacts(situation, delegateId).some(({ kind, unitId }) => kind === 'DEPUTY' && led.has(unitId));
}

function stateOf({ startsAt, endsAt, endedAt }: Delegation, at: Date): ShownDelegation['state'] {
  if (at >= endsAt || (endedAt !== null && at >= endedAt)) return 'ENDED';
  return at < startsAt ? 'SCHEDULED' : 'ACTIVE';
}

function withoutEffect(situation: Situation, { ownerId, delegateId }: Delegation): ShownDelegation['without'] {
  if (!situation.isActive(ownerId)) return 'OWNER_INACTIVE';
  if (!situation.isActive(delegateId) || !situation.mayDecide(delegateId)) return 'DELEGATE_INACTIVE';
  return hasDecisions(situation, ownerId) ? null : 'NOTHING_TO_DECIDE';
}

async function present(
  situation: Situation,
  context: Context,
  delegations: readonly Delegation[],
): Promise<ShownDelegation[]> {
  const { caller, now } = context;
  const names = await namesFor(
    context,
    delegations.flatMap(({ ownerId, delegateId }) => [ownerId, delegateId]),
    [],
  );
  return delegations.map((delegation) => {
    const state = stateOf(delegation, now);
    return {
      id: delegation.id,
      owner: names.person(delegation.ownerId),
      delegate: names.person(delegation.delegateId),
      from: delegation.startsAt.toISOString(),
      until: delegation.endsAt.toISOString(),
      systems: delegation.systemCodes as SystemCode[],
      reason: delegation.reason,
      state,
      without: state === 'ENDED' ? null : withoutEffect(situation, delegation),
      endedAt: delegation.endedAt?.toISOString() ?? null,
      createdAt: delegation.createdAt.toISOString(),
      mayEnd: state !== 'ENDED' && [delegation.ownerId, delegation.delegateId].includes(caller.id),
    };
  });
}

/** Delegations the caller gave or received. */
export async function listMyDelegations(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listMyDelegations>,
): Promise<HandlerOutput<typeof contract.listMyDelegations>> {
  const { direction, cursor, limit } = query;
  const { id } = context.caller;
  const list = keysetPage(Delegation, {
    sort: [{ column: 'createdAt', direction: 'desc' }],
    cursor,
    limit,
    binding: { of: id, direction },
  });
  const given = direction === 'received' ? [] : [{ ownerId: id }];
  const received = direction === 'given' ? [] : [{ delegateId: id }];
  const mine: WhereOptions = { [Op.or]: [...given, ...received] };
  const rows = await Delegation.findAll({
    where: { [Op.and]: [mine, list.where] },
    order: list.order,
    limit: list.limit,
  });
  const { items, next } = list.page(rows);
  return { items: await present(await loadSituation(deps, context), context, items), next };
}

/** People who may decide for the caller. */
export async function listDelegateChoices(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listDelegateChoices>,
): Promise<HandlerOutput<typeof contract.listDelegateChoices>> {
  const { q, limit } = query;
  const situation = await loadSituation(deps, context);
  const ids: string[] = [];
  let next: string | null = query.cursor ?? null;
  // Few people are left out, so that one page of people usually fills one page of choices.
  for (let turn = 0; turn < LOOKED_THROUGH && ids.length === 0; turn += 1) {
    const page: Awaited<ReturnType<typeof searchPeople>> = await searchPeople(context, {
      q,
      limit,
      cursor: next ?? undefined,
    });
    ids.push(...page.items.map(({ id }) => id).filter((id) => isEligible(situation, context.caller.id, id)));
    next = page.next;
    if (next === null) break;
  }
  const people = await personRefs(context, ids);
  return { items: ids.flatMap((id) => people.get(id) ?? []), next };
}

const refuse = (pointer: string, code: string, messages: Localized): AppError =>
  new AppError('validation_failed', { errors: [{ pointer, code, messages }] });

function assertPeriod(from: Date, until: Date, now: Date): void {
  if (from < now || from.getTime() > now.getTime() + DELEGATION_DAYS * DAY)
    throw refuse('#/body/from', 'delegation_start', {
      zh: `开始时间应在现在之后、${DELEGATION_DAYS} 天之内`,
      en: `It begins within the next ${DELEGATION_DAYS} days`,
    });
  if (until <= from || until.getTime() - from.getTime() > DELEGATION_DAYS * DAY)
    throw refuse('#/body/until', 'delegation_end', {
      zh: `结束时间应晚于开始时间，最长 ${DELEGATION_DAYS} 天`,
      en: `It ends after it begins, and lasts ${DELEGATION_DAYS} days at most`,
    });
}

/** Lets somebody decide for the caller. */
export async function createDelegation(
  deps: GrantsDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.createDelegation>,
): Promise<ShownDelegation> {
  const { caller, now } = context;
  const { seq, changing } = await begin(context, [{ kind: 'policy', ref: caller.id }]);
  const situation = await loadSituation(deps, context);
  if (caller.kind !== 'person' || !hasDecisions(situation, caller.id)) throw new AppError('delegation_pointless');
  if (!isEligible(situation, caller.id, body.delegateId)) throw new AppError('delegate_ineligible');
  const from = body.from === null ? now : new Date(body.from);
  const until = new Date(body.until);
  assertPeriod(from, until, now);
  const delegation = await Delegation.create(
    {
      id: newId(),
      ownerId: caller.id,
      delegateId: body.delegateId,
      startsAt: from,
      endsAt: until,
      systemCodes: [...new Set(body.systems)].sort(),
      reason: body.reason,
      createdBy: caller.id,
      createdAt: now,
      endedAt: null,
      seq,
    },
    { transaction: changing.transaction },
  );
  const objectId = delegation.id;
  const entry = { action: 'createDelegation', objectKind: 'delegation', objectId, after: rowOf(delegation) };
  await recordAudit(changing, { ...entry, reason: body.reason });
  const [shown] = await present(situation, context, [delegation]);
  if (!shown) throw new AppError('not_found');
  return shown;
}

/** Ends a delegation now. */
export async function endDelegation(
  deps: GrantsDeps,
  context: Context,
  { params }: HandlerInput<typeof contract.endDelegation>,
): Promise<ShownDelegation> {
  const { caller, now } = context;
  const { seq, changing } = await begin(context, [{ kind: 'policy', ref: params.delegationId }]);
  const { transaction } = changing;
  const delegation = await Delegation.findByPk(params.delegationId, { transaction });
  if (!delegation || ![delegation.ownerId, delegation.delegateId].includes(caller.id)) throw new AppError('not_found');
  const later = { [Op.or]: [null, { [Op.gt]: now }] };
  const where = { id: delegation.id, endedAt: later, endsAt: { [Op.gt]: now } };
  if ((await updateWhere(Delegation, { endedAt: now, seq }, where, { transaction })) === 0)
    throw new AppError('delegation_over');
  await delegation.reload({ transaction });
  const objectId = delegation.id;
  const entry = { action: 'endDelegation', objectKind: 'delegation', objectId, after: rowOf(delegation) };
  await recordAudit(changing, entry);
  const [shown] = await present(await loadSituation(deps, context), context, [delegation]);
  if (!shown) throw new AppError('not_found');
  return shown;
}
