import type { Localized, MetaCode } from '@eoms/contracts/endpoint';
import type { SystemCode } from '@eoms/contracts/systems';
import type { ScopeKind } from '../../portal/access/access.policy.ts';
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
    metas: ['service.ticket.view', 'service.ticket.assign'],
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
  readonly kind?: 'EMPLOYEE' | 'FRANCHISEE';
}

/** Base rules of the demo company; whoever none matches holds nothing. */
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
  { unitId: demoCompanyId, position: 'supervisor', roles: ['stores-viewer', 'service-viewer'], scope: 'MANAGED' },
  {
    unitId: demoCompanyId,
    position: 'store-manager',
    roles: ['stores-viewer', 'service-requester', 'service-responder'],
    scope: 'OWN_STORE',
  },
  { unitId: demoCompanyId, position: 'store-staff', roles: ['service-requester'], scope: 'OWN_STORE' },
  { unitId: demoCompanyId, position: 'cashier', roles: ['service-requester'], scope: 'OWN_STORE' },
  { kind: 'FRANCHISEE', roles: ['stores-viewer', 'service-requester'], scope: 'OWN_FRANCHISE' },
];
