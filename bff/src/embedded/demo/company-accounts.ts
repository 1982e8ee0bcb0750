import type { Localized } from '@eoms/contracts/endpoint';
import { demoPeople, departmentId, memorableAccounts, type DemoPerson } from './company-people.ts';
import { demoPositions } from './company-positions.ts';
import { demoDepartments, demoFranchisees, demoId, demoRegions, demoStores } from './plan.ts';

const nameOfUnit = (unitId: string): Localized => {
  const department = demoDepartments.find((_each, index) => demoId('department', index + 1) === unitId);
  const region = demoRegions.find((_each, index) => demoId('region', index + 1) === unitId);
  const store = demoStores.find((_each, index) => demoId('store', index + 1) === unitId);
  return department ?? region ?? { zh: store?.name ?? '', en: store?.name ?? '' };
};

/** Headings of the sign-in page, with what the people below them can do. */
export const demoAccountGroups = {
  executive: {
    title: { zh: '总经办', en: 'Executive office' },
    hint: { zh: '查看全部门店与工单', en: 'See all stores and tickets' },
  },
  service: {
    title: { zh: '客服部', en: 'Customer service' },
    hint: {
      zh: '受理、回复工单，查看门店；组长与经理可分派',
      en: 'Work on tickets and see stores; leads and the manager assign',
    },
  },
  'store-ops': {
    title: { zh: '门店运营部', en: 'Store operations' },
    hint: { zh: '维护全部门店；总监可变更归属', en: 'Keep all stores; the head changes owners' },
  },
  region: {
    title: { zh: '大区经理', en: 'Regional managers' },
    hint: { zh: '管理本大区的门店与工单', en: 'Stores and tickets of the own region' },
  },
  store: {
    title: { zh: '门店', en: 'Stores' },
    hint: { zh: '店长与店员：只看到本店', en: 'Managers and assistants see their own store only' },
  },
  franchisee: {
    title: { zh: '加盟商', en: 'Franchisees' },
    hint: { zh: '只看到自己名下的门店', en: 'See the stores they own' },
  },
  other: {
    title: { zh: '其他部门', en: 'Other departments' },
    hint: {
      zh: '运维负责权限配置，审计复核授权，人资维护人员；财务可查看门店',
      en: 'IT owns permissions, audit reviews them, HR keeps people; finance looks at stores',
    },
  },
} as const satisfies Record<string, { title: Localized; hint: Localized }>;

/** Heading of the sign-in page. */
export type DemoAccountGroup = keyof typeof demoAccountGroups;

function groupOf(person: DemoPerson): DemoAccountGroup {
  const unitId = person.assignments.at(-1)?.unitId;
  if (person.kind === 'FRANCHISEE') return 'franchisee';
  for (const code of ['executive', 'service', 'store-ops'] as const) if (unitId === departmentId(code)) return code;
  if (demoRegions.some((_region, index) => demoId('region', index + 1) === unitId)) return 'region';
  return demoStores.some((_store, index) => demoId('store', index + 1) === unitId) ? 'store' : 'other';
}

/** An account to try the portal with. */
export interface DemoAccount {
  /** Heading it stands under on the sign-in page. */
  readonly group: DemoAccountGroup;
  readonly account: string;
  readonly personId: string;
  readonly name: string;
  readonly role: Localized;
  readonly department: Localized;
}

function accountOf(person: DemoPerson): DemoAccount {
  const place = person.assignments.at(-1);
  const company =
    demoFranchisees.find((_each, index) => demoId('franchisee', index + 1) === person.franchiseeId)?.name ?? '';
  return {
    group: groupOf(person),
    account: person.account,
    personId: person.id,
    name: person.name,
    role: place ? demoPositions[place.position] : { zh: '加盟商', en: 'Franchisee' },
    department: place ? nameOfUnit(place.unitId) : { zh: company, en: company },
  };
}

/** Accounts with a memorable name, in the order of the organisation; the sign-in page and `npm start` show them. */
export const demoAccounts: readonly DemoAccount[] = demoPeople
  .filter(({ account }) => memorableAccounts.has(account))
  .map(accountOf);
