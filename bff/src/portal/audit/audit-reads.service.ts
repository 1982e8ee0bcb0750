import { Op, type WhereOptions } from 'sequelize';
import { actionTitle } from '@eoms/contracts/access/audit-actions';
import type {
  AuditEvent as AuditEventShown,
  AuditEventRow,
  getAuditEvent,
  listAuditEvents,
} from '@eoms/contracts/access/audit.contract';
import type { HandlerInput, Localized, MetaCode } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { clientNames, peopleWithin } from './audit-names.service.ts';
import { referencesIn, type ReferenceDeps } from './audit-references.ts';
import { AuditEvent, AuditSeal } from './audit.model.ts';

/** What the log asks of people, of the organisation and of the catalogue. */
export type AuditReadDeps = ReferenceDeps;

/** Which events; the filters of the list and of the export. */
export type AuditFilters = Omit<HandlerInput<typeof listAuditEvents>['query'], 'cursor' | 'limit'>;

const VIEW: MetaCode = 'access.audit.view';

const inTransactionOf = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

/** Kinds of objects that are units of the organisation. */
const UNIT_KINDS = ['unit', 'store', 'org_unit'];

/** What the caller may see: all, or what people of his units did and what was done to them and to his units. */
async function visible(context: Context): Promise<WhereOptions> {
  const scope = context.caller.access.scope(VIEW);
  if (scope.kind === 'all') return {};
  if (scope.kind === 'none') return { [Op.or]: [] };
  const people = { [Op.in]: await peopleWithin(context, scope) };
  return {
    [Op.or]: [
      { actorKind: 'person', actorId: people },
      { onBehalfOf: people },
      { objectKind: 'person', objectId: people },
      { objectKind: { [Op.in]: UNIT_KINDS }, objectId: { [Op.in]: [...scope.unitIds] } },
    ],
  };
}

function matching(filters: AuditFilters): WhereOptions {
  const { action, from, until, ...exact } = filters;
  const given = Object.entries(exact).filter(([, value]) => value !== undefined);
  return {
    [Op.and]: [
      Object.fromEntries(given),
      action && action.length > 0 ? { action: { [Op.in]: action } } : {},
      from === undefined ? {} : { at: { [Op.gte]: new Date(from) } },
      until === undefined ? {} : { at: { [Op.lt]: new Date(until) } },
    ],
  };
}

/** One page of events, newest first. */
export async function pageOfEvents(
  context: Context,
  filters: AuditFilters,
  page: { readonly cursor: string | undefined; readonly limit: number },
): Promise<{ items: AuditEvent[]; next: string | null }> {
  const list = keysetPage(AuditEvent, {
    sort: [{ column: 'at', direction: 'desc' }],
    cursor: page.cursor,
    limit: page.limit,
    binding: filters,
  });
  const rows = await AuditEvent.findAll({
    // A payload may be large, and the list does not show it.
    attributes: { exclude: ['detail'] },
    where: { [Op.and]: [await visible(context), matching(filters), list.where] },
    order: list.order,
    limit: list.limit,
    ...inTransactionOf(context),
  });
  return list.page(rows);
}

interface Names {
  readonly people: Map<string, string>;
  readonly units: Map<string, Localized>;
  readonly clients: Map<string, string>;
}

async function namesFor(deps: AuditReadDeps, context: Context, events: readonly AuditEvent[]): Promise<Names> {
  const actors = (kind: AuditEvent['actorKind']) =>
    events.filter(({ actorKind }) => actorKind === kind).map(({ actorId }) => actorId);
  const objects = (kinds: readonly string[]) =>
    events.filter(({ objectKind }) => kinds.includes(objectKind)).map(({ objectId }) => objectId);
  const behalf = events.flatMap(({ onBehalfOf }) => onBehalfOf ?? []);
  const [people, units, clients] = await Promise.all([
    deps.peopleNames(context, [...new Set([...actors('person'), ...behalf, ...objects(['person'])])]),
    deps.unitNames(context, [...new Set(objects(UNIT_KINDS))]),
    clientNames(context, [...new Set(actors('service'))]),
  ]);
  return { people, units, clients };
}

function rowOf(event: AuditEvent, { people, units, clients }: Names): AuditEventRow {
  const { id, at, actorKind, actorId, onBehalfOf, action, objectKind, objectId, reason } = event;
  const actorName = (actorKind === 'person' ? people : clients).get(actorId) ?? null;
  const personName = objectKind === 'person' ? people.get(objectId) : undefined;
  return {
    id,
    at: at.toISOString(),
    actor: { kind: actorKind, id: actorId, name: actorName },
    onBehalfOf: onBehalfOf ? { kind: 'person', id: onBehalfOf, name: people.get(onBehalfOf) ?? null } : null,
    action,
    actionTitle: { ...actionTitle(action) },
    objectKind,
    objectId,
    objectName: personName ? { zh: personName, en: personName } : (units.get(objectId) ?? null),
    reason: reason ?? null,
  };
}

/** Events as the list shows them, with names. */
export async function presentEvents(
  deps: AuditReadDeps,
  context: Context,
  events: readonly AuditEvent[],
): Promise<AuditEventRow[]> {
  const names = await namesFor(deps, context, events);
  return events.map((event) => rowOf(event, names));
}

/** A page of the log with names. */
export async function readEvents(
  deps: AuditReadDeps,
  context: Context,
  { query }: HandlerInput<typeof listAuditEvents>,
): Promise<{ items: AuditEventRow[]; next: string | null }> {
  const { cursor, limit, ...filters } = query;
  const { items, next } = await pageOfEvents(context, filters, { cursor, limit });
  return { items: await presentEvents(deps, context, items), next };
}

/** One event with everything that was recorded. @throws AppError `not_found` */
export async function readEvent(
  deps: AuditReadDeps,
  context: Context,
  { params }: HandlerInput<typeof getAuditEvent>,
): Promise<AuditEventShown> {
  const where = { [Op.and]: [{ id: params.eventId }, await visible(context)] };
  const event = await AuditEvent.findOne({ where, ...inTransactionOf(context) });
  if (!event) throw new AppError('not_found');
  const [row] = await presentEvents(deps, context, [event]);
  const seal = await AuditSeal.findOne({ where: { eventId: event.id }, ...inTransactionOf(context) });
  return {
    ...(row as AuditEventRow),
    requestId: event.requestId,
    detail: event.detail as Record<string, unknown> | null,
    references: await referencesIn(deps, context, event.detail),
    beforeHash: event.beforeHash,
    afterHash: event.afterHash,
    seal: seal && {
      seq: seal.seq,
      day: seal.day,
      hash: seal.hash,
      prevHash: seal.prevHash,
      sealedAt: seal.sealedAt.toISOString(),
    },
  };
}
