import type { ChangePreview } from '@eoms/contracts/access/catalogue-change.record';
import type { MetaRef } from '@eoms/contracts/access/shared.record';
import type { Context } from '../../http/context.ts';
import type { Effects, Facts, PersonEffect } from '../access/access.service.ts';
import { reachedBy } from '../people/reach.service.ts';
import { personRefs, unitRefs } from '../people/references.service.ts';
import type { DutyBreach, WorkedOut } from './change-effects.service.ts';
import type { CatalogueState } from './change-state.policy.ts';

const MOST_PEOPLE = 50;
const MOST_UNITS = 100;

/** Names permissions by code; the living one of a code that was declared again. */
export function metaNaming({ metas }: CatalogueState): (codes: readonly string[]) => MetaRef[] {
  const byCode = new Map<string, MetaRef>();
  for (const { code, name, systemCode, riskTier, status } of metas.values())
    if (status !== 'RETIRED' || !byCode.has(code))
      byCode.set(code, { code, name: { ...name }, system: systemCode, riskTier });
  return (codes) => codes.flatMap((code) => byCode.get(code) ?? []);
}

const weight = ({ gained, lost, reached }: PersonEffect): number =>
  lost.length * 1e6 + gained.length * 1e3 + reached.length;

const countOf = (people: readonly PersonEffect[], name: 'gained' | 'lost' | 'reached'): number =>
  people.filter((person) => person[name].length > 0).length;

function byMeta({ people, byMeta: counts }: Effects, named: (codes: readonly string[]) => MetaRef[]) {
  const reached = new Map<string, number>();
  for (const person of people) for (const code of person.reached) reached.set(code, (reached.get(code) ?? 0) + 1);
  return named([...new Set([...counts.keys(), ...reached.keys()])].sort()).map((meta) => {
    const { gained = 0, lost = 0 } = counts.get(meta.code as never) ?? {};
    return { meta, gained, lost, reached: reached.get(meta.code) ?? 0 };
  });
}

/** The effects of a change as its proposer sees them, by name only those he reaches; those who lose most come first. */
export async function showPreview(
  context: Context,
  { after }: WorkedOut,
  { effects, breaches }: { effects: Effects & { readonly at: Date }; breaches: readonly DutyBreach[] },
  facts: Facts,
): Promise<ChangePreview> {
  const { people, abandoned, at } = effects;
  const named = metaNaming(after);
  const { caller, now } = context;
  const isReached = reachedBy(caller.access.scope('access.catalogue.propose'), caller.id, facts, now);
  const shown = people
    .filter(({ personId }) => isReached(personId))
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, MOST_PEOPLE);
  const left = abandoned.slice(0, MOST_UNITS);
  const names = await personRefs(
    context,
    shown.map(({ personId }) => personId),
  );
  const units = await unitRefs(
    context,
    left.map(({ unitId }) => unitId),
  );
  return {
    at: at.toISOString(),
    people: {
      gaining: countOf(people, 'gained'),
      losing: countOf(people, 'lost'),
      reaching: countOf(people, 'reached'),
      all: facts.people.filter(({ status }) => status === 'ACTIVE').length,
    },
    byMeta: byMeta(effects, named),
    sample: shown.flatMap(({ personId, gained, lost, reached }) => {
      const person = names.get(personId);
      return person ? [{ person, gained: named(gained), lost: named(lost), reached: named(reached) }] : [];
    }),
    abandoned: {
      count: abandoned.length,
      sample: left.flatMap(({ unitId, meta }) => {
        const [unit, ref] = [units.get(unitId), named([meta])[0]];
        return unit && ref ? [{ unit, meta: ref }] : [];
      }),
    },
    conflicts: breaches.map(({ rule: { code, name, mode }, personIds }) => ({
      code,
      name: { ...name },
      mode,
      people: personIds.size,
    })),
  };
}
