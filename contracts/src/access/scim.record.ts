import { z } from 'zod';

/** Address below which the SCIM 2.0 server answers. */
export const SCIM_BASE = '/api/access/scim/v2';

/** Names of schemas and messages (RFC 7643, RFC 7644, and two extensions of EOMS). */
export const scimUrns = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  enterprise: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  assignment: 'urn:eoms:params:scim:schemas:assignment:2.0',
  unit: 'urn:eoms:params:scim:schemas:unit:2.0',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  config: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  search: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  patch: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulkRequest: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  bulkResponse: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
} as const;
/** Name of a schema. */
export type ScimUrn = (typeof scimUrns)[keyof typeof scimUrns];

const text = z.string().optional();

const ScimMeta = z
  .object({
    resourceType: text,
    created: text,
    lastModified: text,
    location: text,
    version: text,
  })
  .meta({ id: 'ScimMeta' });

const Reference = z.object({ value: text, $ref: text, display: text, type: text });

const Plural = z.object({ value: text, display: text, type: text, primary: z.boolean().optional() });

/** A person as SCIM shows him; an answer holds the attributes asked for. */
export const ScimUser = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    externalId: text,
    meta: ScimMeta.optional(),
    userName: text,
    name: z
      .object({
        formatted: text,
        familyName: text,
        givenName: text,
        middleName: text,
        honorificPrefix: text,
        honorificSuffix: text,
      })
      .optional(),
    displayName: text,
    nickName: text,
    title: text,
    userType: text,
    preferredLanguage: text,
    locale: text,
    timezone: text,
    active: z.boolean().optional(),
    emails: z.array(Plural).optional(),
    phoneNumbers: z.array(Plural).optional(),
    groups: z.array(Reference).optional(),
    [scimUrns.enterprise]: z
      .object({
        employeeNumber: text,
        costCenter: text,
        organization: text,
        division: text,
        department: text,
        manager: z.object({ value: text, $ref: text, displayName: text }).optional(),
      })
      .optional(),
    [scimUrns.assignment]: z
      .object({
        position: text,
        positionName: text,
        level: z.int().optional(),
        startsAt: text,
        endsAt: text,
        status: text,
        subject: text,
      })
      .optional(),
  })
  .meta({ id: 'ScimUser', description: 'SCIM 2.0 User (RFC 7643 section 4.1)' });

/** A unit as SCIM shows it. */
export const ScimGroup = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    externalId: text,
    meta: ScimMeta.optional(),
    displayName: text,
    members: z.array(Reference).optional(),
    [scimUrns.unit]: z
      .object({
        kind: text,
        code: text,
        nameEn: text,
        parent: z.object({ value: text, $ref: text, displayName: text }).optional(),
        effectiveFrom: text,
      })
      .optional(),
  })
  .meta({ id: 'ScimGroup', description: 'SCIM 2.0 Group (RFC 7643 section 4.2)' });

/** A part of a list. */
export const listResponse = <T extends z.ZodType>(resource: T) =>
  z.object({
    schemas: z.array(z.string()),
    totalResults: z.int(),
    startIndex: z.int(),
    itemsPerPage: z.int(),
    Resources: z.array(resource),
  });

/** Answer of a bulk request, one entry for each operation that was tried. */
export const ScimBulkResponse = z
  .object({
    schemas: z.array(z.string()),
    Operations: z.array(
      z.object({
        method: z.string(),
        bulkId: text,
        version: text,
        location: text,
        status: z.string(),
        response: z.record(z.string(), z.unknown()).optional(),
      }),
    ),
  })
  .meta({ id: 'ScimBulkResponse' });

/** A refusal as SCIM answers it (RFC 7644 section 3.12). */
export const ScimError = z
  .object({
    schemas: z.array(z.string()),
    status: z.string(),
    scimType: text,
    detail: z.string(),
  })
  .meta({ id: 'ScimError', description: 'RFC 7644 section 3.12' });
/** A refusal as SCIM answers it. */
export type ScimError = z.infer<typeof ScimError>;

const Supported = z.object({ supported: z.boolean() });

/** What the server can do (RFC 7643 section 5). */
export const ScimConfig = z
  .object({
    schemas: z.array(z.string()),
    documentationUri: text,
    patch: Supported,
    bulk: Supported.extend({ maxOperations: z.int(), maxPayloadSize: z.int() }),
    filter: Supported.extend({ maxResults: z.int() }),
    changePassword: Supported,
    sort: Supported,
    etag: Supported,
    authenticationSchemes: z.array(
      z.object({ type: z.string(), name: z.string(), description: z.string(), primary: z.boolean().optional() }),
    ),
    meta: ScimMeta.optional(),
  })
  .meta({ id: 'ScimServiceProviderConfig' });

/** A kind of resource (RFC 7643 section 6). */
export const ScimResourceType = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    name: z.string(),
    endpoint: z.string(),
    description: z.string(),
    schema: z.string(),
    schemaExtensions: z.array(z.object({ schema: z.string(), required: z.boolean() })),
    meta: ScimMeta.optional(),
  })
  .meta({ id: 'ScimResourceType' });

/** A schema with its attributes (RFC 7643 section 7). */
export const ScimSchema = z
  .object({
    schemas: z.array(z.string()),
    id: z.string(),
    name: z.string(),
    description: z.string(),
    attributes: z.array(z.record(z.string(), z.unknown())),
    meta: ScimMeta.optional(),
  })
  .meta({ id: 'ScimSchema' });
