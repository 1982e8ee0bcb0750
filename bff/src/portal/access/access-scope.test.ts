import fc from 'fast-check';
import { Model, Op, type InferAttributes, type InferCreationAttributes, type WhereOptions } from 'sequelize';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anyFacts, factsAtInstant, metaCodes, personIds, shape } from '../../../test/access-facts.ts';
import { testDatabase, type TestDatabase } from '../../../test/test-database.ts';
import { id, integer, line, primary } from '../../database/columns.ts';
import { createTableSql } from '../../database/create-table.ts';
import { collationOf, dialectOf } from '../../database/connect.ts';
import { scopedModel, scopedOwn, scopedUnits, scopedWhere } from '../../database/scoped.ts';
import type { Access, Scope } from '../../http/context.ts';
import { stateOf } from './access-state.ts';
import { evaluated } from './evaluate.ts';
import type { Facts } from './facts.policy.ts';

/** A record of a person in a unit. */
class Entry extends Model<InferAttributes<Entry>, InferCreationAttributes<Entry>> {
  declare id: string;
  declare unitId: string;
  declare personId: string;
  declare amount: number;
}

let database: TestDatabase;
const rows = shape.flatMap(([unitId], u) =>
  personIds.map((personId, p) => ({ id: `${u}-${p}`, unitId: unitId as string, personId, amount: 2 ** p * (u + 1) })),
);
/** Units of which there are no records. */
const strangers = Array.from({ length: 600 }, (_none, n) => `elsewhere-${n}`);
const stores = new Set<string>(shape.filter(([, , kind]) => kind === 'STORE').map(([unit]) => unit));

beforeAll(async () => {
  database = await testDatabase();
  const { sequelize } = database;
  const columns = { id: id(), unit_id: line(80), person_id: id(), amount: integer() };
  for (const sql of createTableSql(dialectOf(sequelize), collationOf(sequelize), 'entry', columns))
    await sequelize.query(sql);
  Entry.init(
    { id: primary(id()), unitId: line(80), personId: id(), amount: integer() },
    { sequelize, tableName: 'entry' },
  );
  scopedModel(Entry);
  await Entry.bulkCreate(rows);
});
afterAll(() => database.close());

const accessOf = (facts: Facts, person: string, at: Date): Access => {
  const { ground, people } = stateOf(facts);
  return evaluated(ground, people.get(person)!, at).access;
};

/** Point check of one record, from the words of the scope alone. */
const allows = (scope: Scope, unitId: string): boolean =>
  scope.kind === 'all' || (scope.kind === 'units' && scope.unitIds.has(unitId));

const listed = async (scopeBy: WhereOptions): Promise<string[]> =>
  (await Entry.findAll({ attributes: ['id'], scopeBy })).map((entry) => entry.id).sort();

describe('lists and checks', () => {
  const question = fc.tuple(factsAtInstant, fc.constantFrom(...personIds), fc.constantFrom(...metaCodes));

  it('invariant 25: a record is in the list, the count, the sum and the page exactly if a check of it allows', async () => {
    await fc.assert(
      fc.asyncProperty(question, async ([{ facts, at }, person, meta]) => {
        const scope = accessOf(facts, person, at).scope(meta);
        const seen = rows.filter(({ unitId }) => allows(scope, unitId));
        const scopeBy = scopedUnits(scope, 'unitId');
        expect(await listed(scopeBy)).toEqual(seen.map((row) => row.id).sort());
        expect(await Entry.count({ scopeBy })).toBe(seen.length);
        expect((await Entry.sum('amount', { scopeBy })) ?? 0).toBe(seen.reduce((sum, { amount }) => sum + amount, 0));
        const page = await Entry.findAndCountAll({ where: { amount: { [Op.gt]: 4 } }, limit: 2, scopeBy });
        expect(page.count).toBe(seen.filter(({ amount }) => amount > 4).length);
        const ofStores = seen.filter(({ unitId }) => scope.kind === 'all' || stores.has(unitId));
        expect(await listed(scopedWhere(scope, 'unitId'))).toEqual(ofStores.map((row) => row.id).sort());
      }),
      { numRuns: 150 },
    );
  });

  it('invariant 25: own records are in the list wherever they are, and only where the scope reaches them', async () => {
    await fc.assert(
      fc.asyncProperty(question, async ([{ facts, at }, person, meta]) => {
        const scope = accessOf(facts, person, at).scope(meta);
        const own = { unit: 'unitId', person: 'personId', personId: person };
        const seen = rows.filter(
          (row) => allows(scope, row.unitId) || (scope.kind === 'units' && scope.self && row.personId === person),
        );
        expect(await listed(scopedOwn(scope, own))).toEqual(seen.map((row) => row.id).sort());
        const alone = rows.filter(
          (row) => scope.kind === 'all' || (scope.kind === 'units' && scope.self && row.personId === person),
        );
        expect(await listed(scopedOwn(scope, { person: 'personId', personId: person }))).toEqual(
          alone.map((row) => row.id).sort(),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('a store that came after the scope was worked out is outside of it, however much the scope reaches', async () => {
    const [facts] = fc.sample(anyFacts, 1);
    const everyStore = { ...facts!, people: facts!.people.map((person) => ({ ...person, status: 'ACTIVE' as const })) };
    const rule = {
      unitId: null,
      includeSubtree: true,
      position: null,
      levelMin: null,
      levelMax: null,
      personKind: null,
    };
    const reach = { scopeKind: 'ORG_SET' as const, scopeUnitIds: ['company'], from: new Date(0), to: null };
    const access = accessOf(
      {
        ...everyStore,
        edges: facts!.edges.slice(0, shape.length - 1),
        grants: [],
        breakGlass: [],
        rules: [{ id: 'r', ...rule, ...reach, roleId: 'all' }],
        roles: [{ id: 'all', systemCode: 'a', live: true, metaIds: ['m0'] }],
      },
      'ann',
      new Date('2026-03-11T00:00:00Z'),
    );
    const scope = access.scope('a.x.view');
    expect(await listed(scopedWhere(scope, 'unitId'))).toHaveLength(stores.size * personIds.length);
    await Entry.create({ id: 'late', unitId: 'a-new-store', personId: 'ann', amount: 1 });
    expect(await listed(scopedWhere(scope, 'unitId'))).not.toContain('late');
    await Entry.destroy({ where: { id: 'late' }, unscoped: 'test' });
  });

  it('invariant 25: page after page shows what one list shows, also where a scope names very many units', async () => {
    await fc.assert(
      fc.asyncProperty(question, fc.integer({ min: 1, max: 7 }), async ([{ facts, at }, person, meta], limit) => {
        const scope = accessOf(facts, person, at).scope(meta);
        const wide: Scope =
          scope.kind === 'units'
            ? { ...scope, unitIds: new Set([...scope.unitIds, ...strangers]), outOf: strangers.length }
            : scope;
        const seen: string[] = [];
        for (let after = ''; ;) {
          const where = { id: { [Op.gt]: after } };
          const page = await Entry.findAll({
            where,
            order: [['id', 'ASC']],
            limit,
            scopeBy: scopedUnits(wide, 'unitId'),
          });
          seen.push(...page.map((entry) => entry.id));
          after = page.at(-1)?.id ?? '';
          if (page.length < limit) break;
        }
        expect(seen).toEqual(await listed(scopedUnits(scope, 'unitId')));
      }),
      { numRuns: 60 },
    );
  });

  it('mistake 7: ids are values, whatever they contain', async () => {
    const signs = fc.constantFrom("'", '"', '`', ';', '--', ')', '(', '\\', '%', '_', '/*', 'OR 1=1', 'entry', ' ');
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.array(signs, { minLength: 1 }).map((parts) => parts.join('')),
          { minLength: 1 },
        ),
        async (ids) => {
          const unitIds = new Set(ids);
          const scope: Scope = { kind: 'units', unitIds, storeIds: unitIds, self: false };
          expect(await listed(scopedUnits(scope, 'unitId'))).toEqual([]);
          const wide: Scope = { ...scope, unitIds: new Set([...ids, ...strangers]), outOf: strangers.length };
          const page = { order: [['id', 'ASC']] as [string, string][], limit: 9 };
          expect(await Entry.findAll({ ...page, scopeBy: scopedUnits(wide, 'unitId') })).toEqual([]);
          expect(await listed(scopedOwn(scope, { unit: 'unitId', person: 'personId', personId: ids[0]! }))).toEqual([]);
          expect(await Entry.count({ unscoped: 'test' })).toBe(rows.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('large scopes', () => {
  it.each([1_001, 10_001])('mistake 27: %i stores are all there', async (count) => {
    const ids = Array.from({ length: count }, (_none, index) => `store-${index}`);
    const [sample] = fc.sample(anyFacts, 1);
    const from = new Date(0);
    const facts: Facts = {
      ...sample!,
      units: [{ id: 'top', kind: 'REGION' }, ...ids.map((unit) => ({ id: unit, kind: 'STORE' as const }))],
      edges: ids.map((childId) => ({ childId, parentId: 'top', from, to: null })),
      heads: [{ unitId: 'top', personId: 'p', kind: 'HEAD', from, to: null }],
      people: [{ id: 'p', kind: 'EMPLOYEE', status: 'ACTIVE', franchiseeId: null, sponsorUnitId: null }],
      metas: [{ id: 'm0', bitNo: 9_999, code: 'a.x.view', systemCode: 'a', riskTier: 0, live: true }],
      roles: [],
      rules: [],
      assignments: [],
      breakGlass: [],
      grants: [
        {
          id: 'g',
          personId: 'p',
          roleId: null,
          metaId: 'm0',
          kind: 'SHORT',
          basisUnitId: null,
          approvedAt: from,
          scopeKind: 'MANAGED',
          scopeUnitIds: [],
          confirmations: [],
          from,
          to: null,
        },
      ],
    };
    const scope = accessOf(facts, 'p', new Date()).scope('a.x.view');
    expect(scope.kind === 'units' && scope.storeIds.size).toBe(count);
    const late = ids.slice(-20).map((unitId, index) => ({ id: `x${index}`, unitId, personId: 'p', amount: 1 }));
    await Entry.bulkCreate(late);
    expect(await Entry.count({ scopeBy: scopedWhere(scope, 'unitId') })).toBe(20);
    await Entry.destroy({ where: { id: late.map((entry) => entry.id) }, unscoped: 'test' });
  });
});
