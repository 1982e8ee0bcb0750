import { z } from 'zod';
import { defineEndpoint } from '../endpoint.ts';
import { Id, Line, Paragraphs, SearchText, manyOf, pageOf, pageQuery } from '../fields.ts';
import { request } from './catalogue.examples.ts';
import { ClientProposal, ServiceClientRecord } from './clients.record.ts';
import { MetaCodeText, MetaRef } from './shared.record.ts';

export * from './clients.record.ts';

const id = '0195844e-2d00-7000-8000-0000000003a1';
const storeId = '0195844e-2d00-7000-8000-0000000000a1';
const clientExample = {
  id,
  clientId: 'pos-demo',
  name: '门店收银系统',
  status: 'ACTIVE',
  metas: [
    { code: 'service.ticket.create', name: { zh: '新建工单', en: 'Open tickets' }, system: 'service', riskTier: 0 },
  ],
  stores: [
    {
      id: storeId,
      name: { zh: '网鱼电竞(上海松江大学城店)', en: '网鱼电竞(上海松江大学城店)' },
      kind: 'STORE',
    },
  ],
  keys: [{ kid: 'pos-2026', kind: 'EC P-256', thumbprint: 'NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs' }],
  createdAt: '2026-03-11T12:30:00.000Z',
  version: 1,
  mayChange: true,
};
const publicKey = JSON.stringify({
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
});
const ClientName = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]{2,59}$/, 'client_id_format')
  .meta({ maxLength: 60, description: 'Lower-case letters, digits and dashes' });
const fields = {
  name: Line(60),
  metas: z
    .array(MetaCodeText)
    .min(1)
    .max(200)
    .meta({ description: 'Living permissions of business systems, or access.scim.sync; see listClientMetas' }),
  storeIds: z
    .array(Id)
    .min(1)
    .max(2000)
    .nullable()
    .meta({ description: 'Stores it reaches; null means every store, which access.scim.sync needs' }),
  keys: Paragraphs(20_000).meta({
    description: 'Public keys (EC P-256, for ES256) as JSON: one JWK or a JWKS of up to five; replaces all keys',
  }),
};
const clientParams = z.strictObject({ id: Id });
const reason = Line(200).meta({ description: 'Why; permission owners read it before they agree' });
const proposalExample = { serviceId: null, clientId: 'pos-demo', name: '门店收银系统', request };

/** Service clients the caller may see. */
export const listClients = defineEndpoint({
  id: 'listClients',
  method: 'get',
  path: '/api/access/clients',
  summary: 'List service clients',
  tags: ['access'],
  meta: 'access.client.view',
  query: z.strictObject({
    q: SearchText.optional(),
    status: manyOf(z.enum(['ACTIVE', 'WITHDRAWN'])),
    ...pageQuery,
  }),
  response: pageOf(ServiceClientRecord),
  errors: ['invalid_cursor'],
  examples: { query: { q: '收银' }, response: { items: [clientExample], next: null } },
});

/** Permissions a service client may be given. */
export const listClientMetas = defineEndpoint({
  id: 'listClientMetas',
  method: 'get',
  path: '/api/access/client-metas',
  summary: 'Permissions a service client may hold',
  tags: ['access'],
  meta: 'access.client.view',
  response: z.object({ items: z.array(MetaRef) }),
  errors: [],
  examples: { response: { items: clientExample.metas } },
});

/** One service client. */
export const getClient = defineEndpoint({
  id: 'getClient',
  method: 'get',
  path: '/api/access/clients/:id',
  summary: 'Read a service client',
  tags: ['access'],
  meta: 'access.client.view',
  etag: true,
  params: clientParams,
  response: ServiceClientRecord,
  errors: ['not_found'],
  examples: { params: { id }, response: clientExample },
});

/** Proposals about service clients that wait for permission owners, the oldest first. */
export const listClientProposals = defineEndpoint({
  id: 'listClientProposals',
  method: 'get',
  path: '/api/access/client-proposals',
  summary: 'Registrations and changes that wait',
  tags: ['access'],
  meta: 'access.client.view',
  response: z.object({ items: z.array(ClientProposal) }),
  errors: [],
  examples: { response: { items: [proposalExample] } },
});

/**
 * Proposes a service client with its public key; the private one never leaves its owner. It may call once permission owners,
 * never the proposer, agreed.
 */
export const createClient = defineEndpoint({
  id: 'createClient',
  method: 'post',
  path: '/api/access/clients',
  summary: 'Propose to register a service client',
  tags: ['access'],
  meta: 'access.client.manage',
  status: 201,
  body: z.strictObject({ clientId: ClientName, ...fields, reason }),
  response: ClientProposal,
  errors: ['client_id_taken', 'no_decider'],
  examples: {
    body: {
      clientId: 'pos-demo',
      name: '门店收银系统',
      metas: ['service.ticket.create'],
      storeIds: [storeId],
      keys: publicKey,
      reason: '新开门店上线收银系统',
    },
    response: proposalExample,
  },
});

/**
 * Changes name, permissions, stores or keys of a service client. What takes away is in force at its next request; more
 * permissions, more stores or other keys wait for permission owners, with everything that came with them.
 */
export const changeClient = defineEndpoint({
  id: 'changeClient',
  method: 'patch',
  path: '/api/access/clients/:id',
  summary: 'Change a service client',
  tags: ['access'],
  meta: 'access.client.manage',
  ifMatch: true,
  params: clientParams,
  body: z.strictObject({ ...z.strictObject(fields).partial().shape, reason }),
  response: z.object({
    client: ServiceClientRecord,
    /** What waits for permission owners; null when the change is in force. */
    proposal: ClientProposal.nullable(),
  }),
  errors: ['not_found', 'precondition_required', 'stale_version', 'client_withdrawn', 'no_decider'],
  examples: {
    params: { id },
    body: { name: '门店收银系统（新）', reason: '系统改名' },
    response: { client: { ...clientExample, name: '门店收银系统（新）', version: 2 }, proposal: null },
  },
});

/** Withdraws a service client for good: its next request is refused. */
export const withdrawClient = defineEndpoint({
  id: 'withdrawClient',
  method: 'post',
  path: '/api/access/clients/:id/withdraw',
  summary: 'Withdraw a service client',
  tags: ['access'],
  meta: 'access.client.manage',
  ifMatch: true,
  params: clientParams,
  body: z.strictObject({ reason: Line(200) }),
  response: ServiceClientRecord,
  errors: ['not_found', 'precondition_required', 'stale_version', 'client_withdrawn'],
  examples: {
    params: { id },
    body: { reason: '收银系统更换供应商' },
    response: { ...clientExample, status: 'WITHDRAWN', version: 2, mayChange: false },
  },
});
