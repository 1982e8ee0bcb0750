import type { Localized } from '../endpoint.ts';

const says = (zh: string, en: string): Localized => ({ zh, en });

/** Names of what is audited: each command by its operation id, and what EOMS does by itself. */
export const auditActions: Readonly<Record<string, Localized>> = {
  // portal
  savePreferences: says('保存语言与主题', 'Save language and theme'),
  endSession: says('退出登录', 'Sign out'),
  reportClientError: says('上报页面错误', 'Report a page error'),
  // stores
  createStore: says('新建门店', 'Register a store'),
  updateStore: says('编辑门店资料', 'Edit a store'),
  changeStoreStatus: says('变更门店营业状态', 'Change a store’s status'),
  changeStoreOwner: says('变更门店归属', 'Change a store’s owner'),
  cancelStoreChange: says('取消未生效的门店变更', 'Cancel a scheduled store change'),
  // customer service
  createTicket: says('新建工单', 'Open a ticket'),
  updateTicket: says('编辑工单', 'Edit a ticket'),
  replyToTicket: says('回复工单', 'Reply to a ticket'),
  assignTicket: says('分派工单', 'Assign a ticket'),
  changeTicketState: says('变更工单状态', 'Change a ticket’s state'),
  revealTicketPhone: says('查看工单联系电话', 'See the phone on a ticket'),
  // requests and grants
  previewRequest: says('预览权限申请', 'Preview a request'),
  createRequest: says('提交权限申请', 'Request permissions'),
  editRequest: says('修改权限申请', 'Edit a request'),
  withdrawRequest: says('撤回权限申请', 'Withdraw a request'),
  expireRequest: says('权限申请逾期失效', 'A request expired'),
  decideRequests: says('审批权限申请', 'Decide a request'),
  giveGrant: says('直接授权', 'Grant directly'),
  extendGrant: says('申请授权续期', 'Request an extension'),
  revokeGrant: says('撤销授权', 'Revoke a grant'),
  returnGrant: says('交还本人授权', 'Give back a grant of one’s own'),
  confirmGrant: says('调动后确认授权', 'Confirm a grant after a move'),
  createGrant: says('授权生效', 'A grant came into being'),
  endConflicting: says('因职责分离结束授权', 'A grant ended for separation of duties'),
  endForLeaver: says('离职结束授权', 'A grant ended with its holder’s leaving'),
  createDelegation: says('设置审批委托', 'Delegate decisions'),
  endDelegation: says('结束审批委托', 'End a delegation'),
  previewAs: says('以他人视角预览', 'See as another person'),
  explainDecision: says('查询他人权限的原因', 'Explain permissions of another person'),
  // catalogue
  previewChange: says('预览权限配置变更', 'Preview a catalogue change'),
  proposeChange: says('提交权限配置变更', 'Propose a catalogue change'),
  applyChange: says('权限配置变更生效', 'A catalogue change took effect'),
  // organisation and people
  appointHead: says('任命负责人', 'Appoint a head'),
  endHead: says('结束负责人任命', 'End an appointment'),
  createExternalPerson: says('登记外部人员', 'Register a person outside the EHR'),
  suspendPerson: says('停用人员', 'Suspend a person'),
  resumePerson: says('恢复人员', 'Resume a person'),
  endExternalPerson: says('结束外部人员', 'End a person outside the EHR'),
  revealPersonField: says('查看人员敏感信息', 'See a masked field of a person'),
  // service clients
  createClient: says('登记接入方', 'Register a service client'),
  changeClient: says('变更接入方', 'Change a service client'),
  withdrawClient: says('停用接入方', 'Withdraw a service client'),
  // HR synchronisation
  startSync: says('发起人事同步', 'Start an HR synchronisation'),
  importCsv: says('导入人事 CSV', 'Import an HR file'),
  applyRun: says('确认应用同步批次', 'Apply a synchronisation run'),
  rejectRun: says('驳回同步批次', 'Reject a synchronisation run'),
  retryDeadLetters: says('重试异常记录', 'Retry failed records'),
  dismissDeadLetter: says('忽略异常记录', 'Dismiss a failed record'),
  ingestRecords: says('接收人事记录', 'Take in HR records'),
  scimCreateUser: says('SCIM 新增人员', 'SCIM: create a user'),
  scimReplaceUser: says('SCIM 覆盖人员', 'SCIM: replace a user'),
  scimPatchUser: says('SCIM 修改人员', 'SCIM: modify a user'),
  scimDeleteUser: says('SCIM 停用人员', 'SCIM: deactivate a user'),
  scimSearchUsers: says('SCIM 查询人员', 'SCIM: search users'),
  scimCreateGroup: says('SCIM 新增组织', 'SCIM: create a group'),
  scimReplaceGroup: says('SCIM 覆盖组织', 'SCIM: replace a group'),
  scimPatchGroup: says('SCIM 修改组织', 'SCIM: modify a group'),
  scimDeleteGroup: says('SCIM 停用组织', 'SCIM: close a group'),
  scimSearchGroups: says('SCIM 查询组织', 'SCIM: search groups'),
  scimSearch: says('SCIM 全局查询', 'SCIM: search everything'),
  scimBulk: says('SCIM 批量操作', 'SCIM: bulk operations'),
  // governance
  startReview: says('发起权限复核', 'Start a review'),
  decideReviewItems: says('复核授权', 'Decide review items'),
  takeBreakGlass: says('使用紧急权限', 'Take an emergency permission'),
  endBreakGlass: says('交还紧急权限', 'Give an emergency permission back'),
  reviewBreakGlass: says('复核紧急权限', 'Review an emergency permission'),
  seeAlarm: says('已阅告警', 'Note that an alarm was seen'),
  // audit
  exportAudit: says('导出审计日志', 'Export the audit log'),
};

/** Names of the kinds of objects that something is done to. */
export const auditObjects: Readonly<Record<string, Localized>> = {
  person: says('人员', 'Person'),
  unit: says('组织单元', 'Unit'),
  store: says('门店', 'Store'),
  ticket: says('工单', 'Ticket'),
  'access-request': says('权限申请', 'Access request'),
  'access-grant': says('授权', 'Grant'),
  delegation: says('审批委托', 'Delegation'),
  role: says('角色', 'Role'),
  client: says('接入方', 'Service client'),
  'sync-run': says('同步批次', 'Synchronisation run'),
  'dead-letter': says('异常记录', 'Failed record'),
  review: says('权限复核', 'Review'),
  'review-item': says('复核项', 'Review item'),
  'break-glass': says('紧急权限', 'Emergency permission'),
  alarm: says('告警', 'Alarm'),
  audit: says('审计日志', 'Audit log'),
};

const named = (names: Readonly<Record<string, Localized>>, code: string): Localized =>
  Object.hasOwn(names, code) ? (names[code] as Localized) : says(code, code);

/** Name of a kind of object in both languages; the kind itself where nobody has named it. */
export const objectTitle = (kind: string): Localized => named(auditObjects, kind);

/** Name of an action in both languages; the action itself where nobody has named it. */
export const actionTitle = (action: string): Localized => named(auditActions, action);
