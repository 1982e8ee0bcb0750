import type { Localized } from './endpoint.ts';

/** The business systems of the portal in menu order. A system shows only where it is deployed and permitted. */
export const systems = {
  service: { zh: '客服中心', en: 'Customer service' },
  marketing: { zh: '营销中心', en: 'Marketing' },
  legal: { zh: '法务中心', en: 'Legal' },
  stores: { zh: '门店管理', en: 'Stores' },
  billing: { zh: '计费管理', en: 'Billing' },
  members: { zh: '会员管理', en: 'Members' },
  channels: { zh: '渠道管理', en: 'Channels' },
  content: { zh: '内容管理', en: 'Content' },
  risk: { zh: '风控中心', en: 'Risk control' },
  insights: { zh: '运营分析', en: 'Insights' },
  access: { zh: '权限中心', en: 'Permission centre' },
} as const satisfies Record<string, Localized>;

/** Code of a business system; also the name of its remote and the first part of its Meta codes. */
export type SystemCode = keyof typeof systems;

/** All system codes in menu order. */
export const systemCodes = Object.keys(systems) as [SystemCode, ...SystemCode[]];
