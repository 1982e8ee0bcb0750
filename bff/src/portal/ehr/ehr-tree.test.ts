import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EhrWorld, hours, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { pictureOf } from '../../../test/ehr-picture.ts';
import { DeadLetter } from './ehr.model.ts';

let world: EhrWorld;
beforeAll(async () => {
  world = await EhrWorld.make();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const names = ['a', 'b', 'c', 'd', 'e'];
const base = [unitRecord('top', 1, null), ...names.map((name) => unitRecord(name, 1, 'top'))];
const instants = [0, 1, 20, 100].map((hour) => new Date(hours(hour)));

interface Shown {
  readonly units: readonly { readonly id: string; readonly name: string }[];
  readonly at: readonly { readonly parents: readonly string[] }[];
}
const shown = async (): Promise<Shown> => (await pictureOf(world, instants)) as Shown;

/** Walks up from every unit: true when each comes to the one top without meeting anybody twice. */
function isTree(units: readonly string[], parents: readonly string[]): boolean {
  const up = new Map(parents.map((line) => line.split(' < ') as [string, string]));
  if (up.size !== parents.length) return false;
  return (
    units.filter((unit) => !up.has(unit)).length === 1 &&
    units.every((unit) => {
      let [id, steps] = [unit, 0];
      for (let next = up.get(id); next !== undefined && steps <= units.length; next = up.get(id))
        [id, steps] = [next, steps + 1];
      return steps <= units.length;
    })
  );
}

const move = fc
  .record({
    child: fc.constantFrom(...names),
    parent: fc.constantFrom<string | null>(...names, 'top', null),
    from: fc.constantFrom(-5, 0, 20),
  })
  .filter(({ child, parent }) => child !== parent);

describe('the organisation stays a tree', () => {
  it('invariant 23: edges that would make a circle or a second top are refused together, at every instant', async () => {
    let [refused, taken] = [0, 0];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(move, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
        async (runs) => {
          await world.reset();
          await world.deliver(base);
          let version = 1;
          for (const moves of runs) {
            const before = await shown();
            version += 1;
            const latest = [...new Map(moves.map((one) => [one.child, one])).values()];
            const run = await world.deliver(
              latest.map(({ child, parent, from }) =>
                unitRecord(child, version, parent, { from: hours(from), kind: 'CENTRE', name: `${child}${version}` }),
              ),
            );
            const after = await shown();
            const ids = after.units.map(({ id }) => id);
            for (const { parents } of after.at) expect(isTree(ids, parents)).toBe(true);
            const letters = await DeadLetter.findAll({
              where: { runId: run.id, error: 'tree_refused', resolvedAt: null },
            });
            // The records themselves are taken in: only their place in the tree is refused.
            for (const { child } of latest)
              expect(after.units.find(({ id }) => id === child)?.name).toBe(`${child}${version}`);
            if (letters.length > 0) refused += 1;
            else taken += 1;
            if (run.state === 'PARTIAL' && letters.length >= latest.length) expect(after.at).toEqual(before.at);
          }
        },
      ),
      { numRuns: 40 },
    );
    expect(Math.min(refused, taken)).toBeGreaterThan(5);
  });

  it('mistake 16: a above b above a is refused as a whole, and what else came is applied', async () => {
    await world.deliver([...base, personRecord('p', 1, [place('a')])]);
    const before = await shown();
    const run = await world.deliver([
      unitRecord('a', 2, 'b', { from: hours(-1) }),
      unitRecord('b', 2, 'a', { from: hours(-1) }),
      unitRecord('c', 2, 'd', { from: hours(-1) }),
      personRecord('p', 2, [place('a')], { name: 'renamed' }),
    ]);
    expect(run).toMatchObject({ state: 'PARTIAL', counts: { broken: 3 } });
    expect((await shown()).at).toEqual(before.at);
    const letters = await DeadLetter.findAll({
      where: { error: 'tree_refused', resolvedAt: null },
      order: ['externalId'],
    });
    expect(letters.map(({ externalId, detail }) => [externalId, detail])).toEqual(
      names.slice(0, 3).map((name) => [name, 'circle']),
    );
    expect(await world.rows('SELECT name FROM person')).toEqual([{ name: 'renamed' }]);
  });

  it('mistake 16: a set that was refused holds up no later one, and falls into place when its missing half comes', async () => {
    await world.deliver([...base, unitRecord('f', 1, 'a')]);
    await world.deliver([unitRecord('a', 2, 'f', { from: hours(-1) })]);
    expect(await DeadLetter.count({ where: { error: 'tree_refused', resolvedAt: null } })).toBe(1);
    expect(await world.deliver([unitRecord('b', 2, 'c', { from: hours(-1) })])).toMatchObject({ state: 'APPLIED' });
    expect((await shown()).at[0]?.parents).toContain('b < c');
    await world.deliver([unitRecord('f', 2, 'top', { from: hours(-1) })]);
    expect((await shown()).at[0]?.parents).toEqual(expect.arrayContaining(['a < f', 'f < top']));
    expect(await DeadLetter.count({ where: { resolvedAt: null } })).toBe(0);
  });

  it('mistake 16: a unit above itself is no record at all', async () => {
    const run = await world.deliver([...base, unitRecord('a', 2, 'a')]);
    expect(run.letters).toMatchObject([{ error: 'record_malformed', detail: 'data.parentExternalId: own_parent' }]);
  });

  it('a second top is refused, a new top above the old one is not', async () => {
    await world.deliver(base);
    expect(await world.deliver([unitRecord('other', 1, null)])).toMatchObject({ state: 'PARTIAL' });
    expect((await shown()).units.map(({ id }) => id)).not.toContain('other');
    const holding = [unitRecord('other', 2, null), unitRecord('top', 2, 'other', { kind: 'COMPANY', from: hours(-1) })];
    expect(await world.deliver(holding)).toMatchObject({ state: 'APPLIED' });
    expect((await shown()).at[0]?.parents).toContain('top < other');
  });

  it('a store is found by its code, keeps its name, and only its place follows the feed', async () => {
    await world.deliver(base);
    await world.write((writer) =>
      writer.insert('org_unit', {
        id: '0195844e-2d00-7000-8000-00000000aa01',
        kind: 'STORE',
        code: 'SH001',
        name_zh: '松江店',
        name_en: 'Songjiang',
        status: 'ACTIVE',
        created_at: world.now,
      }),
    );
    const store = (version: number, parent: string, code: string) =>
      unitRecord(`store-${code}`, version, parent, {
        kind: 'STORE',
        code,
        name: '人事系统里的名字',
        status: 'CLOSED',
        from: hours(-version),
      });
    await world.deliver([store(1, 'a', 'SH001')]);
    expect(await shown()).toMatchObject({
      units: expect.arrayContaining([{ id: 'store-SH001', kind: 'STORE', name: '松江店', status: 'ACTIVE' }]),
    });
    expect((await shown()).at[0]?.parents).toContain('store-SH001 < a');
    const run = await world.deliver([store(1, 'b', 'XX999')]);
    expect(run.letters).toMatchObject([{ externalId: 'store-XX999', error: 'store_waiting' }]);
  });
});
