import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { EhrRecordInput } from '@eoms/contracts/access/sync.record';
import { EhrWorld, hours, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { pictureOf } from '../../../test/ehr-picture.ts';

let world: EhrWorld;
beforeAll(async () => {
  world = await EhrWorld.make();
});
afterAll(() => world.close());
beforeEach(() => world.reset());

const now = () => pictureOf(world, [world.now]);

const teams = ['t0', 't1', 't2', 't3'];
const company = (): EhrRecordInput[] => [
  unitRecord('top', 1, null),
  unitRecord('hub', 1, 'top', { kind: 'REGION' }),
  ...['r1', 'r2', 'r3', 'r4'].map((region) => unitRecord(region, 1, 'top', { kind: 'REGION' })),
  ...teams.map((team) => unitRecord(team, 1, 'hub')),
];
const staff = (count: number): EhrRecordInput[] =>
  Array.from({ length: count }, (_none, index) => personRecord(`p${index}`, 1, [place(teams[index % 4]!)]));

const full = { mode: 'FULL', complete: true, approved: false } as const;

/** What happens to a snapshot on its way. */
const damage = fc.record({
  people: fc.integer({ min: 12, max: 60 }),
  gone: fc.oneof(fc.nat({ max: 8 }), fc.nat({ max: 40 })),
  moved: fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 40 })),
  closed: fc.nat({ max: 4 }),
  noUnits: fc.constantFrom(false, false, false, true),
  limits: fc.record({
    syncMaxLeavers: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(10_000)),
    syncMaxShare: fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constant(50)),
  }),
});

describe('guards', () => {
  it('invariant 21: too many leavers or moves, or an emptied kind of unit, and nothing of the run is applied', async () => {
    let [held, passed] = [0, 0];
    await fc.assert(
      fc.asyncProperty(damage, async ({ people, gone, moved, closed, noUnits, limits }) => {
        await world.reset();
        await world.limit(limits);
        await world.deliver([...company(), ...staff(people)], { mode: 'FULL', complete: true });
        const before = await now();
        const stay = staff(people).slice(Math.min(gone, people));
        const after = stay.map((record, index) =>
          index < moved ? personRecord(record.externalId, 2, [place('hub', { from: hours(-1) })]) : record,
        );
        const units = noUnits ? [] : company().slice(0, 10 - closed);
        const run = await world.deliver([...units, ...after], full);

        const [left, moves] = [people - stay.length, Math.min(moved, stay.length)];
        const share = Math.max(1, Math.floor((people * limits.syncMaxShare) / 100));
        const tooMany = left > limits.syncMaxLeavers || left > share || moves > share;
        const holds = tooMany || units.length * 2 < 10 || stay.length * 2 < people || closed === 4;
        expect(run.state).toBe(holds ? 'STAGED' : 'APPLIED');
        if (holds) expect(await now()).toEqual(before);
        else {
          const picture = (await now()) as { people: { status: string }[]; units: { status: string }[] };
          expect(picture.people.filter(({ status }) => status === 'LEFT')).toHaveLength(left);
          expect(picture.units.filter(({ status }) => status === 'CLOSED')).toHaveLength(closed);
        }
        if (holds) held += 1;
        else passed += 1;
      }),
      { numRuns: 40 },
    );
    expect(Math.min(held, passed)).toBeGreaterThan(2);
  });

  it('invariant 21: the settings of the run that decides count, not those of its start', async () => {
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const leave = (from: number, to: number) => staff(40).filter((_one, index) => index < from || index >= to);
    await world.limit({ syncMaxLeavers: 3, syncMaxShare: 100 });
    expect(await world.deliver([...company(), ...leave(0, 4)], full)).toMatchObject({
      state: 'STAGED',
      guards: [{ code: 'leavers', count: 4, of: 40, limit: 3 }],
    });
    await world.limit({ syncMaxLeavers: 4, syncMaxShare: 100 });
    expect((await world.deliver([...company(), ...leave(0, 4)], full)).state).toBe('APPLIED');
    await world.limit({ syncMaxLeavers: 30, syncMaxShare: 10 });
    expect(await world.deliver([...company(), ...leave(0, 8)], full)).toMatchObject({
      state: 'STAGED',
      guards: [{ code: 'leavers', count: 4, of: 36, limit: 3 }],
    });
    const moved = staff(40)
      .slice(4, 8)
      .map((one) => personRecord(one.externalId, 2, [place('hub')]));
    expect(await world.deliver(moved, { approved: false })).toMatchObject({
      state: 'STAGED',
      guards: [{ code: 'moves', count: 4, of: 36, limit: 3 }],
    });
  });

  it('invariant 21: what waits is applied as it was shown once a second person says so', async () => {
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const run = await world.deliver([...company(), ...staff(20)], full);
    expect(run).toMatchObject({ state: 'STAGED', guards: [{ code: 'leavers', count: 20, of: 40, limit: 4 }] });
    // Somebody the snapshot missed is heard of while it waits: he stays.
    await world.deliver([personRecord('p39', 2, [place('t1')])], { now: new Date(hours(1)) });
    expect(await world.apply(run, new Date(hours(2)))).toMatchObject({ state: 'APPLIED', counts: { leavers: 19 } });
    const { people } = (await now()) as { people: { id: string; status: string }[] };
    expect(people.filter(({ status }) => status === 'LEFT')).toHaveLength(19);
    expect(people.find(({ id }) => id === 'p39')?.status).toBe('ACTIVE');
  });

  it('invariant 21: many small runs count as one big one', async () => {
    await world.limit({ syncMaxLeavers: 10, syncMaxShare: 50 });
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const leave = (index: number) =>
      world.deliver([{ ...staff(40)[index]!, version: 2, deleted: true }], { approved: false });
    for (let index = 0; index < 10; index += 1) expect((await leave(index)).state).toBe('APPLIED');
    expect(await leave(10)).toMatchObject({ state: 'STAGED', guards: [{ code: 'leavers', count: 11 }] });
  });

  it.each([
    ['no rows at all', [], ['no_rows', 'no_rows']],
    ['people only', staff(40), ['no_rows']],
    ['a third of the people', [...company(), ...staff(13)], ['half_rows']],
  ])('mistake 10: a complete read with %s waits, and nobody loses anything', async (_name, records, guards) => {
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const before = await now();
    const run = await world.deliver(records, full);
    expect(run.state).toBe('STAGED');
    expect(run.guards.map(({ code }) => code)).toEqual(expect.arrayContaining(guards));
    expect(await now()).toEqual(before);
  });

  it('mistake 10: columns that slipped make broken records, which take nobody for gone', async () => {
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const before = await now();
    const slipped = staff(40).map((record) => ({ ...record, version: 2, externalId: `no one ${record.externalId}` }));
    const run = await world.deliver([...company(), ...slipped], full);
    expect(run.state).toBe('STAGED');
    expect(run.guards.map(({ code }) => code)).toEqual(expect.arrayContaining(['leavers', 'broken_rows']));
    expect(await now()).toEqual(before);
  });

  it('mistake 10: one broken record of somebody known does not make him leave', async () => {
    await world.deliver([...company(), ...staff(12)], { mode: 'FULL', complete: true });
    const broken = { ...staff(12)[3]!, version: 2, data: { name: '' } };
    const run = await world.deliver([...company(), ...staff(12).filter((_one, index) => index !== 3), broken], full);
    expect(run).toMatchObject({ state: 'PARTIAL', counts: { broken: 1, leavers: 0, ended: 0 } });
  });

  it('mistake 11: a part of the company that the feed may no longer see is not taken for leavers', async () => {
    await world.deliver([...company(), ...staff(40)], { mode: 'FULL', complete: true });
    const before = await now();
    // The feed does not say that this is all there is.
    const seen = [...company(), ...staff(5)];
    expect(await world.deliver(seen, { ...full, complete: false })).toMatchObject({ state: 'APPLIED' });
    expect(await now()).toEqual(before);
    // It does, and it is wrong.
    expect((await world.deliver(seen, full)).state).toBe('STAGED');
    expect(await now()).toEqual(before);
  });

  it('somebody taken for gone comes back with the next complete read, without a new version', async () => {
    await world.limit({ syncMaxShare: 50 });
    await world.deliver([...company(), ...staff(12)], { mode: 'FULL', complete: true });
    await world.deliver([...company(), ...staff(8)], full);
    expect(
      ((await now()) as { people: { status: string }[] }).people.filter(({ status }) => status === 'LEFT'),
    ).toHaveLength(4);
    await world.deliver([...company(), ...staff(12)], full);
    expect(
      ((await now()) as { people: { status: string }[] }).people.filter(({ status }) => status === 'LEFT'),
    ).toHaveLength(0);
  });

  it('units and people from before the feed are part of a complete read', async () => {
    await world.limit({ syncMaxShare: 60 });
    await world.deliver([...company(), ...staff(12)], { mode: 'FULL', complete: true });
    await world.write((writer) => writer.run('DELETE FROM ehr_record'));
    expect((await world.deliver([...company(), ...staff(5)], full)).guards).toMatchObject([{ code: 'half_rows' }]);
    expect(await world.deliver([...company(), ...staff(10)], full)).toMatchObject({
      state: 'APPLIED',
      counts: { leavers: 2 },
    });
  });
});
