import type { ClientOutput } from '@eoms/contracts/endpoint';
import { exampleResponse } from '@eoms/contracts/fake';
import * as contract from '@eoms/contracts/stores/stores.contract';
import type { OwnerKind, Store, StoreStatus } from '@eoms/contracts/stores/stores.contract';
import { problem, type FakeBff } from '@eoms/kit/testing/browser';

type Region = ClientOutput<typeof contract.listRegions>['items'][number];
type Franchisee = ClientOutput<typeof contract.listFranchisees>['items'][number];
type Period = ClientOutput<typeof contract.listStorePeriods>['items'][number];

const regions: readonly Region[] = [
  ['华东大区', 'East China'],
  ['华北大区', 'North China'],
  ['华南大区', 'South China'],
  ['海外大区', 'Overseas'],
].map(([zh = '', en = ''], index) => ({ id: idOf('b', index + 1), name: zh, title: { zh, en } }));

const franchisees: readonly Franchisee[] = [
  { id: idOf('d', 1), name: '杭州西岸电竞文化有限公司', kind: 'wangyu', stores: 3 },
  { id: idOf('d', 2), name: '深圳南山鱼跃网络科技有限公司', kind: 'wangyu', stores: 5 },
  { id: idOf('d', 3), name: '成都麦维普电竞管理有限公司', kind: 'mvp', stores: 2 },
];

const cities = [
  ['SH', '上海', 0, '松江大学城店'],
  ['HZ', '杭州', 0, '西湖文化广场店'],
  ['BJ', '北京', 1, '五道口店'],
  ['SZ', '深圳', 2, '科技园店'],
  ['GZ', '广州', 2, '天河城店'],
  ['TR', '多伦多', 3, 'Downtown Yonge'],
] as const;

const statuses = contract.StoreStatus.options;
const after: Record<StoreStatus, StoreStatus[]> = {
  preparing: ['trial'],
  trial: ['open'],
  open: ['suspended'],
  suspended: ['open', 'closed'],
  closed: [],
};

function idOf(kind: string, index: number): string {
  return `0195844e-2d00-7000-8000-${kind.padStart(4, '0')}${String(index).padStart(8, '0')}`;
}

function storeAt(index: number): Store {
  const [letters, city, regionIndex, place] = cities[(index * 5) % cities.length] ?? cities[0];
  const region = regions[regionIndex] ?? regions[0];
  const franchisee = index % 3 === 0 ? null : franchisees[(index * 7 + (index >> 2)) % franchisees.length];
  const status = statuses[index % 9 < 5 ? 2 : index % 5] ?? 'open';
  return {
    ...exampleResponse(contract.getStore),
    id: idOf('a', index),
    code: `${letters}${String(index).padStart(3, '0')}`,
    name: `网鱼电竞(${city}${place})`,
    city,
    zone: letters === 'TR' ? 'America/Toronto' : 'Asia/Shanghai',
    ...(region ? { regionId: region.id, regionName: region.name } : {}),
    hosts: 60 + ((index * 37) % 140),
    status,
    ownerKind: franchisee?.kind ?? 'direct',
    franchiseeId: franchisee?.id ?? null,
    franchiseeName: franchisee?.name ?? null,
    openedOn: status === 'preparing' ? null : `20${15 + (index % 10)}-0${1 + (index % 9)}-15`,
    note: index % 4 === 0 ? '一楼为停车场入口，夜间请走南门。\n包间需提前一天预约。' : null,
    updatedAt: new Date(Date.now() - index * 31 * 3600_000).toISOString(),
    mayChangeOwner: true,
    nextStatuses: after[status],
  };
}

/** What a remote that runs alone works on: some stores that keep what is done to them until the page is reloaded. */
class Register {
  readonly stores = new Map(Array.from({ length: 73 }, (_, index) => [idOf('a', index + 1), storeAt(index + 1)]));
  readonly periods = new Map<string, Period[]>();
  readonly revisions: { storeId: string; version: number; fields: readonly string[] }[] = [];
  #made = 100;

  /** Answers about one store, or refuses as the BFF does. */
  find<T>(storeId: string, ifMatch: number | undefined, answer: (store: Store) => T) {
    const store = this.stores.get(storeId);
    if (!store) return problem('not_found');
    const isStale = ifMatch !== undefined && ifMatch !== store.version;
    if (!isStale) return answer(store);
    const since = this.revisions.filter((one) => one.storeId === storeId && one.version > ifMatch);
    return problem('stale_version', { current: store, changed: [...new Set(since.flatMap(({ fields }) => fields))] });
  }

  periodsOf({ id, status, ownerKind, franchiseeId, franchiseeName }: Store): Period[] {
    const known = this.periods.get(id);
    if (known) return known;
    const base = { until: null, byName: '李强', mayCancel: false };
    const made: Period[] = [
      { ...base, ...valueOf({ status }), id: idOf('c', 1), from: '2024-05-04T02:00:00.000Z', reason: '试营业结束' },
      {
        ...base,
        ...valueOf({ ownerKind, franchiseeId, franchiseeName }),
        id: idOf('c', 2),
        from: '2023-11-01T01:30:00.000Z',
        reason: '门店建档',
      },
    ];
    this.periods.set(id, made);
    return made;
  }

  save(store: Store, change: Partial<Store>): Store {
    const saved = { ...store, ...change, version: store.version + 1, updatedAt: new Date().toISOString() };
    this.revisions.push({ storeId: store.id, version: saved.version, fields: Object.keys(change) });
    this.stores.set(store.id, { ...saved, nextStatuses: saved.scheduled ? [] : after[saved.status] });
    return this.stores.get(store.id) ?? saved;
  }

  turn(
    store: Store,
    value: Partial<Store>,
    { effectiveFrom, reason }: { effectiveFrom: string | null; reason: string },
  ): Store {
    const from = effectiveFrom ?? new Date().toISOString();
    const { status = null, ownerKind = null } = value;
    const line = this.periodsOf(store).map((period) =>
      period.until === null && (period.kind === 'status') === (status !== null) ? { ...period, until: from } : period,
    );
    const next = {
      id: idOf('c', (this.#made += 1)),
      from,
      until: null,
      reason,
      byName: '王敏',
      mayCancel: effectiveFrom !== null,
    };
    this.periods.set(store.id, [{ ...next, ...valueOf(value) }, ...line]);
    return this.save(store, effectiveFrom ? { scheduled: { status, ownerKind, from } } : value);
  }

  takeBack(store: Store, periodId: string): Store {
    const line = this.periodsOf(store).filter((period) => period.id !== periodId);
    this.periods.set(
      store.id,
      line.map((period) => (period.until === store.scheduled?.from ? { ...period, until: null } : period)),
    );
    return this.save(store, { scheduled: null });
  }
}

const valueOf = (value: Partial<Pick<Store, 'status' | 'ownerKind' | 'franchiseeId' | 'franchiseeName'>>) => ({
  kind: value.status ? ('status' as const) : ('owner' as const),
  status: value.status ?? null,
  ownerKind: value.ownerKind ?? null,
  franchiseeId: value.franchiseeId ?? null,
  franchiseeName: value.franchiseeName ?? null,
});

const ownerOf = (ownerKind: OwnerKind, franchiseeId: string | null) => ({
  ownerKind,
  franchiseeId,
  franchiseeName: franchisees.find((one) => one.id === franchiseeId)?.name ?? null,
});

const fits = (
  store: Store,
  query: {
    q?: string | undefined;
    status?: readonly string[] | undefined;
    ownerKind?: readonly string[] | undefined;
    regionId?: readonly string[] | undefined;
  },
): boolean =>
  (!query.q || `${store.code} ${store.name} ${store.address} ${store.franchiseeName ?? ''}`.includes(query.q)) &&
  (!query.status || query.status.includes(store.status)) &&
  (!query.ownerKind || query.ownerKind.includes(store.ownerKind)) &&
  (!query.regionId || query.regionId.includes(store.regionId));

function answerReads(bff: FakeBff, register: Register): void {
  bff.on(contract.listRegions, { items: [...regions] });
  bff.on(contract.listFranchisees, ({ query }) => ({
    items: franchisees.filter((one) => one.name.includes(query.q ?? '')),
    next: null,
  }));
  bff.on(contract.listStores, ({ query }) => {
    const order = query.order === 'asc' ? 1 : -1;
    const all = [...register.stores.values()]
      .filter((store) => fits(store, query))
      .toSorted(
        (a, b) =>
          order * String(a[query.sort] ?? '').localeCompare(String(b[query.sort] ?? ''), 'zh', { numeric: true }),
      );
    const from = Number(query.cursor ?? 0);
    const until = from + query.limit;
    return { items: all.slice(from, until), next: until < all.length ? String(until) : null };
  });
  bff.on(contract.getStore, ({ params }) => register.find(params.storeId, undefined, (store) => store));
  bff.on(contract.listStorePeriods, ({ params }) =>
    register.find(params.storeId, undefined, (store) => ({ items: register.periodsOf(store), next: null })),
  );
}

function answerData(bff: FakeBff, register: Register): void {
  bff.on(contract.createStore, ({ body }) => {
    if ([...register.stores.values()].some((store) => store.code === body.code)) return problem('store_code_taken');
    const { ownerKind, franchiseeId, ...data } = body;
    const id = idOf('a', register.stores.size + 1);
    const region = regions.find((one) => one.id === body.regionId);
    const draft = {
      ...storeAt(1),
      ...data,
      ...ownerOf(ownerKind, franchiseeId),
      id,
      status: 'preparing' as const,
      version: 0,
    };
    return register.save({ ...draft, regionName: region?.name ?? '' }, {});
  });
  bff.on(contract.updateStore, ({ params, body, ifMatch }) =>
    register.find(params.storeId, ifMatch, (store) => {
      const region = regions.find((one) => one.id === body.regionId);
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
      return register.save(store, { ...given, ...(region ? { regionName: region.name } : {}) });
    }),
  );
}

function answerChanges(bff: FakeBff, register: Register): void {
  bff.on(contract.changeStoreStatus, ({ params, body, ifMatch }) =>
    register.find(params.storeId, ifMatch, (store) => {
      const blockers = [{ kind: 'ticket', count: 3, name: { zh: '未完结工单', en: 'Open tickets' } }];
      if (body.to === 'closed') return problem('store_closing_blocked', { blockers });
      return register.turn(store, { status: body.to }, body);
    }),
  );
  bff.on(contract.changeStoreOwner, ({ params, body, ifMatch }) =>
    register.find(params.storeId, ifMatch, (store) =>
      register.turn(store, ownerOf(body.ownerKind, body.franchiseeId), body),
    ),
  );
  bff.on(contract.cancelStoreChange, ({ params, ifMatch }) =>
    register.find(params.storeId, ifMatch, (store) => register.takeBack(store, params.periodId)),
  );
}

/** Gives the fake BFF of a stand-alone run a register that filters, orders, pages and takes every command. */
export function keepStores(bff: FakeBff): void {
  const register = new Register();
  answerReads(bff, register);
  answerData(bff, register);
  answerChanges(bff, register);
}
