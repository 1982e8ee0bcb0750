import { z } from 'zod';
import { Id, Instant, LocalizedText } from '../fields.ts';
import { FactSource, HeadKind, Phase } from './organisation.record.ts';
import { PersonRef, UnitRef } from './shared.record.ts';

/** 员工, 加盟商, 外部人员. */
export const PersonKind = z.enum(['EMPLOYEE', 'FRANCHISEE', 'EXTERNAL']).meta({ id: 'PersonKind' });
/** 员工, 加盟商, 外部人员. */
export type PersonKind = z.infer<typeof PersonKind>;

/** 待入职, 在职, 停用, 离职. */
export const PersonStatus = z.enum(['PREBOARD', 'ACTIVE', 'SUSPENDED', 'LEFT']).meta({ id: 'PersonStatus' });
/** 待入职, 在职, 停用, 离职. */
export type PersonStatus = z.infer<typeof PersonStatus>;

/** A person as a list shows him, with his main place at the instant asked for. */
export const PersonRow = z
  .object({
    id: Id,
    name: z.string(),
    account: z.string().nullable(),
    employeeNo: z.string().nullable(),
    kind: PersonKind,
    status: PersonStatus,
    /** Unit of his main place, or the unit that sponsors somebody outside the EHR. */
    unit: UnitRef.nullable(),
    position: LocalizedText.nullable(),
    level: z.int().nullable(),
    phoneMasked: z.string().nullable(),
  })
  .meta({ id: 'PersonRow' });
/** A person as a list shows him. */
export type PersonRow = z.infer<typeof PersonRow>;

/** A place of a person for a time. */
export const PersonPlace = z
  .object({
    id: Id,
    unit: UnitRef,
    position: LocalizedText,
    level: z.int(),
    isPrimary: z.boolean(),
    lineManager: PersonRef.nullable(),
    dottedManager: PersonRef.nullable(),
    from: Instant,
    until: Instant.nullable(),
    phase: Phase,
    source: FactSource,
  })
  .meta({ id: 'PersonPlace' });
/** A place of a person for a time. */
export type PersonPlace = z.infer<typeof PersonPlace>;

/** A unit a person leads for a time. */
export const PersonHead = z
  .object({
    id: Id,
    unit: UnitRef,
    kind: HeadKind,
    from: Instant,
    until: Instant.nullable(),
    phase: Phase,
    source: FactSource,
  })
  .meta({ id: 'PersonHead' });
/** A unit a person leads for a time. */
export type PersonHead = z.infer<typeof PersonHead>;

/** A person with everything the organisation knows of him; phone and ID number are only ever masked here. */
export const Person = z
  .object({
    ...PersonRow.shape,
    employment: z.enum(['REGULAR', 'CONTRACT']).nullable(),
    source: FactSource,
    sponsorUnit: UnitRef.nullable(),
    idNumberMasked: z.string().nullable(),
    createdAt: Instant,
    /** Past, present and future places, the latest first. */
    places: z.array(PersonPlace),
    heads: z.array(PersonHead),
    /** Superiors from below, vacant levels left out; the first level decides first. */
    superiors: z.array(z.object({ unit: UnitRef, people: z.array(PersonRef) })),
    /** Stores a franchisee owns, owned or will own. */
    stores: z.array(z.object({ unit: UnitRef, from: Instant, until: Instant.nullable(), phase: Phase })),
    openSessions: z.int().min(0),
    mayRevealPhone: z.boolean(),
    mayRevealIdNumber: z.boolean(),
    maySuspend: z.boolean(),
    mayResume: z.boolean(),
    mayEnd: z.boolean(),
  })
  .meta({ id: 'Person' });
/** A person with everything the organisation knows of him. */
export type Person = z.infer<typeof Person>;
