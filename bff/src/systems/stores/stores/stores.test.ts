import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_NOW, demoId } from '../../../embedded/demo/plan.ts';
import { storeBody, storeCommands } from '../../../../test/store-commands.ts';
import { storesFixture, type StoresFixture } from '../../../../test/stores-fixture.ts';

let fixture: StoresFixture;
beforeAll(async () => {
  fixture = await storesFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.setNow(DEMO_NOW));

const { create, edit } = storeCommands(() => fixture);

describe('createStore', () => {
  it('registers a store in status 筹备 with its unit, its life and an audit event', async () => {
    const store = await create({ code: 'SH901', phone: '１００－１２３４ ５６７８' });
    expect(store).toMatchObject({
      code: 'SH901',
      status: 'preparing',
      ownerKind: 'direct',
      phone: '10012345678',
      version: 1,
      regionName: '华东大区',
      scheduled: null,
    });
    expect(store).toMatchObject({ mayEdit: true, mayChangeOwner: true, nextStatuses: ['trial'], managerName: null });
    expect(await fixture.unitOf(store.id)).toMatchObject({
      kind: 'STORE',
      parentId: demoId('region', 1),
      nameZh: store.name,
    });
    expect(await fixture.audited(store.id)).toEqual([
      {
        action: 'createStore',
        detail: { code: 'SH901', ownerKind: 'direct', franchiseeId: null, regionId: demoId('region', 1) },
      },
    ]);
    const read = await fixture.get(`/stores/${store.id}`);
    expect(read.body).toEqual(store);
    expect(read.headers.get('etag')).toMatch(/^"1-/);
  });

  it('never gives a code twice, not even that of a closed store', async () => {
    const answer = await fixture.send('POST', '/stores', { body: storeBody({ code: 'cq001' }) });
    expect(answer).toMatchObject({ status: 409, body: { code: 'store_code_taken' } });
  });

  it.each([
    ['wangyu', null, 'franchisee_required'],
    ['direct', demoId('franchisee', 1), 'franchisee_not_allowed'],
    ['mvp', demoId('franchisee', 1), 'franchisee_kind_differs'],
    ['mvp', demoId('nobody', 1), 'franchisee_unknown'],
  ])('refuses owner %s with franchisee %s: %s', async (ownerKind, franchiseeId, code) => {
    const answer = await fixture.send('POST', '/stores', { body: storeBody({ ownerKind, franchiseeId }) });
    expect(answer).toMatchObject({
      status: 422,
      body: { code: 'validation_failed', errors: [{ pointer: '#/body/franchiseeId', code }] },
    });
  });

  it.each([
    ['an unknown region', { regionId: demoId('nobody', 2) }, '#/body/regionId'],
    ['hours that no clock shows', { hours: { from: '24:00', until: '02:00' } }, '#/body/hours/from'],
    ['a code of another form', { code: 'SHA01' }, '#/body/code'],
    ['an unknown field', { status: 'open' }, '#/body/status'],
    ['a lone surrogate', { name: '店\ud800' }, '#/body/name'],
    ['a number out of range', { hosts: 2001 }, '#/body/hosts'],
  ])('refuses %s', async (_case, change, pointer) => {
    const answer = await fixture.send('POST', '/stores', { body: storeBody(change) });
    expect(answer).toMatchObject({ status: 422, body: { code: 'validation_failed', errors: [{ pointer }] } });
  });

  it('keeps rare characters, markup and quotes as they are', async () => {
    const name = `𠮷野家旁😀'"><店`;
    const store = await create({ name, note: '𠮷\n<b>' });
    expect(store).toMatchObject({ name, note: '𠮷\n<b>' });
    const found = await fixture.get<{ items: { id: string }[] }>(`/stores?q=${encodeURIComponent(name)}`);
    expect(found.body.items.map(({ id }) => id)).toEqual([store.id]);
  });

  it('sent 50 times at once with one key makes one store and gives one answer', async () => {
    const body = storeBody();
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fixture.send('POST', '/stores', { body, key: 'same-command-1' })),
    );
    expect(new Set(answers.map(({ status, body: { code } }) => `${status} ${code}`))).toEqual(
      new Set([`201 ${body.code}`]),
    );
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(await fixture.models.Store.count({ where: { code: body.code }, unscoped: 'test' })).toBe(1);
  });

  it('asked for 20 times at once with the same code gives it once', async () => {
    const { code } = storeBody();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fixture.send('POST', '/stores', { body: storeBody({ code }) })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array.from({ length: 19 }, () => 409)]);
    expect(await fixture.models.Period.count({ where: { kind: 'region', reason: '门店建档' }, unscoped: 'test' })).toBe(
      await fixture.models.Store.count({ where: { createdAt: DEMO_NOW }, unscoped: 'test' }),
    );
  });
});

describe('updateStore', () => {
  it('changes what was sent, raises the version and audits without the text of notes', async () => {
    const store = await create();
    const answer = await edit(store.id, 1, { hosts: 132, note: '院内停车', hours: { from: '00:00', until: '00:00' } });
    expect(answer).toMatchObject({
      status: 200,
      body: { hosts: 132, note: '院内停车', hours: { from: '00:00', until: '00:00' }, version: 2, name: store.name },
    });
    expect((await fixture.audited(store.id)).at(-1)).toEqual({
      action: 'updateStore',
      detail: {
        version: 2,
        changes: [
          { field: 'hosts', from: 90, to: 132 },
          { field: 'note' },
          { field: 'hours', from: store.hours, to: { from: '00:00', until: '00:00' } },
        ],
      },
    });
  });

  it('renames the unit and finds the store by its new name only', async () => {
    const store = await create({ name: '网鱼电竞(改名前旧店)' });
    await edit(store.id, 1, { name: '网鱼电竞(改名后新店)' });
    expect(await fixture.unitOf(store.id)).toMatchObject({ nameZh: '网鱼电竞(改名后新店)' });
    const ids = async (q: string) =>
      (await fixture.get<{ items: { id: string }[] }>(`/stores?q=${encodeURIComponent(q)}`)).body.items.map(
        ({ id }) => id,
      );
    expect(await ids('改名前')).toEqual([]);
    expect(await ids('改名后')).toEqual([store.id]);
  });

  it('changes nothing when nothing differs', async () => {
    const store = await create();
    expect(await edit(store.id, 1, { hosts: store.hosts })).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await edit(store.id, 1, {})).toMatchObject({ status: 200, body: { version: 1 } });
  });

  it('tells the second of two people what the store is now and which fields changed', async () => {
    const store = await create();
    await edit(store.id, 1, { hosts: 100 });
    await edit(store.id, 2, { phone: '10087654321', hosts: 101 });
    const answer = await edit(store.id, 1, { name: '网鱼电竞(另一个名字)' });
    expect(answer).toMatchObject({
      status: 412,
      body: { code: 'stale_version', changed: ['hosts', 'phone'], current: { id: store.id, hosts: 101, version: 3 } },
    });
  });

  it('lets one of 20 people who save at once win; the others get 412 with the winner’s values', async () => {
    const store = await create();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => edit(store.id, 1, { hosts: 200 + n })));
    const winners = answers.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    const losers = answers.filter(({ status }) => status === 412);
    expect(losers).toHaveLength(19);
    for (const { body } of losers)
      expect(body).toMatchObject({ changed: ['hosts'], current: { hosts: winners[0]?.body.hosts, version: 2 } });
  });

  it('asks for the version that was seen', async () => {
    const store = await create();
    const answer = await fixture.send('PATCH', `/stores/${store.id}`, { body: { hosts: 1 } });
    expect(answer).toMatchObject({ status: 428, body: { code: 'precondition_required' } });
  });

  it('moves a store to another region, with its unit and its history', async () => {
    const store = await create();
    fixture.setNow(fixture.inDays(1));
    expect(await edit(store.id, 1, { regionId: demoId('region', 2) })).toMatchObject({
      status: 200,
      body: { regionName: '华南大区', version: 2 },
    });
    expect(await fixture.unitOf(store.id)).toMatchObject({ parentId: demoId('region', 2) });
    const periods = await fixture.models.Period.findAll({
      where: { storeId: store.id, kind: 'region' },
      order: [['fromAt', 'ASC']],
      unscoped: 'test',
    });
    expect(periods.map((row) => [row.get('regionId'), row.get('fromAt'), row.get('untilAt')])).toEqual([
      [demoId('region', 1), DEMO_NOW, fixture.now()],
      [demoId('region', 2), fixture.now(), null],
    ]);
  });
});
