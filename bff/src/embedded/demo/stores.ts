import type { Transaction } from 'sequelize';
import type { StoreStatus } from '@eoms/contracts/stores/stores.contract';
import {
  searchable,
  type FranchiseeRecord,
  type PeriodRecord,
  type StoreModels,
  type StoreRecord,
} from '../../systems/stores/stores/stores.model.ts';
import { demoFranchisees, demoId, demoPick, demoRandom, demoStores } from './plan.ts';

type DemoStore = (typeof demoStores)[number];
type Turn = { readonly at: Date; readonly status: StoreStatus; readonly reason: string };

/** Address (the numbers are invented) and first business day of each store, in the order of the plan. */
const places: Readonly<Record<DemoStore['code'], readonly [address: string, openedOn: string | null]>> = {
  SH001: ['松江区文汇路 9280 号 2 楼', '2015-06-01'],
  SH002: ['杨浦区淞沪路 7177 号 B1', '2016-09-28'],
  SH003: ['黄浦区西藏中路 8268 号 5-7 楼', '2022-05-20'],
  HZ001: ['西湖区文二西路 8710 号 3 楼', '2017-03-18'],
  HZ002: ['钱塘区学源街 9258 号 1 楼', '2018-09-08'],
  HZ003: ['滨江区江南大道 8228 号 4 楼', null],
  NJ001: ['秦淮区中山南路 8001 号 6 楼', '2016-12-24'],
  SZ001: ['工业园区星港街 9199 号 B1', '2019-05-01'],
  NB001: ['海曙区中山东路 8188 号 5 楼', '2020-10-01'],
  GZ001: ['天河区天河路 9208 号 负一层', '2015-11-11'],
  GZ002: ['番禺区中环西路 7100 号 2 楼', '2018-03-03'],
  SZ002: ['南山区海德三道 9021 号 3 楼', '2019-12-21'],
  DG001: ['松山湖区新竹路 7004 号 1-2 楼', '2021-04-30'],
  WH001: ['洪山区珞喻路 9726 号 3 楼', '2017-07-15'],
  WH002: ['江汉区江汉路 8130 号 1 楼', '2023-01-14'],
  BJ001: ['朝阳区望京街 9010 号 B2', '2016-04-16'],
  BJ002: ['海淀区中关村大街 8019 号 8-10 楼', null],
  TJ001: ['和平区滨江道 7219 号 4 楼', '2018-06-16'],
  QD001: ['市南区香港中路 8068 号 B1', '2020-07-18'],
  XA001: ['雁塔区小寨东路 9126 号 5 楼', '2017-10-01'],
  CD001: ['锦江区春熙路 8099 号 6 楼', '2016-07-09'],
  CD002: ['武侯区武侯祠大街 9231 号 2 楼', '2019-09-12'],
  CQ001: ['渝中区民权路 8028 号 7 楼', '2018-11-11'],
  KM001: ['五华区翠湖北路 7045 号 1 楼', '2021-09-30'],
};

const HOURS = [
  { from: '00:00', until: '00:00' },
  { from: '00:00', until: '00:00' },
  { from: '08:00', until: '02:00' },
  { from: '09:30', until: '06:00' },
] as const;

const DAY = 24 * 3600_000;
const TEN_IN_THE_MORNING = 'T02:00:00.000Z';
const IMPORTED_BY = '历史数据导入';

const daysFrom = (instant: Date, days: number): Date => new Date(instant.getTime() + days * DAY);

function brandOf(name: string): StoreRecord['brand'] {
  if (name.startsWith('yVR')) return 'yVR';
  return name.startsWith('网鱼电竞酒店') ? '网鱼电竞酒店' : '网鱼电竞';
}

/** Turns of a store's status up to the one in the plan; a few open stores carry a suspension of years ago. */
function turnsOf(store: DemoStore, n: number, openedOn: string | null, anchor: Date): Turn[] {
  const opened = openedOn === null ? null : new Date(`${openedOn}${TEN_IN_THE_MORNING}`);
  const preparing = {
    at: daysFrom(opened ?? anchor, opened ? -90 : -60),
    status: 'preparing' as const,
    reason: '立项筹备',
  };
  if (store.status === 'preparing') return [preparing];
  const trial = {
    at: daysFrom(opened ?? anchor, opened ? -21 : -12),
    status: 'trial' as const,
    reason: '装修与验收完成，开始试营业',
  };
  if (!opened) return [preparing, trial];
  const turns: Turn[] = [preparing, trial, { at: opened, status: 'open', reason: '试营业结束，正式营业' }];
  if (demoRandom('store-suspended-once', n) < 0.25) {
    const began = daysFrom(opened, 300 + Math.floor(demoRandom('store-suspended-after', n) * 300));
    turns.push({
      at: began,
      status: 'suspended',
      reason: demoPick(['消防整改', '线路检修', '门头改造'], 'store-suspended-why', n),
    });
    turns.push({ at: daysFrom(began, 14), status: 'open', reason: '整改验收通过，恢复营业' });
  }
  if (store.status === 'suspended')
    turns.push({ at: daysFrom(anchor, -9), status: 'suspended', reason: '消防检查发现隐患，停业整改' });
  if (store.status === 'closed') {
    turns.push({ at: daysFrom(anchor, -75), status: 'suspended', reason: '租约到期，停业清点' });
    turns.push({ at: daysFrom(anchor, -45), status: 'closed', reason: '清点与移交完成，闭店' });
  }
  // More than a week ahead, so that it still lies ahead of a demo started on any day of the anchor's week.
  if (store.code === 'SH002') turns.push({ at: daysFrom(anchor, 9), status: 'suspended', reason: '空调系统改造' });
  return turns;
}

const blank = { status: null, ownerKind: null, franchiseeId: null, regionId: null, byId: null, byName: IMPORTED_BY };

function statusPeriods(storeId: string, n: number, turns: readonly Turn[]): PeriodRecord[] {
  return turns.map(({ at, status, reason }, index) => ({
    ...blank,
    id: demoId('store-status', n * 100 + index),
    storeId,
    kind: 'status',
    status,
    fromAt: at,
    untilAt: turns[index + 1]?.at ?? null,
    reason,
    createdAt: at,
  }));
}

function ownerPeriods(storeId: string, n: number, store: DemoStore, birth: Date, anchor: Date): PeriodRecord[] {
  const franchiseeId = store.franchisee === null ? null : demoId('franchisee', store.franchisee);
  const owner = { ...blank, storeId, kind: 'owner' as const };
  const present = {
    ...owner,
    id: demoId('store-owner', n * 100 + 1),
    ownerKind: store.owner,
    franchiseeId,
    untilAt: null,
  };
  if (store.code !== 'NJ001') return [{ ...present, fromAt: birth, reason: '立项', createdAt: birth }];
  const soldAt = daysFrom(anchor, -400);
  return [
    {
      ...owner,
      id: demoId('store-owner', n * 100),
      ownerKind: 'direct',
      fromAt: birth,
      untilAt: soldAt,
      reason: '立项',
      createdAt: birth,
    },
    { ...present, fromAt: soldAt, reason: '直营转加盟，签订加盟合同', createdAt: daysFrom(soldAt, -20) },
  ];
}

function rowsOf(store: DemoStore, n: number, anchor: Date): { record: StoreRecord; periods: PeriodRecord[] } {
  const storeId = demoId('store', n);
  const [address, openedOn] = places[store.code];
  const hours = demoPick(HOURS, 'store-hours', n);
  const turns = turnsOf(store, n, openedOn, anchor);
  const birth = turns[0]?.at ?? anchor;
  const regionId = demoId('region', store.region);
  // Every row was taken over in the same run: lists must page correctly through equal instants.
  const takenOver = daysFrom(anchor, -120);
  const record: StoreRecord = {
    id: storeId,
    code: store.code,
    name: store.name,
    brand: brandOf(store.name),
    city: store.city,
    address,
    zone: 'Asia/Shanghai',
    regionId,
    hosts: 60 + Math.floor(demoRandom('store-hosts', n) * 121),
    phone: `100${String(Math.floor(demoRandom('store-phone', n) * 1e8)).padStart(8, '0')}`,
    hoursFrom: hours.from,
    hoursUntil: hours.until,
    openedOn,
    note: store.code === 'SH001' ? '创始门店所在商圈，节假日前需提前排班。' : null,
    searchText: searchable(store.code, store.name, store.city, address),
    version: 1,
    createdAt: takenOver,
    updatedAt: takenOver,
  };
  const region = { ...blank, id: demoId('store-region', n), storeId, kind: 'region' as const, regionId, untilAt: null };
  return {
    record,
    periods: [
      ...statusPeriods(storeId, n, turns),
      ...ownerPeriods(storeId, n, store, birth, anchor),
      { ...region, fromAt: birth, reason: '立项', createdAt: birth },
    ],
  };
}

/** Writes the demo company's stores, their lives and the franchisees, told from `anchor`; the same anchor gives the same rows. */
export async function seedStores(
  context: { readonly models: StoreModels; readonly transaction: Transaction | undefined },
  anchor: Date,
): Promise<void> {
  const { models } = context;
  const options = { transaction: context.transaction ?? null };
  const franchisees = demoFranchisees.map(({ name, kind }, index): FranchiseeRecord => ({
    id: demoId('franchisee', index + 1),
    name,
    kind,
    searchText: searchable(name),
    createdAt: daysFrom(anchor, -120),
  }));
  const rows = demoStores.map((store, index) => rowsOf(store, index + 1, anchor));
  await models.Franchisee.bulkCreate(franchisees, options);
  await models.Store.bulkCreate(
    rows.map(({ record }) => record),
    options,
  );
  await models.Period.bulkCreate(
    rows.flatMap(({ periods }) => periods),
    options,
  );
}
