import { SCIM_BASE, scimUrns } from '@eoms/contracts/access/scim.record';
import type { Attribute, ResourceType, Schema } from './attributes.policy.ts';
import { MOST_OPERATIONS } from './bulk.policy.ts';
import { resourceTypes } from './resource-types.policy.ts';

const address = (publicUrl: string, path: string): string => `${publicUrl}${SCIM_BASE}${path}`;

/** What the server can do (RFC 7643 section 5). */
export const serviceConfig = (publicUrl: string, limits: { results: number; bytes: number }) => ({
  schemas: [scimUrns.config],
  documentationUri: `${publicUrl}/docs`,
  patch: { supported: true },
  bulk: { supported: true, maxOperations: MOST_OPERATIONS, maxPayloadSize: limits.bytes },
  filter: { supported: true, maxResults: limits.results },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    {
      type: 'oauthbearertoken',
      name: 'OAuth 2.0 client credentials',
      description:
        'Access token of a service client that signs in with private_key_jwt; DPoP-bound tokens are accepted',
      primary: true,
    },
  ],
  meta: {
    resourceType: 'ServiceProviderConfig',
    location: address(publicUrl, '/ServiceProviderConfig'),
  },
});

/** A kind of resource (RFC 7643 section 6). */
export const describeType = (publicUrl: string, { name, endpoint, description, core, extensions }: ResourceType) => ({
  schemas: [scimUrns.resourceType],
  id: name,
  name,
  endpoint,
  description,
  schema: core.id,
  schemaExtensions: extensions.map(({ id }) => ({ schema: id, required: false })),
  meta: { resourceType: 'ResourceType', location: address(publicUrl, `/ResourceTypes/${name}`) },
});

const describeAttribute = ({ subAttributes, ...attribute }: Attribute): Record<string, unknown> => ({
  ...attribute,
  ...(subAttributes ? { subAttributes: subAttributes.map(describeAttribute) } : {}),
});

/** A schema (RFC 7643 section 7). */
export const describeSchema = (publicUrl: string, { id, name, description, attributes }: Schema) => ({
  schemas: [scimUrns.schema],
  id,
  name,
  description,
  attributes: attributes.map(describeAttribute),
  meta: { resourceType: 'Schema', location: address(publicUrl, `/Schemas/${id}`) },
});

/** Every schema of the server. */
export const allSchemas: readonly Schema[] = resourceTypes.flatMap(({ core, extensions }) => [core, ...extensions]);
