import type { Localized } from '@eoms/contracts/endpoint';
import type { TicketType } from '@eoms/contracts/service/tickets.contract';

/** Category a ticket may have: a published list, so a ticket keeps the version it was classified with. */
export interface TicketCategory {
  readonly code: string;
  readonly type: TicketType;
  readonly name: Localized;
}

/** Version of the list below; raised with every change. A code never changes its meaning and is never reused. */
export const CATEGORY_VERSION = 1;

/** Code of a ticket nobody has classified yet; it can be worked on, but not resolved. */
export const UNCLASSIFIED = '';

const UNCLASSIFIED_NAME: Localized = { zh: '未分类', en: 'Not classified' };

const category = (type: TicketType, code: string, zh: string, en: string): TicketCategory => ({
  code,
  type,
  name: { zh, en },
});

/** Every category in the order in which forms offer it. */
export const ticketCategories: readonly TicketCategory[] = [
  category('consultation', 'billing.rules', '计费规则', 'Billing rules'),
  category('consultation', 'member.account', '会员账号', 'Member account'),
  category('consultation', 'coupon.usage', '优惠券使用', 'Using coupons'),
  category('consultation', 'store.information', '门店信息', 'Store information'),
  category('consultation', 'booking.event', '包房与赛事预订', 'Room and event booking'),
  category('consultation', 'franchise.policy', '加盟政策', 'Franchise policy'),
  category('consultation', 'system.usage', '系统使用', 'Using the systems'),
  category('complaint', 'billing.dispute', '计费争议', 'Billing dispute'),
  category('complaint', 'network.latency', '网络延迟', 'Network latency'),
  category('complaint', 'environment.hygiene', '环境卫生', 'Hygiene'),
  category('complaint', 'service.attitude', '服务态度', 'Service attitude'),
  category('complaint', 'store.safety', '门店安全', 'Store safety'),
  category('after_sales', 'device.fault', '设备故障', 'Device fault'),
  category('after_sales', 'recharge.missing', '充值未到账', 'Top-up not received'),
  category('after_sales', 'coupon.fault', '优惠券异常', 'Coupon fault'),
  category('after_sales', 'account.locked', '账号异常', 'Account locked or lost'),
  category('after_sales', 'refund.request', '退款申请', 'Refund request'),
  category('after_sales', 'system.fault', '系统故障', 'System fault'),
  category('feedback', 'suggestion', '建议', 'Suggestion'),
  category('feedback', 'praise', '表扬', 'Praise'),
  category('feedback', 'system.suggestion', '系统建议', 'Suggestion about the systems'),
];

const byCode = new Map(ticketCategories.map((entry) => [entry.code, entry]));

/** Name of a category as shown; a code of a retired list shows as itself. */
export const categoryName = (code: string): Localized =>
  code === UNCLASSIFIED ? UNCLASSIFIED_NAME : (byCode.get(code)?.name ?? { zh: code, en: code });

/** True when a ticket of the type may carry the category; not being classified is always allowed. */
export const categoryFits = (code: string, type: TicketType): boolean =>
  code === UNCLASSIFIED || byCode.get(code)?.type === type;
