import type { Localized } from '../endpoint.ts';

const says = (zh: string, en: string): Localized => ({ zh, en });

/** What permissions are about, by what their codes share before the last part. */
export const metaGroups: Readonly<Record<string, Localized>> = {
  'stores.store': says('门店', 'Stores'),
  'service.ticket': says('工单', 'Tickets'),
  'access.self': says('本人权限', 'Own permissions'),
  'access.request': says('权限申请', 'Requests'),
  'access.approval': says('审批', 'Decisions'),
  'access.delegation': says('审批委托', 'Delegations'),
  'access.grant': says('授权', 'Grants'),
  'access.person': says('人员', 'People'),
  'access.organisation': says('组织架构', 'Organisation'),
  'access.catalogue': says('权限目录', 'Permission catalogue'),
  'access.decision': says('权限诊断', 'Permission questions'),
  'access.review': says('权限复核', 'Reviews'),
  'access.break-glass': says('紧急权限', 'Emergency permissions'),
  'access.sync': says('人事同步', 'HR synchronisation'),
  'access.scim': says('SCIM 接口', 'SCIM interface'),
  'access.audit': says('审计日志', 'Audit log'),
  'access.client': says('接入方', 'Service clients'),
};

/** The group a permission belongs to. */
export const metaGroupOf = (code: string): string => code.slice(0, code.lastIndexOf('.'));
