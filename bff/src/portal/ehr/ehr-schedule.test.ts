import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listSyncRuns, rejectRun, type SyncRun as SyncRunView } from '@eoms/contracts/access/sync.contract';
import { page } from '../../../test/feed-server.ts';
import { atWork, bodyOf, demoPerson, leaving, SyncDesk } from '../../../test/sync-desk.ts';
import type { DemoPerson } from '../../embedded/demo/company-people.ts';
import { demoEhrPerson } from '../../embedded/ehr/company-feed.ts';
import { personEhrId } from '../../embedded/ehr/ehr-ids.ts';
import { Person } from '../people/people.model.ts';
import { SyncRun } from './ehr.model.ts';

let desk: SyncDesk;
beforeAll(async () => {
  desk = await SyncDesk.open();
});
afterAll(() => desk.close());

const cashiers = atWork(({ position }) => position === 'cashier');

describe('the schedule', () => {
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  it('one instance takes the turn, once in five minutes; a look that finds nothing leaves no line', async () => {
    const before = await SyncRun.count();
    desk.server.script(page([], 'd8'), page([], 'd9'), page([], 'd9'));
    desk.server.asked.splice(0);
    await Promise.all([desk.ehr.sweep(later(10)), desk.ehr.sweep(later(10)), desk.ehr.sweep(later(10))]);
    expect(desk.server.asked).toHaveLength(1);
    await desk.ehr.sweep(later(12));
    expect(desk.server.asked).toHaveLength(1);
    await desk.ehr.sweep(later(16));
    expect(desk.server.asked).toHaveLength(2);
    expect(await desk.cursor()).toBe('d9');
    expect(await SyncRun.count()).toBe(before);
  });

  it('a run of the schedule waits like any other, and either person may apply it', async () => {
    desk.server.script(page(leaving(cashiers.slice(0, 20), 6), 'd10'));
    expect(await desk.ehr.sweep(later(30))).toBe(1);
    const [run] = bodyOf<{ items: SyncRunView[] }>(
      await desk.starter.send(listSyncRuns, { query: { state: ['STAGED'] } }),
    ).items;
    expect(run).toMatchObject({ mode: 'DELTA', startedBy: null });
    desk.server.asked.splice(0);
    await desk.ehr.sweep(later(40));
    expect(desk.server.asked).toHaveLength(0);
    expect(await desk.run(run!.id)).toMatchObject({ mayApply: true });
    expect((await desk.decide(rejectRun, run!, desk.starter)).status).toBe(200);
  });

  it('a run whose process died is told as interrupted', async () => {
    const hung = await SyncRun.create({
      id: randomUUID(),
      source: 'ehr',
      mode: 'FULL',
      state: 'FETCHING',
      counts: {},
      guards: { tripped: [], failure: null, complete: false },
      effects: { of: null },
      startedBy: null,
      startedAt: later(-20),
      version: 1,
    });
    await desk.ehr.sweep(later(1));
    expect(await desk.run(hung.id)).toMatchObject({ state: 'FAILED', failure: 'interrupted' });
  });

  it('mistake 14: a leave dated ahead comes true though the HR system is down, or a run of it waits', async () => {
    const statusOf = async (one: DemoPerson) => (await Person.findByPk(one.id))?.status;
    const [first, second] = atWork(({ position }) => position === 'store-staff');
    const leaves = (one: DemoPerson, minutes: number) => ({
      entity: 'person' as const,
      externalId: personEhrId(one.employeeNo ?? ''),
      version: 8,
      data: { ...demoEhrPerson(one, desk.dayOf), status: 'LEFT' as const, statusFrom: later(minutes).toISOString() },
    });
    desk.server.script(page([leaves(first!, 100), leaves(second!, 200)], 'd20'));
    expect((await desk.sync('delta')).run.state).toBe('APPLIED');
    desk.server.answer = () => ({ status: 503, body: {} });
    await desk.ehr.sweep(later(110));
    expect([await statusOf(first!), await statusOf(second!)]).toEqual(['LEFT', 'ACTIVE']);

    desk.server.script(page(leaving(cashiers.slice(0, 20), 9), 'd21'));
    await desk.ehr.sweep(later(150));
    const query = { state: ['STAGED' as const] };
    const [run] = bodyOf<{ items: SyncRunView[] }>(await desk.starter.send(listSyncRuns, { query })).items;
    expect(run).toBeDefined();
    await desk.ehr.sweep(later(210));
    expect(await statusOf(second!)).toBe('LEFT');
    expect((await desk.decide(rejectRun, run!)).status).toBe(200);
  });

  it('a suspension by EOMS is not lifted by a full read', async () => {
    const person = demoPerson('caiwen');
    await desk.app.database.sequelize.query('UPDATE person SET status = :status WHERE id = :id', {
      replacements: { status: 'SUSPENDED', id: person.id },
    });
    desk.server.script(page(desk.company, 'd11', { complete: true }));
    await desk.sync('full');
    expect((await Person.findByPk(person.id))?.status).toBe('SUSPENDED');
  });
});
