import { z } from 'zod';
import { accessErrors } from './access/errors.ts';
import { define, type ErrorDefinition } from './error-definition.ts';
import { LocalizedText } from './fields.ts';

/** Catalogue of refusals. A code never changes its meaning; the texts may. */
export const errors = {
  malformed_json: define(
    400,
    '请求内容不是有效的 JSON',
    'The request body is not valid JSON',
    '请检查请求内容的格式后重试',
    'Correct the body and send it again',
  ),
  validation_failed: define(
    422,
    '填写的内容有误',
    'Some values are not acceptable',
    '请按提示修改标出的字段',
    'Correct the fields listed in errors',
  ),
  invalid_parameter: define(
    400,
    '请求参数有误',
    'A parameter of the request is not acceptable',
    '请按提示修改地址或筛选条件',
    'Correct the parameters listed in errors',
  ),
  invalid_cursor: define(
    400,
    '翻页标记无效或已失效',
    'The page cursor is not valid',
    '请回到第一页重新查询',
    'Start again from the first page',
  ),
  idempotency_key_required: define(
    400,
    '缺少请求编号（Idempotency-Key）',
    'The Idempotency-Key header is missing or malformed',
    '每次提交请带一个新的唯一编号，重试时沿用原编号',
    'Send a fresh unique key with each command and repeat it on retries',
  ),
  signed_out: define(
    401,
    '尚未登录或登录已过期',
    'Not signed in, or the sign-in has expired',
    '请重新登录',
    'Sign in again',
  ),
  invalid_token: define(
    401,
    '登录凭证无效',
    'The access token is not valid',
    '请重新登录；接口调用方请重新获取令牌',
    'Sign in again, or get a new token',
  ),
  invalid_proof: define(
    401,
    '请求签名（DPoP）无效',
    'The DPoP proof is not valid',
    '请刷新页面后重试；接口调用方请为每次请求生成新的 DPoP 证明',
    'Make a fresh DPoP proof for each request',
  ),
  proof_nonce_required: define(
    401,
    '请求签名需要服务器随机数',
    'The DPoP proof must carry the server nonce',
    '请带上响应头 DPoP-Nonce 中的值重试',
    'Retry with the value of the DPoP-Nonce header',
  ),
  session_ended: define(401, '本次登录已退出', 'This session has ended', '请重新登录', 'Sign in again'),
  person_inactive: define(
    403,
    '账号当前不可用（未入职、已停用或已离职）',
    'The account is not active',
    '请联系人资部门确认账号状态',
    'Ask Human Resources about the account',
  ),
  person_unknown: define(
    403,
    '该账号未在组织架构中登记',
    'The account is not known to the organisation',
    '请联系人资部门登记',
    'Ask Human Resources to register the account',
  ),
  permission_missing: define(
    403,
    '没有进行此操作的权限',
    'You do not have the permission for this',
    '如工作需要，请在权限中心申请该权限，由上级审批',
    'Request it in the permission centre, where your superior approves',
  ),
  not_found: define(
    404,
    '内容不存在，或你无权查看',
    'It does not exist, or you may not see it',
    '请核对地址；如确需查看，请在权限中心申请权限',
    'Check the address, or request access in the permission centre',
  ),
  method_not_allowed: define(
    405,
    '该地址不支持此操作',
    'The address does not support this method',
    '请查看接口文档 /docs',
    'See the API page at /docs',
  ),
  conflict: define(
    409,
    '与现有内容冲突',
    'It conflicts with what is there',
    '请刷新后查看最新内容',
    'Reload and look at the latest state',
  ),
  request_id_reused: define(
    409,
    '请求编号已被另一份内容使用',
    'The Idempotency-Key was used with another request',
    '请使用新的请求编号提交',
    'Send the command with a new key',
  ),
  request_in_progress: define(
    409,
    '相同的请求正在处理',
    'The same request is being processed',
    '请稍候，不要重复提交',
    'Wait and retry with the same key',
  ),
  store_code_taken: define(
    409,
    '门店编码已被使用（停用的编码也不可再次使用）',
    'The store code is taken (codes are never used again)',
    '请换一个编码',
    'Choose another code',
  ),
  store_status_unreachable: define(
    409,
    '门店不能从当前状态变更为该状态',
    'The store cannot move to that status from its present one',
    '请按 筹备→试营业→营业⇄停业整改→闭店 的顺序变更',
    'Follow preparing → trial → open ⇄ suspended → closed',
  ),
  store_change_pending: define(
    409,
    '该门店已有一项尚未生效的变更',
    'A later change is already scheduled for this store',
    '请先取消尚未生效的变更',
    'Cancel the scheduled change first',
  ),
  store_closing_blocked: define(
    422,
    '门店还有未完结的事项，不能闭店',
    'The store still has open matters and cannot be closed',
    '请先处理列出的事项',
    'Finish the matters listed first',
  ),
  ticket_state_unreachable: define(
    409,
    '工单不能从当前状态变更为该状态',
    'The ticket cannot move to that state from its present one',
    '请刷新后按页面提供的操作继续',
    'Reload and use one of the offered actions',
  ),
  ticket_closed: define(
    409,
    '工单已关闭或作废，不能再回复',
    'The ticket is closed or invalid and takes no more messages',
    '请新建工单并关联原工单',
    'Open a new ticket and link it',
  ),
  assignee_ineligible: define(
    422,
    '该人员不能受理此工单',
    'This person cannot take the ticket',
    '请从可受理人员中选择',
    'Choose one of the eligible people',
  ),
  ...accessErrors,
  precondition_required: define(
    428,
    '缺少版本号（If-Match）',
    'The If-Match header is missing',
    '请先读取最新内容，并带上其版本号提交',
    'Read the record and send its version',
  ),
  stale_version: define(
    412,
    '内容已被他人修改',
    'Somebody else has changed it meanwhile',
    '请查看最新内容，确认后重新提交；你填写的内容不会丢失',
    'Look at what changed, then send again',
  ),
  someone_replied: define(
    412,
    '在你编辑期间，工单有了新的动态',
    'The ticket moved on while you were writing',
    '请查看新的动态，确认后再发送；你写的内容已保留',
    'Read the new entries, then send again',
  ),
  payload_too_large: define(
    413,
    '提交的内容过大',
    'The request body is too large',
    '请缩短内容后重试',
    'Send a smaller body',
  ),
  unsupported_media_type: define(
    415,
    '请求内容类型应为 application/json',
    'The content type must be application/json',
    '请设置 Content-Type: application/json',
    'Set Content-Type: application/json',
  ),
  rate_limited: define(429, '操作过于频繁', 'Too many requests', '请稍候再试', 'Wait as long as Retry-After says'),
  internal: define(
    500,
    '系统出现异常',
    'Something went wrong on our side',
    '请稍后重试；如仍失败，请把请求编号告知平台管理',
    'Retry later, or report the request id',
  ),
  unavailable: define(503, '系统繁忙或正在更新', 'The system is busy or being updated', '请稍后重试', 'Retry shortly'),
} as const satisfies Record<string, ErrorDefinition>;

/** Stable code of a refusal. */
export type ErrorCode = keyof typeof errors;

/** Refusals any protected endpoint can give; endpoints list only what goes beyond. */
export const commonErrors = [
  'invalid_parameter',
  'signed_out',
  'invalid_token',
  'invalid_proof',
  'session_ended',
  'person_inactive',
  'person_unknown',
  'permission_missing',
  'rate_limited',
  'internal',
  'unavailable',
] as const satisfies readonly ErrorCode[];

/** Refusals any command can give besides {@link commonErrors}. */
export const commandErrors = [
  'malformed_json',
  'validation_failed',
  'idempotency_key_required',
  'request_id_reused',
  'request_in_progress',
  'payload_too_large',
  'unsupported_media_type',
] as const satisfies readonly ErrorCode[];

/** One field that was refused: JSON pointer into the request and why, in both languages. */
export const FieldError = z
  .object({
    pointer: z.string(),
    code: z.string(),
    detail: z.string(),
    messages: LocalizedText,
    /** Row of a document as spreadsheets count, and the column in it; only where a document is refused. */
    row: z.int().min(1).optional(),
    column: z.string().optional(),
  })
  .meta({ id: 'FieldError', description: 'One refused value: JSON pointer such as #/body/name' });

/** Problem details (RFC 9457) as EOMS answers them. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    requestId: z.string(),
    messages: LocalizedText,
    next: LocalizedText,
    errors: z.array(FieldError).optional(),
    /** The permission that is missing, with its name; only on `permission_missing`. */
    meta: z.object({ code: z.string(), name: LocalizedText, system: LocalizedText }).optional(),
    /** The record as it is now; only on 412. */
    current: z.unknown().optional(),
    /** Names of the fields that differ from what the caller saw; only on 412. */
    changed: z.array(z.string()).optional(),
    /** What stands in the way; only on refusals that list matters. */
    blockers: z.array(z.object({ kind: z.string(), count: z.int(), name: LocalizedText })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

/** Problem details (RFC 9457) as EOMS answers them. */
export type Problem = z.infer<typeof Problem>;
