import type { CatalogueChange, CatalogueOp } from '@eoms/contracts/access/catalogue-change.record';
import type { AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { Localized } from '@eoms/contracts/endpoint';
import { systems } from '@eoms/contracts/systems';
import type { CatalogueState, DutyState, MetaState } from './change-state.policy.ts';
import {
  both,
  instantWords,
  joined,
  line,
  modeWords,
  ruleWords,
  settingWords,
  tagged,
  valueWords,
  type ChangeLine,
  type ChangeNames,
} from './change-words.policy.ts';

type Op<Name extends CatalogueOp['op']> = Extract<CatalogueOp, { op: Name }>;

/** What the lines of a change are written from. */
interface Page {
  readonly state: CatalogueState;
  readonly names: ChangeNames;
  role(id: string): Localized;
  metas(codes: readonly string[]): Localized;
}

function pageOf(state: CatalogueState, names: ChangeNames, { ops }: CatalogueChange): Page {
  const titles = new Map([...state.metas.values()].map((meta) => [meta.code as string, meta.name]));
  const created = new Map(ops.flatMap((op) => (op.op === 'role.create' ? [[op.id, op.name] as const] : [])));
  return {
    state,
    names,
    role: (id) => state.roles.get(id)?.name ?? created.get(id) ?? both(id, id),
    metas: (codes) => joined(codes.map((code) => titles.get(code) ?? both(code, code))),
  };
}

function roleLines(page: Page, op: Op<'role.create' | 'role.change' | 'role.retire'>): ChangeLine[] {
  if (op.op === 'role.retire') return [line(tagged('停用角色', 'Retire the role', page.role(op.roleId)), null, null)];
  if (op.op === 'role.create') {
    const after = op.metas.length > 0 ? page.metas(op.metas) : both('暂无权限点', 'no permissions yet');
    return [line(tagged('新建角色', 'New role', op.name), null, after)];
  }
  const label = tagged('角色', 'Role', page.role(op.roleId));
  const part = (zh: string, en: string): Localized => both(`${label.zh}：${zh}`, `${label.en}: ${en}`);
  return [
    ...(op.name ? [line(part('名称', 'name'), page.role(op.roleId), op.name)] : []),
    ...(op.addMetas.length > 0 ? [line(part('加入权限点', 'added'), null, page.metas(op.addMetas))] : []),
    ...(op.removeMetas.length > 0 ? [line(part('移除权限点', 'removed'), page.metas(op.removeMetas), null)] : []),
  ];
}

const NOW = both('立即', 'at once');
const FOREVER = both('长期有效', 'without end');

function ruleLines({ state, names, role }: Page, op: Op<'rule.add' | 'rule.end'>): ChangeLine[] {
  if (op.op === 'rule.add') {
    const [words, from] = [ruleWords(op.rule, names), instantWords(op.rule.from, NOW)];
    const until = instantWords(op.rule.until, FOREVER);
    const after = both(
      `${words.zh}；生效：${from.zh}；到期：${until.zh}`,
      `${words.en}; from: ${from.en}; until: ${until.en}`,
    );
    return [line(tagged('新增规则，授予角色', 'New rule for the role', role(op.rule.roleId)), null, after)];
  }
  const rule = state.rules.get(op.ruleId);
  const label = tagged(
    '结束规则，角色',
    'End a rule of the role',
    rule ? role(rule.roleId) : both(op.ruleId, op.ruleId),
  );
  const scope = rule && { kind: rule.scopeKind, unitIds: [...rule.scopeUnitIds] };
  const before = rule && scope ? ruleWords({ ...rule, scope }, names) : null;
  const at = instantWords(op.at, NOW);
  return [line(label, before, both(`结束时间：${at.zh}`, `ends: ${at.en}`))];
}

const TUNED = {
  riskTier: both('风险等级', 'risk'),
  requestable: both('可申请', 'may be requested'),
  maxShortMinutes: both('短期权限最长（分钟）', 'longest short-term grant (minutes)'),
  maxLongDays: both('长期权益最长（天）', 'longest long-term grant (days)'),
  scopeKinds: both('允许的数据范围', 'allowed reaches'),
} as const satisfies { [Name in keyof MetaState]?: Localized };

function tuneLines({ state }: Page, op: Op<'meta.tune'>): ChangeLine[] {
  const meta = [...state.metas.values()].findLast(({ code }) => code === op.code);
  const title = meta?.name ?? both(op.code, op.code);
  return (Object.keys(TUNED) as (keyof typeof TUNED)[])
    .filter((name) => op[name] !== undefined)
    .map((name) => {
      const what = TUNED[name];
      const label = both(`权限点“${title.zh}”：${what.zh}`, `Permission “${title.en}”: ${what.en}`);
      return line(label, meta ? valueWords(meta[name]) : null, valueWords(op[name]));
    });
}

function dutyWords({ metas }: Page, duty: Pick<DutyState, 'left' | 'right' | 'mode' | 'scopeSensitive'>): Localized {
  const [left, right, mode] = [metas(duty.left), metas(duty.right), modeWords[duty.mode]];
  const unit = duty.scopeSensitive ? both('（同一单元）', ' (same unit)') : both('', '');
  return both(`${left.zh} ⇄ ${right.zh}：${mode.zh}${unit.zh}`, `${left.en} ⇄ ${right.en}: ${mode.en}${unit.en}`);
}

function dutyLines(page: Page, op: Op<'sod.add' | 'sod.change' | 'sod.retire'>): ChangeLine[] {
  if (op.op === 'sod.add') {
    const after = dutyWords(page, { ...op, left: op.left as never, right: op.right as never });
    return [line(tagged('新增职责分离规则', 'New rule of separation of duties', op.name), null, after)];
  }
  const known = page.state.duties.get(op.sodId);
  const name = known?.name ?? both(op.sodId, op.sodId);
  const before = known ? dutyWords(page, known) : null;
  if (op.op === 'sod.retire')
    return [line(tagged('停用职责分离规则', 'Retire the rule of separation of duties', name), before, null)];
  const after = dutyWords(page, {
    left: (op.left ?? known?.left ?? []) as never,
    right: (op.right ?? known?.right ?? []) as never,
    mode: op.mode ?? known?.mode ?? 'REPORT',
    scopeSensitive: op.scopeSensitive ?? known?.scopeSensitive ?? false,
  });
  const label = tagged('调整职责分离规则', 'Change the rule of separation of duties', name);
  return [...(op.name ? [line(label, name, op.name)] : []), line(label, before, after)];
}

const settingLines = ({ state }: Page, { settings }: Op<'policy.set'>): ChangeLine[] =>
  (Object.keys(settingWords) as (keyof AccessPolicySettings)[])
    .filter((name) => settings[name] !== undefined)
    .map((name) => line(settingWords[name], valueWords(state.policy.settings[name]), valueWords(settings[name])));

function ownerLine({ names }: Page, { system, ownerId, replaces }: Op<'system.owner'>): ChangeLine {
  const named = (id: string | null): Localized => (id === null ? both('无', 'nobody') : names.person(id));
  const { zh, en } = systems[system];
  return line(both(`系统负责人：${zh}`, `Owner of the system ${en}`), named(replaces), named(ownerId));
}

function linesOf(page: Page, op: CatalogueOp): ChangeLine[] {
  switch (op.op) {
    case 'role.create':
    case 'role.change':
    case 'role.retire':
      return roleLines(page, op);
    case 'rule.add':
    case 'rule.end':
      return ruleLines(page, op);
    case 'meta.tune':
      return tuneLines(page, op);
    case 'sod.add':
    case 'sod.change':
    case 'sod.retire':
      return dutyLines(page, op);
    case 'policy.set':
      return settingLines(page, op);
    case 'system.owner':
      return [ownerLine(page, op)];
  }
}

/** A change in words, step by step, as it reads on the present catalogue. */
export function changeLines(state: CatalogueState, names: ChangeNames, change: CatalogueChange): ChangeLine[] {
  const page = pageOf(state, names, change);
  return change.ops.flatMap((op) => linesOf(page, op));
}
