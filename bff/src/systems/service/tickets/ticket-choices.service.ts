import { Op, col, fn, type WhereOptions } from 'sequelize';
import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { listAssignees, listRequesterOptions } from '@eoms/contracts/service/tickets.contract';
import { readCursor, writeCursor } from '../../../database/keyset-cursor.ts';
import type { Context, Scope } from '../../../http/context.ts';
import type { ChoiceQuery, Choices } from './ticket-deps.ts';
import type { CommandTools } from './ticket-records.service.ts';
import type { TicketRow } from './tickets.model.ts';
import { UNRESOLVED_STATES, foldText } from './tickets.policy.ts';

const KEY = [
  { kind: 'text', nullable: false },
  { kind: 'text', nullable: false },
] as const;

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One page of named choices in the order of their names; the cursor is the last name and id. */
function pageOfNames(
  all: readonly { readonly id: string; readonly name: string }[],
  list: string,
  { q, cursor, limit }: ChoiceQuery,
): Choices {
  const binding = `${list}\n${q ?? ''}`;
  const [name, id] = cursor === undefined ? [] : (readCursor(cursor, binding, KEY) as [string, string]);
  const found = all
    .filter((choice) => q === undefined || foldText(choice.name).includes(foldText(q)))
    .toSorted((a, b) => byCode(a.name, b.name) || byCode(a.id, b.id))
    .filter(
      (choice) => name === undefined || id === undefined || (byCode(choice.name, name) || byCode(choice.id, id)) > 0,
    );
  const items = found.slice(0, limit).map((choice) => ({ id: choice.id, name: choice.name }));
  const last = items.at(-1);
  return { items, next: last && found.length > items.length ? writeCursor([last.name, last.id], binding) : null };
}

const meets = (one: Scope, other: Scope): boolean => {
  if (one.kind === 'none' || other.kind === 'none') return false;
  if (one.kind === 'all' || other.kind === 'all') return true;
  return [...one.storeIds].some((id) => other.storeIds.has(id));
};

/** People who may take tickets the caller assigns, each with the unresolved tickets he holds among those the caller sees. */
export const assigneeLister = ({ deps, records }: CommandTools) => {
  async function openTickets(context: Context, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = (await records.models.Ticket.findAll({
      attributes: ['ownerId', [fn('COUNT', col('id')), 'held']],
      where: { ownerId: { [Op.in]: [...ids] }, state: { [Op.in]: [...UNRESOLVED_STATES] } } as WhereOptions<TicketRow>,
      scopeBy: records.within(context.caller.access.scope('service.ticket.view')),
      group: ['ownerId'],
      raw: true,
      transaction: context.transaction ?? null,
    })) as unknown as { ownerId: string; held: number | string }[];
    return new Map(rows.map(({ ownerId, held }) => [ownerId, Number(held)]));
  }

  async function eligible(context: Context): Promise<readonly string[]> {
    const ids = await deps.people.agentIds(context);
    const scope = context.caller.access.scope('service.ticket.assign');
    if (scope.kind === 'all') return ids;
    const met = await Promise.all(ids.map(async (id) => meets(scope, await deps.people.replyScope(context, id))));
    return ids.filter((_id, index) => met[index]);
  }

  return async function listEligible(context: Context, { query }: HandlerInput<typeof listAssignees>) {
    const names = await deps.people.names(context, await eligible(context));
    const { items, next } = pageOfNames(
      [...names].map(([id, name]) => ({ id, name })),
      'assignees',
      query,
    );
    const ids = items.map(({ id }) => id);
    const [held, departments] = await Promise.all([openTickets(context, ids), deps.people.departments(context, ids)]);
    const department = (id: string) => ({ ...(departments.get(id) ?? { zh: '', en: '' }) });
    return {
      items: items.map(({ id, name }) => ({ id, name, department: department(id), openTickets: held.get(id) ?? 0 })),
      next,
    };
  };
};

/** Stores and departments the caller may open a ticket for; store staff open none for departments. */
export const requesterLister = ({ deps }: CommandTools) =>
  async function listRequesters(
    context: Context,
    { query: { kind, ...query } }: HandlerInput<typeof listRequesterOptions>,
  ) {
    const scope = context.caller.access.scope('service.ticket.create');
    if (kind === 'store') {
      const found = await deps.stores.search(context, scope, query);
      return { items: found.items.map(({ id, name }) => ({ id, name })), next: found.next };
    }
    const departments = scope.kind === 'all' ? await deps.people.headquarters(context) : [];
    const { locale } = context;
    const { items, next } = pageOfNames(
      departments.map(({ id, name }) => ({ id, name: name[locale] })),
      `hq ${locale}`,
      query,
    );
    return { items: [...items], next };
  };
