import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allEndpoints } from '@eoms/contracts/catalogue';
import { isCommand, successStatus, type Endpoint } from '@eoms/contracts/endpoint';
import { Problem } from '@eoms/contracts/errors';
import { exampleRequest } from '@eoms/contracts/fake';
import { createStore, getStore, updateStore } from '@eoms/contracts/stores/stores.contract';
import { createTicket, getTicket } from '@eoms/contracts/service/tickets.contract';
import { demoAccounts } from '../src/embedded/demo/company-accounts.ts';
import { demoId } from '../src/embedded/demo/plan.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { recordChanges } from '../src/portal/access/access.service.ts';
import { AuditEvent } from '../src/portal/audit/audit.model.ts';
import { BaseRule } from '../src/portal/catalogue/catalogue.model.ts';
import { catalogueScenarios } from './catalogue-scenarios.ts';
import { EventReader } from './event-reader.ts';
import { governanceScenarios } from './governance-scenarios.ts';
import { grantsScenarios } from './grants-scenarios.ts';
import { peopleScenarios } from './people-scenarios.ts';
import { quietFeed, syncScenarios } from './sync-scenarios.ts';
import { startTestApp, type Answered, type Sending, type TestApp, type TestClient } from './test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ feed: quietFeed });
  // The outsider holds nothing at all here, not even what everybody from outside may do.
  await inTransaction(app.database.sequelize, async ({ transaction, now }) => {
    const where = { personKind: 'EXTERNAL' } as const;
    const rules = await BaseRule.findAll({ where, transaction });
    const changes = rules.map(({ id }) => ({ kind: 'rule', ref: id }) as const);
    await recordChanges(transaction, changes, now);
    await BaseRule.update({ endsAt: now }, { where, transaction });
  });
});
afterAll(() => app.close());

/** SCIM has bodies and refusals of its own shape (RFC 7644): scim-endpoints.test.ts visits its endpoints in the same way. */
const plainEndpoints = allEndpoints.filter(({ media }) => media === undefined);

/** What a scenario may use: one client that holds every permission it asks for, by the endpoint it calls. */
type Prepare = (send: (endpoint: Endpoint, sending?: Sending) => Promise<Answered>) => Promise<Sending>;

interface Versioned {
  readonly id: string;
  readonly version: number;
}
const record = ({ body }: Answered): Versioned => body as Versioned;

const storeId = demoId('store', 1);
const preparing = demoId('store', 17);
const regionId = demoId('region', 1);
let storeNumber = 900;

const storeBody = () => ({ ...(createStore.examples.body as object), code: `ZZ${(storeNumber += 1)}`, regionId });

/** A store nobody else in this file touches. */
const newStore: (send: Parameters<Prepare>[0]) => Promise<Versioned> = async (send) =>
  record(await send(createStore, { body: storeBody() }));

const newTicket: (send: Parameters<Prepare>[0]) => Promise<Versioned> = async (send) =>
  record(await send(createTicket, { body: { ...(createTicket.examples.body as object), storeId } }));

const onTicket =
  (body: unknown): Prepare =>
  async (send) => {
    const { id, version } = await newTicket(send);
    return { params: { ticketId: id }, ifMatch: version, body };
  };

const tomorrow = (): string => new Date(Date.now() + 24 * 3600_000).toISOString();
const example: Prepare = async () => ({ body: {} });

/** A valid request of every endpoint on the demo company; an endpoint without a line here fails the first test. */
const scenarios: Record<string, Prepare> = {
  getBootstrap: async () => ({}),
  streamEvents: async () => ({}),
  getSystemMenu: async () => ({ params: { system: 'service' } }),
  listWork: async () => ({}),
  savePreferences: async () => ({ body: { locale: 'en', theme: 'dark' } }),
  endSession: example,
  reportClientError: async () => ({
    body: { kind: 'render', remote: null, message: 'broken', path: '/', releases: {}, at: new Date().toISOString() },
  }),
  listStores: async () => ({ query: { q: '上海', status: ['open', 'trial'], limit: 2 } }),
  getStore: async () => ({ params: { storeId } }),
  createStore: async () => ({ body: storeBody() }),
  updateStore: async (send) => {
    const { id, version } = await newStore(send);
    return { params: { storeId: id }, ifMatch: version, body: { hosts: 132 } };
  },
  listStorePeriods: async () => ({ params: { storeId: preparing } }),
  changeStoreStatus: async (send) => {
    const { id, version } = await newStore(send);
    return { params: { storeId: id }, ifMatch: version, body: { to: 'trial', effectiveFrom: null, reason: '开业' } };
  },
  changeStoreOwner: async (send) => {
    const { id, version } = await newStore(send);
    return {
      params: { storeId: id },
      ifMatch: version,
      body: { ownerKind: 'wangyu', franchiseeId: demoId('franchisee', 1), effectiveFrom: null, reason: '转加盟' },
    };
  },
  cancelStoreChange: async (send) => {
    const { id } = await newStore(send);
    const params = { storeId: id };
    const { version } = record(await send(getStore, { params }));
    const change = allEndpoints.find((endpoint) => endpoint.id === 'changeStoreStatus') as Endpoint;
    const scheduled = record(
      await send(change, {
        params,
        ifMatch: version,
        body: { to: 'trial', effectiveFrom: tomorrow(), reason: '开业' },
      }),
    );
    const periods = allEndpoints.find((endpoint) => endpoint.id === 'listStorePeriods') as Endpoint;
    const { items } = (await send(periods, { params })).body as { items: { id: string; status: string | null }[] };
    return {
      params: { storeId: id, periodId: items.find(({ status }) => status === 'trial')?.id },
      ifMatch: scheduled.version,
      body: {},
    };
  },
  listRegions: async () => ({}),
  listFranchisees: async () => ({ query: { q: '西岸' } }),
  listTickets: async () => ({ query: { state: ['open'], limit: 3 } }),
  getTicket: async (send) => ({ params: { ticketId: (await newTicket(send)).id } }),
  listTicketEvents: async (send) => ({ params: { ticketId: (await newTicket(send)).id } }),
  createTicket: async () => ({ body: { ...(createTicket.examples.body as object), storeId } }),
  updateTicket: onTicket({ priority: 'urgent' }),
  replyToTicket: onTicket({ visibility: 'requester', text: '您好，正在为您核对。' }),
  assignTicket: async (send) => ({
    ...(await onTicket({})(send)),
    body: { ownerId: await app.holder('service.ticket.reply'), note: null },
  }),
  changeTicketState: onTicket({ to: 'open', reason: null, wakeAt: null }),
  revealTicketPhone: async (send) => ({
    params: { ticketId: (await newTicket(send)).id },
    body: { reason: '回访客诉处理结果' },
  }),
  listTicketCategories: async () => ({}),
  listAssignees: async () => ({ query: { limit: 2 } }),
  listAuditEvents: async () => ({ query: { limit: 3 } }),
  getAuditEvent: async (send) => {
    const { id } = await newStore(send);
    const event = await AuditEvent.findOne({ where: { objectId: id } });
    return { params: { eventId: event?.id } };
  },
  verifyAudit: async () => ({}),
  exportAudit: async () => ({ body: { cursor: null } }),
  listRequesterOptions: async () => ({ query: { kind: 'store', q: '松江' } }),
  getMyPermissions: async () => ({}),
  listQuestions: async () => ({ query: { q: '门店' } }),
  explainDecision: async () => ({ query: { path: `/stores/stores/${storeId}` } }),
  previewAs: async () => ({ query: { personId: demoAccounts[0]?.personId } }),
  ...catalogueScenarios,
  ...governanceScenarios(() => app),
  ...syncScenarios(() => app),
  ...grantsScenarios(() => app),
  ...peopleScenarios(async (send) => (await newStore(send)).id),
};

/** Commands that leave no audit event, each with the reason; every other one must leave at least one. */
const unaudited: Readonly<Record<string, string>> = {
  savePreferences: 'language and theme of the caller change nothing for anybody else',
  endSession: 'the session itself says when it ended',
  reportClientError: 'the report is the record',
  previewChange: 'it changes nothing',
  previewRequest: 'it changes nothing',
};

/** Each request by somebody who may make it. */
async function send(endpoint: Endpoint, sending: Sending = {}): Promise<Answered> {
  return (await clientFor(endpoint)).send(endpoint, sending);
}
const clients = new Map<string, TestClient>();
async function clientFor(endpoint: Endpoint): Promise<TestClient> {
  const personId = await app.holder(endpoint.meta);
  // A session of its own for endSession, which would sign the others out.
  const key = `${personId} ${endpoint.id === 'endSession'}`;
  const client = clients.get(key) ?? app.client({ personId });
  clients.set(key, client);
  return client;
}

const refused = (answer: Answered, status: number, code: string): Problem => {
  expect({ status: answer.status, code: (answer.body as Problem).code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  return Problem.parse(answer.body);
};

test('every endpoint has a scenario', () => {
  expect(Object.keys(scenarios).toSorted()).toEqual(plainEndpoints.map(({ id }) => id).toSorted());
});

/** Registers a test where it applies; elsewhere there is none, rather than a skipped one. */
const onlyIf =
  (applies: unknown) =>
  (name: string, run: () => Promise<void>): void => {
    if (applies) test(name, run);
  };

describe.each(plainEndpoints.map((endpoint) => [endpoint.id, endpoint] as const))('%s', (_id, endpoint) => {
  const { params, query, body } = exampleRequest(endpoint);
  const request: Sending = { params, query, body, ...(endpoint.ifMatch ? { ifMatch: 1 } : {}) };

  test('401 for nobody', async () => {
    refused(await app.client(null).send(endpoint, request), 401, 'signed_out');
  });

  onlyIf(endpoint.meta !== null)('mistake 2: 403 without its Meta, named with its system', async () => {
    const meta = endpoint.meta as NonNullable<Endpoint['meta']>;
    const client = app.client({ personId: app.outsider });
    expect(refused(await client.send(endpoint, request), 403, 'permission_missing').meta?.code).toBe(meta);
  });

  test('400 for a parameter nobody knows', async () => {
    const problem = refused(
      await send(endpoint, { ...request, query: { ...query, nobody: '1' } }),
      400,
      'invalid_parameter',
    );
    expect(problem.errors?.map(({ pointer }) => pointer)).toContain('#/query/nobody');
  });

  onlyIf(endpoint.params)('400 for a broken path', async () => {
    const broken = Object.fromEntries(Object.keys(params).map((name) => [name, '\'"><']));
    refused(await send(endpoint, { ...request, params: broken }), 400, 'invalid_parameter');
  });

  onlyIf(isCommand(endpoint))('422 for an unknown field and for a body that is no object', async () => {
    const problem = refused(
      await send(endpoint, { ...request, body: { ...(body as object), nobody: 1 } }),
      422,
      'validation_failed',
    );
    expect(problem.errors).toEqual([expect.objectContaining({ pointer: '#/body/nobody', code: 'unknown_field' })]);
    refused(await send(endpoint, { ...request, body: [1] }), 422, 'validation_failed');
    refused(await send(endpoint, { ...request, key: 'short' }), 400, 'idempotency_key_required');
  });

  onlyIf(endpoint.ifMatch)('428 without the version, 400 for a broken one', async () => {
    const { ifMatch: _left, ...rest } = request;
    refused(await send(endpoint, rest), 428, 'precondition_required');
    refused(await send(endpoint, { ...rest, headers: { 'if-match': 'three' } }), 400, 'invalid_parameter');
  });

  onlyIf(endpoint.stream)('the first event is what the contract says, and no more', async () => {
    const answer = await (await clientFor(endpoint)).fetch(endpoint.path);
    const reader = new EventReader(answer);
    const told = await reader.next();
    expect(endpoint.response?.parse(told?.data)).toEqual(told?.data);
    await reader.close();
  });

  onlyIf(!endpoint.stream)('the success answer is what the contract says, and no more', async () => {
    const sending = await (scenarios[endpoint.id] as Prepare)(send);
    const answer = await send(endpoint, sending);
    expect({ status: answer.status, problem: answer.status < 400 ? undefined : answer.body }).toEqual({
      status: successStatus(endpoint),
      problem: undefined,
    });
    if (endpoint.response === null) expect(answer.body).toBeUndefined();
    else expect(endpoint.response.parse(answer.body)).toEqual(answer.body);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const requestId = answer.headers.get('x-request-id') ?? '';
    // Invariant 36: what somebody did is in the audit log.
    if (isCommand(endpoint) && !(endpoint.id in unaudited))
      expect(await AuditEvent.count({ where: { requestId } })).toBeGreaterThan(0);
    if (!endpoint.etag) return;
    const again = await send(endpoint, { ...sending, headers: { 'if-none-match': answer.headers.get('etag') ?? '' } });
    expect([again.status, again.body]).toEqual([304, undefined]);
  });
});

test('what one caller stored is what the next reads', async () => {
  const store = await newStore(send);
  const changed = record(
    await send(updateStore, { params: { storeId: store.id }, ifMatch: store.version, body: { hosts: 7 } }),
  );
  expect(record(await send(getStore, { params: { storeId: store.id } }))).toMatchObject({
    hosts: 7,
    version: changed.version,
  });
  const ticket = await newTicket(send);
  expect(record(await send(getTicket, { params: { ticketId: ticket.id } })).id).toBe(ticket.id);
});
