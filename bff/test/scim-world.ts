import { expect } from 'vitest';
import { SCIM_BASE, ScimError, scimUrns } from '@eoms/contracts/access/scim.contract';
import type { MetaCode } from '@eoms/contracts/endpoint';
import { newId } from '../src/database/new-id.ts';
import { inTransaction } from '../src/database/transaction.ts';
import { recordChange } from '../src/portal/access/access.service.ts';
import { ServiceClient } from '../src/portal/clients/clients.model.ts';
import { Assignment } from '../src/portal/people/people.model.ts';
import { startTestApp, type TestApp, type TestClient } from './test-app.ts';

/** A JSON object of SCIM. */
export type Json = Record<string, unknown>;

/** What came back. */
export interface ScimAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Requests of one HR product, as it would write them. */
export interface ScimClient {
  get(path: string, headers?: Record<string, string>): Promise<ScimAnswer>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  put(path: string, body: unknown, headers?: Record<string, string>): Promise<ScimAnswer>;
  patch(path: string, operations: readonly unknown[], headers?: Record<string, string>): Promise<ScimAnswer>;
  delete(path: string, headers?: Record<string, string>): Promise<ScimAnswer>;
}

/** The real application with HR products that push to it. */
export interface ScimWorld {
  readonly app: TestApp;
  /** The same product's requests by hand. */
  readonly client: TestClient;
  readonly scim: ScimClient;
  /** Another product, of its own name. */
  another(): Promise<ScimClient>;
  /** Registers a service client with the permissions and stores given; answers its id at the OpenID provider. */
  registered(options?: { metas?: readonly MetaCode[]; storeIds?: readonly string[] | null }): Promise<string>;
  close(): Promise<void>;
}

async function register(app: TestApp, metas: readonly MetaCode[], storeIds: readonly string[] | null): Promise<string> {
  const id = newId();
  const clientId = `hr-${id}`;
  await inTransaction(app.database.sequelize, async ({ transaction, now }) => {
    await recordChange(transaction, 'client', id, now);
    await ServiceClient.create(
      {
        id,
        clientId,
        name: '人事系统',
        status: 'ACTIVE',
        metas: [...metas],
        scopeKind: storeIds === null ? 'ALL' : 'STORES',
        storeIds: [...(storeIds ?? [])],
        jwks: null,
        createdAt: now,
      },
      { transaction },
    );
  });
  return clientId;
}

async function answered(response: Response): Promise<ScimAnswer> {
  const text = await response.text();
  if (text !== '') expect(response.headers.get('content-type')).toMatch(/^application\/scim\+json/);
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? {} : JSON.parse(text)) as Json,
  };
}

/** Speaks SCIM over a client of the application; no request carries an Idempotency-Key. */
export function scimOver(client: TestClient): ScimClient {
  const send = async (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    answered(
      await client.fetch(SCIM_BASE + path, {
        method,
        headers: { 'content-type': 'application/scim+json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
  return {
    get: (path, headers) => send('GET', path, undefined, headers),
    post: (path, body, headers) => send('POST', path, body, headers),
    put: (path, body, headers) => send('PUT', path, body, headers),
    patch: (path, operations, headers) =>
      send(
        'PATCH',
        path,
        { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: operations },
        headers,
      ),
    delete: (path, headers) => send('DELETE', path, undefined, headers),
  };
}

const SYNC: readonly MetaCode[] = ['access.scim.sync'];

/** Starts a {@link ScimWorld}. */
export async function scimWorld(): Promise<ScimWorld> {
  const app = await startTestApp();
  const registered: ScimWorld['registered'] = ({ metas = SYNC, storeIds = null } = {}) =>
    register(app, metas, storeIds);
  const another = async (): Promise<ScimClient> => scimOver(app.client({ serviceId: await registered() }));
  const client = app.client({ serviceId: await registered() });
  return {
    app,
    client,
    scim: scimOver(client),
    another,
    registered,
    async close() {
      const faults = app.lines.filter((line) => ((JSON.parse(line) as { status?: number }).status ?? 0) >= 500);
      await app.close();
      expect(faults).toEqual([]);
    },
  };
}

/** Users as tests create them: each with a name and numbers of his own, in the service centre. */
export function userMaker(scim: () => ScimClient) {
  let made = 0;
  const body = (change: Json = {}): Json => {
    made += 1;
    return {
      schemas: [scimUrns.user, scimUrns.enterprise],
      externalId: `X${made}`,
      userName: `user${made}@wywk.cn`,
      displayName: `新员工${made}`,
      active: true,
      [scimUrns.enterprise]: { employeeNumber: `X${1000 + made}`, department: 'service' },
      ...change,
    };
  };
  const create = async (change: Json = {}): Promise<Json> => {
    const answer = await scim().post('/Users', body(change));
    expect({ status: answer.status, body: answer.body }).toMatchObject({ status: 201 });
    return answer.body;
  };
  return { body, create };
}

/** Id of a resource. */
export const idOf = ({ id }: Json): string => String(id);

/** Places of a person, oldest first. */
export const placesOf = (personId: unknown): Promise<Assignment[]> =>
  Assignment.findAll({ where: { personId: String(personId) }, order: [['startsAt', 'ASC']] });

/** What a user's resource says about his place. */
export const placeOf = (body: Json): Json => body[scimUrns.assignment] as Json;

/** What a user's resource says of him as an employee. */
export const enterpriseOf = (body: Json): Json => body[scimUrns.enterprise] as Json;

/** Expects a refusal in the words of RFC 7644. */
export function refusedWith(
  answer: Pick<ScimAnswer, 'status' | 'body'>,
  status: number,
  scimType: string | undefined,
): ScimError {
  const error = ScimError.parse(answer.body);
  expect({ status: answer.status, inBody: error.status, scimType: error.scimType }).toEqual({
    status,
    inBody: String(status),
    scimType,
  });
  return error;
}
