import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_NOW, demoId, demoStores } from '../../../embedded/demo/plan.ts';
import { storeCommands, type Period } from '../../../../test/store-commands.ts';
import {
  allStoreMetas,
  callerWith,
  storeId,
  storesFixture,
  type StoresFixture,
} from '../../../../test/stores-fixture.ts';

let fixture: StoresFixture;
beforeAll(async () => {
  fixture = await storesFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.setNow(DEMO_NOW));

const { storeIn, changeStatus, changeOwner, cancel, periodsOf, read, aheadOf } = storeCommands(() => fixture);

describe('changeStoreOwner', () => {
  it('gives the store to a franchisee and back, and keeps who owned it when', async () => {
    const store = await storeIn('open');
    fixture.setNow(fixture.inDays(1));
    const sold = await changeOwner(store, 'mvp', 9);
    expect(sold).toMatchObject({ status: 200, body: { ownerKind: 'mvp', franchiseeName: '深圳南山极客电竞有限公司' } });
    const owned = { storeId: store.id, franchiseeId: demoId('franchisee', 9), from: fixture.now(), to: null };
    expect(await fixture.service.ownerships()).toContainEqual(owned);
    const found = await fixture.get<{ items: { id: string }[] }>(
      `/stores?q=${encodeURIComponent('南山极客')}&ownerKind=mvp`,
    );
    expect(found.body.items.map(({ id }) => id)).toContain(store.id);
    fixture.setNow(fixture.inDays(2));
    expect(await changeOwner(sold.body, 'direct', null)).toMatchObject({
      status: 200,
      body: { ownerKind: 'direct', franchiseeId: null },
    });
    expect(
      (await periodsOf(store.id)).filter(({ kind }) => kind === 'owner').map(({ ownerKind }) => ownerKind),
    ).toEqual(['direct', 'mvp', 'direct']);
  });

  it.each([
    ['wangyu', null, 'franchisee_required', '#/body/franchiseeId'],
    ['wangyu', 9, 'franchisee_kind_differs', '#/body/franchiseeId'],
    ['direct', 1, 'franchisee_not_allowed', '#/body/franchiseeId'],
    ['direct', null, 'owner_unchanged', '#/body/ownerKind'],
  ])('refuses %s with franchisee %s: %s', async (ownerKind, franchisee, code, pointer) => {
    const store = await storeIn('preparing');
    expect(await changeOwner(store, ownerKind, franchisee)).toMatchObject({
      status: 422,
      body: { errors: [{ pointer, code }] },
    });
    expect((await read(store.id)).version).toBe(1);
  });
});

describe('cancelStoreChange', () => {
  it('takes a scheduled change back as if it had never been', async () => {
    const store = await storeIn('open');
    const { body: scheduled } = await changeStatus(store, 'suspended', fixture.inDays(5));
    const answer = await cancel(scheduled, await aheadOf(store.id));
    expect(answer).toMatchObject({
      status: 200,
      body: { status: 'open', scheduled: null, nextStatuses: ['suspended'], version: store.version + 2 },
    });
    expect((await periodsOf(store.id))[0]).toMatchObject({ status: 'open', until: null });
    fixture.setNow(fixture.inDays(6));
    expect(await read(store.id)).toMatchObject({ status: 'open' });
    expect((await fixture.audited(store.id)).at(-1)).toMatchObject({
      action: 'cancelStoreChange',
      detail: { kind: 'status', status: 'suspended' },
    });
  });

  it('refuses what has begun, what is unknown and what another store has', async () => {
    const store = await storeIn('open');
    const [open] = await periodsOf(store.id);
    expect(await cancel(store, open?.id ?? '')).toMatchObject({ status: 409, body: { code: 'conflict' } });
    expect(await cancel(store, demoId('nobody', 1))).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await cancel(store, await aheadOf(storeId('SH002')))).toMatchObject({
      status: 404,
      body: { code: 'not_found' },
    });
    const { body: scheduled } = await changeStatus(store, 'suspended', fixture.inDays(5));
    const ahead = await aheadOf(store.id);
    fixture.setNow(fixture.inDays(5));
    expect(await cancel(scheduled, ahead)).toMatchObject({ status: 409, body: { code: 'conflict' } });
  });

  it('asks for the owner’s permission to take back a change of owner, and says so beforehand', async () => {
    const store = await storeIn('open');
    const { body: scheduled } = await changeOwner(store, 'wangyu', 1, fixture.inDays(5));
    const operator = callerWith(
      allStoreMetas.filter((meta) => meta !== 'stores.store.change-owner'),
      null,
    );
    const [ahead] = await periodsOf(store.id, operator);
    expect(ahead).toMatchObject({
      kind: 'owner',
      ownerKind: 'wangyu',
      franchiseeName: '杭州西岸电竞文化有限公司',
      mayCancel: false,
    });
    expect(await cancel(scheduled, ahead?.id ?? '', operator)).toMatchObject({
      status: 403,
      body: { meta: { code: 'stores.store.change-owner' } },
    });
    expect(await cancel(scheduled, ahead?.id ?? '')).toMatchObject({
      status: 200,
      body: { ownerKind: 'direct', scheduled: null },
    });
  });

  it('50 cancellations at once with one key are one', async () => {
    const store = await storeIn('open');
    const { body: scheduled } = await changeStatus(store, 'suspended', fixture.inDays(5));
    const ahead = await aheadOf(store.id);
    const send = () =>
      fixture.send('POST', `/stores/${store.id}/periods/${ahead}/cancel`, {
        ifMatch: scheduled.version,
        body: {},
        key: 'cancel-once-1',
      });
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.version}`))).toEqual(
      new Set([`200 ${scheduled.version + 1}`]),
    );
  });

  it('a change that is taken back and scheduled again in the same instant stays one line', async () => {
    const store = await storeIn('open');
    const { body: first } = await changeStatus(store, 'suspended', fixture.inDays(5));
    const { body: free } = await cancel(first, await aheadOf(store.id));
    expect(await changeStatus(free, 'suspended', fixture.inDays(5))).toMatchObject({ status: 200 });
  });
});

describe('listStorePeriods', () => {
  it('pages newest first without the history of regions', async () => {
    const id = storeId('CQ001');
    const whole = await periodsOf(id);
    expect(whole.map(({ kind }) => kind)).not.toContain('region');
    expect(whole.map(({ from }) => from)).toEqual(
      whole
        .map(({ from }) => from)
        .toSorted()
        .toReversed(),
    );
    const paged: Period[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: { body: { items: Period[]; next: string | null } } = await fixture.get(
        `/stores/${id}/periods?limit=2${cursor && `&cursor=${cursor}`}`,
      );
      paged.push(...page.body.items);
      cursor = page.body.next;
    }
    expect(paged).toEqual(whole);
    const { next } = (await fixture.get<{ next: string }>(`/stores/${id}/periods?limit=2`)).body;
    expect(await fixture.get(`/stores/${storeId('SH001')}/periods?cursor=${next}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    });
  });
});

describe('demo stores', () => {
  it('have at the demo’s instant the status and owner of the plan, and one change ahead', async () => {
    for (const [index, planned] of demoStores.entries()) {
      const store = await read(demoId('store', index + 1));
      expect(store).toMatchObject({
        code: planned.code,
        name: planned.name,
        status: planned.status,
        ownerKind: planned.owner,
        regionId: demoId('region', planned.region),
      });
      expect(store.franchiseeId).toBe(planned.franchisee === null ? null : demoId('franchisee', planned.franchisee));
      expect(store.hosts).toBeGreaterThanOrEqual(60);
      expect(store.hosts).toBeLessThanOrEqual(180);
      expect(store.phone).toMatch(/^100\d{8}$/);
      expect(store.scheduled !== null).toBe(planned.code === 'SH002');
    }
    expect(
      (await periodsOf(storeId('NJ001'))).filter(({ kind }) => kind === 'owner').map(({ ownerKind }) => ownerKind),
    ).toEqual(['wangyu', 'direct']);
  });
});
