import { z } from 'zod';
import { Line } from '../fields.ts';
import { PersonStatus } from './people.record.ts';
import { UnitKind } from './shared.record.ts';

/** Id of a unit or a person in the HR system: 1 … 80 letters, digits or `. _ : / @ -`. */
export const ExternalId = z
  .string()
  .regex(/^[\p{L}\p{N}._:/@-]{1,80}$/u, 'external_id_format')
  .meta({ id: 'ExternalId', description: 'Id in the HR system' });

/** What a record of the HR system is about. */
export const EhrEntity = z.enum(['unit', 'person']).meta({ id: 'EhrEntity' });
/** What a record of the HR system is about. */
export type EhrEntity = z.infer<typeof EhrEntity>;

/** Instant as HR systems write it, with `Z` or an offset; kept in UTC with milliseconds. */
const FeedInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text).toISOString())
  .pipe(z.iso.datetime({ precision: 3 }));

const until = FeedInstant.nullable().default(null);

const ordered = <T extends { from: string; until: string | null }>({ from, until: end }: T): boolean =>
  end === null || end > from;
const reversed = { error: 'period_reversed', path: ['until'] };

/** A unit of the organisation as the HR system tells it. */
export const EhrUnit = z.object({
  kind: UnitKind,
  code: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'code_format')
    .nullable()
    .default(null),
  nameZh: Line(120),
  nameEn: Line(120).nullable().default(null),
  /** Unit above; null for the company itself. */
  parentExternalId: ExternalId.nullable(),
  /** Since when, or from when on, it lies below that parent. */
  effectiveFrom: FeedInstant,
  status: z.enum(['ACTIVE', 'CLOSED']).default('ACTIVE'),
});
/** A unit of the organisation as the HR system tells it. */
export type EhrUnit = z.infer<typeof EhrUnit>;

/** One place of a person for a time. */
export const EhrAssignment = z
  .object({
    unitExternalId: ExternalId,
    position: z.object({
      code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'code_format'),
      nameZh: Line(60),
      nameEn: Line(60).nullable().default(null),
    }),
    level: z.int().min(1).max(9),
    primary: z.boolean().default(true),
    lineManagerExternalId: ExternalId.nullable().default(null),
    dottedManagerExternalId: ExternalId.nullable().default(null),
    from: FeedInstant,
    until,
  })
  .refine(ordered, reversed);
/** One place of a person for a time. */
export type EhrAssignment = z.infer<typeof EhrAssignment>;

/** One unit a person leads for a time. */
export const EhrHeadship = z
  .object({
    unitExternalId: ExternalId,
    kind: z.enum(['HEAD', 'ACTING', 'DEPUTY']).default('HEAD'),
    from: FeedInstant,
    until,
  })
  .refine(ordered, reversed);
/** One unit a person leads for a time. */
export type EhrHeadship = z.infer<typeof EhrHeadship>;

const isDistinct = (keys: readonly string[]): boolean => new Set(keys).size === keys.length;

const overlap = (a: { from: string; until: string | null }, b: { from: string; until: string | null }): boolean =>
  (b.until === null || a.from < b.until) && (a.until === null || b.from < a.until);

const compact = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/[\s-]/g, '') : text);

/** A person as the HR system tells him; all places and headships that hold now or later are listed. */
export const EhrPerson = z
  .object({
    employeeNo: Line(20).nullable().default(null),
    name: Line(120),
    account: Line(60).nullable().default(null),
    phone: z
      .preprocess(
        compact,
        z
          .string()
          .regex(/^\+?\d{7,15}$/, 'phone_format')
          .nullable(),
      )
      .default(null),
    idNumber: z
      .preprocess(
        compact,
        z
          .string()
          .regex(/^[0-9A-Za-z()]{4,30}$/, 'id_number_format')
          .nullable(),
      )
      .default(null),
    kind: z.enum(['EMPLOYEE', 'EXTERNAL']).default('EMPLOYEE'),
    status: PersonStatus,
    /** From when on the status holds; left out: at once. */
    statusFrom: FeedInstant.nullable().default(null),
    employment: z.enum(['REGULAR', 'CONTRACT']).nullable().default(null),
    assignments: z.array(EhrAssignment).max(50).default([]),
    headOf: z.array(EhrHeadship).max(50).default([]),
    /** Name at the OpenID provider (`sub`); null while there is none. */
    subject: Line(255).nullable().default(null),
  })
  .refine(
    ({ assignments }) => isDistinct(assignments.map((one) => `${one.unitExternalId} ${one.position.code} ${one.from}`)),
    { error: 'assignment_repeated', path: ['assignments'] },
  )
  .refine(({ headOf }) => isDistinct(headOf.map((one) => `${one.unitExternalId} ${one.kind} ${one.from}`)), {
    error: 'headship_repeated',
    path: ['headOf'],
  })
  .refine(
    ({ assignments }) => {
      const main = assignments.filter(({ primary }) => primary);
      return main.every((one, index) => main.slice(index + 1).every((other) => !overlap(one, other)));
    },
    { error: 'two_primary_places', path: ['assignments'] },
  );
/** A person as the HR system tells him. */
export type EhrPerson = z.infer<typeof EhrPerson>;

/** What every record of the HR feed begins with. */
export const EhrHead = z.object({
  entity: EhrEntity,
  externalId: ExternalId,
  /** Rises with every change of the record in the HR system. */
  version: z.int().min(1),
  /** True when the unit is dissolved or the person has left; `data` may then be left out. */
  deleted: z.boolean().default(false),
});

/** One record of the HR feed; the newest version of a record wins, in whatever order versions arrive. */
export const EhrRecord = z.discriminatedUnion('entity', [
  EhrHead.extend({ entity: z.literal('unit'), data: EhrUnit.optional() }),
  EhrHead.extend({ entity: z.literal('person'), data: EhrPerson.optional() }),
]);
/** One record of the HR feed as an HR system writes it. */
export type EhrRecordInput = z.input<typeof EhrRecord>;

/** One page of the HR feed. */
export const EhrPage = z.object({
  /** Each is checked by itself, so that a broken one stops no other. */
  records: z.array(z.unknown()).max(5000),
  /** Where the next page begins; kept and sent back as it is. */
  next: z.string().min(1).max(400).nullable(),
  more: z.boolean(),
  /** On the last page of a full read: these were all records there are. Without it nobody is taken for gone. */
  complete: z.boolean().optional(),
});
/** One page of the HR feed. */
export type EhrPage = z.infer<typeof EhrPage>;
