import { z } from 'zod';
import { Id, Instant, LocalizedText, Version } from '../fields.ts';
import { PersonKind, PersonStatus } from './people.record.ts';
import { MetaRef, PersonRef, UnitKind, UnitRef } from './shared.record.ts';
import { EhrEntity } from './sync.record.ts';

/** 全量, 增量, 文件导入, 系统推送. */
export const SyncMode = z.enum(['FULL', 'DELTA', 'CSV', 'PUSH']).meta({ id: 'SyncMode' });
/** How records came. */
export type SyncMode = z.infer<typeof SyncMode>;

/** Where a run stands; `STAGED` waits for a person, `PARTIAL` was applied but for broken records. */
export const SyncState = z
  .enum(['FETCHING', 'FETCHED', 'DIFFED', 'STAGED', 'APPLIED', 'PARTIAL', 'REJECTED', 'FAILED'])
  .meta({ id: 'SyncState' });
/** Where a run stands. */
export type SyncState = z.infer<typeof SyncState>;

/** What a run brought. */
export const SyncCounts = z
  .object({
    records: z.int().min(0),
    added: z.int().min(0),
    changed: z.int().min(0),
    ended: z.int().min(0),
    /** Newer versions of records that change nothing here, and repeated ones. */
    unchanged: z.int().min(0),
    /** Older versions than the known ones. */
    outdated: z.int().min(0),
    /** Records that name units or people who have not arrived, or that cannot take effect yet. */
    waiting: z.int().min(0),
    broken: z.int().min(0),
    leavers: z.int().min(0),
    moves: z.int().min(0),
  })
  .meta({ id: 'SyncCounts' });
/** What a run brought. */
export type SyncCounts = z.infer<typeof SyncCounts>;

/** What makes a run wait for a person. */
export const GuardCode = z
  .enum([
    'leavers',
    'moves',
    'unplaced',
    'closures',
    'emptied_kind',
    'no_rows',
    'half_rows',
    'broken_rows',
    'administrators',
    'duties',
    'by_hand',
  ])
  .meta({ id: 'GuardCode' });
/** What makes a run wait for a person. */
export type GuardCode = z.infer<typeof GuardCode>;

/** A guard that tripped: how many, out of how many, and how many would have passed. */
export const GuardTrip = z
  .object({
    code: GuardCode,
    count: z.int().min(0),
    of: z.int().min(0),
    limit: z.int().min(0),
    unitKind: UnitKind.nullable(),
  })
  .meta({ id: 'GuardTrip' });
/** A guard that tripped. */
export type GuardTrip = z.infer<typeof GuardTrip>;

/** Why nothing came of a run. */
export const SyncFailure = z
  .enum([
    'feed_unreachable',
    'feed_refused',
    'feed_malformed',
    'feed_too_large',
    'page_repeated',
    'cursor_stuck',
    'interrupted',
    'internal',
  ])
  .meta({ id: 'SyncFailure' });
/** Why nothing came of a run. */
export type SyncFailure = z.infer<typeof SyncFailure>;

/** What a run does to people's permissions, at the instant when everything in it holds. */
export const SyncEffects = z
  .object({
    at: Instant,
    /** People who gain, lose or reach otherwise, among those compared. */
    people: z.int().min(0),
    /** People who could be touched; more than were compared when `sampled`. */
    touched: z.int().min(0),
    sampled: z.boolean(),
    byMeta: z.array(z.object({ meta: MetaRef, gained: z.int().min(0), lost: z.int().min(0) })),
    /** Abilities nobody of a store would have any more; at most 20 stores are named each. */
    abandoned: z.array(z.object({ meta: MetaRef, count: z.int().min(1), stores: z.array(UnitRef) })),
  })
  .meta({ id: 'SyncEffects' });
/** What a run does to people's permissions. */
export type SyncEffects = z.infer<typeof SyncEffects>;

/** A run of the synchronisation as a list shows it. */
export const SyncRunRow = z
  .object({
    id: Id,
    source: z.string(),
    mode: SyncMode,
    state: SyncState,
    counts: SyncCounts.nullable(),
    guards: z.array(GuardTrip),
    failure: SyncFailure.nullable(),
    /** People who left from it at once though the rest of it waits or waited. */
    leftAtOnce: z.int().min(0),
    /** Null when the schedule or the HR system started it. */
    startedBy: PersonRef.nullable(),
    startedAt: Instant,
    decidedBy: PersonRef.nullable(),
    decidedAt: Instant.nullable(),
    decideReason: z.string().nullable(),
    version: Version,
  })
  .meta({ id: 'SyncRunRow' });
/** A run of the synchronisation as a list shows it. */
export type SyncRunRow = z.infer<typeof SyncRunRow>;

/** A run of the synchronisation. */
export const SyncRun = SyncRunRow.extend({
  effects: SyncEffects.nullable(),
  /** True when the caller may apply it now; whoever started it may not. */
  mayApply: z.boolean(),
  mayReject: z.boolean(),
}).meta({ id: 'SyncRun' });
/** A run of the synchronisation. */
export type SyncRun = z.infer<typeof SyncRun>;

/** What happens to a unit or a person here. */
export const StagedAction = z.enum(['ADD', 'CHANGE', 'END']).meta({ id: 'StagedAction' });
/** What happens to a unit or a person here. */
export type StagedAction = z.infer<typeof StagedAction>;

const period = { from: Instant, until: Instant.nullable() };

/** Values of a unit or a person; a change names only those that differ. */
export const StagedView = z
  .object({
    name: z.string(),
    nameEn: z.string(),
    code: z.string().nullable(),
    unitKind: UnitKind,
    unitStatus: z.enum(['ACTIVE', 'CLOSED']),
    parents: z.array(z.object({ parent: LocalizedText, ...period })),
    employeeNo: z.string().nullable(),
    account: z.string().nullable(),
    phone: z.string().nullable(),
    idNumber: z.string().nullable(),
    personKind: PersonKind,
    personStatus: PersonStatus,
    employment: z.enum(['REGULAR', 'CONTRACT']).nullable(),
    subject: z.string(),
    places: z.array(
      z.object({
        unit: LocalizedText,
        position: LocalizedText,
        level: z.int(),
        primary: z.boolean(),
        lineManager: z.string().nullable(),
        dottedManager: z.string().nullable(),
        ...period,
      }),
    ),
    heads: z.array(z.object({ unit: LocalizedText, kind: z.enum(['HEAD', 'ACTING', 'DEPUTY']), ...period })),
  })
  .partial()
  .meta({ id: 'StagedView' });
/** Values of a unit or a person. */
export type StagedView = z.infer<typeof StagedView>;

/** One unit or person a run changes. */
export const StagedChange = z
  .object({
    id: Id,
    no: z.int().min(1),
    entity: EhrEntity,
    externalId: z.string(),
    localId: Id.nullable(),
    name: z.string(),
    action: StagedAction,
    /** True when somebody leaves, loses his place, or a unit closes. */
    removal: z.boolean(),
    before: StagedView.nullable(),
    after: StagedView.nullable(),
    /** When the latest part of it takes effect, when that is ahead. */
    effectiveAt: Instant.nullable(),
    appliedAt: Instant.nullable(),
  })
  .meta({ id: 'StagedChange' });
/** One unit or person a run changes. */
export type StagedChange = z.infer<typeof StagedChange>;

/** Why a record was set aside. The first three need a new record; the others are tried again by every run. */
export const DeadLetterCode = z
  .enum([
    'record_malformed',
    'version_conflict',
    'other_source',
    'parent_waiting',
    'store_waiting',
    'tree_refused',
    'unit_waiting',
    'manager_waiting',
    'key_taken',
    'status_ahead',
  ])
  .meta({ id: 'DeadLetterCode' });
/** Why a record was set aside. */
export type DeadLetterCode = z.infer<typeof DeadLetterCode>;

/** A record that was set aside. */
export const DeadLetter = z
  .object({
    id: Id,
    runId: Id,
    source: z.string(),
    entity: EhrEntity.nullable(),
    externalId: z.string().nullable(),
    error: DeadLetterCode,
    /** Field, missing id or instant the error speaks of. */
    detail: z.string(),
    /** True when it resolves by itself once what it waits for arrives. */
    waiting: z.boolean(),
    /** The record as text with personal data masked; null when only its place in the feed is known. */
    record: z.string().nullable(),
    retries: z.int().min(0),
    createdAt: Instant,
    resolvedAt: Instant.nullable(),
  })
  .meta({ id: 'DeadLetter' });
/** A record that was set aside. */
export type DeadLetter = z.infer<typeof DeadLetter>;

/** Where one source stands: the feed with the files, or a system that pushes. */
export const SyncSourceState = z
  .object({
    /** Such as `ehr`, or the client that pushes. */
    code: z.string(),
    /** Where the next delta begins, as the HR system told it; null before the first full read and for sources without a feed. */
    cursor: z.string().nullable(),
    lastSeenAt: Instant.nullable(),
    lastFullAt: Instant.nullable(),
    /** Runs that wait for a person. */
    staged: z.int().min(0),
    /** Records set aside: broken ones and those that wait. */
    broken: z.int().min(0),
    waiting: z.int().min(0),
  })
  .meta({ id: 'SyncSourceState' });
/** Where one source stands. */
export type SyncSourceState = z.infer<typeof SyncSourceState>;

/** Where the HR system stands. */
export const SyncSource = z
  .object({
    /** True when a feed is set up; files can be imported without one. */
    configured: z.boolean(),
    /** True for the HR system that comes with the demonstration. */
    demo: z.boolean(),
    lastSeenAt: Instant.nullable(),
    lastFullAt: Instant.nullable(),
    /** Runs that wait for a person. */
    staged: z.int().min(0),
    /** Records set aside: broken ones and those that wait. */
    broken: z.int().min(0),
    waiting: z.int().min(0),
    /** Each source that was ever heard, the HR system first. */
    sources: z.array(SyncSourceState),
    /** True when the caller may start and decide runs. */
    mayRun: z.boolean(),
  })
  .meta({ id: 'SyncSource' });
/** Where the HR system stands. */
export type SyncSource = z.infer<typeof SyncSource>;
