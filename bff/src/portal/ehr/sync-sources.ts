import type * as contract from '@eoms/contracts/access/sync.contract';
import type { SyncSourceState } from '@eoms/contracts/access/sync-run.record';
import type { HandlerOutput } from '@eoms/contracts/endpoint';
import type { Context } from '../../http/context.ts';
import { DeadLetter, SyncRun, SyncSource } from './ehr.model.ts';
import { FEED_SOURCE, type FetchDeps } from './fetching.ts';
import { WAITING } from './letters.ts';
import { assertWhole } from './sync-reads.ts';

interface Group {
  readonly source: string;
  readonly error?: string;
  readonly count: number;
}

const sumOf = (groups: readonly Group[]): number => groups.reduce((sum, { count }) => sum + Number(count), 0);

/** Runs that wait and records set aside, by source. */
async function openBySource({ transaction }: Context): Promise<{ staged: Group[]; letters: Group[] }> {
  const on = { transaction: transaction ?? null };
  const staged = await SyncRun.count({ where: { state: 'STAGED' }, group: ['source'], ...on });
  const letters = await DeadLetter.count({ where: { resolvedAt: null }, group: ['source', 'error'], ...on });
  return { staged: staged as unknown as Group[], letters: letters as unknown as Group[] };
}

/** Where each source stands, the HR system first; one that was never heard has no row. */
async function statesOf(context: Context): Promise<SyncSourceState[]> {
  const known = await SyncSource.findAll({ order: ['code'], transaction: context.transaction ?? null });
  const open = await openBySource(context);
  const sources = known.toSorted((a, b) => Number(b.code === FEED_SOURCE) - Number(a.code === FEED_SOURCE));
  return sources.map(({ code, cursor, lastSeenAt, lastFullAt }) => {
    const ours = (groups: readonly Group[]): Group[] => groups.filter(({ source }) => source === code);
    const letters = ours(open.letters);
    const waiting = sumOf(letters.filter(({ error }) => WAITING.some((one) => one === error)));
    return {
      code,
      cursor,
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      lastFullAt: lastFullAt?.toISOString() ?? null,
      staged: sumOf(ours(open.staged)),
      broken: sumOf(letters) - waiting,
      waiting,
    };
  });
}

/** Where the HR system stands, and every other source. */
export async function getSyncSource(
  deps: Pick<FetchDeps, 'feed'> & { readonly demo: boolean },
  context: Context,
): Promise<HandlerOutput<typeof contract.getSyncSource>> {
  assertWhole(context, 'access.sync.view');
  const sources = await statesOf(context);
  const feed = sources.find(({ code }) => code === FEED_SOURCE);
  const total = (count: 'staged' | 'broken' | 'waiting'): number => sources.reduce((sum, one) => sum + one[count], 0);
  return {
    configured: deps.feed !== null,
    demo: deps.demo,
    lastSeenAt: feed?.lastSeenAt ?? null,
    lastFullAt: feed?.lastFullAt ?? null,
    staged: total('staged'),
    broken: total('broken'),
    waiting: total('waiting'),
    sources,
    mayRun: context.caller.access.scope('access.sync.run').kind === 'all',
  };
}
