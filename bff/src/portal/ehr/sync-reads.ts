import { col, fn, literal, Op, where as compare, type WhereOptions } from 'sequelize';
import type {
  DeadLetter as DeadLetterView,
  StagedChange as StagedChangeView,
} from '@eoms/contracts/access/sync-run.record';
import type * as contract from '@eoms/contracts/access/sync.contract';
import type { HandlerInput, HandlerOutput, MetaCode } from '@eoms/contracts/endpoint';
import { keysetPage } from '../../database/keyset.ts';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { DeadLetter, StagedChange, SyncRun } from './ehr.model.ts';
import type { FetchDeps } from './fetching.ts';
import { shownRecord } from './incoming.service.ts';
import { keyOf, type Kept } from './kept.ts';
import { rawOf, WAITING } from './letters.ts';
import { loadKept } from './record-store.ts';
import { presentRows, presentRun } from './sync-views.ts';

const on = ({ transaction }: Pick<Context, 'transaction'>) => ({ transaction: transaction ?? null });

/** The feed speaks of the whole company: whoever reaches a part of it sees none of it. @throws AppError `permission_missing`. */
export function assertWhole({ caller }: Context, meta: MetaCode): void {
  if (caller.access.scope(meta).kind !== 'all') throw new AppError('permission_missing', { meta });
}

const VIEW = 'access.sync.view';

/** One run. @throws AppError `not_found`. */
export async function findRun(context: Pick<Context, 'transaction'>, runId: string): Promise<SyncRun> {
  const run = await SyncRun.findByPk(runId, on(context));
  if (!run) throw new AppError('not_found');
  return run;
}

const among = (column: string, values: readonly string[] | undefined): WhereOptions =>
  values && values.length > 0 ? { [column]: { [Op.in]: [...values] } } : {};

/** Runs, newest first. */
export async function listSyncRuns(
  context: Context,
  { query: { cursor, limit, state, mode, source } }: HandlerInput<typeof contract.listSyncRuns>,
): Promise<HandlerOutput<typeof contract.listSyncRuns>> {
  assertWhole(context, VIEW);
  const binding = { state, mode, source };
  const list = keysetPage(SyncRun, { sort: [{ column: 'startedAt', direction: 'desc' }], cursor, limit, binding });
  const rows = await SyncRun.findAll({
    attributes: { exclude: ['effects'] },
    where: {
      [Op.and]: [
        among('state', state),
        among('mode', mode),
        among('source', source ? [source] : undefined),
        list.where,
      ],
    },
    order: list.order,
    limit: list.limit,
    ...on(context),
  });
  const { items, next } = list.page(rows);
  return { items: await presentRows(context, items), next };
}

/** One run. */
export async function getSyncRun(
  context: Context,
  { params }: HandlerInput<typeof contract.getSyncRun>,
): Promise<HandlerOutput<typeof contract.getSyncRun>> {
  assertWhole(context, VIEW);
  return presentRun(context, await findRun(context, params.runId));
}

const changeView = (change: StagedChange): StagedChangeView => ({
  id: change.id,
  no: change.no,
  entity: change.entity,
  externalId: change.externalId,
  localId: change.localId,
  name: change.afterValue?.name ?? change.beforeValue?.name ?? change.externalId,
  action: change.action,
  removal: change.removal === 1,
  before: change.beforeValue?.view ?? null,
  after: change.afterValue?.view ?? null,
  effectiveAt: change.effectiveAt?.toISOString() ?? null,
  appliedAt: change.appliedAt?.toISOString() ?? null,
});

// Not fn(): Sequelize doubles the dollar sign of a text.
const NAME = literal("json_extract(`after_value`, '$.name')");

/** By part of the name as the line shows it, or of the id in the HR system. */
function named(q: string | undefined): WhereOptions {
  if (!q) return {};
  const within = (value: ReturnType<typeof literal> | ReturnType<typeof col>) =>
    compare(fn('instr', fn('lower', value), q.toLowerCase()), Op.gt, 0);
  return { [Op.or]: [within(NAME), within(col('external_id'))] };
}

/** What a run changes. */
export async function listStagedChanges(
  context: Context,
  { params: { runId }, query }: HandlerInput<typeof contract.listStagedChanges>,
): Promise<HandlerOutput<typeof contract.listStagedChanges>> {
  assertWhole(context, VIEW);
  await findRun(context, runId);
  const { cursor, limit, q, entity, action, removal } = query;
  const binding = { runId, q, entity, action, removal };
  const list = keysetPage(StagedChange, { sort: [{ column: 'no', direction: 'asc' }], cursor, limit, binding });
  const filters = {
    runId,
    no: { [Op.gt]: 0 },
    ...(entity ? { entity } : {}),
    ...(removal ? { removal: removal === 'true' ? 1 : 0 } : {}),
  };
  const rows = await StagedChange.findAll({
    where: { [Op.and]: [filters, named(q), among('action', action), list.where] },
    order: list.order,
    limit: list.limit,
    ...on(context),
  });
  const { items, next } = list.page(rows);
  return { items: items.map(changeView), next };
}

const keptText = (kept: Kept | undefined): string | null =>
  kept
    ? shownRecord({ entity: kept.entity, externalId: kept.externalId, version: kept.version, data: kept.content.data })
    : null;

async function letterViews(deps: Pick<FetchDeps, 'vault'>, context: Context, letters: readonly DeadLetter[]) {
  const views: DeadLetterView[] = [];
  for (const [source, ours] of Map.groupBy(letters, (letter) => letter.source)) {
    const keys = ours.flatMap(({ entity, externalId }) =>
      entity === 'unknown' || externalId === null ? [] : [{ entity, externalId }],
    );
    const kept = await loadKept(source, keys, context.transaction);
    for (const letter of ours) {
      const entity = letter.entity === 'unknown' ? null : letter.entity;
      const { externalId } = letter;
      const raw = rawOf(deps.vault, letter);
      const known = entity && externalId !== null ? kept.get(keyOf({ entity, externalId })) : undefined;
      views.push({
        id: letter.id,
        runId: letter.runId,
        source,
        entity,
        externalId,
        error: letter.error,
        detail: letter.detail,
        waiting: WAITING.includes(letter.error),
        record: raw === undefined ? keptText(known) : shownRecord(raw),
        retries: letter.retries,
        createdAt: letter.createdAt.toISOString(),
        resolvedAt: letter.resolvedAt?.toISOString() ?? null,
      });
    }
  }
  const byId = new Map(views.map((view) => [view.id, view]));
  return letters.flatMap(({ id }) => byId.get(id) ?? []);
}

/** Records that were set aside. */
export async function listDeadLetters(
  deps: Pick<FetchDeps, 'vault'>,
  context: Context,
  { query: { cursor, limit, runId, error, open } }: HandlerInput<typeof contract.listDeadLetters>,
): Promise<HandlerOutput<typeof contract.listDeadLetters>> {
  assertWhole(context, VIEW);
  const binding = { runId, error, open };
  const list = keysetPage(DeadLetter, { sort: [{ column: 'createdAt', direction: 'desc' }], cursor, limit, binding });
  const filters = { ...(open === 'true' ? { resolvedAt: null } : {}), ...(runId ? { runId } : {}) };
  const rows = await DeadLetter.findAll({
    where: { [Op.and]: [filters, among('error', error), list.where] },
    order: list.order,
    limit: list.limit,
    ...on(context),
  });
  const { items, next } = list.page(rows);
  return { items: await letterViews(deps, context, items), next };
}
