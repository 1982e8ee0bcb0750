import fc from 'fast-check';
import type { MetaCode } from '@eoms/contracts/endpoint';
import {
  scopeKinds,
  type AssignmentFact,
  type BreakGlassFact,
  type EdgeFact,
  type Facts,
  type FranchiseFact,
  type GrantFact,
  type HeadFact,
  type MetaFact,
  type Period,
  type PersonFact,
  type RoleFact,
  type RuleFact,
  type UnitFact,
} from '../src/portal/access/access.service.ts';

/** Instant all generated facts lie around. */
export const T0 = new Date('2026-03-11T12:30:00.000Z').getTime();
const HOUR = 3600_000;
/** LONG grants are confirmed within days, so some facts lie days apart. */
const STEPS = [-400 * 24, -20, -3, -2, -1, 0, 1, 2, 3, 5 * 24, 13 * 24, 14 * 24, 15 * 24, 30 * 24];

/** Units of the generated organisation, with the parent each begins with. */
export const shape = [
  ['company', null, 'COMPANY'],
  ['hq', 'company', 'HQ'],
  ['desk', 'hq', 'CENTRE'],
  ['north', 'company', 'REGION'],
  ['south', 'company', 'REGION'],
  ['n-one', 'north', 'DISTRICT'],
  ['s1', 'n-one', 'STORE'],
  ['s2', 'north', 'STORE'],
  ['s3', 'south', 'STORE'],
] as const satisfies readonly (readonly [string, string | null, UnitFact['kind']])[];
const unitIds = shape.map(([id]) => id as string);
export const personIds = ['ann', 'bob', 'cai'];
const roleIds = ['a-view', 'a-edit', 'b-view'];
const positions = ['agent', 'manager'];
export const metaCodes = ['a.x.view', 'a.x.edit', 'a.x.close', 'b.x.view', 'b.x.edit'] as const satisfies MetaCode[];
const franchisees = ['f1', 'f2'];

const moment = fc.constantFrom(...STEPS).map((hours) => new Date(T0 + hours * HOUR));
const period: fc.Arbitrary<Period> = fc
  .tuple(moment, fc.option(moment, { nil: null, freq: 2 }))
  .map(([from, to]) =>
    to !== null && to <= from ? { from: to, to: from.getTime() === to.getTime() ? null : from } : { from, to },
  );
const unit = fc.constantFrom(...unitIds);
const person = fc.constantFrom(...personIds);
// Half of the conditions are open, or two rules would hardly ever meet in one person.
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null, freq: 2 });
const always: Period = { from: new Date(T0 - 400 * 24 * HOUR), to: null };
/** Half of the facts hold throughout, or hardly two would hold at the same time. */
const during = <T extends object>(of: fc.Arbitrary<T>): fc.Arbitrary<T & Period> =>
  fc.tuple(of, fc.oneof(fc.constant(always), period)).map(([fact, when]) => Object.assign(fact, when));
const scope = { scopeKind: fc.constantFrom(...scopeKinds), scopeUnitIds: fc.uniqueArray(unit, { maxLength: 2 }) };

const rule: fc.Arbitrary<RuleFact> = during(
  fc.record({
    id: fc.uuid(),
    unitId: maybe(unit),
    includeSubtree: fc.boolean(),
    position: maybe(fc.constantFrom(...positions)),
    levelMin: maybe(fc.integer({ min: 1, max: 5 })),
    levelMax: maybe(fc.integer({ min: 3, max: 9 })),
    personKind: maybe(fc.constantFrom<PersonFact['kind']>('EMPLOYEE', 'FRANCHISEE', 'EXTERNAL')),
    roleId: fc.constantFrom(...roleIds),
    ...scope,
  }),
);
const assignment: fc.Arbitrary<AssignmentFact> = during(
  fc.record({
    personId: person,
    // One store and two levels most of the time, so that people have places that are alike.
    unitId: fc.oneof({ weight: 3, arbitrary: fc.constant('s1') }, { weight: 2, arbitrary: unit }),
    position: fc.constantFrom(...positions),
    level: fc.constantFrom(2, 5),
    primary: fc.boolean(),
  }),
);
const target = fc.oneof(
  fc.constantFrom(...roleIds).map((roleId) => ({ roleId, metaId: null })),
  fc.nat({ max: metaCodes.length - 1 }).map((n) => ({ roleId: null, metaId: `m${n}` })),
);
const given = fc.record({ id: fc.uuid(), personId: person, target, ...scope });
const grant: fc.Arbitrary<GrantFact> = during(
  fc
    .record({
      given,
      kind: fc.constantFrom<GrantFact['kind']>('LONG', 'SHORT'),
      basisUnitId: maybe(unit),
      approvedAt: moment,
      confirmations: fc.array(fc.record({ unitId: unit, at: moment }), { maxLength: 2 }),
    })
    .map(({ given: { target: of, ...what }, ...rest }) => ({ ...what, ...of, ...rest })),
);
const emergency: fc.Arbitrary<BreakGlassFact> = during(given.map(({ target: of, ...what }) => ({ ...what, ...of })));
const people: fc.Arbitrary<PersonFact[]> = fc.tuple(
  ...personIds.map((id) =>
    fc.record({
      id: fc.constant(id),
      kind: fc.constantFrom<PersonFact['kind']>('EMPLOYEE', 'EMPLOYEE', 'FRANCHISEE', 'EXTERNAL'),
      status: fc.oneof(
        { weight: 4, arbitrary: fc.constant<PersonFact['status']>('ACTIVE') },
        { weight: 1, arbitrary: fc.constantFrom<PersonFact['status']>('SUSPENDED', 'LEFT', 'PREBOARD') },
      ),
      franchiseeId: maybe(fc.constantFrom(...franchisees)),
      sponsorUnitId: maybe(unit),
    }),
  ),
);
const metas: fc.Arbitrary<MetaFact[]> = fc.tuple(
  ...metaCodes.map((code, index) =>
    fc.record({
      id: fc.constant(`m${index}`),
      // Far apart, so that more than one word of a bitset is in use.
      bitNo: fc.constant(index * 31 + 1),
      code: fc.constant(code),
      systemCode: fc.constant(code.slice(0, 1)),
      riskTier: fc.constant(1),
      live: fc.boolean().map((dead) => !dead || index % 2 === 0),
    }),
  ),
);
const roles: fc.Arbitrary<RoleFact[]> = fc.tuple(
  ...roleIds.map((id) =>
    fc.record({
      id: fc.constant(id),
      systemCode: fc.constant(id.slice(0, 1)),
      live: fc.integer({ min: 0, max: 5 }).map((n) => n > 0),
      metaIds: fc.subarray(metaCodes.map((_code, index) => `m${index}`)),
    }),
  ),
);
// The tree as it is, and edges of any kind on top: moves, second parents, circles.
const edges: fc.Arbitrary<EdgeFact[]> = fc
  .array(during(fc.record({ childId: unit, parentId: unit })), { maxLength: 4 })
  .map((more) => [
    ...shape.flatMap(([childId, parentId]) =>
      parentId === null ? [] : [{ childId, parentId, from: new Date(T0 - 500 * 24 * HOUR), to: null }],
    ),
    ...more.filter(({ childId, parentId }) => childId !== parentId),
  ]);
const heads: fc.Arbitrary<HeadFact[]> = fc.array(
  during(
    fc.record({ unitId: unit, personId: person, kind: fc.constantFrom<HeadFact['kind']>('HEAD', 'ACTING', 'DEPUTY') }),
  ),
  { maxLength: 5 },
);
const franchises: fc.Arbitrary<FranchiseFact[]> = fc.array(
  during(
    fc.record({ storeId: fc.constantFrom('s1', 's3', 'unplaced'), franchiseeId: fc.constantFrom(...franchisees) }),
  ),
  { maxLength: 3 },
);

/** Any state of the facts, three people among them. */
export const anyFacts: fc.Arbitrary<Facts> = fc.record({
  units: fc.constant(shape.map(([id, , kind]) => ({ id, kind }))),
  edges,
  heads,
  people,
  assignments: fc.array(assignment, { maxLength: 6 }).map((all) => all.toSorted((a, b) => +a.from - +b.from)),
  franchises,
  metas,
  roles,
  rules: fc.uniqueArray(rule, { maxLength: 6, selector: ({ id }) => id }),
  grants: fc.uniqueArray(grant, { maxLength: 5, selector: ({ id }) => id }),
  breakGlass: fc.uniqueArray(emergency, { maxLength: 2, selector: ({ id }) => id }),
});

/** Every instant at which a fact begins, ends or is confirmed, with the millisecond before and after it. */
export function instantsOf(facts: Facts): Date[] {
  const { edges: hung, heads: led, assignments, franchises: owned, rules, grants, breakGlass } = facts;
  const times = [...hung, ...led, ...assignments, ...owned, ...rules, ...grants, ...breakGlass].flatMap(
    ({ from, to }) => (to ? [from, to] : [from]),
  );
  const confirmed = grants.flatMap(({ confirmations }) => confirmations.map(({ at }) => at));
  const all = [...times, ...confirmed, new Date(T0)].flatMap((at) => [
    at.getTime() - 1,
    at.getTime(),
    at.getTime() + 1,
  ]);
  return [...new Set(all)].sort((a, b) => a - b).map((time) => new Date(time));
}

/** Facts and an instant at or next to one of their boundaries. */
export const factsAtInstant: fc.Arbitrary<{ facts: Facts; at: Date }> = fc
  .tuple(anyFacts, fc.nat())
  .map(([facts, n]) => {
    const instants = instantsOf(facts);
    return { facts, at: instants[n % instants.length] ?? new Date(T0) };
  });
