import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Line, manyOf, pageOf, pageQuery, SearchText } from '../fields.ts';
import {
  changeExample,
  deadLetterExample,
  letterId,
  runExample,
  runId,
  runRowExample,
  sourceExample,
} from './sync.examples.ts';
import { IMPORT_BYTES } from './sync-csv.ts';
import { EhrEntity } from './sync.record.ts';
import {
  DeadLetter,
  DeadLetterCode,
  StagedAction,
  StagedChange,
  SyncMode,
  SyncRun,
  SyncRunRow,
  SyncSource,
  SyncState,
} from './sync-run.record.ts';

export * from './sync-run.record.ts';

const runParams = z.strictObject({ runId: Id });
const Reason = Line(200);

/** Where the HR system stands: when it was last heard, and what waits for a person. */
export const getSyncSource = defineEndpoint({
  id: 'getSyncSource',
  method: 'get',
  path: '/api/access/sync/source',
  summary: 'State of the HR synchronisation',
  tags: ['access'],
  meta: 'access.sync.view',
  response: SyncSource,
  errors: [],
  examples: { response: sourceExample },
});

/** Runs, newest first. */
export const listSyncRuns = defineEndpoint({
  id: 'listSyncRuns',
  method: 'get',
  path: '/api/access/sync/runs',
  summary: 'List runs of the HR synchronisation',
  tags: ['access'],
  meta: 'access.sync.view',
  query: z.strictObject({
    state: manyOf(SyncState),
    mode: manyOf(SyncMode),
    /** Code of a source. */
    source: z.string().max(40).optional(),
    ...pageQuery,
  }),
  response: pageOf(SyncRunRow),
  errors: ['invalid_cursor'],
  examples: { query: { state: ['STAGED'] }, response: { items: [runRowExample], next: null } },
});

/** One run with what it does to permissions. */
export const getSyncRun = defineEndpoint({
  id: 'getSyncRun',
  method: 'get',
  path: '/api/access/sync/runs/:runId',
  summary: 'Read a run of the HR synchronisation',
  tags: ['access'],
  meta: 'access.sync.view',
  etag: true,
  params: runParams,
  response: SyncRun,
  errors: ['not_found'],
  examples: { params: { runId }, response: runExample },
});

/** Units and people a run changes, in the order in which it changes them. */
export const listStagedChanges = defineEndpoint({
  id: 'listStagedChanges',
  method: 'get',
  path: '/api/access/sync/runs/:runId/changes',
  summary: 'List what a run changes',
  tags: ['access'],
  meta: 'access.sync.view',
  params: runParams,
  query: z.strictObject({
    /** Part of the name, or of the id in the HR system. */
    q: SearchText.optional(),
    entity: EhrEntity.optional(),
    action: manyOf(StagedAction),
    removal: z.enum(['true', 'false']).optional(),
    ...pageQuery,
  }),
  response: pageOf(StagedChange),
  errors: ['not_found', 'invalid_cursor'],
  examples: { params: { runId }, query: { action: ['END'] }, response: { items: [changeExample], next: null } },
});

/** Starts a run now; it goes on after the answer. A delta continues where the last one ended, a full one reads everything. */
export const startSync = defineEndpoint({
  id: 'startSync',
  method: 'post',
  path: '/api/access/sync/runs',
  summary: 'Start a run of the HR synchronisation',
  tags: ['access'],
  meta: 'access.sync.run',
  status: 202,
  body: z.strictObject({ mode: z.enum(['full', 'delta']) }),
  response: SyncRun,
  errors: ['sync_not_configured', 'sync_decision_pending', 'sync_under_way'],
  examples: {
    body: { mode: 'full' },
    response: {
      ...runExample,
      state: 'FETCHING',
      counts: null,
      guards: [],
      effects: null,
      version: 1,
      mayApply: false,
      mayReject: false,
    },
  },
});

/** Takes units and people from two CSV documents; with `complete`, whoever is missing in them is taken for gone. */
export const importCsv = defineEndpoint({
  id: 'importCsv',
  method: 'post',
  path: '/api/access/sync/imports',
  summary: 'Import units and people from CSV',
  tags: ['access'],
  meta: 'access.sync.run',
  status: 201,
  maxBodyBytes: IMPORT_BYTES,
  body: z.strictObject({
    units: z.string().max(IMPORT_BYTES).nullable(),
    people: z.string().max(IMPORT_BYTES).nullable(),
    complete: z.boolean(),
  }),
  response: SyncRun,
  errors: ['csv_unreadable', 'sync_decision_pending'],
  examples: {
    body: {
      units: 'external_id,kind,name_zh,parent_external_id,effective_from\r\nU1,COMPANY,网鱼,,2020-01-01\r\n',
      people: null,
      complete: false,
    },
    response: { ...runExample, mode: 'CSV' },
  },
});

/** Applies a run that waits; never by the person who started it. */
export const applyRun = defineEndpoint({
  id: 'applyRun',
  method: 'post',
  path: '/api/access/sync/runs/:runId/apply',
  summary: 'Apply a run that waits',
  tags: ['access'],
  meta: 'access.sync.run',
  ifMatch: true,
  params: runParams,
  body: z.strictObject({ reason: Reason }),
  response: SyncRun,
  errors: [
    'not_found',
    'precondition_required',
    'stale_version',
    'sync_run_not_staged',
    'sync_second_person',
    'last_administrators',
    'duties_conflict',
  ],
  examples: {
    params: { runId },
    body: { reason: '已与人资确认，门店撤并属实' },
    response: { ...runExample, state: 'APPLIED', version: 3, mayApply: false, mayReject: false },
  },
});

/** Throws a run that waits away; nothing of it is applied. */
export const rejectRun = defineEndpoint({
  id: 'rejectRun',
  method: 'post',
  path: '/api/access/sync/runs/:runId/reject',
  summary: 'Reject a run that waits',
  tags: ['access'],
  meta: 'access.sync.run',
  ifMatch: true,
  params: runParams,
  body: z.strictObject({ reason: Reason }),
  response: SyncRun,
  errors: ['not_found', 'precondition_required', 'stale_version', 'sync_run_not_staged'],
  examples: {
    params: { runId },
    body: { reason: '人事系统导出不完整' },
    response: { ...runExample, state: 'REJECTED', version: 3, mayApply: false, mayReject: false },
  },
});

/** Records that were set aside, newest first. */
export const listDeadLetters = defineEndpoint({
  id: 'listDeadLetters',
  method: 'get',
  path: '/api/access/sync/dead-letters',
  summary: 'List records that were set aside',
  tags: ['access'],
  meta: 'access.sync.view',
  query: z.strictObject({
    runId: Id.optional(),
    error: manyOf(DeadLetterCode),
    open: z.enum(['true', 'false']).default('true'),
    ...pageQuery,
  }),
  response: pageOf(DeadLetter),
  errors: ['invalid_cursor'],
  examples: { query: { open: 'true' }, response: { items: [deadLetterExample], next: null } },
});

/** Tries records again that were set aside; answers the run that did it. */
export const retryDeadLetters = defineEndpoint({
  id: 'retryDeadLetters',
  method: 'post',
  path: '/api/access/sync/dead-letters/retries',
  summary: 'Try records again',
  tags: ['access'],
  meta: 'access.sync.run',
  status: 201,
  body: z.strictObject({ ids: z.array(Id).min(1).max(200) }),
  response: SyncRun,
  errors: ['not_found', 'sync_decision_pending'],
  examples: { body: { ids: [letterId] }, response: { ...runExample, mode: 'PUSH' } },
});

/** Closes a record that was set aside; when the HR system sends it again and it still fails, it is set aside again. */
export const dismissDeadLetter = defineEndpoint({
  id: 'dismissDeadLetter',
  method: 'post',
  path: '/api/access/sync/dead-letters/:letterId/dismiss',
  summary: 'Dismiss a record',
  tags: ['access'],
  meta: 'access.sync.run',
  params: z.strictObject({ letterId: Id }),
  body: z.strictObject({ reason: Reason }),
  response: null,
  errors: ['not_found'],
  examples: { params: { letterId }, body: { reason: '测试数据' } },
});
