import type { TicketState } from '@eoms/contracts/service/tickets.contract';
import { ticketCategories } from '../../systems/service/tickets/categories.policy.ts';
import type { TicketRow } from '../../systems/service/tickets/tickets.model.ts';
import { demoPeople, departmentId } from './company-people.ts';
import { demoDepartments, demoId, demoPick, demoRandom, demoStores } from './plan.ts';
import { memberNames, ticketTopics } from './ticket-texts.ts';

/** Number of tickets of the demo (domain E.2). */
export const DEMO_TICKETS = 320;

/** Tickets by number that carry a trap on purpose. */
export const ticketTraps = {
  /** 400 messages. */
  endless: 200,
  /** A message of 20,000 characters. */
  longText: 201,
  /** 50 tickets that were taken over at one instant: equal openedAt and updatedAt. */
  takenOver: { first: 101, last: 150 },
  /** Their wait ended before the anchor, and nobody has looked since. */
  woken: [276, 290, 303],
  /** Two stores are concerned. */
  crossing: [12, 37, 61, 88, 163, 187, 214, 239, 262, 281, 298, 311],
} as const;

/** What one ticket of the demo is about, who asks, when, and how far it gets. */
export interface PlannedTicket extends Pick<
  TicketRow,
  'type' | 'category' | 'subject' | 'requesterKind' | 'requesterId' | 'requesterName' | 'channel' | 'storeId'
> {
  readonly n: number;
  readonly text: string;
  readonly priority: number;
  /** As somebody typed it; null when none was given. */
  readonly phone: string | null;
  readonly otherStoreId: string | null;
  readonly openedAt: Date;
  readonly outcome: TicketState | 'woken';
  readonly agent: { readonly id: string; readonly name: string };
  readonly manager: { readonly id: string; readonly name: string } | null;
}

const DAY = 24 * 3600_000;
const DAYS = 60;

const TYPES = [
  ['consultation', 147],
  ['complaint', 67],
  ['after_sales', 77],
  ['feedback', 29],
] as const;
const KINDS = [
  ['member', 227],
  ['store', 70],
  ['hq', 23],
] as const;

/** Gives each number exactly one value, as many of each as asked, in an order that looks random. */
function dealt<T>(shares: readonly (readonly [T, number])[], series: string): readonly T[] {
  const numbers = Array.from({ length: DEMO_TICKETS }, (_none, index) => index);
  const shuffled = numbers.toSorted((a, b) => demoRandom(series, a) - demoRandom(series, b));
  const values = shares.flatMap(([value, count]) => Array.from({ length: count }, () => value));
  const byNumber = new Map(shuffled.map((number, position) => [number, values[position] as T]));
  return numbers.map((number) => byNumber.get(number) as T);
}

const types = dealt(TYPES, 'ticket-type');
const kinds = dealt(KINDS, 'ticket-requester');

/** Which categories each kind of requester writes about. */
const STORE_ONLY = new Set(['franchise.policy', 'system.usage', 'system.fault', 'system.suggestion']);

function categoryOf(n: number, type: TicketRow['type'], kind: TicketRow['requesterKind']): string {
  const known = ticketCategories.filter((each) => each.type === type && each.code in ticketTopics);
  const inside = known.filter(({ code }) => STORE_ONLY.has(code));
  const outside = known.filter(({ code }) => !STORE_ONLY.has(code));
  const fitting = kind === 'member' || inside.length === 0 ? outside : inside;
  return demoPick(fitting, 'ticket-category', n).code;
}

/** People of the service department who answer tickets at the demo's instant. */
const agents = demoPeople.filter(
  ({ status, assignments }) =>
    status === 'ACTIVE' &&
    assignments.at(-1)?.unitId === departmentId('service') &&
    assignments.at(-1)?.position !== 'manager',
);

const managerOf = (storeId: string) =>
  demoPeople.find(
    ({ status, assignments }) =>
      status === 'ACTIVE' && assignments.at(-1)?.unitId === storeId && assignments.at(-1)?.position === 'store-manager',
  ) ?? null;

const stores = demoStores
  .map(({ name, status }, index) => ({ id: demoId('store', index + 1), name, status }))
  .filter(({ status }) => status !== 'preparing' && status !== 'closed');

/** Evenings are busier than mornings: two peaks, at 14 and 20 o'clock in Shanghai. */
function openedAt(n: number, anchor: Date): Date {
  const { takenOver } = ticketTraps;
  if (n >= takenOver.first && n <= takenOver.last) return new Date(anchor.getTime() - 40 * DAY);
  const before = (DEMO_TICKETS - n) / DEMO_TICKETS;
  // More of them lately, so that there is work on the desk.
  const day = Math.floor(before ** 1.6 * DAYS);
  const peak = demoRandom('ticket-peak', n) < 0.4 ? 14 : 20;
  const hour = peak + (demoRandom('ticket-hour', n) + demoRandom('ticket-hour-2', n) - 1) * 4 - 20.5;
  const at = anchor.getTime() - day * DAY + hour * 3600_000;
  return new Date(Math.min(Math.floor(at), anchor.getTime() - (DEMO_TICKETS - n + 1) * 60_000));
}

type Chance = readonly [outcome: PlannedTicket['outcome'], share: number];
const OLD: readonly Chance[] = [
  ['closed', 0.87],
  ['resolved', 0.05],
  ['invalid', 0.04],
  ['waiting_hq', 0.02],
  ['open', 0.02],
];
const MIDDLE: readonly Chance[] = [
  ['closed', 0.42],
  ['resolved', 0.24],
  ['open', 0.14],
  ['waiting_store', 0.06],
  ['waiting_requester', 0.05],
  ['waiting_platform', 0.03],
  ['waiting_hq', 0.04],
  ['invalid', 0.02],
];
const RECENT: readonly Chance[] = [
  ['new', 0.34],
  ['open', 0.3],
  ['waiting_store', 0.12],
  ['waiting_requester', 0.07],
  ['waiting_hq', 0.05],
  ['resolved', 0.12],
];

function outcomeOf(n: number, age: number): PlannedTicket['outcome'] {
  const { takenOver, endless, longText, woken } = ticketTraps;
  if (n >= takenOver.first && n <= takenOver.last) return 'closed';
  if ((woken as readonly number[]).includes(n)) return 'woken';
  if (n === endless || n === longText) return 'open';
  let draw = demoRandom('ticket-outcome', n);
  const chances = age > 14 * DAY ? OLD : age > 3 * DAY ? MIDDLE : RECENT;
  for (const [outcome, share] of chances) {
    draw -= share;
    if (draw < 0) return outcome;
  }
  return 'open';
}

/** Prefix 100 belongs to nobody; some were typed with full-width digits or blanks and are kept folded. */
function phoneOf(n: number): string | null {
  if (demoRandom('ticket-phone', n) < 0.12) return null;
  const digits = `100${String(Math.floor(demoRandom('ticket-phone-digits', n) * 1e8)).padStart(8, '0')}`;
  if (n % 40 === 7) return digits.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  return n % 15 === 4 ? `${digits.slice(0, 3)} ${digits.slice(3, 7)}-${digits.slice(7)}` : digits;
}

function requesterOf(
  n: number,
  kind: TicketRow['requesterKind'],
  store: { readonly id: string; readonly name: string },
) {
  if (kind === 'store')
    return {
      requesterKind: kind,
      requesterId: store.id,
      requesterName: store.name,
      storeId: store.id,
      phone: null,
      channel: 'portal' as const,
    };
  if (kind === 'hq') {
    const index = Math.floor(demoRandom('ticket-department', n) * demoDepartments.length);
    const department = demoDepartments[index] ?? demoDepartments[0];
    return {
      requesterKind: kind,
      requesterId: demoId('department', index + 1),
      requesterName: department.zh,
      storeId: null,
      phone: null,
      channel: 'portal' as const,
    };
  }
  const channel = demoPick(['phone', 'counter', 'wechat', 'app', 'app', 'platform'] as const, 'ticket-channel', n);
  const name = memberNames[n % memberNames.length] ?? '会员';
  const storeId = demoRandom('ticket-without-store', n) < 0.15 ? null : store.id;
  return { requesterKind: kind, requesterId: null, requesterName: name, storeId, phone: phoneOf(n), channel };
}

/** The n-th ticket of the demo, a pure function of the seed and the anchor. */
export function plannedTicket(n: number, anchor: Date): PlannedTicket {
  const type = types[n - 1] ?? 'consultation';
  const kind = kinds[n - 1] ?? 'member';
  const category = categoryOf(n, type, kind);
  const topic = ticketTopics[category];
  if (!topic) throw new RangeError(`no texts for ${category}`);
  const [subject, text] = demoPick(topic.openings, 'ticket-opening', n);
  const store = demoPick(stores, 'ticket-store', n);
  const crossing = (ticketTraps.crossing as readonly number[]).includes(n);
  const requester = requesterOf(n, kind, store);
  const at = openedAt(n, anchor);
  const storeId = crossing ? store.id : requester.storeId;
  const priority =
    type === 'complaint'
      ? [1, 2, 2, 3][Math.floor(demoRandom('ticket-priority', n) * 4)]
      : [0, 1, 1, 1, 2][Math.floor(demoRandom('ticket-priority', n) * 5)];
  return {
    n,
    type,
    category,
    subject,
    text,
    ...requester,
    storeId,
    otherStoreId: crossing
      ? demoPick(
          stores.filter(({ id }) => id !== store.id),
          'ticket-other-store',
          n,
        ).id
      : null,
    priority: priority ?? 1,
    openedAt: at,
    outcome: outcomeOf(n, anchor.getTime() - at.getTime()),
    agent: demoPick(agents, 'ticket-agent', n),
    manager: storeId === null ? null : managerOf(storeId),
  };
}
