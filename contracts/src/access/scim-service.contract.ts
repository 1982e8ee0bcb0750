import { defineEndpoint } from '../endpoint.ts';
import * as example from './scim.examples.ts';
import {
  listResponse,
  SCIM_BASE,
  ScimBulkResponse,
  ScimConfig,
  ScimResourceType,
  ScimSchema,
  scimUrns,
} from './scim.record.ts';
import { body, common, listAnswer, listErrors, ofResource } from './scim-requests.ts';

/** Users by a filter in the body. */
export const scimSearchUsers = defineEndpoint({
  ...common,
  id: 'scimSearchUsers',
  method: 'post',
  path: `${SCIM_BASE}/Users/.search`,
  summary: 'SCIM: search users',
  body,
  response: listAnswer.users,
  errors: [...listErrors, 'scim_invalid_syntax', 'scim_invalid_value'],
  examples: { body: example.searchBody, response: example.listOf(example.userExample) },
});

/** Groups by a filter in the body. */
export const scimSearchGroups = defineEndpoint({
  ...common,
  id: 'scimSearchGroups',
  method: 'post',
  path: `${SCIM_BASE}/Groups/.search`,
  summary: 'SCIM: search groups',
  body,
  response: listAnswer.groups,
  errors: [...listErrors, 'scim_invalid_syntax', 'scim_invalid_value'],
  examples: {
    body: { schemas: [scimUrns.search], filter: 'displayName sw "客服"' },
    response: example.listOf(example.groupExample),
  },
});

/** Users and groups by a filter in the body. */
export const scimSearch = defineEndpoint({
  ...common,
  id: 'scimSearch',
  method: 'post',
  path: `${SCIM_BASE}/.search`,
  summary: 'SCIM: search everything',
  body,
  response: listAnswer.all,
  errors: [...listErrors, 'scim_invalid_syntax', 'scim_invalid_value'],
  examples: {
    body: { schemas: [scimUrns.search], filter: 'displayName co "周"' },
    response: example.listOf(example.userExample),
  },
});

/** Many operations in one request, each by itself. */
export const scimBulk = defineEndpoint({
  ...common,
  id: 'scimBulk',
  method: 'post',
  path: `${SCIM_BASE}/Bulk`,
  summary: 'SCIM: many operations in one request',
  body,
  response: ScimBulkResponse,
  errors: ['scim_invalid_syntax', 'scim_too_many'],
  examples: { body: example.bulkBody, response: example.bulkExample },
});

/** What the server can do. */
export const scimGetConfig = defineEndpoint({
  ...common,
  id: 'scimGetConfig',
  method: 'get',
  path: `${SCIM_BASE}/ServiceProviderConfig`,
  summary: 'SCIM: what the server can do',
  response: ScimConfig,
  errors: [],
  examples: { response: example.configExample },
});

/** Kinds of resources. */
export const scimListResourceTypes = defineEndpoint({
  ...common,
  id: 'scimListResourceTypes',
  method: 'get',
  path: `${SCIM_BASE}/ResourceTypes`,
  summary: 'SCIM: list kinds of resources',
  response: listResponse(ScimResourceType).meta({ id: 'ScimResourceTypeList' }),
  errors: [],
  examples: { response: example.listOf(example.resourceTypeExample) },
});

/** One kind of resource. */
export const scimGetResourceType = defineEndpoint({
  ...common,
  id: 'scimGetResourceType',
  method: 'get',
  path: `${SCIM_BASE}/ResourceTypes/:id`,
  summary: 'SCIM: read a kind of resource',
  params: ofResource,
  response: ScimResourceType,
  errors: ['not_found'],
  examples: { params: { id: 'User' }, response: example.resourceTypeExample },
});

/** Schemas with their attributes. */
export const scimListSchemas = defineEndpoint({
  ...common,
  id: 'scimListSchemas',
  method: 'get',
  path: `${SCIM_BASE}/Schemas`,
  summary: 'SCIM: list schemas',
  response: listResponse(ScimSchema).meta({ id: 'ScimSchemaList' }),
  errors: [],
  examples: { response: example.listOf(example.schemaExample) },
});

/** One schema. */
export const scimGetSchema = defineEndpoint({
  ...common,
  id: 'scimGetSchema',
  method: 'get',
  path: `${SCIM_BASE}/Schemas/:id`,
  summary: 'SCIM: read a schema',
  params: ofResource,
  response: ScimSchema,
  errors: ['not_found'],
  examples: { params: { id: scimUrns.user }, response: example.schemaExample },
});
