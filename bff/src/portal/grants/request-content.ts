import { Op } from 'sequelize';
import type { RequestItemInput } from '@eoms/contracts/access/requests.record';
import { errors, type ErrorCode } from '@eoms/contracts/errors';
import { AppError, type RefusedValue } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { decidersOf } from './authority.ts';
import type { Content, ContentItem, Wanted } from './content.policy.ts';
import { businessDayOf, spreadEnd } from './expiry.policy.ts';
import { AccessRequest } from './grants.model.ts';
import { fault, longestOf, windowFaults, type Fault, type Limits } from './limits.policy.ts';
import type { Situation } from './situation.ts';
import type { Need } from './steps.policy.ts';
import { needsFor, weigh, type Subject, type Weighed } from './subject.ts';

/** What a person entered, with instants as such. */
export interface Entry extends Wanted {
  readonly granteeId: string;
  readonly kind: 'LONG' | 'SHORT';
  readonly items: readonly RequestItemInput[];
}

/** Instants of an entry as they come over the wire. */
export const wantedOf = (entered: {
  readonly wantedFrom: string | null;
  readonly wantedUntil: string | null;
  readonly durationMinutes: number | null;
}): Wanted => ({
  wantedFrom: entered.wantedFrom === null ? null : new Date(entered.wantedFrom),
  wantedUntil: entered.wantedUntil === null ? null : new Date(entered.wantedUntil),
  durationMinutes: entered.durationMinutes,
});

function resolveItem(
  { targets, facts }: Situation,
  { roleId, metaCode, scope }: RequestItemInput,
  index: number,
): { item: ContentItem; limits: Limits | null; faults: Fault[] } {
  const pointer = `#/body/items/${index}`;
  const target = roleId === null ? targets.metaByCode(metaCode ?? '') : targets.role(roleId);
  const item = {
    roleId,
    metaId: target?.metaId ?? null,
    scopeKind: scope.kind,
    scopeUnitIds: [...new Set(scope.unitIds)].sort(),
  };
  if (!target?.live) {
    const unknown =
      roleId === null ? fault(`${pointer}/metaCode`, 'meta_unknown') : fault(`${pointer}/roleId`, 'role_unknown');
    return { item, limits: null, faults: [unknown] };
  }
  const { limits } = target;
  const units = new Set(facts.units.map(({ id }) => id));
  return {
    item,
    limits,
    faults: [
      ...(limits.requestable ? [] : [fault(pointer, 'not_requestable')]),
      ...(limits.scopeKinds.includes(scope.kind) ? [] : [fault(`${pointer}/scope/kind`, 'scope_refused')]),
      ...(scope.unitIds.every((id) => units.has(id)) ? [] : [fault(`${pointer}/scope/unitIds`, 'unit_unknown')]),
    ],
  };
}

const targetKey = ({ roleId, metaId, scopeKind, scopeUnitIds }: ContentItem): string =>
  [roleId, metaId, scopeKind, ...scopeUnitIds].join(' ');

const nearestOf = ({ superiorsOf }: Situation, personId: string): string =>
  superiorsOf(personId, new Set())[0]?.personIds.join(' ') ?? '';

/** Days on which LONG grants of the people below the same superior end or will end, with how many. */
async function endsBelow(
  situation: Situation,
  { transaction }: Pick<Context, 'transaction'>,
  granteeId: string,
): Promise<(day: number) => number> {
  const waiting = await AccessRequest.findAll({
    where: { state: 'PENDING', kind: 'LONG', wantedUntil: { [Op.gt]: situation.at } },
    transaction: transaction ?? null,
  });
  const ends = [
    ...situation.facts.grants.filter(({ kind }) => kind === 'LONG').map(({ personId, to }) => ({ personId, to })),
    ...waiting.map((request) => ({ personId: request.granteeId ?? '', to: request.wantedUntil })),
  ];
  const superior = nearestOf(situation, granteeId);
  const days = new Map<number, number>();
  for (const { personId, to } of ends) {
    if (to === null || to <= situation.at || nearestOf(situation, personId) !== superior) continue;
    const day = businessDayOf(to);
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  return (day) => days.get(day) ?? 0;
}

/**
 * Turns an entry into the content that decisions sign, with what stands in the way. A LONG request without an end gets one in
 * working hours, spread so that no superior has to renew everything on one day.
 */
export async function contentOf(
  situation: Situation,
  context: Pick<Context, 'transaction'>,
  entry: Entry,
): Promise<{ content: Content; faults: Fault[] }> {
  const resolved = entry.items.map((item, index) => resolveItem(situation, item, index));
  const items = resolved.map(({ item }) => item);
  const keys = items.map(targetKey);
  const twice = items.flatMap((_item, index) =>
    keys.indexOf(keys[index] ?? '') < index ? [fault(`#/body/items/${index}`, 'item_twice')] : [],
  );
  const limits = resolved.flatMap((one) => one.limits ?? []);
  const faults = [...resolved.flatMap((one) => one.faults), ...twice];
  const { granteeId, kind, wantedFrom, durationMinutes } = entry;
  let { wantedUntil } = entry;
  if (kind === 'LONG' && wantedUntil === null && durationMinutes === null && limits.length > 0) {
    const from = wantedFrom !== null && wantedFrom > situation.at ? wantedFrom : situation.at;
    const endsOn = await endsBelow(situation, context, granteeId);
    wantedUntil = spreadEnd(from, longestOf(kind, limits), [granteeId, ...keys].join(' '), endsOn);
  }
  const wanted = { wantedFrom, wantedUntil, durationMinutes };
  const late = limits.length === 0 ? [] : windowFaults(kind, wanted, limits, situation.at);
  return { content: { granteeId, kind, items, change: null, ...wanted }, faults: [...faults, ...late] };
}

const named = (code: ErrorCode): RefusedValue => ({ pointer: '#/body', code, messages: errors[code].title });

/** True when there are enough different people for all steps. */
function canBeDecided(situation: Situation, subject: Subject, weighed: Weighed, needs: readonly Need[]): boolean {
  const asked = { granteeId: subject.granteeId, requesterId: subject.requesterId, systems: weighed.systems };
  const pools = needs.map(({ rule }) => decidersOf(situation, asked, rule).flat());
  const enough = needs.every(({ requiredCount }, index) => (pools[index]?.length ?? 0) >= requiredCount);
  return enough && new Set(pools.flat()).size >= needs.reduce((sum, { requiredCount }) => sum + requiredCount, 0);
}

/** Why a subject cannot be submitted, as a code; null when it can. */
export function obstacleTo(situation: Situation, subject: Subject, weighed: Weighed): ErrorCode | null {
  if (subject.granteeId !== null && !situation.isActive(subject.granteeId)) return 'grantee_inactive';
  if (weighed.conflicts.some(({ mode }) => mode === 'BLOCK')) return 'sod_conflict';
  return canBeDecided(situation, subject, weighed, needsFor(situation, subject, weighed)) ? null : 'no_decider';
}

/** Refuses what stands in the way of a submission. @throws AppError */
export function assertSubmittable(situation: Situation, subject: Subject, faults: readonly Fault[]): Weighed {
  if (faults.length > 0) throw new AppError('validation_failed', { errors: faults });
  const weighed = weigh(situation, subject);
  const obstacle = obstacleTo(situation, subject, weighed);
  if (!obstacle) return weighed;
  const blockers = weighed.conflicts
    .filter(({ mode }) => mode === 'BLOCK')
    .map(({ name, unitIds }) => ({ kind: 'sod', count: Math.max(1, unitIds.length), name }));
  throw new AppError(obstacle, obstacle === 'sod_conflict' ? { blockers } : {});
}

/** Everything that stands in the way, for a preview. */
export function faultsOf(
  situation: Situation,
  subject: Subject,
  weighed: Weighed,
  faults: readonly Fault[],
): RefusedValue[] {
  const obstacle = obstacleTo(situation, subject, weighed);
  return [...faults, ...(obstacle ? [named(obstacle)] : [])];
}
