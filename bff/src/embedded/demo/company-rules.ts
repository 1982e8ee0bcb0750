import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import type { ScopeKind } from '../../portal/access/access.service.ts';
import { demoCompanyId, departmentId } from './company-people.ts';
import type { DemoPosition } from './company-positions.ts';

/** Roles of the demo company, each within one system. */
export const demoRoles = {
  'service-agent': {
    system: 'service',
    name: { zh: '客服专员', en: 'Service agent' },
    metas: [
      'service.ticket.view',
      'service.ticket.create',
      'service.ticket.reply',
      'service.ticket.note',
      'service.ticket.edit',
      'service.ticket.change-state',
    ],
  },
  'service-dispatcher': {
    system: 'service',
    name: { zh: '工单分派', en: 'Ticket dispatcher' },
    metas: ['service.ticket.view', 'service.ticket.assign', 'service.ticket.view-phone'],
  },
  'service-viewer': {
    system: 'service',
    name: { zh: '工单查看', en: 'Ticket viewer' },
    metas: ['service.ticket.view'],
  },
  'service-requester': {
    system: 'service',
    name: { zh: '工单提交', en: 'Ticket requester' },
    metas: ['service.ticket.view', 'service.ticket.create'],
  },
  'service-responder': {
    system: 'service',
    name: { zh: '工单协办', en: 'Ticket responder' },
    metas: ['service.ticket.view', 'service.ticket.reply'],
  },
  'stores-viewer': { system: 'stores', name: { zh: '门店查看', en: 'Store viewer' }, metas: ['stores.store.view'] },
  'stores-keeper': {
    system: 'stores',
    name: { zh: '门店资料管理', en: 'Store keeper' },
    metas: ['stores.store.view', 'stores.store.edit', 'stores.store.change-status'],
  },
  'stores-founder': {
    system: 'stores',
    name: { zh: '门店建档', en: 'Store founder' },
    metas: ['stores.store.view', 'stores.store.create'],
  },
  'stores-owner-keeper': {
    system: 'stores',
    name: { zh: '门店归属变更', en: 'Store ownership' },
    metas: ['stores.store.view', 'stores.store.change-owner'],
  },
  'access-self': {
    system: 'access',
    name: { zh: '本人权限', en: 'Own permissions' },
    metas: ['access.self.view', 'access.request.create', 'access.organisation.view'],
  },
  'access-approver': {
    system: 'access',
    name: { zh: '审批人', en: 'Approver' },
    metas: ['access.approval.view', 'access.approval.decide', 'access.delegation.manage'],
  },
  'access-superior': {
    system: 'access',
    name: { zh: '团队负责人', en: 'Team superior' },
    metas: [
      'access.person.view',
      'access.grant.view',
      'access.grant.give',
      'access.grant.revoke',
      'access.decision.explain',
      'access.review.view',
    ],
  },
  'access-hr': {
    system: 'access',
    name: { zh: '人事管理', en: 'HR keeper' },
    metas: [
      'access.person.view',
      'access.person.manage',
      'access.person.view-phone',
      'access.organisation.edit',
      'access.sync.view',
      'access.sync.run',
    ],
  },
  'access-id-numbers': {
    system: 'access',
    name: { zh: '证件号查看', en: 'ID numbers' },
    metas: ['access.person.view', 'access.person.view-id-number'],
  },
  'access-owner': {
    system: 'access',
    name: { zh: '权限负责人', en: 'Permission owner' },
    metas: [
      'access.catalogue.view',
      'access.catalogue.propose',
      'access.catalogue.approve',
      'access.person.view',
      'access.grant.view',
      'access.grant.revoke',
      'access.decision.explain',
      'access.decision.preview',
      'access.break-glass.use',
      'access.sync.view',
      'access.client.view',
      'access.client.manage',
      'access.audit.view',
    ],
  },
  'access-auditor': {
    system: 'access',
    name: { zh: '权限审计', en: 'Access auditor' },
    metas: [
      'access.catalogue.view',
      'access.person.view',
      'access.grant.view',
      'access.decision.explain',
      'access.review.view',
      'access.review.run',
      'access.break-glass.review',
      'access.sync.view',
      'access.client.view',
      'access.audit.view',
    ],
  },
} as const satisfies Record<string, { system: SystemCode; name: Localized; metas: readonly MetaCode[] }>;

/** Code of a role of the demo company. */
export type DemoRole = keyof typeof demoRoles;

/** Who gets which roles, and how far they reach. */
export interface DemoRule {
  readonly roles: readonly DemoRole[];
  readonly scope: ScopeKind;
  /** Unit with everything below it; left out: anywhere. */
  readonly unitId?: string;
  readonly position?: DemoPosition;
  readonly levelMin?: number;
  readonly kind?: 'EMPLOYEE' | 'FRANCHISEE' | 'EXTERNAL';
}

/** Positions that lead a unit. */
const superiors = [
  'general-manager',
  'deputy-general-manager',
  'department-head',
  'manager',
  'regional-manager',
  'store-manager',
] as const satisfies readonly DemoPosition[];

/** Base rules of the demo company. */
export const demoRules: readonly DemoRule[] = [
  { unitId: departmentId('service'), roles: ['service-agent', 'stores-viewer'], scope: 'ALL' },
  { unitId: departmentId('service'), levelMin: 4, roles: ['service-dispatcher'], scope: 'ALL' },
  { unitId: departmentId('store-ops'), roles: ['stores-keeper', 'stores-founder', 'service-viewer'], scope: 'ALL' },
  { unitId: departmentId('store-ops'), levelMin: 7, roles: ['stores-owner-keeper'], scope: 'ALL' },
  { unitId: departmentId('executive'), roles: ['stores-viewer', 'service-viewer'], scope: 'ALL' },
  { unitId: departmentId('finance'), roles: ['stores-viewer'], scope: 'ALL' },
  { unitId: departmentId('it-ops'), roles: ['stores-viewer', 'service-requester'], scope: 'ALL' },
  {
    unitId: demoCompanyId,
    position: 'regional-manager',
    roles: ['stores-keeper', 'service-responder'],
    scope: 'MANAGED',
  },
  { unitId: demoCompanyId, position: 'supervisor', roles: ['stores-viewer', 'service-viewer'], scope: 'OWN_SUBTREE' },
  {
    unitId: demoCompanyId,
    position: 'store-manager',
    roles: ['stores-viewer', 'service-requester', 'service-responder'],
    scope: 'OWN_STORE',
  },
  { unitId: demoCompanyId, position: 'store-staff', roles: ['service-requester'], scope: 'OWN_STORE' },
  { unitId: demoCompanyId, position: 'cashier', roles: ['service-requester'], scope: 'OWN_STORE' },
  { kind: 'FRANCHISEE', roles: ['stores-viewer', 'service-requester'], scope: 'OWN_FRANCHISE' },
  { kind: 'EMPLOYEE', roles: ['access-self', 'access-approver'], scope: 'SELF' },
  { kind: 'FRANCHISEE', roles: ['access-self'], scope: 'SELF' },
  { kind: 'EXTERNAL', roles: ['access-self'], scope: 'SELF' },
  ...superiors.map((position) => ({
    unitId: demoCompanyId,
    position,
    roles: ['access-superior'] as const,
    scope: 'MANAGED' as const,
  })),
  { unitId: departmentId('hr'), roles: ['access-hr'], scope: 'ALL' },
  { unitId: departmentId('hr'), position: 'department-head', roles: ['access-id-numbers'], scope: 'ALL' },
  { unitId: departmentId('it-ops'), levelMin: 5, roles: ['access-owner'], scope: 'ALL' },
  { unitId: departmentId('audit'), roles: ['access-auditor'], scope: 'ALL' },
];
