import type { z } from 'zod';
import type { TicketEvent, TicketState, Visibility } from '@eoms/contracts/service/tickets.contract';
import type { FieldChange, Priority, TicketRecord } from './tickets.model.ts';
import { CATEGORY_VERSION } from './categories.policy.ts';
import type { SealedPhone } from './phones.ts';
import { PRIORITIES, cycleAfter, hasWoken, isWaiting, searchTextOf } from './tickets.policy.ts';

/** One entry a command adds to the timeline; `system` entries say what time alone did. */
export interface Entry {
  readonly kind: TicketEvent['kind'];
  readonly by: 'caller' | 'system';
  readonly at: Date;
  readonly visibility: z.infer<typeof Visibility>;
  readonly text: string | null;
  readonly changes: readonly FieldChange[];
}

/** A ticket as a command leaves it, with the entries that lead there. */
export interface Life {
  readonly ticket: TicketRecord;
  readonly entries: readonly Entry[];
}

/** A person or store by id and name, as the timeline shows it. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a person may change of what a ticket says about itself. */
export interface TicketEdit {
  readonly type?: TicketRecord['type'];
  readonly category?: string;
  readonly subject?: string;
  readonly priority?: Priority;
  readonly store?: { readonly from: Named | null; readonly to: Named | null };
}

const text = (value: string | number | Date | null): string | null =>
  value instanceof Date ? value.toISOString() : value === null ? null : String(value);

const difference = (
  field: string,
  from: string | number | Date | null,
  to: string | number | Date | null,
): FieldChange[] => (text(from) === text(to) ? [] : [{ field, from: text(from), to: text(to) }]);

const namedDifference = (field: string, from: Named | null, to: Named | null): FieldChange[] =>
  from?.id === to?.id
    ? []
    : [{ field, from: from?.name ?? null, to: to?.name ?? null, fromId: from?.id ?? null, toId: to?.id ?? null }];

const added = (life: Life, ticket: Partial<TicketRecord>, entry: Entry): Life => ({
  ticket: { ...life.ticket, ...ticket },
  entries: [...life.entries, entry],
});

interface Move {
  readonly to: TicketState;
  readonly at: Date;
  readonly by: Entry['by'];
  readonly reason?: string | null;
  readonly wakeAt?: Date | null;
}

/** Moves along an edge of the machine; asking whether the edge exists is the caller's part. */
export function moved(life: Life, { to, at, by, reason = null, wakeAt = null }: Move): Life {
  const { ticket } = life;
  const next = {
    state: to,
    waitingReason: isWaiting(to) ? reason : null,
    wakeAt: isWaiting(to) ? wakeAt : null,
    cycle: cycleAfter(ticket.cycle, ticket.state, to),
    resolvedAt: to === 'resolved' ? at : to === 'open' ? null : ticket.resolvedAt,
    closedAt: to === 'closed' ? at : ticket.closedAt,
  };
  const changes = [
    ...difference('state', ticket.state, to),
    ...difference('waitingReason', ticket.waitingReason, next.waitingReason),
    ...difference('wakeAt', ticket.wakeAt, next.wakeAt),
    ...difference('cycle', ticket.cycle, next.cycle),
  ];
  return added(life, next, { kind: 'state_changed', by, at, visibility: 'store', text: reason, changes });
}

/** What is known of a ticket before it lives: everything but state, owner, versions and instants. */
export type Draft = Pick<
  TicketRecord,
  | 'id'
  | 'no'
  | 'type'
  | 'category'
  | 'subject'
  | 'priority'
  | 'channel'
  | 'requesterKind'
  | 'requesterId'
  | 'requesterName'
  | 'storeIds'
  | keyof SealedPhone
>;

/** Opens a ticket: its first entry holds what it began with, so that the whole ticket follows from its entries. */
export function opened(draft: Draft, store: Named | null, text: string, at: Date): Life {
  const ticket: TicketRecord = {
    ...draft,
    categoryVersion: CATEGORY_VERSION,
    storeId: store?.id ?? null,
    state: 'new',
    waitingReason: null,
    wakeAt: null,
    cycle: 1,
    ownerId: null,
    version: 0,
    events: 0,
    searchText: searchTextOf(draft.subject, draft.requesterName),
    openedAt: at,
    updatedAt: at,
    activityAt: at,
    resolvedAt: null,
    closedAt: null,
  };
  const changes = [
    ...difference('state', null, 'new'),
    ...difference('type', null, draft.type),
    ...difference('category', null, draft.category),
    ...difference('subject', null, draft.subject),
    ...difference('priority', null, PRIORITIES[draft.priority] ?? null),
    ...difference('cycle', null, 1),
    ...namedDifference('storeName', null, store),
  ];
  return { ticket, entries: [{ kind: 'opened', by: 'caller', at, visibility: 'requester', text, changes }] };
}

/** Begins a command: a waiting ticket whose instant has come is open from that instant on, and the timeline says so. */
export function begin(ticket: TicketRecord, now: Date): Life {
  const life: Life = { ticket, entries: [] };
  return hasWoken(ticket, now) && ticket.wakeAt ? moved(life, { to: 'open', at: ticket.wakeAt, by: 'system' }) : life;
}

/** Adds a message. The first one the requester can read opens a new ticket; one of the store ends waiting for the store. */
export function replied(
  life: Life,
  message: { readonly visibility: z.infer<typeof Visibility>; readonly text: string; readonly byStore: boolean },
  now: Date,
): Life {
  const { state } = life.ticket;
  const opens =
    (state === 'new' && message.visibility === 'requester') || (state === 'waiting_store' && message.byStore);
  const written = added(
    life,
    {},
    { kind: 'message', by: 'caller', at: now, visibility: message.visibility, text: message.text, changes: [] },
  );
  return opens ? moved(written, { to: 'open', at: now, by: 'caller' }) : written;
}

/** Gives the ticket to a person or back to the queue; a note is kept apart, so that it can be internal. */
export function assigned(
  life: Life,
  owner: { readonly from: Named | null; readonly to: Named | null },
  note: { readonly text: string; readonly visibility: z.infer<typeof Visibility> } | null,
  now: Date,
): Life {
  const changes = namedDifference('ownerName', owner.from, owner.to);
  const entry = { kind: 'assigned', by: 'caller', at: now, visibility: 'store', text: null, changes } as const;
  const given = changes.length === 0 ? life : added(life, { ownerId: owner.to?.id ?? null }, entry);
  const opened =
    owner.to !== null && given.ticket.state === 'new' ? moved(given, { to: 'open', at: now, by: 'caller' }) : given;
  return note === null
    ? opened
    : added(
        opened,
        {},
        { kind: 'message', by: 'caller', at: now, visibility: note.visibility, text: note.text, changes: [] },
      );
}

/** Changes what the ticket says about itself; a store it is about joins those who may see it, and none ever leaves. */
export function edited(life: Life, edit: TicketEdit, now: Date): Life {
  const { ticket } = life;
  const { type = ticket.type, category = ticket.category, subject = ticket.subject } = edit;
  const priority = edit.priority === undefined ? ticket.priority : PRIORITIES.indexOf(edit.priority);
  const changes = [
    ...difference('type', ticket.type, type),
    ...difference('category', ticket.category, category),
    ...difference('subject', ticket.subject, subject),
    ...difference('priority', PRIORITIES[ticket.priority] ?? null, PRIORITIES[priority] ?? null),
    ...(edit.store ? namedDifference('storeName', edit.store.from, edit.store.to) : []),
  ];
  if (changes.length === 0) return life;
  const storeId = edit.store ? (edit.store.to?.id ?? null) : ticket.storeId;
  const storeIds =
    storeId === null || ticket.storeIds.includes(storeId) ? ticket.storeIds : [...ticket.storeIds, storeId];
  return added(
    life,
    { type, category, subject, priority, storeId, storeIds },
    { kind: 'edited', by: 'caller', at: now, visibility: 'store', text: null, changes },
  );
}

const latest = (instants: readonly Date[]): Date => new Date(Math.max(...instants.map((at) => at.getTime())));

/** Ends a command: one version further, and `updatedAt` is the instant of the last entry everybody may read. */
export function finished(life: Life): Life {
  if (life.entries.length === 0) return life;
  const { ticket, entries } = life;
  const open = entries.filter((entry) => entry.visibility !== 'internal').map((entry) => entry.at);
  return {
    entries,
    ticket: {
      ...ticket,
      version: ticket.version + 1,
      events: ticket.events + entries.length,
      updatedAt: latest([ticket.updatedAt, ...open]),
      activityAt: latest([ticket.activityAt, ...entries.map((entry) => entry.at)]),
    },
  };
}
