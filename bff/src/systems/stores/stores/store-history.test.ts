import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { DEMO_NOW, demoId } from '../../../embedded/demo/plan.ts';
import { storeCommands } from '../../../../test/store-commands.ts';
import { storesFixture, type StoresFixture } from '../../../../test/stores-fixture.ts';
import { statusesAfter, type LifeKind } from './store-life.policy.ts';
import type { PeriodRecord, StoreModels } from './stores.model.ts';

const HOUR = 3600_000;

type Step = {
  readonly hours: number;
  readonly act: 'status' | 'owner' | 'region' | 'cancel';
  readonly pick: number;
  readonly ahead: number | null;
  readonly together: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  hours: fc.integer({ min: 0, max: 40 }),
  act: fc.constantFrom('status', 'status', 'status', 'owner', 'region', 'cancel'),
  pick: fc.integer({ min: 0, max: 4 }),
  ahead: fc.option(fc.integer({ min: 1, max: 60 })),
  together: fc.integer({ min: 1, max: 3 }),
});

const OWNERS = [
  { ownerKind: 'direct', franchiseeId: null },
  { ownerKind: 'wangyu', franchiseeId: demoId('franchisee', 1) },
  { ownerKind: 'mvp', franchiseeId: demoId('franchisee', 9) },
] as const;

/** Sends one command of the history; refusals are part of it, but only those with a code of the contract. */
async function act(fixture: StoresFixture, { id, version }: Store, { act: kind, pick, ahead }: Step): Promise<void> {
  const at = ahead === null ? null : new Date(fixture.now().getTime() + ahead * HOUR).toISOString();
  const change = { effectiveFrom: at, reason: '随机变更' };
  const STATUSES: StoreStatus[] = ['preparing', 'trial', 'open', 'suspended', 'closed'];
  const path = `/stores/${id}`;
  const sent = async () => {
    if (kind === 'status')
      return fixture.send('POST', `${path}/status-changes`, {
        ifMatch: version,
        body: { to: STATUSES[pick], ...change },
      });
    if (kind === 'owner')
      return fixture.send('POST', `${path}/owner-changes`, {
        ifMatch: version,
        body: { ...OWNERS[pick % OWNERS.length], ...change },
      });
    if (kind === 'region')
      return fixture.send('PATCH', path, { ifMatch: version, body: { regionId: demoId('region', 1 + (pick % 4)) } });
    const { items } = (await fixture.get<{ items: { id: string; mayCancel: boolean }[] }>(`${path}/periods`)).body;
    const chosen = items.find(({ mayCancel }) => mayCancel) ?? items[pick % items.length];
    return fixture.send('POST', `${path}/periods/${chosen?.id}/cancel`, { ifMatch: version, body: {} });
  };
  const { status } = await sent();
  expect([200, 409, 412, 422]).toContain(status);
}

function faultsOf(life: readonly PeriodRecord[], birth: Date): string[] {
  const borders = life.flatMap(({ fromAt, untilAt }) => [fromAt.getTime(), untilAt?.getTime() ?? fromAt.getTime()]);
  const instants = [...borders.flatMap((at) => [at - 1, at, at + 1]), birth.getTime() + 10_000 * HOUR].filter(
    (at) => at >= birth.getTime(),
  );
  const holding = (at: number) =>
    life.filter(({ fromAt, untilAt }) => fromAt.getTime() <= at && (untilAt === null || at < untilAt.getTime()));
  const statuses = life.flatMap(({ status }) => (status ? [status] : []));
  return [
    ...instants
      .filter((at) => holding(at).length !== 1)
      .map((at) => `${holding(at).length} of ${life[0]?.kind} at ${at}`),
    ...statuses
      .slice(1)
      .flatMap((status, index) =>
        statusesAfter(statuses[index] ?? status).includes(status) ? [] : [`${status} was not reachable`],
      ),
  ];
}

async function lifeIn({ models }: StoresFixture, storeId: string): Promise<Record<LifeKind, PeriodRecord[]>> {
  const rows = await models.Period.findAll({ where: { storeId }, order: [['fromAt', 'ASC']], unscoped: 'test' });
  const life = Map.groupBy(
    rows.map((row): PeriodRecord => row.get({ plain: true })),
    ({ kind }) => kind,
  );
  return { status: life.get('status') ?? [], owner: life.get('owner') ?? [], region: life.get('region') ?? [] };
}

/** Random commands, some of them sent several times at once, leave exactly one status, owner and region at every instant of a store's life. */
const historyIsWhole = (fixture: StoresFixture) =>
  fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
    fixture.setNow(DEMO_NOW);
    const { id } = await storeCommands(() => fixture).create();
    for (const each of steps) {
      fixture.setNow(new Date(fixture.now().getTime() + each.hours * HOUR));
      const { body: store } = await fixture.get<Store>(`/stores/${id}`);
      await Promise.all(
        Array.from({ length: each.together }, (_, n) => act(fixture, store, { ...each, pick: (each.pick + n) % 5 })),
      );
      const life = await lifeIn(fixture, id);
      expect([
        ...faultsOf(life.status, DEMO_NOW),
        ...faultsOf(life.owner, DEMO_NOW),
        ...faultsOf(life.region, DEMO_NOW),
      ]).toEqual([]);
    }
    const last = (await lifeIn(fixture, id)).status.at(-1);
    fixture.setNow(new Date(Math.max(last?.fromAt.getTime() ?? 0, fixture.now().getTime())));
    expect((await fixture.get<Store>(`/stores/${id}`)).body.status).toBe(last?.status);
  });

const seed = 20191115;

describe('history of a store in the database', () => {
  let fixture: StoresFixture;
  beforeAll(async () => {
    fixture = await storesFixture();
  });
  afterAll(() => fixture.close());

  it('holds exactly one status, one owner and one region at every instant', { timeout: 120_000 }, async () => {
    await expect(fc.assert(historyIsWhole(fixture), { seed, numRuns: 25 })).resolves.toBeUndefined();
  });
});

type Update = (values: { untilAt: Date | null }, options: unknown) => Promise<[number]>;

/** The same models, but one operation on periods does something else. */
const withPeriod = (models: StoreModels, fault: Readonly<Record<string, unknown>>): StoreModels => {
  const Period = new Proxy(models.Period, {
    get(target, name) {
      if (typeof name === 'string' && name in fault) return fault[name];
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...models, Period };
};

const updateOf = ({ Period }: StoreModels): Update => Period.update.bind(Period) as never;

const endsLate = (models: StoreModels): StoreModels => {
  const update: Update = ({ untilAt }, options) =>
    updateOf(models)({ untilAt: untilAt && new Date(untilAt.getTime() + 1) }, options);
  return withPeriod(models, { update });
};

const neverReopens = (models: StoreModels): StoreModels => {
  const update: Update = async (values, options) => (values.untilAt === null ? [1] : updateOf(models)(values, options));
  return withPeriod(models, { update });
};

describe('the property of the history bites when', () => {
  it.each<[string, (models: StoreModels) => StoreModels]>([
    ['a stretch ends a millisecond late', endsLate],
    ['a change that was taken back stays', (models) => withPeriod(models, { destroy: async () => 0 })],
    ['the stretch before is not reopened', neverReopens],
  ])('%s', { timeout: 60_000 }, async (_fault, damage) => {
    const fixture = await storesFixture(damage);
    try {
      const { failed, errorInstance } = await fc.check(historyIsWhole(fixture), {
        seed,
        numRuns: 25,
        endOnFailure: true,
      });
      expect(failed).toBe(true);
      expect(String(errorInstance)).toMatch(/to deeply equal \[\]/);
    } finally {
      await fixture.close();
    }
  });
});
