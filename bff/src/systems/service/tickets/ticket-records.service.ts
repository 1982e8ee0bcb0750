import { Op, type Sequelize, type Transaction, type WhereOptions } from 'sequelize';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../../../database/new-id.ts';
import { updateWhere } from '../../../database/transaction.ts';
import { AppError } from '../../../errors.ts';
import type { Context, Scope } from '../../../http/context.ts';
import { CATEGORY_VERSION } from './categories.policy.ts';
import type { TicketDeps } from './ticket-deps.ts';
import type { Entry, Life } from './ticket-life.policy.ts';
import { changedFields, presentTicket, type Names } from './ticket-view.policy.ts';
import type { EventRow, ListedTicket, PartyRow, TicketModels, TicketRecord, TicketRow } from './tickets.model.ts';
import { covers, readableVisibilities, searchTextOf } from './tickets.policy.ts';

/** Where every ticket is read and written: data scope in the WHERE, versions in the UPDATE. */
export interface TicketRecords {
  readonly models: TicketModels;
  /** Rows a scope reaches. */
  within(scope: Scope): WhereOptions;
  namesFor(context: Pick<Context, 'transaction'>, tickets: readonly ListedTicket[]): Promise<Names>;
  present(context: Context, ticket: TicketRecord): Promise<ReturnType<typeof presentTicket>>;
  /** @throws AppError `not_found` when the caller does not see the ticket. */
  load(context: Context, ticketId: string): Promise<TicketRecord>;
  /** Loads for a command. @throws AppError also `permission_missing` and `someone_replied`. */
  loadFor(
    context: Context,
    meta: MetaCode,
    input: { params: { ticketId: string }; ifMatch: number },
  ): Promise<TicketRecord>;
  insert(context: Context, ticket: TicketRecord, entries: readonly Entry[]): Promise<void>;
  /** Writes what a command did. @throws AppError `someone_replied` when another command was faster. */
  save(context: Context, before: TicketRecord, life: Life): Promise<readonly EventRow[]>;
}

/** Entries a refused command looks at, to say what changed. */
const MOST_SHOWN = 200;

/** What every command on a ticket needs. */
export interface CommandTools {
  readonly deps: TicketDeps;
  readonly records: TicketRecords;
}

/** Rows of what a command did, in order. */
export const entryRows = (
  ticket: TicketRecord,
  entries: readonly Entry[],
  author: Pick<EventRow, 'byKind' | 'byId' | 'byName'>,
): EventRow[] =>
  entries.map(({ by, ...entry }, index) => ({
    ...entry,
    ...(by === 'system' ? { byKind: 'system', byId: null, byName: '系统' } : author),
    id: newId(),
    ticketId: ticket.id,
    seq: ticket.events - entries.length + index + 1,
    version: ticket.version,
  }));

/** Rows of the stores that may see a ticket; the one that asks is told apart from those that are concerned. */
export const partyRows = ({ id, requesterKind, requesterId }: TicketRecord, storeIds: readonly string[]): PartyRow[] =>
  storeIds.map((storeId) => ({
    ticketId: id,
    storeId,
    role: requesterKind === 'store' && storeId === requesterId ? 'requester' : 'concerned',
  }));

const authorOf = ({ caller }: Context): Pick<EventRow, 'byKind' | 'byId' | 'byName'> => ({
  byKind: caller.kind === 'person' ? 'person' : 'service',
  byId: caller.id,
  byName: caller.name,
});

function scopeReader(sequelize: Sequelize) {
  return (scope: Scope): WhereOptions => {
    if (scope.kind === 'all') return {};
    const ids = scope.kind === 'units' ? [...scope.storeIds] : [];
    if (ids.length === 0) return { id: null };
    const list = ids.map((id) => sequelize.escape(id)).join(', ');
    return { id: { [Op.in]: sequelize.literal(`(SELECT ticket_id FROM ticket_party WHERE store_id IN (${list}))`) } };
  };
}

const mutableColumns = (ticket: TicketRecord, before: TicketRecord): Partial<TicketRow> => {
  const { id: _id, no: _no, storeIds: _storeIds, ...columns } = ticket;
  return {
    ...columns,
    categoryVersion: ticket.category === before.category ? before.categoryVersion : CATEGORY_VERSION,
    searchText: searchTextOf(ticket.subject, ticket.requesterName),
  };
};

type Loader = Pick<TicketRecords, 'load' | 'loadFor'>;
type Reader = Pick<TicketRecords, 'models' | 'within' | 'namesFor' | 'present'>;
type Collide = (context: Context, ticketId: string, seen: number) => Promise<AppError>;

function createReader({ sequelize, models, stores, people }: TicketDeps): Reader {
  const namesFor: TicketRecords['namesFor'] = async (context, tickets) => {
    const owners = tickets.map((ticket) => ticket.ownerId);
    const about = tickets.map((ticket) => ticket.storeId);
    const asking = tickets.map((ticket) => (ticket.requesterKind === 'store' ? ticket.requesterId : null));
    const present = (ids: readonly (string | null)[]): string[] => [...new Set(ids.filter((id) => id !== null))];
    const [storeIds, ownerIds] = [present([...about, ...asking]), present(owners)];
    return {
      stores: storeIds.length === 0 ? new Map() : await stores.names(context, storeIds),
      people: ownerIds.length === 0 ? new Map() : await people.names(context, ownerIds),
    };
  };
  return {
    models,
    within: scopeReader(sequelize),
    namesFor,
    present: async (context, ticket) =>
      presentTicket(ticket, await namesFor(context, [ticket]), { access: context.caller.access, now: context.now }),
  };
}

function createLoader({ models, within, present }: Reader): Loader & { readonly collide: Collide } {
  const partiesOf = async (ticketId: string, transaction: Transaction | null): Promise<string[]> => {
    const rows = await models.Party.findAll({ where: { ticketId }, order: ['storeId'], transaction });
    return rows.map((row) => row.get('storeId') as string);
  };

  async function find(context: Context, ticketId: string, lock: boolean): Promise<TicketRecord> {
    const transaction = context.transaction ?? null;
    const scopeBy = within(context.caller.access.scope('service.ticket.view'));
    const row = await models.Ticket.findOne({
      where: { id: ticketId },
      scopeBy,
      transaction,
      ...(lock ? { lock: true } : {}),
    });
    if (!row) throw new AppError('not_found');
    return { ...row.get({ plain: true }), storeIds: await partiesOf(ticketId, transaction) };
  }

  const collide: Collide = async (context, ticketId, seen) => {
    // A locking read sees what the faster command committed, also where this transaction's snapshot is older.
    const current = await find(context, ticketId, true);
    const visibility = { [Op.in]: [...readableVisibilities(context.caller.access, current.storeIds)] };
    const since = await models.Event.findAll({
      where: { ticketId, version: { [Op.gt]: seen }, visibility },
      order: ['seq'],
      limit: MOST_SHOWN,
      transaction: context.transaction ?? null,
      lock: true,
    });
    return new AppError('someone_replied', {
      current: await present(context, current),
      changed: changedFields(since.map((row) => row.get({ plain: true }))),
    });
  };

  return {
    collide,
    load: (context, ticketId) => find(context, ticketId, false),
    async loadFor(context, meta, { params: { ticketId }, ifMatch }) {
      const ticket = await find(context, ticketId, false);
      if (!covers(context.caller.access.scope(meta), ticket.storeIds))
        throw new AppError('permission_missing', { meta });
      if (ticket.version !== ifMatch) throw await collide(context, ticketId, ifMatch);
      return ticket;
    },
  };
}

function createWriter({ models }: Reader, collide: Collide): Pick<TicketRecords, 'insert' | 'save'> {
  return {
    async insert(context, ticket, entries) {
      const transaction = context.transaction ?? null;
      const { storeIds: _storeIds, ...row } = ticket;
      await models.Ticket.create(row, { transaction });
      await models.Event.bulkCreate(entryRows(ticket, entries, authorOf(context)), { transaction });
      await models.Party.bulkCreate(partyRows(ticket, ticket.storeIds), { transaction });
    },
    async save(context, before, { ticket, entries }) {
      const transaction = context.transaction ?? null;
      const where = { id: before.id, version: before.version };
      const options = { transaction, unscoped: 'the command loaded this ticket within the scope of its caller' };
      const matched = await updateWhere(models.Ticket, mutableColumns(ticket, before), where, options);
      if (matched !== 1) throw await collide(context, before.id, before.version);
      const rows = entryRows(ticket, entries, authorOf(context));
      await models.Event.bulkCreate(rows, { transaction });
      const joined = ticket.storeIds.filter((storeId) => !before.storeIds.includes(storeId));
      await models.Party.bulkCreate(partyRows(ticket, joined), { transaction });
      return rows;
    },
  };
}

export function createTicketRecords(deps: TicketDeps): TicketRecords {
  const reader = createReader(deps);
  const { collide, ...loader } = createLoader(reader);
  return { ...reader, ...loader, ...createWriter(reader, collide) };
}
