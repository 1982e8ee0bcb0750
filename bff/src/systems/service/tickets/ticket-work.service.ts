import { Op, type WhereOptions } from 'sequelize';
import type { Localized } from '@eoms/contracts/endpoint';
import type { TicketState } from '@eoms/contracts/service/tickets.contract';
import { storeScope, type Context } from '../../../http/context.ts';
import type { TicketRecords } from './ticket-records.service.ts';
import type { TicketRow } from './tickets.model.ts';
import { UNRESOLVED_STATES, WAITING_STATES, isWaiting } from './tickets.policy.ts';

/** One line of open work as the home page shows it. */
export interface TicketWork {
  readonly key: string;
  readonly title: Localized;
  readonly count: number;
  readonly more: boolean;
  readonly tone: 'neutral' | 'attention' | 'urgent';
  readonly path: string;
}

/** What is counted, where it leads, and how it looks once there is something. */
interface Line extends Pick<TicketWork, 'key' | 'title' | 'tone' | 'path'> {
  readonly where: WhereOptions<TicketRow>;
}

const MOST_COUNTED = 99;

/** Rows that are in one of these states at an instant: a waiting ticket whose instant has come counts as open. */
export function inStates(states: readonly TicketState[], now: Date): WhereOptions<TicketRow> {
  const waiting = states.filter(isWaiting);
  const plain = states.filter((state) => !isWaiting(state));
  return {
    [Op.or]: [
      ...(plain.length > 0 ? [{ state: { [Op.in]: plain } }] : []),
      ...(plain.includes('open') ? [{ state: { [Op.in]: [...WAITING_STATES] }, wakeAt: { [Op.lte]: now } }] : []),
      ...(waiting.length > 0 ? [{ state: { [Op.in]: waiting }, wakeAt: { [Op.gt]: now } }] : []),
    ],
  };
}

function linesFor({ caller, now }: Context): Line[] {
  const { access } = caller;
  const lines: Line[] = [
    {
      key: 'service.mine',
      title: { zh: '我受理的工单', en: 'My open tickets' },
      tone: 'neutral',
      path: '/tickets?owner=me&state=open',
      where: { [Op.and]: [{ ownerId: caller.id }, inStates(['open'], now)] },
    },
    {
      key: 'service.woken',
      title: { zh: '等待已到期的工单', en: 'Tickets whose wait is over' },
      tone: 'attention',
      path: '/tickets?owner=me&state=open',
      where: { ownerId: caller.id, state: { [Op.in]: [...WAITING_STATES] }, wakeAt: { [Op.lte]: now } },
    },
  ];
  if (access.has('service.ticket.assign')) {
    lines.push({
      key: 'service.unassigned',
      title: { zh: '待分派的工单', en: 'Tickets without an owner' },
      tone: 'attention',
      path: '/tickets?owner=none&state=new&state=open',
      where: { [Op.and]: [{ ownerId: null }, inStates(['new', 'open'], now)] },
    });
  }
  if (access.scope('service.ticket.view').kind === 'units') {
    lines.push({
      key: 'service.store',
      title: { zh: '等待门店处理的工单', en: 'Tickets waiting for the store' },
      tone: 'attention',
      path: '/tickets?state=waiting_store',
      where: inStates(['waiting_store'], now),
    });
  }
  return lines;
}

/** Open work of the caller; counts end at 99, and nothing is counted that he may not see. */
export const workLister = ({ models, within }: TicketRecords) =>
  async function listWork(context: Context): Promise<TicketWork[]> {
    const scope = context.caller.access.scope('service.ticket.view');
    if (scope.kind === 'none') return [];
    const transaction = context.transaction ?? null;
    const counted = linesFor(context).map(async ({ where, key, title, tone, path }): Promise<TicketWork> => {
      const found = await models.Ticket.findAll({
        attributes: ['id'],
        where,
        scopeBy: within(scope),
        limit: MOST_COUNTED + 1,
        transaction,
      });
      return { key, title, tone, path, count: Math.min(found.length, MOST_COUNTED), more: found.length > MOST_COUNTED };
    });
    return (await Promise.all(counted)).filter(({ count }) => count > 0);
  };

/** Tickets that keep a store from closing: those it is a party of and that are not resolved yet. */
export const openMattersCounter = ({ models, within }: TicketRecords) =>
  async function openMatters(context: Pick<Context, 'transaction'>, storeId: string) {
    const count = await models.Ticket.count({
      where: { state: { [Op.in]: [...UNRESOLVED_STATES] } },
      scopeBy: within(storeScope([storeId])),
      transaction: context.transaction ?? null,
    });
    return count === 0
      ? []
      : [{ kind: 'tickets', count, name: { zh: '未解决的工单', en: 'Tickets not resolved yet' } }];
  };
