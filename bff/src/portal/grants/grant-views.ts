import type { Grant as ShownGrant } from '@eoms/contracts/access/grants.contract';
import type { Context } from '../../http/context.ts';
import { standingOf, type GrantFact } from '../access/access.service.ts';
import { lastUses } from '../use/use.service.ts';
import { voiceOf } from './authority.ts';
import { AccessRequest, Decision, type AccessGrant } from './grants.model.ts';
import { namesFor, type Names } from './request-views.ts';
import type { Situation } from './situation.ts';
import { partiesOf } from './subject.ts';

type Reading = Pick<Context, 'transaction' | 'now' | 'caller'>;

/** How a grant stands, as far as lists tell. */
export interface Standing {
  readonly state: ShownGrant['state'];
  readonly rest: { readonly since: Date; readonly confirmBy: Date; readonly unitId: string | null } | null;
}

/** The grant as a fact, from its row. */
export const factOf = ({ facts }: Pick<Situation, 'facts'>, id: string): GrantFact | undefined =>
  facts.grants.find((grant) => grant.id === id);

/** How a grant stands at the instant of the situation; computed from its columns, the places of its grantee and time. */
export function standing(situation: Situation, fact: GrantFact, revokedAt: Date | null): Standing {
  const { at } = situation;
  if (revokedAt !== null && revokedAt <= at) return { state: 'REVOKED', rest: null };
  const known = standingOf(fact, situation.assignmentsOf(fact.personId), at);
  if (known.state === 'ended') return { state: 'ENDED', rest: null };
  if (known.state === 'suspended') {
    const { since, confirmBy, unitId } = known;
    return { state: 'SUSPENDED', rest: { since, confirmBy, unitId } };
  }
  if (known.state === 'scheduled') return { state: 'SCHEDULED', rest: null };
  // A grant of somebody who is suspended himself rests with him.
  return { state: situation.isActive(fact.personId) ? 'ACTIVE' : 'SUSPENDED', rest: null };
}

/** True when a grant gives nothing any more and never will. */
export const isOver = ({ state }: Pick<Standing, 'state'>): boolean => state === 'REVOKED' || state === 'ENDED';

/** True when somebody may end a grant of another: a superior, the owner of the system, or a permission owner. */
export function mayEndFor(situation: Situation, personId: string, granteeId: string, system: string): boolean {
  if (personId === granteeId) return false;
  return (
    situation.isAbove(personId, granteeId) ||
    situation.targets.ownerOf(system) === personId ||
    situation.isPermissionOwner(personId)
  );
}

/** True when somebody may let a grant go on after a move: a superior or who stands in for one; where nobody is above, a permission owner. */
export function mayConfirmFor(situation: Situation, personId: string, granteeId: string, system: string): boolean {
  const asked = { granteeId, requesterId: granteeId, systems: [system] };
  const above = situation.superiorsOf(granteeId, partiesOf(situation, asked)).length > 0;
  return voiceOf(situation, asked, above ? 'SUPERIOR' : 'PERMISSION_OWNERS', personId, new Set()) !== null;
}

interface Related {
  readonly numbers: ReadonlyMap<string, string>;
  readonly approvers: ReadonlyMap<string, readonly string[]>;
}

async function relatedTo({ transaction }: Reading, grants: readonly AccessGrant[]): Promise<Related> {
  const ids = [...new Set(grants.map(({ requestId }) => requestId))];
  if (ids.length === 0) return { numbers: new Map(), approvers: new Map() };
  const options = { transaction: transaction ?? null };
  const requests = await AccessRequest.findAll({ where: { id: ids }, ...options });
  const decisions = await Decision.findAll({
    where: { requestId: ids, verdict: 'APPROVE' },
    order: [
      ['at', 'ASC'],
      ['id', 'ASC'],
    ],
    ...options,
  });
  const current = new Map(requests.map(({ id, revision }) => [id, revision]));
  const counted = decisions.filter(({ requestId, revision }) => current.get(requestId) === revision);
  return {
    numbers: new Map(requests.map(({ id, number }) => [id, number])),
    approvers: new Map(
      [...Map.groupBy(counted, ({ requestId }) => requestId)].map(([id, own]) => [
        id,
        own.map(({ actorId }) => actorId),
      ]),
    ),
  };
}

/** What the caller may do with a grant. */
function mayOf(
  situation: Situation,
  { caller }: Reading,
  grant: AccessGrant,
  { state, rest }: Standing,
  system: string,
) {
  const { granteeId } = grant;
  const live = !isOver({ state });
  const mine = granteeId === caller.id;
  return {
    mayRevoke: live && caller.access.has('access.grant.revoke') && mayEndFor(situation, caller.id, granteeId, system),
    mayReturn: live && mine,
    mayExtend:
      live &&
      grant.endsAt !== null &&
      caller.access.has('access.request.create') &&
      (mine || situation.isAbove(caller.id, granteeId)),
    mayConfirm:
      rest !== null &&
      caller.access.has('access.approval.decide') &&
      mayConfirmFor(situation, caller.id, granteeId, system),
  };
}

interface Shown {
  readonly related: Related;
  readonly used: ReadonlyMap<string, string>;
  readonly names: Names;
}

function shownGrant(
  situation: Situation,
  context: Reading,
  grant: AccessGrant,
  known: Standing & { readonly to: Date | null },
  { related, used, names }: Shown,
): ShownGrant | null {
  const target = situation.targets.of(grant);
  if (!target) return null;
  const { state, rest } = known;
  const approvers = related.approvers.get(grant.requestId) ?? [];
  const uses = target.metas.flatMap(({ id }) => used.get(`${grant.granteeId} ${id}`) ?? []).sort();
  return {
    id: grant.id,
    requestId: grant.requestId,
    requestNumber: related.numbers.get(grant.requestId) ?? '',
    person: names.person(grant.granteeId),
    role: target.role,
    meta: target.meta,
    name: target.name,
    system: target.system,
    metas: target.metas.map(({ ref }) => ref),
    riskTier: target.limits.tier,
    scope: { kind: grant.scopeKind, units: names.units(grant.scopeUnitIds) },
    kind: grant.kind,
    from: grant.startsAt.toISOString(),
    // The fact also knows of a review that ends it where nobody answers.
    until: (state === 'REVOKED' ? grant.endsAt : known.to)?.toISOString() ?? null,
    state,
    suspended: rest && {
      since: rest.since.toISOString(),
      confirmBy: rest.confirmBy.toISOString(),
      unit: names.units(rest.unitId === null ? [] : [rest.unitId])[0] ?? null,
    },
    revokedAt: grant.revokedAt?.toISOString() ?? null,
    revokedBy: grant.revokedBy === null ? null : names.person(grant.revokedBy),
    revokeReason: grant.revokeReason,
    approvedBy: names.people(approvers),
    approvedAt: grant.createdAt.toISOString(),
    lastUsedOn: uses.at(-1) ?? null,
    version: grant.version,
    ...mayOf(situation, context, grant, known, target.system),
  };
}

/** Grants in words. */
export async function presentGrants(
  situation: Situation,
  context: Reading,
  grants: readonly AccessGrant[],
): Promise<ShownGrant[]> {
  const related = await relatedTo(context, grants);
  const facts = new Map(situation.facts.grants.map((fact) => [fact.id, fact]));
  const standings = new Map(
    grants.flatMap((grant) => {
      const fact = facts.get(grant.id);
      return fact ? [[grant.id, { ...standing(situation, fact, grant.revokedAt), to: fact.to }] as const] : [];
    }),
  );
  const used = await lastUses(
    context,
    grants.map(({ granteeId }) => granteeId),
  );
  const names = await namesFor(
    context,
    grants.flatMap(({ granteeId, revokedBy, requestId }) => [
      granteeId,
      revokedBy,
      ...(related.approvers.get(requestId) ?? []),
    ]),
    [
      ...grants.flatMap(({ scopeUnitIds }) => scopeUnitIds),
      ...[...standings.values()].flatMap(({ rest }) => rest?.unitId ?? []),
    ],
  );
  const shown = { related, used, names };
  return grants.flatMap((grant) => {
    const known = standings.get(grant.id);
    return known ? (shownGrant(situation, context, grant, known, shown) ?? []) : [];
  });
}
