import type { BaseRuleDraft } from '@eoms/contracts/access/catalogue-change.record';
import type { AccessPolicySettings } from '@eoms/contracts/access/catalogue.record';
import type { ChangeShown } from '@eoms/contracts/access/requests.record';
import type { Localized } from '@eoms/contracts/endpoint';
import type { DutyState } from './change-state.policy.ts';

/** One line of a change in words. */
export type ChangeLine = ChangeShown['lines'][number];

/** Names of what a change speaks of; what is gone is named by its id. */
export interface ChangeNames {
  unit(id: string): Localized;
  position(code: string): Localized;
  person(id: string): Localized;
}

/** A text in both languages. */
export const both = (zh: string, en: string): Localized => ({ zh, en });

/** One line in words. */
export const line = (label: Localized, before: Localized | null, after: Localized | null): ChangeLine => ({
  label: { ...label },
  before: before && { ...before },
  after: after && { ...after },
});

/** Several texts as one. */
export const joined = (texts: readonly Localized[], zh = '、', en = ', '): Localized =>
  both(texts.map((text) => text.zh).join(zh), texts.map((text) => text.en).join(en));

const scopeWords: Readonly<Record<BaseRuleDraft['scope']['kind'], Localized>> = {
  SELF: both('本人', 'own records'),
  OWN_STORE: both('所在门店', 'own store'),
  OWN_SUBTREE: both('所在单元及下级', 'own unit and below'),
  MANAGED: both('所负责的范围', 'what he manages'),
  OWN_FRANCHISE: both('名下加盟门店', 'own franchised stores'),
  ORG_SET: both('指定单元及下级', 'given units and below'),
  ALL: both('全部', 'everything'),
};

const kindWords: Readonly<Record<NonNullable<BaseRuleDraft['personKind']>, Localized>> = {
  EMPLOYEE: both('员工', 'employees'),
  FRANCHISEE: both('加盟商', 'franchisees'),
  EXTERNAL: both('外部人员', 'external people'),
};

/** What a conflict of duties leads to. */
export const modeWords: Readonly<Record<DutyState['mode'], Localized>> = {
  BLOCK: both('禁止同时持有', 'forbidden'),
  EXTRA_STAGE: both('增加一级审批', 'one more approval'),
  REPORT: both('仅列入报告', 'reported only'),
};

/** Names of the settings. */
export const settingWords: Readonly<Record<keyof AccessPolicySettings, Localized>> = {
  superiorShortCounts: both('上级直接授予短期权限即生效', 'A superior’s short grant counts as the approval'),
  requestExpiryDays: both('申请有效期（天）', 'Days until a request ends'),
  stepDueDays: both('审批时限（天）', 'Days to decide'),
  breakGlassMinutes: both('紧急权限最长时间（分钟）', 'Longest emergency (minutes)'),
  syncMaxLeavers: both('单次同步离职人数上限', 'Most leavers in one run'),
  syncMaxShare: both('单次同步变动比例上限（%）', 'Most people one run may move (%)'),
};

const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' });
/** An instant by the clock of the head office. */
export const instantWords = (instant: string | null, otherwise: Localized): Localized => {
  const text = instant === null ? null : clock.format(new Date(instant));
  return text === null ? otherwise : both(text, text);
};

/** A value of a permission or a setting. */
export const valueWords = (value: unknown): Localized => {
  if (value === true) return both('是', 'yes');
  if (value === false) return both('否', 'no');
  if (!Array.isArray(value)) return both(String(value), String(value));
  const kinds = value.map((kind) => scopeWords[kind as keyof typeof scopeWords]);
  return kinds.length === 0 ? both('不限', 'any') : joined(kinds);
};

/** Whom a rule matches and how far it reaches, in words. */
export function ruleWords(rule: Omit<BaseRuleDraft, 'from' | 'until' | 'roleId'>, names: ChangeNames): Localized {
  const { unitId, includeSubtree, position, levelMin, levelMax, personKind, scope } = rule;
  const unit = unitId === null ? null : names.unit(unitId);
  const levels = levelMin === null && levelMax === null ? null : `${levelMin ?? 1}–${levelMax ?? 9}`;
  const parts = [
    unit && (includeSubtree ? both(`${unit.zh}及下级`, `${unit.en} and below`) : unit),
    position === null ? null : names.position(position),
    levels === null ? null : both(`职级 ${levels}`, `level ${levels}`),
    personKind && kindWords[personKind],
  ].filter((part) => part !== null);
  const who = parts.length === 0 ? both('所有人', 'everybody') : joined(parts, ' · ', ' · ');
  const kind = scopeWords[scope.kind];
  const units = joined(scope.unitIds.map((id) => names.unit(id)));
  const reach = scope.unitIds.length === 0 ? kind : both(`${kind.zh}：${units.zh}`, `${kind.en}: ${units.en}`);
  return both(`${who.zh}；数据范围：${reach.zh}`, `${who.en}; reach: ${reach.en}`);
}

/** A thing named in quotes. */
export const tagged = (zh: string, en: string, name: Localized): Localized =>
  both(`${zh}“${name.zh}”`, `${en} “${name.en}”`);

/** Title of a change: its only line, or how many there are. */
export const titleOf = (lines: readonly ChangeLine[]): Localized => {
  const [first] = lines;
  if (!first) return both('权限配置变更', 'Change of the catalogue');
  return lines.length === 1
    ? first.label
    : both(`${first.label.zh} 等 ${lines.length} 项`, `${first.label.en} and ${lines.length - 1} more`);
};
