import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  applyRun,
  getSyncRun,
  listDeadLetters,
  listStagedChanges,
  startSync,
  type SyncRun as SyncRunView,
} from '@eoms/contracts/access/sync.contract';
import { startTestApp, type TestApp, type TestClient } from '../../../test/test-app.ts';
import { SyncSource } from '../../portal/ehr/ehr.model.ts';
import { httpFeed, type FeedClient } from '../../portal/ehr/feed-client.ts';
import { Assignment, OrgEdge, OrgUnit, Person } from '../../portal/people/people.model.ts';
import { demoCompanyId, demoPeople } from '../demo/company-people.ts';
import { embeddedEhr } from './feed.ts';

const TOKEN = 'token-of-the-embedded-feed';

const server = express()
  .use(
    embeddedEhr({
      token: TOKEN,
      founded: async () => (await OrgUnit.findByPk(demoCompanyId))?.createdAt ?? new Date(0),
      fetchedUntil: async () => (await SyncSource.findByPk('ehr'))?.cursor ?? null,
    }),
  )
  .listen(0, '127.0.0.1');

let app: TestApp;
let hr: TestClient;
let address: string;

const personOf = (account: string): string => demoPeople.find((one) => one.account === account)?.id ?? '';

async function sync(mode: 'full' | 'delta'): Promise<SyncRunView> {
  const started = await hr.send(startSync, { body: { mode } });
  expect(started.status).toBe(202);
  await app.services.centre.ehr.settled();
  const { id } = started.body as SyncRunView;
  return (await hr.send(getSyncRun, { params: { runId: id } })).body as SyncRunView;
}

const openLetters = async () =>
  ((await hr.send(listDeadLetters)).body as { items: { externalId: string; error: string; detail: string }[] }).items;

beforeAll(async () => {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/embedded/ehr`;
  const feed: FeedClient = httpFeed({ url: address, token: TOKEN });
  app = await startTestApp({ feed });
  hr = app.client({ personId: personOf('tangna') });
});

afterAll(async () => {
  await app.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('the HR system of the demonstration', () => {
  it('opens to its token only', async () => {
    for (const headers of [{}, { authorization: 'Bearer other' }, { authorization: TOKEN }])
      expect((await fetch(`${address}/feed?full=1`, { headers })).status).toBe(401);
    const answer = await fetch(`${address}/feed?full=1&limit=50`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await answer.json()).toMatchObject({ more: true, next: 'full-50' });
  });

  it('tells first exactly what the demo is seeded with: the first full run changes nothing', async () => {
    const before = await app.services.identity.access.epoch();
    const run = await sync('full');
    expect(run).toMatchObject({ state: 'APPLIED', guards: [], effects: null });
    expect(run.counts).toMatchObject({ added: 0, changed: 0, ended: 0, broken: 0, waiting: 0, leavers: 0, moves: 0 });
    expect(run.counts?.records).toBeGreaterThan(200);
    expect((await hr.send(listStagedChanges, { params: { runId: run.id } })).body).toMatchObject({ items: [] });
    expect(await app.services.identity.access.epoch()).toBe(before);
  });

  it('brings news page by page: late versions, repetitions, a broken record', async () => {
    const run = await sync('delta');
    expect(run.state).toBe('PARTIAL');
    expect(run.counts).toMatchObject({ records: 5, changed: 2, outdated: 1, broken: 1 });
    expect(await openLetters()).toMatchObject([
      { externalId: 'P-E1503', error: 'record_malformed', detail: 'data.assignments.0.level: too_big' },
    ]);
  });

  it('keeps a newcomer waiting for her team and her lead, and a move until its day', async () => {
    const run = await sync('delta');
    expect(run).toMatchObject({ state: 'APPLIED', counts: { added: 1, changed: 1, waiting: 1 } });
    expect(await openLetters()).toContainEqual(
      expect.objectContaining({ externalId: 'P-E1501', error: 'unit_waiting', detail: 'unit U-service-night' }),
    );
    const newcomer = await Person.findOne({ where: { ehrId: 'P-E1501' } });
    expect(await Assignment.count({ where: { personId: newcomer?.id ?? '' } })).toBe(0);
    const ahead = (await hr.send(listStagedChanges, { params: { runId: run.id } })).body as {
      items: { action: string; effectiveAt: string | null }[];
    };
    expect(ahead.items.filter(({ effectiveAt }) => effectiveAt !== null)).toHaveLength(1);
  });

  it('lets everything that waited fall into place, and ends who left', async () => {
    const run = await sync('delta');
    expect(run).toMatchObject({ state: 'APPLIED', counts: { ended: 1, leavers: 1, waiting: 0, broken: 0 } });
    expect(await openLetters()).toEqual([]);
    const [newcomer, lead] = await Promise.all(
      ['P-E1501', 'P-E1502'].map((ehrId) => Person.findOne({ where: { ehrId }, rejectOnEmpty: true })),
    );
    const unit = await OrgUnit.findOne({ where: { ehrId: 'U-service-night' }, rejectOnEmpty: true });
    expect(await OrgEdge.count({ where: { childId: unit.id } })).toBe(1);
    expect(await Assignment.findOne({ where: { personId: newcomer?.id ?? '' } })).toMatchObject({
      unitId: unit.id,
      lineManagerId: lead?.id,
    });
  });

  it('a full read after the news is a no-op again', async () => {
    expect(await sync('full')).toMatchObject({
      state: 'APPLIED',
      counts: { added: 0, changed: 0, ended: 0, broken: 0 },
    });
  });

  it('holds an export that went wrong, names what it would cost, and needs a second person', async () => {
    const run = await sync('delta');
    expect(run).toMatchObject({ state: 'STAGED', mayApply: false, mayReject: true });
    expect(run.guards).toMatchObject([{ code: 'leavers', limit: 17 }]);
    expect(run.effects?.byMeta.some(({ meta, lost }) => meta.code === 'service.ticket.create' && lost > 0)).toBe(true);
    expect(await Person.count({ where: { status: 'LEFT' } })).toBe(10);
    const refused = await hr.send(applyRun, {
      params: { runId: run.id },
      body: { reason: '核对无误' },
      ifMatch: run.version,
    });
    expect(refused).toMatchObject({ status: 403, body: { code: 'sync_second_person' } });
    expect((await hr.send(startSync, { body: { mode: 'delta' } })).body).toMatchObject({
      code: 'sync_decision_pending',
    });
  });
});
