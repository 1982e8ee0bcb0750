import { Op, type WhereOptions } from 'sequelize';
import type * as contract from '@eoms/contracts/access/requests.contract';
import type { AccessRequest as ShownRequest } from '@eoms/contracts/access/requests.record';
import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import { systems } from '@eoms/contracts/systems';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { sourcesAt } from '../access/access.service.ts';
import type { Target } from './catalogue-limits.ts';
import { changeAsOfNow } from './change-now.ts';
import type { Appliers } from './decide.ts';
import { AccessRequest } from './grants.model.ts';
import { memoryPage } from './memory-page.ts';
import { viewOf } from './request-views.ts';
import { presentRequests, presentRows, voiceIn } from './request-present.ts';
import { loadDossier, loadDossiers, type Dossier } from './request-store.ts';
import { loadSituation, type GrantsDeps, type Situation } from './situation.ts';
import { isHeld } from './subject.ts';

const has = (text: string, q: string | undefined): boolean => !q || text.toLowerCase().includes(q.toLowerCase());

/** What may be asked for, with its limits, by system and name. */
export async function listRequestable(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listRequestable>,
): Promise<HandlerOutput<typeof contract.listRequestable>> {
  const { q, system, kind, cursor, limit } = query;
  const situation = await loadSituation(deps, context);
  const kindOf = ({ roleId }: Target) => (roleId === null ? ('meta' as const) : ('role' as const));
  const words = ({ name, role, meta }: Target): string => [name.zh, name.en, role?.code, meta?.code].join(' ');
  const wanted = situation.targets
    .all()
    .filter(({ live, limits }) => live && limits.requestable)
    .filter((target) => !system || system.includes(target.system))
    .filter((target) => (!kind || kindOf(target) === kind) && has(words(target), q));
  const page = memoryPage(wanted, {
    key: (target) => `${target.system} ${kindOf(target) === 'role' ? 0 : 1} ${target.name.zh}`,
    id: ({ roleId, metaId }) => roleId ?? metaId ?? '',
    cursor,
    limit,
    binding: { list: 'requestable', q, system, kind },
  });
  const sources = sourcesAt(situation.moment(), context.caller.id);
  const self = { all: false, self: false, unitIds: new Set<string>() };
  return {
    next: page.next,
    items: page.items.map((target) => ({
      kind: kindOf(target),
      role: target.role,
      meta: target.meta,
      system: target.system,
      systemName: systems[target.system],
      name: target.name,
      metas: target.metas.map(({ ref }) => ref),
      riskTier: target.limits.tier,
      maxShortMinutes: target.limits.maxShortMinutes,
      maxLongDays: target.limits.maxLongDays,
      scopeKinds: [...target.limits.scopeKinds],
      held: isHeld(sources, target, self),
    })),
  };
}

const stateFilter = (states: readonly AccessRequest['state'][] | undefined, now: Date): WhereOptions => {
  if (!states) return {};
  const late = { state: 'PENDING', expiresAt: { [Op.lte]: now } };
  const rest = states.filter((state) => state !== 'PENDING');
  return {
    [Op.or]: [
      { state: { [Op.in]: rest } },
      ...(states.includes('EXPIRED') ? [late] : []),
      ...(states.includes('PENDING') ? [{ state: 'PENDING', expiresAt: { [Op.gt]: now } }] : []),
    ],
  };
};

/** Requests the caller made or that are about him. */
export async function listMyRequests(
  deps: GrantsDeps,
  context: Context,
  { query }: HandlerInput<typeof contract.listMyRequests>,
): Promise<HandlerOutput<typeof contract.listMyRequests>> {
  const { state, kind, cursor, limit } = query;
  const { caller, now } = context;
  const list = keysetPage(AccessRequest, {
    sort: [{ column: 'createdAt', direction: 'desc' }],
    cursor,
    limit,
    binding: { of: caller.id, state, kind },
  });
  // What somebody else is still drafting about him is not his to see.
  const mine = {
    [Op.or]: [{ requesterId: caller.id }, { granteeId: caller.id, state: { [Op.ne]: 'DRAFT' } }],
  };
  const rows = await AccessRequest.findAll({
    where: { [Op.and]: [mine, stateFilter(state, now), kind ? { kind } : {}, list.where] },
    order: list.order,
    limit: list.limit,
  });
  const { items, next } = list.page(rows);
  const situation = await loadSituation(deps, context);
  const dossiers = await loadDossiers(
    context,
    items.map(({ id }) => id),
  );
  return { items: await presentRows(situation, context, dossiers), next };
}

/** True when somebody may see grants of a person: by the unit the person belongs to. */
export function seesGrantsOf({ unitOf }: Situation, { access, id }: Context['caller'], personId: string): boolean {
  const scope = access.scope('access.grant.view');
  if (scope.kind === 'all') return true;
  if (scope.kind === 'none') return false;
  return (scope.self && personId === id) || scope.unitIds.has(unitOf(personId) ?? '');
}

function maySee(situation: Situation, { caller }: Context, dossier: Dossier): boolean {
  const { request, decisions } = dossier;
  if (request.requesterId === caller.id) return true;
  if (request.state === 'DRAFT') return false;
  if (request.granteeId === caller.id) return true;
  if (decisions.some(({ actorId, onBehalfOfId }) => actorId === caller.id || onBehalfOfId === caller.id)) return true;
  if (request.granteeId === null && caller.access.has('access.catalogue.view')) return true;
  if (request.granteeId !== null && seesGrantsOf(situation, caller, request.granteeId)) return true;
  return (
    caller.access.has('access.approval.decide') && voiceIn(situation, viewOf(situation, dossier), caller.id) !== null
  );
}

/** One request. @throws AppError `not_found` when there is none or the caller has nothing to do with it */
export async function getRequest(
  deps: GrantsDeps,
  appliers: Appliers,
  context: Context,
  { params }: HandlerInput<typeof contract.getRequest>,
): Promise<ShownRequest> {
  const dossier = await loadDossier(context, params.requestId);
  const situation = await loadSituation(deps, context);
  if (!maySee(situation, context, dossier)) throw new AppError('not_found');
  const [shown] = await presentRequests(situation, context, [dossier]);
  if (!shown) throw new AppError('not_found');
  return { ...shown, changeNow: await changeAsOfNow(appliers, context, dossier.request) };
}
