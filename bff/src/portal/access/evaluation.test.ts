import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { anyFacts, factsAtInstant, instantsOf, metaCodes, personIds } from '../../../test/access-facts.ts';
import type { Access } from '../../http/context.ts';
import { noAccess, referenceAccess } from './access.policy.ts';
import { stateOf, type AccessState } from './access-state.ts';
import { evaluated } from './evaluate.ts';
import type { Facts } from './facts.policy.ts';
import { holders, sources } from './questions.ts';
import { momentOf, sourcesAt, type Source } from './reference.policy.ts';

const accessIn = ({ ground, people }: AccessState, personId: string, at: Date): Access => {
  const row = people.get(personId);
  return row ? evaluated(ground, row, at).access : noAccess;
};

/** Units of a scope as text; what two evaluators must agree on. */
const reachOf = (access: Access, meta: MetaCode): readonly string[] | string => {
  const scope = access.scope(meta);
  if (scope.kind !== 'units') return scope.kind;
  return [...[...scope.unitIds].sort(), `self=${scope.self}`, ...[...scope.storeIds].sort().map((id) => `store ${id}`)];
};
const wholePicture = (access: Access) =>
  Object.fromEntries([...metaCodes].map((meta) => [meta, reachOf(access, meta)]));

const lineOf = ({ metaCode, via, refId, reach, self, from, to }: Source): string =>
  [metaCode, via, refId, reach === 'all' ? 'all' : [...reach].sort().join('+'), self, +from, to && +to].join(' ');

/** Everything said twice about the same people at the same instant. */
const everything = (facts: Facts, at: Date) => {
  const state = stateOf(facts);
  return {
    fast: personIds.map((id) => wholePicture(accessIn(state, id, at))),
    slow: personIds.map((id) => wholePicture(referenceAccess(facts, id, at))),
  };
};

const runs = { numRuns: 2000 };

describe('the fast evaluator', () => {
  it('invariant 24: answers what the reference evaluator answers from the raw facts', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const { fast, slow } = everything(facts, at);
        expect(fast).toEqual(slow);
      }),
      runs,
    );
  });

  it('invariant 24: names the same sources and the same holders', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const state = stateOf(facts);
        const moment = momentOf(facts, at);
        for (const id of personIds)
          expect(sources(state, id, at).map(lineOf).sort()).toEqual(sourcesAt(moment, id).map(lineOf).sort());
        for (const meta of metaCodes)
          expect(holders(state, meta, at)).toEqual(
            personIds.filter((id) => referenceAccess(facts, id, at).has(meta)).sort(),
          );
      }),
      { numRuns: 500 },
    );
  });

  it('invariant 24: stays right until the instant it names, whatever was asked before', () => {
    fc.assert(
      fc.property(anyFacts, fc.array(fc.nat(), { minLength: 2, maxLength: 12 }), (facts, order) => {
        const state = stateOf(facts);
        const instants = instantsOf(facts);
        for (const n of order) {
          const at = instants[n % instants.length]!;
          for (const id of personIds)
            expect(wholePicture(accessIn(state, id, at))).toEqual(wholePicture(referenceAccess(facts, id, at)));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says which permissions it holds, and shares one object between people who hold the same by their roles', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const state = stateOf({ ...facts, grants: [], breakGlass: [] });
        for (const a of personIds) {
          const one = accessIn(state, a, at);
          expect([...one.metas()].sort()).toEqual(metaCodes.filter((meta) => one.has(meta)).sort());
          for (const b of personIds) {
            const other = accessIn(state, b, at);
            if (one.held === other.held) expect([...other.metas()]).toEqual([...one.metas()]);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

/** Scope as a set that can be united and compared; null is everything. */
type Reached = ReadonlySet<string> | null;
const setOf = (access: Access, meta: MetaCode): Reached => {
  const scope = access.scope(meta);
  if (scope.kind === 'all') return null;
  if (scope.kind === 'none') return new Set();
  return new Set([...scope.unitIds, ...(scope.self ? ['self'] : []), 'held']);
};
const union = (sets: readonly Reached[]): Reached =>
  sets.includes(null) ? null : new Set(sets.flatMap((set) => [...(set ?? [])]));
const within = (small: Reached, large: Reached): boolean =>
  large === null || (small !== null && [...small].every((each) => large.has(each)));
const sorted = (set: Reached) => set && [...set].sort();

/** The facts with one rule, grant or emergency alone. */
function alone(facts: Facts): Facts[] {
  const none = { rules: [], grants: [], breakGlass: [] };
  return [
    ...facts.rules.map((rule) => ({ ...facts, ...none, rules: [rule] })),
    ...facts.grants.map((grant) => ({ ...facts, ...none, grants: [grant] })),
    ...facts.breakGlass.map((one) => ({ ...facts, ...none, breakGlass: [one] })),
  ];
}

/** Permissions and scopes of everybody, by the subject under test. */
const setsOf = (facts: Facts, at: Date): Map<string, Reached> => {
  const state = stateOf(facts);
  return new Map(
    personIds.flatMap((id) =>
      metaCodes.map((meta) => [`${id} ${meta}`, setOf(accessIn(state, id, at), meta)] as const),
    ),
  );
};

describe('what permissions follow from', () => {
  it('invariant 26: a scope is the union over exactly the sources that carry this permission', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const parts = alone(facts).map((part) => setsOf(part, at));
        for (const [key, whole] of setsOf(facts, at))
          expect([key, sorted(whole)]).toEqual([key, sorted(union(parts.map((part) => part.get(key) as Reached)))]);
      }),
      { numRuns: 700 },
    );
  });

  it('mistake 6: two roles of different reach do not lend each other their scopes', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const [first, second] = facts.roles;
        const apart = [
          { ...first!, live: true, metaIds: ['m0'] },
          { ...second!, live: true, metaIds: ['m1'] },
        ];
        const both = setsOf({ ...facts, roles: apart }, at);
        const ofFirst = ({ roleId, metaId }: { roleId: string | null; metaId?: string | null }) =>
          roleId === first!.id || metaId === 'm0';
        const firstAlone = setsOf(
          {
            ...facts,
            roles: [apart[0]!],
            rules: facts.rules.filter(ofFirst),
            grants: facts.grants.filter(ofFirst),
            breakGlass: facts.breakGlass.filter(ofFirst),
          },
          at,
        );
        for (const id of personIds) expect(both.get(`${id} a.x.view`)).toEqual(firstAlone.get(`${id} a.x.view`));
      }),
      runs,
    );
  });

  it('invariant 29: more never takes a permission away, and less never gives one', () => {
    fc.assert(
      fc.property(factsAtInstant, fc.nat(), ({ facts, at }, n) => {
        const fewer = {
          ...facts,
          grants: facts.grants.filter((_grant, index) => index !== n % (facts.grants.length || 1)),
          rules: facts.rules.filter((_rule, index) => index !== n % (facts.rules.length || 1)),
        };
        const all = setsOf(facts, at);
        for (const [key, set] of setsOf(fewer, at))
          expect([key, within(set, all.get(key) as Reached)]).toEqual([key, true]);
      }),
      runs,
    );
  });

  it('invariant 30: what is taken away and given again leaves no trace', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const again = {
          ...facts,
          rules: facts.rules.toReversed(),
          roles: facts.roles.toReversed().map((role) => ({ ...role, metaIds: role.metaIds.toReversed() })),
          grants: facts.grants.toReversed(),
        };
        expect(setsOf(again, at)).toEqual(setsOf(facts, at));
      }),
      runs,
    );
  });

  it('invariant 31: a retired permission is effective for nobody', () => {
    fc.assert(
      fc.property(factsAtInstant, fc.nat({ max: metaCodes.length - 1 }), ({ facts, at }, n) => {
        const metas = facts.metas.map((meta, index) => (index === n ? { ...meta, live: false } : meta));
        const state = stateOf({ ...facts, metas });
        for (const id of personIds) expect(accessIn(state, id, at).has(metaCodes[n]!)).toBe(false);
        expect(holders(state, metaCodes[n]!, at)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('mistake 31: a role gives permissions of its own system only', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const onlyA = { ...facts, roles: facts.roles.filter(({ systemCode }) => systemCode === 'a') };
        const noSingles = onlyA.grants.filter(({ metaId }) => metaId === null);
        const state = stateOf({ ...onlyA, grants: noSingles, breakGlass: [] });
        for (const id of personIds)
          expect([...accessIn(state, id, at).metas()].filter((meta) => !meta.startsWith('a.'))).toEqual([]);
      }),
      runs,
    );
  });

  it('invariant 15: whoever is not active holds nothing', () => {
    fc.assert(
      fc.property(factsAtInstant, ({ facts, at }) => {
        const state = stateOf(facts);
        for (const { id, status } of facts.people)
          if (status !== 'ACTIVE') expect(accessIn(state, id, at).metas().size).toBe(0);
      }),
      runs,
    );
  });

  it('answers nothing for a stranger', () => {
    expect(accessIn(stateOf(fc.sample(anyFacts, 1)[0]!), 'nobody', new Date()).metas().size).toBe(0);
  });
});
