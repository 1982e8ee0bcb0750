import { z } from 'zod';
import { Day, Id, Instant, Line, Paragraphs, Version } from '../fields.ts';

/** Life cycle of a store: 筹备 → 试营业 → 营业 ⇄ 停业整改 → 闭店. */
export const StoreStatus = z.enum(['preparing', 'trial', 'open', 'suspended', 'closed']).meta({ id: 'StoreStatus' });
/** Life cycle of a store. */
export type StoreStatus = z.infer<typeof StoreStatus>;

/** Who owns a store: 直营, 网鱼加盟, MVP加盟. */
export const OwnerKind = z.enum(['direct', 'wangyu', 'mvp']).meta({ id: 'OwnerKind' });
/** Who owns a store. */
export type OwnerKind = z.infer<typeof OwnerKind>;

/** Brand a store trades under. */
export const Brand = z.enum(['网鱼电竞', '网鱼电竞酒店', 'yVR']).meta({ id: 'Brand' });

/** Permanent short code of a store, two letters of the city and three or four digits; never given twice. */
export const StoreCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{2}\d{3,4}$/, 'store_code_format')
  .meta({ id: 'StoreCode', description: 'e.g. SH001; never used again', maxLength: 6 });

const TimeOfDay = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'time_of_day_format');

/** One opening arc of every day; `until` not after `from` means the next morning, equal means 24 hours. */
export const OpeningHours = z.strictObject({ from: TimeOfDay, until: TimeOfDay }).meta({ id: 'OpeningHours' });

/** Zones a store’s clock may follow. */
export const StoreZone = z.enum([
  'Asia/Shanghai',
  'Asia/Urumqi',
  'Asia/Hong_Kong',
  'Asia/Singapore',
  'Australia/Sydney',
  'America/Toronto',
  'America/Los_Angeles',
  'Europe/London',
]);

/** What people enter about a store. */
/** Shared by the record and the commands that change it. */
export const storeFields = {
  name: Line(60),
  brand: Brand,
  city: Line(30),
  address: Line(200),
  zone: StoreZone.meta({ description: 'IANA zone of the store’s clock' }),
  regionId: Id,
  hosts: z.int().min(0).max(2000).meta({ description: 'Number of machines' }),
  phone: z
    .string()
    .transform((value) => value.normalize('NFKC').replace(/[\s-]/g, ''))
    .pipe(z.string().regex(/^\+?\d{7,15}$/, 'phone_format'))
    .meta({ description: 'Digits; full-width digits, blanks and dashes are folded', maxLength: 20 }),
  hours: OpeningHours,
  openedOn: Day.nullable(),
  note: Paragraphs(2000).nullable(),
};

/** One stretch of a store's life: status and owner hold in [from, until). */
export const StorePeriod = z
  .object({
    id: Id,
    kind: z.enum(['status', 'owner']),
    status: StoreStatus.nullable(),
    ownerKind: OwnerKind.nullable(),
    franchiseeId: Id.nullable(),
    franchiseeName: z.string().nullable(),
    from: Instant,
    until: Instant.nullable(),
    reason: z.string(),
    byName: z.string(),
    /** True while it lies ahead and may be cancelled by the caller. */
    mayCancel: z.boolean(),
  })
  .meta({ id: 'StorePeriod' });
/** One stretch of a store's life. */
export type StorePeriod = z.infer<typeof StorePeriod>;

/** A store as it is at the instant of the answer. */
export const Store = z
  .object({
    id: Id,
    code: z.string(),
    name: z.string(),
    brand: Brand,
    city: z.string(),
    address: z.string(),
    zone: z.string(),
    regionId: Id,
    regionName: z.string(),
    hosts: z.int(),
    phone: z.string(),
    hours: OpeningHours,
    openedOn: Day.nullable(),
    note: z.string().nullable(),
    status: StoreStatus,
    ownerKind: OwnerKind,
    franchiseeId: Id.nullable(),
    franchiseeName: z.string().nullable(),
    managerName: z.string().nullable(),
    /** Next scheduled change of status or owner, if any. */
    scheduled: z.object({ status: StoreStatus.nullable(), ownerKind: OwnerKind.nullable(), from: Instant }).nullable(),
    version: Version,
    createdAt: Instant,
    updatedAt: Instant,
    mayEdit: z.boolean(),
    mayChangeOwner: z.boolean(),
    /** Statuses the caller may move the store to now. */
    nextStatuses: z.array(StoreStatus),
  })
  .meta({ id: 'Store' });
/** A store as it is at the instant of the answer. */
export type Store = z.infer<typeof Store>;

/** A store in a list. */
export const StoreRow = Store.pick({
  id: true,
  code: true,
  name: true,
  brand: true,
  city: true,
  regionId: true,
  regionName: true,
  hosts: true,
  status: true,
  ownerKind: true,
  franchiseeName: true,
  openedOn: true,
  updatedAt: true,
}).meta({ id: 'StoreRow' });
/** A store in a list. */
export type StoreRow = z.infer<typeof StoreRow>;
