import { Op, type WhereOptions } from 'sequelize';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type * as contract from '@eoms/contracts/access/governance.contract';
import { keysetPage } from '../../database/keyset.ts';
import { newId } from '../../database/new-id.ts';
import { updateWhere } from '../../database/transaction.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { recordChange, type AccessService, type Facts } from '../access/access.service.ts';
import { recordAudit } from '../audit/audit.service.ts';
import { readAccessPolicy } from '../catalogue/access-policy.service.ts';
import { scopeKindsOf } from '../catalogue/references.service.ts';
import { personRefs } from '../people/references.service.ts';
import { raiseAlarm } from './alarms.service.ts';
import { endOf, isActive, isOverdue, lastingOf, mayBeTaken } from './break-glass.policy.ts';
import { namesOfGiven } from './given.service.ts';
import { reachedEmergencies, type EmergencyReach } from './emergency-reach.ts';
import { BreakGlass } from './governance.model.ts';

type Shown = HandlerOutput<typeof contract.takeBreakGlass>;
type Page = HandlerOutput<typeof contract.listBreakGlass>;

/** A conflict of duties that the emergency would bring about. */
export interface EmergencyConflict {
  readonly mode: 'BLOCK' | 'EXTRA_STAGE' | 'REPORT';
}

/** What emergencies need from the rest of the permission centre. */
export interface BreakGlassDeps {
  readonly access: Pick<AccessService, 'facts'>;
  /** Rules of separation of duties that a person would touch with further permissions, now or before they end. */
  readonly conflicts: (
    context: Context,
    facts: Facts,
    further: {
      readonly personId: string;
      readonly metaIds: readonly string[];
      readonly scope: Use['scope'];
      readonly until: Date;
    },
  ) => Promise<readonly EmergencyConflict[]>;
}

async function shown(context: Context, emergencies: readonly BreakGlass[]): Promise<Shown[]> {
  const people = await personRefs(
    context,
    emergencies.flatMap(({ personId, reviewedBy }) => [personId, reviewedBy]),
  );
  const named = await namesOfGiven(context, emergencies);
  const { caller, now } = context;
  return emergencies.flatMap((one) => {
    const person = people.get(one.personId);
    if (!person) return [];
    const active = isActive(one, now);
    return [
      {
        id: one.id,
        person,
        ...named(one),
        reason: one.reason,
        from: one.startsAt.toISOString(),
        until: endOf(one).toISOString(),
        state: active ? ('ACTIVE' as const) : ('ENDED' as const),
        reviewedBy: people.get(one.reviewedBy ?? '') ?? null,
        reviewedAt: one.reviewedAt?.toISOString() ?? null,
        verdict: one.reviewVerdict,
        note: one.reviewNote,
        version: one.version,
        mayEnd: active && one.personId === caller.id,
        mayReview:
          one.reviewedAt === null && one.personId !== caller.id && caller.access.has('access.break-glass.review'),
      },
    ];
  });
}

async function page(
  context: Context,
  where: WhereOptions,
  { cursor, limit, binding }: { cursor?: string | undefined; limit: number; binding: unknown },
): Promise<Page> {
  const keyset = keysetPage(BreakGlass, {
    sort: [{ column: 'startsAt', direction: 'desc' }],
    cursor,
    limit,
    binding,
  });
  const rows = await BreakGlass.findAll({
    where: { [Op.and]: [where, keyset.where] },
    order: keyset.order,
    limit: keyset.limit,
  });
  const { items, next } = keyset.page(rows);
  return { items: await shown(context, items), next };
}

async function find(context: Context, id: string): Promise<BreakGlass> {
  const found = await BreakGlass.findByPk(id, { transaction: context.transaction ?? null });
  if (!found) throw new AppError('not_found');
  return found;
}

async function present(context: Context, id: string): Promise<Shown> {
  const [one] = await shown(context, [await find(context, id)]);
  if (!one) throw new AppError('not_found');
  return one;
}

type Use = HandlerInput<typeof contract.takeBreakGlass>['body'];

/** What is asked for, as ids; refuses what does not live, what nobody may take, and a target that is not exactly one. */
function targetOf(facts: Facts, { roleId, metaCode }: Use): { roleId: string | null; metaIds: string[] } {
  if ((roleId === null) === (metaCode === null)) throw new AppError('not_found');
  const role = facts.roles.find(({ id, live }) => id === roleId && live);
  const live = new Map(facts.metas.filter((meta) => meta.live).map((meta) => [meta.id, meta]));
  const metas = role
    ? role.metaIds.flatMap((id) => live.get(id) ?? [])
    : [...live.values()].filter(({ code }) => code === metaCode);
  if (metas.length === 0) throw new AppError('not_found');
  if (metas.some(({ systemCode }) => !mayBeTaken(systemCode))) throw new AppError('break_glass_forbidden');
  return { roleId: role?.id ?? null, metaIds: metas.map(({ id }) => id) };
}

/** @throws AppError `validation_failed` for more minutes than the settings allow. Answers these. */
async function assertShort(context: Context, { minutes }: Use): Promise<number> {
  const longest = (await readAccessPolicy(context)).settings.breakGlassMinutes;
  if (minutes <= longest) return longest;
  const messages = { zh: `紧急权限最长 ${longest} 分钟`, en: `An emergency lasts at most ${longest} minutes` };
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/minutes', code: 'number_too_large', messages }],
  });
}

/** An emergency reaches no further than a request for the same could. @throws AppError `validation_failed` */
async function assertReach(context: Context, { scope }: Use, metaIds: readonly string[]): Promise<void> {
  const kinds = await scopeKindsOf(context, metaIds);
  if ([...kinds.values()].every((allowed) => allowed.length === 0 || allowed.includes(scope.kind))) return;
  const messages = { zh: '该权限不允许使用此数据范围', en: 'The permission does not allow this reach' };
  throw new AppError('validation_failed', {
    errors: [{ pointer: '#/body/scope/kind', code: 'scope_refused', messages }],
  });
}

const MINUTE = 60_000;

/**
 * Refuses what would make an emergency out of many: until somebody has reviewed them, emergencies with a permission in common
 * last together no longer than one may. @throws AppError `break_glass_unreviewed`, `break_glass_spent`.
 */
async function assertNotAgain(
  { caller, now, transaction }: Context,
  { roles }: Facts,
  {
    metaIds,
    minutes,
    longest,
  }: { readonly metaIds: readonly string[]; readonly minutes: number; readonly longest: number },
): Promise<void> {
  const where = { personId: caller.id, reviewedAt: null };
  const before = await BreakGlass.findAll({ where, transaction: transaction ?? null });
  if (before.some((one) => isOverdue(one, now))) throw new AppError('break_glass_unreviewed');
  const asked = new Set(metaIds);
  const givenBy = ({ roleId, metaId }: BreakGlass): readonly string[] =>
    roles.find(({ id }) => id === roleId)?.metaIds ?? (metaId === null ? [] : [metaId]);
  const same = before.filter((one) => givenBy(one).some((id) => asked.has(id)));
  if (lastingOf(same) + minutes * MINUTE > longest * MINUTE) throw new AppError('break_glass_spent');
}

async function take(
  { access, conflicts }: BreakGlassDeps,
  context: Context,
  { body }: HandlerInput<typeof contract.takeBreakGlass>,
): Promise<Shown> {
  const { transaction, now, caller } = context;
  if (!transaction || caller.kind !== 'person') throw new AppError('break_glass_forbidden');
  // From here on no change of settings or permissions comes between what is checked and what is written.
  const seq = await recordChange(transaction, 'person', caller.id, now);
  const longest = await assertShort(context, body);
  const facts = await access.facts(transaction);
  const { roleId, metaIds } = targetOf(facts, body);
  await assertReach(context, body, metaIds);
  await assertNotAgain(context, facts, { metaIds, minutes: body.minutes, longest });
  const endsAt = new Date(now.getTime() + body.minutes * 60_000);
  const further = { personId: caller.id, metaIds, scope: body.scope, until: endsAt };
  const touched = await conflicts(context, facts, further);
  if (touched.some(({ mode }) => mode === 'BLOCK')) throw new AppError('sod_conflict');

  const id = newId();
  // The alarm comes first: it stands in the same transaction, so no use can be without it.
  const detail = { personId: caller.id, roleId, metaIds, until: endsAt.toISOString() };
  await raiseAlarm(context, { kind: 'break-glass', objectKind: 'break-glass', objectId: id, detail });
  await BreakGlass.create(
    {
      id,
      personId: caller.id,
      roleId,
      metaId: roleId === null ? (metaIds[0] ?? null) : null,
      scopeKind: body.scope.kind,
      scopeUnitIds: body.scope.unitIds,
      reason: body.reason,
      startsAt: now,
      endsAt,
      endedAt: null,
      reviewedBy: null,
      reviewedAt: null,
      reviewVerdict: null,
      reviewNote: null,
      version: 1,
      seq,
    },
    { transaction },
  );
  await recordAudit(context, { action: 'takeBreakGlass', objectKind: 'break-glass', objectId: id, detail });
  return present(context, id);
}

async function giveBack(
  context: Context,
  { params: { breakGlassId: id } }: HandlerInput<typeof contract.endBreakGlass>,
): Promise<Shown> {
  const { transaction, now, caller } = context;
  if (!transaction) throw new AppError('not_found');
  const emergency = await find(context, id);
  if (emergency.personId !== caller.id) throw new AppError('not_found');
  const seq = await recordChange(transaction, 'person', caller.id, now);
  const { version } = emergency;
  const stillActive = { id, version, endedAt: null, endsAt: { [Op.gt]: now } };
  const ended = await updateWhere(BreakGlass, { endedAt: now, version: version + 1, seq }, stillActive, {
    transaction,
  });
  if (ended === 0) throw new AppError('conflict');
  await recordAudit(context, { action: 'endBreakGlass', objectKind: 'break-glass', objectId: id });
  return present(context, id);
}

async function judge(
  reach: EmergencyReach,
  context: Context,
  { params: { breakGlassId: id }, body }: HandlerInput<typeof contract.reviewBreakGlass>,
): Promise<Shown> {
  const { transaction, now, caller } = context;
  if (!transaction) throw new AppError('not_found');
  const emergency = await find(context, id);
  if (emergency.personId === caller.id) throw new AppError('own_break_glass');
  const where = { [Op.and]: [{ id }, await reachedEmergencies(reach, context)] };
  if ((await BreakGlass.count({ where, transaction: transaction ?? null })) === 0) throw new AppError('not_found');
  const { version, personId } = emergency;
  await recordChange(transaction, 'person', personId, now);
  const reviewed = await updateWhere(
    BreakGlass,
    {
      reviewedBy: caller.id,
      reviewedAt: now,
      reviewVerdict: body.verdict,
      reviewNote: body.note,
      version: version + 1,
    },
    { id, version, reviewedAt: null },
    { transaction },
  );
  if (reviewed === 0) throw new AppError('conflict');
  const detail = { verdict: body.verdict };
  await recordAudit(context, { action: 'reviewBreakGlass', objectKind: 'break-glass', objectId: id, detail });
  return present(context, id);
}

/** Emergency permissions: at most four hours, an alarm at once, a review by somebody else. */
export const createBreakGlassService = (deps: BreakGlassDeps) => ({
  listBreakGlass: (context: Context, { query }: HandlerInput<typeof contract.listBreakGlass>): Promise<Page> =>
    page(context, { personId: context.caller.id }, { ...query, binding: { of: context.caller.id } }),

  listBreakGlassReviews: async (
    context: Context,
    { query: { open, ...query } }: HandlerInput<typeof contract.listBreakGlassReviews>,
  ): Promise<Page> => {
    const reached = await reachedEmergencies(deps, context);
    const where = { [Op.and]: [reached, open === 'true' ? { reviewedAt: null } : {}] };
    return page(context, where, { ...query, binding: { open } });
  },

  takeBreakGlass: (context: Context, input: HandlerInput<typeof contract.takeBreakGlass>) => take(deps, context, input),

  endBreakGlass: giveBack,

  reviewBreakGlass: (context: Context, input: HandlerInput<typeof contract.reviewBreakGlass>) =>
    judge(deps, context, input),
});
