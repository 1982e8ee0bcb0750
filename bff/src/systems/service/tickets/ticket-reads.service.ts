import { Op, col, fn, where as condition, type WhereOptions } from 'sequelize';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { listTicketEvents, listTickets } from '@eoms/contracts/service/tickets.contract';
import { keysetPage } from '../../../database/keyset.ts';
import { storeScope, type Context } from '../../../http/context.ts';
import type { PhoneVault } from './phones.ts';
import type { CommandTools, TicketRecords } from './ticket-records.service.ts';
import { presentEvent, presentLine } from './ticket-view.policy.ts';
import { inStates } from './ticket-work.service.ts';
import { LISTED_COLUMNS, type ListedTicket, type TicketRow } from './tickets.model.ts';
import { PRIORITIES, foldText, readableVisibilities, seesAllInternal } from './tickets.policy.ts';

type Query = HandlerInput<typeof listTickets>['query'];

/** After every digit and the dash in both databases' byte order. */
const AFTER_NUMBERS = '~';

/** Number (whole or its beginning), subject, requester's name, or a phone (whole or its last four digits). */
function searched(text: string, phones: PhoneVault): WhereOptions<TicketRow> {
  const number = text.replace(/\s/g, '').toUpperCase();
  const phone = phones.search(text);
  const words = condition(fn('INSTR', col('search_text'), foldText(text)), Op.gt, 0);
  const others: WhereOptions<TicketRow>[] = [
    ...(/^GD[\d-]*$/.test(number) ? [{ no: { [Op.gte]: number, [Op.lt]: `${number}${AFTER_NUMBERS}` } }] : []),
    ...(phone ? [{ ...phone }] : []),
  ];
  return { [Op.or]: [words, ...others] } as WhereOptions<TicketRow>;
}

function filtersOf(
  query: Query,
  context: Context,
  phones: PhoneVault,
  { within }: TicketRecords,
): WhereOptions<TicketRow> {
  const owner = query.owner === 'me' ? context.caller.id : query.owner === 'none' ? null : query.owner;
  return {
    [Op.and]: [
      ...(query.q ? [searched(query.q, phones)] : []),
      ...(query.state ? [inStates(query.state, context.now)] : []),
      ...(query.type ? [{ type: { [Op.in]: query.type } }] : []),
      ...(query.priority
        ? [{ priority: { [Op.in]: query.priority.map((priority) => PRIORITIES.indexOf(priority)) } }]
        : []),
      ...(query.requesterKind ? [{ requesterKind: { [Op.in]: query.requesterKind } }] : []),
      ...(query.storeId ? [within(storeScope([query.storeId]))] : []),
      ...(owner === undefined ? [] : [{ ownerId: owner }]),
    ],
  } as WhereOptions<TicketRow>;
}

/** Tickets the caller may see, by keyset; what he may not see is not in the WHERE's answer, so no count can tell of it. */
export const ticketLister = ({ deps, records }: CommandTools) =>
  async function listVisible(context: Context, { query }: { query: Query }) {
    const { access } = context.caller;
    const { cursor, limit, sort, order, ...filters } = query;
    const updated = seesAllInternal(access) ? 'activityAt' : 'updatedAt';
    const column = sort === 'updatedAt' ? updated : sort;
    const keyset = keysetPage(records.models.Ticket, {
      sort: [{ column, direction: order }],
      cursor,
      limit,
      binding: filters,
    });
    const rows = await records.models.Ticket.findAll({
      attributes: [...LISTED_COLUMNS],
      where: { [Op.and]: [filtersOf(query, context, deps.phones, records), keyset.where] } as WhereOptions<TicketRow>,
      scopeBy: records.within(access.scope('service.ticket.view')),
      order: keyset.order,
      limit: keyset.limit,
      transaction: context.transaction ?? null,
    });
    const { items, next } = keyset.page(rows.map((row): ListedTicket => row.get({ plain: true })));
    const names = await records.namesFor(context, items);
    return { items: items.map((row) => presentLine(row, names, { access, now: context.now })), next };
  };

/** The timeline without the entries the caller may not read: they leave no gap, no count and no trace in the cursor. */
export const timelineReader = ({ records }: CommandTools) =>
  async function readTimeline(context: Context, { params, query }: HandlerInput<typeof listTicketEvents>) {
    const ticket = await records.load(context, params.ticketId);
    const { cursor, limit, order } = query;
    const keyset = keysetPage(records.models.Event, {
      sort: [{ column: 'seq', direction: order }],
      cursor,
      limit,
      binding: params,
    });
    const visibility = { [Op.in]: [...readableVisibilities(context.caller.access, ticket.storeIds)] };
    const rows = await records.models.Event.findAll({
      where: { [Op.and]: [{ ticketId: ticket.id, visibility }, keyset.where] },
      order: keyset.order,
      limit: keyset.limit,
      transaction: context.transaction ?? null,
    });
    const { items, next } = keyset.page(rows.map((row) => row.get({ plain: true })));
    return { items: items.map(presentEvent), next };
  };
