import { explainDecision, getMyPermissions } from '@eoms/contracts/access/decisions.contract';
import {
  expiryDigest,
  listGrants,
  listMyGrants,
  returnGrant,
  revokeGrant,
  type Grant,
} from '@eoms/contracts/access/grants.contract';
import {
  createRequest,
  decideRequests,
  editRequest,
  getRequest,
  listInbox,
  listMyRequests,
  listRequestable,
  previewRequest,
  withdrawRequest,
  type AccessRequest,
  type InboxEntry,
  type Requestable,
  type RequestRow,
} from '@eoms/contracts/access/requests.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import type { FakeBff } from '@eoms/kit/testing/browser';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

const idOf = (series: string, n: number): string => `0195844e-2d00-7000-8000-${series}${String(n).padStart(8, '0')}`;
const at = (offset: number): string => new Date(Date.now() + offset).toISOString();

const applicants = ['王敏', '纪祥', '赵磊', '李㛃', '蔡雯'];
const reasons = [
  '周末代班，需要分派夜班工单',
  '盘点期间查看门店资料',
  '新店开业支持，需维护门店资料',
  '赛事期间协助处理投诉工单',
];

const catalogue: readonly (readonly [
  system: 'service' | 'stores',
  code: string,
  zh: string,
  en: string,
  risk: number,
])[] = [
  ['service', 'service-dispatcher', '工单分派', 'Ticket dispatcher', 1],
  ['service', 'service-viewer', '工单查看', 'Ticket viewer', 0],
  ['stores', 'stores-viewer', '门店查看', 'Store viewer', 0],
  ['stores', 'stores-keeper', '门店资料管理', 'Store keeper', 1],
  ['stores', 'stores-owner-keeper', '门店归属变更', 'Store ownership', 3],
];
const systemNames = { service: { zh: '客服中心', en: 'Customer service' }, stores: { zh: '门店管理', en: 'Stores' } };

/** The n-th role that may be asked for. */
function requestableOf(n: number): Requestable {
  const [example] = exampleResponse(listRequestable).items as [Requestable];
  const [system, code, zh, en, riskTier] = catalogue[n % catalogue.length] as (typeof catalogue)[number];
  const name = { zh, en };
  return {
    ...example,
    role: { id: idOf('00c0', n), code, name, system },
    system,
    systemName: systemNames[system],
    name,
    riskTier,
    maxShortMinutes: ([30, 14, 3, 0.5][riskTier] ?? 1) * 24 * 60,
    held: n === 1,
  };
}
const requestables = catalogue.map((_role, n) => requestableOf(n));

/** A request for the n-th role by the n-th applicant, in any state. */
function requestOf(n: number, state: AccessRequest['state']): AccessRequest {
  const example = exampleResponse(getRequest);
  const what = requestables[n % requestables.length] as Requestable;
  const person = {
    ...example.requester,
    id: idOf('00f0', n % applicants.length),
    name: applicants[n % applicants.length] ?? '',
  };
  const isOpen = state === 'PENDING';
  return {
    ...example,
    id: idOf('00e0', n),
    number: `Q20260311-${String(n + 1).padStart(4, '0')}`,
    state,
    requester: person,
    grantee: person,
    systems: [what.system],
    riskTier: what.riskTier,
    reason: reasons[n % reasons.length] ?? '',
    items: example.items.map((item) => ({ ...item, role: what.role, riskTier: what.riskTier, metas: what.metas })),
    contentHash: n.toString(16).padStart(64, '0'),
    createdAt: at(-n * 5 * HOUR - HOUR),
    submittedAt: at(-n * 5 * HOUR - HOUR),
    decidedAt: isOpen ? null : at(-n * HOUR),
    steps: isOpen ? example.steps.map((step) => ({ ...step, dueAt: at((3 - n) * DAY) })) : [],
    mayDecide: isOpen,
    mayEdit: isOpen,
    mayWithdraw: isOpen,
  };
}

const rowOf = (request: AccessRequest): RequestRow => ({
  ...request,
  titles: request.items.map(({ role, meta }) => role?.name ?? meta?.name ?? { zh: '', en: '' }),
  waitingFor: request.steps.flatMap(({ state, deciders }) => (state === 'CURRENT' ? deciders : [])),
  dueAt: request.steps[0]?.dueAt ?? null,
});

/** A grant that ends in some days. */
function grantOf(n: number, days: number): Grant {
  const [example] = exampleResponse(listGrants).items as [Grant];
  const what = requestables[n % requestables.length] as Requestable;
  const name = applicants[n % applicants.length] ?? '';
  return {
    ...example,
    id: idOf('00a0', n),
    person: { ...example.person, id: idOf('00f0', n % applicants.length), name },
    role: what.role,
    name: what.name,
    system: what.system,
    metas: what.metas,
    riskTier: what.riskTier,
    kind: days > 30 ? 'LONG' : 'SHORT',
    from: at(-3 * DAY),
    until: at(days * DAY),
    lastUsedOn: n % 2 ? null : at(-DAY).slice(0, 10),
    mayReturn: true,
  };
}

interface Desk {
  requests: AccessRequest[];
  grants: Grant[];
}

function changeRequest(desk: Desk, id: string, change: Partial<AccessRequest>): AccessRequest {
  desk.requests = desk.requests.map((one) => (one.id === id ? { ...one, ...change, version: one.version + 1 } : one));
  return desk.requests.find((one) => one.id === id) ?? (desk.requests[0] as AccessRequest);
}

const closed = { mayDecide: false, mayEdit: false, mayWithdraw: false, steps: [] };

function prepareRequests(bff: FakeBff, desk: Desk): void {
  const among = <T>(wanted: readonly T[] | undefined, value: T) => !wanted || wanted.includes(value);
  bff.on(listMyRequests, ({ query }) => ({
    items: desk.requests.filter(({ state, kind }) => among(query.state, state) && among(query.kind, kind)).map(rowOf),
    next: null,
  }));
  bff.on(getRequest, ({ params }) => changeRequest(desk, params.requestId, {}));
  bff.on(withdrawRequest, ({ params }) =>
    changeRequest(desk, params.requestId, { ...closed, state: 'WITHDRAWN', decidedAt: at(0) }),
  );
  bff.on(editRequest, ({ params, body }) =>
    changeRequest(desk, params.requestId, body.reason ? { reason: body.reason, revision: 2 } : { revision: 2 }),
  );
  bff.on(createRequest, ({ body }) => {
    const n = desk.requests.length;
    const role = requestables.findIndex((one) => one.role?.id === body.items[0]?.roleId);
    const made = {
      ...requestOf(Math.max(0, role), 'PENDING'),
      id: idOf('00e1', n),
      reason: body.reason,
      mayDecide: false,
    };
    desk.requests = [made, ...desk.requests];
    return made;
  });
  bff.on(listInbox, ({ query }) => {
    const [example] = exampleResponse(listInbox).items as [InboxEntry];
    const items = desk.requests
      .filter(
        ({ mayDecide, systems, riskTier }) =>
          mayDecide &&
          (!query.risk || query.risk.includes(riskTier)) &&
          (!query.system || systems.some((one) => query.system?.includes(one))),
      )
      .filter(({ reason, requester }) => !query.q || `${reason}${requester.name}`.includes(query.q))
      .map((request) => ({ ...example, request, dueAt: request.steps[0]?.dueAt ?? at(DAY) }));
    return { items, next: null, total: items.length, more: false };
  });
  bff.on(decideRequests, ({ body }) => ({
    items: body.decisions.map(({ requestId, verdict }) => {
      const state = verdict === 'APPROVE' ? ('APPROVED' as const) : ('DENIED' as const);
      changeRequest(desk, requestId, { ...closed, state, decidedAt: at(0) });
      return { requestId, ok: true, state, problem: null };
    }),
  }));
}

function prepareCatalogue(bff: FakeBff): void {
  bff.on(listRequestable, ({ query }) => ({
    items: requestables.filter(
      ({ kind, system, name }) =>
        (!query.kind || kind === query.kind) &&
        (!query.system || query.system.includes(system)) &&
        (!query.q || name.zh.includes(query.q)),
    ),
    next: null,
  }));
  bff.on(previewRequest, ({ body }) => {
    const preview = exampleResponse(previewRequest);
    const [shown] = preview.items as [(typeof preview.items)[number]];
    const items = body.items.map((item, index) => ({
      ...shown,
      no: index + 1,
      scope: { kind: item.scope.kind, units: [] },
    }));
    return { ...preview, items };
  });
}

function prepareGrants(bff: FakeBff, desk: Desk): void {
  bff.on(listGrants, { items: desk.grants, next: null });
  bff.on(listMyGrants, { items: desk.grants.slice(0, 2), next: null });
  const [first] = desk.grants as [Grant];
  bff.on(expiryDigest, {
    items: [{ person: first.person, grants: desk.grants.filter(({ kind }) => kind === 'SHORT').slice(0, 2) }],
    next: null,
    total: 1,
  });
  const end = ({ params }: { params: { grantId: string } }): Grant => {
    const grant = desk.grants.find(({ id }) => id === params.grantId) ?? first;
    return { ...grant, state: 'REVOKED', revokedAt: at(0) };
  };
  bff.on(revokeGrant, end);
  bff.on(returnGrant, end);
  const mine = exampleResponse(getMyPermissions);
  bff.on(getMyPermissions, {
    ...mine,
    systems: mine.systems.map((system) => ({
      ...system,
      items: system.items.map((item) =>
        item.source.grant ? { ...item, source: { ...item.source, refId: first.id, until: at(3 * DAY) } } : item,
      ),
    })),
  });
  bff.on(explainDecision, exampleResponse(explainDecision));
}

/** A permission centre with requests and grants that answers commands, for an access remote that runs alone. */
export function prepareAccess(bff: FakeBff): void {
  const desk: Desk = {
    requests: [
      ...[0, 1, 2, 3, 4].map((n) => requestOf(n, 'PENDING')),
      requestOf(5, 'APPROVED'),
      requestOf(6, 'DENIED'),
      requestOf(7, 'WITHDRAWN'),
    ],
    grants: [grantOf(0, 3), grantOf(1, 12), grantOf(2, 90), grantOf(3, 300)],
  };
  prepareRequests(bff, desk);
  prepareCatalogue(bff);
  prepareGrants(bff, desk);
}
