import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { DEMO_NOW } from '../../../embedded/demo/plan.ts';
import { storeCommands } from '../../../../test/store-commands.ts';
import { headquarters, storesFixture, type StoresFixture } from '../../../../test/stores-fixture.ts';

let fixture: StoresFixture;
beforeAll(async () => {
  fixture = await storesFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.setNow(DEMO_NOW));

const { storeIn, changeStatus, changeOwner, periodsOf, read } = storeCommands(() => fixture);

describe('changeStoreStatus', () => {
  it('walks the life cycle and refuses every other step', async () => {
    const legal: Record<StoreStatus, StoreStatus[]> = {
      preparing: ['trial'],
      trial: ['open'],
      open: ['suspended'],
      suspended: ['open', 'closed'],
      closed: [],
    };
    for (const status of Object.keys(legal) as StoreStatus[]) {
      const store = await storeIn(status);
      expect(store.nextStatuses).toEqual(legal[status]);
      for (const to of Object.keys(legal) as StoreStatus[]) {
        if (legal[status].includes(to)) continue;
        expect(await changeStatus(store, to)).toMatchObject({
          status: 409,
          body: { code: 'store_status_unreachable' },
        });
      }
      expect((await read(store.id)).version).toBe(store.version);
    }
  });

  it('takes effect now, ends the stretch before at the same instant and is audited', async () => {
    const store = await storeIn('open');
    fixture.setNow(fixture.inDays(2));
    const answer = await changeStatus(store, 'suspended');
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'suspended', version: store.version + 1, nextStatuses: ['open', 'closed'] },
    });
    const [latest, before] = (await periodsOf(store.id)).filter(({ kind }) => kind === 'status');
    expect(latest).toMatchObject({
      status: 'suspended',
      from: fixture.now().toISOString(),
      until: null,
      reason: '消防整改',
      byName: headquarters.name,
      mayCancel: false,
    });
    expect(before).toMatchObject({ status: 'open', until: latest?.from });
    expect((await fixture.audited(store.id)).at(-1)).toEqual({
      action: 'changeStoreStatus',
      detail: { version: store.version + 1, to: 'suspended', effectiveFrom: fixture.now().toISOString() },
    });
  });

  it('a scheduled change comes into force by itself', async () => {
    const store = await storeIn('open');
    const at = fixture.inDays(5);
    const answer = await changeStatus(store, 'suspended', at);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: 'open',
        nextStatuses: [],
        scheduled: { status: 'suspended', ownerKind: null, from: at.toISOString() },
      },
    });
    const etag = (await fixture.get(`/stores/${store.id}`)).headers.get('etag');
    fixture.setNow(new Date(at.getTime() - 1));
    expect(await read(store.id)).toMatchObject({ status: 'open' });
    fixture.setNow(at);
    const after = await fixture.get(`/stores/${store.id}`);
    expect(after.body).toMatchObject({ status: 'suspended', scheduled: null, nextStatuses: ['open', 'closed'] });
    expect(after.headers.get('etag')).not.toBe(etag);
    const inList = await fixture.get<{ items: { id: string }[] }>(`/stores?status=suspended&limit=200`);
    expect(inList.body.items.map(({ id }) => id)).toContain(store.id);
  });

  it('takes one change ahead per kind; the other kind is free', async () => {
    const store = await storeIn('open');
    const { body: scheduled } = await changeStatus(store, 'suspended', fixture.inDays(5));
    expect(await changeStatus(scheduled, 'suspended', fixture.inDays(3))).toMatchObject({
      status: 409,
      body: { code: 'store_change_pending' },
    });
    expect(await changeStatus(scheduled, 'suspended')).toMatchObject({
      status: 409,
      body: { code: 'store_change_pending' },
    });
    const both = await changeOwner(scheduled, 'wangyu', 1, fixture.inDays(5));
    expect(both).toMatchObject({
      status: 200,
      body: { mayChangeOwner: false, scheduled: { status: 'suspended', ownerKind: 'wangyu' } },
    });
    expect(await changeOwner(both.body, 'wangyu', 2)).toMatchObject({
      status: 409,
      body: { code: 'store_change_pending' },
    });
  });

  it.each([
    ['more than a minute ago', -61_000, 'instant_past'],
    ['more than a year ahead', 366 * 24 * 3600_000, 'instant_too_far'],
  ])('refuses an instant %s', async (_case, ms, code) => {
    const store = await storeIn('open');
    const answer = await changeStatus(store, 'suspended', new Date(DEMO_NOW.getTime() + ms));
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ pointer: '#/body/effectiveFrom', code }] },
    });
  });

  it('takes an instant of a minute ago as now', async () => {
    const store = await storeIn('open');
    fixture.setNow(fixture.inDays(1));
    await changeStatus(store, 'suspended', new Date(fixture.now().getTime() - 60_000));
    expect((await periodsOf(store.id))[0]).toMatchObject({ status: 'suspended', from: fixture.now().toISOString() });
  });

  it('does not close a store with open matters, now or later', async () => {
    const store = await storeIn('suspended');
    fixture.setMatters(store.id, 3);
    for (const at of [null, fixture.inDays(30)]) {
      const answer = await changeStatus(store, 'closed', at);
      expect(answer).toMatchObject({
        status: 422,
        body: { code: 'store_closing_blocked', blockers: [{ kind: 'ticket', count: 3, name: { zh: '未完结工单' } }] },
      });
    }
    expect(await read(store.id)).toMatchObject({ status: 'suspended', version: store.version, scheduled: null });
    fixture.setMatters(store.id, 0);
    expect(await changeStatus(store, 'closed')).toMatchObject({
      status: 200,
      body: { status: 'closed', nextStatuses: [] },
    });
  });

  it('20 different changes at once: one wins, the others see it', async () => {
    const store = await storeIn('suspended');
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => changeStatus(store, n % 2 === 0 ? 'open' : 'closed')),
    );
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    for (const { status, body } of answers) {
      if (status === 200) continue;
      expect([status, body]).toMatchObject([
        412,
        {
          code: 'stale_version',
          changed: ['status'],
          current: { status: winners[0]?.body.status, version: store.version + 1 },
        },
      ]);
    }
    const lives = (await periodsOf(store.id)).filter(({ kind, until }) => kind === 'status' && until === null);
    expect(lives).toHaveLength(1);
  });
});

describe('changes in quick succession', () => {
  it('within one millisecond form one line', async () => {
    let store = await storeIn('preparing');
    for (const to of ['trial', 'open', 'suspended', 'open'] as const) {
      const { status, body } = await changeStatus(store, to);
      expect([status, body.status]).toEqual([200, to]);
      store = body;
    }
    const lives = (await periodsOf(store.id)).filter(({ kind }) => kind === 'status').toReversed();
    expect(lives.map(({ from }) => from).slice(1)).toEqual(lives.map(({ until }) => until).slice(0, -1));
  });
});
