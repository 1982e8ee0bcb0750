import type { BaseRuleRow } from '@eoms/contracts/access/catalogue.record';
import { messages, useLocalized } from '@eoms/kit';
import { useCatalogueText } from './catalogue-texts.ts';

/** Words of rules: who they match, adding and ending them. */
export const useRuleText = messages({
  'zh-CN': {
    who: '适用人员',
    role: '授予角色',
    add: '新增规则',
    addHint: '符合以下全部条件的人员自动获得该角色；不填的条件不作限制。',
    unit: '组织',
    anyUnit: '不限组织',
    subtree: '包含下级组织',
    position: '岗位',
    levels: '职级',
    levelMin: '最低职级',
    levelMax: '最高职级',
    anyLevel: '不限',
    kind: '人员类型',
    scopeKind: '数据范围',
    scopeUnits: '指定组织',
    from: '生效时间',
    fromHint: '不填则审批通过后立即生效',
    until: '结束时间',
    untilHint: '不填则长期有效',
    required: '此项必填',
    end: '结束',
    endRule: '结束规则',
    endHint: '结束后，仅由该规则获得此角色的人员将失去权限。',
    now: '审批通过后立即结束',
    later: '在指定时间结束',
    endAt: '结束时间',
    future: '应晚于现在',
    pendingEnd: '待提交结束',
    period: '有效期',
    fromTo: '{from} 起',
    change: '变更申请',
    none: '没有符合条件的规则',
    noRule: '没有规则授予该角色',
    state: '状态',
    actions: '操作',
  },
  en: {
    who: 'Who',
    role: 'Role given',
    add: 'New rule',
    addHint: 'Everybody who meets all of these gets the role; a condition left empty matches all.',
    unit: 'Unit',
    anyUnit: 'Any unit',
    subtree: 'With the units below',
    position: 'Position',
    levels: 'Levels',
    levelMin: 'Lowest level',
    levelMax: 'Highest level',
    anyLevel: 'Any',
    kind: 'Kind of person',
    scopeKind: 'Data scope',
    scopeUnits: 'Named units',
    from: 'From',
    fromHint: 'Empty: as soon as it is approved',
    until: 'Until',
    untilHint: 'Empty: without end',
    required: 'This is required',
    end: 'End',
    endRule: 'End the rule',
    endHint: 'Whoever holds the role by this rule only loses it.',
    now: 'As soon as it is approved',
    later: 'At a time',
    endAt: 'Ends at',
    future: 'Must lie ahead',
    pendingEnd: 'End collected',
    period: 'Time',
    fromTo: 'from {from}',
    change: 'Request',
    none: 'No rule matches',
    noRule: 'No rule gives this role',
    state: 'State',
    actions: 'Actions',
  },
});

/** Whom a rule matches, in words. */
export function useWhoText(): (rule: BaseRuleRow) => string {
  const c = useCatalogueText();
  const text = useLocalized();
  return ({ unit, includeSubtree, position, levelMin, levelMax, personKind }) => {
    const place = unit && c(includeSubtree ? 'andBelow' : 'onlyUnit', { unit: text(unit.name) });
    const level =
      levelMin === null && levelMax === null ? null : c('levels', { min: levelMin ?? 1, max: levelMax ?? 9 });
    const kind = personKind && c(`person_${personKind}`);
    const parts = [place, position && text(position.name), level, kind].filter(Boolean);
    return parts.length === 0 ? c('everybody') : parts.join(' · ');
  };
}
