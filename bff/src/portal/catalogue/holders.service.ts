import type { Holders } from '@eoms/contracts/access/catalogue.record';
import type { Context } from '../../http/context.ts';
import { momentOf, sourcesAt, type AccessService, type Facts, type Source } from '../access/access.service.ts';
import { personRefs } from '../people/references.service.ts';
import { narrowedTo } from './change-effects.policy.ts';

const MOST_NAMED = 20;

/** Counts who holds some permissions now and in which way; `counts` says which sources count. */
export async function countHolders(
  context: Pick<Context, 'transaction' | 'now'>,
  facts: Facts,
  metaIds: ReadonlySet<string>,
  counts: (source: Source) => boolean = () => true,
): Promise<Holders> {
  const moment = momentOf(narrowedTo(facts, metaIds), context.now);
  const ways = new Map<string, Set<Source['via']>>();
  for (const { id, status } of facts.people) {
    if (status !== 'ACTIVE') continue;
    const via = new Set(
      sourcesAt(moment, id)
        .filter(counts)
        .map((source) => source.via),
    );
    if (via.size > 0) ways.set(id, via);
  }
  const by = (via: Source['via']): number => [...ways.values()].filter((held) => held.has(via)).length;
  // Those who hold it by grant or emergency are the ones somebody looks for.
  const ids = [...ways].toSorted(([, a], [, b]) => Number(a.has('rule')) - Number(b.has('rule'))).map(([id]) => id);
  const named = await personRefs(context, ids.slice(0, MOST_NAMED));
  return {
    total: ways.size,
    byRule: by('rule'),
    byGrant: by('grant'),
    byBreakGlass: by('break-glass'),
    sample: ids.slice(0, MOST_NAMED).flatMap((id) => named.get(id) ?? []),
  };
}

/** What counting holders needs. */
export interface HoldersDeps {
  readonly access: Pick<AccessService, 'facts'>;
}
