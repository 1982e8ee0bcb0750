import type { DeadLetter, DeadLetterCode } from '@eoms/contracts/access/sync.contract';
import type { EhrEntity } from '@eoms/contracts/access/sync.record';
import { messages, useFormat } from '@eoms/kit';
import { useOrganisationText } from '../../organisation-words.ts';

const useText = messages({
  'zh-CN': {
    unit: '组织',
    person: '人员',
    unknown: '无法识别',
    record_malformed: '内容不符合要求',
    version_conflict: '同一版本内容不同',
    other_source: '由其他来源维护',
    key_taken: '与已有数据冲突',
    tree_refused: '组织架构不成立',
    parent_waiting: '等待上级组织',
    store_waiting: '等待门店建档',
    unit_waiting: '等待任职组织',
    manager_waiting: '等待上级人员',
    status_ahead: '尚未到生效时间',
    why_record_malformed: '“{field}”{fault}',
    why_record_inRow: '文件第 {rows} 行：{why}',
    why_version_conflict: '版本 {version} 收到过两份不同的内容，须由人事系统以更高的版本重新发送',
    why_other_source: '这条记录由来源 {source} 维护，这里不能修改',
    why_tree_circle: '照此调整，组织之间会互为上下级',
    'why_tree_two roots': '照此调整，会出现两个最上级组织',
    why_tree: '照此调整，组织架构不成立',
    why_parent_waiting: '上级组织 {what} 还没有到，到了以后自动处理',
    why_store_waiting: '编码为 {what} 的门店还没有建档，建档后自动处理',
    why_store_noCode: '没有门店编码，找不到对应的门店档案',
    why_unit_waiting: '任职组织 {what} 还没有到，到了以后自动处理',
    why_manager_waiting: '上级人员 {what} 还没有到，到了以后自动处理',
    why_status_ahead: '“{status}”要到 {when} 才生效，到时自动处理',
    taken_code: '编码 {what} 已被另一个组织使用',
    taken_kind: '这个组织已登记为另一种类型，门店与其他组织不能互换',
    taken_person: '这个人已由人员编号 {what} 登记',
    taken_EOMS: '{what} 由本系统登记，人事系统不能接管',
    taken_account: '账号 {what} 已被另一个人使用',
    taken_employeeNo: '工号 {what} 已被另一个人使用',
    taken_subject: '登录标识 {what} 已被另一个人使用',
    taken: '{what} 已被占用',
    nth: '第 {n} 条{name}',
    in: '的',
    field_record: '整条记录',
    field_entity: '记录类型',
    field_externalId: '编号',
    field_version: '版本号',
    field_deleted: '已删除',
    field_data: '内容',
    field_kind: '类型',
    field_code: '编码',
    field_nameZh: '名称',
    field_nameEn: '英文名称',
    field_parentExternalId: '上级组织编号',
    field_effectiveFrom: '生效日期',
    field_status: '状态',
    field_statusFrom: '状态生效日期',
    field_employeeNo: '工号',
    field_name: '姓名',
    field_account: '账号',
    field_phone: '手机号',
    field_idNumber: '证件号码',
    field_employment: '用工形式',
    field_subject: '登录标识',
    field_assignments: '任职',
    field_unitExternalId: '组织编号',
    field_position: '岗位',
    field_level: '职级',
    field_primary: '主岗',
    field_lineManagerExternalId: '直属上级编号',
    field_dottedManagerExternalId: '虚线上级编号',
    field_from: '开始日期',
    field_until: '结束日期',
    field_headOf: '负责组织',
    fault_too_big: '超出允许的最大值',
    fault_too_small: '小于允许的最小值',
    fault_invalid_type: '缺失或类型不对',
    fault_invalid_value: '不在允许的取值之内',
    fault_invalid_format: '格式不对',
    fault_external_id_format: '格式不对，只能用字母、数字和 . _ : / @ -，最多 80 位',
    fault_code_format: '格式不对，只能用字母、数字和 . _ -，最多 40 位',
    fault_phone_format: '不是有效的手机号',
    fault_id_number_format: '不是有效的证件号码',
    fault_period_reversed: '早于开始日期',
    fault_assignment_repeated: '重复',
    fault_headship_repeated: '重复',
    fault_two_primary_places: '同一时间有两处主岗',
    fault_own_parent: '指向了自己',
    fault_text_empty: '为空',
    fault_text_too_long: '过长',
    fault_text_forbidden_character: '含有不允许的字符',
    fault_text_malformed: '含有无法识别的字符',
    fault: '不符合要求（{code}）',
  },
  en: {
    unit: 'Unit',
    person: 'Person',
    unknown: 'Not known',
    record_malformed: 'Not as agreed',
    version_conflict: 'Two contents of one version',
    other_source: 'Kept by another source',
    key_taken: 'Already taken',
    tree_refused: 'Would break the tree',
    parent_waiting: 'Waits for the unit above',
    store_waiting: 'Waits for the store',
    unit_waiting: 'Waits for the unit',
    manager_waiting: 'Waits for the manager',
    status_ahead: 'Not yet in force',
    why_record_malformed: '{field}: {fault}',
    why_record_inRow: 'Row {rows} of the file: {why}',
    why_version_conflict: 'Version {version} came with two different contents; the HR system has to send a higher one',
    why_other_source: 'Source {source} keeps this record; it cannot be changed here',
    why_tree_circle: 'Units would lie below each other',
    'why_tree_two roots': 'There would be two units at the top',
    why_tree: 'The organisation would be no tree',
    why_parent_waiting: 'The unit above, {what}, has not come yet; it goes on by itself once it has',
    why_store_waiting: 'No store with code {what} is registered yet; it goes on by itself once it is',
    why_store_noCode: 'It carries no store code, so no store can be found',
    why_unit_waiting: 'Unit {what} has not come yet; it goes on by itself once it has',
    why_manager_waiting: 'Manager {what} has not come yet; it goes on by itself once they have',
    why_status_ahead: '“{status}” holds from {when}; it goes on by itself then',
    taken_code: 'Code {what} belongs to another unit',
    taken_kind: 'The unit is known as another kind; stores and other units cannot change places',
    taken_person: 'This person is known under id {what}',
    taken_EOMS: '{what} is kept by EOMS, the HR system cannot take over',
    taken_account: 'Account {what} belongs to somebody else',
    taken_employeeNo: 'Employee no. {what} belongs to somebody else',
    taken_subject: 'Sign-in name {what} belongs to somebody else',
    taken: '{what} is taken',
    nth: '{name} {n}',
    in: ' › ',
    field_record: 'The record',
    field_entity: 'Entity',
    field_externalId: 'Id',
    field_version: 'Version',
    field_deleted: 'Deleted',
    field_data: 'Content',
    field_kind: 'Kind',
    field_code: 'Code',
    field_nameZh: 'Name',
    field_nameEn: 'English name',
    field_parentExternalId: 'Id of the unit above',
    field_effectiveFrom: 'Effective from',
    field_status: 'Status',
    field_statusFrom: 'Status from',
    field_employeeNo: 'Employee no.',
    field_name: 'Name',
    field_account: 'Account',
    field_phone: 'Phone',
    field_idNumber: 'ID number',
    field_employment: 'Employment',
    field_subject: 'Sign-in name',
    field_assignments: 'Place',
    field_unitExternalId: 'Id of the unit',
    field_position: 'Position',
    field_level: 'Level',
    field_primary: 'Main place',
    field_lineManagerExternalId: 'Id of the line manager',
    field_dottedManagerExternalId: 'Id of the dotted-line manager',
    field_from: 'From',
    field_until: 'Until',
    field_headOf: 'Unit led',
    fault_too_big: 'above the largest value allowed',
    fault_too_small: 'below the smallest value allowed',
    fault_invalid_type: 'missing or of another type',
    fault_invalid_value: 'none of the values allowed',
    fault_invalid_format: 'not in the right format',
    fault_external_id_format: 'only letters, digits and . _ : / @ -, at most 80',
    fault_code_format: 'only letters, digits and . _ -, at most 40',
    fault_phone_format: 'no valid phone number',
    fault_id_number_format: 'no valid ID number',
    fault_period_reversed: 'before its beginning',
    fault_assignment_repeated: 'given twice',
    fault_headship_repeated: 'given twice',
    fault_two_primary_places: 'two main places at one time',
    fault_own_parent: 'points at itself',
    fault_text_empty: 'empty',
    fault_text_too_long: 'too long',
    fault_text_forbidden_character: 'holds characters that are not allowed',
    fault_text_malformed: 'holds characters that cannot be read',
    fault: 'not as agreed ({code})',
  },
});

type Text = ReturnType<typeof useText>;
type Key = Parameters<Text>[0];

/** A text by a name that only the BFF knows; the name itself when there is none. */
function textOr(t: Text, prefix: string, name: string, otherwise: string): string {
  const key = `${prefix}${name}`;
  const found = t(key as Key, {} as never);
  return found === key ? otherwise : found;
}

/** Where in a record something is wrong: `data.assignments.0.level` in words. */
function placeOf(t: Text, path: string): string {
  const steps = path.split('.');
  const words = steps.flatMap((step, at) => {
    if (/^\d+$/.test(step) || (step === 'data' && steps.length > 1)) return [];
    const name = textOr(t, 'field_', step, step);
    const index = steps[at + 1] ?? '';
    return /^\d+$/.test(index) ? [t('nth', { n: Number(index) + 1, name })] : [name];
  });
  return words.join(t('in'));
}

const malformed = (t: Text, detail: string): string => {
  const [, said = detail, rows = ''] = /^(.*?)(?: \(row ([\d, ]+)\))?$/s.exec(detail) ?? [];
  const [path = '', code = ''] = said.split(': ');
  const fault = textOr(t, 'fault_', code, t('fault', { code }));
  const why = t('why_record_malformed', { field: placeOf(t, path), fault });
  return rows ? t('why_record_inRow', { rows, why }) : why;
};

const afterWord = (detail: string): readonly [first: string, rest: string] => {
  const at = detail.indexOf(' ');
  return at < 0 ? [detail, ''] : [detail.slice(0, at), detail.slice(at + 1)];
};

/** Puts into words why records were set aside. */
export function useLetterWords() {
  const t = useText();
  const o = useOrganisationText();
  const format = useFormat();
  const why: Readonly<Record<DeadLetterCode, (first: string, rest: string, detail: string) => string>> = {
    record_malformed: (_first, _rest, detail) => malformed(t, detail),
    version_conflict: (_first, version) => t('why_version_conflict', { version }),
    other_source: (_first, source) => t('why_other_source', { source }),
    key_taken: (first, what) => textOr(t, 'taken_', first, t('taken', { what })).replace('{what}', what),
    tree_refused: (_first, _rest, detail) => textOr(t, 'why_tree_', detail, t('why_tree')),
    parent_waiting: (_first, what) => t('why_parent_waiting', { what }),
    store_waiting: (_first, what) => (what ? t('why_store_waiting', { what }) : t('why_store_noCode')),
    unit_waiting: (_first, what) => t('why_unit_waiting', { what }),
    manager_waiting: (_first, what) => t('why_manager_waiting', { what }),
    status_ahead: (status, when) =>
      t('why_status_ahead', {
        status: o(`status_${status as 'LEFT'}`),
        when: when ? format.instant(when) : '—',
      }),
  };
  return {
    entity: (entity: EhrEntity | null): string => t(entity ?? 'unknown'),
    /** The reason in a few words. */
    title: (code: DeadLetterCode): string => t(code),
    /** The reason of one record, with what it names. */
    why: ({ error, detail }: Pick<DeadLetter, 'error' | 'detail'>): string => why[error](...afterWord(detail), detail),
  };
}
