export const campaignId = '0195844e-2d00-7000-8000-000000000301';
export const itemId = '0195844e-2d00-7000-8000-000000000302';
export const breakGlassId = '0195844e-2d00-7000-8000-000000000303';
export const at = '2026-03-11T12:30:00.000Z';
export const later = '2026-03-25T12:30:00.000Z';
const personExample = {
  id: '0195844e-2d00-7000-8000-000000000001',
  name: '王敏',
  employeeNo: 'E1001',
  unit: { zh: '客服部', en: 'Customer service' },
  position: { zh: '客服专员', en: 'Service agent' },
  active: true,
};
export const superiorExample = {
  ...personExample,
  id: '0195844e-2d00-7000-8000-000000000002',
  name: '孙丽',
  employeeNo: 'E1012',
  position: { zh: '经理', en: 'Manager' },
};
export const roleExample = {
  id: '0195844e-2d00-7000-8000-000000000011',
  code: 'stores-keeper',
  name: { zh: '门店资料管理', en: 'Store keeper' },
  system: 'stores',
};
export const selectionExample = { systems: [], kinds: ['LONG'], minRiskTier: 0, unitId: null };
export const campaignExample = {
  id: campaignId,
  name: '2026 年第一季度长期权益复核',
  startedBy: superiorExample,
  startedAt: at,
  dueAt: later,
  onNoAnswer: 'REVOKE',
  selection: selectionExample,
  state: 'OPEN',
  counts: { items: 12, kept: 4, revoked: 1, open: 7 },
  version: 1,
};
export const itemExample = {
  id: itemId,
  campaignId,
  campaignName: campaignExample.name,
  grantId: '0195844e-2d00-7000-8000-000000000304',
  grantee: personExample,
  role: roleExample,
  meta: null,
  scope: { kind: 'ALL', units: [] },
  kind: 'LONG',
  from: at,
  until: null,
  reason: '长期协助门店运营核对资料',
  reviewer: superiorExample,
  lastUsedOn: '2026-03-01',
  verdict: null,
  comment: null,
  decidedBy: null,
  decidedAt: null,
  dueAt: later,
  mayDecide: true,
};
export const breakGlassExample = {
  id: breakGlassId,
  person: personExample,
  role: roleExample,
  meta: null,
  scope: { kind: 'ALL', units: [] },
  reason: '门店系统故障，需要立即停业整改登记',
  from: at,
  until: '2026-03-11T14:30:00.000Z',
  state: 'ACTIVE',
  reviewedBy: null,
  reviewedAt: null,
  verdict: null,
  note: null,
  version: 1,
  mayEnd: true,
  mayReview: false,
};
