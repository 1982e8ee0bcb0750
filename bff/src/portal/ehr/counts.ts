import type { SyncCounts } from '@eoms/contracts/access/sync-run.record';
import type { Batch, Compared } from './batch.ts';
import { isLeaver, isMover } from './guards.policy.ts';
import { keyOf } from './kept.ts';
import { WAITING, type Letter } from './letters.ts';
import type { changesOf } from './plan.ts';

/** What a run came to. */
export interface Counted {
  readonly batch: Pick<Batch, 'incoming' | 'unreadable'>;
  /** Records it set aside. */
  readonly letters: readonly Letter[];
  readonly now: Date;
}

interface Come {
  readonly changes: ReturnType<typeof changesOf>;
  readonly compared: Pick<Compared, 'outdated'>;
}

/** Versions that came, are no older ones, and belong to records that neither change nor were set aside. */
function unchangedOf({ changes, compared }: Come, { batch, letters }: Counted): number {
  const told = new Set([
    ...changes.units.map(({ externalId }) => keyOf({ entity: 'unit', externalId })),
    ...changes.people.map(({ record }) => keyOf(record)),
    ...letters.flatMap(({ entity, externalId }) =>
      entity !== null && externalId !== null ? [keyOf({ entity, externalId })] : [],
    ),
  ]);
  const untold = (keys: readonly string[]): number => keys.filter((key) => !told.has(key)).length;
  return untold(batch.incoming.map(keyOf)) - untold(compared.outdated);
}

/** What a run brought, in numbers. */
export function countsOf(come: Come, counted: Counted): SyncCounts {
  const { units, people } = come.changes;
  const { batch, letters, now } = counted;
  const ended =
    units.filter(({ before, after }) => before?.status === 'ACTIVE' && after.status === 'CLOSED').length +
    people.filter(({ before, after }) => before !== null && before.status !== 'LEFT' && after.status === 'LEFT').length;
  const added = [...units, ...people].filter(({ before }) => before === null).length;
  const broken = letters.filter(({ error }) => !WAITING.includes(error)).length;
  return {
    records: batch.incoming.length + batch.unreadable.length,
    added,
    changed: units.length + people.length - added - ended,
    ended,
    unchanged: unchangedOf(come, counted),
    outdated: come.compared.outdated.length,
    waiting: letters.length - broken,
    broken,
    leavers: people.filter(isLeaver).length,
    moves: people.filter((person) => isMover(person, now)).length,
  };
}
