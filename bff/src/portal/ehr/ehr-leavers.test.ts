import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  applyRun,
  importCsv,
  listSyncRuns,
  rejectRun,
  type SyncRun as SyncRunView,
} from '@eoms/contracts/access/sync.contract';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { EhrWorld, hours, personRecord, place, unitRecord } from '../../../test/ehr-world.ts';
import { pictureOf } from '../../../test/ehr-picture.ts';
import { page } from '../../../test/feed-server.ts';
import { atWork, bodyOf, leaving, SyncDesk, teamOf } from '../../../test/sync-desk.ts';
import type { DemoPerson } from '../../embedded/demo/company-people.ts';
import { demoEhrPerson } from '../../embedded/ehr/company-feed.ts';
import { personEhrId, unitEhrId } from '../../embedded/ehr/ehr-ids.ts';
import { Person } from '../people/people.model.ts';
import { SyncRun } from './ehr.model.ts';

const cashiers = atWork(({ position }) => position === 'cashier');
const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('whoever left does not wait with a run', () => {
  let desk: SyncDesk;
  beforeAll(async () => {
    desk = await SyncDesk.open();
    desk.server.script(page(desk.company, 'd0', { complete: true }));
    await desk.sync('full');
  });
  afterAll(() => desk.close());

  const statusesOf = async (people: readonly DemoPerson[]): Promise<string[]> => {
    const rows = await Person.findAll({ where: { id: people.map(({ id }) => id) } });
    return people.map(({ id }) => rows.find((row) => row.id === id)?.status ?? '');
  };
  /** A record by which somebody would hold by his places alone what must be kept apart. */
  const conflict = (version: number) => {
    const person = teamOf('tangna').at(-1)!;
    const data = demoEhrPerson(person, desk.dayOf);
    const [first] = data.assignments ?? [];
    const second = { ...first, unitExternalId: unitEhrId('it-ops'), level: 5, primary: false, from: desk.dayOf(0) };
    return {
      entity: 'person',
      externalId: personEhrId(person.employeeNo ?? ''),
      version,
      data: { ...data, assignments: [{ ...first, primary: true }, second] },
    };
  };

  it('invariant 21: those who left from runs that wait count along with the next ones', async () => {
    const limits = await CatalogueDesk.over(desk.app);
    await limits.settle({ syncMaxLeavers: 7 });
    const [first, second] = [cashiers.slice(3, 6), cashiers.slice(6, 11)];
    desk.server.script(page([conflict(5), ...leaving(first, 5)], 'd1'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', leftAtOnce: 3, guards: [{ code: 'duties' }] });
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
    desk.server.script(page(leaving(second, 5), 'd1'));
    const more = (await desk.sync('delta')).run;
    expect(more).toMatchObject({ state: 'STAGED', guards: [{ code: 'leavers', count: 8, limit: 7 }], leftAtOnce: 0 });
    expect((await desk.decide(rejectRun, more)).status).toBe(200);
    await limits.settle({ syncMaxLeavers: 30 });
  });

  it('invariant 18: a run held for duties ends what its leavers hold at once, once, and waits with the rest', async () => {
    const gone = cashiers.slice(0, 2);
    const client = desk.app.client({ personId: gone[0]!.id });
    expect((await client.send(getBootstrap)).status).toBe(200);
    desk.server.script(page([conflict(2), ...leaving(gone, 5)], 'd1'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({
      state: 'STAGED',
      guards: [{ code: 'duties', count: 1 }],
      counts: { leavers: 2, ended: 2, changed: 1 },
      leftAtOnce: 2,
    });
    expect(await statusesOf(gone)).toEqual(['LEFT', 'LEFT']);
    expect(await client.send(getBootstrap)).toMatchObject({ status: 403, body: { code: 'person_inactive' } });
    expect(await desk.cursor()).toBe('d0');
    const lines = await desk.lines(run.id);
    expect(lines.map(({ action, appliedAt }) => [action, appliedAt !== null])).toEqual([
      ['END', true],
      ['END', true],
      ['CHANGE', false],
    ]);
    expect(await desk.decide(applyRun, run)).toMatchObject({ status: 422, body: { code: 'duties_conflict' } });
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
    expect(await statusesOf(gone)).toEqual(['LEFT', 'LEFT']);
    expect((await desk.lines(run.id)).filter(({ appliedAt }) => appliedAt !== null)).toHaveLength(2);
    // It comes again with the next read: they have left already.
    desk.server.script(page([conflict(2), ...leaving(gone, 5)], 'd1'));
    const again = (await desk.sync('delta')).run;
    expect(again).toMatchObject({ state: 'STAGED', counts: { leavers: 0, changed: 1 }, leftAtOnce: 0 });
    expect(await desk.lines(again.id)).toHaveLength(1);
    expect((await desk.decide(rejectRun, again)).status).toBe(200);
  });

  it('invariant 18: a leave dated ahead comes true on its day though the run that told it waits', async () => {
    const [gone] = cashiers.slice(2);
    const data = { ...demoEhrPerson(gone!, desk.dayOf), status: 'LEFT', statusFrom: later(60).toISOString() };
    const externalId = personEhrId(gone!.employeeNo ?? '');
    desk.server.script(page([conflict(3), { entity: 'person', externalId, version: 5, data }], 'd1'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', leftAtOnce: 1 });
    expect(await statusesOf([gone!])).toEqual(['ACTIVE']);
    await desk.ehr.sweep(later(70));
    expect(await statusesOf([gone!])).toEqual(['LEFT']);
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
  });

  it('invariant 18: a leave comes true on its day for everybody of whom the waiting run does not speak', async () => {
    const [told, stays] = atWork(({ position }) => position === 'store-staff');
    const record = (one: DemoPerson, version: number, change: object) => {
      const data = { ...demoEhrPerson(one, desk.dayOf), ...change };
      return { entity: 'person', externalId: personEhrId(one.employeeNo ?? ''), version, data };
    };
    const ahead = { status: 'LEFT', statusFrom: later(200).toISOString() };
    desk.server.script(page([record(told!, 5, ahead), record(stays!, 5, ahead)], 'd1'));
    expect((await desk.sync('delta')).run.state).toBe('APPLIED');
    desk.server.script(page([conflict(4), record(stays!, 6, { name: '留任' })], 'd2'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', leftAtOnce: 0 });
    await desk.ehr.sweep(later(210));
    expect(await statusesOf([told!, stays!])).toEqual(['LEFT', 'ACTIVE']);
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
  });

  it('invariant 18: whoever leaves while a run waits for the sake of others is read nevertheless, and alone', async () => {
    // What comes true by itself has done so.
    await desk.ehr.sweep(later(290));
    const [first, second, renamed] = cashiers.slice(19, 22);
    const other = { ...demoEhrPerson(renamed!, desk.dayOf), name: '改名' };
    const rename = { entity: 'person', externalId: personEhrId(renamed!.employeeNo ?? ''), version: 7, data: other };
    const told = [conflict(6), ...leaving([first!], 5)];
    desk.server.script(page(told, 'd1'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', leftAtOnce: 1 });
    const cursor = await desk.cursor();
    const count = () => SyncRun.count();
    const before = await count();
    const more = page([...told, ...leaving([second!], 5), rename], 'd2');
    desk.server.script(more, more);
    await desk.ehr.sweep(later(300));
    expect(await statusesOf([second!, renamed!])).toEqual(['LEFT', 'ACTIVE']);
    expect(await Person.count({ where: { name: '改名' } })).toBe(0);
    expect(await count()).toBe(before + 1);
    const query = { state: ['APPLIED' as const], limit: 1 };
    const [applied] = bodyOf<{ items: SyncRunView[] }>(await desk.starter.send(listSyncRuns, { query })).items;
    expect(applied).toMatchObject({ mode: 'DELTA', counts: { records: 1, leavers: 1, ended: 1, changed: 0 } });
    await desk.ehr.sweep(later(310));
    expect(await count()).toBe(before + 1);
    expect(await desk.cursor()).toBe(cursor);
    expect((await desk.run(run.id)).version).toBe(run.version);
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
    // Nothing of the rest was taken for known.
    desk.server.script(page([rename], 'd2'));
    expect((await desk.sync('delta')).run).toMatchObject({ state: 'APPLIED', counts: { changed: 1 } });
    expect(await Person.count({ where: { name: '改名' } })).toBe(1);
  });

  const heading =
    '人员编号,工号,姓名,账号,状态,组织编号,岗位编码,职级,任职开始,登录标识,负责组织编号,负责人类型,负责开始';
  const HEAD = 'U-company,ACTING,2026-01-05';
  const row = (one: DemoPerson, status: string, head = ',,'): string => {
    const { assignments } = demoEhrPerson(one, desk.dayOf);
    const [at] = assignments ?? [];
    const { employeeNo, name, account, id } = one;
    const position = at?.position.code ?? '';
    return `${personEhrId(employeeNo ?? '')},${employeeNo},${name},${account ?? ''},${status},${at?.unitExternalId},${position},${at?.level},${at?.from},${id},${head}`;
  };
  const imported = async (...rows: readonly string[]): Promise<SyncRunView> =>
    bodyOf(
      await desk.starter.send(importCsv, {
        body: { units: null, people: [heading, ...rows].join('\n'), complete: false },
      }),
    );

  it('invariant 18: a file that lets somebody lead waits, but not for those it says left; who brings it stays', async () => {
    const [gone, raised] = cashiers.slice(11);
    const starter = teamOf('tangna')[0]!;
    const own = await imported(row(starter, 'LEFT'));
    expect(own).toMatchObject({ state: 'STAGED', guards: [{ code: 'by_hand' }], leftAtOnce: 0 });
    expect((await desk.decide(rejectRun, own)).status).toBe(200);
    const run = await imported(row(gone!, 'LEFT'), row(raised!, 'ACTIVE', HEAD));
    expect(run).toMatchObject({ state: 'STAGED', guards: [{ code: 'by_hand' }], leftAtOnce: 1 });
    expect(await statusesOf([gone!, raised!])).toEqual(['LEFT', 'ACTIVE']);
    // He is back before the rest is applied, and stays.
    const data = demoEhrPerson(gone!, desk.dayOf);
    const externalId = personEhrId(gone!.employeeNo ?? '');
    desk.server.script(page([{ entity: 'person', externalId, version: 9, data }], 'd1'));
    expect((await desk.sync('delta')).run.state).toBe('APPLIED');
    expect(bodyOf<SyncRunView>(await desk.decide(applyRun, run))).toMatchObject({ state: 'APPLIED', leftAtOnce: 1 });
    expect(await statusesOf([gone!])).toEqual(['ACTIVE']);
    const lines = await desk.lines(run.id);
    expect(lines.map(({ no }) => no)).toEqual([1, 2]);
    expect(lines.every(({ appliedAt }) => appliedAt !== null)).toBe(true);
  });

  it('invariant 21: too many leavers, and nobody leaves whatever else holds the run', async () => {
    const limits = await CatalogueDesk.over(desk.app);
    await limits.settle({ syncMaxLeavers: 3 });
    const [raised, ...gone] = cashiers.slice(13, 19);
    const run = await imported(...gone.map((one) => row(one, 'LEFT')), row(raised!, 'ACTIVE', HEAD));
    expect(run).toMatchObject({ state: 'STAGED', leftAtOnce: 0 });
    expect(run.guards.map(({ code }) => code).toSorted()).toEqual(['by_hand', 'leavers']);
    expect(new Set(await statusesOf(gone))).toEqual(new Set(['ACTIVE']));
    expect((await desk.lines(run.id)).every(({ appliedAt }) => appliedAt === null)).toBe(true);
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
    await limits.settle({ syncMaxLeavers: 30 });
  });

  it('invariant 18: leavers go at once but for the last two who administer permissions', async () => {
    await (await CatalogueDesk.over(desk.app)).settle({ syncMaxLeavers: 1000, syncMaxShare: 100 });
    const owners = teamOf('luoyang').filter(({ status }) => status === 'ACTIVE');
    const others = cashiers.slice(13, 15);
    const { access } = desk.app.services.identity;
    const administrators = () => access.holdersOf('access.catalogue.approve', new Date());
    expect((await administrators()).length).toBeGreaterThan(2);
    desk.server.script(page(leaving([...owners, ...others], 11), 'd2'));
    const { run } = await desk.sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', guards: [{ code: 'administrators' }] });
    expect(await statusesOf(others)).toEqual(['LEFT', 'LEFT']);
    const left = await administrators();
    expect(left).toHaveLength(2);
    const open = (await desk.lines(run.id)).filter(({ appliedAt }) => appliedAt === null);
    expect(open.map(({ localId }) => localId).toSorted()).toEqual([...left].toSorted());
    expect(await desk.decide(applyRun, run)).toMatchObject({ status: 409, body: { code: 'last_administrators' } });
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
    const query = { state: ['STAGED' as const] };
    expect(bodyOf<{ items: SyncRunView[] }>(await desk.starter.send(listSyncRuns, { query })).items).toEqual([]);
  });
});

describe('a run that waits without its leavers', () => {
  let world: EhrWorld;
  beforeAll(async () => {
    world = await EhrWorld.make();
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  const changes = fc.array(
    fc.record({
      fate: fc.constantFrom('stays', 'moves', 'renamed', 'left', 'deleted', 'later', 'missing'),
      manager: fc.boolean(),
    }),
    { minLength: 3, maxLength: 7 },
  );
  const units = [unitRecord('top', 1, null), unitRecord('a', 1, 'top'), unitRecord('b', 1, 'top')];
  const held = [{ code: 'duties', count: 1, of: 0, limit: 0, unitKind: null }] as const;

  it('invariant 20: comes to the same once it is applied as if it had never waited', async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.boolean(), async (all, complete) => {
        const before = all.map((_one, index) => personRecord(`p${index}`, 1, [place('a')]));
        const after = all.flatMap(({ fate, manager }, index) => {
          const id = `p${index}`;
          const places = [place('a', manager ? { lineManagerExternalId: `p${(index + 1) % all.length}` } : {})];
          if (fate === 'missing') return [];
          if (fate === 'deleted') return [{ ...before[index]!, version: 2, deleted: true }];
          if (fate === 'moves') return [personRecord(id, 2, [place('b', { from: hours(-1) })])];
          if (fate === 'renamed') return [personRecord(id, 2, places, { name: `new-${id}` })];
          if (fate === 'left') return [personRecord(id, 2, places, { status: 'LEFT', statusFrom: hours(-2) })];
          if (fate === 'later') return [personRecord(id, 2, places, { status: 'LEFT', statusFrom: hours(5) })];
          return [personRecord(id, 2, places)];
        });
        const instants = [world.now, new Date(hours(6))];
        const start = async () => {
          await world.reset();
          await world.limit({ syncMaxLeavers: 10_000, syncMaxShare: 100 });
          await world.deliver([...units, ...before], { mode: 'FULL', complete: true });
        };
        const records = [...units, ...after, unitRecord('c', 1, 'top')];
        await start();
        await world.deliver(records, { mode: 'FULL', complete });
        const wanted = await pictureOf(world, instants);

        await start();
        const run = await world.deliver(records, { mode: 'FULL', complete, approved: false, held });
        fc.pre(run.guards.every(({ code }) => code === 'duties'));
        const people = ((await pictureOf(world, [world.now])) as { people: { id: string; status: string }[] }).people;
        const gone = all.flatMap(({ fate }, index) =>
          ['left', 'deleted', ...(complete ? ['missing'] : [])].includes(fate) ? [`p${index}`] : [],
        );
        expect(people.filter(({ status }) => status === 'LEFT').map(({ id }) => id)).toEqual(gone);
        expect((await world.apply(run)).state).toBe('APPLIED');
        expect(await pictureOf(world, instants)).toEqual(wanted);
      }),
      { numRuns: 25 },
    );
  });
});
