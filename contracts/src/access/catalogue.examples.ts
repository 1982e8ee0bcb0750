import { requestExample, rowExample } from './requests.examples.ts';

/** Sample values of the catalogue's endpoints. */
const at = '2026-03-11T12:30:00.000Z';
const roleId = '0195844e-2d00-7000-8000-0000000000e1';

export const unit = {
  id: '0195844e-2d00-7000-8000-0000000000b1',
  name: { zh: '华东大区', en: 'East region' },
  kind: 'REGION',
};

export const position = { code: 'supervisor', name: { zh: '督导', en: 'Supervisor' } };

export const person = {
  id: '0195844e-2d00-7000-8000-0000000000d7',
  name: '王敏',
  employeeNo: 'E1004',
  unit: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服专员', en: 'Service agent' },
  active: true,
};

export const system = {
  code: 'stores',
  name: { zh: '门店管理', en: 'Stores' },
  status: 'LIVE',
  owner: person,
  metaVersion: 3,
  metas: 5,
  roles: 4,
};

const viewRef = {
  code: 'stores.store.view',
  name: { zh: '查看门店', en: 'See stores' },
  system: 'stores',
  riskTier: 0,
};
const editRef = {
  code: 'stores.store.edit',
  name: { zh: '编辑门店资料', en: 'Edit store data' },
  system: 'stores',
  riskTier: 1,
};
const ownerRef = {
  code: 'stores.store.change-owner',
  name: { zh: '变更归属', en: 'Change a store’s owner' },
  system: 'stores',
  riskTier: 3,
};

export const meta = {
  ...editRef,
  id: '0195844e-2d00-7000-8000-0000000000f1',
  kind: 'ACTION',
  status: 'ACTIVE',
  requestable: true,
  maxShortMinutes: 20160,
  maxLongDays: 365,
  scopeKinds: [],
  declaredBy: 'contracts',
  tuned: false,
  version: 1,
};

export const ownerMeta = {
  ...meta,
  ...ownerRef,
  id: '0195844e-2d00-7000-8000-0000000000f2',
  maxShortMinutes: 720,
  maxLongDays: 90,
};

const roleRef = {
  id: roleId,
  code: 'stores-viewer',
  name: { zh: '门店查看', en: 'Store viewer' },
  system: 'stores',
};

export const role = { ...roleRef, status: 'ACTIVE', metas: 1, rules: 1, riskTier: 0, version: 1 };

const holders = { total: 24, byRule: 23, byGrant: 2, byBreakGlass: 0, sample: [person] };

export const metaDetail = { ...meta, createdAt: at, retiredAt: null, roles: [roleRef], holders };

export const rule = {
  id: '0195844e-2d00-7000-8000-0000000000c7',
  role: roleRef,
  unit,
  includeSubtree: true,
  position,
  levelMin: null,
  levelMax: null,
  personKind: 'EMPLOYEE',
  scope: { kind: 'OWN_SUBTREE', units: [] },
  from: at,
  until: null,
  state: 'ACTIVE',
  changeId: null,
};

export const roleDetail = {
  ...role,
  permissions: [{ ...viewRef, kind: 'PAGE', status: 'ACTIVE' }],
  baseRules: [rule],
  holders,
};

export const sodRule = {
  id: '0195844e-2d00-7000-8000-0000000000c9',
  code: 'store-found-and-own',
  name: { zh: '建档与变更归属分离', en: 'Founding and ownership apart' },
  left: [editRef],
  right: [ownerRef],
  mode: 'BLOCK',
  scopeSensitive: true,
  status: 'ACTIVE',
  version: 1,
};

export const policy = {
  settings: {
    superiorShortCounts: true,
    requestExpiryDays: 14,
    stepDueDays: 3,
    breakGlassMinutes: 240,
    syncMaxLeavers: 30,
    syncMaxShare: 10,
  },
  version: 1,
  changedAt: at,
};

export const addPermission = {
  op: 'role.change',
  roleId,
  version: 1,
  addMetas: ['stores.store.edit'],
  removeMetas: [],
};

export const preview = {
  at,
  people: { gaining: 6, losing: 0, reaching: 0, all: 190 },
  byMeta: [{ meta: editRef, gained: 6, lost: 0, reached: 0 }],
  sample: [{ person, gained: [editRef], lost: [], reached: [] }],
  abandoned: { count: 0, sample: [] },
  conflicts: [],
};

const asked = {
  kind: 'CHANGE',
  grantee: null,
  durationMinutes: null,
  reason: '督导需要维护门店资料',
  riskTier: 1,
};

const changeShown = {
  kind: 'catalogue',
  title: { zh: '调整角色“门店查看”', en: 'Change the role “Store viewer”' },
  lines: [{ label: { zh: '新增权限点', en: 'Permissions added' }, before: null, after: editRef.name }],
  metas: [editRef],
  gained: 6,
  lost: 0,
};

export const request = {
  ...requestExample,
  ...asked,
  items: [],
  held: [],
  window: null,
  change: changeShown,
  steps: requestExample.steps.map((step) => ({ ...step, rule: 'PERMISSION_OWNERS', because: 'CHANGE' })),
};

export const requestRow = { ...rowExample, ...asked, titles: [changeShown.title] };
