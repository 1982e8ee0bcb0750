import type { HandlerInput } from '@eoms/contracts/endpoint';
import type { createTicket } from '@eoms/contracts/service/tickets.contract';
import { newId } from '../../../database/new-id.ts';
import { AppError, type RefusedValue } from '../../../errors.ts';
import type { Context } from '../../../http/context.ts';
import { categoryFits } from './categories.policy.ts';
import { finished, opened } from './ticket-life.policy.ts';
import type { TicketDeps } from './ticket-deps.ts';
import { numberDay, takeNumbers, ticketNumber } from './ticket-numbers.service.ts';
import type { CommandTools } from './ticket-records.service.ts';
import { NO_PHONE } from './phones.ts';
import type { TicketRecord } from './tickets.model.ts';
import { PRIORITIES, covers } from './tickets.policy.ts';

type Body = HandlerInput<typeof createTicket>['body'];

/** Requester and store of a new ticket after every reference was looked up. */
interface Resolved {
  readonly requester: Pick<TicketRecord, 'requesterKind' | 'requesterId' | 'requesterName'>;
  readonly phone: string | null;
  readonly store: { readonly id: string; readonly name: string } | null;
}

/** Refusal of a category that does not exist or belongs to another type. */
export const categoryRefusal: RefusedValue = {
  pointer: '#/body/category',
  code: 'category_unknown',
  messages: { zh: '该类型没有此分类', en: 'The type has no such category' },
};

/** Refusal of a store that is not there, or not there for the caller: both look the same. */
export const storeRefusal = (pointer: string): RefusedValue => ({
  pointer,
  code: 'store_unknown',
  messages: { zh: '门店不存在，或不在你的门店范围内', en: 'There is no such store, or it is outside your stores' },
});

/** Refusal of a store beside the one that asks. */
export const storeDiffersRefusal: RefusedValue = {
  pointer: '#/body/storeId',
  code: 'store_differs',
  messages: { zh: '发起人是门店时，所涉门店就是该门店', en: 'A ticket a store asks for is about that store' },
};

const refusal = (field: string, code: string, zh: string, en: string): RefusedValue => ({
  pointer: `#/body/${field}`,
  code,
  messages: { zh, en },
});

const storeRequired = refusal('storeId', 'store_required', '请选择你负责的门店', 'Choose one of your stores');
const requesterForeign = refusal(
  'requester/kind',
  'requester_foreign',
  '门店人员不能代总部部门新建工单',
  'Store staff cannot open tickets for a department',
);
const departmentUnknown = refusal(
  'requester/departmentId',
  'department_unknown',
  '该部门不存在',
  'There is no such department',
);

async function storeOf(
  context: Context,
  body: Body,
  deps: TicketDeps,
): Promise<{ store: Resolved['store']; refusals: RefusedValue[] }> {
  const scope = context.caller.access.scope('service.ticket.create');
  const { requester } = body;
  const asking = requester.kind === 'store';
  const storeId = asking ? requester.storeId : body.storeId;
  const refusals = asking && body.storeId !== null && body.storeId !== storeId ? [storeDiffersRefusal] : [];
  // A ticket without one of his stores would vanish from the sight of the person who opened it.
  if (storeId === null)
    return { store: null, refusals: scope.kind === 'all' ? refusals : [...refusals, storeRequired] };
  const name = covers(scope, [storeId]) ? (await deps.stores.names(context, [storeId])).get(storeId) : undefined;
  if (name !== undefined) return { store: { id: storeId, name }, refusals };
  return { store: null, refusals: [...refusals, storeRefusal(asking ? '#/body/requester/storeId' : '#/body/storeId')] };
}

async function departmentOf(
  context: Context,
  { requester }: Body,
  deps: TicketDeps,
): Promise<{ name: string; refusals: RefusedValue[] }> {
  if (requester.kind !== 'hq') return { name: '', refusals: [] };
  if (context.caller.access.scope('service.ticket.create').kind !== 'all')
    return { name: '', refusals: [requesterForeign] };
  const department = (await deps.people.headquarters(context)).find(({ id }) => id === requester.departmentId);
  return department ? { name: department.name.zh, refusals: [] } : { name: '', refusals: [departmentUnknown] };
}

async function resolve(context: Context, body: Body, deps: TicketDeps): Promise<Resolved> {
  const { requester } = body;
  const { store, refusals: ofStore } = await storeOf(context, body, deps);
  const { name, refusals: ofDepartment } = await departmentOf(context, body, deps);
  const errors = [...(categoryFits(body.category, body.type) ? [] : [categoryRefusal]), ...ofStore, ...ofDepartment];
  if (errors.length > 0) throw new AppError('validation_failed', { errors });
  switch (requester.kind) {
    case 'store':
      return {
        requester: { requesterKind: 'store', requesterId: requester.storeId, requesterName: store?.name ?? '' },
        phone: null,
        store,
      };
    case 'hq':
      return {
        requester: { requesterKind: 'hq', requesterId: requester.departmentId, requesterName: name },
        phone: null,
        store,
      };
    case 'member':
      return {
        requester: { requesterKind: 'member', requesterId: null, requesterName: requester.name },
        phone: requester.phone,
        store,
      };
  }
}

/** Opens tickets: every reference is checked first, the number is taken last, so the counter is locked shortly. */
export const ticketOpener = ({ deps, records }: CommandTools) =>
  async function createTicket(context: Context, { body }: { body: Body }) {
    if (!context.transaction) throw new Error('a ticket is opened inside a transaction');
    const { requester, phone, store } = await resolve(context, body, deps);
    const { type, category, subject, channel } = body;
    const day = numberDay(context.now);
    const draft = {
      id: newId(),
      no: ticketNumber(day, await takeNumbers(deps.sequelize, context.transaction, day)),
      type,
      category,
      subject,
      channel,
      priority: PRIORITIES.indexOf(body.priority),
      ...requester,
      ...(phone === null ? NO_PHONE : deps.phones.seal(phone)),
      storeIds: store === null ? [] : [store.id],
    };
    const { ticket, entries } = finished(opened(draft, store, body.text, context.now));
    await records.insert(context, ticket, entries);
    const detail = { no: ticket.no, type, storeId: ticket.storeId };
    await deps.audit(context, { action: 'createTicket', objectKind: 'ticket', objectId: ticket.id, detail });
    return records.present(context, ticket);
  };
