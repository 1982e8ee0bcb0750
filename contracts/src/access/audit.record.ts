import { z } from 'zod';
import { Day, Id, Instant, LocalizedText } from '../fields.ts';

/** Who acted: a person, a service client, or EOMS itself. */
export const AuditActorKind = z.enum(['person', 'service', 'system']).meta({ id: 'AuditActorKind' });
/** Who acted: a person, a service client, or EOMS itself. */
export type AuditActorKind = z.infer<typeof AuditActorKind>;

/** Who acted, with the name he has today; null where nobody of that id is known. */
export const AuditActor = z
  .object({ kind: AuditActorKind, id: z.string(), name: z.string().nullable() })
  .meta({ id: 'AuditActor' });

/** Place of an event in the chain. */
export const AuditSealShown = z
  .object({ seq: z.int(), day: Day, hash: z.string(), prevHash: z.string(), sealedAt: Instant })
  .meta({ id: 'AuditSeal' });

/** One thing that somebody did, as the list shows it. */
export const AuditEventRow = z
  .object({
    id: Id,
    at: Instant,
    actor: AuditActor,
    /** For whom a delegate acted. */
    onBehalfOf: AuditActor.nullable(),
    /** Operation id of the endpoint, or the name of a sweep. */
    action: z.string(),
    actionTitle: LocalizedText,
    objectKind: z.string(),
    objectId: z.string(),
    /** Name the object has today, where it is a person or a unit. */
    objectName: LocalizedText.nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'AuditEventRow' });
/** One thing that somebody did, as the list shows it. */
export type AuditEventRow = z.infer<typeof AuditEventRow>;

/** What an id or a code in a recorded value means today. */
export const AuditReference = z
  .object({
    kind: z.enum(['person', 'unit', 'role', 'meta', 'client']),
    /** As it stands in the value: an id, or the code of a permission. */
    id: z.string(),
    name: LocalizedText,
    /** Code of a permission or a role. */
    code: z.string().nullable(),
  })
  .meta({ id: 'AuditReference' });
/** What an id or a code in a recorded value means today. */
export type AuditReference = z.infer<typeof AuditReference>;

/** One thing that somebody did, with everything that was recorded. */
export const AuditEvent = z
  .object({
    ...AuditEventRow.shape,
    requestId: z.string(),
    detail: z.record(z.string(), z.unknown()).nullable(),
    /** Names of what the detail speaks of by id or code, as far as somebody knows them still. */
    references: z.array(AuditReference),
    beforeHash: z.string().nullable(),
    afterHash: z.string().nullable(),
    /** Null until the sealer has reached it, a moment after the change. */
    seal: AuditSealShown.nullable(),
  })
  .meta({ id: 'AuditEvent' });
/** One thing that somebody did, with everything that was recorded. */
export type AuditEvent = z.infer<typeof AuditEvent>;

/** What can be wrong with the chain. */
export const AuditFaultKind = z
  .enum(['altered', 'missing', 'reordered', 'unsealed', 'anchor'])
  .meta({ id: 'AuditFaultKind' });
/** What can be wrong with the chain. */
export type AuditFaultKind = z.infer<typeof AuditFaultKind>;

/** What a walk over the whole chain found. */
export const AuditVerification = z
  .object({
    sound: z.boolean(),
    /** Events whose seal was found right, counted from the first. */
    events: z.int(),
    days: z.int(),
    lastSeq: z.int(),
    lastHash: z.string(),
    /** The first break; null when sound. */
    fault: z
      .object({
        kind: AuditFaultKind,
        seq: z.int().nullable(),
        eventId: z.string().nullable(),
        day: Day.nullable(),
      })
      .nullable(),
    /** True when the database itself refuses to change or delete what is recorded. */
    guarded: z.boolean(),
    verifiedAt: Instant,
  })
  .meta({ id: 'AuditVerification' });
/** What a walk over the whole chain found. */
export type AuditVerification = z.infer<typeof AuditVerification>;
