import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { anyFacts, factsAtInstant, metaCodes, personIds } from '../../../test/access-facts.ts';
import type { Access } from '../../http/context.ts';
import { referenceAccess } from './access.policy.ts';
import { compareFacts } from './effects.ts';
import { holdsAt, type Facts } from './facts.policy.ts';

const scopeText = (access: Access, meta: MetaCode): string => {
  const scope = access.scope(meta);
  return scope.kind === 'units' ? `${scope.self} ${[...scope.unitIds].sort().join()}` : scope.kind;
};

/** Units in which somebody works who can do something there, by the reference evaluator. */
const kept = (facts: Facts, at: Date): string[] =>
  personIds.flatMap((id) => {
    const access = referenceAccess(facts, id, at);
    const places = facts.assignments.filter((place) => place.personId === id && holdsAt(place, at));
    return places.flatMap(({ unitId }) =>
      metaCodes.flatMap((meta) => {
        const scope = access.scope(meta);
        return scope.kind === 'units' && scope.unitIds.has(unitId) ? [`${unitId} ${meta}`] : [];
      }),
    );
  });

describe('compareFacts', () => {
  it('says of every person what he gains, loses and reaches otherwise, and which units keep nobody', () => {
    fc.assert(
      fc.property(factsAtInstant, anyFacts, ({ facts: before, at }, { rules, assignments, heads, roles }) => {
        const after = { ...before, rules, assignments, heads, roles };
        const effects = compareFacts(before, after, at);
        for (const id of personIds) {
          const [was, is] = [referenceAccess(before, id, at), referenceAccess(after, id, at)];
          const found = effects.people.find(({ personId }) => personId === id);
          const same = metaCodes.filter((meta) => was.has(meta) && is.has(meta));
          expect({ gained: [], lost: [], reached: [], personId: id, ...found }).toEqual({
            personId: id,
            gained: metaCodes.filter((meta) => !was.has(meta) && is.has(meta)).toSorted(),
            lost: metaCodes.filter((meta) => was.has(meta) && !is.has(meta)).toSorted(),
            reached: same.filter((meta) => scopeText(was, meta) !== scopeText(is, meta)).toSorted(),
          });
        }
        for (const meta of metaCodes)
          expect(effects.byMeta.get(meta)?.lost ?? 0).toBe(
            effects.people.filter(({ lost }) => lost.includes(meta)).length,
          );
        const still = new Set(kept(after, at));
        expect(effects.abandoned.map(({ unitId, meta }) => `${unitId} ${meta}`).toSorted()).toEqual(
          [...new Set(kept(before, at))].filter((pair) => !still.has(pair)).toSorted(),
        );
      }),
      { numRuns: 500 },
    );
  });
});
