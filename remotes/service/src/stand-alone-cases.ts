import { exampleResponse } from '@eoms/contracts/fake';
import {
  getTicket,
  listAssignees,
  type Ticket,
  type TicketEvent,
  type TicketState,
} from '@eoms/contracts/service/tickets.contract';
import { isWaiting, ticketStates } from './labels.ts';

/** A ticket of the mock desk with its timeline, oldest first. */
export interface Case {
  ticket: Ticket;
  readonly events: TicketEvent[];
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const subjects = [
  '包夜被多扣 15 元',
  '充值 200 元没有到账',
  '38 号机频繁掉线',
  '五黑包房周五晚上能否预订',
  '空调太冷，晚上冻得发抖',
  '希望增加无烟区',
  '第二家店加盟费是否有优惠',
  '收银系统打不开日结报表',
];
export const stores = ['网鱼电竞(上海松江大学城店)', '网鱼电竞(杭州西湖文化广场店)', '网鱼电竞(武汉光谷店)'];
export const people = ['王敏', '李雪', '陈晓东', '赵一帆'];
export const categories = [
  ['complaint', 'billing.dispute', '计费争议', 'Billing dispute'],
  ['complaint', 'network.latency', '网络延迟', 'Network latency'],
  ['consultation', 'billing.rules', '计费规则', 'Billing rules'],
  ['consultation', 'booking.event', '包房与赛事预订', 'Room and event booking'],
  ['after_sales', 'recharge.missing', '充值未到账', 'Top-up not received'],
  ['after_sales', 'device.fault', '设备故障', 'Device fault'],
  ['feedback', 'suggestion', '建议', 'Suggestion'],
] as const;

export const idOf = (series: string, n: number): string =>
  `0195844e-2d00-7000-8000-${series}${String(n).padStart(8, '0')}`;
export const storeIdOf = (n: number): string => idOf('00aa', n);
const [meItem] = exampleResponse(listAssignees).items;
export const personIdOf = (n: number): string => (n === 0 && meItem ? meItem.id : idOf('00bb', n));
const at = <T>(list: readonly T[], n: number): T => list[n % list.length] as T;

const next: Partial<Record<TicketState, readonly TicketState[]>> = {
  new: ['open', 'invalid'],
  open: ['waiting_requester', 'waiting_store', 'waiting_hq', 'waiting_platform', 'resolved', 'invalid'],
  resolved: ['open', 'closed', 'invalid'],
  closed: [],
  invalid: [],
};

/** What follows from a state: flags, next states, wait. */
export function inState(
  ticket: Ticket,
  state: TicketState,
  reason: string | null = null,
  wakeAt: string | null = null,
): Ticket {
  const live = state !== 'closed' && state !== 'invalid';
  const nextStates = [...(next[state] ?? ['open', 'invalid'])];
  return {
    ...ticket,
    state,
    nextStates,
    waitingReason: reason,
    wakeAt,
    mayReply: live,
    mayNote: live,
    mayEdit: live,
    mayAssign: live,
  };
}

/** The n-th ticket of the desk. */
export function caseOf(n: number, now: number): Case {
  const openedAt = new Date(now - n * 7 * 60 * MINUTE - 90 * MINUTE).toISOString();
  const state = n < 3 ? at(['open', 'new', 'waiting_store'] as const, n) : at(ticketStates, n);
  const [type, category, zh, en] = at(categories, n);
  const owner = state === 'new' ? null : n % people.length;
  const shape: Ticket = {
    ...exampleResponse(getTicket),
    id: idOf('00ee', n),
    no: `GD20260311-${String(10_042 - n).slice(-5)}`,
    type,
    category,
    categoryName: { zh, en },
    subject: at(subjects, n),
    priority: at(['high', 'normal', 'urgent', 'low', 'normal'] as const, n),
    channel: at(['counter', 'phone', 'wechat'] as const, n),
    requester: {
      kind: 'member',
      id: null,
      name: at(['峡谷老六', '夜猫子小王', '五黑车队阿杰'], n),
      phoneMasked: '100****0042',
    },
    storeId: storeIdOf(n % stores.length),
    storeName: at(stores, n),
    ownerId: owner === null ? null : personIdOf(owner),
    ownerName: owner === null ? null : at(people, owner),
    openedAt,
    updatedAt: openedAt,
  };
  const ticket = isWaiting(state)
    ? inState(shape, state, '等待门店提供当晚的监控', new Date(now + DAY).toISOString())
    : inState(shape, state);
  return { ticket, events: n === 0 ? longStory(ticket) : shortStory(ticket) };
}

/** An entry of a ticket's timeline, by its requester unless told. */
export const entry = (ticket: Ticket, n: number, event: Partial<TicketEvent>): TicketEvent => ({
  id: idOf(ticket.id.slice(-4), n),
  kind: 'message',
  at: new Date(Date.parse(ticket.openedAt) + n * MINUTE).toISOString(),
  byName: ticket.requester.name,
  byKind: 'requester',
  visibility: 'requester',
  text: null,
  changes: [],
  ...event,
});

const asked = '昨晚 22 点包夜，今早结账多扣了 15 元，麻烦核对一下。座位 38 号，手机尾号 0042。';

const shortStory = (ticket: Ticket): TicketEvent[] => [entry(ticket, 0, { kind: 'opened', text: asked })];

function longStory(ticket: Ticket): TicketEvent[] {
  const agent = { byName: '李雪', byKind: 'person' } as const;
  const filler = '从晚上八点到凌晨两点一共换了三台机器，每一台都记录了时间、座位号和结账金额。𠮷🎮\n'.repeat(470);
  const before = Array.from({ length: 60 }, (_none, n) =>
    entry(
      ticket,
      n + 1,
      n % 2 ? { ...agent, text: `第 ${n} 条：已再次催办，请稍候。` } : { text: `第 ${n} 条：今天还是一样。` },
    ),
  );
  return [
    entry(ticket, 0, { kind: 'opened', text: asked }),
    ...before,
    entry(ticket, 61, { text: `以下为完整经过：\n${filler}` }),
    entry(ticket, 62, {
      ...agent,
      kind: 'assigned',
      visibility: 'store',
      changes: [{ field: 'ownerName', from: '李雪', to: '王敏' }],
    }),
    entry(ticket, 63, {
      ...agent,
      kind: 'edited',
      visibility: 'store',
      changes: [{ field: 'priority', from: 'normal', to: 'high' }],
    }),
    entry(ticket, 64, { ...agent, visibility: 'internal', text: '该门店上周刚调过夜间价，注意核对价格版本。' }),
    entry(ticket, 65, {
      byName: '周店长',
      byKind: 'person',
      visibility: 'store',
      text: '门店已现场核实，情况属实，正在处理退款。',
    }),
    entry(ticket, 66, {
      ...agent,
      byName: '王敏',
      text: '您好，已为您核对昨晚的账单，多扣的 15 元将在今天内原路退回。',
    }),
  ];
}
