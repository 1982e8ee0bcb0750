const at = '2026-03-11T12:30:00.000Z';

export const runId = '0195844e-2d00-7000-8000-000000000f01';
export const letterId = '0195844e-2d00-7000-8000-000000000f02';
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const personId = '0195844e-2d00-7000-8000-0000000000f1';
const storeName = { zh: '网鱼电竞(上海松江大学城店)', en: 'Songjiang store' };

/** A run that waits because too many people would leave. */
export const runRowExample = {
  id: runId,
  source: 'ehr',
  mode: 'FULL',
  state: 'STAGED',
  counts: {
    records: 236,
    added: 1,
    changed: 2,
    ended: 41,
    unchanged: 192,
    outdated: 0,
    waiting: 0,
    broken: 0,
    leavers: 41,
    moves: 2,
  },
  guards: [{ code: 'leavers', count: 41, of: 177, limit: 17, unitKind: null }],
  failure: null,
  leftAtOnce: 0,
  startedBy: null,
  startedAt: at,
  decidedBy: null,
  decidedAt: null,
  decideReason: null,
  version: 2,
};

export const runExample = {
  ...runRowExample,
  effects: {
    at,
    people: 41,
    touched: 60,
    sampled: false,
    byMeta: [
      {
        meta: {
          code: 'service.ticket.create',
          name: { zh: '新建工单', en: 'Open tickets' },
          system: 'service',
          riskTier: 1,
        },
        gained: 0,
        lost: 41,
      },
    ],
    abandoned: [
      {
        meta: {
          code: 'service.ticket.create',
          name: { zh: '新建工单', en: 'Open tickets' },
          system: 'service',
          riskTier: 1,
        },
        count: 4,
        stores: [{ id: storeId, name: storeName, kind: 'STORE' }],
      },
    ],
  },
  mayApply: true,
  mayReject: true,
};

/** Somebody who leaves. */
export const changeExample = {
  id: '0195844e-2d00-7000-8000-000000000f03',
  no: 1,
  entity: 'person',
  externalId: 'P-E1106',
  localId: personId,
  name: '李㛃',
  action: 'END',
  removal: true,
  before: {
    personStatus: 'ACTIVE',
    places: [
      {
        unit: storeName,
        position: { zh: '店员', en: 'Store assistant' },
        level: 2,
        primary: true,
        lineManager: '李强',
        dottedManager: null,
        from: '2024-03-01T00:00:00.000Z',
        until: null,
      },
    ],
  },
  after: { personStatus: 'LEFT', places: [] },
  effectiveAt: null,
  appliedAt: null,
};

/** A record with a level that is none. */
export const deadLetterExample = {
  id: letterId,
  runId,
  source: 'ehr',
  entity: 'person',
  externalId: 'P-E1190',
  error: 'record_malformed',
  detail: 'data.assignments.0.level: too_big',
  waiting: false,
  record: '{"entity":"person","externalId":"P-E1190","version":3}',
  retries: 0,
  createdAt: at,
  resolvedAt: null,
};

/** A feed that is heard. */
export const sourceExample = {
  configured: true,
  demo: false,
  lastSeenAt: at,
  lastFullAt: at,
  staged: 1,
  broken: 1,
  waiting: 2,
  sources: [
    { code: 'ehr', cursor: '41233', lastSeenAt: at, lastFullAt: at, staged: 1, broken: 1, waiting: 2 },
    { code: 'hr-connector', cursor: null, lastSeenAt: at, lastFullAt: null, staged: 0, broken: 0, waiting: 0 },
  ],
  mayRun: true,
};
