import { systems } from '@eoms/contracts/systems';
import type { Localized } from '@eoms/contracts/endpoint';

type Words = Readonly<Record<string, readonly [zh: string, en: string]>>;

/** Values that mean the same in every field. */
const everywhere: Words = {
  true: ['是', 'Yes'],
  false: ['否', 'No'],
  ACTIVE: ['生效中', 'In force'],
  AHEAD: ['待处理', 'Ahead'],
  APPROVE: ['同意', 'Approve'],
  APPROVED: ['已通过', 'Approved'],
  BLOCK: ['禁止同时持有', 'Forbidden'],
  CHANGE: ['配置变更', 'Configuration change'],
  CLOSED: ['已关闭', 'Closed'],
  CONTRACT: ['外包', 'Contract'],
  CURRENT: ['进行中', 'Current'],
  DENIED: ['已拒绝', 'Denied'],
  DENY: ['拒绝', 'Deny'],
  DEPRECATED: ['将停用', 'Deprecated'],
  DRAFT: ['草稿', 'Draft'],
  EHR: ['人事系统', 'HR system'],
  EMPLOYEE: ['员工', 'Employee'],
  ENDED: ['已结束', 'Ended'],
  EOMS: ['EOMS', 'EOMS'],
  EXPIRED: ['已过期', 'Expired'],
  EXTERNAL: ['外部人员', 'External'],
  EXTRA_STAGE: ['增加一级审批', 'One more approval'],
  FRANCHISEE: ['加盟商', 'Franchisee'],
  JUSTIFIED: ['使用合理', 'Justified'],
  KEEP: ['保留', 'Keep'],
  LEFT: ['已离职', 'Left'],
  LIVE: ['使用中', 'Live'],
  LONG: ['长期权益', 'Long-term'],
  MISUSED: ['使用不当', 'Misused'],
  OPEN: ['进行中', 'Open'],
  OWNER: ['系统负责人审批', 'System owner'],
  PENDING: ['待审批', 'Waiting for approval'],
  PERMISSION_OWNERS: ['权限负责人审批', 'Permission owners'],
  PREBOARD: ['待入职', 'Not yet joined'],
  REGULAR: ['正式', 'Regular'],
  REPORT: ['仅列入报告', 'Reported only'],
  RETIRED: ['已停用', 'Retired'],
  REVOKE: ['撤销', 'Revoke'],
  REVOKED: ['已撤销', 'Revoked'],
  SHORT: ['短期权限', 'Short-term'],
  SUPERIOR: ['上级审批', 'Superior'],
  SUSPENDED: ['已停用', 'Suspended'],
  WITHDRAWN: ['已撤回', 'Withdrawn'],
  ALL: ['全公司', 'Whole company'],
  MANAGED: ['本人负责的组织及下级', 'Units he or she heads and below'],
  ORG_SET: ['指定组织及下级', 'Named units and below'],
  OWN_FRANCHISE: ['名下加盟门店', 'Own franchised stores'],
  OWN_STORE: ['本人所在门店', 'Own store'],
  OWN_SUBTREE: ['所在组织及下级', 'Own unit and below'],
  SELF: ['仅本人的数据', 'Own data only'],
  ACTING: ['代理负责人', 'Acting head'],
  DEPUTY: ['副职', 'Deputy'],
  HEAD: ['负责人', 'Head'],
  // runs of the synchronisation
  STAGED: ['待确认', 'Waits for approval'],
  APPLIED: ['已应用', 'Applied'],
  PARTIAL: ['部分应用', 'Partly applied'],
  REJECTED: ['已驳回', 'Rejected'],
  FAILED: ['失败', 'Failed'],
  FETCHING: ['读取中', 'Fetching'],
  FETCHED: ['比对中', 'Comparing'],
  DIFFED: ['比对中', 'Comparing'],
  FULL: ['全量', 'Full'],
  full: ['全量', 'Full'],
  DELTA: ['增量', 'Changes only'],
  delta: ['增量', 'Changes only'],
  CSV: ['CSV 导入', 'CSV import'],
  PUSH: ['推送', 'Push'],
  // steps of a catalogue change
  catalogue: ['权限配置', 'Catalogue'],
  'role.create': ['新建角色', 'Create a role'],
  'role.change': ['调整角色', 'Change a role'],
  'role.retire': ['停用角色', 'Retire a role'],
  'rule.add': ['新增基础规则', 'Add a base rule'],
  'rule.end': ['结束基础规则', 'End a base rule'],
  'meta.tune': ['调整权限点', 'Tune a permission'],
  'sod.add': ['新增职责分离规则', 'Add a separation rule'],
  'sod.change': ['调整职责分离规则', 'Change a separation rule'],
  'sod.retire': ['停用职责分离规则', 'Retire a separation rule'],
  'policy.set': ['调整权限设置', 'Change the settings'],
  'system.owner': ['更换系统负责人', 'Change a system owner'],
  // stores and tickets
  direct: ['直营', 'Company-owned'],
  wangyu: ['网鱼加盟', 'Wangyu franchise'],
  mvp: ['MVP加盟', 'MVP franchise'],
  low: ['低', 'Low'],
  normal: ['普通', 'Normal'],
  high: ['高', 'High'],
  urgent: ['紧急', 'Urgent'],
  consultation: ['咨询', 'Consultation'],
  complaint: ['投诉', 'Complaint'],
  after_sales: ['售后', 'After-sales'],
  feedback: ['反馈', 'Feedback'],
};

const risk: Words = {
  0: ['低风险', 'Low risk'],
  1: ['一般风险', 'Moderate risk'],
  2: ['较高风险', 'Elevated risk'],
  3: ['高风险', 'High risk'],
};

const person: Words = { ACTIVE: ['在职', 'Active'] };

/** Values that mean something else in one field, or in one field of one kind of object. */
const inField: Readonly<Record<string, Words>> = {
  riskTier: risk,
  tier: risk,
  onNoAnswer: { REVOKE: ['收回', 'Take back'] },
  'review-item.verdict': { REVOKE: ['收回', 'Take back'] },
  origin: {
    SELF: ['本人申请', 'Own request'],
    SUPERIOR: ['上级授权', 'Granted by superior'],
    EXTENSION: ['续期', 'Extension'],
    HANDOVER: ['工作交接', 'Handover'],
    REVIEW: ['权限复核', 'Review'],
    BREAK_GLASS: ['紧急权限', 'Emergency permission'],
  },
  'person.status': person,
  'person.field': { phone: ['手机号', 'Phone'], 'id-number': ['身份证号', 'Identity number'] },
  'ticket.field': { phone: ['联系电话', 'Phone'] },
  'role.status': { ACTIVE: ['使用中', 'In use'] },
  'meta.status': { ACTIVE: ['使用中', 'In use'] },
  'client.status': { ACTIVE: ['使用中', 'In use'], WITHDRAWN: ['已停用', 'Withdrawn'] },
  'store.kind': { status: ['营业状态', 'Status'], owner: ['归属', 'Owner'] },
};

/** Words of one kind of object, whatever the field. */
const ofKind: Readonly<Record<string, Words>> = {
  store: {
    preparing: ['筹备', 'Preparing'],
    trial: ['试营业', 'Trial operation'],
    open: ['营业', 'Open'],
    suspended: ['停业整改', 'Suspended'],
    closed: ['闭店', 'Closed'],
  },
  ticket: {
    new: ['新建', 'New'],
    open: ['处理中', 'In progress'],
    waiting_requester: ['待客户', 'Waiting for requester'],
    waiting_store: ['待门店', 'Waiting for store'],
    waiting_hq: ['待总部', 'Waiting for head office'],
    waiting_platform: ['待平台', 'Waiting for platform'],
    resolved: ['已解决', 'Resolved'],
    closed: ['已关闭', 'Closed'],
    invalid: ['无效', 'Invalid'],
  },
};

/** Fields whose texts are names or free words and never a closed set. */
const FREE = new Set(['name', 'account', 'code', 'clientId', 'number', 'no', 'note', 'address', 'city', 'brand']);

/** Words of a recorded value of a closed set; undefined for any other. */
export function valueTitle(objectKind: string, field: string, value: string | number | boolean): Localized | undefined {
  if (FREE.has(field) || (typeof value === 'number' && !Object.hasOwn(inField, field))) return undefined;
  const key = String(value);
  if (['system', 'systemCode', 'systemCodes'].includes(field) && Object.hasOwn(systems, key))
    return systems[key as keyof typeof systems];
  const all = [inField[`${objectKind}.${field}`], inField[field], ofKind[objectKind], everywhere];
  const words = all.find((some) => some && Object.hasOwn(some, key))?.[key];
  return words && { zh: words[0], en: words[1] };
}
