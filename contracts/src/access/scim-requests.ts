import { z } from 'zod';
import { listResponse, ScimGroup, ScimUser } from './scim.record.ts';

/** What every endpoint of the SCIM server has in common. */
export const common = { tags: ['access'], meta: 'access.scim.sync', media: 'scim' } as const;
/** Refusals of a write. */
export const writeErrors = [
  'scim_invalid_syntax',
  'scim_invalid_value',
  'scim_invalid_path',
  'scim_mutability',
  'scim_uniqueness',
  'scim_awaits_approval',
] as const;
/** Refusals of a change. */
export const changeErrors = [
  ...writeErrors,
  'not_found',
  'stale_version',
  'scim_no_target',
  'scim_invalid_filter',
] as const;
/** Refusals of a list. */
export const listErrors = ['scim_invalid_filter', 'scim_invalid_path'] as const;

/** Path of one resource. */
export const ofResource = z.strictObject({ id: z.string().min(1).max(200) });

const shown = {
  attributes: z.string().max(2000).optional(),
  excludedAttributes: z.string().max(2000).optional(),
} as const;
/** Query of a list. */
export const listQuery = z.strictObject({
  filter: z.string().max(4000).optional(),
  sortBy: z.string().max(200).optional(),
  sortOrder: z.enum(['ascending', 'descending']).default('ascending'),
  // Values below the least one are taken for it (RFC 7644 section 3.4.2.4).
  startIndex: z.coerce.number().int().default(1),
  count: z.coerce.number().int().default(100),
  ...shown,
});
/** Query that says what an answer shows. */
export const shownQuery = z.strictObject(shown);

/** A resource or message as a client writes it: names in any case, checked by the server against its schemas. */
export const body = z
  .looseObject({ schemas: z.array(z.string()).optional() })
  .meta({ description: 'Resource or message of RFC 7643 and RFC 7644; GET /Schemas lists the attributes' });
/** Body of a DELETE: none. */
export const nothing = z.strictObject({});

/** Answers with several resources. */
export const listAnswer = {
  users: listResponse(ScimUser).meta({ id: 'ScimUserList' }),
  groups: listResponse(ScimGroup).meta({ id: 'ScimGroupList' }),
  all: listResponse(z.union([ScimUser, ScimGroup])).meta({ id: 'ScimResourceList' }),
};
