const at = '2026-03-11T12:30:00.000Z';
const due = '2026-03-14T12:30:00.000Z';
const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const requestId = '0195844e-2d00-7000-8000-0000000000e1';
export const roleId = '0195844e-2d00-7000-8000-0000000000e2';
export const storeUnitId = '0195844e-2d00-7000-8000-0000000000a1';
const unit = { id: storeUnitId, name: { zh: '网鱼电竞(上海松江大学城店)', en: 'Songjiang store' }, kind: 'STORE' };

/** People of the examples. */
export const people = {
  requester: {
    id: '0195844e-2d00-7000-8000-0000000000f1',
    name: '李㛃',
    employeeNo: 'E1106',
    unit: unit.name,
    position: { zh: '店员', en: 'Store staff' },
    active: true,
  },
  superior: {
    id: '0195844e-2d00-7000-8000-0000000000f2',
    name: '李强',
    employeeNo: 'E1082',
    unit: unit.name,
    position: { zh: '店长', en: 'Store manager' },
    active: true,
  },
} as const;

const role = { id: roleId, code: 'stores-viewer', name: { zh: '门店查看', en: 'Store viewer' }, system: 'stores' };
const meta = { code: 'stores.store.view', name: { zh: '查看门店', en: 'See stores' }, system: 'stores', riskTier: 0 };
const scope = { kind: 'ORG_SET', units: [unit] };

/** What a person enters. */
export const fieldsExample = {
  kind: 'SHORT',
  items: [{ roleId, metaCode: null, scope: { kind: 'ORG_SET', unitIds: [storeUnitId] } }],
  reason: '代班盘点，需查看本店资料',
  ticketRef: null,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: 480,
};

const commonExample = {
  id: requestId,
  number: 'Q20260311-0007',
  kind: 'SHORT',
  origin: 'SELF',
  state: 'PENDING',
  requester: people.requester,
  grantee: people.requester,
  reason: fieldsExample.reason,
  ticketRef: null,
  systems: ['stores'],
  riskTier: 0,
  wantedFrom: null,
  wantedUntil: null,
  durationMinutes: 480,
  createdAt: at,
  submittedAt: at,
  expiresAt: '2026-03-25T12:30:00.000Z',
  decidedAt: null,
  version: 1,
};

/** A step that waits for the superior. */
export const stepExample = {
  no: 1,
  rule: 'SUPERIOR',
  because: 'SUPERIOR',
  requiredCount: 1,
  approvals: 0,
  state: 'CURRENT',
  deciders: [people.superior],
  moreDeciders: 0,
  dueAt: due,
  escalated: false,
};

/** One role of a request. */
export const itemExample = {
  no: 1,
  role,
  meta: null,
  metas: [meta],
  riskTier: 0,
  scope,
  reaches: { total: 1, stores: 1, units: [unit] },
  held: false,
};

/** What the grantee holds already. */
export const heldExample = {
  via: 'rule',
  role: {
    id: '0195844e-2d00-7000-8000-0000000000e3',
    code: 'stores-lookup',
    name: { zh: '门店选择', en: 'Store lookup' },
    system: 'stores',
  },
  meta: null,
  scope: { kind: 'OWN_STORE', units: [] },
  from: '2018-01-01T00:00:00.000Z',
  until: null,
};

/** A row of a list of requests. */
export const rowExample = { ...commonExample, titles: [role.name], waitingFor: [people.superior], dueAt: due };

/** A pending request. */
export const requestExample = {
  ...commonExample,
  revision: 1,
  contentHash: hash,
  items: [itemExample],
  change: null,
  changeNow: null,
  window: null,
  steps: [stepExample],
  decisions: [],
  conflicts: [],
  held: [heldExample],
  extendsGrantId: null,
  grantIds: [],
  mayDecide: false,
  mayEdit: true,
  mayWithdraw: true,
};

/** A request in the inbox of the superior. */
export const inboxExample = {
  request: { ...requestExample, mayDecide: true, mayEdit: false, mayWithdraw: false },
  stepNo: 1,
  as: 'SUPERIOR',
  onBehalfOf: null,
  dueAt: due,
  overdue: false,
  next: null,
};

/** A decision that sends back what was shown. */
export const decisionExample = { requestId, revision: 1, contentHash: hash, verdict: 'APPROVE', comment: null };

/** A role that may be asked for. */
export const requestableExample = {
  kind: 'role',
  role,
  meta: null,
  system: 'stores',
  systemName: { zh: '门店管理', en: 'Stores' },
  name: role.name,
  metas: [meta],
  riskTier: 0,
  maxShortMinutes: 43_200,
  maxLongDays: 730,
  scopeKinds: ['SELF', 'OWN_STORE', 'OWN_SUBTREE', 'MANAGED', 'OWN_FRANCHISE', 'ORG_SET', 'ALL'],
  held: false,
};
