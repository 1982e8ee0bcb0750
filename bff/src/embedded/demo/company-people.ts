import { givenNames, headquarterPlaces, surnames, type DemoPosition } from './company-positions.ts';
import { demoDepartments, demoFranchisees, demoId, demoPick, demoRegions, demoStores } from './plan.ts';

const DAY = 24 * 3600_000;

/** Id of the root of the demo organisation, and of its headquarters. */
export const demoCompanyId = demoId('company', 1);
/** Unit above all departments. */
export const demoHeadquartersId = demoId('headquarters', 1);

/** Unit id of a department by its code. @throws RangeError for an unknown code. */
export function departmentId(code: string): string {
  const index = demoDepartments.findIndex((department) => department.code === code);
  if (index < 0) throw new RangeError(`no department ${code}`);
  return demoId('department', index + 1);
}

/** Unit id of a store by its code. @throws RangeError for an unknown code. */
export function storeUnitId(code: string): string {
  const index = demoStores.findIndex((store) => store.code === code);
  if (index < 0) throw new RangeError(`no store ${code}`);
  return demoId('store', index + 1);
}

/** One place of a person: days count from the demo's instant, `untilDay` null means still there. */
export interface DemoAssignment {
  readonly unitId: string;
  readonly position: DemoPosition;
  readonly level: number;
  readonly fromDay: number;
  readonly untilDay: number | null;
}

/** One person of the demo company. */
export interface DemoPerson {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly kind: 'EMPLOYEE' | 'FRANCHISEE';
  readonly employeeNo: string | null;
  readonly employment: 'REGULAR' | 'CONTRACT' | null;
  readonly franchiseeId: string | null;
  readonly status: 'ACTIVE' | 'LEFT';
  readonly assignments: readonly DemoAssignment[];
}

interface Place {
  readonly unitId: string;
  readonly unitCode: string;
  readonly position: DemoPosition;
  readonly level: number;
}

/** People with a fixed name and account, each for the n-th place (from 0) of a unit and position and level. */
const known: readonly { readonly at: string; readonly account: string; readonly name: string }[] = [
  { at: 'executive/general-manager/9/0', account: 'chenhai', name: '陈海' },
  { at: 'executive/deputy-general-manager/8/0', account: 'linyue', name: '林悦' },
  { at: 'service/agent/3/0', account: 'wangmin', name: '王敏' },
  { at: 'service/agent/3/1', account: 'jixiang', name: '𠮷祥' },
  { at: 'service/lead/4/0', account: 'zhaolei', name: '赵磊' },
  { at: 'service/manager/6/0', account: 'sunli', name: '孙丽' },
  { at: 'service/agent/2/0', account: 'abuduriheman', name: '阿卜杜热合曼·麦麦提吐尔逊·奥布力喀斯木·艾合买提江' },
  { at: 'member-ops/lead/4/0', account: 'zhengshuang', name: '郑爽' },
  { at: 'market-ops/department-head/7/0', account: 'pengfei', name: '彭飞' },
  { at: 'store-ops/department-head/7/0', account: 'wujian', name: '吴健' },
  { at: 'store-ops/specialist/4/0', account: 'zhouting', name: '周婷' },
  { at: 'hr/department-head/7/0', account: 'tangna', name: '唐娜' },
  { at: 'audit/department-head/7/0', account: 'fangyuan', name: '方圆' },
  { at: 'finance/manager/6/0', account: 'heping', name: '何萍' },
  { at: 'legal/specialist/5/0', account: 'gaofeng', name: '高峰' },
  { at: 'it-ops/specialist/5/0', account: 'luoyang', name: '罗洋' },
  { at: 'region-1/regional-manager/7/0', account: 'huangwei', name: '黄伟' },
  { at: 'region-2/regional-manager/7/0', account: 'xujing', name: '徐静' },
  { at: 'region-3/regional-manager/7/0', account: 'guolin', name: '郭琳' },
  { at: 'region-4/regional-manager/7/0', account: 'majun', name: '马军' },
  { at: 'SH001/store-manager/5/0', account: 'liqiang', name: '李强' },
  { at: 'SH001/store-staff/2/0', account: 'lijie', name: '李㛃' },
  { at: 'GZ001/store-manager/5/0', account: 'denghua', name: '邓华' },
  { at: 'HZ001/store-manager/5/0', account: 'caiwen', name: '蔡雯' },
];

/** Franchisees with a fixed account by number; names are of the persons who act for the companies. */
const franchisees = [
  '沈国栋',
  '韩梅',
  '秦川',
  '锦年',
  '雁南',
  '顾金湖',
  '解放',
  '海生',
  '南山',
  '宋湖',
  '翠芬',
  '栈强',
  '方一数',
] as const;
const franchiseeAccounts: Readonly<Record<number, string>> = { 1: 'shenguodong', 9: 'nanshan' };

function headquarters(): Place[] {
  return demoDepartments.flatMap(({ code }) =>
    (headquarterPlaces[code] ?? []).flatMap(([position, level, count]) =>
      Array.from({ length: count }, () => ({ unitId: departmentId(code), unitCode: code, position, level })),
    ),
  );
}

function regions(): Place[] {
  return demoRegions.flatMap((_region, index) => {
    const unit = { unitId: demoId('region', index + 1), unitCode: `region-${index + 1}` };
    return [
      { ...unit, position: 'regional-manager' as const, level: 7 },
      { ...unit, position: 'supervisor' as const, level: 4 },
    ];
  });
}

const STORE_STAFF = 81;

function stores(): Place[] {
  const staffed = demoStores.filter((store) => store.status !== 'closed');
  const managers = staffed.map(({ code }) => ({
    unitId: storeUnitId(code),
    unitCode: code,
    position: 'store-manager' as const,
    level: 5,
  }));
  const trading = staffed.filter((store) => store.status !== 'preparing');
  const staff = Array.from({ length: STORE_STAFF }, (_none, index) => {
    const code = trading[index % trading.length]?.code ?? 'SH001';
    const round = Math.floor(index / trading.length);
    const position = round % 2 === 0 ? ('store-staff' as const) : ('cashier' as const);
    return { unitId: storeUnitId(code), unitCode: code, position, level: round < 2 ? 2 : 1 };
  });
  return [...managers, ...staff];
}

/** Employees who left: index into all places -> days before the demo's instant. */
const leavers = new Map([
  [16, 40],
  [18, 12],
  [27, 90],
  [61, 25],
  [110, 5],
  [125, 60],
  [139, 33],
  [158, 2],
  [177, 18],
]);

/** Employees who move this month: index -> new unit and the day it takes effect (negative: already done). */
const movers = new Map([
  [29, { unitCode: 'product-ops', day: -9 }],
  [10, { unitCode: 'member-ops', day: -2 }],
  [120, { unitCode: 'SH002', day: 8 }],
]);

function assignmentsOf(place: Place, index: number): DemoAssignment[] {
  const { unitId, position, level } = place;
  const fromDay = -400 - ((index * 37) % 2200);
  const left = leavers.get(index);
  const move = movers.get(index);
  if (left !== undefined) return [{ unitId, position, level, fromDay, untilDay: -left }];
  if (!move) return [{ unitId, position, level, fromDay, untilDay: null }];
  const toStore = demoStores.some((store) => store.code === move.unitCode);
  const next = toStore
    ? { unitId: storeUnitId(move.unitCode), position }
    : { unitId: departmentId(move.unitCode), position: 'specialist' as const };
  return [
    { unitId, position, level, fromDay, untilDay: move.day },
    { ...next, level, fromDay: move.day, untilDay: null },
  ];
}

function employees(): DemoPerson[] {
  const places = [...headquarters(), ...regions(), ...stores()];
  const seats = new Map<string, number>();
  return places.map((place, index) => {
    const kindOfSeat = `${place.unitCode}/${place.position}/${place.level}`;
    const seat = seats.get(kindOfSeat) ?? 0;
    seats.set(kindOfSeat, seat + 1);
    const fixed = known.find((person) => person.at === `${kindOfSeat}/${seat}`);
    const employeeNo = `E${1001 + index}`;
    const contract = ['store-staff', 'cashier'].includes(place.position) && index >= places.length - STORE_STAFF + 37;
    return {
      id: demoId('person', index + 1),
      account: fixed?.account ?? employeeNo.toLowerCase(),
      name: fixed?.name ?? demoPick(surnames, 'surname', index) + demoPick(givenNames, 'given', index),
      kind: 'EMPLOYEE',
      employeeNo,
      employment: contract ? 'CONTRACT' : 'REGULAR',
      franchiseeId: null,
      status: leavers.has(index) ? 'LEFT' : 'ACTIVE',
      assignments: assignmentsOf(place, index),
    };
  });
}

const owners = (): DemoPerson[] =>
  demoFranchisees.map((_company, index) => ({
    id: demoId('franchisee-person', index + 1),
    account: franchiseeAccounts[index + 1] ?? `f${String(index + 1).padStart(2, '0')}`,
    name: franchisees[index] ?? '加盟商',
    kind: 'FRANCHISEE',
    employeeNo: null,
    employment: null,
    franchiseeId: demoId('franchisee', index + 1),
    status: 'ACTIVE',
    assignments: [],
  }));

/** All people of the demo company: 186 employees (9 left), then 13 franchisees. */
export const demoPeople: readonly DemoPerson[] = [...employees(), ...owners()];

/** Instant of a day counted from the demo's instant, at midnight in Shanghai. */
export const demoDay = (anchor: Date, day: number): Date =>
  new Date(Math.floor((anchor.getTime() + 8 * 3600_000) / DAY + day) * DAY - 8 * 3600_000);

/** Accounts with a memorable name. */
export const memorableAccounts: ReadonlySet<string> = new Set([
  ...known.map(({ account }) => account),
  ...Object.values(franchiseeAccounts),
]);
