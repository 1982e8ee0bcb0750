import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EhrWorld, hours, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { pictureOf } from '../../../test/ehr-picture.ts';
import { HrTruth, hrSteps, tell } from '../../../test/ehr-truth.ts';
import { DeadLetter } from './ehr.model.ts';

let world: EhrWorld;
beforeAll(async () => {
  world = await EhrWorld.make();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const picture = () => pictureOf(world, HrTruth.instants);
const open = () => DeadLetter.findAll({ where: { resolvedAt: null }, order: [['externalId', 'ASC']] });

/** Puts a list into an order that numbers choose. */
function shuffled<T>(list: readonly T[], numbers: readonly number[]): T[] {
  const rest = [...list];
  return list.flatMap((_none, at) => rest.splice((numbers[at % numbers.length] ?? 0) % rest.length, 1));
}

/** Cuts a list into runs. */
function inRuns<T>(list: readonly T[], cuts: readonly number[]): T[][] {
  const runs: T[][] = [];
  for (let at = 0, n = 0; at < list.length; n += 1) {
    const size = 1 + ((cuts[n % cuts.length] ?? 0) % 9);
    runs.push(list.slice(at, at + size));
    at += size;
  }
  return runs;
}

const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 6, maxLength: 40 });

describe('the order in which records come', () => {
  it('invariant 20: whatever order, repetition and lag versions come in, the end is the same (mistake 12)', async () => {
    await fc.assert(
      fc.asyncProperty(hrSteps(14), numbers, numbers, numbers, async (steps, order, repeated, cuts) => {
        await world.reset();
        const truth = tell(steps);
        const again = repeated.flatMap((n) => (n % 3 === 0 ? [truth.records[n % truth.records.length]!] : []));
        for (const run of inRuns(shuffled([...truth.records, ...again], order), cuts)) await world.deliver(run);
        expect(await picture()).toEqual(truth.picture());
        expect((await open()).map(({ externalId, error }) => `${externalId} ${error}`)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('invariant 20: applying the same snapshot again changes nothing and tells nobody', async () => {
    await fc.assert(
      fc.asyncProperty(hrSteps(10), async (steps) => {
        await world.reset();
        const { records } = tell(steps);
        await world.deliver(records, { mode: 'FULL', complete: true });
        const [before, epoch] = [await picture(), await world.access.epoch()];
        const rows = await world.rows('SELECT * FROM assignment ORDER BY id');
        const run = await world.deliver(records, { mode: 'FULL', complete: true });
        expect(run).toMatchObject({ state: 'APPLIED', counts: { added: 0, changed: 0, ended: 0 } });
        expect(await world.access.epoch()).toBe(epoch);
        expect(await picture()).toEqual(before);
        expect(await world.rows('SELECT * FROM assignment ORDER BY id')).toEqual(rows);
      }),
      { numRuns: 15 },
    );
  });

  it('mistake 13: people and units that come before what they name fall into place once it is there', async () => {
    const records = [
      personRecord('worker', 1, [place('team', { lineManagerExternalId: 'boss' })]),
      unitRecord('team', 1, 'region'),
      personRecord('boss', 1, [place('region')], { headOf: [{ unitExternalId: 'team', from: hours(-5) }] }),
      unitRecord('region', 1, 'top'),
    ];
    for (const record of records) expect((await world.deliver([record])).counts.waiting).toBe(1);
    expect(await world.deliver([unitRecord('top', 1, null)])).toMatchObject({ state: 'APPLIED' });
    expect(await open()).toEqual([]);
    const [now] = ((await picture()) as { at: { parents: string[]; places: string[]; heads: string[] }[] }).at;
    expect(now).toEqual({
      parents: ['region < top', 'team < region'],
      places: ['boss @ region clerk/3 -> -', 'worker @ team clerk/3 -> boss'],
      heads: ['boss leads team HEAD'],
    });
    const report = personRecord('report', 1, [place('team', { lineManagerExternalId: 'lead' })]);
    expect(await world.deliver([report])).toMatchObject({ counts: { added: 1, waiting: 1 } });
    await world.deliver([personRecord('lead', 1, [place('team')])]);
    expect(await open()).toEqual([]);
    const [then] = ((await picture()) as { at: { places: string[] }[] }).at;
    expect(then?.places).toContain('report @ team clerk/3 -> lead');
  });

  it('a version without its number is newer than what is known, until the HR system counts on', async () => {
    await world.deliver([unitRecord('top', 1, null), personRecord('ann', 4, [place('top')])]);
    const corrected = { ...personRecord('ann', 1, [place('top')], { name: 'Anna' }), version: null };
    await world.deliver([corrected], { mode: 'CSV' });
    await world.deliver([personRecord('ann', 4, [place('top')])]);
    expect(await picture()).toMatchObject({ people: [{ name: 'Anna' }] });
    await world.deliver([personRecord('ann', 5, [place('top')], { name: 'Annette' })]);
    expect(await picture()).toMatchObject({ people: [{ name: 'Annette' }] });
  });

  it('two contents under one version: the first stays, the other is set aside', async () => {
    await world.deliver([unitRecord('top', 1, null)]);
    const run = await world.deliver([unitRecord('top', 1, null, { name: 'other' })]);
    expect(run).toMatchObject({ state: 'PARTIAL', counts: { broken: 1 } });
    expect(await open()).toMatchObject([{ externalId: 'top', error: 'version_conflict' }]);
    expect(await picture()).toMatchObject({ units: [{ name: 'top' }] });
    await world.deliver([unitRecord('top', 2, null, { name: 'new' })]);
    expect(await open()).toEqual([]);
  });
});
