import type { Transaction } from 'sequelize';
import type { GuardTrip, SyncMode } from '@eoms/contracts/access/sync-run.record';
import { AppError } from '../../errors.ts';
import type { Batch } from './batch.ts';
import { StagedChange, SyncRun } from './ehr.model.ts';
import { keyOf } from './kept.ts';
import { byEntity, type RecordKey } from './record-store.ts';

/** How the feed is read: what it told stays ahead of what it will tell. */
export const FEED_MODES: readonly SyncMode[] = ['FULL', 'DELTA'];

/** Runs of a source that wait for a person; of some modes only when those are named. */
export async function waitingRuns(
  source: string,
  transaction: Transaction | null,
  modes?: readonly SyncMode[],
): Promise<string[]> {
  const where = { source, state: 'STAGED' as const, ...(modes ? { mode: [...modes] } : {}) };
  return (await SyncRun.findAll({ attributes: ['id'], where, transaction })).map(({ id }) => id);
}

/** What holds the runs of the feed that wait for a person. */
export async function guardsOfWaiting(source: string): Promise<readonly GuardTrip[]> {
  const where = { source, state: 'STAGED' as const, mode: [...FEED_MODES] };
  const runs = await SyncRun.findAll({ attributes: ['guards'], where, transaction: null });
  return runs.flatMap(({ guards }) => guards.tripped);
}

/** Keys of those among some records that runs carry and have not applied. */
async function carried(runIds: readonly string[], keys: readonly RecordKey[], transaction: Transaction | null) {
  const found = new Set<string>();
  for (const { entity, externalId } of byEntity(keys))
    for (const line of await StagedChange.findAll({
      attributes: ['entity', 'externalId'],
      where: { runId: [...runIds], entity, externalId, appliedAt: null },
      raw: true,
      transaction,
    }))
      found.add(keyOf(line));
  return found;
}

/** Those of some records of which no run of their source speaks that waits for a person. */
export async function notHeldUp(source: string, keys: readonly RecordKey[]): Promise<readonly RecordKey[]> {
  const waiting = await waitingRuns(source, null);
  if (waiting.length === 0) return keys;
  const held = await carried(waiting, keys, null);
  return keys.filter((key) => !held.has(keyOf(key)));
}

/**
 * What waits for a person comes first where it speaks of the same records; records it says nothing of need not wait.
 * @throws AppError `sync_decision_pending`
 */
export async function assertApart(
  source: string,
  { complete, incoming }: Pick<Batch, 'complete' | 'incoming'>,
  transaction: Transaction | null,
): Promise<void> {
  const waiting = await waitingRuns(source, transaction);
  if (waiting.length === 0) return;
  // A complete read speaks of everything.
  if (complete || (await carried(waiting, incoming, transaction)).size > 0) throw new AppError('sync_decision_pending');
}
