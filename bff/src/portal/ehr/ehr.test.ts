import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyRun,
  dismissDeadLetter,
  getSyncRun,
  getSyncSource,
  listDeadLetters,
  listSyncRuns,
  rejectRun,
  retryDeadLetters,
  startSync,
  type SyncRun,
  type SyncSource,
} from '@eoms/contracts/access/sync.contract';
import { getBootstrap } from '@eoms/contracts/portal/portal.contract';
import { page } from '../../../test/feed-server.ts';
import { CatalogueDesk } from '../../../test/catalogue-desk.ts';
import { atWork, bodyOf, demoPerson, leaving, SyncDesk, teamOf } from '../../../test/sync-desk.ts';
import { demoEhrPerson } from '../../embedded/ehr/company-feed.ts';
import { personEhrId } from '../../embedded/ehr/ehr-ids.ts';
import { AuditEvent } from '../audit/audit.model.ts';
import { Person } from '../people/people.model.ts';

let desk: SyncDesk;
beforeAll(async () => {
  desk = await SyncDesk.open();
});
afterAll(() => desk.close());

const cashiers = atWork(({ position }) => position === 'cashier');

describe('the HR synchronisation over HTTP', () => {
  it('reads everything, and goes on from there with the next delta', async () => {
    desk.server.script(
      page(desk.company.slice(0, 100), 'f1', { more: true }),
      page(desk.company.slice(100), 'd1', { complete: true }),
    );
    expect((await desk.sync('full')).run).toMatchObject({
      mode: 'FULL',
      state: 'APPLIED',
      counts: { records: desk.company.length, changed: 0 },
    });
    expect(await desk.cursor()).toBe('d1');
    desk.server.script(page([], 'd2'));
    await desk.sync('delta');
    expect(desk.server.asked.at(-1)?.query.get('cursor')).toBe('d1');
    expect(await desk.cursor()).toBe('d2');
    expect(bodyOf<SyncSource>(await desk.starter.send(getSyncSource))).toMatchObject({
      configured: true,
      demo: true,
      staged: 0,
      mayRun: true,
    });
  });

  it('a run that cannot be read fails whole, is named, and moves no place', async () => {
    desk.server.script(page([{ entity: 'unit' }], 'd3', { more: true }), page([], 'd3', { more: true }));
    expect((await desk.sync('delta')).run).toMatchObject({ state: 'FAILED', failure: 'cursor_stuck', counts: null });
    expect(await desk.cursor()).toBe('d2');
    expect(await desk.letters()).toEqual([]);
    desk.server.answer = () => ({ status: 403, body: '' });
    expect((await desk.sync('delta')).run).toMatchObject({ state: 'FAILED', failure: 'feed_refused' });
  });

  it('shows what changed, from what to what, with names in both languages', async () => {
    const person = demoPerson('zhouting');
    const data = demoEhrPerson(person, desk.dayOf);
    const places = [
      ...data.assignments!.map((one) => ({ ...one, until: desk.dayOf(30) })),
      { ...data.assignments![0]!, level: 5, from: desk.dayOf(30) },
    ];
    const changed = { ...data, name: '周婷婷', phone: '10000000001', assignments: places };
    desk.server.script(
      page([{ entity: 'person', externalId: personEhrId(person.employeeNo!), version: 2, data: changed }], 'd4'),
    );
    const run = (await desk.sync('delta')).run;
    expect(run).toMatchObject({ state: 'APPLIED', counts: { changed: 1 } });
    const [line] = await desk.lines(run.id);
    expect(line).toMatchObject({
      entity: 'person',
      action: 'CHANGE',
      removal: false,
      name: '周婷婷',
      localId: person.id,
      before: { name: '周婷', places: [{ unit: { zh: '门店运营部', en: 'Store operations' }, level: 4, until: null }] },
      after: { name: '周婷婷', places: [{ until: desk.dayOf(30) }, { level: 5, from: desk.dayOf(30), until: null }] },
      effectiveAt: desk.dayOf(30),
    });
    expect(Object.keys(line?.before ?? {}).toSorted()).toEqual(['heads', 'name', 'phone', 'places']);
    expect(line?.after?.phone).toMatch(/\*{4}/);
    expect(await desk.lines(run.id, { action: ['END'] })).toEqual([]);
    expect(await desk.lines(run.id, { entity: 'unit' })).toEqual([]);
  });

  it('a run over its guard waits as a whole; whoever started it may reject it, never apply it', async () => {
    const leavers = cashiers.slice(0, 12);
    // Settings the portal changes hold from the next run on.
    await (await CatalogueDesk.over(desk.app)).settle({ syncMaxLeavers: 10, syncMaxShare: 8 });
    const records = [
      ...leaving(leavers, 5),
      { ...desk.company.at(-1)!, version: 2, data: { ...desk.company.at(-1)!.data, name: '改名' } },
    ];
    desk.server.script(page(records, 'd5'));
    const run = (await desk.sync('delta')).run;
    expect(run).toMatchObject({
      state: 'STAGED',
      counts: { leavers: 12, ended: 12 },
      mayApply: false,
      mayReject: true,
    });
    expect(run.guards).toMatchObject([{ code: 'leavers', count: 12, limit: 10 }]);
    expect(run.effects?.byMeta[0]?.lost).toBeGreaterThan(0);
    expect(await desk.lines(run.id, { removal: 'true' })).toHaveLength(12);
    expect(await desk.lines(run.id)).toHaveLength(13);
    expect(await Person.count({ where: { id: leavers.map(({ id }) => id), status: 'ACTIVE' } })).toBe(12);
    expect(await Person.count({ where: { name: '改名' } })).toBe(0);
    expect(await desk.cursor()).toBe('d4');
    expect(await desk.decide(applyRun, run, desk.starter)).toMatchObject({
      status: 403,
      body: { code: 'sync_second_person' },
    });
    expect(await desk.starter.send(startSync, { body: { mode: 'full' } })).toMatchObject({
      status: 409,
      body: { code: 'sync_decision_pending' },
    });
    expect(await desk.decide(applyRun, { ...run, version: run.version + 1 })).toMatchObject({
      status: 412,
      body: { code: 'stale_version' },
    });
    expect(await desk.decide(rejectRun, run, desk.starter)).toMatchObject({
      status: 200,
      body: { state: 'REJECTED', decideReason: '已核对' },
    });
    expect(await Person.count({ where: { id: leavers.map(({ id }) => id), status: 'ACTIVE' } })).toBe(12);
    expect(await desk.cursor()).toBe('d4');
  });

  it('what was rejected comes again with the next delta; applied by another person it takes effect once', async () => {
    const leavers = cashiers.slice(0, 12);
    const client = desk.app.client({ personId: leavers[0]!.id });
    expect((await client.send(getBootstrap)).status).toBe(200);
    desk.server.script(page(leaving(leavers, 5), 'd5'));
    const run = (await desk.sync('delta')).run;
    expect(run.state).toBe('STAGED');
    const answers = await Promise.all([desk.decide(applyRun, run), desk.decide(applyRun, run)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    expect(await desk.run(run.id)).toMatchObject({
      state: 'APPLIED',
      counts: { leavers: 12 },
      decidedBy: { active: true },
      guards: [{ code: 'leavers' }],
    });
    expect(await Person.count({ where: { id: leavers.map(({ id }) => id), status: 'LEFT' } })).toBe(12);
    expect(await client.send(getBootstrap)).toMatchObject({ status: 403, body: { code: 'person_inactive' } });
    expect(await desk.cursor()).toBe('d5');
    expect((await desk.lines(run.id)).every(({ appliedAt }) => appliedAt !== null)).toBe(true);
    const [audited] = await AuditEvent.findAll({ where: { action: 'applyRun', objectId: run.id } });
    expect(audited).toMatchObject({ reason: '已核对' });
  });

  it('keeps the last administrators: the run waits, and cannot be applied either', async () => {
    const owners = teamOf('luoyang');
    desk.server.script(page(leaving(owners, 5), 'd6'));
    const run = (await desk.sync('delta')).run;
    expect(run).toMatchObject({ state: 'STAGED', guards: [{ code: 'administrators' }] });
    expect(await desk.decide(applyRun, run)).toMatchObject({ status: 409, body: { code: 'last_administrators' } });
    expect((await desk.run(run.id)).state).toBe('STAGED');
    expect((await desk.decide(rejectRun, run)).status).toBe(200);
  });

  it('mistake 13: a broken record is set aside with its reason, and can be tried again or dismissed', async () => {
    const good = desk.company.find(({ externalId }) => externalId === personEhrId(demoPerson('gaofeng').employeeNo!))!;
    const bad = { ...good, version: 3, data: { ...good.data, employment: 'SOMETIMES', phone: '13900001111' } };
    const renamed = { ...good, version: 2, data: { ...good.data, name: '高峰峰' } };
    desk.server.script(page([bad, renamed, 'nonsense'], 'd7'));
    expect((await desk.sync('delta')).run).toMatchObject({ state: 'PARTIAL', counts: { changed: 1, broken: 2 } });
    expect((await Person.findByPk(demoPerson('gaofeng').id))?.name).toBe('高峰峰');
    const open = await desk.letters();
    expect(open.map(({ externalId, error, detail, waiting }) => ({ externalId, error, detail, waiting }))).toEqual(
      expect.arrayContaining([
        {
          externalId: good.externalId,
          error: 'record_malformed',
          detail: 'data.employment: invalid_value',
          waiting: false,
        },
        { externalId: null, error: 'record_malformed', detail: 'record: invalid_type', waiting: false },
      ]),
    );
    const named = open.find(({ externalId }) => externalId === good.externalId)!;
    expect(named.record).toContain('"employment": "SOMETIMES"');
    expect(named.record).not.toContain('13900001111');
    expect(await desk.starter.send(retryDeadLetters, { body: { ids: [named.id] } })).toMatchObject({
      status: 201,
      body: { state: 'PARTIAL' },
    });
    expect((await desk.letters()).find(({ id }) => id === named.id)?.retries).toBe(1);
    for (const { id } of open)
      expect(
        (await desk.starter.send(dismissDeadLetter, { params: { letterId: id }, body: { reason: '测试' } })).status,
      ).toBe(204);
    expect(await desk.letters()).toEqual([]);
    expect(await desk.letters({ open: 'false' })).toHaveLength(2);
    expect(
      (await desk.starter.send(dismissDeadLetter, { params: { letterId: named.id }, body: { reason: '测试' } })).status,
    ).toBe(404);
  });

  it('shows the synchronisation to those who reach the whole company only', async () => {
    for (const endpoint of [listSyncRuns, getSyncSource, listDeadLetters])
      expect((await desk.app.client({ personId: demoPerson('liqiang').id }).send(endpoint)).status).toBe(403);
    const auditor = desk.app.client({ personId: teamOf('luoyang').at(-1)?.id ?? '' });
    expect(bodyOf<SyncSource>(await auditor.send(getSyncSource)).mayRun).toBe(false);
    expect((await auditor.send(startSync, { body: { mode: 'full' } })).status).toBe(403);
    expect((await desk.starter.send(getSyncRun, { params: { runId: randomUUID() } })).status).toBe(404);
  });

  it('lists runs newest first, page by page and by state', async () => {
    const all = bodyOf<{ items: SyncRun[] }>(await desk.starter.send(listSyncRuns, { query: { limit: 200 } })).items;
    const first = bodyOf<{ items: SyncRun[]; next: string }>(
      await desk.starter.send(listSyncRuns, { query: { limit: 3 } }),
    );
    const second = bodyOf<{ items: SyncRun[] }>(
      await desk.starter.send(listSyncRuns, { query: { limit: 3, cursor: first.next } }),
    );
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(all.slice(0, 6).map(({ id }) => id));
    const failed = bodyOf<{ items: SyncRun[] }>(
      await desk.starter.send(listSyncRuns, { query: { state: ['FAILED'] } }),
    ).items;
    expect(failed.map(({ failure }) => failure).toSorted()).toEqual(['cursor_stuck', 'feed_refused']);
  });
});
