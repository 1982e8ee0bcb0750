import type { EhrEntity } from './sync.record.ts';

/** Columns of the CSV documents: names as in the feed, and what HR teams call them; a header may use either. */
export const csvColumns = {
  unit: {
    external_id: '组织编号',
    version: '版本号',
    deleted: '已删除',
    kind: '类型',
    code: '编码',
    name_zh: '名称',
    name_en: '英文名称',
    parent_external_id: '上级组织编号',
    effective_from: '生效日期',
    status: '状态',
  },
  person: {
    external_id: '人员编号',
    version: '版本号',
    deleted: '已删除',
    employee_no: '工号',
    name: '姓名',
    account: '账号',
    phone: '手机号',
    id_number: '证件号码',
    kind: '人员类别',
    status: '状态',
    status_from: '状态生效日期',
    employment: '用工形式',
    subject: '登录标识',
    unit_external_id: '组织编号',
    position_code: '岗位编码',
    position_name_zh: '岗位名称',
    position_name_en: '岗位英文名称',
    level: '职级',
    primary: '主岗',
    line_manager_external_id: '直属上级编号',
    dotted_manager_external_id: '虚线上级编号',
    from: '任职开始',
    until: '任职结束',
    head_unit_external_id: '负责组织编号',
    head_kind: '负责人类型',
    head_from: '负责开始',
    head_until: '负责结束',
  },
} as const;

/** Columns without which a CSV document is refused. */
export const csvNeeded: Readonly<Record<EhrEntity, readonly string[]>> = {
  unit: ['external_id', 'kind', 'name_zh', 'parent_external_id', 'effective_from'],
  person: ['external_id', 'name', 'status'],
};

/** Largest import in bytes: everybody in a company of some 1,000 stores, several times over. */
export const IMPORT_BYTES = 32 * 1024 * 1024;
