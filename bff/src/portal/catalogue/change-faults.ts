import type { Localized } from '@eoms/contracts/endpoint';
import { AppError } from '../../errors.ts';

/** Why a step of a change cannot be taken. */
export const changeFaults = {
  outdated: {
    zh: '该配置在提交之后已被其他变更修改或停用',
    en: 'It was changed or retired after this change was drawn up',
  },
  id_taken: { zh: '编号已被使用', en: 'The id is taken' },
  code_taken: { zh: '编码已被使用（停用的编码也不可再次使用）', en: 'The code is taken (codes are never used again)' },
  touched_twice: { zh: '同一项配置在一次变更中只能修改一次', en: 'One change may touch each thing once' },
  nothing_changes: { zh: '内容没有变化', en: 'Nothing changes' },
  meta_unknown: { zh: '权限点不存在或已下线', en: 'There is no such permission, or it is retired' },
  meta_deprecated: { zh: '权限点即将下线，不能再加入角色', en: 'The permission is deprecated and joins no role' },
  meta_other_system: {
    zh: '角色只能包含本系统的权限点',
    en: 'A role holds permissions of its own system only',
  },
  meta_present: { zh: '角色已包含该权限点', en: 'The role holds the permission already' },
  meta_absent: { zh: '角色不包含该权限点', en: 'The role does not hold the permission' },
  role_unknown: { zh: '角色不存在或已停用', en: 'There is no such role, or it is retired' },
  role_in_use: {
    zh: '仍有生效或待生效的规则引用该角色，请先结束这些规则',
    en: 'Rules still give this role: end them first',
  },
  unit_unknown: { zh: '组织单元不存在或已关闭', en: 'There is no such unit, or it is closed' },
  position_unknown: { zh: '岗位不存在', en: 'There is no such position' },
  level_order: { zh: '最低职级不能高于最高职级', en: 'The lowest level is above the highest' },
  scope_refused: {
    zh: '角色中有权限点不允许使用该数据范围',
    en: 'A permission of the role does not allow this reach',
  },
  past: { zh: '时间不能早于现在', en: 'The instant lies in the past' },
  period_order: { zh: '结束时间应晚于开始时间', en: 'The end must come after the beginning' },
  both_sides: { zh: '同一权限点不能同时出现在两侧', en: 'A permission stands on both sides' },
  person_unknown: { zh: '人员不存在或已停用', en: 'There is no such person, or he is not active' },
} as const satisfies Record<string, Localized>;

/** Code of a fault. */
export type ChangeFaultCode = keyof typeof changeFaults;

/** A step that cannot be taken: where in the step, and why. */
export interface ChangeFault {
  readonly path: readonly (string | number)[];
  readonly code: ChangeFaultCode;
}

/** Refuses a change whose steps have faults; what was overtaken by another change is told apart from what never was right. */
export function refuseFaults(faults: readonly ChangeFault[]): void {
  if (faults.length === 0) return;
  const errors = faults.map(({ path, code }) => ({
    pointer: `#/body/${['ops', ...path].join('/')}`,
    code,
    messages: changeFaults[code],
  }));
  const outdated = faults.some(({ code }) => code === 'outdated');
  throw new AppError(outdated ? 'change_not_applicable' : 'validation_failed', { errors });
}
