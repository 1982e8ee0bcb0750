import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allMetas } from '@eoms/contracts/catalogue';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { DEMO_NOW } from '../../embedded/demo/plan.ts';
import type { Access, Scope } from '../../http/context.ts';
import {
  accessOf,
  evaluate,
  isWithin,
  type AssignmentFact,
  type OrganisationFacts,
  type PersonFacts,
  type RuleFact,
} from './access.policy.ts';

const metas = Object.keys(allMetas) as MetaCode[];
const plain = (scope: Scope) => (scope.kind === 'stores' ? [...scope.storeIds].sort() : scope.kind);
const picture = (access: Access) =>
  Object.fromEntries(metas.map((meta) => [meta, access.has(meta) ? plain(access.scope(meta)) : 'none']));

type World = Pick<OrganisationFacts, 'units'> & { readonly t: number };
const live = (from: Date, to: Date | null, t: number) => from.getTime() <= t && (to === null || t < to.getTime());

const chain = (units: World['units'], id: string): string[] => {
  const parent = units.get(id)?.parentId;
  return [id, ...(parent ? chain(units, parent) : [])];
};

const fits = (rule: RuleFact, place: AssignmentFact, { units, t }: World): boolean => {
  const within = rule.includeSubtree ? chain(units, place.unitId) : [place.unitId];
  return [
    live(place.from, place.to, t),
    !rule.position || rule.position === place.position,
    place.level >= (rule.levelMin ?? -Infinity) && place.level <= (rule.levelMax ?? Infinity),
    !rule.unitId || within.includes(rule.unitId),
  ].every(Boolean);
};

const reached = (
  rule: RuleFact,
  places: readonly AssignmentFact[],
  { units }: World,
  franchised: readonly string[],
) => {
  if (rule.scopeKind === 'OWN_FRANCHISE') return franchised;
  const stores = [...units.values()].filter(({ kind }) => kind === 'STORE').map(({ id }) => id);
  const below = (id: string) =>
    places.some(({ unitId }) => (rule.scopeKind === 'MANAGED' ? chain(units, id) : [id]).includes(unitId));
  return rule.scopeKind === 'ALL' ? [] : stores.filter(below);
};

/** What one permission should reach, from the raw facts, sharing no code with the evaluator. */
function expected(
  meta: MetaCode,
  facts: OrganisationFacts,
  person: PersonFacts,
  at: Date,
  franchised: readonly string[],
) {
  const world = { units: facts.units, t: at.getTime() };
  const matching = facts.rules
    .filter((rule) => facts.roleMetas.get(rule.roleId)?.includes(meta) && live(rule.from, rule.to, world.t))
    .filter((rule) => !rule.personKind || rule.personKind === person.kind)
    .map((rule) => ({ rule, places: person.assignments.filter((place) => fits(rule, place, world)) }))
    .filter(
      ({ rule, places }) =>
        places.length > 0 ||
        [rule.unitId, rule.position, rule.levelMin, rule.levelMax].every((asked) => asked === null),
    );
  if (matching.length === 0) return 'none';
  if (matching.some(({ rule }) => rule.scopeKind === 'ALL')) return 'all';
  return [...new Set(matching.flatMap(({ rule, places }) => reached(rule, places, world, franchised)))].sort();
}

const oracle = (facts: OrganisationFacts, person: PersonFacts, at: Date, franchised: readonly string[]) =>
  Object.fromEntries(metas.map((meta) => [meta, expected(meta, facts, person, at, franchised)]));

const after = (least: number) =>
  fc.integer({ min: least, max: 6 }).map((hours) => new Date(DEMO_NOW.getTime() + hours * 3600_000));
const instant = after(1);
const end = fc.option(fc.integer({ min: 1, max: 6 }), { nil: null, freq: 1 });
const period = fc
  .tuple(after(0), end)
  .map(([from, hours]) => ({ from, to: hours === null ? null : new Date(from.getTime() + hours * 3600_000) }));
const shape = [
  ['c', null, 'COMPANY'],
  ['h', 'c', 'HEADQUARTERS'],
  ['d', 'h', 'DEPARTMENT'],
  ['r1', 'c', 'REGION'],
  ['r2', 'c', 'REGION'],
  ['s1', 'r1', 'STORE'],
  ['s2', 'r1', 'STORE'],
  ['s3', 'r2', 'STORE'],
] as const;
const units = new Map(shape.map(([id, parentId, kind]) => [id as string, { id, parentId, kind }]));
const unitId = fc.constantFrom(...shape.map(([id]) => id as string));
const position = fc.constantFrom('agent', 'manager');
// Half of the conditions are open, or two rules would hardly ever meet in one person.
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 1 });
const rule: fc.Arbitrary<RuleFact> = fc
  .record({
    id: fc.uuid(),
    unitId: maybe(unitId),
    includeSubtree: fc.boolean(),
    position: maybe(position),
    levelMin: maybe(fc.integer({ min: 1, max: 5 })),
    levelMax: maybe(fc.integer({ min: 3, max: 9 })),
    personKind: maybe(fc.constantFrom('EMPLOYEE' as const, 'FRANCHISEE' as const)),
    roleId: fc.constantFrom('a', 'b', 'z'),
    scopeKind: fc.constantFrom('ALL' as const, 'OWN_STORE' as const, 'MANAGED' as const, 'OWN_FRANCHISE' as const),
    period,
  })
  .map(({ period: when, ...rest }) => Object.assign(rest, when));
const organisation: fc.Arbitrary<OrganisationFacts> = fc
  .record({ rules: fc.array(rule, { maxLength: 6 }), a: fc.subarray(metas), b: fc.subarray(metas) })
  .map(({ rules, a, b }) => ({
    units,
    rules,
    roleMetas: new Map([
      ['a', a],
      ['b', b],
    ]),
  }));
const someone: fc.Arbitrary<PersonFacts> = fc.record({
  kind: fc.constantFrom('EMPLOYEE' as const, 'FRANCHISEE' as const),
  assignments: fc.array(
    fc
      .record({ unitId, position, level: fc.integer({ min: 1, max: 9 }), period })
      .map(({ period: when, ...rest }) => Object.assign(rest, when)),
    { maxLength: 3 },
  ),
});
const franchised = fc.subarray(['s1', 's3']);

type Evaluate = typeof evaluate;
const holds = (subject: Evaluate) =>
  fc.property(organisation, someone, instant, franchised, (facts, person, at, stores) => {
    expect(picture(accessOf(subject(facts, person, at), stores))).toEqual(oracle(facts, person, at, stores));
  });

const check =
  <T>(property: fc.IProperty<T>) =>
  () =>
    fc.assert(property, { numRuns: 3000 });

describe('evaluation', () => {
  test('each permission reaches exactly what the rules that carry it reach; nothing else is allowed', () => {
    expect(check(holds(evaluate))).not.toThrow();
  });

  test('that property finds a scope that leaks from one permission to another', () => {
    const leaking: Evaluate = (facts, person, at) => {
      const { reaches, validUntil } = evaluate(facts, person, at);
      const storeIds = new Set<string>();
      for (const reach of reaches.values()) for (const id of reach.storeIds) storeIds.add(id);
      const leaked = new Map(reaches);
      for (const [meta, { all, franchise }] of reaches) leaked.set(meta, { all, franchise, storeIds });
      return { validUntil, reaches: leaked };
    };
    expect(check(holds(leaking))).toThrow('Property failed');
  });

  const untilBoundary = (subject: Evaluate) =>
    fc.property(organisation, someone, instant, (facts, person, at) => {
      const { validUntil } = subject(facts, person, at);
      const last = validUntil ?? new Date(DEMO_NOW.getTime() + 99 * 3600_000);
      for (const later of [new Date(last.getTime() - 1), new Date((at.getTime() + last.getTime()) / 2)]) {
        expect(picture(accessOf(subject(facts, person, at)))).toEqual(
          picture(accessOf(evaluate(facts, person, later))),
        );
      }
    });

  test('it stays right until the instant it names', () => {
    expect(check(untilBoundary(evaluate))).not.toThrow();
  });

  test('that property finds an evaluator that forgets the end of a period', () => {
    const forgetful: Evaluate = (facts, person, at) => ({ ...evaluate(facts, person, at), validUntil: null });
    expect(check(untilBoundary(forgetful))).toThrow('Property failed');
  });

  test('a tree with a circle answers instead of running for ever', () => {
    const circle = new Map([
      ['x', { id: 'x', parentId: 'y', kind: 'REGION' }],
      ['y', { id: 'y', parentId: 'x', kind: 'REGION' }],
    ]);
    const nobody: PersonFacts = { kind: 'EMPLOYEE', assignments: [] };
    expect(evaluate({ units: circle, rules: [], roleMetas: new Map() }, nobody, DEMO_NOW).reaches.size).toBe(0);
    expect(isWithin(circle, 'x', 'z')).toBe(false);
  });
});
