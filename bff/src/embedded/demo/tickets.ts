import type { Sequelize, Transaction } from 'sequelize';
import { NO_PHONE, type PhoneVault } from '../../systems/service/tickets/phones.ts';
import * as life from '../../systems/service/tickets/ticket-life.policy.ts';
import { numberDay, takeNumbers, ticketNumber } from '../../systems/service/tickets/ticket-numbers.service.ts';
import { entryRows, partyRows } from '../../systems/service/tickets/ticket-records.service.ts';
import type { EventRow, TicketModels, TicketRecord } from '../../systems/service/tickets/tickets.model.ts';
import { demoId, demoPick, demoRandom, demoStores } from './plan.ts';
import { DEMO_TICKETS, plannedTicket, ticketTraps, type PlannedTicket } from './ticket-plan.ts';
import { ticketTopics, waitingReasons } from './ticket-texts.ts';

/** What the seed of tickets writes with. */
export interface TicketSeed {
  readonly sequelize: Sequelize;
  readonly models: TicketModels;
  readonly phones: PhoneVault;
  readonly transaction: Transaction;
}

type Author = Pick<EventRow, 'byKind' | 'byId' | 'byName'>;
type Turn = (before: life.Life, at: Date) => life.Life;

/** A ticket that is being told: each turn is one command of one author, with the rules of real commands. */
interface Story {
  ticket: TicketRecord;
  readonly rows: EventRow[];
  at: Date;
}

const HOUR = 3600_000;
const DAY = 24 * HOUR;
const CHUNK = 200;
const MESSAGES = 400;

const storeName = (id: string): string =>
  demoStores.find((_store, index) => demoId('store', index + 1) === id)?.name ?? id;

const person = ({ id, name }: { readonly id: string; readonly name: string }): Author => ({
  byKind: 'person',
  byId: id,
  byName: name,
});

const asks = (plan: PlannedTicket): Author =>
  plan.requesterKind === 'store' && plan.manager
    ? person(plan.manager)
    : { byKind: 'requester', byId: null, byName: plan.requesterName };

function told(story: Story, author: Author, turn: Turn): void {
  const after = life.finished(turn(life.begin(story.ticket, story.at), story.at));
  story.ticket = after.ticket;
  story.rows.push(...entryRows(after.ticket, after.entries, author));
}

const says =
  (text: string, visibility: 'requester' | 'store' | 'internal', byStore = false): Turn =>
  (before, at) =>
    life.replied(before, { text, visibility, byStore }, at);

const movesTo =
  (to: TicketRecord['state'], reason: string | null = null, wakeAt: Date | null = null): Turn =>
  (before, at) =>
    life.moved(before, { to, at, by: 'caller', reason, wakeAt });

function opening(plan: PlannedTicket, no: string, phones: PhoneVault): Story {
  const { n, type, category, subject, priority, channel, requesterKind, requesterId, requesterName, phone, storeId } =
    plan;
  const draft: life.Draft = {
    id: demoId('ticket', n),
    no,
    type,
    category,
    subject,
    priority,
    channel,
    requesterKind,
    requesterId,
    requesterName,
    ...(phone === null ? NO_PHONE : phones.seal(phone.normalize('NFKC').replace(/[\s-]/g, ''))),
    storeIds: [storeId, plan.otherStoreId].filter((id) => id !== null),
  };
  const store = storeId === null ? null : { id: storeId, name: storeName(storeId) };
  const text = n === ticketTraps.longText ? longText(plan.text) : plan.text;
  const { ticket, entries } = life.finished(life.opened(draft, store, text, plan.openedAt));
  return { ticket, rows: entryRows(ticket, entries, asks(plan)), at: plan.openedAt };
}

/** Exactly 20,000 characters, some of them outside the basic plane. */
function longText(text: string): string {
  const characters = [...`${text}\n以下为完整经过：`];
  const filler = [...'从晚上八点到凌晨两点一共换了三台机器，每一台都记录了时间、座位号和结账金额。𠮷🎮\n'];
  while (characters.length < 20_000) characters.push(...filler);
  characters.length = 20_000;
  return `${characters.slice(0, -1).join('')}。`;
}

const messagesOf = ({ rows }: Story): number => rows.filter(({ kind }) => kind === 'message').length;

/** The same distance for every turn, so that a story of any length ends before the anchor. */
function converse(story: Story, plan: PlannedTicket, anchor: Date): void {
  const { n, agent, manager, outcome } = plan;
  const topic = ticketTopics[plan.category];
  if (!topic || outcome === 'new') return;
  const takenOver = n >= ticketTraps.takenOver.first && n <= ticketTraps.takenOver.last;
  const rest = anchor.getTime() - plan.openedAt.getTime();
  const turns = n === ticketTraps.endless ? 410 : 14;
  const pause = takenOver
    ? 10 * 60_000
    : Math.floor(Math.min(rest / turns, (1 + demoRandom('ticket-pace', n) * 5) * HOUR));
  const turn = (author: Author, step: Turn): void => {
    story.at = new Date(story.at.getTime() + pause);
    told(story, author, step);
  };
  const pick = (list: readonly string[], what: string): string => demoPick(list, `ticket-${what}`, n);
  const service = person(agent);
  if (outcome === 'invalid') return turn(service, movesTo('invalid', '重复提交'));
  turn(service, (before, at) => life.assigned(before, { from: null, to: agent }, null, at));
  if (takenOver) {
    turn(service, says('历史工单导入时一并处理。', 'requester'));
    turn(service, movesTo('resolved'));
    return turn(service, movesTo('closed'));
  }
  turn(service, says(pick(topic.answers.slice(0, 2), 'greeting'), 'requester'));
  if (demoRandom('ticket-note', n) < 0.45) turn(service, says(pick(topic.notes, 'note-text'), 'internal'));
  if (manager && demoRandom('ticket-store-answer', n) < 0.5)
    turn(person(manager), says(pick(topic.store, 'store-text'), 'store', true));
  if (n === ticketTraps.endless) {
    for (let each = messagesOf(story) + 1; each <= MESSAGES; each += 1) {
      turn(
        each % 2 === 0 ? service : asks(plan),
        says(each % 2 === 0 ? `第 ${each} 条：已再次催办，请稍候。` : `第 ${each} 条：今天还是一样🐢`, 'requester'),
      );
    }
    return;
  }
  if (demoRandom('ticket-waited', n) < 0.25) {
    turn(
      service,
      movesTo('waiting_requester', waitingReasons.waiting_requester, new Date(story.at.getTime() + pause + 3 * DAY)),
    );
    turn(asks(plan), says('座位号 38，大约晚上九点。', 'requester'));
    turn(service, movesTo('open'));
  }
  end(plan, anchor, turn, topic.answers.at(-1) ?? '', pick(topic.thanks, 'thanks'));
}

function end(
  plan: PlannedTicket,
  anchor: Date,
  turn: (author: Author, step: Turn) => void,
  answer: string,
  thanks: string,
): void {
  const { n, outcome } = plan;
  const service = person(plan.agent);
  if (outcome === 'woken') {
    // Woken before the anchor, and nobody has touched it since.
    return turn(service, (before, at) =>
      movesTo(
        'waiting_hq',
        waitingReasons.waiting_hq,
        new Date(Math.min(at.getTime() + HOUR, anchor.getTime())),
      )(before, at),
    );
  }
  if (outcome !== 'open' && outcome !== 'resolved' && outcome !== 'closed') {
    const reason = waitingReasons[outcome as keyof typeof waitingReasons];
    return turn(
      service,
      movesTo(outcome, reason, new Date(anchor.getTime() + (1 + Math.floor(demoRandom('ticket-wake', n) * 20)) * DAY)),
    );
  }
  if (outcome === 'open') return;
  turn(service, says(answer, 'requester'));
  turn(service, movesTo('resolved'));
  if (demoRandom('ticket-reopened', n) < 0.08) {
    turn(service, movesTo('open', '客户反映问题仍然存在'));
    turn(service, movesTo('resolved'));
  }
  if (outcome !== 'closed') return;
  turn(asks(plan), says(thanks, 'requester'));
  turn(service, movesTo('closed'));
}

async function inChunks<T>(rows: readonly T[], write: (chunk: T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += CHUNK) await write(rows.slice(start, start + CHUNK));
}

/** Writes the demo company's 320 tickets with their conversations, told from `anchor`; the same anchor tells the same stories. */
export async function seedTickets({ sequelize, models, phones, transaction }: TicketSeed, anchor: Date): Promise<void> {
  const plans = Array.from({ length: DEMO_TICKETS }, (_none, index) => plannedTicket(index + 1, anchor)).toSorted(
    (a, b) => a.openedAt.getTime() - b.openedAt.getTime() || a.n - b.n,
  );
  const stories: Story[] = [];
  for (const [day, planned] of Map.groupBy(plans, ({ openedAt }) => numberDay(openedAt))) {
    const first = await takeNumbers(sequelize, transaction, day, planned.length);
    for (const [index, plan] of planned.entries()) {
      const story = opening(plan, ticketNumber(day, first + index), phones);
      converse(story, plan, anchor);
      stories.push(story);
    }
  }
  const events = stories.flatMap(({ rows }) => rows);
  const identified = events.map((row, index) => Object.assign(row, { id: demoId('ticket-event', index + 1) }));
  const tickets = stories.map(({ ticket: { storeIds: _storeIds, ...row } }) => row);
  await inChunks(tickets, (chunk) => models.Ticket.bulkCreate(chunk, { transaction }));
  await inChunks(identified, (chunk) => models.Event.bulkCreate(chunk, { transaction }));
  await inChunks(
    stories.flatMap(({ ticket }) => partyRows(ticket, ticket.storeIds)),
    (chunk) => models.Party.bulkCreate(chunk, { transaction }),
  );
}
