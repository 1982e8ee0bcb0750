import type { BaseRuleDraft, CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { RuleFact } from '../access/access.service.ts';
import type { ChangeFault, ChangeFaultCode } from './change-faults.ts';
import type { Draft } from './change-state.policy.ts';

type Op<Name extends CatalogueOp['op']> = Extract<CatalogueOp, { op: Name }>;

const fault = (code: ChangeFaultCode, ...path: (string | number)[]): ChangeFault => ({ path, code });

function placeFaults({ surroundings }: Draft, rule: BaseRuleDraft): ChangeFault[] {
  const { units, positions } = surroundings;
  const { unitId, position, levelMin, levelMax } = rule;
  return [
    ...(unitId !== null && !units.has(unitId) ? [fault('unit_unknown', 'rule', 'unitId')] : []),
    ...(position !== null && !positions.has(position) ? [fault('position_unknown', 'rule', 'position')] : []),
    ...(levelMin !== null && levelMax !== null && levelMin > levelMax
      ? [fault('level_order', 'rule', 'levelMax')]
      : []),
    ...rule.scope.unitIds.flatMap((id, index) =>
      units.has(id) ? [] : [fault('unit_unknown', 'rule', 'scope', 'unitIds', index)],
    ),
  ];
}

/** Adds a rule; one that should have begun by now begins at once. */
export function addRule(draft: Draft, { id, rule }: Op<'rule.add'>): ChangeFault[] {
  if (draft.rules.has(id)) return [fault('id_taken', 'id')];
  const from = rule.from === null ? draft.now : new Date(Math.max(Date.parse(rule.from), draft.now.getTime()));
  const to = rule.until === null ? null : new Date(rule.until);
  const faults = placeFaults(draft, rule);
  if (draft.roles.get(rule.roleId)?.status !== 'ACTIVE') faults.push(fault('role_unknown', 'rule', 'roleId'));
  if (to !== null && to <= from) faults.push(fault('period_order', 'rule', 'until'));
  const { unitId, includeSubtree, position, levelMin, levelMax, personKind, roleId, scope } = rule;
  const scopeUnitIds = [...scope.unitIds].sort();
  const conditions = { unitId, includeSubtree, position, levelMin, levelMax, personKind };
  draft.rules.set(id, { id, ...conditions, roleId, scopeKind: scope.kind, scopeUnitIds, from, to });
  return faults;
}

/** Ends a rule; one that has not begun by then never holds and goes. */
export function endRule(draft: Draft, { ruleId, at }: Op<'rule.end'>): ChangeFault[] {
  const rule = draft.rules.get(ruleId);
  const to = at === null ? draft.now : new Date(Math.max(Date.parse(at), draft.now.getTime()));
  if (!rule || (rule.to !== null && rule.to <= draft.now)) return [fault('outdated', 'ruleId')];
  if (rule.to !== null && rule.to <= to) return [fault('nothing_changes', 'at')];
  if (to <= rule.from) draft.rules.delete(ruleId);
  else draft.rules.set(ruleId, { ...rule, to });
  return [];
}

/** Instants a proposer may not name because they are over. */
export function pastFaults(op: CatalogueOp, now: Date): ChangeFault[] {
  const over = (instant: string | null): boolean => instant !== null && Date.parse(instant) < now.getTime();
  if (op.op === 'rule.add' && over(op.rule.from)) return [fault('past', 'rule', 'from')];
  return op.op === 'rule.end' && over(op.at) ? [fault('past', 'at')] : [];
}

/** Reaches that every permission of a role allows; null means all of them. */
export function allowedScopes(draft: Draft, roleId: string): ReadonlySet<string> | null {
  const limits = [...(draft.roles.get(roleId)?.metaIds ?? [])]
    .map((id) => draft.metas.get(id))
    .filter((meta) => meta !== undefined && meta.status !== 'RETIRED' && meta.scopeKinds.length > 0)
    .map((meta) => new Set<string>(meta?.scopeKinds));
  const [first, ...others] = limits;
  return first ? new Set([...first].filter((kind) => others.every((limit) => limit.has(kind)))) : null;
}

/** Rules in force or to come whose reach their role does not allow. */
export const overreaching = (draft: Draft): RuleFact[] =>
  [...draft.rules.values()].filter((rule) => {
    if (rule.to !== null && rule.to <= draft.now) return false;
    const allowed = allowedScopes(draft, rule.roleId);
    return allowed !== null && !allowed.has(rule.scopeKind);
  });
