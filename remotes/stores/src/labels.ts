import { Brand, OwnerKind, StoreStatus, StoreZone } from '@eoms/contracts/stores/stores.contract';
import { messages } from '@eoms/kit';
import type { Tone } from '@eoms/kit/ui';

/** Statuses, owner kinds, brands and zones in the order they are offered. */
export const statuses = StoreStatus.options;
export const ownerKinds = OwnerKind.options;
export const brands = Brand.options;
export const zones = StoreZone.options;

/** Fields of a store that its editor changes. */
export const editableFields = [
  'name',
  'brand',
  'city',
  'address',
  'phone',
  'regionId',
  'hosts',
  'hours',
  'zone',
  'openedOn',
  'note',
] as const;

/** Fields whose change by somebody else is told by name: the editor's, and those with a date of their own. */
export const toldFields = [...editableFields, 'status', 'ownerKind', 'franchiseeId', 'scheduled'] as const;

/** Colour of a status; the words beside it say the same. */
export const statusTones: Record<StoreStatus, Tone> = {
  preparing: 'neutral',
  trial: 'info',
  open: 'success',
  suspended: 'attention',
  closed: 'danger',
};

/** Words of the store register, shared by its pages. */
export const useStoreText = messages({
  'zh-CN': {
    register: '门店档案',
    store: '门店',
    preparing: '筹备',
    trial: '试营业',
    open: '营业',
    suspended: '停业整改',
    closed: '闭店',
    direct: '直营',
    wangyu: '网鱼加盟',
    mvp: 'MVP加盟',
    code: '编码',
    name: '名称',
    brand: '品牌',
    city: '城市',
    address: '地址',
    zone: '时区',
    regionId: '大区',
    hosts: '机器数',
    phone: '电话',
    hours: '营业时间',
    openedOn: '开业日期',
    note: '备注',
    status: '营业状态',
    ownerKind: '归属',
    franchiseeId: '加盟商',
    manager: '店长',
    scheduled: '已排定的变更',
    updatedAt: '最近更新',
    allDay: '24 小时',
    nextMorning: '{from}–次日 {until}',
    sameDay: '{from}–{until}',
    cancel: '取消',
  },
  en: {
    register: 'Store register',
    store: 'Store',
    preparing: 'Preparing',
    trial: 'Trial operation',
    open: 'Open',
    suspended: 'Suspended',
    closed: 'Closed',
    direct: 'Company-owned',
    wangyu: 'Wangyu franchise',
    mvp: 'MVP franchise',
    code: 'Code',
    name: 'Name',
    brand: 'Brand',
    city: 'City',
    address: 'Address',
    zone: 'Time zone',
    regionId: 'Region',
    hosts: 'Machines',
    phone: 'Phone',
    hours: 'Opening hours',
    openedOn: 'Opened on',
    note: 'Note',
    status: 'Status',
    ownerKind: 'Owner',
    franchiseeId: 'Franchisee',
    manager: 'Manager',
    scheduled: 'Scheduled change',
    updatedAt: 'Last change',
    allDay: '24 hours',
    nextMorning: '{from}–{until} next morning',
    sameDay: '{from}–{until}',
    cancel: 'Cancel',
  },
});

/** Opening hours in words: equal ends mean all day, an end not after the beginning means the next morning. */
export function hoursText(
  t: ReturnType<typeof useStoreText>,
  { from, until }: { from: string; until: string },
): string {
  if (from === until) return t('allDay');
  return until < from ? t('nextMorning', { from, until }) : t('sameDay', { from, until });
}

/** Owner of a store in words: its kind, and the franchisee if there is one. */
export const ownerText = (
  t: ReturnType<typeof useStoreText>,
  owner: { readonly ownerKind: OwnerKind; readonly franchiseeName: string | null },
): string => [t(owner.ownerKind), ...(owner.franchiseeName ? [owner.franchiseeName] : [])].join(' · ');
