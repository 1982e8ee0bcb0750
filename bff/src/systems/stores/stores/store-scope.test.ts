import { storeScope } from '../../../http/context.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_NOW, demoId, demoStores } from '../../../embedded/demo/plan.ts';
import { storeBody, storeCommands } from '../../../../test/store-commands.ts';
import {
  allStoreMetas,
  callerWith,
  headquarters,
  storeId,
  storesFixture,
  storesOfRegion,
  type StoresFixture,
} from '../../../../test/stores-fixture.ts';

let fixture: StoresFixture;
beforeAll(async () => {
  fixture = await storesFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.setNow(DEMO_NOW));

const { edit } = storeCommands(() => fixture);

describe('scope of data', () => {
  const south = storesOfRegion(2);
  const regional = callerWith(
    ['stores.store.view', 'stores.store.create', 'stores.store.edit', 'stores.store.change-status'],
    south,
    '华南大区经理',
  );
  const manager = callerWith(['stores.store.view', 'stores.store.edit'], [storeId('SH001')], '李强');
  const nobody = callerWith(['stores.store.view'], []);

  const listed = async (as: typeof regional) =>
    (await fixture.get<{ items: { id: string }[] }>('/stores?limit=200', as)).body.items.map(({ id }) => id);

  it.each([
    ['a region manager', regional],
    ['a store manager', manager],
    ['somebody without stores', nobody],
    ['HQ', headquarters],
  ])('%s reads exactly the stores he is shown in the list', async (_who, as) => {
    const inList = new Set(await listed(as));
    for (const [index] of demoStores.entries()) {
      const id = demoId('store', index + 1);
      const { status, body } = await fixture.get(`/stores/${id}`, as);
      const told = status === 200 ? body.id : body.code;
      expect([status, told]).toEqual(inList.has(id) ? [200, id] : [404, 'not_found']);
    }
    expect(inList.size).toBe(
      as === regional
        ? south.length
        : as === manager
          ? 1
          : as === nobody
            ? 0
            : await fixture.models.Store.count({ unscoped: 'test' }),
    );
  });

  it('a store out of scope answers every command and its history as if it did not exist', async () => {
    const far = storeId('BJ001');
    const change = { effectiveFrom: null, reason: '试探' };
    const all = callerWith(allStoreMetas, south);
    const answers = await Promise.all([
      edit(far, 1, { hosts: 1 }, all),
      fixture.get(`/stores/${far}/periods`, all),
      fixture.send('POST', `/stores/${far}/status-changes`, {
        as: all,
        ifMatch: 1,
        body: { to: 'suspended', ...change },
      }),
      fixture.send('POST', `/stores/${far}/owner-changes`, {
        as: all,
        ifMatch: 1,
        body: { ownerKind: 'direct', franchiseeId: null, ...change },
      }),
      fixture.send('POST', `/stores/${far}/periods/${demoId('store-status', 1600)}/cancel`, {
        as: all,
        ifMatch: 1,
        body: {},
      }),
    ]);
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not_found']));
  });

  it('a visible store that this permission does not reach names the permission', async () => {
    const wide = callerWith(['stores.store.view', 'stores.store.edit'], null);
    const narrow = {
      ...wide,
      access: {
        ...wide.access,
        scope: (meta: string) =>
          meta === 'stores.store.edit' ? manager.access.scope('stores.store.edit') : ({ kind: 'all' } as const),
      },
    };
    const read = await fixture.get(`/stores/${storeId('SH002')}`, narrow);
    expect(read.body).toMatchObject({ mayEdit: false, mayChangeOwner: true });
    const answer = await edit(storeId('SH002'), read.body.version, { hosts: 1 }, narrow);
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'permission_missing', meta: { code: 'stores.store.edit' } },
    });
  });

  it('a region manager creates in his region only and reaches the new store at once', async () => {
    const abroad = await fixture.send('POST', '/stores', {
      as: regional,
      body: storeBody({ regionId: demoId('region', 1) }),
    });
    expect(abroad).toMatchObject({
      status: 403,
      body: { code: 'permission_missing', meta: { code: 'stores.store.create' } },
    });
    const others = await fixture.models.Store.findAll({
      where: { regionId: demoId('region', 2) },
      attributes: ['id'],
      unscoped: 'test',
    });
    const whole = callerWith(
      allStoreMetas,
      others.map((row) => row.get('id') as string),
    );
    const home = await fixture.send('POST', '/stores', {
      as: whole,
      body: storeBody({ regionId: demoId('region', 2) }),
    });
    expect(home).toMatchObject({ status: 201, body: { mayEdit: true, nextStatuses: ['trial'] } });
  });

  it('a region manager cannot move a store out of his regions', async () => {
    const store = storeId('GZ001');
    const answer = await edit(store, 1, { regionId: demoId('region', 3) }, regional);
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'permission_missing', meta: { code: 'stores.store.edit' } },
    });
    expect(await fixture.unitOf(store)).toMatchObject({ parentId: demoId('region', 2) });
  });

  it('franchisees are shown and counted as far as the caller sees their stores', async () => {
    type Page = { items: { name: string; stores: number }[] };
    const owner = callerWith(['stores.store.view'], [storeId('HZ001'), storeId('HZ002')]);
    expect((await fixture.get<Page>('/franchisees', owner)).body.items).toMatchObject([
      { name: '杭州西岸电竞文化有限公司', stores: 2 },
    ]);
    expect((await fixture.get<Page>('/franchisees', nobody)).body.items).toEqual([]);
    const all = (await fixture.get<Page>('/franchisees?limit=200')).body.items;
    expect(all).toHaveLength(13);
    expect(all.find(({ name }) => name.startsWith('杭州西岸'))).toMatchObject({ stores: 3 });
    expect((await fixture.get<Page>('/franchisees?q=' + encodeURIComponent('西岸'))).body.items).toHaveLength(1);
  });
});

describe('what other systems may ask', () => {
  it('names stores, finds a franchisee’s stores at an instant, and judges visibility', async () => {
    const { service } = fixture;
    expect(await service.storeNames({ transaction: undefined }, [storeId('SH001'), demoId('nobody', 1)])).toEqual(
      new Map([[storeId('SH001'), demoStores[0].name]]),
    );
    const nanjing = demoId('franchisee', 3);
    expect((await service.ownerships()).filter(({ franchiseeId }) => franchiseeId === nanjing)).toEqual([
      { storeId: storeId('NJ001'), franchiseeId: nanjing, from: fixture.inDays(-400), to: null },
    ]);
    const caller = callerWith(['stores.store.view'], [storeId('SH001')]);
    await expect(service.assertVisible(fixture.contextOf(caller), storeId('SH001'))).resolves.toBeUndefined();
    await expect(service.assertVisible(fixture.contextOf(caller), storeId('SH002'))).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('lets people choose a store inside the scope another system names, whatever they see of the register', async () => {
    const context = fixture.contextOf(callerWith([], []));
    const south = storeScope(storesOfRegion(2));
    const names = async (scope: Parameters<typeof fixture.service.searchStores>[1], q?: string) =>
      (await fixture.service.searchStores(context, scope, { q, limit: 50 })).items.map(({ name }) => name);
    expect(await names(south)).toHaveLength(storesOfRegion(2).length);
    expect(await names(south, '大学城')).toEqual(['网鱼电竞(广州大学城店)']);
    expect(await names({ kind: 'all' }, '大学城')).toEqual(['网鱼电竞(广州大学城店)', '网鱼电竞(上海松江大学城店)']);
    expect(await names({ kind: 'none' })).toEqual([]);
  });

  it('gives those who change statuses their open work, in their scope', async () => {
    const { provide, meta } = fixture.service.workProvider;
    const counts = async (storeIds: string[] | null) =>
      (await provide(fixture.contextOf(callerWith([meta], storeIds)))).map(({ key, count }) => [key, count]);
    expect(await counts(null)).toEqual([['stores.suspended', 1]]);
    expect(await counts(storesOfRegion(1))).toEqual([]);
    fixture.setNow(fixture.inDays(3));
    expect(await counts(storesOfRegion(1))).toEqual([['stores.scheduled', 1]]);
  });
});

describe('listRegions', () => {
  it('names the regions in the language of the request', async () => {
    type Page = { items: { name: string; title: { zh: string; en: string } }[] };
    expect((await fixture.get<Page>('/regions')).body.items.map(({ name }) => name)).toEqual([
      '华东大区',
      '华南大区',
      '华北大区',
      '西南大区',
    ]);
    expect((await fixture.send<Page>('GET', '/regions', { language: 'en' })).body.items[0]).toMatchObject({
      name: 'East China',
      title: { zh: '华东大区' },
    });
  });
});
