import type { GuardTrip, SyncMode, SyncState } from '@eoms/contracts/access/sync.contract';
import { messages } from '@eoms/kit';
import type { Tone } from '@eoms/kit/ui';
import { useAccessText } from '../../words.ts';

/** Code of the HR system: its feed and files imported by hand correct the same records. */
export const HR_SOURCE = 'ehr';

/** Closed sets in the order they are offered. */
export const syncModes: readonly SyncMode[] = ['DELTA', 'FULL', 'CSV', 'PUSH'];
/** Reading and comparing are one thing to whoever looks for a run. */
export const stateGroups = {
  STAGED: ['STAGED'],
  APPLIED: ['APPLIED'],
  PARTIAL: ['PARTIAL'],
  REJECTED: ['REJECTED'],
  FAILED: ['FAILED'],
  GOING_ON: ['FETCHING', 'FETCHED', 'DIFFED'],
} as const satisfies Record<string, readonly SyncState[]>;
/** What runs can be filtered by. */
export type StateGroup = keyof typeof stateGroups;

/** Colours; the words beside them say the same. */
export const stateTones: Record<SyncState, Tone> = {
  FETCHING: 'info',
  FETCHED: 'info',
  DIFFED: 'info',
  STAGED: 'attention',
  APPLIED: 'success',
  PARTIAL: 'attention',
  REJECTED: 'neutral',
  FAILED: 'danger',
};

/** True while the BFF still works on a run. */
export const isUnderWay = (state: SyncState): boolean => stateGroups.GOING_ON.some((one) => one === state);

/** Words of the HR synchronisation, shared by its pages. */
export const useSyncWords = messages({
  'zh-CN': {
    title: '人事同步',
    runs: '同步批次',
    letters: '异常记录',
    mode_DELTA: '增量同步',
    mode_FULL: '全量同步',
    mode_CSV: 'CSV 导入',
    mode_PUSH: '系统推送',
    state_FETCHING: '读取中',
    state_FETCHED: '比对中',
    state_DIFFED: '比对中',
    state_STAGED: '待确认',
    state_APPLIED: '已应用',
    state_PARTIAL: '部分应用',
    state_REJECTED: '已驳回',
    state_FAILED: '失败',
    state_GOING_ON: '进行中',
    hr: '人事系统',
    byItself: '自动',
    applied: '应用',
    rejected: '驳回',
    cancel: '取消',
    clear: '清除筛选',
    between: '；',
    failure_feed_unreachable: '人事系统接口连接不上',
    failure_feed_refused: '人事系统拒绝了请求，请检查接口凭证',
    failure_feed_malformed: '人事系统返回的内容不符合约定格式',
    failure_feed_too_large: '人事系统一次返回的数据过多',
    failure_page_repeated: '人事系统重复返回同一页，无法读完',
    failure_cursor_stuck: '人事系统的读取位置不再前进，无法读完',
    failure_interrupted: '处理中途中断，没有应用任何内容',
    failure_internal: '系统处理出错，没有应用任何内容',
    guard_leavers: '{count} 人离职，超过上限 {limit} 人（在职 {of} 人）',
    guard_leaversBefore: '{count} 人离职（含近一小时内已自动处理的 {before} 人），超过上限 {limit} 人（在职 {of} 人）',
    guard_moves: '{count} 人调动，超过上限 {limit} 人（在职 {of} 人）',
    guard_unplaced: '{count} 名在职人员将不在任何组织任职，超过上限 {limit} 人',
    guard_closures: '{count} 个组织撤销，超过上限 {limit} 个（现有 {of} 个）',
    guard_emptied_kind: '全部 {of} 个{kind}都将撤销，一个不剩',
    guard_no_rows: '现有 {of} 条组织或人员记录，这次一条也没有收到',
    guard_half_rows: '现有 {of} 条组织或人员记录，这次只收到 {count} 条，不到一半',
    guard_broken_rows: '{of} 条记录中有 {count} 条无法读取，超过上限 {limit} 条',
    guard_nameless: '{of} 条记录中有 {count} 条无法读取，其中有的连编号都没有，判断不了谁真的离开了',
    guard_administrators: '应用后能管理权限的人将不足 {limit} 名',
    guard_duties: '应用后有 {count} 人会同时持有须分离的权限',
    guard_by_hand:
      '人工提交的数据涉及提交人本人，或会使 {count} 人成为负责人、更换登录标识或获得高风险权限，须由另一人确认',
  },
  en: {
    title: 'HR synchronisation',
    runs: 'Runs',
    letters: 'Set aside',
    mode_DELTA: 'Delta',
    mode_FULL: 'Full read',
    mode_CSV: 'CSV import',
    mode_PUSH: 'Push',
    state_FETCHING: 'Reading',
    state_FETCHED: 'Comparing',
    state_DIFFED: 'Comparing',
    state_STAGED: 'Waits for a decision',
    state_APPLIED: 'Applied',
    state_PARTIAL: 'Partly applied',
    state_REJECTED: 'Rejected',
    state_FAILED: 'Failed',
    state_GOING_ON: 'Under way',
    hr: 'HR system',
    byItself: 'By itself',
    applied: 'Applied',
    rejected: 'Rejected',
    cancel: 'Cancel',
    clear: 'Clear filters',
    between: '; ',
    failure_feed_unreachable: 'The HR system cannot be reached',
    failure_feed_refused: 'The HR system refused the request; check the credentials of the feed',
    failure_feed_malformed: 'What the HR system answered is not in the agreed format',
    failure_feed_too_large: 'The HR system answered too much at once',
    failure_page_repeated: 'The HR system repeats the same page, so reading has no end',
    failure_cursor_stuck: 'The HR system does not move on, so reading has no end',
    failure_interrupted: 'It was interrupted; nothing was applied',
    failure_internal: 'Something went wrong in EOMS; nothing was applied',
    guard_leavers:
      '{count, plural, one {# person leaves} other {# people leave}}, more than the {limit} allowed (of {of} active)',
    guard_leaversBefore:
      '{count, plural, one {# person leaves} other {# people leave}}, {before} of them applied within the last hour; {limit} are allowed (of {of} active)',
    guard_moves:
      '{count, plural, one {# person moves} other {# people move}}, more than the {limit} allowed (of {of} active)',
    guard_unplaced:
      '{count, plural, one {# active person} other {# active people}} would have no place any more, more than the {limit} allowed',
    guard_closures:
      '{count, plural, one {# unit closes} other {# units close}}, more than the {limit} allowed (of {of})',
    guard_emptied_kind: 'All {of} units of kind “{kind}” would close',
    guard_no_rows: '{of} units or people are known, and not one of them came',
    guard_half_rows: '{of} units or people are known, and only {count} came: less than half',
    guard_broken_rows: '{count} of {of} records cannot be read, more than the {limit} allowed',
    guard_nameless:
      '{count} of {of} records cannot be read, and some do not even carry an id: nobody can tell who has really gone',
    guard_administrators: 'Fewer than {limit} people could still administer permissions',
    guard_duties:
      '{count, plural, one {# person would hold} other {# people would hold}} permissions that must be kept apart',
    guard_by_hand:
      'What somebody brought by hand is about himself, or would let {count, plural, one {# person} other {# people}} lead a unit, sign in otherwise or hold permissions of high risk: a second person confirms it',
  },
});

/** Says why a run waits; `leavers` is how many leave by this run alone. */
export function useGuardText(): (guard: GuardTrip, leavers?: number) => string {
  const w = useSyncWords();
  const s = useAccessText();
  return ({ code, unitKind, ...numbers }, leavers) => {
    const before = numbers.count - (leavers ?? numbers.count);
    if (code === 'leavers' && before > 0) return w('guard_leaversBefore', { ...numbers, before });
    if (code === 'broken_rows' && numbers.limit === 0) return w('guard_nameless', numbers);
    return w(`guard_${code}`, { ...numbers, kind: unitKind ? s(`unit_${unitKind}`) : '' });
  };
}
