import type { MyPermissions, OwnPermission } from '@eoms/contracts/access/decisions.record';
import { systemCodes, systems, type SystemCode } from '@eoms/contracts/systems';
import { AppError } from '../../errors.ts';
import type { Context } from '../../http/context.ts';
import { momentOf, sourcesAt, standingOf, type GrantFact, type Moment, type Source } from '../access/access.service.ts';
import { personRefs } from '../people/references.service.ts';
import type { DecisionDeps } from './decision-deps.ts';
import type { SourceReads } from './source-reads.service.ts';
import { metaIdsOfGrant, originOfGrant, standingShown, wordsFor, type Origin } from './source-words.service.ts';

/** One role or permission held, whatever number of places of the person it comes from. */
interface Holding {
  readonly origin: Origin;
  readonly metaIds: ReadonlySet<string>;
  readonly idle: GrantFact | null;
}

/** Several places may match one rule: what they reach belongs together. */
function merged(sources: readonly Source[]): Holding[] {
  return [...Map.groupBy(sources, ({ via, refId }) => `${via} ${refId}`).values()].flatMap((same): Holding[] => {
    const [first] = same;
    if (!first) return [];
    const reach = same.some((one) => one.reach === 'all')
      ? ('all' as const)
      : new Set(same.flatMap((one) => (one.reach === 'all' ? [] : [...one.reach])));
    return [{ origin: { ...first, reach }, metaIds: new Set(same.map(({ metaId }) => metaId)), idle: null }];
  });
}

/** Grants that wait for their time, or for a superior after a move. */
const waiting = (moment: Moment, personId: string): Holding[] =>
  moment.facts.grants
    .filter((grant) => {
      if (grant.personId !== personId) return false;
      const { state } = standingOf(grant, moment.assignmentsOf.get(personId) ?? [], moment.at);
      return state === 'scheduled' || state === 'suspended';
    })
    .map((grant) => ({ origin: originOfGrant(grant), metaIds: new Set(metaIdsOfGrant(moment, grant)), idle: grant }));

const lastOf = (days: readonly (string | undefined)[]): string | null =>
  days
    .filter((day) => day !== undefined)
    .sort()
    .at(-1) ?? null;

const systemOf = (moment: Moment, { metaIds }: Holding): SystemCode | undefined =>
  [...metaIds].map((id) => moment.metas.get(id)?.systemCode as SystemCode | undefined).find(Boolean);

/** What ends first stands first; what comes with the job and has no end stands last. */
const byEnd = (a: OwnPermission, b: OwnPermission): number =>
  (a.source.until ?? '9').localeCompare(b.source.until ?? '9') || a.key.localeCompare(b.key);

/** What the caller may do, system by system, and why. */
export const myPermissionsReader = ({ access }: Pick<DecisionDeps, 'access'>, reads: SourceReads) =>
  async function readMyPermissions(context: Context): Promise<MyPermissions> {
    const personId = context.caller.id;
    const moment = momentOf(await access.facts(context.transaction), context.now);
    const person = (await personRefs(context, [personId])).get(personId);
    if (!person) throw new AppError('not_found');
    const holdings = [...merged(sourcesAt(moment, personId)), ...waiting(moment, personId)];
    const words = await wordsFor(
      reads,
      context,
      moment,
      holdings.map(({ origin }) => origin),
      holdings.flatMap(({ metaIds }) => [...metaIds]),
    );
    const uses = await reads.lastUses(context, personId);
    const shown = (holding: Holding): OwnPermission => {
      const { origin, metaIds, idle } = holding;
      const source = words.source(origin);
      return {
        key: `${origin.via}-${origin.refId}`,
        role: source.role,
        metas: words.metas(metaIds),
        source,
        ...(idle ? standingShown(moment, idle) : { state: 'ACTIVE' as const, confirmBy: null }),
        lastUsedOn: lastOf([...metaIds].map((id) => uses.get(id))),
      };
    };
    const bySystem = Map.groupBy(holdings, (holding) => systemOf(moment, holding));
    return {
      person,
      asOf: context.now.toISOString(),
      systems: systemCodes.flatMap((system) => {
        const items = (bySystem.get(system) ?? []).map(shown).toSorted(byEnd);
        return items.length > 0 ? [{ system, name: { ...systems[system] }, items }] : [];
      }),
    };
  };
