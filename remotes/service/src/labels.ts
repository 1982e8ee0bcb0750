import {
  TicketChannel,
  TicketPriority,
  TicketState,
  TicketType,
  RequesterKind,
  type TicketRow,
} from '@eoms/contracts/service/tickets.contract';
import { messages } from '@eoms/kit';
import type { Tone } from '@eoms/kit/ui';

/** Who may read a message. */
export type Visibility = 'requester' | 'store' | 'internal';
/** How urgent a ticket is. */
export type Priority = TicketRow['priority'];

/** Closed sets in the order they are offered. */
export const ticketStates = TicketState.options;
export const ticketTypes = TicketType.options;
export const requesterKinds = RequesterKind.options;
export const channels = TicketChannel.options;
export const priorities: readonly Priority[] = TicketPriority.options.toReversed();

/** States in which the desk waits for somebody. */
export const isWaiting = (state: TicketState): boolean => state.startsWith('waiting_');

/** Colours; the words beside them say the same. */
export const stateTones: Record<TicketState, Tone> = {
  new: 'danger',
  open: 'info',
  waiting_requester: 'attention',
  waiting_store: 'attention',
  waiting_hq: 'attention',
  waiting_platform: 'attention',
  resolved: 'success',
  closed: 'neutral',
  invalid: 'neutral',
};
export const priorityTones: Record<Priority, Tone> = {
  low: 'neutral',
  normal: 'neutral',
  high: 'attention',
  urgent: 'danger',
};
export const visibilityTones: Record<Visibility, Tone> = { requester: 'info', store: 'success', internal: 'attention' };

/** Words of the service desk, shared by its pages. */
export const useTicketText = messages({
  'zh-CN': {
    tickets: '工单',
    cancel: '取消',
    create: '新建工单',
    no: '工单号',
    subject: '标题',
    text: '内容',
    type: '类型',
    category: '分类',
    priority: '优先级',
    channel: '来源渠道',
    requester: '发起人',
    requesterKind: '发起人类型',
    store: '所涉门店',
    state: '状态',
    owner: '受理人',
    unassigned: '未分派',
    openedAt: '创建时间',
    updatedAt: '最近更新',
    resolvedAt: '解决时间',
    closedAt: '关闭时间',
    cycle: '处理轮次',
    phone: '电话',
    someStore: '指定门店',
    searchByName: '输入名称搜索',
    choose: '请选择',
    wakes: '{when}唤醒',
    new: '新建',
    open: '处理中',
    waiting_requester: '待客户',
    waiting_store: '待门店',
    waiting_hq: '待总部',
    waiting_platform: '待平台',
    resolved: '已解决',
    closed: '已关闭',
    invalid: '无效',
    consultation: '咨询',
    complaint: '投诉',
    after_sales: '售后',
    feedback: '反馈',
    low: '低',
    normal: '普通',
    high: '高',
    urgent: '紧急',
    kind_store: '门店',
    kind_member: '会员',
    kind_hq: '总部部门',
    by_phone: '电话',
    by_counter: '门店前台',
    by_wechat: '微信',
    by_app: 'App',
    by_portal: '运营平台',
    by_platform: '第三方平台',
    visible_requester: '发起人可见',
    visible_store: '门店可见',
    visible_internal: '仅内部',
  },
  en: {
    tickets: 'Tickets',
    cancel: 'Cancel',
    create: 'New ticket',
    no: 'Number',
    subject: 'Subject',
    text: 'Text',
    type: 'Type',
    category: 'Category',
    priority: 'Priority',
    channel: 'Channel',
    requester: 'Requester',
    requesterKind: 'Kind of requester',
    store: 'Store concerned',
    state: 'State',
    owner: 'Owner',
    unassigned: 'Unassigned',
    openedAt: 'Opened',
    updatedAt: 'Last change',
    resolvedAt: 'Resolved',
    closedAt: 'Closed',
    cycle: 'Cycle',
    phone: 'Phone',
    someStore: 'One store',
    searchByName: 'Type a name to search',
    choose: 'Choose',
    wakes: 'wakes {when}',
    new: 'New',
    open: 'In progress',
    waiting_requester: 'Waiting for requester',
    waiting_store: 'Waiting for store',
    waiting_hq: 'Waiting for head office',
    waiting_platform: 'Waiting for platform',
    resolved: 'Resolved',
    closed: 'Closed',
    invalid: 'Invalid',
    consultation: 'Consultation',
    complaint: 'Complaint',
    after_sales: 'After-sales',
    feedback: 'Feedback',
    low: 'Low',
    normal: 'Normal',
    high: 'High',
    urgent: 'Urgent',
    kind_store: 'Store',
    kind_member: 'Member',
    kind_hq: 'Head office',
    by_phone: 'Phone',
    by_counter: 'Store counter',
    by_wechat: 'WeChat',
    by_app: 'App',
    by_portal: 'Portal',
    by_platform: 'Outside platform',
    visible_requester: 'Requester sees it',
    visible_store: 'Store sees it',
    visible_internal: 'Internal only',
  },
});

/** A closed set as choices of a select, in the present language. */
export const choicesOf = <T extends string>(values: readonly T[], label: (value: T) => string) =>
  values.map((value) => ({ value, label: label(value) }));
