import { defineEndpoint } from '../endpoint.ts';
import * as example from './scim.examples.ts';
import { SCIM_BASE, ScimGroup, ScimUser } from './scim.record.ts';
import {
  body,
  changeErrors,
  common,
  listAnswer,
  listErrors,
  listQuery,
  nothing,
  ofResource,
  shownQuery,
  writeErrors,
} from './scim-requests.ts';

export * from './scim.record.ts';

/** Users, all or those of a filter. */
export const scimListUsers = defineEndpoint({
  ...common,
  id: 'scimListUsers',
  method: 'get',
  path: `${SCIM_BASE}/Users`,
  summary: 'SCIM: list users',
  query: listQuery,
  response: listAnswer.users,
  errors: listErrors,
  examples: { query: { filter: 'userName eq "zhou.ting@wywk.cn"' }, response: example.listOf(example.userExample) },
});

/** One user. */
export const scimGetUser = defineEndpoint({
  ...common,
  id: 'scimGetUser',
  method: 'get',
  path: `${SCIM_BASE}/Users/:id`,
  summary: 'SCIM: read a user',
  params: ofResource,
  query: shownQuery,
  etag: true,
  response: ScimUser,
  errors: ['not_found'],
  examples: { params: { id: example.userId }, response: example.userExample },
});

/** A new person. */
export const scimCreateUser = defineEndpoint({
  ...common,
  id: 'scimCreateUser',
  method: 'post',
  path: `${SCIM_BASE}/Users`,
  summary: 'SCIM: create a user',
  query: shownQuery,
  body,
  response: ScimUser,
  status: 201,
  errors: writeErrors,
  examples: { body: example.newUser, response: example.userExample },
});

/** A person as a whole. */
export const scimReplaceUser = defineEndpoint({
  ...common,
  id: 'scimReplaceUser',
  method: 'put',
  path: `${SCIM_BASE}/Users/:id`,
  summary: 'SCIM: replace a user',
  params: ofResource,
  query: shownQuery,
  body,
  response: ScimUser,
  errors: changeErrors,
  examples: { params: { id: example.userId }, body: example.newUser, response: example.userExample },
});

/** Parts of a person. */
export const scimPatchUser = defineEndpoint({
  ...common,
  id: 'scimPatchUser',
  method: 'patch',
  path: `${SCIM_BASE}/Users/:id`,
  summary: 'SCIM: modify a user',
  params: ofResource,
  query: shownQuery,
  body,
  response: ScimUser,
  errors: changeErrors,
  examples: {
    params: { id: example.userId },
    body: example.patchUser,
    response: { ...example.userExample, active: false },
  },
});

/** A person leaves. */
export const scimDeleteUser = defineEndpoint({
  ...common,
  id: 'scimDeleteUser',
  method: 'delete',
  path: `${SCIM_BASE}/Users/:id`,
  summary: 'SCIM: deactivate a user',
  params: ofResource,
  body: nothing,
  response: null,
  errors: ['not_found', 'stale_version', 'scim_awaits_approval'],
  examples: { params: { id: example.userId }, body: {} },
});

/** Groups, all or those of a filter. */
export const scimListGroups = defineEndpoint({
  ...common,
  id: 'scimListGroups',
  method: 'get',
  path: `${SCIM_BASE}/Groups`,
  summary: 'SCIM: list groups',
  query: listQuery,
  response: listAnswer.groups,
  errors: listErrors,
  examples: { query: { filter: 'displayName eq "客服部"' }, response: example.listOf(example.groupExample) },
});

/** One group. */
export const scimGetGroup = defineEndpoint({
  ...common,
  id: 'scimGetGroup',
  method: 'get',
  path: `${SCIM_BASE}/Groups/:id`,
  summary: 'SCIM: read a group',
  params: ofResource,
  query: shownQuery,
  etag: true,
  response: ScimGroup,
  errors: ['not_found'],
  examples: { params: { id: example.groupId }, response: example.groupExample },
});

/** A new unit. */
export const scimCreateGroup = defineEndpoint({
  ...common,
  id: 'scimCreateGroup',
  method: 'post',
  path: `${SCIM_BASE}/Groups`,
  summary: 'SCIM: create a group',
  query: shownQuery,
  body,
  response: ScimGroup,
  status: 201,
  errors: writeErrors,
  examples: { body: example.newGroup, response: example.groupExample },
});

/** A unit as a whole. */
export const scimReplaceGroup = defineEndpoint({
  ...common,
  id: 'scimReplaceGroup',
  method: 'put',
  path: `${SCIM_BASE}/Groups/:id`,
  summary: 'SCIM: replace a group',
  params: ofResource,
  query: shownQuery,
  body,
  response: ScimGroup,
  errors: changeErrors,
  examples: { params: { id: example.groupId }, body: example.newGroup, response: example.groupExample },
});

/** Parts of a unit, such as its members. */
export const scimPatchGroup = defineEndpoint({
  ...common,
  id: 'scimPatchGroup',
  method: 'patch',
  path: `${SCIM_BASE}/Groups/:id`,
  summary: 'SCIM: modify a group',
  params: ofResource,
  query: shownQuery,
  body,
  response: ScimGroup,
  errors: changeErrors,
  examples: { params: { id: example.groupId }, body: example.patchGroup, response: example.groupExample },
});

/** A unit closes. */
export const scimDeleteGroup = defineEndpoint({
  ...common,
  id: 'scimDeleteGroup',
  method: 'delete',
  path: `${SCIM_BASE}/Groups/:id`,
  summary: 'SCIM: close a group',
  params: ofResource,
  body: nothing,
  response: null,
  errors: ['not_found', 'stale_version', 'scim_awaits_approval', 'scim_mutability'],
  examples: { params: { id: example.groupId }, body: {} },
});
