import { allMetas } from '@eoms/contracts/catalogue';
import type { SyncEffects, SyncRun as SyncRunView, SyncRunRow } from '@eoms/contracts/access/sync-run.record';
import { SyncCounts } from '@eoms/contracts/access/sync-run.record';
import type { MetaRef, PersonRef, UnitRef } from '@eoms/contracts/access/shared.record';
import type { SystemCode } from '@eoms/contracts/systems';
import type { Context } from '../../http/context.ts';
import { personRefs, unitRefs } from '../people/references.service.ts';
import type { SyncRun } from './ehr.model.ts';
import type { StoredEffects } from './stored-effects.ts';

/** A permission by its code; one that is no longer declared shows its code. */
function metaRef(code: string): MetaRef {
  const system = (code.split('.')[0] ?? code) as SystemCode;
  const meta = allMetas[code];
  return {
    code,
    name: meta ? { zh: meta.zh, en: meta.en } : { zh: code, en: code },
    system,
    riskTier: meta?.risk ?? 0,
  };
}

const rowOf = (run: SyncRun, people: ReadonlyMap<string, PersonRef>): SyncRunRow => {
  const counts = SyncCounts.safeParse(run.counts);
  return {
    id: run.id,
    source: run.source,
    mode: run.mode,
    state: run.state,
    counts: counts.success ? counts.data : null,
    guards: [...run.guards.tripped],
    failure: run.guards.failure,
    leftAtOnce: run.guards.leftAtOnce ?? 0,
    startedBy: (run.startedBy && people.get(run.startedBy)) || null,
    startedAt: run.startedAt.toISOString(),
    decidedBy: (run.decidedBy && people.get(run.decidedBy)) || null,
    decidedAt: run.decidedAt?.toISOString() ?? null,
    decideReason: run.decideReason ?? null,
    version: run.version,
  };
};

/** Runs as a list shows them. */
export async function presentRows(context: Context, runs: readonly SyncRun[]): Promise<SyncRunRow[]> {
  const people = await personRefs(
    context,
    runs.flatMap(({ startedBy, decidedBy }) => [startedBy, decidedBy]),
  );
  return runs.map((run) => rowOf(run, people));
}

const effectsView = (effects: StoredEffects, units: ReadonlyMap<string, UnitRef>): SyncEffects => ({
  at: effects.at,
  people: effects.people,
  touched: effects.touched,
  sampled: effects.sampled,
  byMeta: effects.byMeta.map(({ code, gained, lost }) => ({ meta: metaRef(code), gained, lost })),
  abandoned: effects.abandoned.map(({ code, count, unitIds }) => ({
    meta: metaRef(code),
    count,
    stores: unitIds.flatMap((id) => units.get(id) ?? []),
  })),
});

/** Whether somebody may decide a run: whoever started it may throw it away, never apply it. */
export const mayDecide = ({ state, startedBy }: Pick<SyncRun, 'state' | 'startedBy'>, { caller }: Context) => {
  const may = state === 'STAGED' && caller.access.scope('access.sync.run').kind === 'all';
  return { mayApply: may && startedBy !== caller.id, mayReject: may };
};

/** One run with its effects. */
export async function presentRun(context: Context, run: SyncRun): Promise<SyncRunView> {
  const [row] = await presentRows(context, [run]);
  if (!row) throw new RangeError('a run without a row');
  const effects = run.effects.of;
  const units = await unitRefs(context, effects?.abandoned.flatMap(({ unitIds }) => [...unitIds]) ?? []);
  return { ...row, effects: effects && effectsView(effects, units), ...mayDecide(run, context) };
}
