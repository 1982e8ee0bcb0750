import type { Localized } from '@eoms/contracts/endpoint';
import { ScopeKind } from '@eoms/contracts/access/shared.record';
import { windowAt, type Wanted } from './content.policy.ts';

const DAY = 24 * 3600_000;
/** Days ahead at which a permission may begin at the latest. */
const FARTHEST_DAYS = 366;

/** What a permission or a role allows at most. */
export interface Limits {
  readonly tier: number;
  readonly requestable: boolean;
  readonly maxShortMinutes: number;
  readonly maxLongDays: number;
  readonly scopeKinds: readonly ScopeKind[];
}

/** One permission as the catalogue limits it; no scope kinds means any. */
export type MetaLimits = Limits;

/** Limits of a role follow from its permissions: the highest risk, the shortest times, the reaches all of them allow. */
export function limitsOf(metas: readonly MetaLimits[]): Limits {
  const allowed = (kind: ScopeKind): boolean =>
    metas.every(({ scopeKinds }) => scopeKinds.length === 0 || scopeKinds.includes(kind));
  return {
    tier: Math.max(0, ...metas.map(({ tier }) => tier)),
    requestable: metas.length > 0 && metas.every(({ requestable }) => requestable),
    maxShortMinutes: Math.min(...metas.map(({ maxShortMinutes }) => maxShortMinutes)),
    maxLongDays: Math.min(...metas.map(({ maxLongDays }) => maxLongDays)),
    scopeKinds: ScopeKind.options.filter(allowed),
  };
}

const messages = {
  not_requestable: { zh: '该权限不可申请或已下线', en: 'It cannot be requested, or is retired' },
  role_unknown: { zh: '角色不存在或已停用', en: 'There is no such role, or it is retired' },
  meta_unknown: { zh: '权限点不存在或已下线', en: 'There is no such permission, or it is retired' },
  unit_unknown: { zh: '组织单元不存在或已关闭', en: 'There is no such unit, or it is closed' },
  scope_refused: { zh: '该权限不允许使用此数据范围', en: 'The permission does not allow this reach' },
  item_twice: { zh: '同一权限重复填写', en: 'The same permission is named twice' },
  end_missing: { zh: '短期权限请填写结束时间或时长', en: 'A short-term permission needs an end or a duration' },
  end_twice: { zh: '结束时间与时长只能填写一项', en: 'Name an end or a duration, not both' },
  duration_refused: { zh: '长期权益请填写结束时间', en: 'A long-term entitlement has an end, not a duration' },
  end_too_early: { zh: '结束时间应晚于开始时间和当前时间', en: 'The end must come after the start and after now' },
  start_too_late: { zh: '开始时间最多提前一年', en: 'The start lies more than a year ahead' },
  too_long: { zh: '超过该权限允许的最长时间', en: 'It is longer than the permission allows' },
} as const satisfies Record<string, Localized>;

/** Code of a fault of a request. */
export type FaultCode = keyof typeof messages;

/** One thing that stands in the way of a request, where it was entered. */
export interface Fault {
  readonly pointer: string;
  readonly code: FaultCode;
  readonly messages: Localized;
}

/** Makes a fault. */
export const fault = (pointer: string, code: FaultCode): Fault => ({ pointer, code, messages: messages[code] });

/** Longest time the items allow together, in milliseconds. */
export function longestOf(kind: 'LONG' | 'SHORT', limits: readonly Limits[]): number {
  return kind === 'SHORT'
    ? Math.min(...limits.map(({ maxShortMinutes }) => maxShortMinutes)) * 60_000
    : Math.min(...limits.map(({ maxLongDays }) => maxLongDays)) * DAY;
}

/** What is wrong with the times, if it were approved at an instant. A LONG request without an end is given one by its entry. */
export function windowFaults(kind: 'LONG' | 'SHORT', wanted: Wanted, limits: readonly Limits[], at: Date): Fault[] {
  const { wantedFrom, wantedUntil, durationMinutes } = wanted;
  const end = durationMinutes === null ? '#/body/wantedUntil' : '#/body/durationMinutes';
  if (wantedUntil !== null && durationMinutes !== null) return [fault(end, 'end_twice')];
  if (kind === 'LONG' && durationMinutes !== null) return [fault(end, 'duration_refused')];
  if (wantedUntil === null && durationMinutes === null) return [fault(end, 'end_missing')];
  if (wantedFrom && wantedFrom.getTime() > at.getTime() + FARTHEST_DAYS * DAY)
    return [fault('#/body/wantedFrom', 'start_too_late')];
  const { from, until } = windowAt(wanted, at);
  if (until === null || until <= from) return [fault(end, 'end_too_early')];
  return until.getTime() - from.getTime() > longestOf(kind, limits) ? [fault(end, 'too_long')] : [];
}
