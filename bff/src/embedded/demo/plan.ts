import { createHash } from 'node:crypto';

/** Seed of the demo company: every value is a pure function of it, so any row can be recomputed. */
export const DEMO_SEED = 20191115;

/** Instant the reference data is told from (a Wednesday evening); tests use it, a started demo uses its own Wednesday. */
export const DEMO_NOW = new Date('2026-03-11T12:30:00.000Z');

const WEEK = 7 * 24 * 3600_000;

/** The last Wednesday 20:30 in Shanghai not after `at`: where a freshly seeded demo begins. */
export const demoAnchor = (at: Date): Date =>
  new Date(DEMO_NOW.getTime() + Math.floor((at.getTime() - DEMO_NOW.getTime()) / WEEK) * WEEK);

const digest = (kind: string, n: number): string =>
  createHash('sha256').update(`${DEMO_SEED}/${kind}/${n}`).digest('hex');

/** Stable UUID (version 7 layout, time fixed at the demo's instant) of the n-th record of a kind. */
export function demoId(kind: string, n: number): string {
  const time = (DEMO_NOW.getTime() + n).toString(16).padStart(12, '0');
  const hash = digest(kind, n);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-a${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

/** Pseudo-random number in [0, 1) of the n-th draw of a named series. */
export const demoRandom = (series: string, n: number): number =>
  Number.parseInt(digest(series, n).slice(0, 12), 16) / 2 ** 48;

/** Pick of a list by the n-th draw of a named series. */
export const demoPick = <T>(list: readonly T[], series: string, n: number): T => {
  const picked = list[Math.floor(demoRandom(series, n) * list.length)];
  if (picked === undefined) throw new RangeError(`nothing to pick for ${series}`);
  return picked;
};

/** Regions; unit id is `demoId('region', index + 1)`. */
export const demoRegions = [
  { zh: '华东大区', en: 'East China' },
  { zh: '华南大区', en: 'South China' },
  { zh: '华北大区', en: 'North China' },
  { zh: '西南大区', en: 'South-west China' },
] as const;

/** Departments; unit id is `demoId('department', index + 1)`. */
export const demoDepartments = [
  { code: 'executive', zh: '总经办', en: 'Executive office' },
  { code: 'service', zh: '客服部', en: 'Customer service' },
  { code: 'member-ops', zh: '会员运营部', en: 'Member operations' },
  { code: 'market-ops', zh: '市场运营部', en: 'Market operations' },
  { code: 'store-ops', zh: '门店运营部', en: 'Store operations' },
  { code: 'product-ops', zh: '产品运营部', en: 'Product operations' },
  { code: 'administration', zh: '行政部', en: 'Administration' },
  { code: 'hr', zh: '人资部', en: 'Human resources' },
  { code: 'procurement', zh: '采购部', en: 'Procurement' },
  { code: 'audit', zh: '审计部', en: 'Audit' },
  { code: 'finance', zh: '财务部', en: 'Finance' },
  { code: 'legal', zh: '法务部', en: 'Legal' },
  { code: 'it-ops', zh: '运维部', en: 'IT operations' },
] as const;

/** Franchisee companies; id is `demoId('franchisee', index + 1)`. */
export const demoFranchisees = [
  { name: '杭州西岸电竞文化有限公司', kind: 'wangyu' },
  { name: '武汉光谷鱼乐网络有限公司', kind: 'wangyu' },
  { name: '南京秦淮网咖管理有限公司', kind: 'wangyu' },
  { name: '成都锦里互娱有限公司', kind: 'wangyu' },
  { name: '西安雁塔竞界文化有限公司', kind: 'wangyu' },
  { name: '苏州金鸡湖电竞有限公司', kind: 'wangyu' },
  { name: '重庆解放碑网络科技有限公司', kind: 'wangyu' },
  { name: '天津海河鱼跃文化有限公司', kind: 'wangyu' },
  { name: '深圳南山极客电竞有限公司', kind: 'mvp' },
  { name: '东莞松山湖竞技有限公司', kind: 'mvp' },
  { name: '昆明翠湖网娱有限公司', kind: 'mvp' },
  { name: '青岛栈桥电竞有限公司', kind: 'mvp' },
  { name: '宁波天一数娱有限公司', kind: 'mvp' },
] as const;

/** Stores; id is `demoId('store', index + 1)`. `region` and `franchisee` are 1-based; one name carries characters that break careless pages. */
export const demoStores = [
  {
    code: 'SH001',
    name: '网鱼电竞(上海松江大学城店)',
    city: '上海',
    region: 1,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'SH002',
    name: '网鱼电竞(上海五角场店)',
    city: '上海',
    region: 1,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'SH003',
    name: '网鱼电竞酒店(上海人民广场店)',
    city: '上海',
    region: 1,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'HZ001',
    name: '网鱼电竞(杭州西溪店)',
    city: '杭州',
    region: 1,
    owner: 'wangyu',
    franchisee: 1,
    status: 'open',
  },
  {
    code: 'HZ002',
    name: '网鱼电竞(杭州下沙店)',
    city: '杭州',
    region: 1,
    owner: 'wangyu',
    franchisee: 1,
    status: 'open',
  },
  {
    code: 'HZ003',
    name: '网鱼电竞(杭州滨江店)',
    city: '杭州',
    region: 1,
    owner: 'wangyu',
    franchisee: 1,
    status: 'trial',
  },
  {
    code: 'NJ001',
    name: '网鱼电竞(南京新街口店)',
    city: '南京',
    region: 1,
    owner: 'wangyu',
    franchisee: 3,
    status: 'open',
  },
  {
    code: 'SZ001',
    name: '网鱼电竞(苏州金鸡湖店)',
    city: '苏州',
    region: 1,
    owner: 'wangyu',
    franchisee: 6,
    status: 'open',
  },
  {
    code: 'NB001',
    name: '网鱼电竞(宁波天一广场店)',
    city: '宁波',
    region: 1,
    owner: 'mvp',
    franchisee: 13,
    status: 'open',
  },
  {
    code: 'GZ001',
    name: '网鱼电竞(广州天河城店)',
    city: '广州',
    region: 2,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'GZ002',
    name: '网鱼电竞(广州大学城店)',
    city: '广州',
    region: 2,
    owner: 'direct',
    franchisee: null,
    status: 'suspended',
  },
  { code: 'SZ002', name: '网鱼电竞(深圳南山店)', city: '深圳', region: 2, owner: 'mvp', franchisee: 9, status: 'open' },
  {
    code: 'DG001',
    name: '网鱼电竞(东莞松山湖店)',
    city: '东莞',
    region: 2,
    owner: 'mvp',
    franchisee: 10,
    status: 'open',
  },
  {
    code: 'WH001',
    name: '网鱼电竞(武汉光谷店)',
    city: '武汉',
    region: 2,
    owner: 'wangyu',
    franchisee: 2,
    status: 'open',
  },
  {
    code: 'WH002',
    name: `yVR(武汉"江汉路"<体验>&'旗舰'店)`,
    city: '武汉',
    region: 2,
    owner: 'wangyu',
    franchisee: 2,
    status: 'open',
  },
  {
    code: 'BJ001',
    name: '网鱼电竞(北京望京店)',
    city: '北京',
    region: 3,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'BJ002',
    name: '网鱼电竞酒店(北京中关村店)',
    city: '北京',
    region: 3,
    owner: 'direct',
    franchisee: null,
    status: 'preparing',
  },
  {
    code: 'TJ001',
    name: '网鱼电竞(天津滨江道店)',
    city: '天津',
    region: 3,
    owner: 'wangyu',
    franchisee: 8,
    status: 'open',
  },
  {
    code: 'QD001',
    name: '网鱼电竞(青岛五四广场店)',
    city: '青岛',
    region: 3,
    owner: 'mvp',
    franchisee: 12,
    status: 'open',
  },
  {
    code: 'XA001',
    name: '网鱼电竞(西安小寨店)',
    city: '西安',
    region: 3,
    owner: 'wangyu',
    franchisee: 2,
    status: 'open',
  },
  {
    code: 'CD001',
    name: '网鱼电竞(成都春熙路店)',
    city: '成都',
    region: 4,
    owner: 'direct',
    franchisee: null,
    status: 'open',
  },
  {
    code: 'CD002',
    name: '网鱼电竞(成都锦里店)',
    city: '成都',
    region: 4,
    owner: 'wangyu',
    franchisee: 4,
    status: 'open',
  },
  {
    code: 'CQ001',
    name: '网鱼电竞(重庆解放碑店)',
    city: '重庆',
    region: 4,
    owner: 'mvp',
    franchisee: 11,
    status: 'closed',
  },
  {
    code: 'KM001',
    name: '网鱼电竞(昆明翠湖店)',
    city: '昆明',
    region: 4,
    owner: 'mvp',
    franchisee: 11,
    status: 'open',
  },
] as const;
