import type { Holders } from '@eoms/contracts/access/catalogue.record';
import type { Context } from '../../http/context.ts';
import type { AccessService, Source } from '../access/access.service.ts';
import { reachedBy } from '../people/reach.service.ts';
import { personRefs } from '../people/references.service.ts';

const MOST_NAMED = 20;

/** Counts who holds a role or a permission now and in which way, of the people the caller reaches. */
export async function countHolders(
  context: Pick<Context, 'transaction' | 'now' | 'caller'>,
  { access }: HoldersDeps,
  held: Parameters<AccessService['waysHeld']>[0],
): Promise<Holders> {
  const { caller, now, transaction } = context;
  const scope = caller.access.scope('access.catalogue.view');
  const isReached = reachedBy(scope, caller.id, await access.facts(transaction), now);
  const everybody = await access.waysHeld(held, now, transaction);
  const ways = new Map([...everybody].filter(([id]) => isReached(id)));
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
  readonly access: Pick<AccessService, 'facts' | 'waysHeld'>;
}
