import { SCIM_BASE, scimUrns } from './scim.record.ts';

/** Id of the user of the examples. */
export const userId = '0195844e-2d00-7000-8000-000000000f01';
/** Id of the group of the examples. */
export const groupId = '0195844e-2d00-7000-8000-000000000f02';

const at = '2026-03-11T12:30:00.000Z';
const version = 'W/"9f86d081884c7d65"';

const metaOf = (resourceType: 'User' | 'Group', id: string) => ({
  resourceType,
  created: at,
  lastModified: at,
  location: `https://portal.example.com${SCIM_BASE}/${resourceType}s/${id}`,
  version,
});

/** What a client sends to create a user. */
export const newUser = {
  schemas: [scimUrns.user, scimUrns.enterprise, scimUrns.assignment],
  externalId: 'E1001',
  userName: 'zhou.ting@wywk.cn',
  name: { familyName: '周', givenName: '婷', formatted: '周婷' },
  displayName: '周婷',
  active: true,
  emails: [{ value: 'zhou.ting@wywk.cn', type: 'work', primary: true }],
  [scimUrns.enterprise]: { employeeNumber: 'E1001', department: 'service' },
  [scimUrns.assignment]: { position: 'agent', positionName: '客服专员', level: 3 },
};

/** A user as an answer shows him. */
export const userExample = {
  ...newUser,
  id: userId,
  meta: metaOf('User', userId),
  groups: [{ value: groupId, display: '客服部' }],
};

/** What a client sends to create a group. */
export const newGroup = {
  schemas: [scimUrns.group, scimUrns.unit],
  externalId: 'D-service',
  displayName: '客服部',
  [scimUrns.unit]: { kind: 'CENTRE', code: 'service', nameEn: 'Customer service' },
};

/** A group as an answer shows it. */
export const groupExample = {
  ...newGroup,
  id: groupId,
  meta: metaOf('Group', groupId),
  members: [
    {
      value: userId,
      display: '周婷',
      type: 'User',
    },
  ],
};

/** A list of one. */
export const listOf = (resource: object) => ({
  schemas: [scimUrns.list],
  totalResults: 1,
  startIndex: 1,
  itemsPerPage: 1,
  Resources: [resource],
});

/** Deactivation as a common product writes it. */
export const patchUser = {
  schemas: [scimUrns.patch],
  Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
};

/** One more member. */
export const patchGroup = {
  schemas: [scimUrns.patch],
  Operations: [{ op: 'add', path: 'members', value: [{ value: userId }] }],
};

/** Search by a body. */
export const searchBody = {
  schemas: [scimUrns.search],
  filter: 'userName eq "zhou.ting@wywk.cn"',
  startIndex: 1,
  count: 10,
};

/** A group and a user that refers to it before it exists. */
export const bulkBody = {
  schemas: [scimUrns.bulkRequest],
  failOnErrors: 1,
  Operations: [
    { method: 'POST', path: '/Groups', bulkId: 'g1', data: { displayName: '新部门' } },
    {
      method: 'PATCH',
      path: `/Users/${userId}`,
      data: { schemas: [scimUrns.patch], Operations: [{ op: 'replace', path: 'title', value: '专员' }] },
    },
  ],
};

/** What the bulk example answers. */
export const bulkExample = {
  schemas: [scimUrns.bulkResponse],
  Operations: [
    { method: 'POST', bulkId: 'g1', location: metaOf('Group', groupId).location, version, status: '201' },
    { method: 'PATCH', location: metaOf('User', userId).location, version, status: '200' },
  ],
};

/** What the server says about itself. */
export const configExample = {
  schemas: [scimUrns.config],
  patch: { supported: true },
  bulk: { supported: true, maxOperations: 200, maxPayloadSize: 1_048_576 },
  filter: { supported: true, maxResults: 200 },
  changePassword: { supported: false },
  sort: { supported: true },
  etag: { supported: true },
  authenticationSchemes: [
    { type: 'oauthbearertoken', name: 'OAuth', description: 'Client credentials with private_key_jwt', primary: true },
  ],
};

/** A kind of resource. */
export const resourceTypeExample = {
  schemas: [scimUrns.resourceType],
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'People whom the HR system keeps',
  schema: scimUrns.user,
  schemaExtensions: [{ schema: scimUrns.enterprise, required: false }],
};

/** A schema. */
export const schemaExample = {
  schemas: [scimUrns.schema],
  id: scimUrns.user,
  name: 'User',
  description: 'A person whom the HR system keeps',
  attributes: [{ name: 'userName', type: 'string' }],
};
